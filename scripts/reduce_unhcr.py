"""Reduce UNHCR's flows of forced displacement to the small file that a notebook joins.

Usage: python scripts/reduce_unhcr.py PATH/TO/unhcr_flows.parquet [FOLDER]

Writes `unhcr_flows.csv`: one row for each country and year, with the people who newly arrived there
and those who newly left there. A cell is empty where UNHCR has no figure: that is not zero. The same
input gives the same bytes.
"""

import argparse
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).resolve().parent.parent / "refoul_data" / "examples"
OTHERS = ["refugee_like", "oip"]
MEASURES = ["refugees", "applicants", "others"]
SIDES = {"arrived": "coa", "left": "coo"}  # UNHCR's prefixes: country of asylum, of origin


def one_side(flows: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return the sums of all pairs by one of the two countries and the year."""
    prefix = SIDES[side]
    keys = {"year": "year", f"{prefix}_iso": "iso3", prefix: "unhcr_code"}
    sums = flows.rename(columns=keys).groupby(list(keys.values()))[MEASURES].sum(min_count=1)
    return sums.add_prefix(f"{side}_")


def reduced(flows: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each country and year, sorted."""
    flows = flows.rename(columns={"asylum_seekers": "applicants"})
    flows["others"] = flows[OTHERS].sum(axis=1, min_count=1)
    both = one_side(flows, "arrived").join(one_side(flows, "left"), how="outer")
    return both.reset_index().sort_values(["year", "iso3"]).astype(
        {name: "Int64" for name in ("year", *both.columns)}
    )  # fmt: skip


def main() -> None:
    """Read the arguments and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    given = parser.parse_args()
    table = reduced(pd.read_parquet(given.source))
    table.to_csv(given.folder / "unhcr_flows.csv", index=False, lineterminator="\n")
    print(f"{len(table)} rows")


if __name__ == "__main__":
    main()
