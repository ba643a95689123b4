"""One tiny file per mistake, the exact sentence an officer reads, and the exit code. No sentence quotes a cell."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from redact.place import load_jurisdiction

if TYPE_CHECKING:
    from .conftest import Command, Ended

AS_OF = "--as-of 2025-06-01"
WITH = f"-p policy.yaml -j city.yaml -o plan {AS_OF}"
GOOD = f"preview good.csv --card card.yaml {WITH}"

PREVIEWS = {
    "good.csv --card card_none.yaml": (16, "the card 'card_none.yaml' is not there"),
    "wrong_header.csv --card card.yaml": (11, "wrong_header.csv: the header lacks 'Offense'"),
    "truncated.csv --card card.yaml": (
        11,
        (
            "1 of 3 rows of 'incidents' cannot be used (33.3%; the card allows 1.0%). Mostly the row ends too early "
            "(cells are missing); the first is row 2"
        ),
    ),
    "mixed_encodings.csv --card card.yaml": (
        11,
        (
            "mixed_encodings.csv:4: the file is not in the encoding its card states (utf-8): "
            "1 line has bytes that do not belong to it"
        ),
    ),
    "empty.csv --card card.yaml": (11, "empty.csv: the file is empty"),
    "header_only.csv --card card.yaml": (11, "header_only.csv: the dataset has no rows"),
    "folder.csv --card card.yaml": (11, "folder.csv: this is a folder, not a file"),
    "nothing.csv --card card.yaml": (11, "nothing.csv: there is no such file"),
    "good.csv --card card_two_keys.yaml": (
        11,
        (
            "card_two_keys.yaml:3:30: columns.Victim: 'Case' and 'Victim' both claim 'incident_id'. Keep one, and give "
            "the other another role or leave it out."
        ),
    ),
    "two_keys.csv": (11, "two_keys.csv: two columns claim the key 'incident_id'"),
    "good.csv": (
        11,
        "good.csv: the file needs a card: 'Case', 'Offense', 'When', 'Beat', 'Victim' and 'State' are not roles",
    ),
    "bad_dates.csv --card card.yaml": (
        11,
        (
            "2 of 3 rows of 'incidents' cannot be used (66.7%; the card allows 1.0%). Mostly its date or time cannot "
            "be read; the first is row 1"
        ),
    ),
    "ambiguous_dates.csv --card card_without_format.yaml": (
        11,
        "column 'When': its dates could be day first or month first",
    ),
    "zero_points.csv --card card_points.yaml": (
        11,
        (
            "3 of 3 rows of 'incidents' cannot be used (100.0%; the card allows 1.0%). Mostly its coordinates are a "
            "stand-in such as 0,0 and it has no other place; the first is row 0"
        ),
    ),
    "good.csv unlinked.csv --card card.yaml --card card_arrests.yaml": (
        11,
        "only 0% of the rows of 'arrests' that name an event find it in another dataset; the policy asks for 90%",
    ),
    "good.csv wrong_header.csv --card card.yaml --card card_lenient.yaml": (
        11,
        "two datasets are called 'incidents'",
    ),
    "good.csv truncated.csv --card card.yaml --card card_lenient.yaml --card card_points.yaml": (
        2,
        "2 data files but 3 cards",
    ),
}
"""What is previewed, and how it ends."""

ELSEWHERE = {
    f"{GOOD} -j city_missing_layer.yaml": (
        16,
        "city_missing_layer.yaml:3:16: the layer 'beats_2025.csv' is not there; it gives the beat of a place",
    ),
    f"{GOOD} -j city_no_households.yaml": (
        16,
        "no layer says how many households there are, so no place finer than the city can be shown",
    ),
    f"{GOOD} -j nowhere.yaml": (16, "nowhere.yaml: there is no jurisdiction file here"),
    f"{GOOD} -p nopolicy": (16, "the policy 'nopolicy' is not there"),
    "preview -o plan": (16, "redact.yaml:4:9: the ledger 'private/ledger.sqlite' is not there"),
    "preview --project elsewhere.yaml -o plan": (16, "elsewhere.yaml: there is no project file here"),
    f"{GOOD} --limit 0": (2, None),
    "preview good.csv --card card.yaml --as-of yesterday -o plan": (2, None),
    "release plan": (2, "plan: there is no finished plan here"),
    "review plan": (2, "plan: there is no finished plan here"),
    "check plan": (2, "plan: there is no release here"),
}
"""Whole command lines; None where the sentence is another test's matter."""

