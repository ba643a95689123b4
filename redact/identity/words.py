"""Word lists inside the code, written as running text so that people can read and extend them."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text, separated by any white space."""
    return frozenset(text.split())
