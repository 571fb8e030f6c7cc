"""The small map of one record: places with their precision, movements, and the same in words."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import shapely

from ..vocabulary.codes import read_codelist
from .map_entries import label_in_sentence
from .map_records import EXACT, WIDE
from .map_shelf import Shelf, position
from .map_texts import Row, split_codes
from .record_ground import KM_PER_DEGREE, WIDTH, Ground, Spot, View, path_of, polygons_of
from .record_labels import CountryName, Point, place_names

_HEADS = {"return": (0,), "flight": (0,), "onward": (-3, 3)}  # as in map_marks.js
_LARGE_AREA = 60  # degrees: of a larger country the surroundings of its point are shown
_LEGEND = {
    "return": "arrow: movement of the return",
    "flight": "thin arrow: the flight before it",
    "onward": "double arrow: onward movement",
    "intended": "dashed: intended, not executed",
    "ring": "dashed ring: the place lies within it",
    "area": "outlined: the whole country, as it is drawn today",
    "acting": "darker: acting state",
}
NOTE = (
    "Curves join the ends of a movement and are not routes. Lines: Natural Earth, 2017, de facto; they "
    "and the names, which are those of today, imply no position on any boundary or status."
)


class Place(NamedTuple):
    """A place as the map draws it; `lon` runs on beyond 180 degrees."""

    name: str
    lon: float
    lat: float
    precision: str
    area: str
    """Code of the area that it fills, or nothing."""


class Leg(NamedTuple):
    """A movement between two places of the map."""

    start: str
    end: str
    stage: str
    status: str


def _is_whole_country(place: Row, shelf: Shelf, ground: Ground) -> bool:
    state = place.get("state") or ""
    named = shelf.states(state).casefold() == (place.get("name") or "").casefold()
    return place.get("precision") == "country" and named and state in ground.areas


class _Drawing:
    """What one record puts on the ground."""

    def __init__(self, row: Row, shelf: Shelf, ground: Ground):
        self._row, self._shelf, self._ground = row, shelf, ground
        self.places: dict[str, Place] = {}
        self.legs: list[Leg] = []
        before: Place | None = None
        if row.get("place"):
            before = self._add(row["place"], before)
        for leg in shelf.rows("legs", row["id"]):
            start = self._add(leg["from_place"], before)
            end = self._add(leg["to_place"], start)
            if start and end and start is not end:
                self.legs.append(
                    Leg(leg["from_place"], leg["to_place"], leg["stage"], leg["status"])
                )
            before = start or before

    def _add(self, key: str, near: Place | None) -> Place | None:
        """Return a place, put on the nearer side of the antimeridian the first time; or None."""
        known = self._shelf.place_row(key)
        at = position(known.get("lat"), known.get("lon"))
        if at is None:
            return None
        if key not in self.places:
            lat, lon = at
            if near:
                lon -= 360 * round((lon - near.lon) / 360)
            area = known["state"] if _is_whole_country(known, self._shelf, self._ground) else ""
            self.places[key] = Place(known["name"], lon, lat, known["precision"], area)
        return self.places[key]

    def spots(self) -> list[Spot]:
        """Return what the map must show."""
        found = []
        for place in self.places.values():
            entry = read_codelist("place_precision").get(place.precision)
            km = int(entry.extra["radius_km"]) if entry else 0
            found.append(Spot(place.lon, place.lat, min(km, 300)))
            if place.area:
                west, south, east, north = self._ground.main_part(place.area).bounds
                if east - west < _LARGE_AREA:
                    shift = 360 * round((place.lon - (west + east) / 2) / 360)
                    found += [Spot(west + shift, south), Spot(east + shift, north)]
        return found

    def words(self) -> tuple[str, list[str]]:
        """Return the place and the movements in words."""
        place = self._shelf.place(self._row.get("place"))
        legs = [
            f"{self._shelf.place(leg.start)} → {self._shelf.place(leg.end)} "
            f"({label_in_sentence('leg_stage', leg.stage)}, {label_in_sentence('leg_status', leg.status)})"
            for leg in self.legs
        ]
        return place, list(dict.fromkeys(legs))


def _along(p: Point, c: Point, q: Point, t: float) -> Point:
    """Return a point of a curve through its control point, `t` from 0 to 1."""
    return tuple(
        (1 - t) ** 2 * a + 2 * (1 - t) * t * b + t**2 * d for a, b, d in zip(p, c, q, strict=True)
    )


def _curves(drawing: _Drawing, view: View) -> list[dict[str, Any]]:
    """Return every movement as a curve bent to the left, with its arrow in the middle."""
    found, uses = [], dict[tuple[str, str], int]()
    for leg in drawing.legs:
        use = uses[leg.start, leg.end] = uses.get((leg.start, leg.end), -1) + 1
        ends = [view.xy(p.lon, p.lat) for p in (drawing.places[leg.start], drawing.places[leg.end])]
        (x1, y1), (x2, y2) = ends
        bend = 0.2 + 0.12 * use
        cx, cy = (x1 + x2) / 2 + (y2 - y1) * bend, (y1 + y2) / 2 - (x2 - x1) * bend
        middle = _along((x1, y1), (cx, cy), (x2, y2), 0.5)
        angle = math.degrees(math.atan2(y2 - y1, x2 - x1))
        stage = leg.stage if leg.stage in _HEADS else "return"
        status = "intended" if leg.status == "intended" else "executed"
        heads = "".join(f"M{b - 4} -5L{b + 5} 0L{b - 4} 5" for b in _HEADS[stage])
        found.append({
            "path": f"M{x1:.1f} {y1:.1f}Q{cx:.1f} {cy:.1f} {x2:.1f} {y2:.1f}",
            "heads": heads,
            "turn": f"translate({middle[0]:.1f} {middle[1]:.1f}) rotate({angle:.1f})",
            "class": f"{stage} {status}",
            "middle": middle,
            "points": [_along((x1, y1), (cx, cy), (x2, y2), n / 16) for n in range(17)],
            "stage": stage,
            "status": status,
        })  # fmt: skip
    return found


def _rings(drawing: _Drawing, view: View) -> list[dict[str, Any]]:
    found = []
    for place in drawing.places.values():
        entry = read_codelist("place_precision").get(place.precision)
        if place.area or place.precision in EXACT or entry is None:
            continue
        x, y = view.xy(place.lon, place.lat)
        radius = max(11, view.pixels(int(entry.extra["radius_km"])))
        wide = "wide" if place.precision in WIDE else "near"
        found.append({"x": f"{x:.1f}", "y": f"{y:.1f}", "r": f"{radius:.1f}", "class": wide})
    return found


def _scale(view: View) -> dict[str, Any] | None:
    """Return a bar of a round number of kilometres, where one scale holds for the whole map."""
    if view.height / view.scale > 45:
        return None
    most = WIDTH / 4 / view.scale * KM_PER_DEGREE
    power = 10 ** math.floor(math.log10(most))
    km = max(n * power for n in (1, 2, 5) if n * power <= most)
    return {"km": f"{km:,}".replace(",", "\u202f"), "width": f"{view.pixels(km):.1f}"}


def draw_record(row: Row, shelf: Shelf, ground: Ground) -> dict[str, Any] | None:
    """Return what the template of a record draws, or None where nothing has a position.

    Parameters
    ----------
    row : mapping
        The row of the record in the table of incidents.
    shelf : Shelf
        The other tables.
    ground : Ground
        The boundaries.
    """
    drawing = _Drawing(row, shelf, ground)
    if not drawing.places:
        return None
    view = View(drawing.spots())
    acting = set(split_codes(row.get("returning_state")))
    filled = {place.area for place in drawing.places.values() if place.area}
    layers: dict[str, list[str]] = {"land": [], "land acting": [], "area": []}
    written = {"", *(place.name for place in drawing.places.values())}
    countries = []
    for code, geometry in ground.areas.items():
        shown = view.cut(geometry)
        if shown.is_empty:
            continue
        path = path_of(shown)
        layers["land acting" if code in acting else "land"].append(path)
        if code in filled:
            layers["area"].append(path)
        seen = shapely.clip_by_rect(shown, 0, 0, WIDTH, view.height)
        parts = polygons_of(seen)
        if parts and ground.names.get(code, "") not in written:
            largest = max(parts, key=lambda part: part.area)
            at = (
                largest.centroid
                if largest.contains(largest.centroid)
                else largest.representative_point()
            )
            west, _, east, _ = largest.bounds
            countries.append(CountryName(ground.names[code], at.x, at.y, east - west))
    curves = _curves(drawing, view)
    rings = _rings(drawing, view)
    place, movements = drawing.words()
    used = [c["stage"] for c in curves] + [c["status"] for c in curves]
    used += (["ring"] if rings else []) + (["area"] if layers["area"] else [])
    used += ["acting"] if layers["land acting"] else []
    spots = {key: view.xy(place.lon, place.lat) for key, place in drawing.places.items()}
    main = spots.get(row.get("place") or "")
    named = place_names(
        [(place.name, spots[key]) for key, place in drawing.places.items()],
        countries,
        [curve["middle"] for curve in curves],
        [point for curve in curves for point in curve["points"]],
        view.height,
    )
    return {
        "width": WIDTH,
        "height": view.height,
        "layers": [(name, "".join(paths)) for name, paths in layers.items() if paths],
        "lines": [(kind, path) for kind, geometry in ground.lines.items() if (path := path_of(view.cut(geometry)))],
        "rings": rings,
        "curves": curves,
        "marks": [(f"{x:.1f}", f"{y:.1f}", (x, y) == main) for x, y in dict.fromkeys(spots.values())],
        "names": named,
        "scale": _scale(view),
        "place": place,
        "movements": movements,
        "legend": [words for key, words in _LEGEND.items() if key in used],
        "note": NOTE,
    }  # fmt: skip
