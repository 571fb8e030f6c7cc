"""Published tables become Stata files: labelled variables, codes as numbers with value labels."""

from __future__ import annotations

import datetime as dt
import warnings
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from textwrap import shorten
from typing import Any

import pandas as pd
from pandas.errors import InvalidColumnName, PossiblePrecisionLoss
from pandas.io.stata import StataParser

from ..vocabulary import about
from .exports import Published, Variable, codes_of, put, read_published, used_codelists

NAME, LABEL, TEXT = 32, 80, 2045
"""Longest name and label in characters, and text in bytes (a longer one is a strL)."""
UTF8 = 118
"""The version of the format from Stata 14 on, the first that holds more than Latin letters."""
CODELISTS = "codelists"


def stata_names(names: Iterable[str]) -> dict[str, str]:
    """Return the name in Stata of each column.

    It is cut to 32 letters, ends in ``_`` where Stata keeps the word for itself, and in a number
    where two would be alike.

    Examples
    --------
    >>> stata_names(["date", "in"])
    {'date': 'date', 'in': 'in_'}
    """
    names, kept = list(names), StataParser().RESERVED_WORDS
    taken, made = {name for name in names if len(name) <= NAME}, {}
    for name in names:
        given, number = f"{name}_" if name in kept else name[:NAME], 1
        while given != name and given in taken:
            number += 1
            given = f"{name[: NAME - 1 - len(str(number))]}_{number}"
        taken.add(given)
        made[name] = given
    return made


def _labelled(codelist: str) -> tuple[dict[str, int], dict[int, str]]:
    """Return number by code, and label by number; a label that stands twice also tells its code."""
    codes = list(codes_of([codelist]))
    times = Counter(entry.label for _, _, entry in codes)
    labels = {
        number: entry.label if times[entry.label] == 1 else f"{entry.label} ({entry.code})"
        for _, number, entry in codes
    }
    return {entry.code: number for _, number, entry in codes}, labels


def _column(table: str, variable: Variable) -> tuple[pd.Series, dict[int, str]]:
    """Return the values as Stata holds them, and their labels where they are codes."""
    name, values = variable.name, variable.values
    if variable.codelist:
        numbers, labels = _labelled(variable.codelist)
        unknown = sorted({v for v in values if v is not None} - numbers.keys())
        if unknown:
            raise ValueError(f"{table}.{name}: {unknown[0]!r} is not in {variable.codelist}")
        return pd.Series([numbers.get(v) for v in values], dtype="Int32"), labels
    if variable.type == "bool":
        truths = [None if v is None else int(v) for v in values]
        return pd.Series(truths, dtype="Int8"), {0: "no", 1: "yes"}
    if variable.type == "int64":
        return pd.Series(values, dtype="Int64"), {}
    if variable.type == "float64":
        return pd.Series(values, dtype="float64"), {}
    if variable.type == "date32":
        return pd.Series(values, dtype="datetime64[s]"), {}
    # Stata has no missing text beside the empty one, and no published text is empty.
    return pd.Series([v or "" for v in values], dtype=object), {}


def write_table(table: Published, path: Path) -> Path:
    """Write one table as a Stata file.

    Raises
    ------
    ValueError
        If a code is not in its list.
    """
    names = stata_names(v.name for v in table.variables)
    made = {v.name: _column(table.name, v) for v in table.variables}
    frame = pd.DataFrame({names[name]: column for name, (column, _) in made.items()})
    days = [names[v.name] for v in table.variables if v.type == "date32"]
    long = [
        names[v.name]
        for v in table.variables
        if v.type == "string"
        and not v.codelist
        and any(len(text.encode()) > TEXT for text in v.values if text)
    ]
    options: dict[str, Any] = {
        "write_index": False,
        "version": UTF8,
        "data_label": shorten(table.title, LABEL, placeholder="…"),
        "variable_labels": {
            names[v.name]: shorten(v.label, LABEL, placeholder="…") for v in table.variables
        },
        "value_labels": {names[name]: labels for name, (_, labels) in made.items() if labels},
        "convert_dates": dict.fromkeys(days, "td"),
        "convert_strl": long,
        "time_stamp": dt.datetime.fromisoformat(about.RELEASED),
    }

    def write(part: Path) -> None:
        with warnings.catch_warnings():
            # A name that Stata keeps for itself would be changed, a number be rounded.
            warnings.simplefilter("error", InvalidColumnName)
            warnings.simplefilter("error", PossiblePrecisionLoss)
            frame.to_stata(part, **options)

    return put(path, write)


def codelists_table(names: list[str], version: str) -> Published:
    """Return what each number stands for: list, number, code, label and definition."""
    rows = [(n, number, e.code, e.label, e.definition) for n, number, e in codes_of(names)]
    kinds = {"list": "string", "number": "int64"}
    columns = ("list", "number", "code", "label", "definition")
    variables = [
        Variable(name, name.capitalize(), kinds.get(name, "string"), "", [r[place] for r in rows])
        for place, name in enumerate(columns)
    ]
    return Published(CODELISTS, "Codes with their labels", version, variables, len(rows))


def _with_names(table: Published) -> Published:
    """Return the codebook with the name that each column has in Stata; other tables as they are."""
    if table.name != "variables":
        return table
    cells = {v.name: v.values for v in table.variables}
    own = {*zip(cells["table"], cells["name"], strict=True)}
    known = {
        name: stata_names(column for of, column in own if of == name) for name in {*cells["table"]}
    }
    pairs = zip(cells["table"], cells["name"], strict=True)
    names = [known[of][column] for of, column in pairs]
    column = Variable("stata_name", "Name in Stata", "string", "", names)
    return table._replace(variables=[*table.variables, column])


def write_stata(folder: Path, output: Path) -> list[Path]:
    """Write every published table as a labelled Stata file, and one file of all codes.

    Parameters
    ----------
    folder : Path
        The published tables.
    output : Path
        Where the files go: a new folder in it, named for the version.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    FileNotFoundError
        If there are no published tables.
    ValueError
        If a table is broken.
    """
    tables = [_with_names(table) for table in read_published(folder)]
    tables.append(codelists_table(used_codelists(tables), tables[0].version))
    target = output / f"refoul_data-{tables[0].version}-stata"
    return [write_table(table, target / f"{table.name}.dta") for table in tables]
