"""How names are written: without accents, and in what mail addresses and handles are made of."""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "đ": "d", "Đ": "D"})


def unaccented(text: str) -> str:
    """The text without accents, letter for letter: Muñoz becomes Munoz, Stępień Stepien."""
    parts = unicodedata.normalize("NFD", text.translate(_LETTERS))
    return unicodedata.normalize("NFC", "".join(sign for sign in parts if not unicodedata.combining(sign)))


def ascii_word(text: str) -> str:
    """Small letters and digits only, as in a mail address: "St. John" becomes stjohn."""
    return "".join(sign for sign in unaccented(text).lower() if sign.isalnum())
