"""How to cite the data set, or a selection from it, so that another reader gets the same rows."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import numbers
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from ..vocabulary import about
from ..vocabulary.bibtex import bibtex_entry, bibtex_names
from ..vocabulary.codes import nearest
from .files import read_arrow
from .verifying import verify

FORMS = ("text", "bibtex", "csl-json")


def _plain(value: Any) -> Any:
    """Return a cell as JSON has it, whichever library typed it."""
    if hasattr(value, "wkb_hex"):  # a geometry
        return value.wkb_hex
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    missing = pd.isna(value)
    if not isinstance(missing, (bool, np.bool_)) or isinstance(value, (set, frozenset, dict)):
        raise TypeError(type(value).__name__)
    if missing:
        return None
    if isinstance(value, (dt.date, pd.Timestamp)):
        day = value.isoformat()
        return day.removesuffix("T00:00:00")
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
        return bool(value)
    if isinstance(value, numbers.Real):
        # A whole number becomes a float where pandas puts a missing one beside it.
        return int(value) if float(value).is_integer() else float(value)
    return str(value)


def _plain_column(name: str, values: Iterable[Any]) -> list[Any]:
    try:
        return [_plain(value) for value in values]
    except TypeError as error:
        message = (
            f"df: a cell of column {name!r} holds a {error}: give texts, numbers, days or lists"
        )
        raise TypeError(message) from None


def selection_hash(df: pd.DataFrame) -> str:
    """Return the SHA-256 of the rows of a frame, whatever their order and that of the columns.

    An index with a name is a column too: in a frame from ``groupby`` it says what a row is about.
    """
    columns = [df.iloc[:, number] for number in range(df.shape[1])]
    names = [str(name) for name in df.columns]
    for number, name in enumerate(df.index.names):
        if name is not None:
            names.append(str(name))
            columns.append(df.index.get_level_values(number))
    if len(set(names)) < len(names):
        raise ValueError("df: two columns bear one name, or a column and the index; rename one")
    cells = [_plain_column(*column) for column in zip(names, columns, strict=True)]
    rows = (dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True))
    lines = sorted(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in rows)
    text = "\n".join([json.dumps(sorted(names), ensure_ascii=False), *lines])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def cite(df: pd.DataFrame | None = None, form: str = "text") -> str:
    """Cite the data set as it is installed, or a selection from it.

    Parameters
    ----------
    df : DataFrame, optional
        A selection: any frame made from the tables. Without one, the whole set is cited.
    form : str
        ``"text"``, ``"bibtex"`` or ``"csl-json"``.

    Returns
    -------
    str
        The citation, with the version and a SHA-256 of the content. That of the whole set is that
        of ``checksums.txt``, against which every file is held first (see `verify`); that of a
        selection is computed from its cells and does not depend on the order of rows or columns.
        An index counts as a column if it has a name, and not otherwise. Cite the sources of a
        record with it.

    Raises
    ------
    ValueError
        If there is no such form, two columns bear one name, or a file was changed.
    TypeError
        If `df` is not a frame, or a cell holds an array, a set or a mapping.

    See Also
    --------
    verify : are the installed files the published ones?

    Examples
    --------
    >>> import refoul_data as rd
    >>> print(rd.cite())  # doctest: +SKIP
    >>> print(rd.cite(rd.load_incidents().query("date >= '2000'"), "bibtex"))  # doctest: +SKIP
    """
    if not isinstance(form, str) or form not in FORMS:
        raise ValueError(f"unknown form {form!r}: text, bibtex or csl-json{nearest(form, FORMS)}")
    if df is not None and not isinstance(df, pd.DataFrame):
        raise TypeError(f"df must be a DataFrame, not a {type(df).__name__}")
    version = read_arrow("incidents").schema.metadata[b"version"].decode()
    if df is None:
        # Else a changed file would be cited under the hash of the one that was published.
        digest, note = verify().attrs["content_hash"], "Content: SHA-256 {}"
    else:
        digest = selection_hash(df)
        rows = "1 row" if len(df) == 1 else f"{len(df)} rows"
        note = f"Selection of {rows}: SHA-256 {{}}"
    note, year = note.format(digest), about.RELEASED[:4]
    key = f"refoul_data-{version}" + (f"-{digest[:8]}" if df is not None else "")
    if form == "text":
        return f"{about.citation(version)} {note}."
    if form == "bibtex":
        fields = {
            "author": bibtex_names([{"literal": about.AUTHOR}]),
            "title": about.TITLE,
            "year": year,
            "version": version,
            "note": f"Data set, version {version}. {note}",
        }
        return bibtex_entry("misc", key, fields)
    year, month, day = map(int, about.RELEASED.split("-"))
    item = {
        "id": key,
        "type": "dataset",
        "title": about.TITLE,
        "author": [{"literal": about.AUTHOR}],
        "issued": {"date-parts": [[year, month, day]]},
        "version": version,
        "note": note,
    }
    return json.dumps([item], ensure_ascii=False, indent=1)
