"""The ground of a record's small map: a window on the world, and the boundaries cut to it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import shapely
from shapely.affinity import affine_transform, translate
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from .map_land import OTHER_CODES

WIDTH = 480
"""Pixels; the height is that which the ground needs."""
_LOWEST, _HIGHEST = 270, 400
KM_PER_DEGREE = 111.32
_SMALLEST = 4.5  # degrees of latitude: closer, the coarse lines would pretend to know more
_ROOM = 1.45  # for names beside the places
_OUTSIDE = 8  # pixels: what is cut there shows no edge
_AROUND = (-360, 0, 360)


class Spot(NamedTuple):
    """A point on the ground and how far around it the map must reach."""

    lon: float
    lat: float
    km: float = 0


class View:
    """A window, true to scale in its middle.

    Longitudes run on beyond 180 degrees, so that what lies on both sides of the antimeridian lies
    together.
    """

    def __init__(self, spots: Iterable[Spot]):
        spots = list(spots)
        lats = [(s.lat - s.km / KM_PER_DEGREE, s.lat + s.km / KM_PER_DEGREE) for s in spots]
        south, north = max(-84, min(a for a, _ in lats)), min(84, max(b for _, b in lats))
        self.lat = (south + north) / 2
        self._narrow = math.cos(math.radians(min(abs(self.lat), 70)))
        lons = [
            (
                s.lon - s.km / KM_PER_DEGREE / self._narrow,
                s.lon + s.km / KM_PER_DEGREE / self._narrow,
            )
            for s in spots
        ]
        west, east = min(a for a, _ in lons), max(b for _, b in lons)
        self.lon = (west + east) / 2
        tall, wide = (north - south) * _ROOM, (east - west) * self._narrow * _ROOM
        self.height = round(min(_HIGHEST, max(_LOWEST, WIDTH * tall / wide if wide else _HIGHEST)))
        shape = self.height / WIDTH
        degrees = min(max(_SMALLEST, tall, wide * shape), 168, 360 * self._narrow * shape)
        self.scale = self.height / degrees
        """Pixels per degree of latitude."""

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the pixel of a point."""
        x = (lon - self.lon) * self._narrow * self.scale + WIDTH / 2
        return x, (self.lat - lat) * self.scale + self.height / 2

    def pixels(self, km: float) -> float:
        """Return a distance in pixels."""
        return km / KM_PER_DEGREE * self.scale

    def cut(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return what the window shows of a geometry, in pixels."""
        half = (
            (WIDTH / 2 + _OUTSIDE) / self.scale / self._narrow,
            (self.height / 2 + _OUTSIDE) / self.scale,
        )
        box = (self.lon - half[0], self.lat - half[1], self.lon + half[0], self.lat + half[1])
        parts = []
        for shift in _AROUND:
            low, high = geometry.bounds[0] + shift, geometry.bounds[2] + shift
            if high >= box[0] and low <= box[2]:
                window = box[0] - shift, box[1], box[2] - shift, box[3]
                parts.append(translate(shapely.clip_by_rect(geometry, *window), shift))
        if not parts:
            return shapely.GeometryCollection()
        # Parts that the antimeridian cuts become one again.
        whole = shapely.unary_union(parts) if len(parts) > 1 else parts[0]
        across, up = self._narrow * self.scale, self.scale
        matrix = (across, 0, 0, -up, WIDTH / 2 - self.lon * across, self.height / 2 + self.lat * up)
        return affine_transform(whole, matrix).simplify(0.4)


class Ground:
    """Areas by code, and lines, as Natural Earth has them.

    Parameters
    ----------
    boundaries : path-like
        Folder with ``ne_110m_countries.geojson`` and ``ne_110m_outlines.geojson``.
    names : mapping of str to str
        What to write on an area, by code.
    """

    def __init__(self, boundaries: Any, names: Mapping[str, str]):
        folder = Path(boundaries) if isinstance(boundaries, str) else boundaries
        self.areas: dict[str, BaseGeometry] = {}
        for properties, geometry in _features(folder, "ne_110m_countries.geojson"):
            code = OTHER_CODES.get(properties["iso_a3"], properties["iso_a3"])
            self.areas[code] = shapely.make_valid(geometry)
        self.lines = {
            properties["kind"]: geometry
            for properties, geometry in _features(folder, "ne_110m_outlines.geojson")
        }
        self.names = names

    def main_part(self, code: str) -> BaseGeometry:
        """Return the largest part of an area."""
        return max(polygons_of(self.areas[code]), key=lambda part: part.area)


def _features(folder: Any, name: str) -> list[tuple[dict[str, Any], BaseGeometry]]:
    features = json.loads((folder / name).read_text(encoding="utf-8"))["features"]
    return [(f["properties"], shape(f["geometry"])) for f in features]


def polygons_of(geometry: BaseGeometry) -> list[BaseGeometry]:
    """Return the polygons of a geometry, whatever else it holds."""
    return [p for p in shapely.get_parts(geometry, return_index=False) if p.geom_type == "Polygon"]


def path_of(geometry: BaseGeometry) -> str:
    """Return a geometry in pixels as the path of an SVG element."""
    parts = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                parts.append(_line([*ring.coords][:-1]) + "z")
        elif part.geom_type in ("LineString", "LinearRing"):
            parts.append(_line(part.coords))
    return "".join(parts)


def _line(points: Iterable[tuple[float, ...]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
