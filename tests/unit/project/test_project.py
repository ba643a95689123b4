"""The project file: what it may say, where it points, and that nothing is created silently."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from redact.errors import DataMismatch, Missing, UsageError
from redact.project import FILE_NAME, ad_hoc_project, init_project, load_project

HEADER = "incident_id,offense_code,occurred_at\n24-001,13A,2026-03-01\n"

POLICY = "policy: mine\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A finished project: ledger, secret, policy, two monthly exports."""
    init_project(tmp_path, publisher='The "Springfield" Police')
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "exports").mkdir()
    for month in ("02", "01"):
        (tmp_path / "exports" / f"incidents-{month}.csv").write_text(HEADER, encoding="utf-8")
    write(tmp_path, datasets='[{file: "exports/incidents-*.csv"}]')
    return tmp_path


def write(folder: Path, **changes: str) -> None:
    """The project file with some values changed; a value of "" leaves the line out."""
    lines = {
        "publisher": "Springfield",
        "policy": "policy.yaml",
        "ledger": "private/ledger.sqlite",
        "secret": "private/secret",
        "output": "releases",
        "datasets": "[]",
    } | changes
    text = "".join(f"{key}: {value}\n" for key, value in lines.items() if value)
    (folder / FILE_NAME).write_text(text, encoding="utf-8")


def test_paths_start_at_the_project_file(folder: Path) -> None:
    project = load_project(folder / FILE_NAME)
    assert project.publisher == "Springfield"
    assert project.policy == folder / "policy.yaml"
    assert project.output == folder / "releases"
    assert project.ledger == folder / "private" / "ledger.sqlite"
    assert project.path == folder / FILE_NAME
    assert not project.throw_away


def test_a_folder_stands_for_the_file_in_it(folder: Path) -> None:
    assert load_project(folder) == load_project(folder / FILE_NAME)


def test_a_pattern_takes_its_files_in_the_order_of_their_names(folder: Path) -> None:
    (dataset,) = load_project(folder).datasets
    assert [path.name for path in dataset.files] == ["incidents-01.csv", "incidents-02.csv"]
    assert dataset.card is None


def test_the_new_project_file_is_itself_valid(tmp_path: Path) -> None:
    path = init_project(tmp_path / "new", publisher='The "Springfield": Police # 1')
    assert load_project(path).publisher == 'The "Springfield": Police # 1'


def test_init_makes_ledger_and_secret_for_the_owner_alone(tmp_path: Path) -> None:
    init_project(tmp_path, publisher="Springfield")
    project = load_project(tmp_path)
    project.open_ledger(project.load_secret())
    if sys.platform != "win32":
        for path in (tmp_path / "private", tmp_path / "private" / "secret"):
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize("there", [FILE_NAME, "private/ledger.sqlite", "private/secret"])
def test_init_replaces_nothing(tmp_path: Path, there: str) -> None:
    path = tmp_path / there
    path.parent.mkdir(exist_ok=True)
    path.write_text("precious", encoding="utf-8")
    with pytest.raises(UsageError, match="already there"):
        init_project(tmp_path, publisher="Springfield")
    assert path.read_text(encoding="utf-8") == "precious"
    assert sorted(each.name for each in tmp_path.rglob("*") if each.is_file()) == [path.name]


def test_init_wants_a_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        init_project(tmp_path, publisher="  ")


@pytest.mark.parametrize("state", ["ledger.sqlite", "secret"])
def test_a_missing_ledger_or_secret_stops_and_is_not_created(folder: Path, state: str) -> None:
    (folder / "private" / state).unlink()
    with pytest.raises(Missing) as raised:
        load_project(folder)
    word = state.partition(".")[0]
    assert f"{FILE_NAME}:{3 if word == 'ledger' else 4}:" in str(raised.value)
    assert f"the {word} 'private/{state}' is not there" in str(raised.value)
    assert "restore it from a backup" in str(raised.value)
    assert not (folder / "private" / state).exists()


def test_a_ledger_of_another_secret_stops(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    init_project(other, publisher="Springfield")
    secret = folder / "private" / "secret"
    secret.write_bytes((other / "private" / "secret").read_bytes())
    project = load_project(folder)
    with pytest.raises(Missing):
        project.open_ledger(project.load_secret())


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"polcy": "x"}, "redact.yaml:7:1: polcy: 'polcy' is not a key that is known here. Did you mean 'policy'?"),
        ({"publisher": ""}, "'publisher' is missing"),
        ({"publisher": "[a, b]"}, "redact.yaml:1:12: publisher:"),
        ({"datasets": "[{fil: a.csv}]"}, "redact.yaml:6:13: datasets.0"),
        ({"datasets": '[{file: "exports/none-*.csv"}]'}, "redact.yaml:6:19"),
        ({"datasets": "[{file: exports/none.csv}]"}, "the export is not there: no file is called 'exports/none.csv'"),
    ],
)
def test_mistakes_are_told_with_their_place(folder: Path, changes: dict[str, str], says: str) -> None:
    write(folder, **changes)
    with pytest.raises(DataMismatch) as raised:
        load_project(folder)
    assert says in str(raised.value)


@pytest.mark.parametrize("key", ["policy", "jurisdiction", "signers"])
def test_a_named_file_that_is_not_there_stops(folder: Path, key: str) -> None:
    write(folder, **{key: "nothing.yaml"})
    with pytest.raises(Missing, match=rf"the {key} 'nothing.yaml' is not there"):
        load_project(folder)


def test_no_project_file(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="no project file") as raised:
        load_project(tmp_path)
    assert "redact init" in str(raised.value)


def test_a_word_names_what_comes_with_redact(folder: Path) -> None:
    write(folder, policy="baseline")
    assert load_project(folder).policy.name == "baseline.yaml"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / name for name in ("incidents-01.csv", "incidents-02.csv", "arrests.csv")]
    for path in paths:
        path.write_text(HEADER, encoding="utf-8")
    return paths


def test_without_cards_files_of_one_dataset_go_together(files: list[Path]) -> None:
    project = ad_hoc_project(files, policy=Path("p.yaml"))
    assert [dataset.files for dataset in project.datasets] == [tuple(files[:2]), (files[2],)]
    assert project.throw_away


def test_one_card_takes_all_files_and_several_go_in_order(files: list[Path], tmp_path: Path) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    for card in (first, second):
        card.write_text("", encoding="utf-8")
    policy = Path("p.yaml")
    assert ad_hoc_project(files, policy=policy, cards=[first]).datasets == ((tuple(files), first),)
    assert ad_hoc_project(files, policy=policy, cards=[first, second, first]).datasets == (
        ((files[0], files[2]), first),
        ((files[1],), second),
    )
    with pytest.raises(UsageError, match="3 data files but 2 cards"):
        ad_hoc_project(files, policy=policy, cards=[first, second])


def test_data_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataMismatch, match="no such file"):
        ad_hoc_project([tmp_path / "gone.csv"], policy=Path("p.yaml"))
    with pytest.raises(UsageError):
        ad_hoc_project([], policy=Path("p.yaml"))
