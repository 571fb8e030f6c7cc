"""How to cite the data set, or a selection from it, so that another reader gets the same rows."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import numbers
from typing import Any

import pandas as pd

from ..vocabulary import about
from ..vocabulary.bibtex import bibtex_entry, bibtex_names
from ..vocabulary.codes import nearest
from .files import find_folder, read_arrow
from .verifying import content_hash

FORMS = ("text", "bibtex", "csl-json")


def _plain(value: Any) -> Any:
    """Return a cell as JSON has it, whichever library typed it."""
    if hasattr(value, "wkb_hex"):  # a geometry
        return value.wkb_hex
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if pd.isna(value):
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


def selection_hash(df: pd.DataFrame) -> str:
    """Return the SHA-256 of the rows of a frame, whatever their order and that of the columns."""
    columns = [df.iloc[:, number] for number in range(df.shape[1])]
    names = [str(name) for name in df.columns]
    rows = (dict(zip(names, map(_plain, row), strict=True)) for row in zip(*columns, strict=True))
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
        of ``checksums.txt`` (see `verify`); that of a selection is computed from its cells and
        does not depend on the order of rows or columns. Cite the sources of a record with it.

    Raises
    ------
    ValueError
        If there is no such form, or two columns bear one name.
    TypeError
        If `df` is not a frame.

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
    if df is not None and not df.columns.is_unique:
        raise ValueError("df: two columns bear one name; rename one")
    version = read_arrow("incidents").schema.metadata[b"version"].decode()
    if df is None:
        digest, note = content_hash(find_folder("processed")), "Content: SHA-256 {}"
    else:
        digest = selection_hash(df)
        rows = "1 row" if len(df) == 1 else f"{len(df)} rows"
        note = f"Selection of {rows}: SHA-256 {{}}"
    note, year = note.format(digest), about.RELEASED[:4]
    key = f"refoul_data-{version}" + (f"-{digest[:8]}" if df is not None else "")
    if form == "text":
        return (
            f"{about.AUTHOR} ({year}): {about.TITLE}. Version {version}. Data set. "
            f"{about.LICENCE}. {note}."
        )
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
