"""Cells of the table of incidents that join several fields of a record; each by a named rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..records.library import Library
from ..records.rules import acting_states, coded, count_groups, sourced
from ..records.schema import Column, Record
from ..vocabulary.roles import DEATH_PHASES, finding_weight, is_independent
from .counts import Count, Interval, make_count, whole_range


def _column(name, label, type_, codelist, rule, description, unit="", separator="", references=""):
    return Column(
        name, label, type_, unit, codelist, "derived", rule, description, separator,
        references=references,
    )  # fmt: skip


def _deaths(phase: str, words: str) -> list[Column]:
    return [
        _column(f"deaths_{phase}_low", f"Deaths {words}, lowest", "int64", "", "harm_deaths",
                f"Lowest count of deaths {words}.", "persons"),
        _column(f"deaths_{phase}_best", f"Deaths {words}, best", "int64", "", "harm_deaths",
                f"Best count of deaths {words}.", "persons"),
        _column(f"deaths_{phase}_high", f"Deaths {words}, highest", "int64", "", "harm_deaths",
                f"Highest count of deaths {words}.", "persons"),
        _column(f"deaths_{phase}_flags", f"Deaths {words}, flags", "string", "count_flag",
                "harm_deaths", "What to know about the numbers; codes, parted by semicolons.",
                separator=";"),
    ]  # fmt: skip


JOINED_COLUMNS: list[Column] = [
    _column("returning_state", "Returning state", "string", "", "acting_states",
            "States whose organs or agents ordered the conduct, carried it out or refused entry. "
            "Codes, parted by semicolons; empty where no state acted.", separator=";", references="states.code"),
    _column("destination_state", "State of destination", "string", "", "leg_destinations",
            "States to which people were moved, or were meant to be. "
            "Codes, parted by semicolons.", separator=";", references="states.code"),
    *_deaths("during", "during the return and at the hand-over"),
    *_deaths("after", "after the return"),
    *_deaths("untraced", "that the source does not place in time"),
    _column("legal_status", "Legal status", "string", "legal_status", "final_findings",
            "What final findings of courts and bodies say about the return. Nothing else counts."),
    _column("n_claims", "Claims", "int64", "", "independent_origins",
            "Number of claims and sourced rows in the record.", "claims"),
    _column("n_sources", "Sources", "int64", "", "independent_origins",
            "Number of works on which the record rests.", "works"),
    _column("n_origins", "Independent origins", "int64", "", "independent_origins",
            "Number of independent origins of information; encyclopedias, seeds, mirrors and "
            "gazetteers do not count.", "origins"),
    _column("count_in_totals", "Counted in totals", "bool", "", "counted_once",
            "Whether totals count the record, so that nobody is counted twice."),
]  # fmt: skip


def origin_of(row: Any, library: Library) -> str:
    """Return the origin of information of a claim: its own, or that of its source."""
    return getattr(row, "origin", None) or library.sources[row.source].origin


def counts_of(record: Record, library: Library) -> dict[str, list[Count]]:
    """Return the counts of a record by column family."""
    return {
        family: [
            make_count(
                {**dict(row), "act": "deaths" if family.startswith("deaths_") else row.act},
                int(library.grade_read(row.source)),
                origin_of(row, library),
            )
            for row in rows
            if any(x is not None for x in (row.value, row.low, row.high))
        ]
        for family, rows in count_groups(record).items()
    }


def leg_destinations(record: Record) -> list[str]:
    """Return the states where the executed return legs end; with none executed, the intended ones."""
    returns = [x for x in record.legs if x.stage == "return" and x.to_state]
    for status in ("executed", "intended"):
        states = [x.to_state for x in returns if x.status == status]
        if states:
            return list(dict.fromkeys(states))
    return []


def legal_status(findings: Iterable[Any]) -> str:
    """Return the code that follows from the findings alone."""
    weights = {finding_weight(f.disposition, f.finality, f.about_return) for f in findings}
    decided = weights & {"against", "for"}
    if len(decided) == 2:
        return "mixed"
    if decided:
        return f"finding_{decided.pop()}"
    return "interim_only" if "interim" in weights else "none"


def origins(record: Record, library: Library) -> set[str]:
    """Return the independent origins of information behind a record."""
    found = {origin_of(row, library) for _, row in sourced(record)}
    found |= {library.sources[k].origin for _, code in coded(record) for k in code.sources}
    return {origin for origin in found if is_independent(origin)}


def joined_cells(record: Record, library: Library) -> dict[str, Any]:
    """Return the cells of `JOINED_COLUMNS`, but for ``count_in_totals``, which needs all records."""
    counts = counts_of(record, library)
    deaths: dict[str, Interval] = {f: whole_range(counts[f]) for f in DEATH_PHASES}
    rows = [row for _, row in sourced(record)]
    works = {r.source for r in rows} | {k for _, c in coded(record) for k in c.sources}
    cells = {
        "returning_state": ";".join(acting_states(record)) or None,
        "destination_state": ";".join(leg_destinations(record)) or None,
        "legal_status": legal_status(record.findings),
        "n_claims": len(rows),
        "n_sources": len(works),
        "n_origins": len(origins(record, library)),
    }
    for family, interval in deaths.items():
        cells |= {f"{family}_{k}": getattr(interval, k) for k in ("low", "best", "high")}
        cells[f"{family}_flags"] = ";".join(interval.flags) or None
    return cells
