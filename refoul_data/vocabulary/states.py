"""States: which legal persons existed on a day, and what they were called."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import NamedTuple

from .dates import date_bounds


class State(NamedTuple):
    """One legal person, with the days on which it existed (both inclusive)."""

    code: str
    name: str
    names: tuple[tuple[str, dt.date | None, dt.date | None], ...]
    """Earlier names with their first and last day."""
    first: dt.date | None
    last: dt.date | None
    row: dict[str, str]

    def existed_between(self, earliest: dt.date | None, latest: dt.date | None) -> bool:
        """Tell whether the state existed on any day of the stretch."""
        starts = self.first is None or latest is None or self.first <= latest
        ends = self.last is None or earliest is None or self.last >= earliest
        return starts and ends

    def name_on(self, day: dt.date | None) -> str:
        """Return the name that the state bore on a day."""
        if day:
            for name, first, last in self.names:
                if (first is None or first <= day) and (last is None or day <= last):
                    return name
        return self.name


def _dated_names(text: str):
    for part in filter(None, (p.strip() for p in text.split(";"))):
        name, _, period = part.rpartition(" ")
        bounds = date_bounds(period)
        yield name, bounds.earliest, bounds.latest


def states_from_rows(rows) -> dict[str, State]:
    """Make states from the rows of the table of states (``code``, ``name``, ``names``, ``from``, ``to`` …)."""
    states = {}
    for row in rows:
        first = date_bounds(row["from"]).earliest if row["from"] else None
        last = date_bounds(row["to"]).latest if row["to"] else None
        states[row["code"]] = State(
            row["code"], row["name"], tuple(_dated_names(row["names"])), first, last, dict(row)
        )
    return states


def read_states(path: Path) -> dict[str, State]:
    """Read the table of states by code."""
    with open(path, encoding="utf-8", newline="") as file:
        return states_from_rows(csv.DictReader(file))
