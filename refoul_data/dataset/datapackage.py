"""Tables become a Data Package (version 2): the codebook in a form that other programs read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..records.schema import Column
from ..vocabulary import about
from ..vocabulary.codes import read_codelist
from .tables import Table

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TYPES = {
    "string": "string",
    "int64": "integer",
    "float64": "number",
    "bool": "boolean",
    "date32": "date",
}


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "title": column.label,
        "type": TYPES[column.type],
        "description": column.description,
    }
    # Beside what the standard knows: what a column rests on, under the names of the codebook.
    more = ("unit", "codelist", "basis", "rule", "separator", "references")
    field |= {name: getattr(column, name) for name in more if getattr(column, name)}
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.codelist and not column.separator:
        codes = read_codelist(column.codelist)
        constraints["enum"] = list(codes)
        field["categories"] = [{"value": c.code, "label": c.label} for c in codes.values()]
    return field | ({"constraints": constraints} if constraints else {})


def foreign_keys(table: Table, names: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return column, table and column meant, for cells that hold one key of a published table."""
    found = []
    for column in table.columns:
        target, _, field = column.references.partition(".")
        itself = (target, field) == (table.name, column.name)
        if field and target in names and not itself and not column.separator:
            found.append((column.name, target, field))
    return found


def file_facts(path: Path) -> tuple[int, str]:
    """Return size in bytes and SHA-256 of a file."""
    data = path.read_bytes()
    return len(data), hashlib.sha256(data).hexdigest()


def _resource(table: Table, tables: dict[str, Table], folder: Path) -> dict[str, Any]:
    path = f"{table.name}.csv"
    size, digest = file_facts(folder / path)
    schema: dict[str, Any] = {
        "fields": [_field(c) for c in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    # The standard calls a table by an empty name where it refers to itself.
    keys = [
        {
            "fields": [name],
            "reference": {"resource": "" if target == table.name else target, "fields": [field]},
        }
        for name, target, field in foreign_keys(table, tables)
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": table.name,
        "title": table.title,
        "path": path,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{digest}",
        "schema": schema,
    }


def make_datapackage(tables: dict[str, Table], folder: Path, version: str) -> dict[str, Any]:
    """Return the descriptor of the CSV files of a folder.

    Parameters
    ----------
    tables : dict of str to Table
        The published tables.
    folder : Path
        Where their CSV files are, of which sizes and checksums are given.
    version : str
        Version of the data set.
    """
    return {
        "$schema": PROFILE,
        "name": "refoul_data",
        "title": about.TITLE,
        "description": about.ABSTRACT,
        "version": version,
        "created": f"{about.RELEASED}T00:00:00Z",
        "keywords": list(about.KEYWORDS),
        "contributors": [{"title": about.AUTHOR, "roles": ["author"]}],
        "licenses": [
            {"name": about.LICENCE, "title": about.LICENCE_TITLE, "path": about.LICENCE_URL}
        ],
        "resources": [_resource(t, tables, folder) for t in tables.values()],
    }
