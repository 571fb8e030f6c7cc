"""The law on the date of a record in a few cells of the table of incidents: what bound those who acted.

Everything is taken from the rows of ``law_on_date``. Three readings stand side by side, each within
the next: what the text says itself, what had been read into it by that day, what was read later. They are
about the states. Those of the second that may reach the case stand apart: status and scope are never one
column. Lists and numbers join the states that acted; two columns part them again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from ..law.facts import NOTE, Row
from ..law.sums import (
    AS_READ_LATER,
    AS_READ_THEN,
    BY_TEXT,
    MAY_REACH,
    OPEN,
    prohibits_return,
    sums_of,
)
from ..records.schema import Column
from .law_tables import STRETCHED, law_day
from .tables import Table

RULE = "law_summary"
_READINGS = {
    AS_READ_THEN: ("Provisions in force", "by their text or as read by that day"),
    BY_TEXT: ("Provisions in force, by their text", "by their text"),
    AS_READ_LATER: (
        "Provisions in force, as read later",
        "by their text or as ever read, even later",
    ),
}
_BY_STATE = {AS_READ_THEN: f"{AS_READ_THEN}_by_state", OPEN: f"{OPEN}_by_state"}
NONE = "none recorded"
"""What stands for a state that none of the provisions bound."""


def _pair(name: str, label: str, which: str) -> Iterable[Column]:
    """Yield the number of provisions and their list."""
    yield Column(
        f"n_{name}", f"{label}, number", "int64", "provisions", "", "derived", RULE,
        f"Number of provisions {which} {NOTE}",
    )  # fmt: skip
    yield Column(
        name, label, "string", "", "", "derived", RULE,
        f"Ids of the provisions {which} Parted by semicolons. {NOTE}", ";",
        references="provisions.id",
    )  # fmt: skip


def _columns() -> Iterable[Column]:
    yield Column(
        "law_summary", "Law on the day", "string", "", "law_summary", "derived", RULE,
        "Whether the law is summed up here, or why not. The table law_on_date has it in full.",
    )  # fmt: skip
    for name, (label, which) in _READINGS.items():
        bound = (
            f"that prohibit return {which}, bind as treaty, and were in force on the day for at least "
            f"one state that acted, whatever their scope."
        )
        yield from _pair(name, label, bound)
    yield from _pair(
        MAY_REACH, "Provisions in force that may reach the case",
        f"of {AS_READ_THEN} of which no scope (in time, person, place) is not met, for at least one "
        f"state that they bound: each scope is met, contested or unknown.",
    )  # fmt: skip
    yield Column(
        _BY_STATE[AS_READ_THEN], "Provisions in force, by state", "string", "", "", "derived", RULE,
        f"The ids of {AS_READ_THEN} for each state that acted, parted by commas after its code; "
        f"{NONE} where none bound it; states are parted by semicolons. {NOTE}",
    )  # fmt: skip
    yield Column(
        f"n_{OPEN}", "Provisions of which it is open, number", "int64", "provisions", "",
        "derived", RULE,
        "Number of provisions that prohibit return and bind as treaty of which it is open whether "
        "they were in force for a state that acted, and that bound no other of them: the parties or "
        "territories are not recorded or are contested, or the date allows both. None of them is "
        "counted in force.",
    )  # fmt: skip
    yield Column(
        _BY_STATE[OPEN], "Provisions of which it is open, by state", "string", "", "", "derived",
        RULE,
        "The ids of the provisions of which it is open, for each state for which there are some, as in "
        f"{_BY_STATE[AS_READ_THEN]}; one that bound another state that acted is among them.",
    )  # fmt: skip


SUMMARY_COLUMNS: list[Column] = list(_columns())
"""Columns of the table of incidents, where the raw files have law."""


def summary_code(incident: Row) -> str:
    """Return whether the law of a record is summed up, or why not: a code of ``law_summary``."""
    _, family = law_day(incident)
    if not incident["returning_state"]:
        return "no_state"
    if not incident[family]:
        return "no_date"
    first, last = incident[f"{family}_earliest"], incident[f"{family}_latest"]
    is_day = first is not None and first == last
    return "day" if is_day or incident["kind"] not in STRETCHED else "timeline"


def _sums(rows: list[Row], prohibiting: Mapping[str, Row], states: list[str]) -> dict[str, Any]:
    found: dict[str, set[str]] = defaultdict(set)
    of_state: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        if row["provision"] in prohibiting:
            for name in sums_of(row, prohibiting[row["provision"]]):
                found[name].add(row["provision"])
                of_state[name, row["state"]].add(row["provision"])

    def listed(names: set[str]) -> list[str]:
        return [p for p in prohibiting if p in names]  # in the order of the instruments

    cells: dict[str, Any] = {}
    for name in (*_READINGS, MAY_REACH):
        provisions = listed(found[name])
        cells |= {f"n_{name}": len(provisions), name: ";".join(provisions) or None}
    for name, column in _BY_STATE.items():
        told = {state: ", ".join(listed(of_state[name, state])) for state in states}
        if name == OPEN:
            told = {state: text for state, text in told.items() if text}
        parts = [f"{state}: {text or NONE}" for state, text in told.items()]
        cells[column] = "; ".join(parts) or None
    # What bound one state is not open for being open for another.
    return cells | {f"n_{OPEN}": len(found[OPEN] - found[AS_READ_THEN])}


def law_summaries(
    incidents: Iterable[Row], law_on_date: Iterable[Row], provisions: Iterable[Row]
) -> dict[str, dict[str, Any]]:
    """Return the cells of `SUMMARY_COLUMNS` for each record, by its id.

    Parameters
    ----------
    incidents, law_on_date, provisions : iterable of mapping
        Rows of the published tables.
    """
    prohibiting = {row["id"]: row for row in provisions if prohibits_return(row)}
    by_record: dict[str, list[Row]] = defaultdict(list)
    for row in law_on_date:
        by_record[row["incident_id"]].append(row)
    empty = {column.name: None for column in SUMMARY_COLUMNS}
    cells = {}
    for incident in incidents:
        code = summary_code(incident)
        sums = {}
        if code == "day":
            states = incident["returning_state"].split(";")
            sums = _sums(by_record[incident["id"]], prohibiting, states)
        cells[incident["id"]] = empty | {"law_summary": code} | sums
    return cells


_REASONS = {"timeline": "timeline", "no_state": "not_applicable", "no_date": "unknown"}
"""Why the law of a record is not summed up, as a code of ``missing_reason``."""


def _missing(table: Table, summaries: Mapping[str, Row]) -> Table:
    rows = table.rows + [
        {"incident_id": key, "field": AS_READ_THEN, "note": None,
         "reason": _REASONS[cells["law_summary"]]}
        for key, cells in summaries.items()
        if cells["law_summary"] in _REASONS
    ]  # fmt: skip
    order = {key: place for place, key in enumerate(summaries)}
    return table._replace(rows=sorted(rows, key=lambda row: order[row["incident_id"]]))


def with_summaries(tables: list[Table], law: list[Table]) -> list[Table]:
    """Return tables of which ``incidents`` sums up the law, and ``missing`` says where it does not.

    Parameters
    ----------
    tables : list of Table
        All tables but those of the law.
    law : list of Table
        As `make_law_tables` gives them; nothing is added where there are none.
    """
    if not law:
        return tables
    named = {table.name: table for table in (*tables, *law)}
    incidents, provisions = named["incidents"], named["provisions"].rows
    summaries = law_summaries(incidents.rows, named["law_on_date"].rows, provisions)
    made = {
        "incidents": incidents._replace(
            columns=incidents.columns + SUMMARY_COLUMNS,
            rows=[row | summaries[row["id"]] for row in incidents.rows],
        ),
        "missing": _missing(named["missing"], summaries),
    }
    return [made.get(table.name, table) for table in tables]
