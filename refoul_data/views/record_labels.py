"""Names on the small map of a record, none of which lies on another."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

from .record_ground import WIDTH

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""
Point = tuple[float, float]

_LETTER, _SMALL_LETTER, _LINE = 8.8, 6.3, 15  # pixels: widths of a letter, height of a line


class CountryName(NamedTuple):
    """A name with the middle of what is seen of the country, and how wide that is."""

    name: str
    x: float
    y: float
    room: float


class _Room:
    """What is taken: firmly by marks and names, loosely by the lines of movements."""

    def __init__(self, height: float, firm: Iterable[Box], loose: Iterable[Box]):
        self._height, self._firm, self._loose = height, list(firm), list(loose)

    def _is_free(self, box: Box, taken: list[Box]) -> bool:
        left, top, right, bottom = box
        inside = left >= 2 and top >= 2 and right <= WIDTH - 2 and bottom <= self._height - 2
        return inside and not any(
            left < b[2] and right > b[0] and top < b[3] and bottom > b[1] for b in taken
        )

    def take(self, boxes: list[Box]) -> int | None:
        """Take the first box that nothing is in, else the first in which only lines are."""
        for taken in ([*self._firm, *self._loose], self._firm):
            for number, box in enumerate(boxes):
                if self._is_free(box, taken):
                    self._firm.append(box)
                    return number
        return None


def _lines_of(text: str) -> list[str]:
    """Return a name in lines of about the same width."""
    width, lines = len(text) / max(1, math.ceil(len(text) / 20)), [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) / 2 > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _around(point: Point, radius: float) -> Box:
    x, y = point
    return x - radius, y - radius, x + radius, y + radius


def _beside(point: Point, width: float, height: float) -> list[tuple[str, float, Box]]:
    """Return where a name could stand: anchor, its place, and the box."""
    x, y = point
    places = (
        ("start", x + 9, y - height / 2), ("end", x - 9, y - height / 2),
        ("middle", x, y - height - 7), ("middle", x, y + 7), ("start", x + 6, y - height - 3),
        ("end", x - 6, y - height - 3), ("start", x + 6, y + 4), ("end", x - 6, y + 4),
    )  # fmt: skip
    left = {"start": 0, "middle": width / 2, "end": width}
    return [
        (a, at, (at - left[a], top, at - left[a] + width, top + height)) for a, at, top in places
    ]


def _shown(kind: str, anchor: str, x: float, top: float, lines: list[str]) -> dict[str, Any]:
    texts = [
        {"text": line, "x": f"{x:.1f}", "y": f"{top + _LINE * (n + 0.78):.1f}"}
        for n, line in enumerate(lines)
    ]
    return {"kind": kind, "anchor": anchor, "lines": texts}


def place_names(
    places: Iterable[tuple[str, Point]],
    countries: Iterable[CountryName],
    arrows: Iterable[Point],
    curves: Iterable[Point],
    height: float,
) -> list[dict[str, Any]]:
    """Return the names that find room: those of places first, then of countries, the widest first.

    Parameters
    ----------
    places : iterable of (str, (float, float))
        Names and pixels.
    countries : iterable of CountryName
        Countries that are seen.
    arrows, curves : iterable of (float, float)
        Middles of the arrows, and points along the movements.
    height : float
        Of the map.
    """
    places = list(dict.fromkeys(places))
    firm = [_around(point, 4) for _, point in places] + [_around(point, 6) for point in arrows]
    room, found = _Room(height, firm, [_around(point, 2) for point in curves]), []
    for name, point in places:
        lines = _lines_of(name)
        sides = _beside(point, max(map(len, lines)) * _LETTER, len(lines) * _LINE)
        number = room.take([box for _, _, box in sides])
        if number is not None:
            anchor, at, box = sides[number]
            found.append(_shown("place", anchor, at, box[1], lines))
    for name, x, y, space in sorted(countries, key=lambda country: -country.room):
        width = len(name) * _SMALL_LETTER
        if width < space and room.take([(x - width / 2, y - 7, x + width / 2, y + 6)]) is not None:
            found.append(_shown("country", "middle", x, y - 8, [name]))
    return found
