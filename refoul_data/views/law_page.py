"""The law drawn: what bound a state over time, and who was bound by a provision on a day."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from importlib.resources import files
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from ..law.facts import FIRST_DAY, NOTE, Instrument, Law, Provision, known_until, make_law
from ..law.scopes import scope_personal
from ..vocabulary.codes import label_of
from ..vocabulary.states import State, states_from_rows
from .law_drawn import (
    CODES,
    STATUSES,
    WEAK,
    Drawn,
    Step,
    day_number,
    instruments_drawn,
    label_of_status,
    lines_of,
)
from .law_listed import instrument_listed, weak_rows
from .map_land import OTHER_CODES, names_today
from .map_texts import article_in_words, in_sentence
from .offline import json_for_script
from .pages import Row, render

LAST_DAY = dt.date(2026, 12, 31)
"""Where the chart ends."""
START, START_PROVISION = "THA", "REF-CONV-1951-33-1"
_TABLES = ("instruments", "provisions", "parties", "statements", "parties_territories")
_STATES = ("state", "former_state", "disputed")


def _line(points: list[list[float]]) -> str:
    """Return a ring as SVG path in tenths of a degree, from the upper left corner of the world."""
    found: list[tuple[int, int]] = []
    for lon, lat in points:
        point = round((lon + 180) * 10), round((90 - lat) * 10)
        if not found or found[-1] != point:
            found.append(point)
    x, y = found[0]
    text = [f"M{x} {y}l"]
    for nx, ny in found[1:]:
        text.append(f"{nx - x} {ny - y} ")
        x, y = nx, ny
    return "".join(text).rstrip() + "z"


def pack_areas(boundaries: Any, names: Mapping[str, str]) -> list[list[str]]:
    """Return the areas of the world map: code, name in use today, path. Antarctica is left out.

    An area whose code is not in `names` gets a plain word instead of a name.
    """
    folder = Path(boundaries) if isinstance(boundaries, str) else boundaries
    text = (folder / "ne_110m_countries.geojson").read_text(encoding="utf-8")
    areas = []
    for feature in json.loads(text)["features"]:
        code = feature["properties"]["iso_a3"]
        if code == "ATA":
            continue
        geometry = feature["geometry"]
        polygons = geometry["coordinates"]
        if geometry["type"] == "Polygon":
            polygons = [polygons]
        path = "".join(_line(ring) for rings in polygons for ring in rings)
        code = OTHER_CODES.get(code, code)
        areas.append([code, names.get(code, "Area without a name here"), path])
    return areas


def _neighbours(state: State, states: list[State]) -> tuple[list[str], list[str]]:
    """Return the names of the states from which a state came, and of those that came after it."""
    before, after = [], []
    for other in states:
        if other.code in state.codes("continues") or state.code in other.codes("successor"):
            before.append(f"{other.name} ({other.code})")
        if other.code in state.codes("successor") or state.code in other.codes("continues"):
            after.append(f"{other.name} ({other.code})")
    return before, after


class _Pool:
    """Things that recur, each with the number under which it stands in the page."""

    def __init__(self, *first: Any):
        self._numbers: dict[str, int] = {}
        self.items: list[Any] = []
        for item in first:
            self.number(item)

    def number(self, item: Any) -> int:
        key = json.dumps(item)
        if key not in self._numbers:
            self._numbers[key] = len(self.items)
            self.items.append(item)
        return self._numbers[key]


def _packed(step: Step, notes: _Pool) -> list[int]:
    """Return a step as numbers: day, status, place of its confidence, note; without zeros at the end."""
    packed = [CODES.index(step.status), step.level, notes.number(step.note)]
    while len(packed) > 1 and not packed[-1]:
        packed.pop()
    return [day_number(step.day), *packed]


def _pack(law: Law, states: list[State], drawn: Drawn) -> tuple[list[list[int]], list, list[str]]:
    """Return lines, lists of steps, and notes.

    A line is the number of the list that most states have, then the number of each other state and
    that of its list.
    """
    notes, pool = _Pool(""), _Pool()
    lines = []
    for provisions in lines_of(law):
        own = []
        for state in states:
            steps = drawn.steps(provisions[0], state.code)
            own.append(pool.number([_packed(step, notes) for step in steps]))
        usual = Counter(own).most_common(1)[0][0] if own else 0
        others = [(n, number) for n, number in enumerate(own) if number != usual]
        lines.append([usual, *chain.from_iterable(others)])
    return lines, pool.items, notes.items


def _strangers(law: Law, drawn: list[Instrument], state: State) -> list[int]:
    """Return which instruments others made alone: they name their states, or were not open to it."""
    return [
        n
        for n, instrument in enumerate(drawn)
        if (instrument.states and state.code not in instrument.states)
        or not law.could_join(instrument, state.code)
    ]


def _reading(provision: Provision) -> str:
    """Return whether the text says what the provision does, or who read it so, and when."""
    row = provision.row
    if row["text_explicit"]:
        return "said by its text"
    if not row["reading_recognised_on"]:
        return "not said by its text; no authority that read it so is recorded"
    return f"read so since {row['reading_recognised_on']}: {row['reading_authority']}"


def _words(provision: Provision) -> str:
    """Return what a provision does, in what way it binds, and whom it protects."""
    row, scope = provision.row, scope_personal(provision)
    scoped = f"Scope in person: {label_of('law_scope', scope.code).lower()}"
    if scope.reading:
        scoped += f" ({in_sentence(scope.reading).rstrip('.')})"
    parts = (
        label_of("provision_function", row["function"]),
        in_sentence(label_of("provision_bindingness", row["bindingness"])),
        _reading(provision) if row["function"] == "prohibits_return" else "",
    )
    return f"{'; '.join(filter(None, parts))}. {scoped}."


def _last_day(instrument: Instrument) -> dt.date:
    """Return the last day that is answered as itself, or that on which the chart ends."""
    return min(instrument.checked, LAST_DAY) if instrument.checked else LAST_DAY


def _packed_instrument(instrument: Instrument, every: Mapping[str, State]) -> dict[str, Any]:
    row = instrument.row
    open_to = (every[p].name if p in every else p for p in instrument.open_to)
    return {
        "id": instrument.id,
        "group": label_of("instrument_region", row["region"]),
        "short": row["short"] or row["title"],
        "title": row["title"],
        "until": known_until(row) or "",
        "checked": bool(row["checked_on"]),
        "last": day_number(_last_day(instrument)),
        "complete": instrument.parties_known == "complete",
        "open": ", ".join(open_to),
    }


def make_law_page(rows: Mapping[str, list[Row]], boundaries: Any) -> str:
    """Return the page that draws the law: a timeline by state, a world map by provision and day.

    Parameters
    ----------
    rows : mapping of str to list of dict
        Rows of the published tables by name; missing is None.
    boundaries : path-like
        Folder with ``ne_110m_countries.geojson``.
    """
    law = make_law(*(rows[name] for name in (*_TABLES, "states")))
    every = states_from_rows({k: v or "" for k, v in row.items()} for row in rows["states"])
    states = sorted(
        (s for s in every.values() if s.row["status"] in _STATES), key=lambda s: (s.name, s.code)
    )
    instruments, drawn = instruments_drawn(law), Drawn(law)
    lines, lists, notes = _pack(law, states, drawn)
    line_of = {p.id: n for n, provisions in enumerate(lines_of(law)) for p in provisions}
    words = _Pool()
    data = {
        "first": day_number(FIRST_DAY),
        "last": day_number(LAST_DAY),
        "start": START,
        "startProvision": START_PROVISION,
        "statuses": [[code, label_of_status(code), style] for code, _, style in STATUSES],
        "instruments": [_packed_instrument(i, every) for i in instruments],
        "provisions": [
            [p.id, n, article_in_words(p.row["article"]), line_of[p.id], words.number(_words(p)),
             int(p.row["function"] == "prohibits_return")]
            for n, instrument in enumerate(instruments)
            for p in instrument.provisions
        ],
        "words": words.items,
        "confidence": [[code, label_of("date_confidence", code)] for code in WEAK],
        "states": [
            [s.code, s.name, *_neighbours(s, states),
             *(day_number(day) if day else 0 for day in (s.first, s.last))]
            for s in states
        ],
        "lists": lists,
        "lines": lines,
        "notes": notes,
        "strangers": [_strangers(law, instruments, state) for state in states],
        "areas": pack_areas(boundaries, names_today(rows["states"])),
    }  # fmt: skip
    extended = {key for key, _, _ in law.extensions}
    table = [
        instrument_listed(instrument, states, drawn, has_territories=instrument.id in extended)
        for instrument in instruments
    ]
    assets = files("refoul_data.views") / "assets"
    return render(
        "law",
        current="law",
        note=NOTE,
        groups=[(name, list(group)) for name, group in groupby(table, itemgetter("group"))],
        weak=weak_rows(rows),
        first=FIRST_DAY.isoformat(),
        last=LAST_DAY.isoformat(),
        data=json_for_script(data),
        script=(assets / "law.js").read_text(encoding="utf-8"),
    )
