"""Published values in words: counts, dates, codes, states by the name that they bore, origins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from ..vocabulary.codes import label_of, read_codelist
from ..vocabulary.dates import date_in_words
from ..vocabulary.states import State, states_from_rows
from .origins import Origins
from .references import Label, cite, labels, name_works, reference


def number_in_words(number: int) -> str:
    """Return a whole number with its thousands parted."""
    return f"{number:,}"


def interval_in_words(low: int | None, best: int | None, high: int | None) -> str:
    """Return a range and its best value.

    Examples
    --------
    >>> interval_in_words(900, 1000, 1500)
    '900 to 1,500, best 1,000'
    >>> interval_in_words(41, 41, 41), interval_in_words(300, None, None)
    ('41', 'at least 300')
    """
    if low is None and high is None:
        return "no number"
    if low == high:
        return number_in_words(low)
    if high is None:
        text = f"at least {number_in_words(low)}"
    elif low is None:
        text = f"at most {number_in_words(high)}"
    else:
        text = f"{number_in_words(low)} to {number_in_words(high)}"
    return text if best is None else f"{text}, best {number_in_words(best)}"


def sentence(text: str) -> str:
    """Return a text with a capital and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text[-1:] in ".?!" else ".")


def point_in_words(lat: float, lon: float) -> str:
    """Return a point as ``14.4° N, 104.7° E``."""
    return f"{abs(lat)}° {'N' if lat >= 0 else 'S'}, {abs(lon)}° {'E' if lon >= 0 else 'W'}"


def codes_in_words(codelist: str, cell: str) -> str:
    """Return the labels of a cell with one or more codes."""
    return ", ".join(label_of(codelist, code) for code in cell.split(";"))


def definitions(codelist: str, cell: str) -> list[str]:
    """Return ``label: definition`` for each code of a cell."""
    entries = read_codelist(codelist)
    return [f"{entries[c].label}: {entries[c].definition}" for c in cell.split(";") if c in entries]


def provision_in_words(provision: str | None, instrument: str) -> str:
    """Return a provision with its instrument; the bare number of an article is named as one.

    Examples
    --------
    >>> provision_in_words("3", "ECHR-1950")
    'article 3, European Convention on Human Rights 1950'
    """
    if provision and provision[0].isdigit():
        provision = f"article {provision}"
    if provision and instrument == "OTHER":  # the provision names it
        return provision
    return ", ".join(filter(None, (provision, label_of("instrument", instrument))))


class Words:
    """Turns the cells of one record into words.

    Parameters
    ----------
    schema : pyarrow.Schema
        That of the table of incidents, whose fields say what a column holds.
    sources, places, states : iterable of mapping
        Rows of the published tables.
    day : date or None
        Day of the conduct: a state is called by the name that it bore then.
    """

    def __init__(
        self,
        schema: pa.Schema,
        sources: Iterable[Mapping[str, Any]],
        places: Iterable[Mapping[str, Any]],
        states: Iterable[Mapping[str, Any]],
        day: dt.date | None,
    ):
        self.schema = schema
        self.sources = {s["key"]: s for s in sources}
        self.places = {p["id"]: p for p in places}
        states = list(states)
        self._origins = Origins(self.sources.values(), self.places.values(), states)
        texts = ({k: v or "" for k, v in row.items()} for row in states)
        self.known_states: dict[str, State] = states_from_rows(texts)
        self.labels: dict[str, Label] = labels(self.sources.values())
        self.day = day

    def meta(self, column: str) -> dict[str, str]:
        """Return label, codelist, basis, rule and so on of a column of incidents."""
        pairs = self.schema.field(column).metadata or {}
        return {key.decode(): value.decode() for key, value in pairs.items()}

    def state(self, code: str) -> str:
        """Return a state's name on the day, with its code."""
        state = self.known_states.get(code)
        return f"{state.name_on(self.day)} ({code})" if state else code

    def place(self, key: str) -> str:
        """Return a place's name with its precision."""
        place = self.places.get(key)
        if place is None:
            return key
        return f"{place['name']} ({label_of('place_precision', place['precision']).lower()})"

    def value(self, column: str, cell: Any) -> str:
        """Return a cell of the table of incidents, or a claim to it, in words."""
        meta = self.meta(column)
        if isinstance(cell, bool):
            return "yes" if cell else "no"
        if isinstance(cell, int):
            return number_in_words(cell)
        if isinstance(cell, dt.date):
            return date_in_words(cell.isoformat())
        if not isinstance(cell, str):
            return str(cell)
        if meta.get("codelist"):
            return codes_in_words(meta["codelist"], cell)
        if column.endswith("_state"):
            return ", ".join(self.state(code) for code in cell.split(";"))
        if column == "place":
            return self.place(cell)
        if f"{column}_earliest" in self.schema.names:
            return date_in_words(cell)
        return cell

    def origin(self, origin: str) -> str:
        """Return an origin of information such as ``un:unhcr`` as ``UN, UNHCR``."""
        return self._origins.name(origin)

    def prose(self, text: str) -> str:
        """Return a text of the record with the works in it named, and not by their keys."""
        return name_works(text, self.labels)

    def cite(self, source: str, at: str | None = None) -> str:
        """Return a footnote to a source."""
        return cite(self.labels.get(source, source), at)

    def evidence(self, row: Mapping[str, Any]) -> str:
        """Return a footnote with the grade and the origin of information of a row."""
        source = self.sources.get(row["source"], {})
        grade, origin = source.get("grade"), row.get("origin") or source.get("origin")
        parts = [self.cite(row["source"], row["at"])]
        if grade:
            as_read = source.get("grade_read") or grade
            lower = f", as read {as_read} ({label_of('grade', as_read).lower()})"
            own = f"grade {grade} ({label_of('grade', grade).lower()})"
            parts.append(own + lower if as_read != grade else own)
        if origin:
            parts.append(f"origin: {self.origin(origin)}")
        return "; ".join(parts)

    def references(self, keys: Iterable[str]) -> list[str]:
        """Return the full references of works, each once, in the order of their labels."""
        known = {key for key in keys if key in self.sources}
        return [
            self._reference(self.sources[key])
            for key in sorted(known, key=lambda k: (str(self.labels[k]).casefold(), k))
        ]

    def _reference(self, source: Mapping[str, Any]) -> str:
        key, note = source["key"], source["access_note"] or ""
        # Its own key is no reference there: a package can bear the name that we gave the work.
        note = name_works(note, {**self.labels, key: key})
        quoted_in = self.labels.get(source["quoted_in"])
        return reference({**source, "access_note": note}, self.labels[key], quoted_in)
