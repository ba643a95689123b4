"""Disclosure measures: do they agree with other tools, and how fast are they.

    python benchmarks/measures.py [--data ../shared/data] [--runs 3] [--quick]

Every value of `disclosure/expected.json` that is about measures or the search is worked out and compared: ARX's optima
on Adult (loss and node), risks and population estimates, sdcMicro's frequencies, individual risks and SUDA2, pycanon's
measures. Exact values must agree to 11 digits, iterated estimates to 9, values stated with fewer digits to those;
`expected_bettered` are values that a fault of ARX decides, where ours must be no worse (see measures_oracles.py).
`--quick` looks at ARX's nodes only, instead of searching for them.

`measures_ratio` is the whole set of measures of a million made-up rows and six columns (classes, k, l, t, likeness,
risks, SUDA2, and k-map and presence against a population of a million) over the faster of two pandas `groupby` of the
same columns in the same process: the worse of a table whose rows mostly look alike and one whose rows are nearly all
unique. `search_s` is the search on Adult with 9 columns, k = 5 and 4 % left out: one core's seconds, the best of the
runs. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from redact.risk.measures import measure

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from measures_oracles import Compared, adult, compare_all, search_of  # noqa: E402


def best_of(runs: int, work: Callable[[], Any]) -> float:
    """The least processor time of some runs: other programs on the machine do not count."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def city(rng: np.random.Generator, rows: int, *, fine: bool) -> pd.DataFrame:
    """Six columns of a made-up table. Fine: a day and an hour, so that nearly every row is unique."""
    sizes = {"beat": 60, "day": 365 if fine else 12, "hour": 24 if fine else 4, "group": 30 if fine else 5}
    sizes |= {"age": 8, "sex": 3}
    return pd.DataFrame({name: rng.integers(0, size, rows) for name, size in sizes.items()})


def ratio(runs: int) -> float:
    """Time of all measures over pandas' groupby, the worse of two tables."""
    worst = 0.0
    for fine in (False, True):
        rng = np.random.default_rng(7)
        table = city(rng, 1_000_000, fine=fine)
        names = list(table.columns)
        population = pd.concat([table, city(rng, 1_000_000, fine=fine)], ignore_index=True)
        table["secret"] = rng.integers(0, 20, len(table))
        plain = min(
            best_of(runs, lambda t=table, n=names: t.groupby(n).size()),
            best_of(runs, lambda t=table, n=names: t.groupby(n, sort=False).size()),
        )
        ours = best_of(runs, lambda t=table, n=names, p=population: measure(t, n, "secret", population=p))
        print(f"{'fine' if fine else 'coarse'}: groupby {plain:.3f} s, all measures {ours:.3f} s: {ours / plain:.2f}")
        worst = max(worst, ours / plain)
    return worst


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    folder = given.data / "disclosure"
    if not (folder / "expected.json").is_file():
        sys.exit("disclosure/expected.json is not here: nothing can be compared. Give --data.")
    compared: list[Compared] = compare_all(folder, search=not given.quick)
    for each in compared:
        if not each.agrees:
            print(f"differs: {each.name}: {each.ours!r}, expected {each.expected!r}")
    print(f"{len(compared)} values compared, {sum(not each.agrees for each in compared)} differ")
    file = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    people = adult(folder)
    seconds = best_of(given.runs, lambda: search_of(file["arx"]["tests"][0], 0, people).best())
    print(f"search on Adult: {seconds:.2f} s")
    result = {
        "expected_mismatches": sum(not each.agrees for each in compared),
        "expected_values": len(compared),
        "expected_bettered": sum(each.name.endswith("(no worse)") for each in compared),
        "measures_ratio": round(ratio(given.runs), 2),
        "search_s": round(seconds, 2),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
