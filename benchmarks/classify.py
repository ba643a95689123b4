"""How much classification finds, by hand-labelled offence vocabularies and narratives, and how fast.

    python benchmarks/classify.py [--misses]

Prints, per source of `offense_gold/dev.csv`, the share of `yes` rows found, found with all their classes, of `context`
rows left open and of `no` rows flagged; once with code and text as a card would declare them, once with the text alone
(no table knows it: what to expect of another city). Then the same for `narratives_a`, the shipped cities' files, and
speed.
The last line is one JSON object. Data is looked for in ../shared/data beside the repository.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from redact.classify import Classifier, load_tables, narrative
from redact.links import join_events, key_hashes
from redact.policy import Policy, policy_by_name
from redact.records.batch import Batch
from redact.records.card import Card, card_by_name, shipped_cards
from redact.records.source import open_source
from redact.vocabulary import Kind, OffenseGroup

DATA = Path(__file__).parents[2] / "shared" / "data"
SYSTEMS = {
    "chicago_iucr": ("chicago_iucr",), "nibrs": ("nibrs",), "denver": ("denver",), "boston": ("boston",),
    "san_francisco": ("sf_2016",), "california_doj": (),
}  # fmt: skip
CITIES = {
    "atlanta_2019": "atlanta_cobra/COBRA-2019.csv",
    "atlanta_2020_new_rms": "atlanta_cobra/COBRA-2020(NEW RMS 9-30 12-31).csv",
    "atlanta_2020_old_rms": "atlanta_cobra/COBRA-2020-OldRMS-09292020.csv",
    "baltimore_arrests": "baltimore_multi/baltimore_arrests.csv",
    "baltimore_calls": "baltimore_multi/baltimore_cfs_2020.csv",
    "baltimore_calls_2021": "baltimore_multi/baltimore_cfs_2021.csv",
    "baltimore_incidents": "baltimore_multi/baltimore_part1_crime.csv",
    "boston_2021": "boston_crime/boston_crime_2021.csv",
    "chicago_2014": "chicago_crimes_2014/chicago_crimes_2014_03_04.csv",
    "denver": "denver_crime/denver_crime_all.csv",
    "houston_2010": "houston_2010/houston_crime_2010.csv",
    "san_francisco_2016": "sf_police_2016/sf_police_2016_truncated.csv",
    "vermont_nibrs": "nibrs_flat/vermont_nibrsFlat.csv",
    "uk_street": "uk_street_crime/2018-10-cambridgeshire-street.csv",
    "vancouver_2020": "vancouver_crimes_2020/vancouver_crimes_2020.csv",
}
NARRATIVE_COLUMNS = ("offense_code", "offense_text", "victim_age", "relationship", "domestic_flag", "narrative")


def batch_of(columns: dict[str, list[str]]) -> Batch:
    table = pa.table({name: pa.array(values, type=pa.string()) for name, values in columns.items()})
    return Batch("benchmark", 0, table, np.zeros(table.num_rows, dtype=np.int8))


def assess(policy: Policy, columns: dict[str, list[str]], codes: tuple[str, ...]) -> list[tuple[set[str], bool]]:
    """(classes shown, anything left open) of every row."""
    card = Card("benchmark", Kind.INCIDENTS, {name: name for name in columns}, codes=codes)
    tables = load_tables(tuple(dict.fromkeys((*policy.classify.codes, *codes))))
    assessed = Classifier(policy, card, card.fields, tables).assess(batch_of(columns))
    names = policy.class_names
    return [
        ({name for bit, name in enumerate(names) if int(shows) >> bit & 1}, bool(may))
        for shows, may in zip(assessed.shows, assessed.may, strict=True)
    ]


def share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def gold(policy: Policy, *, with_codes: bool, misses: bool) -> tuple[float, float, float]:
    """The table by source; returns recall, share with all classes, share of false flags, pooled."""
    with (DATA / "offense_gold" / "dev.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    print(f"\noffense_gold/dev.csv, {'code and text' if with_codes else 'text alone'}")
    print(f"{'source':16} {'yes':>10} {'all classes':>12} {'context may':>12} {'flagged':>13} {'no flagged':>11}")
    totals: Counter[str] = Counter()
    for source, codes in SYSTEMS.items():
        own = [row for row in rows if row["source"] == source]
        columns = {"offense_text": [row["text"] for row in own]}
        if with_codes:
            columns = {"offense_code": [row["code"].split("|")[0] for row in own], **columns}
        count: Counter[str] = Counter()
        for row, (shown, may) in zip(own, assess(policy, columns, codes if with_codes else ()), strict=True):
            wanted = set(row["classes"].split(";")) - {""}
            label = row["sensitive"]
            count[label] += 1
            count[f"{label} shown"] += bool(shown)
            count[f"{label} all"] += label == "yes" and wanted <= shown
            count[f"{label} may"] += not shown and may
            if misses and ((label == "yes" and not wanted <= shown) or (label == "no" and shown)):
                print(f"  {label:4} {row['code']:18} {row['text'][:70]:70} {sorted(wanted ^ shown)}", file=sys.stderr)
        totals += count
        print_line(source, count)
    print_line("all", totals)
    return (
        share(totals["yes shown"], totals["yes"]),
        share(totals["yes all"], totals["yes"]),
        share(totals["no shown"], totals["no"]),
    )


def print_line(source: str, count: Counter[str]) -> None:
    print(
        f"{source:16} {share(count['yes shown'], count['yes']):10.1%} {share(count['yes all'], count['yes']):12.1%} "
        f"{share(count['context may'], count['context']):12.1%} "
        f"{share(count['context shown'], count['context']):13.1%} "
        f"{share(count['no shown'], count['no']):11.1%}"
    )


def narratives(policy: Policy, *, misses: bool) -> tuple[float, float, list[str]]:
    """Recall by cue and false flags on narratives_a; returns narrative recall, false share and the texts."""
    with (DATA / "narratives_a" / "narratives.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    found = assess(policy, {name: [row[name] for row in rows] for name in NARRATIVE_COLUMNS}, ())
    right: defaultdict[str, list[bool]] = defaultdict(list)
    false: list[bool] = []
    for row, (shown, _) in zip(rows, found, strict=True):
        if row["sensitive"]:
            right[row["cue"]].append(bool(shown & set(row["sensitive"])))
        else:
            false.append(bool(shown))
        if misses and bool(shown & set(row["sensitive"])) != bool(row["sensitive"]):
            print(f"  {row['id']} {row['cue']} {row['sensitive']} {sorted(shown)}", file=sys.stderr)
    print("\nnarratives_a, all columns given")
    for cue, hits in right.items():
        print(f"  cue {cue:13} {sum(hits)} of {len(hits)}")
    print(f"  not sensitive     {sum(false)} of {len(false)} flagged")
    return (
        share(sum(right["narrative"]), len(right["narrative"])),
        share(sum(false), len(false)),
        [r["narrative"] for r in rows],
    )


def cities(policy: Policy) -> None:
    """Per shipped card: rows, rows whose offence nobody knows, rows by group, rows per second of classification."""
    print(f"\n{'card':22} {'rows':>8} {'unknown':>8} {'shows':>8} {'open':>8}  groups")
    for name in shipped_cards():
        path = DATA / "incidents" / CITIES.get(name, "-")
        if not path.is_file():
            continue
        card = card_by_name(name)
        source = open_source([path], card)
        tables = load_tables(tuple(dict.fromkeys((*policy.classify.codes, *card.codes))))
        classifier = Classifier(policy, card, source.fields, tables)
        count: Counter[str] = Counter()
        for batch in source.batches():
            assessed = classifier.assess(batch)
            readable = batch.faults == 0
            count["rows"] += int(readable.sum())
            count["unknown"] += int((assessed.unknown & readable).sum())
            count["shows"] += int(((assessed.shows != 0) & readable).sum())
            count["open"] += int(((assessed.may != 0) & (assessed.shows == 0) & readable).sum())
            for group in OffenseGroup:
                count[group.word] += int(((assessed.group == group) & readable).sum())
        groups = " ".join(f"{group.word} {count[group.word]}" for group in OffenseGroup)
        print(f"{name:22} {count['rows']:8} {count['unknown']:8} {count['shows']:8} {count['open']:8}  {groups}")


ROWS, BATCH = 1_000_000, 65_536
REPEATS = 3


def structured() -> dict[str, list[str]]:
    """A million rows without narratives: offences of the gold set, five evidence columns, a key."""
    rng = np.random.default_rng(7)
    with (DATA / "offense_gold" / "dev.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["code"], row["text"]) for row in csv.DictReader(file)]
    picked = rng.integers(0, len(rows), ROWS)
    return {
        "offense_code": [rows[i][0] for i in picked],
        "offense_text": [rows[i][1] for i in picked],
        "relationship": rng.choice(["", "ST", "SE", "BG", "CH", "AQ", "RU"], ROWS).tolist(),
        "domestic_flag": rng.choice(["Y", "N", ""], ROWS).tolist(),
        "victim_age": [str(age) for age in rng.integers(0, 95, ROWS)],
        "incident_id": [str(number) for number in rng.integers(0, 7 * ROWS // 10, ROWS)],
    }


def rows_ratio(policy: Policy) -> tuple[float, float]:
    """(rows per second, time over that of the peer), the best of three each, in one process and turn by turn.

    The peer groups the same rows by the same columns with pandas, counts the groups and merges the count and a table of
    codes back: what anybody would write who had each combination labelled by hand.
    """
    columns = structured()
    table = pa.table({name: pa.array(values, type=pa.string()) for name, values in columns.items()})
    card = Card("benchmark", Kind.INCIDENTS, {name: name for name in columns})
    evidence = [name for name in columns if name != "incident_id"]
    frame = table.to_pandas(types_mapper=pd.ArrowDtype)
    codes = frame[["offense_code"]].drop_duplicates().assign(label=1)
    ours, theirs = [], []
    for _ in range(REPEATS):
        classifier = Classifier(policy, card, card.fields, load_tables(policy.classify.codes))
        started = time.perf_counter()
        keys, shows = [], []
        for at in range(0, ROWS, BATCH):
            part = table.slice(at, BATCH)
            batch = Batch("benchmark", at, part, np.zeros(len(part), dtype=np.int8))
            shows.append(classifier.assess(batch).shows)
            keys.append(key_hashes(batch, card.fields, card, ("incident_id",), bytes(32)))
        event = join_events(np.concatenate(keys))
        of_event = np.zeros(int(event.max()) + 1, dtype=np.uint32)
        np.bitwise_or.at(of_event, event, np.concatenate(shows))
        ours.append(time.perf_counter() - started)
        started = time.perf_counter()
        counted = frame.groupby(evidence, sort=False).size().rename("rows").reset_index()
        frame.merge(counted, on=evidence, how="left").merge(codes, on="offense_code", how="left")
        theirs.append(time.perf_counter() - started)
    return ROWS / min(ours), min(ours) / min(theirs)


def texts_per_second(policy: Policy, texts: list[str]) -> float:
    """Narratives per second of one core, the best of five runs over texts repeated to 3,200."""
    reader = narrative.Narratives(narrative.Modes(negated=policy.classify.negated, prior=policy.classify.prior))
    reader.read(texts)
    many = texts * (3_200 // len(texts))
    times = []
    for _ in range(5):
        started = time.process_time()
        reader.read(many)
        times.append(time.process_time() - started)
    return len(many) / min(times)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--misses", action="store_true", help="list what is wrong on standard error")
    misses = arguments.parse_args().misses
    if not DATA.is_dir():
        sys.exit(f"needs the hand-labelled sets in {DATA}")
    policy = policy_by_name("baseline")
    alone, alone_all, alone_false = gold(policy, with_codes=False, misses=False)
    recall, all_classes, false = gold(policy, with_codes=True, misses=misses)
    narrative_recall, narrative_false, texts = narratives(policy, misses=misses)
    cities(policy)
    rows_per_s, ratio = rows_ratio(policy)
    texts_per_s = texts_per_second(policy, texts)
    print(f"\n{rows_per_s:,.0f} rows/s, {ratio:.2f} times the peer; {texts_per_s:,.0f} narratives/s (one core)")
    print(
        json.dumps(
            {
                "dev_recall": round(recall, 4), "dev_all_classes": round(all_classes, 4), "dev_false": round(false, 4),
                "narrative_recall": round(narrative_recall, 4), "narrative_false": round(narrative_false, 4),
                "rows_ratio": round(ratio, 2), "texts_per_s": round(texts_per_s),
                "text_recall": round(alone, 4), "text_all_classes": round(alone_all, 4),
                "text_false": round(alone_false, 4), "rows_per_s": round(rows_per_s),
            }
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
