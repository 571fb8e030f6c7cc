"""The law drawn: what bound a state over time, and who was bound on the last day of a year."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from ..law.facts import EARLY, FIRST_DAY, LATE, NOTE, Instrument, Law, Provision, make_law
from ..law.obligations import status_at
from ..law.steps import change_days, steps
from ..vocabulary.codes import read_codelist
from ..vocabulary.states import State, states_from_rows
from .map_land import OTHER_CODES, names_today
from .offline import json_for_script
from .pages import Row, render

FIRST_YEAR, LAST_YEAR = FIRST_DAY.year, 2026
START = "THA"
_TABLES = ("instruments", "provisions", "parties", "statements", "parties_territories")
_KINDS = ("treaty", "eu_act", "bilateral")
_STATES = ("state", "former_state", "disputed")
_BOUND = ("in_force", "in_force_limited")
OPEN, NOT_BOUND, ABSENT = "open", "not_bound", "state_not_existing"
_UNBOUND = {"not_party", "adopted_not_in_force", "not_adopted"}
# Code, label on this page (None: that of the codelist) and class of colour and pattern.
_STATUSES: tuple[tuple[str, str | None, str], ...] = (
    ("in_force", None, "force"),
    ("in_force_limited", None, "limit"),
    ("provisional", None, "provisional"),
    ("consented_not_in_force", "Consented, not yet in force", "consent"),
    ("signed_only", None, "signed"),
    ("ended", None, "ended"),
    ("contested", None, "contested"),
    ("party_unknown", "Not recorded whether a party", "unknown"),
    (OPEN, "Left open by imprecise dates", "open"),
    ("not_party", None, "not"),
    ("adopted_not_in_force", "Adopted, in force for nobody", "not"),
    (NOT_BOUND, "Not bound (imprecise dates)", "not"),
    ("not_adopted", None, "early"),
    (ABSENT, None, "absent"),
)
_CODES = [code for code, _, _ in _STATUSES]
Step = list[int]


class Shown(NamedTuple):
    """One instrument of the page, by the provision that is drawn."""

    instrument: Instrument
    provision: Provision


def _label(code: str, label: str | None) -> str:
    return label or read_codelist("law_status")[code].label


def shown_instruments(law: Law) -> list[Shown]:
    """Return what binds states, each with its first prohibition of return, or its first provision."""
    found = []
    for instrument in law.instruments.values():
        if instrument.row["kind"] in _KINDS and instrument.provisions:
            first = instrument.provisions[0]
            prohibitions = (
                p for p in instrument.provisions if p.row["function"] == "prohibits_return"
            )
            found.append(Shown(instrument, next(prohibitions, first)))
    return found


def _number(day: dt.date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def _open_steps(
    law: Law, provision: Provision, state: str, first: dt.date, end: dt.date
) -> Iterator[tuple[dt.date, str]]:
    """Yield what is sure within a stretch whose status imprecise dates leave open."""
    days = change_days(law, law.instruments[provision.instrument], state)
    for day in [first, *(d for d in days if first < d < end)]:
        found = (status_at(law, provision, state, day, side) for side in (EARLY, LATE))
        pair = {standing.status for standing in found if standing}
        if pair <= _UNBOUND:
            yield day, NOT_BOUND
        elif pair <= {*_UNBOUND, "party_unknown"}:
            yield day, "party_unknown"
        else:
            yield day, OPEN


def _sure_steps(law: Law, provision: Provision, state: str) -> Iterator[tuple[dt.date, str]]:
    for (day, status), (end, _) in pairwise([*steps(law, provision, state), (dt.date.max, None)]):
        if status:
            yield day, status
        else:
            yield from _open_steps(law, provision, state, day, end)


def steps_of(law: Law, provision: Provision, state: State) -> list[Step]:
    """Return the status of a provision for a state since 1930, as ``[yyyymmdd, status]``.

    Before and after the life of the state stands ``state_not_existing``.
    """
    found: list[tuple[dt.date, str]] = []
    for day, status in _sure_steps(law, provision, state.code):
        at = max(day, state.first or FIRST_DAY, FIRST_DAY)
        if state.last and at > state.last:
            break
        if found and found[-1][0] == at:
            found.pop()
        found.append((at, status))
    if not found or found[0][0] > FIRST_DAY:
        found.insert(0, (FIRST_DAY, ABSENT))
    if state.last and state.last >= FIRST_DAY:
        found.append((state.last + dt.timedelta(days=1), ABSENT))
    packed: list[Step] = []
    for day, status in found:
        code = _CODES.index(status)
        if not packed or packed[-1][1] != code:
            packed.append([_number(day), code])
    return packed


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


def make_law_page(rows: Mapping[str, list[Row]], boundaries: Any) -> str:
    """Return the page that draws the law: a timeline by state, a world map by instrument and year.

    Parameters
    ----------
    rows : mapping of str to list of dict
        Rows of the published tables by name; missing is None.
    boundaries : path-like
        Folder with ``ne_110m_countries.geojson``.
    """
    law = make_law(*(rows[name] for name in _TABLES))
    every = states_from_rows({k: v or "" for k, v in row.items()} for row in rows["states"])
    states = sorted(
        (s for s in every.values() if s.row["status"] in _STATES), key=lambda s: (s.name, s.code)
    )
    shown = shown_instruments(law)
    lists, by_state = _pack(law, shown, states)
    bound = {_CODES.index(code) for code in _BOUND}
    table, instruments = [], []
    for number, (instrument, provision) in enumerate(shown):
        row = instrument.row
        found = [lists[numbers[number]] for numbers in by_state]
        of_today = sum(steps_[-1][1] in bound for steps_ in found)
        of_ever = sum(any(status in bound for _, status in steps_) for steps_ in found)
        known = instrument.parties_known
        table.append(
            {
                "id": instrument.id,
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
                "short": row["short"] or row["title"],
                "title": row["title"],
                "article": provision.row["article"],
                "checked": row["checked_on"] or "",
                "checkedDay": _number(_checked(instrument)),
                "complete": known == "complete",
            }
        )
    data = {
        "years": [FIRST_YEAR, LAST_YEAR],
        "start": START,
        "statuses": [[code, _label(code, label), style] for code, label, style in _STATUSES],
        "instruments": instruments,
        "states": [[s.code, s.name, *_neighbours(s, states)] for s in states],
        "lists": lists,
        "byState": by_state,
        "areas": pack_areas(boundaries, names_today(rows["states"])),
    }
    assets = files("refoul_data.views") / "assets"
    return render(
        "law",
        current="law",
        note=NOTE,
        table=table,
        years=data["years"],
        data=json_for_script(data),
        script=(assets / "law.js").read_text(encoding="utf-8"),
    )


def _checked(instrument: Instrument) -> dt.date:
    """Return the day up to which parties are told, or one beyond the page where none is recorded."""
    last = dt.date(LAST_YEAR, 12, 31)
    return min(instrument.checked, last) if instrument.checked else last