EDITS = {
    "a word the policy does not know": (
        ("policy.yaml", "household_safety", "houshold_safety"),
        10,
        (
            "policy.yaml:29:32: places.houshold_safety: 'houshold_safety' is not a key that is known here. "
            "Did you mean 'household_safety'?"
        ),
    ),
    "a worked example that comes out otherwise": (
        ("policy.yaml", "expect: {classes: [], tier: other}", "expect: {class: stalking, tier: protected}"),
        13,
        "policy.yaml: 1 of 1 worked examples come out differently:",
    ),
    "a tier at a level without a layer": (
        ("policy.yaml", "ladder: [beat, city]", "ladder: [block, beat, city]"),
        0,
        "",
    ),
}
"""One word changed in a good file, then a preview."""


def cells() -> set[str]:
    """Every cell of every data file here that could identify anything."""
    found: set[str] = set()
    for path in Path().glob("*.csv"):
        if path.is_dir() or path.name.startswith("beats"):
            continue
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            found |= {cell for row in list(csv.reader(file))[1:] for cell in row}
    return {cell for cell in found if len(cell) > 3}


def quiet(ended: Ended) -> Ended:
    """The same, having looked whether it quotes a cell."""
    said = ended.err + ended.out
    assert not [cell for cell in cells() if cell in said]
    assert "Traceback" not in said
    return ended


@pytest.mark.parametrize("data", PREVIEWS)
def test_a_mistake_in_the_data(redact: Command, data: str) -> None:
    code, sentence = PREVIEWS[data]
    ended = quiet(redact(f"preview {data} {WITH}"))
    assert (ended.code, ended.first) == (code, f"redact: {sentence}")
    assert not Path("plan").exists()
    assert not list(Path().glob(".plan*")), "nothing is left of a plan that did not come about"


@pytest.mark.parametrize("line", ELSEWHERE)
def test_a_mistake_elsewhere(redact: Command, line: str) -> None:
    code, sentence = ELSEWHERE[line]
    ended = quiet(redact(line))
    assert ended.code == code, ended.err
    assert ended.err
    if sentence is not None:
        assert ended.first == f"redact: {sentence}"
    assert not Path("plan").exists()


