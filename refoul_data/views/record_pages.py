"""Each record becomes a page that reads like an entry of an encyclopedia."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from .. import __version__
from ..access.changelog import changes_of
from ..access.overview import ANALOGUE
from ..law.facts import NOTE
from ..vocabulary import about
from ..vocabulary.codes import label_of
from ..vocabulary.dates import date_in_words
from .map_facts import first_day, make_details, make_facts
from .map_land import names_today
from .map_records import housekeeping, marks_of
from .map_sections import Sections
from .map_shelf import Shelf
from .map_texts import Row, codes_in_words, split_codes
from .pages import render
from .record_ground import Ground
from .record_map import draw_record
from .record_sections import RecordSections


class _Shared:
    """What the pages of all records need."""

    def __init__(self, tables: Mapping[str, list[Row]], boundaries: Any, changelog: str):
        self.ground = Ground(boundaries, names_today(tables["states"]))
        self.changelog = changelog
        self.rules = {
            row["name"]: row["rule"] or ""
            for row in tables["variables"]
            if row["table"] == "incidents"
        }
        self.positions: dict[str, list[Row]] = {}
        for row in tables.get("state_positions", ()):
            for record in split_codes(row["records"]):
                self.positions.setdefault(record, []).append(row)
        self.neighbours = _neighbours(tables["incidents"])


def _context(row: Row, shelf: Shelf, shared: _Shared) -> dict[str, Any]:
    """Return what the template shows."""
    record = row["id"]
    sections = RecordSections(row, shelf, shared.rules, shared.positions.get(record, []))
    kind = ["Kind", codes_in_words(row.get("kind"), "kind"), ""]
    analogues = any(r.get("is_analogue") for r in shelf.rows("interpretations", row["id"]))
    return {
        "id": row["id"],
        "title": shelf.title(row["id"]),
        "marks": marks_of(row),
        "withdrawn": row.get("withdrawn_reason") if row.get("record_status") == "withdrawn" else None,
        "summary": row.get("summary") or "",
        "related": [(e["head"], *e["lines"][0]) for e in Sections(row, shelf).related()],
        "facts_in_short": [kind, *make_facts(row, shelf), *make_details(row, shelf)],
        "map": draw_record(row, shelf, shared.ground),
        "sections": sections.make(),
        "analogue": ANALOGUE if analogues else "",
        "note": NOTE,
        "works": sections.works(),
        "citation": record_citation(row),
        "housekeeping": housekeeping({**row, "withdrawn_reason": None}),
        "changes": changes_of(shared.changelog, row["id"]),
        "neighbours": shared.neighbours.get(row["id"], []),
    }  # fmt: skip


def _in_time(row: Row) -> tuple[str, str]:
    """Return what puts records in the order of time."""
    return str(first_day(row) or "9"), row["id"]


def _neighbours(rows: Iterable[Row]) -> dict[str, list[tuple[str, str, str]]]:
    """Return for each published record the one before and the one after it in time."""
    ordered = sorted((r for r in rows if r.get("record_status") != "withdrawn"), key=_in_time)
    found: dict[str, list[tuple[str, str, str]]] = {}
    for earlier, later in pairwise(ordered):
        found.setdefault(later["id"], []).insert(0, ("Earlier", earlier["id"], earlier["title"]))
        found.setdefault(earlier["id"], []).append(("Later", later["id"], later["title"]))
    return found


def record_citation(row: Row) -> str:
    """Return how to cite one record of the data set."""
    return about.citation(__version__, f"“{row['title']}”, record {row['id']}. In: ")


def make_record_pages(
    tables: Mapping[str, list[Row]], boundaries: Any, changelog: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield id and page of every record; of one whose content was removed, a tombstone.

    Parameters
    ----------
    tables : mapping of str to list of dict
        Rows of the published tables by name; missing is None.
    boundaries : path-like
        Folder with ``ne_110m_countries.geojson`` and ``ne_110m_outlines.geojson``.
    changelog : str, optional
        Markdown; what it says of a record stands on its page.
    """
    shelf, shared = Shelf(tables), _Shared(tables, boundaries, changelog)
    for row in tables["incidents"]:
        yield (
            row["id"],
            render("record", current="browse", up="../", **_context(row, shelf, shared)),
        )
    for row in tables.get("redactions", ()):
        gone = {
            "id": row["id"],
            "day": date_in_words(str(row["redacted_on"])),
            "reason": label_of("redaction_reason", row["reason"]),
        }
        yield row["id"], render("record_removed", current="browse", up="../", **gone)
