"""All tables on one shelf: rows by record, names of states and places, the works that are cited."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..access.origins import Origins
from ..access.references import name_works
from ..vocabulary.codes import label_of
from ..vocabulary.states import states_from_rows
from .map_texts import (
    Row,
    article_in_words,
    how_read,
    in_sentence,
    links_of,
    references,
    split_codes,
)

Tables = Mapping[str, Iterable[Row]]


class Shelf:
    """The tables of one map.

    Texts, works and places get a number when they are first used; only those go into the page.
    """

    def __init__(self, tables: Tables):
        self._rows = {name: _by_record(rows) for name, rows in tables.items()}
        self._labels = {
            row["name"]: row["label"]
            for row in tables.get("variables", ())
            if row["table"] == "incidents"
        }
        self._states = {row["code"]: row for row in tables.get("states", ())}
        self._state_names = {code: _name_on(row) for code, row in self._states.items()}
        self._known_works = {row["key"]: row for row in tables.get("sources", ())}
        self._references = references(self._known_works.values())
        self._shorts = {key: short for key, (short, _) in self._references.items()}
        self._known_places = {row["id"]: row for row in tables.get("places", ())}
        self._origins = Origins(
            self._known_works.values(), self._known_places.values(), tables.get("states", ())
        )
        shorts = {row["id"]: row["short"] for row in tables.get("instruments", ())}
        self._provisions = {row["id"]: row for row in tables.get("provisions", ())}
        self._provision_names = {
            key: f"{shorts.get(row['instrument'], row['instrument'])}, {article_in_words(row['article'])}"
            for key, row in self._provisions.items()
        }
        self._texts: dict[str, int] = {"": 0}  # number 0: nothing to say
        self._works: dict[str, int] = {}
        self._places: dict[str, int] = {}
        self._titles = {row["id"]: row.get("title") for row in tables["incidents"]}
        self._parts = defaultdict(list)
        for row in tables["incidents"]:
            if row.get("part_of"):
                self._parts[row["part_of"]].append(row["id"])

    def has(self, table: str) -> bool:
        """Tell whether there is a table, be it empty."""
        return table in self._rows

    def rows(self, table: str, record: str) -> list[Row]:
        """Return the rows of a record in one table."""
        return self._rows.get(table, {}).get(record, [])

    def why_missing(self, record: str, field: str) -> str:
        """Return the reason why a field has no value."""
        reasons = [row["reason"] for row in self.rows("missing", record) if row["field"] == field]
        return in_sentence(label_of("missing_reason", reasons[0])) if reasons else ""

    def columns(self) -> list[str]:
        """Return the columns of the published table of incidents, in its order."""
        return list(self._labels)

    def label(self, field: str) -> str:
        """Return the label of a field of the table of incidents."""
        return self._labels.get(field) or field.replace("_", " ").capitalize()

    def title(self, record: str) -> str:
        """Return the title of a record, or its id where there is none."""
        return self._titles.get(record) or record

    def parts(self, record: str) -> list[str]:
        """Return the ids of the records that belong to a campaign."""
        return self._parts.get(record, [])

    def states(self, codes: str | None, day: Any = None) -> str:
        """Return the names that states bore on a day, from codes that semicolons part."""
        names = []
        for code in split_codes(codes):
            name_on = self._state_names.get(code)
            names.append(name_on(day) if name_on else code)
        return ", ".join(names)

    def state_row(self, code: str) -> Row:
        """Return the row of a state, or an empty one."""
        return self._states.get(code, {})

    def state_name(self, code: str) -> str:
        """Return the last name of a state: today's, or that which it bore when it ended."""
        return self.state_row(code).get("name") or code

    def place(self, key: str | None) -> str:
        """Return the name of a place with its precision."""
        row = self.place_row(key)
        if not row:
            return key or ""
        return f"{row['name']} ({in_sentence(label_of('place_precision', row['precision']))})"

    def place_row(self, key: str | None) -> Row:
        """Return the row of a place, or an empty one."""
        return self._known_places.get(key or "", {})

    def place_number(self, key: str) -> int | None:
        """Return the number of a place, or None if it has no position and cannot be drawn."""
        row = self.place_row(key)
        if not position(row.get("lat"), row.get("lon")):
            return None
        return self._places.setdefault(key, len(self._places))

    def work_number(self, key: str) -> int:
        """Return the number of a work."""
        return self._works.setdefault(key, len(self._works))

    def text_number(self, text: str) -> int:
        """Return the number of a text: what recurs in many records stands in the page once."""
        return self._texts.setdefault(text, len(self._texts))

    def texts(self) -> list[str]:
        """Return every text that has a number."""
        return list(self._texts)

    def drawn_places(self) -> list[list[Any]]:
        """Return name, position and precision of every place that has a number."""
        rows = [self._known_places[key] for key in self._places]
        return [[r["name"], position(r["lat"], r["lon"]), r.get("precision")] for r in rows]

    def cited_works(self) -> list[dict[str, Any]]:
        """Return every work that has a number, as the page shows it."""
        return [self.work(key) for key in self._works]

    def work(self, key: str) -> dict[str, Any]:
        """Return short and full reference of a work, what was read of it, its grade and its links."""
        row = self._known_works.get(key)
        if row is None:
            return {"short": key, "full": key, "links": []}
        short, full = self._references[key]
        read = self.prose(how_read(row, self.origin(row["origin"])), but=key)
        return {
            "short": short,
            "full": full,
            "read": read,
            "grade": row.get("grade_read") or row["grade"],
            "links": links_of(row),
        }

    def origin(self, origin: str) -> str:
        """Return an origin of information such as ``un:unhcr`` in words: ``UN, UNHCR``."""
        return self._origins.name(origin)

    def prose(self, text: str, but: str = "") -> str:
        """Return a text with the works in it named by their short references, all `but` one."""
        return name_works(text, {**self._shorts, but: but})

    def provision(self, key: str) -> str:
        """Return a provision in words: ``1951 Convention, article 33(1)``."""
        return self._provision_names.get(key, key)

    def provision_row(self, key: str) -> Row:
        """Return the row of a provision, or an empty one."""
        return self._provisions.get(key, {})

    def origin_of(self, key: str) -> str | None:
        """Return the origin of information of a work."""
        return self._known_works.get(key, {}).get("origin")


def position(lat: Any, lon: Any) -> tuple[float, float] | None:
    """Return latitude and longitude if they are a point on the globe."""
    if not (isinstance(lat, int | float) and isinstance(lon, int | float)):
        return None
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        return None
    return round(lat, 4), round(lon, 4)


def _by_record(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found = defaultdict(list)
    for row in rows:
        if "incident_id" in row:
            found[row["incident_id"]].append(row)
    return found


def _name_on(row: Row) -> Callable[[Any], str]:
    try:
        text = {key: value or "" for key, value in row.items()}
        return states_from_rows([text])[row["code"]].name_on
    except ValueError:  # a date of the row is none: its present name is still true
        return lambda _: row["name"]