def edit(file: str, old: str, new: str) -> None:
    text = Path(file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    Path(file).write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("mistake", EDITS)
def test_a_mistake_in_the_policy(redact: Command, mistake: str) -> None:
    change, code, sentence = EDITS[mistake]
    edit(*change)
    ended = quiet(redact(GOOD))
    assert (ended.code, ended.first) == (code, f"redact: {sentence}" if sentence else "")


# --- rows that are held, files that are locked -----------------------------------------------------------------------


@pytest.mark.parametrize("file", ["truncated.csv", "future.csv"])
def test_a_faulty_row_is_held_where_the_card_allows_it(redact: Command, file: str) -> None:
    ended = quiet(redact(f"preview {file} --card card_lenient.yaml {WITH} --json"))
    assert ended.code == 0
    assert '"rows_in": 3' in ended.out
    assert '"held": 1' in ended.out
    assert "row 2" not in ended.out
    assert "Zwycker" not in Path("plan/report.html").read_text(encoding="utf-8")


def test_a_file_that_another_program_has_open(redact: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def refuse(self: Path, *args: Any, **more: Any) -> Any:
        if self.name == "good.csv":
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *args, **more)

    monkeypatch.setattr(Path, "open", refuse)
    ended = redact(GOOD)
    assert ended.code == 11
    assert ended.first == (
        "redact: good.csv: the file may not be read: another program (Excel?) has it open, "
        "or it belongs to somebody else"
    )
    assert "Close it in the other program" in ended.err


def test_something_else_lies_where_the_plan_should_go(redact: Command) -> None:
    Path("plan").mkdir()
    Path("plan/thesis.txt").write_text("two years of work", encoding="utf-8")
    ended = quiet(redact(GOOD))
    assert (ended.code, ended.first) == (2, "redact: plan: there is something else already")
    assert Path("plan/thesis.txt").read_text(encoding="utf-8") == "two years of work"
    ended = quiet(redact(GOOD.replace("-o plan", "-o plan/thesis.txt")))
    assert (ended.code, ended.first) == (2, "redact: plan/thesis.txt: there is something else already")


# --- plans: stale, open, limited, not agreed -------------------------------------------------------------------------

STALE = {
    "data": (("good.csv", "Filed Q07", "Filed Q7"), "the data of 'incidents' changed since this plan was made"),
    "policy": (("policy.yaml", "delay: 30 days", "delay: 31 days"), "the policy changed since this plan was made"),
    "card": (("card.yaml", ", State: status", ""), "the card of 'incidents' changed since this plan was made"),
    "layer": (("beats.csv", "1,900", "1,901"), "the map layers changed since this plan was made"),
    "city": (("city.yaml", "Smallville", "Bigville"), "the map layers changed since this plan was made"),
}


@pytest.mark.parametrize("changed", STALE)
@pytest.mark.parametrize("command", ["release plan --draft", "check plan"])
def test_a_stale_plan(redact: Command, changed: str, command: str) -> None:
    change, sentence = STALE[changed]
    assert redact(GOOD).code == 0
    edit(*change)
    ended = quiet(redact(command))
    assert (ended.code, ended.first) == (18, f"redact: plan: {sentence}")
    assert not Path("plan/draft").exists()


def test_comments_in_policy_and_card_make_nothing_stale(redact: Command) -> None:
    assert redact(GOOD).code == 0
    for name in ("policy.yaml", "card.yaml", "city.yaml"):
        path = Path(name)
        path.write_text("# read again in March\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert redact("release plan --draft").code == 0


def test_a_file_of_the_plan_that_is_gone(redact: Command) -> None:
    assert redact(GOOD).code == 0
    Path("good.csv").unlink()
    ended = quiet(redact("release plan --draft"))
    sentence = "plan: a file of this plan cannot be read as before (there is no such file)"
    assert (ended.code, ended.first) == (18, f"redact: {sentence}")


def test_open_items(redact: Command) -> None:
    assert redact(f"preview unknown_code.csv --card card.yaml {WITH}").code == 0
    ended = quiet(redact("release plan --draft"))
    assert (ended.code, ended.first) == (14, "redact: plan: 1 open items (1 rows) wait for an answer")


def test_a_gate_that_fails(redact: Command) -> None:
    edit("policy.yaml", "held_at_most: 0.1", "held_at_most: 0.001")
    assert redact(f"preview truncated.csv --card card_lenient.yaml {WITH}").code == 0
    ended = quiet(redact("release plan --draft"))
    assert (ended.code, ended.first) == (15, "redact: plan: 1 of 17 gates failed:")
    assert "held share" in ended.err


def test_a_plan_of_the_first_rows_only(redact: Command) -> None:
    assert redact(f"{GOOD} --limit 30").code == 0
    ended = quiet(redact("release plan --draft"))
    assert (ended.code, ended.first) == (15, "redact: plan: this plan looked at the first rows only (--limit)")


def test_real_data_without_a_signature(redact: Command) -> None:
    assert redact(GOOD).code == 0
    ended = quiet(redact("release plan -o out"))
    assert (ended.code, ended.first) == (
        12,
        "redact: plan: nobody has signed this policy, so real data can only become a draft",
    )
    assert not Path("out").exists()


def test_without_layers_there_is_no_release(redact: Command) -> None:
    assert redact(f"preview good.csv --card card.yaml -p policy.yaml -o plan {AS_OF}").code == 0
    ended = quiet(redact("release plan --draft"))
    assert (ended.code, ended.first) == (16, "redact: plan: 2 of 17 gates failed:")


def test_a_plan_that_somebody_damaged(redact: Command) -> None:
    assert redact(GOOD).code == 0
    Path("plan/plan.json").write_text('{"package": ', encoding="utf-8")
    ended = quiet(redact("release plan --draft"))
    assert (ended.code, ended.first) == (11, "redact: plan/plan.json: plan.json is damaged")


# --- ledger and secret -----------------------------------------------------------------------------------------------


@pytest.fixture
def own_ledger() -> None:
    from redact.project import create_state

    create_state(Path("redact.yaml"))


@pytest.mark.usefixtures("own_ledger")
def test_a_ledger_or_secret_that_went_missing(redact: Command) -> None:
    assert redact(f"preview -o plan {AS_OF}").code == 0
    for name, where in (("ledger.sqlite", "4:9: the ledger"), ("secret", "5:9: the secret")):
        path = Path("private") / name
        path.rename(path.with_suffix(".away"))
        ended = quiet(redact(f"preview -o plan {AS_OF}"))
        assert (ended.code, ended.first) == (16, f"redact: redact.yaml:{where} 'private/{name}' is not there")
        ended = quiet(redact("release plan --draft"))
        assert ended.code == 16
        assert not path.exists(), "nothing is created silently"
        path.with_suffix(".away").rename(path)


@pytest.mark.usefixtures("own_ledger")
def test_another_secret(redact: Command) -> None:
    from redact.ledger import Secret

    assert redact(f"preview -o plan {AS_OF}").code == 0
    Path("private/secret").unlink()
    Secret.create("private/secret")
    ended = quiet(redact(f"preview -o other {AS_OF}"))
    assert (ended.code, ended.first) == (16, "redact: private/ledger.sqlite: the ledger belongs to another secret")
    ended = quiet(redact("release plan --draft"))
    assert ended.code in (16, 18)
    assert not Path("plan/draft").exists()


@pytest.mark.usefixtures("own_ledger")
def test_a_secret_that_is_none(redact: Command) -> None:
    Path("private/secret").write_text("hunter2\n", encoding="utf-8")
    ended = quiet(redact(f"preview -o plan {AS_OF}"))
    assert ended.code == 16
    assert "hunter2" not in ended.err


@pytest.mark.usefixtures("own_ledger")
def test_a_dataset_named_twice_in_the_project(redact: Command) -> None:
    edit("redact.yaml", "  - {file: good.csv, card: card.yaml}\n",
         "  - {file: good.csv, card: card.yaml}\n  - {file: truncated.csv, card: card_lenient.yaml}\n")  # fmt: skip
    ended = quiet(redact(f"preview -o plan {AS_OF}"))
    assert (ended.code, ended.first) == (11, "redact: redact.yaml: two datasets are called 'incidents'")


@pytest.mark.usefixtures("own_ledger")
def test_the_same_export_twice(redact: Command) -> None:
    Path("good-copy.csv").write_bytes(Path("good.csv").read_bytes())
    edit("redact.yaml", "file: good.csv", 'file: "good*.csv"')
    ended = quiet(redact(f"preview -o plan {AS_OF}"))
    assert ended.code == 11
    assert re.search("the same records are given twice: good-copy.csv and good.csv", ended.first)


def test_every_file_here_is_used() -> None:
    used = Path(__file__).read_text(encoding="utf-8")
    kept = {"part.csv", "beats_uncounted.csv", "beats.csv"}
    for path in Path(__file__).parent.rglob("*"):
        if path.is_file() and path.suffix in (".csv", ".yaml") and path.name not in kept:
            assert path.name in used, path.name
    assert load_jurisdiction(Path("city.yaml")).label == "Smallville"
