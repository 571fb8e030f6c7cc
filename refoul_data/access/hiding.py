"""What a comparison of two versions may not show: redacted records, and what its reader names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Protocol

from ..vocabulary.codes import nearest

Row = dict[str, str]
_SHELVES = {"sources": "key", "places": "id"}
"""Tables of what records use, with the column by which it is named."""
_ABOUT_SHELVES = ("codings", "adjudications", "variables", "redactions")
"""Tables whose rows name works and places without using them."""
_SUMS = ("agreement", "agreement_confusion", "sensitivity")
"""Measured from all records: the difference would tell what a record added."""
_SUM_COLUMNS = ("exploratory",)
"""The same in other tables: it follows from the agreement."""


class _Tables(Protocol):
    tables: list[str]

    def rows(self, table: str) -> list[Row]: ...
    def columns(self, table: str) -> list[str]: ...


def _pattern(words: Collection[str]) -> re.Pattern | None:
    if not words:
        return None
    longest_first = sorted(words, key=lambda w: (-len(w), w))
    # An id is no part of a longer one, but it may stand in a sentence or before a slash.
    return re.compile(
        rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?!\w|-\w)", re.IGNORECASE
    )


class Hidden:
    """Rows and cells of which a comparison tells nothing.

    Parameters
    ----------
    old, new : Version
        Both versions; what either calls redacted is hidden in both.
    words : iterable of str
        Ids, keys or words.
    cells : iterable of str
        Columns as ``table.column``.

    Raises
    ------
    ValueError
        If neither version has such a column.
    """

    def __init__(self, old: _Tables, new: _Tables, words: Iterable[str], cells: Iterable[str]):
        words = set(words)
        known = {f"{t}.{c}" for v in (old, new) for t in v.tables for c in v.columns(t)}
        self._cells = set(cells)
        for cell in sorted(self._cells - known):
            raise ValueError(f"hide_cells: no column {cell!r}{nearest(cell, known)}")
        redacted = [{r.get("id", "") for r in v.rows("redactions")} for v in (old, new)]
        self._measured = redacted[0] != redacted[1] or bool(words)
        names = redacted[0] | redacted[1] | words
        self._named = _pattern(names - {""})
        self._alone: set[str] = set()
        if self._named:
            self._alone = self._used_by_hidden_alone(old) | self._used_by_hidden_alone(new)

    def _used_by_hidden_alone(self, version: _Tables) -> set[str]:
        """Return works and places that rows to be hidden use, and no other row."""
        shelves = {r.get(key, ""): r for t, key in _SHELVES.items() for r in version.rows(t)}
        cells: dict[bool, set[str]] = {True: set(), False: set()}
        for table in version.tables:
            if table not in _SHELVES and table not in _ABOUT_SHELVES:
                for row in version.rows(table):
                    cells[self.row(row)].update(_parts(row))
        used = [_reached(cells[side], shelves) for side in (True, False)]
        return used[0] - used[1] - {""}

    def row(self, row: Row | None) -> bool:
        """Tell whether a row holds what may not be shown."""
        if self._named is None or row is None:
            return False
        texts = [value for value in row.values() if isinstance(value, str) and value]
        # A place may be called like a word of prose: only as a whole cell is it meant.
        return any(map(self._named.search, texts)) or not self._alone.isdisjoint(_parts(row))

    def cell(self, table: str, column: str) -> bool:
        """Tell whether the changes of a column are left out."""
        return f"{table}.{column}" in self._cells or (self._measured and column in _SUM_COLUMNS)

    def table(self, table: str) -> bool:
        """Tell whether a table is left out as a whole."""
        return self._measured and table in _SUMS


def _parts(row: Row) -> Iterator[str]:
    for value in row.values():
        if isinstance(value, str) and value:
            yield from value.split(";")


def _reached(cells: set[str], shelves: dict[str, Row]) -> set[str]:
    """Return the works and places among some cells, with those that these name in turn."""
    found, waiting = set(), [c for c in cells if c in shelves]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += [p for p in _parts(shelves[key]) if p in shelves]
    return found
