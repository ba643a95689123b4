"""A source: several files as one dataset, only the columns asked for, the same rows however it is cut."""

from __future__ import annotations

import gzip
import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from redact.errors import DataMismatch
from redact.records import Batch, Card, ReadOptions, card_for, open_source
from redact.records.readers import kind_of_file
from redact.vocabulary import Kind, RoleGroup

CARD = Card(
    "incidents", Kind.INCIDENTS, {"Case": "incident_id", "At": "address", "Near": "address", "Shift": "extra shift"}
)


def export(path: Path, first: int, count: int) -> Path:
    rows = "".join(f"{number},{number} ELM ST,X,day,secret{number}\n" for number in range(first, first + count))
    path.write_text(f"Case,At,Near,Shift,Badge\n{rows}")
    return path


def cases(batches: list[Batch]) -> list[str]:
    return [case for batch in batches for case in batch.table.column("incident_id").to_pylist()]


def test_rows_run_on_over_files(tmp_path: Path) -> None:
    files = [export(tmp_path / "incidents-01.csv", 0, 7), export(tmp_path / "incidents-02.csv", 7, 5)]
    source = open_source([tmp_path / "incidents-*.csv"], CARD)
    batches = list(source.batches(size=5))
    assert source.files == tuple(files)
    assert [(batch.first_row, len(batch)) for batch in batches] == [(0, 5), (5, 5), (10, 2)]
    assert cases(batches) == [str(number) for number in range(12)]


def test_fields_are_named_by_role_in_card_order(tmp_path: Path) -> None:
    source = open_source([export(tmp_path / "a.csv", 0, 1)], CARD)
    assert [(field.name, field.role, field.title) for field in source.fields] == [
        ("incident_id", "incident_id", "Case"), ("address", "address", "At"), ("address_2", "address", "Near"),
        ("shift", "extra shift", "Shift"),
    ]  # fmt: skip
    assert [field.group for field in source.fields][1:] == [RoleGroup.PLACE, RoleGroup.PLACE, RoleGroup.PLAIN]
    assert CARD.fields_with("address") == source.fields[1:3]
    (batch,) = source.batches()
    assert batch.table.column_names == ["incident_id", "address", "address_2", "shift"]
    assert batch.dataset == "incidents"


@pytest.mark.parametrize("fields", [["address_2"], ["shift", "incident_id"], []])
def test_only_the_fields_asked_for_are_read(tmp_path: Path, fields: list[str]) -> None:
    source = open_source([export(tmp_path / "a.csv", 0, 3)], CARD)
    (batch,) = source.batches(fields)
    assert set(batch.table.column_names) == set(fields)
    assert len(batch) == len(batch.faults) == 3
    with pytest.raises(KeyError, match="no such field: adress"):
        list(source.batches(["adress"]))


@pytest.mark.parametrize("limit", [0, 1, 4, 5, 6, 12, 99])
def test_limit(tmp_path: Path, limit: int) -> None:
    export(tmp_path / "a-1.csv", 0, 7), export(tmp_path / "a-2.csv", 7, 5)
    source = open_source([tmp_path / "a-*.csv"], CARD)
    assert cases(list(source.batches(size=5, limit=limit))) == [str(number) for number in range(min(limit, 12))]


def test_unlisted_columns_are_said_but_never_read(tmp_path: Path) -> None:
    source = open_source([export(tmp_path / "a.csv", 0, 3)], CARD)
    assert source.notes == ("a.csv: 1 column is not in the card and will be neither read nor published: Badge",)
    assert not any("secret" in str(batch.table.to_pydict()) for batch in source.batches())


def test_the_digest_is_of_content_and_order(tmp_path: Path) -> None:
    one, two = export(tmp_path / "1.csv", 0, 3), export(tmp_path / "2.csv", 3, 3)
    copy = tmp_path / "copy.csv"
    copy.write_bytes(one.read_bytes())
    assert open_source([one, two], CARD).digest == open_source([copy, two], CARD).digest
    assert open_source([one, two], CARD).digest != open_source([two, one], CARD).digest
    assert len(open_source([one], CARD).digest) == 64


