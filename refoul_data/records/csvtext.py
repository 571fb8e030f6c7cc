"""CSV as text only: a strict header, every cell the text that was written, every row with its line."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from .problems import Problem
from .yamltext import read_text


def read_rows(path: Path, shown: str, columns: tuple[str, ...]) -> tuple[list[dict], list[Problem]]:
    """Read a raw CSV strictly; each row carries its lines, as a mapping in YAML does.

    Parameters
    ----------
    path : Path
        The file.
    shown : str
        The path as problems show it.
    columns : tuple of str
        What the header must be.
    """
    if not path.is_file():
        return [], [Problem(shown, 0, "", "the file is missing")]
    text, problems = read_text(path, shown)
    if text is None:
        return [], problems
    reader = csv.reader(io.StringIO(text), strict=True)
    rows: list[dict] = []
    try:
        header = next(reader, [])
        if tuple(header) != columns:
            message = f"the columns must be {','.join(columns)}"
            return [], [*problems, Problem(shown, 1, "", message)]
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) != len(columns):
                message = f"{len(cells)} cells instead of {len(columns)}"
                problems.append(Problem(shown, line, "", message))
            elif cells:
                row: dict[str, Any] = dict(zip(columns, cells, strict=True))
                row["__lines__"] = {"": line, **dict.fromkeys(columns, line)}
                rows.append(row)
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(shown, reader.line_num, "", f"not CSV: {error}"))
    return rows, problems
