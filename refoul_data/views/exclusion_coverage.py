"""What the exclusion framework covers and what it leaves out, counted from the published tables. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..law.interpretation import CONVENTION_ADOPTED, EXCEPTIONS
from .pages import Row


class Count(NamedTuple):
    """One line of the table of what is covered."""

    label: str
    n: int
    depth: int = 0
    """0, or 1 for a part of the line before it."""


class Coverage(NamedTuple):
    """What is covered, in numbers, and each argument that is not assessed."""

    counts: tuple[Count, ...]
    left_out: tuple[dict[str, Any], ...]


def _stated(rows: Iterable[Row], acted: Mapping[str, str | None]) -> dict[tuple[str, str], str]:
    """Return the strongest of the stated values on exceptions by record and state."""
    order = ("no_position_found", "no", "unclear", "yes")
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        if row["mode"] != "stated" or row["dimension"] not in EXCEPTIONS:
            continue
        key = row["incident_id"], row["state"] or acted.get(row["incident_id"]) or ""
        found[key] = max(found.get(key, order[0]), row["value"], key=order.index)
    return found


def coverage(rows: Mapping[str, list[Row]]) -> Coverage:
    """Return what is covered and what is left out.

    Parameters
    ----------
    rows : mapping of str to list of dict
        Rows of the published tables by name; missing is None.
    """
    kept = {r["id"]: r for r in rows["incidents"] if r["record_status"] != "withdrawn"}
    acted = {name: row["returning_state"] for name, row in kept.items()}
    readings = [r for r in rows["interpretations"] if r["incident_id"] in kept]
    early = {r["incident_id"] for r in readings if r["is_analogue"]}
    early |= {
        name
        for name, row in kept.items()
        if row["date_latest"] and row["date_latest"] < CONVENTION_ADOPTED
    }
    stated = _stated((r for r in readings if not r["is_analogue"]), acted)
    argued = {key for key, value in stated.items() if value == "yes"}
    files = [r for r in rows["exclusion_assessments"] if r["incident_id"] in kept]
    answered = {(r["incident_id"], r["law_state"]) for r in files}
    names = {r["code"]: r["name"] for r in rows["states"]}
    left_out = tuple(
        {
            "incident": r["incident_id"], "title": kept[r["incident_id"]]["title"],
            "state": names.get(r["state"], r["state"]), "reason": r["reason"],
            "source": r["source"], "at": r["at"],
        }
        for r in rows["exclusion_not_assessed"]
        if r["incident_id"] in kept
    )  # fmt: skip
    told = answered | {(r["incident_id"], r["state"]) for r in rows["exclusion_not_assessed"]}
    before = _stated((r for r in readings if r["is_analogue"]), acted)
    counts = [
        Count("Records since 28 July 1951", len(set(kept) - early)),
        Count("Records among them with a reading of what the state said on such a reason",
              len({incident for incident, _ in stated}), 1),
        Count("Pairs of record and state in which crime or danger was argued", len(argued)),
        Count("Assessed, in one file of answers or more", len(argued & answered), 1),
        Count("Not assessed, for the reasons below", len(argued & (told - answered)), 1),
        Count("Neither", len(argued - told), 1),
        Count("Pairs in which it is unclear whether it was argued",
              sum(value == "unclear" for value in stated.values())),
        Count("Pairs in which it was not argued, or no such words were found",
              sum(value in ("no", "no_position_found") for value in stated.values())),
        Count("Arguments assessed, one file each", len(files)),
        Count("Files beside these pairs: no reading says that crime or danger was argued",
              sum((r["incident_id"], r["law_state"]) not in argued for r in files), 1),
        Count("Left out: pairs before 28 July 1951 in which crime or danger was argued, as analogues",
              sum(value == "yes" for value in before.values())),
    ]  # fmt: skip
    return Coverage(tuple(counts), left_out)
