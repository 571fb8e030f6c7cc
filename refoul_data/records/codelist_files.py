"""The codelists themselves, checked before anything is read with them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from ..vocabulary.codes import nearest
from .fieldtypes import check_text
from .problems import Problem
from .yamltext import read_text

BASIC = ("code", "label", "definition")
FURTHER = {
    "actor_role": ("acts",),
    "disposition": ("sense",),
    "exclusion_force": ("level",),
    "grade": ("adequate",),
    "harm_phase": ("deaths",),
    "harm_type": ("is_death",),
    "instrument_kind": ("bound_by", "standing"),
    "law_status": ("counts", "by_territory"),
    "origin_type": ("counts",),
    "place_precision": ("radius_km",),
    "protects": ("scope", "reading"),
    "publisher": ("kind",),
    "reaches": ("high_seas",),
    "source_type": ("locator",),
    "statement_type": ("limits",),
}
"""Columns of a list beyond the three that every list has."""
CODES = {"grade": "[1-5]"}
"""Form of the codes of a list, where it is a narrower one."""
# What a further column holds: codes of another list, yes or no, or a number; others are free.
CODES_OF = {"kind": "publisher_type", "locator": "locator"}
YES_NO = ("acts", "adequate", "counts", "by_territory", "is_death")
NUMBERS = ("radius_km",)

Row = tuple[int, dict[str, str]]


def _read(path: Path, shown: str) -> tuple[list[Row], list[Problem]]:
    text, problems = read_text(path, shown)
    if text is None:
        return [], problems
    reader = csv.reader(io.StringIO(text), strict=True)
    rows: list[Row] = []
    try:
        header = next(reader, [])
        columns = (*BASIC, *FURTHER.get(path.stem, ()))
        if tuple(header) != columns:
            message = f"the columns must be {','.join(columns)}"
            return [], [Problem(shown, 1, "", message)]
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) != len(header):
                message = f"{len(cells)} cells instead of {len(header)}"
                problems.append(Problem(shown, line, "", message))
            else:
                rows.append((line, dict(zip(header, cells, strict=True))))
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(shown, reader.line_num, "", f"not CSV: {error}"))
    if not rows and not problems:
        problems.append(Problem(shown, 1, "", "the list is empty"))
    return rows, problems


def _faults_of(column: str, cell: str, lists: dict[str, list[Row]]) -> Iterator[str]:
    if not cell.strip():
        if column in BASIC or column in (*CODES_OF, *YES_NO, *NUMBERS):
            yield "required key is missing"
        return
    try:
        check_text(cell)
    except ValueError as error:
        yield str(error)
        return
    if column == "code" and not re.fullmatch(r"[A-Za-z0-9_?~%-]+", cell):
        yield f"{cell!r} is not a code of letters, digits, - and _"
    elif column in YES_NO and cell not in ("yes", "no"):
        yield f"{cell!r} is neither 'yes' nor 'no'"
    elif column in NUMBERS and not re.fullmatch(r"[0-9]+", cell):
        yield f"{cell!r} is not a whole number (digits only, no separators)"
    elif CODES_OF.get(column) in lists:
        name = CODES_OF[column]
        codes = [row["code"] for _, row in lists[name]]
        if cell not in codes:
            yield f"unknown code {cell!r} in codelist {name}{nearest(cell, codes)}"


def _check_rows(shown: str, rows: list[Row], lists: dict[str, list[Row]]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    form = CODES.get(Path(shown).stem)
    for line, row in rows:
        for column, cell in row.items():
            for message in _faults_of(column, cell, lists):
                yield Problem(shown, line, column, message)
        code = row["code"]
        if form and code and not re.fullmatch(form, code):
            yield Problem(shown, line, "code", f"{code!r} is not of the form {form}")
        if code in first:
            message = f"{code!r} stands twice; first on line {first[code]}"
            yield Problem(shown, line, "code", message)
        elif code:
            first[code] = line


def check_codelists(folder: Path, shown: str) -> list[Problem]:
    """Return every problem of every codelist of a folder.

    Parameters
    ----------
    folder : Path
        The folder of the lists.
    shown : str
        The folder as problems show it.
    """
    problems = [
        Problem(f"{shown}/{name}.csv", 0, "", "the file is missing")
        for name in FURTHER
        if not (folder / f"{name}.csv").is_file()
    ]
    lists: dict[str, list[Row]] = {}
    for path in sorted(folder.glob("*.csv")):
        lists[path.stem], found = _read(path, f"{shown}/{path.name}")
        problems += found
    for name, rows in lists.items():
        problems += _check_rows(f"{shown}/{name}.csv", rows, lists)
    return sorted(problems)


def check_package_codelists() -> list[Problem]:
    """Return every problem of the codelists that the package has."""
    folder = Path(str(files("refoul_data") / "codelists"))
    try:
        shown = folder.relative_to(Path.cwd()).as_posix()
    except ValueError:
        shown = folder.as_posix()
    return check_codelists(folder, shown)
