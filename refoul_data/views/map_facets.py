"""What the records of the map can be filtered by: for every choice the records that have it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from ..vocabulary.codes import codelist_names, label_of, read_codelist
from .map_law import TABLE as LAW
from .map_packing import pack_numbers
from .map_shelf import Shelf
from .map_texts import Row, split_codes

Facet = dict[str, Any]
"""``id``, ``label``, ``every`` (the choice of all), ``groups``: lists of label and choices."""

_CODED = (
    ("kind", "kind", "Kind", "All kinds"),
    ("execution", "execution_status", "Execution", "Executed or not"),
    ("conduct", "conduct", "Conduct", "Any conduct"),
    ("facts", "fact_status", "Evidence for the facts", "Any evidence"),
    ("legal", "legal_status", "Legal status, from final findings", "Any legal status"),
)
_STATES = (
    ("acting", "returning_state", "Acting state", "Any acting state"),
    ("destination", "destination_state", "Destination", "Any destination"),
)
_MODES = (
    ("stated", "Reading of the duty, as stated", "Any stated reading"),
    ("enacted", "Conduct consistent with a reading", "Any enacted reading"),
)
_ORDER = ("kind", "execution", "acting", "region", "destination", "conduct", "law", "stated",
          "enacted", "facts", "legal")  # fmt: skip


def make_facets(rows: list[Row], shelf: Shelf) -> list[Facet]:
    """Return every filter that has a choice.

    Parameters
    ----------
    rows : list of mapping
        Rows of the table of incidents, in the order of the map.
    shelf : Shelf
        The other tables.

    Returns
    -------
    list of dict
        A choice is ``(code, label, numbers of records)``. Conduct before 28 July 1951 has
        analogues and no readings, and is in no choice of reading.
    """
    facets = [
        _facet(*given, [("", list(_by_code(rows, field)))]) for given, field in _coded_fields()
    ]
    facets += [
        _facet(key, label, every, [("", _by_state(rows, field, shelf))])
        for key, field, label, every in _STATES
    ]
    facets.append(
        _facet("region", "Region of the acting state", "All regions", _by_region(rows, shelf))
    )
    facets.append(_facet("law", "Provision in force", "Any law", _by_provision(rows, shelf)))
    facets += [_facet(mode, *told, _by_reading(rows, shelf, mode)) for mode, *told in _MODES]
    shown = {facet["id"]: facet for facet in facets if facet["groups"]}
    return [shown[key] for key in _ORDER if key in shown]


def pack_facets(facets: list[Facet]) -> list[list[Any]]:
    """Return what the script needs of filters: their ids, codes and records."""
    return [
        [f["id"], [[code, pack_numbers(found)] for _, group in f["groups"] for code, _, found in group]]
        for f in facets
    ]  # fmt: skip


def _coded_fields() -> Iterator[tuple[tuple[str, str, str], str]]:
    for key, field, label, every in _CODED:
        yield (key, label, every), field


def _facet(key: str, label: str, every: str, groups: Iterable[tuple[str, list]]) -> Facet:
    groups = [(name, choices) for name, choices in groups if choices]
    return {"id": key, "label": label, "every": every, "groups": groups}


def _gather(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, dict[int, None]] = defaultdict(dict)
    for code, at in pairs:
        found[code][at] = None
    return {code: list(at) for code, at in found.items()}


def _by_code(rows: list[Row], field: str) -> Iterator[tuple[str, str, list[int]]]:
    found = _gather((row[field], at) for at, row in enumerate(rows) if row.get(field))
    known = list(read_codelist(field)) if field in codelist_names() else []
    for code in [c for c in known if c in found] + sorted(set(found) - set(known)):
        yield code, label_of(field, code), found[code]


def _states_of(rows: list[Row], field: str) -> Iterator[tuple[str, int]]:
    return ((code, at) for at, row in enumerate(rows) for code in split_codes(row.get(field)))


def _by_state(rows: list[Row], field: str, shelf: Shelf) -> list[tuple[str, str, list[int]]]:
    found = _gather(_states_of(rows, field))
    named = [(code, shelf.state_name(code), at) for code, at in found.items()]
    return sorted(named, key=lambda choice: choice[1])


def _by_region(rows: list[Row], shelf: Shelf) -> list[tuple[str, list]]:
    regions = _gather(
        (region, at)
        for code, at in _states_of(rows, "returning_state")
        for region in [shelf.state_row(code).get("m49_region")]
        if region
    )
    parts = _gather(
        (f"{row['m49_region']}\n{row['m49_subregion']}", at)
        for code, at in _states_of(rows, "returning_state")
        for row in [shelf.state_row(code)]
        if row.get("m49_region") and row.get("m49_subregion")
    )
    return [
        (
            region,
            [(region, f"{region}, all", regions[region])]
            + [(p.split("\n")[1], p.split("\n")[1], parts[p]) for p in sorted(parts)
               if p.split("\n")[0] == region],
        )
        for region in sorted(regions)
    ]  # fmt: skip


def _by_provision(rows: list[Row], shelf: Shelf) -> list[tuple[str, list]]:
    found = _gather(
        (law["provision"], at)
        for at, row in enumerate(rows)
        for law in shelf.rows(LAW, row["id"])
        if law["counts"]
    )
    named = sorted((shelf.provision(code), code) for code in found)
    return [
        ("Prohibits return, bound as treaty", [(code, name, found[code]) for name, code in named])
    ]


def _by_reading(rows: list[Row], shelf: Shelf, mode: str) -> list[tuple[str, list]]:
    groups = []
    for table, field, codelist, title in (
        ("reading_types", "type", "reading_type", "Types that follow"),
        ("interpretations", "dimension", "interpretation_dimension", "Dimensions coded yes"),
    ):
        told = [
            (reading, at)
            for at, row in enumerate(rows)
            for reading in shelf.rows(table, row["id"])
            if reading["mode"] == mode
            and reading["value"] == "yes"
            and not reading.get("is_analogue")
        ]
        found = _gather((reading[field], at) for reading, at in told)
        unsure = {reading[field] for reading, _ in told if reading.get("exploratory")}
        choices = [
            (
                code,
                label_of(codelist, code) + (", exploratory" if code in unsure else ""),
                found[code],
            )
            for code in read_codelist(codelist)
            if code in found
        ]
        groups.append((title, choices))
    return groups
