"""The boundaries as short texts: the same lines in a third of the bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .map_packing import pack_numbers

STEPS_PER_DEGREE = 100  # the files have two decimals
OTHER_CODES = {"KOS": "XKX"}  # Natural Earth has a code of its own


def pack_line(points: list[list[float]]) -> str:
    """Return a line as text: differences of hundredths of a degree, five bits a character.

    The form is that of Google's encoded polylines, longitude first; ``lineOf`` in map_base.js
    reads it.

    Examples
    --------
    >>> pack_line([[0, 0], [0.01, -0.01]])
    '??A@'
    """
    steps = []
    last = [0, 0]
    for point in points:
        for axis in (0, 1):
            step = round(point[axis] * STEPS_PER_DEGREE)
            twice = (step - last[axis]) << 1
            steps.append(~twice if twice < 0 else twice)
            last[axis] = step
    return pack_numbers(steps)


def _name_place(name: str, rings: list[list[list[float]]]) -> list[Any]:
    """Return name, latitude, longitude and room (degrees of longitude) in the largest part."""
    ring = max(rings, key=lambda r: _box(r)[2] * _box(r)[3])
    west, south, width, height = _box(ring)
    # The mean of the corners lies inside more often than the middle of the box (Viet Nam, Norway).
    lon = (sum(x for x, _ in ring) / len(ring) + west + width / 2) / 2
    lat = (sum(y for _, y in ring) / len(ring) + south + height / 2) / 2
    return [name, round(lat, 1), round(lon, 1), round(width, 1)]


def _box(ring: list[list[float]]) -> tuple[float, float, float, float]:
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


def names_today(states: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return by code the name in use today, from the rows of the table of states."""
    return {row["code"]: row["name"] for row in states if not row["to"]}


def pack_land(boundaries: Any, names: Mapping[str, str]) -> dict[str, Any]:
    """Return areas to fill, lines to draw and names to write.

    Parameters
    ----------
    boundaries : path-like
        Folder with ``ne_110m_countries.geojson`` and ``ne_110m_outlines.geojson``.
    names : mapping of str to str
        What to write on an area, by code. Natural Earth's own names are of 2017 and not those
        that records use: an area whose code is not here gets no name.

    Returns
    -------
    dict
        ``areas``: polygons as lists of packed rings; ``coast`` and ``border``: packed lines;
        ``names``: name, latitude, longitude and room in degrees.
    """
    boundaries = Path(boundaries) if isinstance(boundaries, str) else boundaries
    land: dict[str, Any] = {"areas": [], "names": [], "coast": [], "border": []}
    for feature in _features(boundaries, "ne_110m_countries.geojson"):
        geometry = feature["geometry"]
        polygons = geometry["coordinates"]
        if geometry["type"] == "Polygon":
            polygons = [polygons]
        land["areas"] += [[pack_line(ring) for ring in rings] for rings in polygons]
        code = feature["properties"]["iso_a3"]
        name = names.get(OTHER_CODES.get(code, code))
        if name:
            land["names"].append(_name_place(name, [rings[0] for rings in polygons]))
    land["names"].sort(key=lambda name: -name[3])  # where two collide, the larger one is written
    for feature in _features(boundaries, "ne_110m_outlines.geojson"):
        lines = feature["geometry"]["coordinates"]
        land[feature["properties"]["kind"]] += [pack_line(line) for line in lines]
    return land


def _features(boundaries: Any, name: str) -> list[dict[str, Any]]:
    return json.loads((boundaries / name).read_text(encoding="utf-8"))["features"]
