"""The table of incidents as cells of a CSV file, for the download of what the map shows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .map_packing import pack_numbers
from .map_shelf import Shelf
from .map_texts import Row

_RUNS = ("=", "+", "-", "@", "\t", "\r")


def columns_of(rows: list[Row], shelf: Shelf) -> list[str]:
    """Return the names of all columns: of the published table in its order, of others as they come."""
    names = dict.fromkeys(name for row in rows for name in row if name != "geometry")
    published = shelf.columns()
    return published if names.keys() == set(published) else list(names)


def cell_text(value: Any) -> str:
    """Return a value as the published CSV has it: missing is empty, truth is ``true`` or ``false``.

    A text that a spreadsheet would run gets an apostrophe before it. The data set has no such text;
    an analyst's own table can.

    Examples
    --------
    >>> cell_text(True), cell_text(-73.9), cell_text("=1+1"), cell_text("-73.9")
    ('true', '-73.9', "'=1+1", '-73.9')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text.startswith(_RUNS) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def pack_cells(
    rows: list[Row], columns: list[str], texts: list[str]
) -> tuple[list[str], list[str]]:
    """Return the cells of every row as numbers of texts, and the texts that the panels do not have.

    These go on counting where `texts` ends: the panel names works in words, a cell as it is
    published.
    """
    numbers = {text: at for at, text in enumerate(texts)}
    packed = [
        pack_numbers(numbers.setdefault(cell_text(row.get(n)), len(numbers)) for n in columns)
        for row in rows
    ]
    return packed, list(numbers)[len(texts) :]
