"""The section on data of a changelog, from a comparison of two versions; and what it says of one record."""

from __future__ import annotations

import html
import re

import pandas as pd

MOST_CHANGES = 40
MOST_LETTERS = 120


def _text(value: object) -> str:
    """Return a cell as text of one line in which nothing means anything to Markdown or HTML."""
    if pd.isna(value):
        return "(empty)"
    line = " ".join(str(value).split())
    if len(line) > MOST_LETTERS:
        line = line[: MOST_LETTERS - 1].rstrip() + "…"
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]|#!~])", r"\\\1", line)


def _line(row) -> str:
    reason = "" if pd.isna(row.reason) else f" ({_text(row.reason)})"
    if row.change.startswith("column "):
        return f"- {row.change}: `{row.field}`"
    if row.change != "changed":
        return f"- {_text(row.key)}: {row.change}{reason}"
    return f"- {_text(row.key)}: `{row.field}` {_text(row.old)} → {_text(row.new)}{reason}"


def make_changelog(changes: pd.DataFrame) -> str:
    """Return the changes as Markdown, table by table; of a table with many, only how many.

    Parameters
    ----------
    changes : DataFrame
        As `diff` gives it.
    """
    parts = ["### Data\n"]
    if changes.empty:
        parts.append("No change in the data.\n")
    for table, rows in changes.groupby("table", sort=False):
        parts.append(f"#### {_text(table)}\n")
        if len(rows) > MOST_CHANGES:
            counts = rows["change"].value_counts().sort_index()
            parts.append("- " + ", ".join(f"{n} {word}" for word, n in counts.items()) + "\n")
            continue
        parts.append("\n".join(_line(row) for row in rows.itertuples()) + "\n")
    return "\n".join(parts)


def _plain(text: str) -> str:
    """Return a line of a changelog without marks of Markdown and HTML; the reverse of `_text`."""
    bare = re.sub(r"\\([\\`*_\[\]|#!~])|`", lambda mark: mark[1] or "", text)
    return html.unescape(bare)


def changes_of(changelog: str, record: str) -> list[tuple[str, list[str]]]:
    """Return by version what a changelog says of a record, the newest first.

    Parameters
    ----------
    changelog : str
        Markdown whose sections on data are those of `make_changelog`.
    record : str
        Id of the record.

    Returns
    -------
    list of (str, list of str)
        Version, and lines of plain text that begin with the table; only versions with some.
    """
    found: dict[str, list[str]] = {}
    version = table = ""
    line_of = re.compile(rf"- {re.escape(record)}(?:, (?P<rest>[^:]*))?: (?P<said>.*)")
    for line in changelog.splitlines():
        if line.startswith("## "):
            version = line[3:].strip()
        elif line.startswith("#### "):
            table = _plain(line[5:].strip())
        elif match := line_of.fullmatch(line):
            where = ": ".join(filter(None, (table, match["rest"])))
            found.setdefault(version, []).append(_plain(f"{where}: {match['said']}"))
    return list(found.items())
