"""English as our model reads it: words without case and accents, and what the word lists say about each.

Police text is mostly in capitals, where a model that looks at capitals finds one name in twenty (research, section 7).
So the four features of a word are its folded form, its folded ending, its written shape, and its class in the word
lists; only the shape knows capitals. They are lexeme features of spaCy: computed once per distinct word, for nothing
per token. A class is evidence, not a verdict: in training a share of the listed names is shown as unknown, because the
names of the next city are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from spacy.attrs import NORM, PREFIX, SUFFIX
from spacy.lang.en import English, EnglishDefaults
from spacy.language import Language
from spacy.util import registry

from redact.identity.forms import fold
from redact.identity.lexicon import Word, lexicon

CODE: Final = "redact_en"
"""The name of the language in a saved pipeline's config."""

_CLASSES: Final = (
    (Word.FUNCTION, "f"),
    (Word.TITLE, "t"),
    (Word.KIN, "k"),
    (Word.POLICE, "p"),
    (Word.PROPER, "r"),
    (Word.COMMON, "c"),
    (Word.ORDINARY, "o"),
    (Word.FIRST, "G"),
    (Word.LAST, "S"),
)
UNKNOWN: Final = "?"
_NAMES_ONLY: Final = frozenset(("G", "S", "GS"))


def word_class(written: str) -> str:
    """The word's classes as letters: `oS` for an ordinary word that is a surname, `?` for a word that no list has."""
    if not written.isalpha():
        inner = written.strip(".'\u2019-")
        if not inner.replace("-", "").replace("'", "").isalpha():
            return "0" if any(letter.isdigit() for letter in written) else "."
        written = inner
    flags = lexicon().get(fold(written), 0)
    return "".join(letter for flag, letter in _CLASSES if flags & flag) or UNKNOWN


def _norm(written: str) -> str:
    return fold(written)


def _ending(written: str) -> str:
    return fold(written)[-3:]


class PoliceEnglishDefaults(EnglishDefaults):
    """spaCy's English with our features in place of three of its own."""

    lex_attr_getters = {**EnglishDefaults.lex_attr_getters, NORM: _norm, PREFIX: word_class, SUFFIX: _ending}


@registry.languages(CODE)
class PoliceEnglish(English):  # type: ignore[no-untyped-call]
    """The language of the shipped model."""

    lang = CODE
    Defaults = PoliceEnglishDefaults


def hide_names(nlp: Language, hidden: Callable[[str], bool]) -> None:
    """For training: the listed names for which `hidden` holds (folded) look unknown to this pipeline."""

    def shown(written: str) -> str:
        found = word_class(written)
        return UNKNOWN if found in _NAMES_ONLY and hidden(fold(written)) else found

    nlp.vocab.lex_attr_getters = {**nlp.vocab.lex_attr_getters, PREFIX: shown}  # type: ignore[attr-defined]
