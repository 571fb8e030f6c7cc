"""Published tables are read back with what the schema says of them, for files that other programs read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from ..vocabulary.codes import Code, read_codelist

_TYPES = {
    pa.string(): "string",
    pa.int64(): "int64",
    pa.float64(): "float64",
    pa.bool_(): "bool",
    pa.date32(): "date32",
}


class Variable(NamedTuple):
    """One column with its values, and what the schema says of it."""

    name: str
    label: str
    type: str
    codelist: str
    """The list of the codes in it; empty where a cell may hold several."""
    values: list[Any]


class Published(NamedTuple):
    """One published table."""

    name: str
    title: str
    version: str
    variables: list[Variable]
    rows: int


def _read(path: Path) -> Published:
    table = pq.read_table(path)
    texts = {k.decode(): v.decode() for k, v in table.schema.metadata.items()}
    variables = []
    for field in table.schema:
        if field.type not in _TYPES:  # the geometry, which repeats the place for map programs
            continue
        told = {k.decode(): v.decode() for k, v in field.metadata.items()}
        codelist = "" if told.get("separator") else told.get("codelist", "")
        values = table[field.name].to_pylist()
        variables.append(Variable(field.name, told["label"], _TYPES[field.type], codelist, values))
    return Published(path.stem, texts["title"], texts["version"], variables, table.num_rows)


def read_published(folder: Path) -> list[Published]:
    """Read every published table of a folder, in the order of the codebook.

    Raises
    ------
    FileNotFoundError
        If there are none; the message says what to run.
    ValueError
        If a file is broken.
    """
    paths = {path.stem: path for path in sorted(folder.glob("*.parquet"))}
    if "variables" not in paths:
        raise FileNotFoundError(f"{folder}: no published tables here. Run: make build")
    try:
        order = dict.fromkeys(pq.read_table(paths["variables"])["table"].to_pylist())
        return [_read(paths[name]) for name in dict.fromkeys([*order, *paths])]
    except (pa.ArrowException, OSError, KeyError) as error:
        raise ValueError(
            f"{folder}: the tables cannot be read ({error}). Run: make build"
        ) from None


def used_codelists(tables: list[Published]) -> list[str]:
    """Return the names of the codelists that the tables use, in order."""
    return sorted({v.codelist for t in tables for v in t.variables if v.codelist})


def codes_of(names: list[str]) -> Iterator[tuple[str, int, Code]]:
    """Yield list, number and entry of every code; the number is what Stata holds for it.

    Where all codes of a list are numbers, such as grades, each is its own.
    """
    for name in names:
        entries = list(read_codelist(name).values())
        own = all(entry.code.isascii() and entry.code.isdigit() for entry in entries)
        for place, entry in enumerate(entries, start=1):
            yield name, int(entry.code) if own else place, entry


def put(path: Path, write: Callable[[Path], None]) -> Path:
    """Write a file beside its place, then put it there: an older one stays whole until then."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        write(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return path
