"""Tables become files: CSV, Parquet, GeoJSON, JSON Schema, checksums. The same input gives the same bytes."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from .. import __version__
from ..records.schema import Record, Source
from .arrow import to_arrow
from .tables import Table


def cell(value: Any) -> str:
    """Return a value as it stands in CSV: missing is empty, truth is ``true`` or ``false``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def write_csv(table: Table, path: Path) -> None:
    """Write a table as UTF-8 CSV with a header and line feeds."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([c.name for c in table.columns])
        writer.writerows([cell(row[c.name]) for c in table.columns] for row in table.rows)


def write_parquet(table: Table, path: Path, earlier: Path) -> None:
    """Write a table as Parquet; keep the earlier file where its content is the same.

    Another version of pyarrow writes other bytes for the same content, so bytes are only changed
    together with content.
    """
    arrow = to_arrow(table, __version__)
    if earlier.is_file() and pq.read_table(earlier).equals(arrow, check_metadata=True):
        path.write_bytes(earlier.read_bytes())
        return
    pq.write_table(arrow, path, compression="zstd", store_schema=True)


def write_json(content: Any, path: Path) -> None:
    """Write JSON with a fixed layout."""
    text = json.dumps(content, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _feature(row: dict, geometry: dict | None) -> dict:
    properties = {k: cell(v) if isinstance(v, dt.date) else v for k, v in row.items()}
    return {"type": "Feature", "id": row.get("id"), "geometry": geometry, "properties": properties}


def _collection(features: list[dict]) -> dict:
    return {"type": "FeatureCollection", "features": features}


def incidents_geojson(incidents: Table) -> dict:
    """Return the incidents as points; their coordinates are only as good as `place_precision`."""
    features = []
    for row in incidents.rows:
        placed = row["place_lon"] is not None
        point = {"type": "Point", "coordinates": [row["place_lon"], row["place_lat"]]}
        features.append(_feature(row, point if placed else None))
    return _collection(features)


def legs_geojson(legs: Table, places: Table) -> dict:
    """Return the legs as straight lines between their places."""
    at = {p["id"]: [p["lon"], p["lat"]] for p in places.rows}
    features = []
    for row in legs.rows:
        line = {"type": "LineString", "coordinates": [at[row["from_place"]], at[row["to_place"]]]}
        feature = _feature(row, line)
        feature["id"] = f"{row['incident_id']}-{row['number']}"
        features.append(feature)
    return _collection(features)


def json_schema(model: type) -> dict:
    """Return the JSON Schema of a raw file, for editors: they see yes and no as truth values."""
    schema = model.model_json_schema(by_alias=True)

    def clean(node: Any) -> Any:
        if isinstance(node, dict):
            node = {k: clean(v) for k, v in node.items() if k not in ("basis", "unit")}
            if "properties" in node:
                node["properties"].pop("__lines__", None)
            if node.get("type") == "boolean":
                node = {k: v for k, v in node.items() if k != "type"} | {
                    "enum": ["yes", "no", True, False]
                }
            return node
        return [clean(v) for v in node] if isinstance(node, list) else node

    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **clean(schema)}


def write_checksums(folder: Path) -> None:
    """Write the SHA-256 of every file of a folder, in the form that ``sha256sum -c`` reads."""
    lines = [
        f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n"
        for p in sorted(folder.iterdir())
        if p.name != "checksums.txt"
    ]
    (folder / "checksums.txt").write_text("".join(lines), encoding="utf-8", newline="\n")


README = """Generated as a whole by `make build` from ../raw, and never edited: a change belongs in ../raw.
CSV: UTF-8, missing is an empty cell. Parquet: the same with labels and types. `sha256sum -c checksums.txt`.
"""


def publish(tables: dict[str, Table], folder: Path, earlier: Path) -> None:
    """Write every published file of the data into a folder, the checksums last.

    Parameters
    ----------
    tables : dict of str to Table
        As `make_tables` gives them.
    folder : Path
        An empty folder.
    earlier : Path
        The folder of the last build, whose Parquet files are kept where nothing changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for table in tables.values():
        write_csv(table, folder / f"{table.name}.csv")
        write_parquet(table, folder / f"{table.name}.parquet", earlier / f"{table.name}.parquet")
    write_json(incidents_geojson(tables["incidents"]), folder / "incidents.geojson")
    write_json(legs_geojson(tables["legs"], tables["places"]), folder / "legs.geojson")
    write_json(json_schema(Record), folder / "record.schema.json")
    write_json(json_schema(Source), folder / "source.schema.json")
    (folder / "README.md").write_text(README, encoding="utf-8", newline="\n")
    write_checksums(folder)
