"""All records in one table that reads without scripts; with them, search and facets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from ..law.facts import NOTE
from .map_facets import Facet, make_facets
from .map_facts import first_day
from .map_records import table_row
from .map_shelf import Shelf
from .map_texts import Row, codes_in_words
from .pages import render

_NOTES = {
    "region": "By the United Nations standard (M49).",
    "law": NOTE,
    "enacted": "What the conduct is consistent with; never said to be adopted.",
}
_FIRST = ("kind", "decade", "acting", "region", "conduct")


def _decades(rows: list[Row]) -> Facet:
    """Return the decades in which records began, as a filter."""
    found = defaultdict(list)
    for at, row in enumerate(rows):
        if day := first_day(row):
            found[f"{str(day)[:3]}0"].append(at)
    choices = [(decade, f"{decade}s", found[decade]) for decade in sorted(found)]
    return {"id": "decade", "label": "Decade in which it began", "groups": [("", choices)]}


def _facets(rows: list[Row], shelf: Shelf) -> list[Facet]:
    """Return the filters of the map and the decade, the plainest first."""
    facets = [facet for facet in (_decades(rows), *make_facets(rows, shelf)) if facet["groups"]]
    order = {name: at for at, name in enumerate(_FIRST)}
    return sorted(facets, key=lambda facet: order.get(facet["id"], len(order)))


def _codes(facets: list[Facet], size: int) -> list[dict[str, str]]:
    """Return for every record its codes by filter, parted by semicolons."""
    found: list[dict[str, list[str]]] = [defaultdict(list) for _ in range(size)]
    for facet in facets:
        for _, choices in facet["groups"]:
            for code, _, records in choices:
                for at in records:
                    found[at][facet["id"]].append(code)
    return [{name: ";".join(codes) for name, codes in own.items()} for own in found]


def _words(row: Row, shelf: Shelf) -> str:
    """Return what the search looks through, besides the cells of the row."""
    day = first_day(row)
    columns = ("returning_state", "origin_state", "destination_state", "feared_state")
    names = [shelf.states(row.get(column), day) for column in columns]
    today = shelf.states(row.get("returning_state"))
    parts = [row["id"], row.get("summary"), row.get("group"), row.get("place_name"), *names, today]
    return " ".join(filter(None, parts))


def _shown(row: Row, shelf: Shelf) -> dict[str, Any]:
    conduct = codes_in_words(row["conduct"], "conduct")
    return table_row(row, shelf) | {"words": _words(row, shelf), "conduct": conduct}


def make_browse_page(tables: Mapping[str, list[Row]]) -> str:
    """Return the page with all records in one table.

    Parameters
    ----------
    tables : mapping of str to list of dict
        Rows of the published tables by name; missing is None.
    """
    shelf = Shelf(tables)
    ordered = sorted(tables["incidents"], key=lambda r: (str(first_day(r) or "9"), r["id"]))
    published = [row for row in ordered if row["record_status"] == "published"]
    facets = _facets(published, shelf)
    codes = _codes(facets, len(published))
    assets = files("refoul_data.views") / "assets"
    return render(
        "browse",
        current="browse",
        rows=[
            _shown(row, shelf) | {"codes": own} for row, own in zip(published, codes, strict=True)
        ],
        facets=[facet | {"note": _NOTES.get(facet["id"], "")} for facet in facets],
        withdrawn=[row for row in ordered if row["record_status"] == "withdrawn"],
        script=(assets / "browse.js").read_text(encoding="utf-8"),
    )
