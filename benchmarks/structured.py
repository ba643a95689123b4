"""One million incidents without narratives through everything, as a ratio to reading and writing them.

    python benchmarks/structured.py [--rows 1000000] [--runs 3] [--keep FOLDER]

The peer is pyarrow's streaming CSV reader (every column as text) and its CSV writer on the same file with one thread:
nothing can release a file without at least that. Measured is the whole monthly job: preview with all stages, the unit
table, all gates, the release with its own gates and scans, and the ledger on disk. Both are run alternately, each in a
process of its own, and the medians are compared. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

AS_OF = "2027-04-01"
"""A day on which every period of the city's year, 2026, is over."""

PEER = """
import csv, sys, time, pyarrow as pa, pyarrow.csv as pc
pa.set_cpu_count(1); pa.set_io_thread_count(1)
names = next(csv.reader(open(sys.argv[1], encoding="utf-8")))
begun = time.perf_counter()
reader = pc.open_csv(
    sys.argv[1],
    read_options=pc.ReadOptions(use_threads=False),
    convert_options=pc.ConvertOptions(column_types={name: pa.string() for name in names}, strings_can_be_null=False),
)
with pc.CSVWriter(sys.argv[2], reader.schema) as writer:
    for batch in reader:
        writer.write_batch(batch)
print(time.perf_counter() - begun)
"""

JOB = """
import json, sys, time
from datetime import date
from pathlib import Path
from redact.pipeline import preview, publish
from redact.project import load_project
from redact.run import steady
steady()
project = load_project(Path(sys.argv[1]) / "redact.yaml")
stages, last = {}, ["start", time.perf_counter()]
def progress(stage, done, total):
    now = time.perf_counter()
    stages[last[0]] = stages.get(last[0], 0) + now - last[1]
    last[:] = [stage, now]
begun = time.perf_counter()
as_of = date.fromisoformat(sys.argv[3])
plan = preview(project, out=Path(sys.argv[2]) / "plan", as_of=as_of, workers=1, progress=progress)
previewed = time.perf_counter()
progress("release", 0, None)
publish(plan, out=Path(sys.argv[2]) / "releases", progress=progress)
progress("end", 0, None)
done = time.perf_counter()
taken = {"seconds": done - begun, "preview": previewed - begun, "release": done - previewed}
print(json.dumps({**taken, "stages": stages}))
"""


def run(code: str, *arguments: object) -> tuple[str, float]:
    """Standard output of a child process and the high-water mark of its memory in MB (Linux)."""
    child = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    peak = 0.0
    status = Path(f"/proc/{child.pid}/status")
    while child.poll() is None:
        try:
            lines = status.read_text().splitlines()
        except OSError:
            lines = []
        peak = max([peak, *(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))])
        time.sleep(0.05)
    text = child.stdout.read() if child.stdout else ""
    if child.returncode:
        raise SystemExit(f"the measured process failed ({child.returncode})")
    return text, peak


def make_project(folder: Path, rows: int) -> Path:
    """A city with `rows` incidents and a project of the incidents alone; returns the folder to preview from."""
    from redact.ledger import Ledger, Secret
    from redact.synth import make_city

    city = folder / "city"
    if not (city / "city.json").exists():
        print(f"making {rows:,} incidents", file=sys.stderr)
        make_city(city, incidents=rows, seed=7, narratives=False)
    project = folder / "project"
    shutil.rmtree(project, ignore_errors=True)
    project.mkdir()
    with Ledger.create(project / "ledger.sqlite", "Benchmark", Secret.create(project / "secret.key")):
        pass
    (project / "redact.yaml").write_text(
        "publisher: Benchmark\npolicy: baseline\nledger: ledger.sqlite\nsecret: secret.key\noutput: releases\n"
        f"jurisdiction: {city / 'jurisdiction.yaml'}\n"
        f'datasets: [{{file: "{city}/exports/incidents-*.csv", card: {city}/cards/incidents.yaml}}]\n',
        encoding="utf-8",
    )
    return project


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="Use and keep this folder instead of a temporary one.")
    options = parser.parse_args()
    folder = (options.keep or Path(tempfile.mkdtemp(prefix="redact-bench-"))).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        measure(folder, options.rows, options.runs)
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


def measure(folder: Path, rows: int, runs: int) -> None:
    """Alternates peer and job, prints a table of where the time goes and the JSON line."""
    peers, jobs, peaks = [], [], []
    last: dict[str, float] = {}
    for number in range(runs):
        project = make_project(folder, rows)
        files = sorted((folder / "city" / "exports").glob("incidents-*.csv"))
        records = sum(count_rows(path) for path in files)
        peer = sum(float(run(PEER, path, folder / "peer.csv")[0]) for path in files)
        (folder / "peer.csv").unlink(missing_ok=True)
        work = folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        text, peak = run(JOB, project, work, AS_OF)
        found = json.loads(text.strip().splitlines()[-1])
        peers.append(peer)
        jobs.append(found["seconds"])
        peaks.append(peak)
        last = found["stages"]
        print(
            f"run {number + 1}: read and write {peer:.2f} s, preview {found['preview']:.1f} s, "
            f"release {found['release']:.1f} s, ratio {found['seconds'] / peer:.1f}, peak {peak:,.0f} MB"
        )
    print("\nwhere the time of the last run goes (seconds from the start of each step to the next)")
    for stage, seconds in sorted(last.items(), key=lambda item: -item[1]):
        print(f"  {seconds:7.2f}  {stage}")
    seconds, peer = statistics.median(jobs), statistics.median(peers)
    print(
        json.dumps(
            {
                "ratio": round(seconds / peer, 2),
                "rows_per_s": round(records / seconds),
                "peak_mb": round(statistics.median(peaks)),
                "rows": records,
                "seconds": round(seconds, 2),
                "peer_s": round(peer, 3),
                "runs": runs,
            }
        )
    )


def count_rows(path: Path) -> int:
    """Data rows of a CSV file whose cells hold no line ends, as the city's structured exports."""
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) - 1


if __name__ == "__main__":
    main()
