"""Tables become a Data Package (version 2): the codebook in a form that other programs read."""

from __future__ import annotations

import hashlib
import re
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


_LIMITS = {
    "degrees north": (-90, 90),
    "degrees east": (-180, 180),
    "share of": (0, 1),
    "coefficient, at most 1": (None, 1),
}
_DAY = "([0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(-([0-9]{2}|XX)){0,2}[?~%]?"
EDTF = rf"({_DAY}|{_DAY}/({_DAY}|\.\.)|\.\./{_DAY}|\[{_DAY}(, ?{_DAY})+\])"
"""The form of the dates that `date_bounds` reads; which days there are no pattern can say."""
_JOINED_KEYS = ("exclusion_assessments", "coding_passes")
"""Tables to which others refer by a key of several columns."""


def _limits(column: Column) -> dict[str, Any]:
    """Return the least and greatest number that a cell may hold."""
    if column.type not in ("int64", "float64"):
        return {}
    of_unit = (limits for unit, limits in _LIMITS.items() if column.unit.startswith(unit))
    low, high = next(of_unit, (0 if column.type == "int64" else None, None))
    return {n: v for n, v in (("minimum", low), ("maximum", high)) if v is not None}


def _pattern(column: Column) -> str:
    """Return what a text of several codes, or a date, looks like; nothing for other texts."""
    one = ""
    if column.separator and column.codelist:
        one = f"({'|'.join(map(re.escape, read_codelist(column.codelist)))})"
    elif column.separator and column.references == "states.code":
        one = "[A-Z]{3}"
    if one:
        return f"{one}({re.escape(column.separator)}{one})*"
    dated = "in EDTF" in column.description and not column.separator and not column.codelist
    if column.type == "string" and dated and "parted by" not in column.description:
        return EDTF
    return ""


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
    constraints |= _limits(column)
    if pattern := _pattern(column):
        constraints["pattern"] = pattern
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
    for target in (tables[name] for name in _JOINED_KEYS if name in tables):
        columns = list(target.key)
        if target is not table and set(columns) <= {c.name for c in table.columns}:
            reference = {"resource": target.name, "fields": columns}
            keys.append({"fields": columns, "reference": reference})
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
