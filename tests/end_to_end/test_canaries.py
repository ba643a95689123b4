"""Canaries: in a city where every identifier is unique, none may occur in anything that is written or said."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from shapely.geometry import Point, shape

from redact.ledger import Ledger, Secret
from redact.pipeline import preview, publish
from redact.place import UnitTable
from redact.plan.items import Question
from redact.plan.samples import samples
from redact.policy import load_policy
from redact.project import load_project
from redact.shipped import shipped
from redact.synth import make_city

INCIDENTS = 10_000
TOLD_INCIDENTS = 1_200


def _cells(path: Path) -> Iterator[str]:
    """Every distinct cell of a table, every line of anything else."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        for column in table.columns:
            yield from {str(value) for value in column.to_pylist()}
    elif path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            yield from {cell for row in csv.reader(file) for cell in row}
    elif path.suffix == ".geojson":
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
            yield from (str(value) for value in feature["properties"].values())
            yield json.dumps(feature["geometry"])
    else:
        yield from path.read_text(encoding="utf-8", errors="replace").splitlines()


def squeezed(text: str) -> str:
    """Letters and digits, caseless."""
    return re.sub(r"[^a-z0-9]+", "", text.casefold())


def windows(text: str) -> Iterator[str]:
    """Every run of one to six words of a text, squeezed: a name, a spaced-out phone number, an address."""
    words = re.findall(r"[a-z0-9]+", text.casefold())
    for start in range(len(words)):
        run = ""
        for word in words[start : start + 6]:
            run += word
            yield run


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The city and the folder in which plan and release of it are."""
    folder = tmp_path_factory.mktemp("canaries")
    make_city(folder / "city", incidents=INCIDENTS, seed=11, unique=True)
    Ledger.create(folder / "city" / "ledger.sqlite", "Canaries", Secret.create(folder / "city" / "secret.key")).close()
    return folder / "city", folder / "out"


def test_no_canary_occurs_in_anything_written_or_said(
    released: tuple[Path, Path], capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    city, out = released
    plan = preview(load_project(city / "redact.yaml"), out=out / "plan", as_of=date(2027, 2, 15))
    publish(plan, out=out / "releases")
    publish(plan, draft=True)
    said = capfd.readouterr()

    files = [path for path in out.rglob("*") if path.is_file()]
    assert len(files) > 15
    made_up = {squeezed(sample.before.get("address", "")) for sample in samples(load_policy("baseline"))}
    canaries = {value: kind for value, kind in _canaries(city).items() if value not in made_up}
    assert len(canaries) > INCIDENTS
    texts = {cell for path in files for cell in _cells(path)} | {said.out, said.err, caplog.text}
    texts.update(path.name for path in out.rglob("*"))
    found = [canaries[run] for text in texts for run in windows(text) if run in canaries]
    assert not found, f"{len(found)} canaries of the kinds {sorted(set(found))}"

    points = set(_canaries(city, kinds=("coordinate",)))
    rows = {squeezed(cell) for path in files if path.suffix == ".csv" for cell in _cells(path)}
    assert points
    assert not points & rows


def test_no_canary_occurs_in_the_texts_that_a_policy_publishes(tmp_path: Path) -> None:
    make_city(tmp_path / "city", incidents=TOLD_INCIDENTS, seed=12, unique=True)
    Ledger.create(tmp_path / "city" / "ledger.sqlite", "Told", Secret.create(tmp_path / "city" / "secret.key")).close()
    project = replace(load_project(tmp_path / "city" / "redact.yaml"), policy=shipped("open-narratives.yaml"))
    plan = preview(project, out=tmp_path / "plan", as_of=date(2027, 2, 15))
    texts = set()
    for dataset in plan.datasets:
        table = pq.read_table(plan.staged(dataset))
        for name in {"narrative", "remarks"} & set(table.column_names):
            texts |= {cell for cell in table.column(name).to_pylist() if cell}
    assert len(texts) > TOLD_INCIDENTS / 4
    assert sum(item.rows for item in plan.open_items if item.question is Question.TEXTS) >= 100
    canaries = _canaries(tmp_path / "city")
    found = [canaries[run] for text in texts for run in windows(text) if run in canaries]
    assert not found, f"{len(found)} canaries of the kinds {sorted(set(found))}"


def test_no_point_of_a_record_is_published(released: tuple[Path, Path]) -> None:
    """Houses along a street share a latitude with the street's middle, so points are compared as points."""
    city, out = released
    exact = set()
    for path in (city / "exports").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row.get("longitude") and not row["address"].count("/"):
                    exact.add((round(float(row["longitude"]), 5), round(float(row["latitude"]), 5)))
    shown = set()
    for path in out.rglob("*.geojson"):
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
            point = feature["geometry"]
            if point and point["type"] == "Point":
                shown.add(tuple(round(number, 5) for number in point["coordinates"]))
            elif "longitude" in feature["properties"]:
                shown.add((round(feature["properties"]["longitude"], 5), round(feature["properties"]["latitude"], 5)))
    assert len(exact) > INCIDENTS / 4
    assert shown
    assert not exact & shown


WORDS = (
    "name", "address", "phone", "email", "plate", "ssn", "vin", "case_number", "account", "driver_license", "handle",
    "id_other", "url",
)  # fmt: skip
"""What must occur nowhere. Officers may be kept by policy; points are compared as points, and as cells of tables."""


def _canaries(city: Path, kinds: tuple[str, ...] = WORDS) -> dict[str, str]:
    """Squeezed value -> kind."""
    found = {}
    with (city / "truth" / "canaries.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["kind"] in kinds:
                found[squeezed(row["value"])] = row["kind"]
    return found


def test_the_search_would_find_a_canary_in_any_casing_and_spacing() -> None:
    planted = {squeezed("O'Zyxwen"), squeezed("(515) 555-0199"), squeezed("3210 E MAIN ST")}
    for text in ("saw o'ZYXWEN there", "515.555.0199", "tel 515 555 0199 x", "at 3210 e Main St, apt 4"):
        assert planted & set(windows(text)), text


def test_every_place_that_may_be_told_is_published_and_no_other(released: tuple[Path, Path]) -> None:
    """Each place of a row, with a whole shape, a name of its own, and at least the fewest households of any tier."""
    _, out = released
    (path,) = (out / "releases").glob("*/places.geojson")
    units = UnitTable.load(out / "plan")
    row = {name: at for at, name in enumerate(units.ids.to_pylist())}
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    told = np.array([row[feature["id"]] for feature in features])
    assert units.shown[told].all()
    assert (units.households[told] >= 8).all()
    labels = [(feature["properties"]["precision"], feature["properties"]["label"]) for feature in features]
    areas = [label for label in labels if label[0] != "block"]
    assert len(set(areas)) == len(areas) > 10
    assert len(labels) - len(areas) > 100
    for feature in features:
        drawn, properties = shape(feature["geometry"]), feature["properties"]
        assert drawn.is_valid
        assert drawn.distance(Point(properties["longitude"], properties["latitude"])) < 2e-5
        assert properties["households"] not in ("", "fewer than 8")
    ids = {feature["id"] for feature in features}
    for data in path.parent.glob("data/*.csv"):
        with data.open(encoding="utf-8", newline="") as file:
            assert {each["place_id"] for each in csv.DictReader(file)} <= ids
