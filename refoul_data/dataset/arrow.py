"""Tables become Arrow tables that carry label, unit, codelist, basis, rule and description."""

from __future__ import annotations

import json
import struct

import pyarrow as pa

from .tables import Table

ARROW_TYPES = {
    "string": pa.string(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "date32": pa.date32(),
}


def _point(lon: float | None, lat: float | None) -> bytes | None:
    """Return a point as little-endian WKB."""
    if lon is None or lat is None:
        return None
    return struct.pack("<BIdd", 1, 1, lon, lat)


def _geo_metadata(rows: list[dict]) -> dict:
    points = [(r["place_lon"], r["place_lat"]) for r in rows if r["place_lon"] is not None]
    column = {"encoding": "WKB", "geometry_types": ["Point"]}
    if points:
        lons, lats = zip(*points, strict=True)
        column["bbox"] = [min(lons), min(lats), max(lons), max(lats)]
    # Without "crs" the standard means longitude and latitude on WGS 84 (OGC:CRS84).
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


def to_arrow(table: Table, version: str) -> pa.Table:
    """Make an Arrow table with metadata on every field; incidents also get a geometry."""
    fields, arrays = [], []
    for column in table.columns:
        texts = column._asdict() | {"required": "true" if column.required else ""}
        metadata = {k: v for k, v in texts.items() if v and k not in ("name", "type")}
        kind = ARROW_TYPES[column.type]
        fields.append(pa.field(column.name, kind, metadata=metadata))
        arrays.append(pa.array([row[column.name] for row in table.rows], type=kind))
    metadata = {"title": table.title, "version": version, "licence": "CC BY 4.0"}
    if table.name == "incidents":
        texts = {
            "label": "Geometry",
            "basis": "derived",
            "rule": "place_lookup",
            "description": "The preferred place as a point (WKB, WGS 84); see place_precision.",
        }
        fields.append(pa.field("geometry", pa.binary(), metadata=texts))
        points = [_point(r["place_lon"], r["place_lat"]) for r in table.rows]
        arrays.append(pa.array(points, type=pa.binary()))
        metadata["geo"] = json.dumps(_geo_metadata(table.rows))
    return pa.table(arrays, schema=pa.schema(fields, metadata=metadata))
