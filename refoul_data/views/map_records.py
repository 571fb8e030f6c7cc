"""Tables become what the map draws, what its panel says, and the rows of the table below it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..vocabulary.codes import read_codelist
from .map_cells import columns_of, pack_cells
from .map_facets import make_facets
from .map_facts import NO_PLACE, count_fact, first_day, make_details, make_facts, place_fact
from .map_sections import Sections
from .map_shelf import Shelf, Tables, position
from .map_texts import Row, codes_in_words, day_in_words
from .map_time import span_of

EXACT = ("site", "locality")
WIDE = ("country", "sea_area")


def pack_records(tables: Tables) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what the page's script reads, and the rows of the table that reads without it.

    Parameters
    ----------
    tables : mapping of str to iterable of mapping
        Rows by name of the table, with plain values; only ``incidents`` must be there.

    Returns
    -------
    tuple
        ``texts``, ``records``, ``works``, ``places``, ``precisions``, ``facets`` (filters),
        ``columns`` and ``cell_texts`` (of a download) for the script; then the table's rows. Records and rows are in
        the order of time, so that one number means one record in both; the script takes the summary
        from the row. Facts and sections hold numbers of texts, for many texts recur.
    """
    shelf = Shelf(tables)
    rows = sorted(tables["incidents"], key=lambda row: (str(first_day(row) or "9"), row["id"]))
    columns = columns_of(rows, shelf)
    records = [_pack(row, shelf) for row in rows]
    works, texts = shelf.cited_works(), shelf.texts()
    cells, more = pack_cells(rows, columns, texts)
    data = {
        "columns": columns,
        "facets": make_facets(rows, shelf),
        "texts": texts,
        "cell_texts": more,
        "records": [record | {"cells": c} for record, c in zip(records, cells, strict=True)],
        "works": works,
        "places": shelf.drawn_places(),
        "precisions": {
            code: [int(entry.extra["radius_km"]), _style(code)]
            for code, entry in read_codelist("place_precision").items()
        },
    }
    return data, [table_row(row, shelf) for row in rows]


def _style(code: str) -> str:
    return "exact" if code in EXACT else "wide" if code in WIDE else "near"


def _pack(row: Row, shelf: Shelf) -> dict[str, Any]:
    sections = Sections(row, shelf)
    packed = {
        "id": row["id"],
        "title": shelf.title(row["id"]),
        "kind": row.get("kind"),
        "execution": row.get("execution_status"),
        "when": day_in_words(row.get("date")),
        "time": span_of(row),
        "marks": list(map(shelf.text_number, marks_of(row))),
        "facts": [list(map(shelf.text_number, fact)) for fact in make_facts(row, shelf)],
        "details": [list(map(shelf.text_number, fact)) for fact in make_details(row, shelf)],
        "sections": sections.make(),
        "works": list(sections.cited),
        "at": position(row.get("place_lat"), row.get("place_lon")),
        "where": place_fact(row, shelf)[0],
        "precision": row.get("place_precision"),
        "legs": _legs(row, shelf),
        "note": shelf.text_number(housekeeping(row)),
        "more": [list(map(shelf.text_number, pair)) for pair in _other_columns(row)],
    }
    return {key: value for key, value in packed.items() if value not in (None, "", [], 0)}


def marks_of(row: Row) -> list[str]:
    """Return kind, execution and unusual status of a record in words."""
    marks = [codes_in_words(row.get("kind"), "kind")]
    marks.append(codes_in_words(row.get("execution_status"), "execution_status"))
    if row.get("record_status") not in (None, "published"):
        marks.append(codes_in_words(row["record_status"], "record_status"))
    return [mark for mark in marks if mark]


def _legs(row: Row, shelf: Shelf) -> list[list[Any]]:
    """Return the ends, the stage and the status of every leg whose ends have a position."""
    legs = []
    for leg in shelf.rows("legs", row["id"]):
        ends = [shelf.place_number(leg["from_place"]), shelf.place_number(leg["to_place"])]
        if None not in ends and ends[0] != ends[1]:
            legs.append([*ends, leg["stage"], leg["status"]])
    return legs


def housekeeping(row: Row) -> str:
    """Return why a record was withdrawn, whether a person reviewed it, and when it was curated."""
    notes = [row.get("withdrawn_reason")]
    if row.get("reviewed_by_person") is not None:
        done = "Reviewed by a person" if row["reviewed_by_person"] else "Not reviewed by a person"
        notes.append(f"{done}.")
    if row.get("curated_on"):
        notes.append(f"Last curated on {day_in_words(row['curated_on'])}.")
    return " ".join(filter(None, notes))


# What the table of incidents has; any other column is an analyst's own and is shown as it is.
_FAMILIES = (
    "date",
    "decision_date",
    "place",
    "persons",
    "deaths_during",
    "deaths_after",
    "deaths_untraced",
    "provisions",
    "n",
)
_OWN = {
    "id", "kind", "title", "summary", "part_of", "record_status", "withdrawn_reason",
    "reviewed_by_person", "curated_on", "conduct", "execution_status", "fact_status",
    "attribution_status", "chain", "origin_state", "feared_state", "feared_harm", "group",
    "stated_reason", "returning_state", "destination_state", "legal_status", "count_in_totals",
    "law_summary",
}  # fmt: skip


def _other_columns(row: Row) -> list[list[str]]:
    names = [
        n for n in row if n not in _OWN and not n.startswith(tuple(f"{f}_" for f in _FAMILIES))
    ]
    return [[n, str(row[n])] for n in names if n not in _FAMILIES and row[n] not in (None, "")]


def table_row(row: Row, shelf: Shelf) -> dict[str, Any]:
    """Return the cells of a record in words, as tables of records show them."""
    day: dt.date | None = first_day(row)
    place, place_note = place_fact(row, shelf)
    persons, persons_note = count_fact(row, "persons_", row.get("persons_act"))
    return {
        "id": row["id"],
        "title": shelf.title(row["id"]),
        "summary": row.get("summary") or "",
        "kind": codes_in_words(row.get("kind"), "kind"),
        "when": day_in_words(row.get("date")),
        "where": (place or NO_PLACE, place_note or shelf.why_missing(row["id"], "place")),
        "on_map": position(row.get("place_lat"), row.get("place_lon")) is not None,
        "persons": (persons, persons_note or shelf.why_missing(row["id"], "persons")),
        "acting": shelf.states(row.get("returning_state"), day),
        "destination": shelf.states(row.get("destination_state"), day),
        "execution": codes_in_words(row.get("execution_status"), "execution_status"),
        "evidence": codes_in_words(row.get("fact_status"), "fact_status"),
        "legal_status": codes_in_words(row.get("legal_status"), "legal_status"),
    }
