"""One entry of a section of the panel: a head, lines below it, and under which name it stands."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from ..vocabulary.codes import codelist_names, label_of
from .map_texts import Row, day_in_words, in_sentence

Line = tuple[str, str | None]
"""A label, which may be empty, and a text; a line without text is left out."""

Entry = dict[str, Any]
"""``head``, ``lines``, and where there are some ``group`` and ``mark``."""


def make_entry(head: str, *lines: Line, **more: Any) -> Entry:
    """Return an entry without the lines that have no text."""
    return {"head": head or "", "lines": [line for line in lines if line[1]], **more}


@lru_cache(maxsize=4096)
def label_in_sentence(codelist: str, code: str | None) -> str:
    """Return a label as it stands inside a sentence; the code itself where there is no such list."""
    if not code or codelist not in codelist_names():
        return code or ""
    return in_sentence(label_of(codelist, code))


def joined(parts: Iterable[str | None]) -> str:
    """Return what there is of several texts, parted by commas."""
    return ", ".join(filter(None, parts))


def covers(row: Row) -> list[Line]:
    """Return the lines on what a claim covers."""
    return [
        ("Covers", label_in_sentence("scope", row.get("scope"))),
        ("Whom", row.get("who")),
        ("Where", row.get("where")),
        ("When", day_in_words(row.get("when"))),
    ]


def remarks(row: Row) -> list[Line]:
    """Return why a row is set aside, and its note."""
    return [("Set aside because", row.get("set_aside")), ("Note", row.get("note"))]


def doubts(row: Row, rival: str) -> list[Line]:
    """Return what another reader could choose and why, and how sure ours was."""
    reasons = ": ".join(filter(None, (rival, row.get("rival_rationale"))))
    return [
        ("Another reader could choose", reasons),
        ("Confidence", label_in_sentence("confidence", row["confidence"])),
    ]
