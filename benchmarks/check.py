"""How long `refoul check` takes beside Great Expectations on the same tables, as whole processes.

Usage: .venv/bin/python benchmarks/check.py [RUNS]

Runs the two in turn, so that a machine whose speed drifts slows both, and prints medians and the
ratio pair by pair. Great Expectations reads the published Parquet files and runs the suite that the
build runs; nothing else is in its process.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = [sys.executable, "-m", "refoul_data.cli", "check"]
SUITE = """
from pathlib import Path
from refoul_data.dataset.expectations import run_expectations
from refoul_data.dataset.tables import make_tables
from refoul_data.records.library import Library
# Only the declarations are needed, not the rows: an empty library has the same columns.
outcomes = run_expectations(make_tables(Library(Path("data/raw"))), Path("data/processed"), Path("data/raw/boundaries"))
assert len(outcomes) > 200 and not [o for o in outcomes if o.error]
"""
THEIRS = [sys.executable, "-c", SUITE]


def seconds(command):
    """Return the wall time of one run."""
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - started


def main():
    """Run the pair and print the table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    for command in (OURS, THEIRS):
        seconds(command)  # warm: files in memory, bytecode written
    pairs = [(seconds(OURS), seconds(THEIRS)) for _ in range(runs)]
    ours, theirs = zip(*pairs, strict=True)
    ratios = [b / a for a, b in pairs]
    print(f"{'':32}{'median':>9}{'min':>9}{'max':>9}   ({runs} runs each, in turn)")
    for name, times in (
        ("refoul check (s)", ours),
        ("Great Expectations (s)", theirs),
        ("ratio", ratios),
    ):
        print(f"{name:32}{statistics.median(times):9.2f}{min(times):9.2f}{max(times):9.2f}")


if __name__ == "__main__":
    main()
