"""How long `law_for` takes on pairs of state and date, beside two ways with `merge_asof`, in one run.

Usage: .venv/bin/python benchmarks/law.py [PAIRS] [RUNS] [FOLDER]

The three work on the same pairs and the same law: that of FOLDER (default data/processed), or, where
it is not built, invented law of 200 states and 40 instruments. Each gives the same frame: one
categorical column for each provision, in the order of the pairs. They run in turn, so that a machine
whose speed drifts slows all; medians and ratios, pair by pair, are printed.

- ours: `law_for`, with its step table of states and days and one search;
- wide: one `merge_asof` on a table with a row for each state and day of change and a column for each
  provision;
- each: one `merge_asof` for each instrument (and for each provision whose law differs from that of its
  instrument) on a table with its own changes.

The step tables of all three are made before the clock starts.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

import refoul_data as rd
from refoul_data.access import files
from refoul_data.access.law import _known
from refoul_data.access.law_matrix import DAY_BITS, FIRST_DAY, LAST_DAY

ROOT = Path(__file__).resolve().parent.parent


def invent(folder):
    """Publish invented law: 200 states, 40 treaties of two provisions, most states party to most."""
    from refoul_data.dataset.publish import write_parquet
    from refoul_data.dataset.tables import Column, Table

    random = np.random.default_rng(4)
    names = [f"{chr(65 + n // 26)}{chr(65 + n % 26)}S" for n in range(200)]
    days = {name: "1930-01-01" for name in names}
    keys = (
        "iso3166_1 iso3166_3 gw cow m49_region m49_subregion to successor continues aliases names"
    )
    states = [
        dict.fromkeys(keys.split())
        | {"code": n, "name": n, "from": days[n], "status": "state", "source": "s"}
        for n in names
    ]
    keys = "in_force ended ended_by states entry_rule monitoring_body checked_on note at"
    instruments = [
        dict.fromkeys(keys.split())
        | {"id": f"T-{n}", "title": "t", "short": "t", "kind": "treaty", "region": "universal"}
        | {"adopted": "1940-01-01", "in_force": "1945-01-01", "source": "s"}
        | {"parties_known": "complete"}
        for n in range(40)
    ]
    keys = "reading_recognised_on reading_authority threshold exceptions high_seas_since high_seas_authority note at"
    provisions = [
        dict.fromkeys(keys.split())
        | {"id": f"T-{n}-{a}", "instrument": f"T-{n}", "article": a, "bindingness": "treaty", "source": "s"}
        | {"function": "prohibits_return", "text_explicit": True, "protects": "everyone", "reaches": "territory"}
        for n in range(40)
        for a in ("1", "2")
    ]  # fmt: skip
    parties = []
    for treaty in range(40):
        for place in np.flatnonzero(random.random(200) < 0.8):
            signed, deposited, effective, ended = np.sort(random.integers(5500, 33000, 4))
            ends = random.random() < 0.1
            texts = (
                str(np.datetime64(FIRST_DAY) + int(d))
                for d in (signed, deposited, effective, ended)
            )
            signed, deposited, effective, ended = texts
            parties.append(
                {"instrument": f"T-{treaty}", "state": names[place], "number": 1, "act": "ratification",
                 "signed_on": signed, "deposited_on": deposited, "effective_on": effective,
                 "ended_on": ended if ends else None, "ended_by": "denunciation" if ends else None,
                 "retroactive": False, "basis": "published", "note": None, "source": "s", "at": None,
                 "confidence": "high"}
            )  # fmt: skip
    said = "instrument state number type provisions from to text source at confidence".split()
    places = "instrument state territory number status from to note source at confidence".split()
    tables = {"states": states, "instruments": instruments, "provisions": provisions, "parties": parties,
              "statements": [], "parties_territories": []}  # fmt: skip
    empty = {"statements": said, "parties_territories": places}
    for name, rows in tables.items():
        truths = ("retroactive", "text_explicit")
        columns = [
            Column(c, c, "bool" if c in truths else "int64" if c == "number" else "string", "", "", "", "", "")
            for c in (rows[0] if rows else empty[name])
        ]  # fmt: skip
        write_parquet(Table(name, name, columns, rows, ()), folder / f"{name}.parquet", folder)


def peers():
    """Return the wide step table and one for each line that differs, from the same steps as ours."""
    matrix = _known().matrix
    names, kind = list(matrix.line_of), pd.CategoricalDtype(matrix.statuses)
    states = np.array(list(matrix.states), object)[matrix.keys >> DAY_BITS]
    days = (np.datetime64(FIRST_DAY) + (matrix.keys & LAST_DAY)).astype("datetime64[s]")
    wide = pd.DataFrame({"state": pd.Series(states, dtype="str"), "date": days})
    codes = pd.DataFrame(matrix.codes[[matrix.line_of[n] for n in names]].T, columns=names)
    single = {}
    lines = {line: name for name, line in matrix.line_of.items()}
    for line, name in lines.items():
        changed = (wide["state"] != wide["state"].shift()) | (codes[name] != codes[name].shift())
        single[line] = wide.assign(code=codes[name])[changed].sort_values("date", kind="stable")
    wide = pd.concat([wide, codes], axis=1).sort_values("date", kind="stable")
    return names, kind, wide, single, matrix.line_of


def make_runs(pairs):
    """Return the three ways by name."""
    names, kind, wide, single, line_of = peers()

    def order_of(place):
        order = np.empty_like(place)
        order[place] = np.arange(len(place))
        return order

    def framed(codes):
        columns = {
            name: pd.Categorical.from_codes(codes[name].to_numpy(), dtype=kind, validate=False)
            for name in names
        }
        return pd.DataFrame(columns, index=pairs.index, copy=False)

    def ours():
        return rd.law_for(pairs, state="state", date="date")

    def by_wide():
        place = np.argsort(pairs["date"].to_numpy(), kind="stable")
        merged = pd.merge_asof(pairs.iloc[place], wide, on="date", by="state")
        return framed(merged[names].iloc[order_of(place)])

    def by_each():
        place = np.argsort(pairs["date"].to_numpy(), kind="stable")
        ordered, order = pairs.iloc[place], order_of(place)
        found = {}
        for line, table in single.items():
            found[line] = pd.merge_asof(ordered, table, on="date", by="state")["code"].iloc[order]
        return framed({name: found[line_of[name]] for name in names})

    return {"ours": ours, "wide": by_wide, "each": by_each}


def check_equal(one, other):
    """Stop where two frames differ; column by column on codes, since pandas compares texts."""
    assert one.index.equals(other.index) and list(one) == list(other)
    for name in one:
        assert one[name].dtype == other[name].dtype, name
        assert (one[name].cat.codes.to_numpy() == other[name].cat.codes.to_numpy()).all(), name


def seconds(run):
    """Return the time of one run and what it gave."""
    started = time.perf_counter()
    found = run()
    return time.perf_counter() - started, found


def main():
    """Run the three in turn and print the table."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    folder = Path(sys.argv[3]) if len(sys.argv) > 3 else ROOT / "data" / "processed"
    with tempfile.TemporaryDirectory() as made:
        if not (folder / "parties.parquet").is_file():
            folder = Path(made)
            invent(folder)
        files.use_folder("processed", folder)
        started = time.perf_counter()
        matrix = _known().matrix
        print(f"step table made in {time.perf_counter() - started:.2f} s")
        random = np.random.default_rng(1)
        dates = np.datetime64(FIRST_DAY) + random.integers(0, 34_000, size)
        pairs = pd.DataFrame(
            {
                "state": pd.Series(random.choice(list(matrix.states), size), dtype="str"),
                "date": dates.astype("datetime64[s]"),
            }
        )
        runs = make_runs(pairs)
        first = {name: run() for name, run in runs.items()}  # warm, and for the comparison
        for name in ("wide", "each"):
            check_equal(first[name], first["ours"])
        del first
        taken = {name: [] for name in runs}
        for _ in range(times):
            for name, run in runs.items():
                taken[name].append(seconds(run)[0])
    law = "invented" if str(folder) == made else str(folder)
    print(
        f"{size:,} pairs, {len(matrix.states)} states, {len(matrix.line_of)} provisions "
        f"({len(matrix.codes)} that differ), {len(matrix.keys):,} steps, law: {law}; results equal"
    )
    print(f"{'':28}{'median':>9}{'min':>9}{'max':>9}   ({times} runs each, in turn)")
    rows = {f"{name} (s)": taken[name] for name in runs}
    for name in ("wide", "each"):
        ratios = [b / a for a, b in zip(taken["ours"], taken[name], strict=True)]
        rows[f"{name} / ours"] = ratios
    for name, values in rows.items():
        middle = statistics.median(values)
        print(f"{name:28}{middle:9.3f}{min(values):9.3f}{max(values):9.3f}")


if __name__ == "__main__":
    main()
