"""The law drawn: what bound a state over time, and who was bound on the last day of a year."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from ..law.facts import FIRST_DAY, NOTE, Instrument, Law, make_law
from ..vocabulary.codes import label_of, read_codelist
from ..vocabulary.states import State, states_from_rows
from .law_drawn import (
    BOUND,
    CODES,
    STATUSES,
    WEAK,
    Shown,
    Step,
    day_number,
    label_of_status,
    shown_instruments,
    steps_of,
)
from .map_land import OTHER_CODES, names_today
from .offline import json_for_script
from .pages import Row, render

FIRST_YEAR, LAST_YEAR = FIRST_DAY.year, 2026
START = "THA"
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


def _pack(law: Law, shown: list[Shown], states: list[State]) -> tuple[list[list[Step]], list]:
    """Return the step lists that occur, and for each state the number of one for each instrument."""
    pool: dict[str, int] = {}
    lists: list[list[Step]] = []
    by_state = []
    for state in states:
        numbers = []
        for item in shown:
            found = steps_of(law, item.provision, state)
            key = json.dumps(found)
            if key not in pool:
                pool[key] = len(lists)
                lists.append(found)
            numbers.append(pool[key])
        by_state.append(numbers)
    return lists, by_state


def _strangers(law: Law, shown: list[Shown], state: State) -> list[int]:
    """Return which instruments others made alone: they name their states, or were not open to it."""
    return [
        n
        for n, (instrument, _) in enumerate(shown)
        if (instrument.states and state.code not in instrument.states)
        or not law.could_join(instrument, state.code)
    ]


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


def make_law_page(rows: Mapping[str, list[Row]], boundaries: Any) -> str:
    """Return the page that draws the law: a timeline by state, a world map by instrument and year.

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
    shown = shown_instruments(law)
    lists, by_state = _pack(law, shown, states)
    bound = {CODES.index(code) for code in BOUND}
    table, instruments = [], []
    for number, (instrument, provision) in enumerate(shown):
        row = instrument.row
        found = [lists[numbers[number]] for numbers in by_state]
        of_today = sum(steps_[-1][1] in bound for steps_ in found)
        of_ever = sum(any(step[1] in bound for step in steps_) for steps_ in found)
        group = label_of("instrument_region", row["region"])
        known = instrument.parties_known
        table.append(
            {
                "id": instrument.id,
                "group": group,
                "title": row["title"],
                "article": provision.row["article"],
                "parties": of_today,
                "ever": of_ever,
                "in_force": row["in_force"] or "–",
                "known": read_codelist("parties_known")[known].label,
                "checked": row["checked_on"] or "–",
            }
        )
        instruments.append(
            {
                "id": instrument.id,
                "group": group,
                "short": row["short"] or row["title"],
                "title": row["title"],
                "article": provision.row["article"],
                "checked": row["checked_on"] or "",
                "checkedDay": day_number(_checked(instrument)),
                "complete": known == "complete",
                "open": ", ".join(every[p].name if p in every else p for p in instrument.open_to),
            }
        )
    data = {
        "years": [FIRST_YEAR, LAST_YEAR],
        "start": START,
        "statuses": [
            [code, label_of_status(code, label), style] for code, label, style in STATUSES
        ],
        "instruments": instruments,
        "confidence": [[code, label_of("date_confidence", code)] for code in WEAK],
        "states": [[s.code, s.name, *_neighbours(s, states)] for s in states],
        "lists": lists,
        "byState": by_state,
        "strangers": [_strangers(law, shown, state) for state in states],
        "areas": pack_areas(boundaries, names_today(rows["states"])),
    }
    assets = files("refoul_data.views") / "assets"
    return render(
        "law",
        current="law",
        note=NOTE,
        groups=[(name, list(group)) for name, group in groupby(table, itemgetter("group"))],
        weak=weak_rows(rows),
        years=data["years"],
        data=json_for_script(data),
        script=(assets / "law.js").read_text(encoding="utf-8"),
    )


def _checked(instrument: Instrument) -> dt.date:
    """Return the day up to which parties are told, or one beyond the page where none is recorded."""
    last = dt.date(LAST_YEAR, 12, 31)
    return min(instrument.checked, last) if instrument.checked else last
