"""Published tables become one Excel workbook: a sheet a table, the codebook, the codes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import xlsxwriter

from ..vocabulary import about
from .exports import Published, codes_of, put, read_published, used_codelists

CELL = 32767
"""Longest text in a cell, in characters."""
FIRST_DAY = dt.date(1900, 3, 1)
"""Excel knows no day before 1900, and thinks that there was a 29 February in that year."""
SHEETS = {"variables": "codebook"}
"""Sheets that do not bear the name of their table."""
_EMPTY = (
    "No value. Where a field, a count or the law of a row of incidents is empty as a whole, the sheet "
    "missing says why; of a part that is empty (date_latest, persons_best), of part_of, "
    "withdrawn_reason, destination_state and flags, and of other sheets it says nothing."
)
_RISKY = ("=", "+", "-", "@")


class _Book:
    """A workbook in which a text is a text, whatever it begins with."""

    def __init__(self, path: Path):
        self.book = xlsxwriter.Workbook(
            path,
            {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        self.head = self.book.add_format({"bold": True, "bottom": 1, "bg_color": "#f3f1ea"})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        # Else the cell becomes a formula as soon as somebody goes into it and leaves it again.
        self.quoted = self.book.add_format({"quote_prefix": True})

    def _text(self, sheet: Any, row: int, column: int, text: str) -> None:
        if len(text) > CELL:
            where = f"sheet {sheet.name}, row {row + 1}, column {column + 1}"
            raise ValueError(f"{where}: a text of {len(text)} letters; Excel takes {CELL}")
        sheet.write_string(row, column, text, self.quoted if text.startswith(_RISKY) else None)

    def _cell(self, sheet: Any, row: int, column: int, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, dt.date) and value >= FIRST_DAY:
            sheet.write_datetime(row, column, dt.datetime(*value.timetuple()[:3]), self.day)
        elif isinstance(value, (int, float)):
            sheet.write_number(row, column, value)
        else:
            self._text(sheet, row, column, str(value))

    def sheet(self, name: str, heads: list[str], columns: list[list[Any]]) -> None:
        """Add a sheet: names in a row that stays in sight, then the values."""
        sheet = self.book.add_worksheet(name)
        for place, (head, values) in enumerate(zip(heads, columns, strict=True)):
            sheet.write_string(0, place, head, self.head)
            for row, value in enumerate(values, start=1):
                self._cell(sheet, row, place, value)
            longest = max((len(str(v)) for v in values if v is not None), default=0)
            sheet.set_column(place, place, min(max(len(head) + 4, longest + 1, 8), 48))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(map(len, columns), default=0), len(heads) - 1)


def _name(table: str) -> str:
    return SHEETS.get(table, table)


def _about(book: _Book, tables: list[Published]) -> None:
    version = tables[0].version
    facts = [
        ("Data set", about.TITLE),
        ("Version", version),
        ("Licence", f"{about.LICENCE_TITLE}, {about.LICENCE_URL}"),
        ("Cite", about.citation(version)),
        ("Columns", "What each means, with label, type and unit: sheet codebook."),
        ("Codes", "What each means, list by list: sheet codelists."),
        ("Empty", _EMPTY),
        *((f"Sheet {_name(t.name)}", f"{t.title}: {t.rows} rows") for t in tables),
    ]
    book.sheet("about", ["What", "Which"], [list(part) for part in zip(*facts, strict=True)])


def write_excel(folder: Path, output: Path) -> list[Path]:
    """Write every published table into one workbook, with the codebook and the codes.

    Parameters
    ----------
    folder : Path
        The published tables.
    output : Path
        Where the file goes; its name has the version.

    Returns
    -------
    list of Path
        The one file.

    Raises
    ------
    FileNotFoundError
        If there are no published tables.
    ValueError
        If a table is broken, or a text is longer than a cell may be.
    """
    tables = read_published(folder)

    def write(part: Path) -> None:
        book = _Book(part)
        book.book.set_properties(
            {
                "title": about.TITLE,
                "author": about.AUTHOR,
                "created": dt.datetime.fromisoformat(about.RELEASED),
            }
        )
        _about(book, tables)
        for table in tables:
            heads = [v.name for v in table.variables]
            book.sheet(_name(table.name), heads, [v.values for v in table.variables])
        codes = [(n, e.code, e.label, e.definition) for n, _, e in codes_of(used_codelists(tables))]
        columns = [list(part) for part in zip(*codes, strict=True)] or [[]] * 4
        book.sheet("codelists", ["list", "code", "label", "definition"], columns)
        book.book.close()

    return [put(output / f"refoul_data-{tables[0].version}.xlsx", write)]
