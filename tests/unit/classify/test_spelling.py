"""Words as record systems write them, and the listed word that is meant."""

import pytest

from redact.classify import spelling
from redact.classify.rule_language import Lexicon


@pytest.fixture
def lexicon() -> Lexicon:
    made = Lexicon()
    made.add("<known>", ["assault", "prostitution", "harass*", "domestic", "kidnap*", "strangle"])
    return made


@pytest.mark.parametrize(
    "written",
    [
        "assault", "aslt", "prostitu", "prostituion", "harassment", "harrassing", "domestc", "domesitc", "kdnpd",
        "strngl",
    ],
)  # fmt: skip
def test_meant(lexicon: Lexicon, written: str) -> None:
    assert spelling.resolve(lexicon, written) == frozenset({0})


@pytest.mark.parametrize("written", ["asset", "dome", "hares", "domino", "dist", "nap", "prosper", "strong"])
def test_not_meant(lexicon: Lexicon, written: str) -> None:
    assert spelling.resolve(lexicon, written) == frozenset()


def test_skeleton() -> None:
    assert spelling.skeleton("assault") == spelling.skeleton("aslt") == "aslt"
