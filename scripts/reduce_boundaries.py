"""Reduce Natural Earth's countries to the two small files in data/raw/boundaries.

Usage: python scripts/reduce_boundaries.py PATH/TO/ne_110m_admin_0_countries.geojson [FOLDER]

Writes `ne_110m_countries.geojson` (areas, to fill) and `ne_110m_outlines.geojson` (coasts and
borders, to draw). Needs nothing but Python's standard library; the same input gives the same bytes.
"""

import argparse
import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "data" / "raw" / "boundaries"
DECIMALS = 2  # about 1 km, finer than the 1:110m source


def rounded(ring):
    """Return the ring with rounded positions; what rounding laid on one line back is dropped."""
    positions = []
    for longitude, latitude, *_ in ring:
        position = (short(longitude), short(latitude))
        if positions[-1:] == [position]:
            continue
        if positions[-2:-1] == [position]:
            positions.pop()
            continue
        positions.append(position)
    return positions


def short(number):
    """Return a coordinate as it is written: few decimals, and 12 rather than 12.0."""
    number = round(number, DECIMALS)
    return int(number) if number == int(number) else number


def without_folds(ring):
    """Return a ring without the spikes of no width that make a polygon invalid (Sudan has one)."""
    corners = ring[:-1]
    at = 0
    while at < len(corners):
        (x, y), before, after = corners[at], corners[at - 1], corners[(at + 1) % len(corners)]
        to_before, to_after = (before[0] - x, before[1] - y), (after[0] - x, after[1] - y)
        ahead = to_before[0] * to_after[0] + to_before[1] * to_after[1]
        aside = to_before[0] * to_after[1] - to_before[1] * to_after[0]
        if ahead > 0 and abs(aside) < 0.005 * ahead:  # both edges leave the corner in one direction
            del corners[at]
            at = 0
        else:
            at += 1
    return [*corners, corners[0]]


def polygons_of(geometry):
    """Return the rounded polygons of a geometry; what rounding left without an area is dropped."""
    source = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        source = [source]
    polygons = []
    for rings in source:
        outer, *holes = map(rounded, rings)
        if len(set(outer)) >= 3:
            polygons.append([outer, *(hole for hole in holes if len(set(hole)) >= 3)])
    return polygons


def is_seam(a, b):
    """Is this edge a cut of the flat map, not a coast: at the antimeridian or the South Pole?"""
    (lon_a, lat_a), (lon_b, lat_b) = a, b
    return abs(lon_a) == abs(lon_b) == 180 or max(lat_a, lat_b) < -89.9


def outlines(rings):
    """Split rings into coast and border lines, each edge once and none of them a seam.

    An edge that two areas share is a border, any other one a coast (or the shore of a large lake).
    """
    uses = Counter(frozenset(edge) for ring in rings for edge in pairwise(ring))
    lines = {"coast": [], "border": []}
    drawn = set()
    for ring in rings:
        open_line = None
        for a, b in pairwise(ring):
            edge = frozenset((a, b))
            if edge in drawn or is_seam(a, b):
                open_line = None
                continue
            if abs(a[0] - b[0]) > 180:
                raise SystemExit(f"edge {a} to {b} crosses the antimeridian: split the ring first")
            drawn.add(edge)
            kind = "border" if uses[edge] > 1 else "coast"
            if open_line is None or open_line[0] != kind:
                open_line = (kind, [a])
                lines[kind].append(open_line[1])
            open_line[1].append(b)
    return lines


def country(properties):
    """Return name and code of a country; where Natural Earth gives no ISO code, its own."""
    code = properties["ISO_A3"]
    if not re.fullmatch("[A-Z]{3}", code):
        code = properties["ADM0_A3"]
        print(f"no ISO code for {properties['NAME']}: {code} is Natural Earth's own")
    return {"name": properties["NAME"], "iso_a3": code}


def write_features(path, features):
    """Write a GeoJSON feature collection, one feature a line."""
    lines = ",\n".join(
        json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features
    )
    text = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{path.name}: {len(features)} features, {path.stat().st_size:,} bytes")


def main():
    """Read the source named on the command line and write the two files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, help="Natural Earth's admin_0_countries as GeoJSON")
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER, help="where to write")
    arguments = parser.parse_args()
    scale = re.match("ne_[0-9]+m", arguments.source.name)
    if not scale:
        parser.error(f"{arguments.source.name}: the name must begin with ne_ and the scale")

    areas, rings = [], []
    source = json.loads(arguments.source.read_text(encoding="utf-8"))
    for feature in sorted(source["features"], key=lambda feature: feature["properties"]["ADM0_A3"]):
        polygons = polygons_of(feature["geometry"])
        rings += [ring for polygon in polygons for ring in polygon]
        polygons = [[without_folds(ring) for ring in polygon] for polygon in polygons]
        if len(polygons) == 1:
            geometry = {"type": "Polygon", "coordinates": polygons[0]}
        else:
            geometry = {"type": "MultiPolygon", "coordinates": polygons}
        areas.append(
            {"type": "Feature", "properties": country(feature["properties"]), "geometry": geometry}
        )
    drawn = [
        {
            "type": "Feature",
            "properties": {"kind": kind},
            "geometry": {"type": "MultiLineString", "coordinates": lines},
        }
        for kind, lines in outlines(rings).items()
    ]
    arguments.folder.mkdir(parents=True, exist_ok=True)
    write_features(arguments.folder / f"{scale[0]}_countries.geojson", areas)
    write_features(arguments.folder / f"{scale[0]}_outlines.geojson", drawn)


if __name__ == "__main__":
    main()
