"""The scorecard: a linear model in a file, the same for one text and for many."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.classify.narrative.tokens import Vocabulary
from redact.classify.narrative.weights import CLASSES, Scorecard, features_of, parse, shipped, stem

HEAD = ",".join(("words", "rarity", "sensitive", *CLASSES))
FILE = f"""# bias: {" ".join(["-1"] * 9)}
# names: 2\n# shows: 0.5
# likely: -0.5
{HEAD}
husband,100,200,0,300,0,0,0,0,0,0
hit,200,100,0,100,0,0,0,0,0,0
!hit,200,-100,0,0,0,0,0,0,0,0
husband hit,300,400,0,0,0,0,0,0,0,0
#age,100,0,0,0,0,0,0,0,100,0
"""


def score(text: str, *more: str) -> list[float]:
    vocabulary = Vocabulary()
    card = Scorecard(parse(FILE), vocabulary)
    return [round(value, 6) for value in card.score(vocabulary.read([text, *more]))[0].tolist()]


def test_words_and_pairs_once_each_by_rarity_over_the_texts_length() -> None:
    length = math.sqrt(1 + 4 + 9)
    expected = (1 * 2 + 2 * 1 + 3 * 4) / length - 1
    assert score("Her husband hit, husband hit")[0] == round(expected, 6)
    assert score("nothing of it")[0] == -1
    assert score("")[0] == -1


def test_a_word_behind_a_denial_is_another_word() -> None:
    assert score("did not hit")[0] == -2, "the denied word alone"
    assert score("not so. hit")[0] == 0, "a sentence ends the denial"
    assert score("not him but hit")[0] == 0
    assert score("not a b c d hit")[0] == 0, "and so do more than three words"


def test_a_text_is_scored_the_same_in_any_company() -> None:
    assert score("husband hit") == score("husband hit", "hit husband", "no husband", "")


@pytest.mark.parametrize(
    ("word", "form"),
    [("punched", "punch"), ("husbands", "husband"), ("his", "his"), ("17", "#age"), ("34", "#adult"), ("81", "#old"),
     ("2024", "#num"), ("4th", "#mix"), ("bed", "bed")],
)  # fmt: skip
def test_forms(word: str, form: str) -> None:
    assert stem(word) == form


def test_a_file_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="other columns"):
        parse(FILE.replace("stalking,", "", 1))


def test_the_shipped_file_is_whole() -> None:
    weights = shipped()
    assert len(weights.features) == len(set(weights.features)) > 5_000
    assert weights.weight.shape == (len(weights.features), 1 + len(CLASSES))
    assert (weights.rarity > 0).all()
    assert weights.shows > weights.likely


@given(st.lists(st.text(alphabet="abc .!nothusband13", max_size=40), max_size=4))
def test_training_sees_the_features_that_scoring_uses(texts: list[str]) -> None:
    vocabulary = Vocabulary()
    weights = shipped()
    card = Scorecard(weights, vocabulary)
    tokens = vocabulary.read(texts)
    number = {feature: at for at, feature in enumerate(weights.features)}
    for features, scored in zip(features_of(tokens, vocabulary.words), card.score(tokens), strict=True):
        known = [number[feature] for feature in features if feature in number]
        rarity = weights.rarity[known]
        length = math.sqrt(float((rarity**2).sum())) or 1.0
        expected = (rarity[:, None] * weights.weight[known]).sum(axis=0) / length + weights.bias
        assert np.allclose(scored, expected)
