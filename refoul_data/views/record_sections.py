"""The tables become the sections of one record's page, each entry with its source."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from ..access.overview import SAID
from ..access.references import cite
from ..law.exclusion import RESULTS
from ..law.facts import NOTE
from ..vocabulary.codes import label_of, read_codelist
from .map_entries import Entry, make_entry
from .map_facts import first_day
from .map_law import TABLE as LAW
from .map_readings import TYPES
from .map_sections import Sections
from .map_shelf import Shelf
from .map_texts import Row, codes_in_words, day_in_words, split_codes
from .record_claims import claim_groups

_SECTIONS = (
    ("events", "timeline", "Timeline"),
    ("actors", "actors", "Who acted"),
    ("legs", "movements", "Movements"),
    ("places", "places", "Places"),
    ("claims", "claims", "Claims, field by field"),
    (LAW, "law", "Law in force on the day"),
    ("findings", "findings", "Findings of courts and bodies"),
    ("assessments", "assessments", "What others said"),
    ("interpretations", "readings", "How the state read the duty"),
    ("state_positions", "positions", "What states said of the duty"),
    ("exclusion_assessments", "exclusion", "Crime or danger as a reason"),
    ("codes", "coding", "Our coding, with reasons"),
    ("harm", "harm", "Harm"),
    ("weak_points", "weak", "What stays weak"),
    ("missing", "missing", "Not known, or not coded"),
    ("persons_named", "persons", "Persons named, and why"),
)
"""Table, anchor and title of each section, in the order in which a reader asks."""
_FORMS = {
    "events": "timeline", "places": "places", "claims": "claims", "interpretations": "readings",
    "exclusion_assessments": "exclusion",
}  # fmt: skip
_SAID = {
    "findings": SAID["findings"],
    "harm": SAID["harm"],
    "interpretations": SAID["interpretations"],
    "claims": "Every value is a claim with its source. Claims that compete stay side by side; one found wrong "
    "stays too, set aside with the reason.",
    "assessments": "With the verb that each used. These are no findings.",
    "persons_named": "Every name that the record uses, with the reason why.",
}
Told = tuple[Entry, list[Row]]


class RecordSections:
    """The sections of one record's page, and the works that they cite.

    Parameters
    ----------
    row : mapping
        The row of the record in the table of incidents.
    shelf : Shelf
        The other tables.
    rules : dict of str to str
        The rule of every column of the table of incidents.
    positions : list of mapping
        Rows of the table of positions that name the record.
    """

    def __init__(self, row: Row, shelf: Shelf, rules: dict[str, str], positions: list[Row]):
        self._row, self._shelf = row, shelf
        self._rules, self._positions = rules, positions
        self._cited: dict[str, None] = {}

    def _cites(self, rows: Iterable[Row]) -> list[dict[str, str]]:
        """Return the works on which rows rest, each with the place in it, once."""
        found: dict[tuple[str, str], None] = {}
        for row in rows:
            keys = split_codes(row.get("sources") or row.get("source"))
            found |= dict.fromkeys((key, row.get("at") or "") for key in keys)
        self._cited |= dict.fromkeys(key for key, _ in found)
        return [{"key": key, "text": cite(self._shelf.work(key)["short"], at)} for key, at in found]

    def _entries(self, made: Iterable[Told]) -> list[dict[str, Any]]:
        """Return entries ready to show, in groups under one name each."""
        shown = [
            {
                "head": entry["head"],
                "group": entry.get("group") or "",
                "mark": entry.get("mark") or "",
                "lines": [(label, self._shelf.prose(text)) for label, text in entry["lines"]],
                "cites": self._cites(rows),
            }
            for entry, rows in made
        ]
        return [
            {"name": name, "entries": list(entries)}
            for name, entries in groupby(shown, lambda entry: entry["group"])
        ]

    def _own_sections(self) -> dict[str, list[Told]]:
        """Return entries of the tables that the panel of the map does not show."""
        record, shelf = self._row["id"], self._shelf
        return {
            "state_positions": [(_position(row, shelf), [row]) for row in self._positions],
            "persons_named": [
                (make_entry(row["name"], ("", row["reason"]), ("Note", row.get("note"))), [row])
                for row in shelf.rows("persons_named", record)
            ],
        }

    def _places(self) -> list[dict[str, Any]]:
        record, day = self._row["id"], first_day(self._row)
        keys = [self._row.get("place")]
        keys += [
            leg[end]
            for leg in self._shelf.rows("legs", record)
            for end in ("from_place", "to_place")
        ]
        keys += [event.get("place") for event in self._shelf.rows("events", record)]
        found = []
        for key in dict.fromkeys(filter(None, keys)):
            place = self._shelf.place_row(key)
            if place:
                found.append({
                    "name": place["name"], "others": place.get("other_names") or "",
                    "precision": _precision(place), "kind": label_of("place_kind", place["place_kind"]),
                    "state": self._shelf.states(place.get("state"), day),
                    "note": self._shelf.prose(place.get("note") or ""), "cites": self._cites([place]),
                })  # fmt: skip
        return found

    def _readings(self, made: Iterable[Told]) -> list[dict[str, Any]]:
        """Return, per state and dimension, what was stated beside what was enacted."""
        dimensions = list(read_codelist("interpretation_dimension"))
        cells: dict[str, dict[str, dict[str, list[Told]]]] = {}
        for entry, rows in made:
            (row,) = rows
            of_state = cells.setdefault(row.get("state") or "", {})
            of_state.setdefault(row["dimension"], {}).setdefault(row["mode"], []).append(
                (entry, rows)
            )
        return [
            {
                "name": self._shelf.states(state, first_day(self._row)),
                "types": self._types(state),
                "rows": [
                    {
                        "id": f"reading-{state}-{dimension}",
                        "label": label_of("interpretation_dimension", dimension),
                        "cells": [
                            (label, [self._reading(*told) for told in of_state[dimension].get(mode, [])])
                            for mode, label in (("stated", "Stated"), ("enacted", "Consistent with"))
                        ],
                    }
                    for dimension in sorted(of_state, key=lambda d: dimensions.index(d) if d in dimensions else 99)
                ],
            }
            for state, of_state in cells.items()
        ]  # fmt: skip

    def _types(self, state: str) -> list[dict[str, Any]]:
        """Return the types of reading that follow for a state: what was stated and what enacted."""
        found: dict[str, dict[str, Any]] = {}
        for row in self._shelf.rows(TYPES, self._row["id"]):
            if row["state"] == state:
                cells = found.setdefault(
                    row["type"], {"label": label_of("reading_type", row["type"])}
                )
                value = label_of("interpretation_value", row["value"])
                cells[row["mode"]] = {"label": value, "exploratory": bool(row["exploratory"])}
        return list(found.values())

    def _reading(self, entry: Entry, rows: list[Row]) -> dict[str, Any]:
        (row,) = rows
        value = label_of("interpretation_value", row["value"])
        shown = ("Reason", "Another reader could choose", "Confidence", "Coded", "Note")
        return {
            "value": value,
            "exploratory": bool(row.get("exploratory")),
            "lines": [(x, self._shelf.prose(text)) for x, text in entry["lines"] if x in shown],
            "cites": self._cites(rows),
        }

    def make(self) -> list[dict[str, Any]]:
        """Return the sections that have something to say."""
        told = {table: made for table, _, made in Sections(self._row, self._shelf).told()}
        told |= self._own_sections()
        said = dict(_SAID)
        if told[LAW]:
            said[LAW], told[LAW] = _without_note(told[LAW])
        made: dict[str, list[Any]] = {
            table: self._entries(entries)
            for table, entries in told.items()
            if table not in ("claims", "interpretations", TYPES)
        }
        made["claims"] = claim_groups(self._row, self._shelf, self._rules)
        for group in made["claims"]:
            for claim in group["claims"]:
                claim["cites"] = self._cites([claim])
        made["interpretations"] = self._readings(told["interpretations"])
        made["places"] = self._places()
        made["exclusion_assessments"] = [
            _argument(row) for row in self._shelf.rows("exclusion_assessments", self._row["id"])
        ]
        return [
            {
                "id": anchor, "title": title, "form": _FORMS.get(table, "entries"), "table": table,
                "said": said.get(table, ""), "content": made[table],
            }
            for table, anchor, title in _SECTIONS
            if made.get(table)
        ]  # fmt: skip

    def works(self) -> list[dict[str, Any]]:
        """Return the works that the sections cite, after `make`, in the order of their references."""
        works = [(key, self._shelf.work(key)) for key in self._cited]
        works.sort(key=lambda pair: (pair[1]["short"].casefold(), pair[0]))
        return [{"key": key, **work, "links": _links(work["links"])} for key, work in works]


def _precision(place: Row) -> str:
    entry = read_codelist("place_precision").get(place["precision"])
    return f"{entry.label}, within {entry.extra['radius_km']} km" if entry else place["precision"]


def _position(row: Row, shelf: Shelf) -> Entry:
    return make_entry(
        f"{shelf.states(row['state'])}, {day_in_words(row['date'])}",
        (label_of("position_stance", row["stance"]), row["text"]),
        ("Speaker", row["speaker"]),
        ("Reported by", row["attributed_by"]),
        ("On", codes_in_words(row["dimensions"], "interpretation_dimension")),
    )


def _argument(row: Row) -> dict[str, Any]:
    return {
        "id": f"{row['incident_id']}--{row['argument_id']}",
        "argument": row["argument"],
        "who": row["who"],
        "results": [
            (label_of("exclusion_outcome", name), label_of("exclusion_result", row[name]))
            for name in RESULTS
        ],
    }


def _without_note(made: list[Told]) -> tuple[str, list[Told]]:
    """Part what is said of all entries on the law; its last sentence stands above them anyway."""
    (_, text), *_ = made[0][0]["lines"]
    if not text.endswith(NOTE):
        return "", made
    return text.removesuffix(NOTE).strip(), made[1:]


def _links(links: Iterable[tuple[str, str]]) -> list[tuple[str, str, bool]]:
    """Return label, address and whether it may be a link: only web addresses may."""
    return [(a, b, b.lower().startswith(("http://", "https://"))) for a, b in links]
