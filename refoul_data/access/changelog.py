"""The section on data of a changelog, from a comparison of two versions."""

from __future__ import annotations

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