def test_columns_may_stand_in_another_order_in_each_file(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("Shift,Near,Case,At\nnight,Y,100,1 OAK ST\n")
    source = open_source([export(tmp_path / "a.csv", 0, 1), tmp_path / "b.csv"], CARD)
    (batch,) = source.batches()
    assert batch.table.to_pylist()[1] == {
        "incident_id": "100", "address": "1 OAK ST", "address_2": "Y", "shift": "night",
    }  # fmt: skip


def test_a_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv", 0, 3)
    source = open_source([path], CARD)
    export(path, 0, 4)
    with pytest.raises(DataMismatch, match="the file was changed or removed while it was read"):
        list(source.batches())
    path.unlink()
    with pytest.raises(DataMismatch, match="the file was changed or removed while it was read"):
        list(source.batches())


def test_a_source_can_be_sent_to_another_process(tmp_path: Path) -> None:
    source = open_source([export(tmp_path / "a.csv", 0, 3)], CARD)
    again = pickle.loads(pickle.dumps(source))
    assert cases(list(again.batches())) == ["0", "1", "2"]


def test_excels_lock_files_never_match(tmp_path: Path) -> None:
    export(tmp_path / "a.csv", 0, 1)
    (tmp_path / "~$a.csv").write_bytes(b"lock")
    assert [path.name for path in open_source([tmp_path / "*.csv"], CARD).files] == ["a.csv"]


def test_no_file_at_all() -> None:
    with pytest.raises(DataMismatch, match="no file was named"):
        open_source([], CARD)


@pytest.mark.parametrize(
    ("name", "dataset", "kind"),
    [
        ("incidents-2026-01.csv", "incidents", Kind.INCIDENTS),
        ("calls_for_service.csv.gz", "calls_for_service", Kind.CALLS),
        ("arrests.csv", "arrests", Kind.ARRESTS),
        ("use_of_force_2024.csv", "use_of_force", Kind.USE_OF_FORCE),
        ("2024-stops.csv", "stops", Kind.STOPS),
        ("data.csv", "data", Kind.INCIDENTS),
    ],
)
def test_role_names_as_headers_need_no_card(tmp_path: Path, name: str, dataset: str, kind: Kind) -> None:
    content = b"incident_id;address;address_2;occurred_at\n1;2;3;4\n"
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    card = card_for(tmp_path / name)
    assert (card.dataset, card.kind) == (dataset, kind)
    assert [field.name for field in card.fields] == ["incident_id", "address", "address_2", "occurred_at"]
    assert card.read.delimiter == ";"
    (batch,) = open_source([tmp_path / name]).batches()
    assert batch.table.to_pylist() == [{"incident_id": "1", "address": "2", "address_2": "3", "occurred_at": "4"}]


def test_kind_of_file() -> None:
    assert [kind_of_file(Path(name)) for name in ("A.CSV", "a.json.gz", "a.b.parquet", "a")] == [
        ".csv", ".json", ".parquet", "",
    ]  # fmt: skip


def test_two_columns_claiming_one_key(tmp_path: Path) -> None:
    path = tmp_path / "incidents.csv"
    path.write_text("incident_id,incident_id_2,address\n1,2,3\n")
    with pytest.raises(DataMismatch, match="two columns claim the key 'incident_id'"):
        card_for(path)


def test_what_is_left_out_below_is_said(tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv", 0, 3)
    path.write_text(path.read_text() + "Total,3,,,\n")
    source = open_source([path], replace(CARD, read=ReadOptions(ignore_after="Total")))
    assert source.notes[-1] == "the first row that begins with 'Total' and all below it are not read"
    assert len(cases(list(source.batches()))) == 3


def test_rows_are_counted_without_any_column(tmp_path: Path) -> None:
    files = [export(tmp_path / f"{number}.csv", 10 * number, 3) for number in range(3)]
    batches = list(open_source(files, CARD).batches([], size=4))
    assert [(batch.first_row, len(batch), len(batch.faults)) for batch in batches] == [(0, 4, 4), (4, 4, 4), (8, 1, 1)]
