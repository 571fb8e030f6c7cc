"""The law in lists that need no script: instruments with whom they bound, and rows whose days are not known well."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ..law.facts import FIRST_DAY, Instrument
from ..vocabulary.codes import label_of, read_codelist
from ..vocabulary.states import State
from .law_drawn import BOUND, WEAK, Drawn, Step, main_provision
from .map_texts import article_in_words
from .pages import Row


def _bound(steps: list[Step], state: State) -> tuple[dt.date | None, bool]:
    """Return since when a state is bound at the end of what is known, and whether it ever was."""
    first = state.first or FIRST_DAY
    ends = [step.day for step in steps[1:]] + [dt.date.max]
    since, ever = None, False
    for step, end in zip(steps, ends, strict=True):
        if end <= first or (state.last and step.day > state.last):
            continue
        is_bound = step.status in BOUND
        ever = ever or is_bound
        since = (since or max(step.day, first)) if is_bound else None
    return (None if state.last else since), ever


def _weak_days(row: Row) -> str:
    """Return the days of a row of any table, in words."""
    words = {"signed_on": "signed", "deposited_on": "deposited", "effective_on": "effective",
             "ended_on": "ended", "from": "from", "to": "to"}  # fmt: skip
    return (
        ", ".join(f"{word} {row[key]}" for key, word in words.items() if row.get(key)) or "no day"
    )


def weak_rows(rows: Mapping[str, list[Row]]) -> list[dict[str, Any]]:
    """Return every row of the law whose days are not known well, by instrument.

    Parameters
    ----------
    rows : mapping of str to list of dict
        Rows of the published tables by name; missing is None.
    """
    titles = {row["id"]: row["title"] for row in rows["instruments"]}
    names = {row["code"]: row["name"] for row in rows["states"]}
    found: dict[str, list[dict[str, str]]] = {key: [] for key in titles}
    labels = {code: entry.label for code, entry in read_codelist("date_confidence").items()}
    for table, what in (("parties", "act"), ("statements", "type"), ("parties_territories", "")):
        for row in rows[table]:
            if row["confidence"] == WEAK[0]:
                continue
            state = f"{names.get(row['state'], row['state'])} ({row['state']})"
            if not what:
                place = row["territory"]
                state += f" for {names.get(place, place)} ({place})"
            code = row[what] if what else row["status"]
            lists = {"act": "party_act", "type": "statement_type", "": "territory_status"}
            found[row["instrument"]].append(
                {
                    "state": state,
                    "what": label_of(lists[what], code).lower() if code else "",
                    "days": _weak_days(row),
                    "code": row["confidence"],
                    "confidence": labels[row["confidence"]],
                    "source": "; ".join(
                        filter(None, [row["source"].replace(";", "; "), row["at"]])
                    ),
                }
            )
    return [{"id": key, "title": titles[key], "rows": said} for key, said in found.items() if said]


def _gaps(row: Row, has_territories: bool) -> list[str]:
    """Return what is known of the statements on an instrument, and of its extension to territories."""
    if not row["statements_known"]:
        return []
    statements = label_of("statements_known", row["statements_known"]).lower()
    territories = "recorded in part" if has_territories else "not recorded"
    return [f"statements: {statements}", f"territories: {territories}"]


def instrument_listed(
    instrument: Instrument, states: list[State], drawn: Drawn, *, has_territories: bool = False
) -> dict[str, Any]:
    """Return the row of an instrument in the table that needs no script."""
    row = instrument.row
    binds = instrument.bound_by != "nobody" and instrument.standing == "in_force"
    main = main_provision(instrument)
    found = [(state, *_bound(drawn.steps(main, state.code), state)) for state in states]
    bound = [(state.name, since.isoformat()) for state, since, _ in found if since] if binds else []
    return {
        "id": instrument.id,
        "group": label_of("instrument_region", row["region"]),
        "title": row["title"],
        "provisions": [
            (p.id, p.row["article"], p.row["function"] == "prohibits_return")
            for p in instrument.provisions
        ],
        "bound": bound,
        "main": article_in_words(main.row["article"]),
        "parties": len(bound) if binds else "–",
        "ever": sum(ever for _, _, ever in found) if binds else "–",
        "in_force": row["in_force"] or "–",
        "known": read_codelist("parties_known")[instrument.parties_known].label if binds else "–",
        "gaps": _gaps(row, has_territories),
        "checked": row["checked_on"] or "–",
        "read": row["read_on"] or "",
    }
