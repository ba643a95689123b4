"""Citations meet however they are written, and are told from other numbers."""

import pytest

from redact.classify.citations import citations
from redact.classify.code_tables import STATUTES, CodeTable, shipped, shipped_table
from redact.classify.rule import Reading
from redact.classify.statutes import State, Statutes
from redact.vocabulary import Strength


@pytest.fixture(scope="module")
def every() -> Statutes:
    return Statutes()


def of(state: str) -> Statutes:
    return Statutes([f"{STATUTES}{state}"])


def shown(reading: Reading) -> set[str]:
    return {name for rule in reading.rules if rule.strength is Strength.SHOWS for name in rule.classes}


PARTNER, FAMILY, CHILD, SEXUAL = "intimate_partner_violence", "family_violence", "child_abuse", "sexual_assault"
SPELLINGS = {
    "ca": (["PC 273.5(a)", "273.5A PC", "273_5(A)(1) PC/F", "CPC 273.5 (A)", "273.5", "§ 273.5(a) PC"], {PARTNER}),
    "ma": (["c265 s13M(a)", "265/13M", "265 § 13M(a)", "M.G.L. c. 265 § 13M", "265-13M(a)"], {PARTNER, FAMILY}),
    "il": (["720 ILCS 5/12-3.2(a)(1)", "12-3.2", "720 ILCS 5.0/12-3.2-A-1", "720-5/12-3.2"], {PARTNER, FAMILY}),
    "pa": (["18 § 3121 §§ A1", "18 Pa.C.S. 3121(a)(1)", "18 3121 A1", "CC3121"], {SEXUAL}),
    "az": (["13-3601", "ARS 13-3601", "A.R.S. 13-3601(A)"], {PARTNER, FAMILY}),
    "mi": (["750.520b", "MCL 750.520B1A", "750.520b(1)(a)"], {SEXUAL}),
    "ny": (["PL 130.35", "PL 1303501", "130.35(1)", "PL 130.35 01"], {SEXUAL}),
    "oh": (["2919.25(A)", "ORC 2919.25", "2919.25A"], {PARTNER, FAMILY}),
    "la": (["14:35.3", "RS 14:35.3", "14.35.3", "LRS 14:35.3A"], {PARTNER, FAMILY}),
    "va": (["18.2-57.2", "18.2-57.2(A)", "A.18.2-57.2"], {PARTNER, FAMILY}),
    "wa": (["9A.44.040", "RCW 9A.44.040", "9A.44.040.1"], {SEXUAL}),
    "tx": (["PC 22.011(a)(1)", "22.011", "TPC 22.011"], {SEXUAL}),
}


WAYS = [(state, each) for state, (ways, _) in SPELLINGS.items() for each in ways]
PLAIN = [("ca", "273.5(A) PC"), ("oh", "ORC 2919.25(A)"), ("wa", "RCW 9A.44.040")]


@pytest.mark.parametrize(("state", "written"), WAYS)
def test_one_section_in_many_spellings(state: str, written: str) -> None:
    assert SPELLINGS[state][1] <= shown(of(state).read(written, trusted=True))


@pytest.mark.parametrize(("state", "written"), PLAIN)
def test_the_state_need_not_be_named(every: Statutes, state: str, written: str) -> None:
    assert SPELLINGS[state][1] <= shown(every.read(written, trusted=False))


def test_a_lettered_section_is_not_a_subdivision() -> None:
    california = of("ca")
    assert shown(california.read("273A(A) PC", trusted=False)) == {CHILD}
    assert california.read("273(A) PC", trusted=False).rules == ()


def test_a_decimal_never_falls_away() -> None:
    assert list(citations("288.2")[0].readings()) == [("288.2", ())]
    assert ("18.2", ("57", "2")) in citations("18.2-57.2")[0].readings()
    assert not any(section == "16.5.23" for section, _ in citations("16-5-23.1")[0].readings())


def test_the_most_exact_line_counts() -> None:
    california = of("ca")
    assert shown(california.read("243(E)(1) PC", trusted=False)) == {PARTNER}
    assert california.read("243(D) PC", trusted=False).rules[0].strength == 1


def test_every_citation_of_a_cell_counts() -> None:
    found = of("ca").read("273.5(A) PC; 288(B)(1) PC", trusted=True)
    assert {PARTNER, CHILD} <= shown(found)
    assert [citation.book for citation in citations("PC 273.5(a), HS 11377")] == ["PC", "HS"]


def test_where_states_disagree_it_is_only_doubt() -> None:
    both = Statutes()
    harmless = State.of(CodeTable("statutes_oh", {}, {"273.5": Reading(known=True)}))
    both.__dict__["_states"] = (State.of(shipped_table("statutes_ca")), harmless)
    reading = both.read("273.5(A)", trusted=True)
    assert shown(reading) == set()
    assert {rule.strength for rule in reading.rules} == {Strength.MAY}


@pytest.mark.parametrize("written", ["288", "1 1415", "9.46.110", "PHONE 261-5555", "23152 VC", "288 HS", "$243.40"])
def test_other_numbers_are_not_citations(written: str) -> None:
    assert of("ca").read(written, trusted=False).rules == ()


def test_a_statute_column_is_believed_with_a_bare_number() -> None:
    assert of("ca").read("288", trusted=True).rules
    assert of("ca").read("265 13M", trusted=True).rules == ()


def test_a_court_letter_is_no_subdivision() -> None:
    assert [next(each.readings()) for each in citations("265/15A/A")] == [("265.15A", ())]


@pytest.mark.parametrize("name", [name for name in shipped() if name.startswith(STATUTES)])
def test_every_line_of_a_state_is_found_by_its_own_code(name: str) -> None:
    table = shipped_table(name)
    state = State.of(table)
    for code, reading in table.written.items():
        found = state.get(citations(code, trusted=True)[0])
        assert found is not None, code
        assert shown(reading) <= shown(found), code


def test_eighteen_states_are_shipped() -> None:
    states = {name.removeprefix(STATUTES) for name in shipped() if name.startswith(STATUTES)}
    assert states >= {
        "ca", "tx", "fl", "ny", "wa", "il", "ma", "oh", "mo", "pa", "la", "tn", "co", "az", "nc", "mi", "ga", "va",
    }  # fmt: skip
