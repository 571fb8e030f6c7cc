"""What changed between two versions of the published tables, cell by cell, and why."""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from .files import TEXT
from .given import given_texts
from .hiding import Hidden

Row = dict[str, str]
COLUMNS = ("table", "key", "change", "field", "old", "new", "reason")
NOT_COMPARED = ("share_missing",)
"""Measured from the other tables: what changed there is told there."""
PACKAGE = "datapackage.json"
ALIKE = 0.5
"""Share of equal cells from which two rows of a list are one row that changed."""
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

    def _text(self, table: str) -> str:
        try:
            return self._files[f"{table}.csv"]().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValueError(f"{self.path}/{table}.csv: not UTF-8") from None

    def columns(self, table: str) -> list[str]:
        """Return the columns of a table, none where this version has no such table."""
        if f"{table}.csv" not in self._files:
            return []
        return next(csv.reader(io.StringIO(self._text(table), newline="")), [])

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table, none where this version has no such table."""
        if f"{table}.csv" not in self._files:
            return []
        text = io.StringIO(self._text(table), newline="")
        return list(csv.DictReader(text, restval="", restkey="…"))

    def keys(self) -> dict[str, list[str]]:
        """Return the columns of each table that tell its rows apart."""
        if PACKAGE not in self._files:
            return {}
        try:
            resources = json.loads(self._files[PACKAGE]())["resources"]
            return {r["name"]: list(r["schema"]["primaryKey"]) for r in resources}
        except (ValueError, LookupError, TypeError):
            raise ValueError(f"{self.path}/{PACKAGE}: it names no tables with their keys") from None


class _Reasons:
    """Why something changed, where the newer version says so."""

    def __init__(self, old: Version, new: Version):
        before = {row.get("id"): row.get("withdrawn_reason") for row in old.rows("incidents")}
        self.withdrawn = {
            row.get("id", ""): row["withdrawn_reason"]
            for row in new.rows("incidents")
            if row.get("withdrawn_reason") and row["withdrawn_reason"] != before.get(row.get("id"))
        }

    def of(self, table: str, old: Row | None, new: Row | None) -> str | None:
        row = new or old or {}
        aside = row.get("set_aside")
        if new and aside and (old is None or old.get("set_aside") != aside):
            return aside
        return self.withdrawn.get(row.get("id" if table == "incidents" else "incident_id", ""))


def _pairs(old: list[Row], new: list[Row], key: list[str]) -> Iterator[tuple]:
    """Pair rows of one key; a row without a partner stands beside None.

    A number is only the place in a list, which a row put in between or a swap alters.
    """
    numbered = "number" in key
    apart = [k for k in key if k != "number"]
    groups: dict[tuple, tuple[list[Row], list[Row]]] = {}
    for side, rows in enumerate((old, new)):
        for row in rows:
            values = tuple(row.get(k, "") for k in apart)
            groups.setdefault(values, ([], []))[side].append(row)
    for before, after in groups.values():
        if not numbered and len(before) == len(after) == 1:
            yield before[0], after[0]
        else:
            yield from _matched(before, after)


def _matched(old: list[Row], new: list[Row]) -> Iterator[tuple]:
    """Pair equal rows, then those that agree in at least half of their cells, the most alike first."""
    shared = sorted((old[0].keys() & new[0].keys()) - {"number"}) if old and new else []
    left: dict[tuple, list[Row]] = {}
    for row in new:
        left.setdefault(tuple(row[n] for n in shared), []).append(row)
    unlike = []
    for row in old:
        same = left.get(tuple(row[n] for n in shared)) if shared else None
        if same:
            yield row, same.pop(0)
        else:
            unlike.append(row)
    new = [row for rows in left.values() for row in rows]
    scores = sorted(
        (-_likeness(a, b, shared), abs(m - n), m, n)
        for m, a in enumerate(unlike)
        for n, b in enumerate(new)
    )
    paired: dict[int, int] = {}
    for score, _, m, n in scores:
        if -score >= ALIKE and m not in paired and n not in paired.values():
            paired[m] = n
    for m, row in enumerate(unlike):
        yield row, new[paired[m]] if m in paired else None
    for n, row in enumerate(new):
        if n not in paired.values():
            yield None, row


def _likeness(old: Row, new: Row, names: list[str]) -> float:
    """Return the share of equal cells among those that are not empty in both rows."""
    told = [n for n in names if old[n] or new[n]]
    return sum(old[n] == new[n] for n in told) / len(told) if told else 0.0


def _shown_key(row: Row, key: list[str]) -> str:
    return ", ".join(row.get(k, "") for k in key or row)


def _column_changes(name: str, old: list[str], new: list[str]) -> Iterator[Change]:
    for word, these, others in (("removed", old, new), ("added", new, old)):
        for column in these:
            if others and column not in others:
                yield Change(name, "", f"column {word}", column, None, None, None)


def _table_changes(
    name: str, old: Version, new: Version, key: list[str], reasons: _Reasons, hidden: Hidden
) -> Iterator[Change]:
    heads = old.columns(name), new.columns(name)
    yield from _column_changes(name, *heads)
    shared = [c for c in heads[1] if c in heads[0] and c not in NOT_COMPARED and c != "number"]
    for before, after in _pairs(old.rows(name), new.rows(name), key or heads[1] or heads[0]):
        if before and after and all(before[c] == after[c] for c in shared):
            continue
        if hidden.row(before) or hidden.row(after):
            continue
        shown, reason = _shown_key(after or before, key), reasons.of(name, before, after)
        if before is None or after is None:
            word = "added" if before is None else "removed"
            yield Change(name, shown, word, None, None, None, reason)
            continue
        for column in shared:
            if before[column] != after[column] and not hidden.cell(name, column):
                values = before[column] or None, after[column] or None
                yield Change(name, shown, "changed", column, *values, reason)


def _texts(given: Iterable[str] | str | None, argument: str) -> list[str]:
    texts = [] if given is None else given_texts(given, argument, "an-old-id-1980")
    for text in texts:
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"{argument}: {text!r} is no text")
    return texts


def diff(
    a: str | os.PathLike,
    b: str | os.PathLike,
    *,
    hide: Iterable[str] | str | None = None,
    hide_cells: Iterable[str] | str | None = None,
) -> pd.DataFrame:
    """Compare two versions of the published tables.

    Parameters
    ----------
    a, b : str or path
        The earlier and the later version: a folder of processed tables, or a wheel.
    hide : str or iterable of str, optional
        Ids, keys or words of which nothing may be told: every row that holds one, before or after,
        is left out, as are works and places that only such rows use, and the agreement measured
        from all records. Redacted records are hidden without being named here; name the old id
        of a record that got a neutral one.
    hide_cells : str or iterable of str, optional
        Columns whose changes are left out, each as ``"table.column"``.

    Returns
    -------
    DataFrame
        One row per change: ``table``, ``key`` of the row, ``change`` (added, removed, changed, and
        column added or column removed), ``field``, ``old``, ``new``, and the ``reason`` where the
        record says it (why it was withdrawn, or a row set aside). Rows that are numbered are
        matched by what they say, so that a row put in between is one change and another order is
        none. Of a redacted record only the redaction is told.

    Raises
    ------
    ValueError
        If a folder or wheel is not there, or holds no published tables; if a column to be hidden
        is none.
    TypeError
        If an argument is not a path.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.diff("release-1/data/processed", "data/processed")  # doctest: +SKIP
    >>> rd.diff("release-1.whl", "data/processed", hide="an-old-id-1980")  # doctest: +SKIP
    """
    old, new = Version(a, "a"), Version(b, "b")
    keys = old.keys() | new.keys()
    reasons = _Reasons(old, new)
    hidden = Hidden(old, new, _texts(hide, "hide"), _texts(hide_cells, "hide_cells"))
    told_before = {row.get("id") for row in old.rows("redactions")}
    changes = [
        Change("redactions", row.get("id", ""), "added", None, None, None, row.get("reason"))
        for row in new.rows("redactions")
        if row.get("id") not in told_before
    ]
    for name in dict.fromkeys([*old.tables, *new.tables]):
        if name == "redactions" or hidden.table(name):
            continue
        found = _table_changes(name, old, new, keys.get(name, []), reasons, hidden)
        changes += sorted(found, key=lambda c: (c.key, c.change, c.field or ""))
    return pd.DataFrame(changes, columns=list(COLUMNS)).astype(TEXT)
