"""The whole way of a text: masks, policy actions, repetition, and everything that holds it."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from redact.errors import Missing, UsageError
from redact.identity import Known, load_redactor
from redact.identity.recognizers.base import Finder, Finding
from redact.identity.redactor import LONGEST_TEXT, Redactor
from redact.identity.spans import Entity
from redact.vocabulary import TimePrecision

Masked = Callable[..., str | None]


def test_masks_are_typed_and_consistent(masked: Masked) -> None:
    text = "Hodan Abdirahman said Liban Farah hit her. FARAH left. Hodan called Ifrah Jama at 614-555-0187."
    assert masked(text, victim_name="Abdirahman, Hodan", suspect_name="Farah, Liban M") == (
        "[VICTIM-1] said [SUSPECT-1] hit her. [SUSPECT-1] left. [VICTIM-1] called [PERSON-1] at [PHONE]."
    )


def test_a_surname_of_two_people_is_nobodys(masked: Masked) -> None:
    text = "Hetal Patel pushed Jignesh Patel and then Patel left."
    done = masked(text, victim_name="Patel, Hetal", suspect_name="Patel, Jignesh")
    assert done == "[VICTIM-1] pushed [SUSPECT-1] and then [PERSON-1] left."


def test_only_the_own_published_place_appears(masked: Masked) -> None:
    done = masked(
        "Units went to 1204 W Elm St and later to 88 Oak Ave.", address="1204 W ELM ST", place="1200 BLOCK W ELM ST"
    )
    assert done == "Units went to [ADDRESS: 1200 BLOCK W ELM ST] and later to [ADDRESS]."


def test_without_a_published_place_every_address_is_masked(masked: Masked) -> None:
    assert masked("Units went to 1204 W Elm St.", address="1204 W ELM ST") == "Units went to [ADDRESS]."


def test_a_published_place_with_a_name_of_the_record_in_it_is_not_shown(masked: Masked) -> None:
    done = masked(
        "Ann Park, 1204 Park St.", address="1204 PARK ST", place="1200 BLOCK PARK ST", victim_name="PARK, ANN"
    )
    assert done == "[VICTIM-1], [ADDRESS]."


@pytest.mark.parametrize(
    ("precision", "shown"),
    [
        (TimePrecision.DAY, "5/11/2024"),
        (TimePrecision.MONTH, "[DATE: May 2024]"),
        (TimePrecision.QUARTER, "[DATE: 2024 Q2]"),
        (TimePrecision.YEAR, "[DATE: 2024]"),
        (TimePrecision.NONE, "[DATE]"),
        (None, "[DATE]"),
    ],
)
def test_the_own_date_obeys_the_tier_and_others_are_masked(masked: Masked, precision: Any, shown: str) -> None:
    done = masked(
        "On 5/11/2024 he came. He also came on 3/2/2024.", occurred_at="2024-05-11T23:20", precision=precision
    )
    assert done == f"On {shown} he came. He also came on [DATE]."


def test_officers_are_kept_only_where_the_policy_says_so(masked: Masked) -> None:
    text = "Officer Lemieux arrived. Lemieux spoke to Ann Smith."
    assert masked(text) == "Officer [OFFICER-1] arrived. [OFFICER-1] spoke to [PERSON-1]."
    assert masked(text, officers="keep") == "Officer Lemieux arrived. Lemieux spoke to [PERSON-1]."


def test_an_officer_who_is_party_to_the_event_is_never_kept(masked: Masked) -> None:
    done = masked("Officer Lemieux arrived at her home.", officers="keep", victim_name="LEMIEUX, CARA")
    assert done == "Officer [VICTIM-1] arrived at her home."


def test_an_officer_with_the_name_of_a_private_person_of_the_set_is_never_kept(redactor: Redactor) -> None:
    done = redactor.redact(["Officer Lemieux came."], [[]], officers="keep", never_keep=["lemieux"])
    assert done[0].text == "Officer [OFFICER-1] came."


def test_others_on_duty_are_not_kept(masked: Masked) -> None:
    assert masked("Nurse Falana called.", officers="keep") == "Nurse [OFFICER-1] called."


def test_what_was_masked_once_is_masked_everywhere(masked: Masked) -> None:
    done = masked("VICTIM IDENTIFIED AS QORVAN DELAROSE. THE QORVAN PHONE RANG. AT VELVANA PHARMACY. VELVANA CLOSED.")
    assert done is not None
    assert "QORVAN" not in done
    assert "VELVANA" not in done


def test_texts_of_one_record_share_masks(redactor: Redactor) -> None:
    done = redactor.redact(
        ["RP identified as Zorla Quint.", "QUINT CALLED BACK", "QUINT CALLED BACK"], [[], [], []], records=[1, 1, 2]
    )
    assert [each.text for each in done[:2]] == ["RP identified as [PERSON-1].", "[PERSON-1] CALLED BACK"]


def test_spans_tell_layer_rule_and_action_but_no_text(redactor: Redactor) -> None:
    done = redactor.redact(["Ann Smith called."], [[Known("victim_name", "SMITH, ANN")]])[0]
    (span,) = done.spans
    assert (span.start, span.end, span.entity, span.layer, span.action) == (0, 9, "PERSON", "record", "mask")
    assert "Smith" not in repr(done)


@pytest.mark.parametrize("text", ["", "   ", "GOA", "...", "[VICTIM-1]"])
def test_short_texts_pass(masked: Masked, text: str) -> None:
    assert masked(text, victim_name="SMITH, ANN") == text


# --- everything uncertain holds ---------------------------------------------------------------------------


class Breaking(Finder):
    """Stands for a recogniser with a fault."""

    entities = (Entity.PERSON,)

    def __init__(self, how: Callable[[], None]) -> None:
        super().__init__()
        self._how = how

    def find(self, page: object, artifacts: object) -> Iterator[Finding]:
        self._how()
        return iter(())


def _raise() -> None:
    raise ValueError("JANE SMITH is in this message")


def _time_out() -> None:
    raise TimeoutError("regex timed out")


def _warn() -> None:
    logging.getLogger("presidio-analyzer").warning("something was skipped")


def _warn_in_python() -> None:
    warnings.warn("something is deprecated", DeprecationWarning, stacklevel=1)


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        (_raise, "could not be read completely (ValueError)"),
        (_time_out, "needed too long"),
        (_warn, "gave a warning"),
        (_warn_in_python, "could not be read completely (DeprecationWarning)"),
    ],
)
def test_an_error_a_timeout_and_a_warning_hold(how: Callable[[], None], reason: str) -> None:
    done = Redactor([Breaking(how)]).redact(["JANE SMITH called"], [[]])[0]
    assert done.held
    assert done.text is None
    assert reason in done.reason
    assert "JANE" not in done.reason


def test_a_text_that_is_too_long_is_held(redactor: Redactor) -> None:
    assert redactor.redact(["A " * LONGEST_TEXT], [[]])[0].held


def test_nothing_found_in_a_long_text_of_a_record_with_names_is_held(redactor: Redactor) -> None:
    text = "the same thing happened again and nobody saw anything of it at all " * 5
    assert redactor.redact([text], [[Known("victim_name", "SMITH, ANN")]])[0].held
    assert not redactor.redact([text], [[]])[0].held


def test_residue_of_the_record_holds() -> None:
    """A recogniser that finds a name only when it reads the result: the text is not passed on."""
    from redact.identity.recognizers.phone import PhoneFinder
    from redact.identity.recognizers.record import RecordFinder

    class Late(RecordFinder):
        def find(self, page: Any, artifacts: Any) -> Iterator[Finding]:
            return super().find(page, artifacts) if page.masked else iter(())

    done = Redactor([Late(), PhoneFinder()]).redact(["SMITH CB 303-555-0129"], [[Known("victim_name", "SMITH, ANN")]])[
        0
    ]
    assert done.held
    assert "left when the result was read again" in done.reason


def test_there_are_two_modes() -> None:
    with pytest.raises(UsageError, match="there is no mode 'stern'"):
        load_redactor(mode="stern")


def test_missing_word_lists_stop_before_any_text_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise FileNotFoundError("surnames.txt")

    monkeypatch.setattr("redact.identity.redactor.lexicon", gone)
    with pytest.raises(Missing) as stopped:
        load_redactor()
    assert stopped.value.exit_code == 16
