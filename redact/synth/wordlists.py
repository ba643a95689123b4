"""Lists of words, written as text so that they can be read."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """The words of a text; an underscore stands for a space inside one of them."""
    return tuple(word.replace("_", " ") for word in text.split())
