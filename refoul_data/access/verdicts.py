"""Which rows a rule takes, and why: for single values, states that acted, destinations and findings.

The rules themselves run in the build; a test holds that the rows said to be used here give the
published cell. Counts have a module of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..vocabulary.codes import label_of
from ..vocabulary.roles import ACTING_ROLES, SENSES, finding_weight
from .counting import Row, Verdict


def _label(codelist: str, code: Any) -> str:
    return label_of(codelist, code).lower()


def _set_aside(row: Row) -> Verdict | None:
    return Verdict(False, f"set aside: {row['set_aside']}") if row["set_aside"] else None


def preferred_claim(rows: list[Row]) -> list[Verdict]:
    """The claim marked as preferred, else the first that is not set aside."""
    open_rows = [row for row in rows if not row["set_aside"]]
    marked = [row for row in open_rows if row["preferred"]]
    taken = (marked or open_rows or [None])[0]

    def verdict(row: Row) -> Verdict:
        if row is not taken:
            same = "says the same; " if taken and row["value"] == taken["value"] else ""
            return _set_aside(row) or Verdict(False, f"{same}claim {taken['number']} is preferred")
        words = "preferred" if row["preferred"] else "the only claim that is not set aside"
        return Verdict(True, f"{words}: {row['why']}" if row["why"] else words)

    return [verdict(row) for row in rows]


def all_values(rows: list[Row]) -> list[Verdict]:
    """Every claim that is not set aside."""
    return [_set_aside(row) or Verdict(True, "not set aside") for row in rows]


def acting_states(rows: list[Row]) -> list[Verdict]:
    """Actors of type state that ordered the conduct, carried it out or refused entry."""

    def verdict(row: Row) -> Verdict:
        role, kind = _label("actor_role", row["role"]), _label("actor_type", row["actor_type"])
        if row["set_aside"]:
            return _set_aside(row)
        if row["actor_type"] != "state":
            return Verdict(False, f"not an organ or agent of a state, but: {kind}")
        if row["role"] not in ACTING_ROLES:
            return Verdict(False, f"its role is not that of an acting state: {role}")
        return Verdict(True, f"an organ or agent of a state with an acting role: {role}")

    return [verdict(row) for row in rows]


def leg_destinations(rows: list[Row]) -> list[Verdict]:
    """Where the executed legs of the return end; with none executed, the intended ones."""
    ends = [row for row in rows if row["stage"] == "return" and row["to_state"]]
    status = "executed" if any(row["status"] == "executed" for row in ends) else "intended"

    def verdict(row: Row) -> Verdict:
        if row["stage"] != "return":
            return Verdict(
                False, f"not a leg of the return, but: {_label('leg_stage', row['stage'])}"
            )
        if not row["to_state"]:
            return Verdict(False, "ends in no state")
        if row["status"] != status:
            return Verdict(False, "meant, not made; legs that were made decide")
        return Verdict(True, f"a leg of the return, {_label('leg_status', status)}")

    return [verdict(row) for row in rows]


def final_findings(rows: list[Row]) -> list[Verdict]:
    """Final findings on the return; with none, those that are interim or not final."""
    weights = [finding_weight(r["disposition"], r["finality"], r["about_return"]) for r in rows]
    decided = any(weight in ("against", "for") for weight in weights)

    def verdict(row: Row, weight: str) -> Verdict:
        finality = _label("finality", row["finality"])
        if row["about_return"] == "no":
            return Verdict(False, "does not judge the return")
        if weight in ("against", "for"):
            return Verdict(True, f"a final finding on the return, {weight} the respondent")
        if weight == "interim":
            words = f"interim, or not final ({finality})"
            return Verdict(not decided, words + ("; final findings decide" if decided else ""))
        if SENSES[row["disposition"]] == "neutral":
            return Verdict(False, "goes neither for nor against the respondent")
        if row["finality"] == "not_read":
            return Verdict(False, "its conclusions, or whether it stands, were not read")
        if row["finality"] == "final":
            return Verdict(False, "ended an interim measure for good")
        return Verdict(False, f"does not stand ({finality})")

    return [verdict(row, weight) for row, weight in zip(rows, weights, strict=True)]


VERDICTS: dict[str, Callable[[list[Row]], list[Verdict]]] = {
    "preferred_claim": preferred_claim,
    "all_values": all_values,
    "acting_states": acting_states,
    "leg_destinations": leg_destinations,
    "final_findings": final_findings,
}
"""By the code of the rule."""
