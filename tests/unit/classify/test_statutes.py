"""Citations meet however they are written, and are told from other numbers."""

import pytest

from redact.classify import load_tables
from redact.classify.statutes import Statutes, citations


@pytest.fixture(scope="module")
def california() -> Statutes:
    return Statutes.of(load_tables(())["statutes_ca"])


@pytest.mark.parametrize(
    "written", ["PC 273.5(a)", "273.5A PC", "273_5(A)(1) PC/F", "CPC 273.5 (A)", "273.5", "§ 273.5(a) PC"]
)
def test_one_section_in_many_spellings(california: Statutes, written: str) -> None:
    rules = california.read(written, trusted=False).rules
    assert [rule.classes for rule in rules] == [("intimate_partner_violence",)]


def test_a_lettered_section_is_not_a_subdivision(california: Statutes) -> None:
    assert [r.classes for r in california.read("273A(A) PC", trusted=False).rules] == [("child_abuse",)]
    assert california.read("273(A) PC", trusted=False).rules == ()


def test_the_most_exact_line_counts(california: Statutes) -> None:
    assert california.read("243(E)(1) PC", trusted=False).rules[0].classes == ("intimate_partner_violence",)
    assert california.read("243(D) PC", trusted=False).rules[0].strength == 1


@pytest.mark.parametrize("written", ["288", "1 1415", "9.46.110", "PHONE 261-5555", "23152 VC", "288 HS", "$243.40"])
def test_other_numbers_are_not_citations(california: Statutes, written: str) -> None:
    assert california.read(written, trusted=False).rules == ()


def test_a_statute_column_is_believed_with_a_bare_number(california: Statutes) -> None:
    assert california.read("288", trusted=True).rules
    assert california.read("265 13M", trusted=True).rules == ()


def test_parts() -> None:
    (citation,) = citations("288(B)(1) PC")
    assert (citation.section, citation.parts, citation.book) == ("288", ("B", "1"), "PC")
    assert list(citation.forms()) == ["288 B 1", "288 B", "288"]
