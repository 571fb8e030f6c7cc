"""What changed between two versions of the published tables, cell by cell, and why."""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from .files import TEXT

Row = dict[str, str]
COLUMNS = ("table", "key", "change", "field", "old", "new", "reason")
NOT_COMPARED = ("share_missing",)
"""Measured from the other tables: what changed there is told there."""
_INSIDE_WHEEL = "refoul_data/_data/processed/"


class Change(NamedTuple):
    """One line of the comparison."""

    table: str
    key: str
    change: str
    field: str | None
    old: str | None
    new: str | None
    reason: str | None


class Version:
    """The CSV files of one version: a folder of processed tables, or a wheel."""

    def __init__(self, given: str | os.PathLike, argument: str):
        if not isinstance(given, (str, os.PathLike)):
            kind = type(given).__name__
            raise TypeError(f"{argument} must be the path of a folder or wheel, not a {kind}")
        self.path = Path(given)
        try:
            there = self.path.exists()
        except (OSError, ValueError):  # a name that no file can have
            there = False
        if not there:
            shown = str(given) if len(str(given)) < 200 else f"{str(given)[:200]}…"
            raise ValueError(f"{argument}: there is no folder or wheel {shown!r}")
        if self.path.is_dir():
            self._files = {p.name: p.read_bytes for p in self.path.iterdir() if p.is_file()}
        else:
            self._files = self._in_wheel()
        self.tables = sorted(n[:-4] for n in self._files if n.endswith(".csv"))
        if "incidents" not in self.tables:
            message = f"{argument}: no published tables in {str(given)!r} (no incidents.csv)"
            raise ValueError(message)

    def _in_wheel(self) -> dict:
        try:
            with zipfile.ZipFile(self.path) as wheel:
                names = [n for n in wheel.namelist() if n.startswith(_INSIDE_WHEEL)]
                held = {n.removeprefix(_INSIDE_WHEEL): wheel.read(n) for n in names}
        except zipfile.BadZipFile:
            raise ValueError(f"{self.path}: neither a folder nor a wheel") from None
        return {name: (lambda data=data: data) for name, data in held.items()}

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table, none where this version has no such table."""
        if f"{table}.csv" not in self._files:
            return []
        try:
            text = self._files[f"{table}.csv"]().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValueError(f"{self.path}/{table}.csv: not UTF-8") from None
        return list(csv.DictReader(io.StringIO(text, newline=""), restval="", restkey="…"))

    def keys(self) -> dict[str, list[str]]:
        """Return the columns of each table that tell its rows apart."""
        if "datapackage.json" not in self._files:
            return {}
        package = json.loads(self._files["datapackage.json"]())
        return {r["name"]: r["schema"]["primaryKey"] for r in package["resources"]}


class _Reasons:
    """Why something changed, where the newer version says so."""

    def __init__(self, old: Version, new: Version):
        self.redacted = {row["id"]: row["reason"] for row in new.rows("redactions")}
        before = {row["id"]: row.get("withdrawn_reason") for row in old.rows("incidents")}
        self.withdrawn = {
            row["id"]: row["withdrawn_reason"]
            for row in new.rows("incidents")
            if row.get("withdrawn_reason") and row["withdrawn_reason"] != before.get(row["id"])
        }

    def of(self, table: str, old: Row | None, new: Row | None) -> str | None:
        row = new or old or {}
        aside = row.get("set_aside")
        if new and aside and (old is None or old.get("set_aside") != aside):
            return aside
        return self.withdrawn.get(row.get("id" if table == "incidents" else "incident_id", ""))

    def hides(self, table: str, row: Row) -> bool:
        """Tell whether a row belongs to a redacted record, of which nothing may be shown."""
        own = row.get("id") if table == "incidents" else row.get("incident_id")
        return own in self.redacted or row.get("part_of") in self.redacted


def _pairs(old: list[Row], new: list[Row], key: list[str]) -> Iterator[tuple]:
    """Pair rows of one key; a row without a partner stands beside None."""
    if "number" in key:
        yield from _pairs_in_order(old, new, [k for k in key if k != "number"])
        return
    before = {tuple(row.get(k, "") for k in key): row for row in old}
    after = {tuple(row.get(k, "") for k in key): row for row in new}
    for values in before.keys() | after.keys():
        yield before.get(values), after.get(values)


def _pairs_in_order(old: list[Row], new: list[Row], key: list[str]) -> Iterator[tuple]:
    """Pair rows whose number is only their place in a list: a row put in between moves the others."""
    groups: dict[tuple, tuple[list[Row], list[Row]]] = {}
    for side, rows in enumerate((old, new)):
        for row in rows:
            values = tuple(row.get(k, "") for k in key)
            groups.setdefault(values, ([], []))[side].append(row)
    for before, after in groups.values():
        shared = before[0].keys() & after[0].keys() if before and after else ()
        names = sorted(set(shared) - {"number"})
        texts = [[tuple(r.get(n, "") for n in names) for r in rows] for rows in (before, after)]
        matcher = SequenceMatcher(None, *texts, autojunk=False)
        for tag, a, b, c, d in matcher.get_opcodes():
            if tag == "equal":
                yield from zip(before[a:b], after[c:d], strict=True)
            else:
                yield from _alike(before[a:b], after[c:d], names)


def _alike(old: list[Row], new: list[Row], names: list[str]) -> Iterator[tuple]:
    """Pair rows that agree in at least half of their cells that are not empty in both."""
    left = list(new)
    for row in old:
        best, score = None, 0.5
        for other in left:
            told = [n for n in names if row[n] or other[n]]
            same = sum(row[n] == other[n] for n in told) / len(told) if told else 1
            if same >= score and (best is None or same > score):
                best, score = other, same
        if best is not None:
            left.remove(best)
        yield row, best
    for row in left:
        yield None, row


def _shown_key(row: Row, key: list[str]) -> str:
    return ", ".join(row.get(k, "") for k in key)


def _table_changes(
    name: str, old: list[Row], new: list[Row], key: list[str], reasons: _Reasons
) -> Iterator[Change]:
    columns = [c for c in (new or old or [{}])[0] if c not in NOT_COMPARED]
    shared = [c for c in columns if not (old and new) or c in old[0]]
    for before, after in _pairs(old, new, key):
        row = after or before
        if any(reasons.hides(name, r) for r in (before, after) if r):
            continue
        reason = reasons.of(name, before, after)
        if before is None or after is None:
            word = "added" if before is None else "removed"
            yield Change(name, _shown_key(row, key), word, None, None, None, reason)
            continue
        for column in shared:
            texts = before.get(column) or "", after.get(column) or ""
            if texts[0] != texts[1] and column != "number":
                values = (text or None for text in texts)
                yield Change(name, _shown_key(row, key), "changed", column, *values, reason)


def diff(a: str | os.PathLike, b: str | os.PathLike) -> pd.DataFrame:
    """Compare two versions of the published tables.

    Parameters
    ----------
    a, b : str or path
        The earlier and the later version: a folder of processed tables, or a wheel.

    Returns
    -------
    DataFrame
        One row per change: ``table``, ``key`` of the row, ``change`` (added, removed, changed),
        ``field``, ``old``, ``new``, and the ``reason`` where the record says it (why it was
        withdrawn, or a row set aside). Rows that are numbered are matched by what they say, so
        that a row put in between is one change. Of a redacted record only the redaction is told.

    Raises
    ------
    ValueError
        If a folder or wheel is not there, or holds no published tables.
    TypeError
        If an argument is not a path.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.diff("release-1/data/processed", "data/processed")  # doctest: +SKIP
    """
    old, new = Version(a, "a"), Version(b, "b")
    keys = old.keys() | new.keys()
    reasons = _Reasons(old, new)
    told_before = {row["id"] for row in old.rows("redactions")}
    changes = [
        Change("redactions", id, "added", None, None, None, reason)
        for id, reason in reasons.redacted.items()
        if id not in told_before
    ]
    for name in dict.fromkeys([*old.tables, *new.tables]):
        if name == "redactions":
            continue
        before, after = old.rows(name), new.rows(name)
        key = keys.get(name) or list((after or before or [{"": ""}])[0])
        found = _table_changes(name, before, after, key, reasons)
        changes += sorted(found, key=lambda c: (c.key, c.change, c.field or ""))
    return pd.DataFrame(changes, columns=list(COLUMNS)).astype(TEXT)
