"""Tables become files: CSV, Parquet, GeoJSON, JSON Schema, checksums. The same input gives the same bytes."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from .. import __version__
from ..records.editor_schema import json_schema
from ..records.schema import Record, Redacted, Source
from .arrow import to_arrow
from .croissant import make_croissant
from .datapackage import make_datapackage
from .references_files import make_bibtex, make_csl
from .tables import Table

CHECKSUMS = "checksums.txt"


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
    together with content. An earlier file that cannot be read, such as a truncated one, is as good
    as none.
    """
    arrow = to_arrow(table, __version__)
    try:
        # Through its bytes, for pyarrow's own errors name no file and tell no cause from another.
        data = earlier.read_bytes() if earlier.is_file() else b""
        same = pq.read_table(pa.BufferReader(data)).equals(arrow, check_metadata=True)
    except (OSError, pa.ArrowException):
        same = False
    if same:
        path.write_bytes(data)
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


def write_checksums(folder: Path) -> None:
    """Write the SHA-256 of every file of a folder, in the form that ``sha256sum -c`` reads.

    The exchange reads from it what a build made.
    """
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n"
        for name, path in sorted(files.items())
        if name != CHECKSUMS
    ]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


README = """Generated as a whole by `make build` from ../raw, and never edited: a change belongs in ../raw.
CSV: UTF-8, missing is an empty cell. Parquet: the same with labels and types. `sha256sum -c checksums.txt`.
`datapackage.json` and `croissant.json` describe the tables; `sources.bib` and `sources.csl.json` are all works.
"""


def publish(
    tables: dict[str, Table], folder: Path, earlier: Path, works: Iterable[Source] = ()
) -> None:
    """Write every published file of the data into a folder, the checksums last.

    Parameters
    ----------
    tables : dict of str to Table
        As `make_tables` gives them.
    folder : Path
        An empty folder.
    earlier : Path
        The folder of the last build, whose Parquet files are kept where nothing changed.
    works : iterable of Source, optional
        The works as their files have them: the table of sources joins the names of authors.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for table in tables.values():
        write_csv(table, folder / f"{table.name}.csv")
        write_parquet(table, folder / f"{table.name}.parquet", earlier / f"{table.name}.parquet")
    write_json(incidents_geojson(tables["incidents"]), folder / "incidents.geojson")
    write_json(legs_geojson(tables["legs"], tables["places"]), folder / "legs.geojson")
    write_json(json_schema(Record), folder / "record.schema.json")
    write_json(json_schema(Redacted), folder / "redacted.schema.json")
    write_json(json_schema(Source), folder / "source.schema.json")
    if works := list(works):
        bibtex = make_bibtex(works)
        (folder / "sources.bib").write_text(bibtex, encoding="utf-8", newline="\n")
        write_json(make_csl(works), folder / "sources.csl.json")
    write_json(make_datapackage(tables, folder, __version__), folder / "datapackage.json")
    write_json(make_croissant(tables, folder, __version__), folder / "croissant.json")
    (folder / "README.md").write_text(README, encoding="utf-8", newline="\n")
    write_checksums(folder)
