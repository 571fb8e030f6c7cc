"""Readings of the duty become entries of the panel: dimensions as coded, and the types that follow."""

from __future__ import annotations

import datetime as dt

from ..vocabulary.codes import label_of, read_codelist
from .map_entries import Entry, doubts, joined, label_in_sentence, make_entry, remarks
from .map_shelf import Shelf
from .map_texts import Row

TYPES = "reading_types"
_EXPLORATORY = "Exploratory: two passes of coding agree too little on it for shares to be quoted."
_ANALOGUE = "Before the Convention was adopted on 28 July 1951: an analogue"
_MODES = {"stated": "Stated", "enacted": "Conduct consistent with it"}


def reading_entry(row: Row, shelf: Shelf, day: dt.date | None) -> Entry:
    """Return the entry of one dimension: what was coded, why, by how many passes, how firmly."""
    passes = read_codelist("coding_outcome").get(row.get("passes") or "")
    return make_entry(
        label_of("interpretation_dimension", row["dimension"]),
        ("", _ANALOGUE if row.get("is_analogue") else ""),
        (_MODES[_mode(row)], label_in_sentence("interpretation_value", row["value"])),
        ("State", shelf.states(row.get("state"), day)),
        ("Reason", row["rationale"]),
        *doubts(row, label_in_sentence("interpretation_value", row.get("rival_value"))),
        ("Coded", passes.definition if passes else ""),
        ("", _EXPLORATORY if row.get("exploratory") else ""),
        *remarks(row),
    )


def type_entries(rows: list[Row], shelf: Shelf, day: dt.date | None) -> list[Entry]:
    """Return an entry for what each state stated and one for what it did, with all types in it."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row["state"], _mode(row)), []).append(row)
    return [
        make_entry(
            _MODES[mode],
            ("", _ANALOGUE if any(row["is_analogue"] for row in types) else ""),
            *((label_of("reading_type", row["type"]), _value(row)) for row in types),
            group=shelf.states(state, day),
        )
        for (state, mode), types in found.items()
    ]


def _mode(row: Row) -> str:
    return "stated" if row["mode"] == "stated" else "enacted"


def _value(row: Row) -> str:
    value = label_in_sentence("interpretation_value", row["value"])
    return joined((value, "exploratory" if row["exploratory"] else ""))
