"""What stands behind the cells that are reckoned over a whole record, or over several records."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..vocabulary.codes import label_of, read_codelist
from .display import Block
from .files import TEXT, rows_of
from .recorded import SOURCED, Recorded

Behind = tuple[list[Block], pd.DataFrame]


def _sourced(record: Recorded) -> list[dict[str, Any]]:
    """Return every claim, row and source of a code, with its origin of information."""
    rows = []
    for name in SOURCED:
        for row in record.rows(name):
            field = row["field"] if name == "claims" else name
            rows.append({"table": name, "field": field, "number": row["number"],
                         "source": row["source"], "at": row["at"], "origin": row.get("origin")})  # fmt: skip
    for row in record.rows("codes"):
        for key in row["sources"].split(";"):
            rows.append({"table": "codes", "field": row["field"], "number": None,
                         "source": key, "at": None, "origin": None})  # fmt: skip
    for row in rows:
        row["origin"] = row["origin"] or record.words.sources[row["source"]]["origin"]
    return rows


def origins_behind(record: Recorded, column: str) -> Behind:
    """Return the origins, works or rows that ``n_origins``, ``n_sources`` or ``n_claims`` counts."""
    kinds = read_codelist("origin_type")
    rows = _sourced(record)
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        counts = kinds[row["origin"].partition(":")[0]].extra["counts"] == "yes"
        if column == "n_origins":
            row["used"] = counts
            row["reason"] = "" if counts else "knowledge at second hand, or of places only"
        elif column == "n_claims":
            row["used"] = row["table"] != "codes"
            row["reason"] = "" if row["used"] else "a code is a judgement, not a claim"
        else:
            row["used"], row["reason"] = True, ""
        key = {"n_origins": "origin", "n_sources": "source"}.get(column, "table")
        groups.setdefault(row[key], []).append(row)
    listed = column == "n_sources"
    used, passed = Block("Counted", listed=listed), Block("Not counted", listed=listed)
    for key, members in groups.items():
        works = dict.fromkeys(record.words.cite(row["source"]) for row in members)
        label = record.words.origin(key) if column == "n_origins" else key
        if column == "n_sources":
            label = record.words.references([key])[0]
            works = dict.fromkeys([f"origin: {record.words.origin(r['origin'])}" for r in members])
        text = [f"{label}: {len(members)}" if column == "n_claims" else label, "; ".join(works)]
        if members[0]["reason"]:
            text.append(f"Not counted: {members[0]['reason']}")
        (used if members[0]["used"] else passed).items.append(("-", text))
    return [used, passed], _frame(rows)


def records_behind(record: Recorded, column: str) -> Behind:
    """Return the records that decide whether totals count this one."""
    everything = {r["id"]: r for r in rows_of(record.incidents.drop_columns(["geometry"]))}
    own = everything[record.id]
    parts = [r for r in everything.values() if _belongs(r, own, everything)]
    reason = _counted_because(own)
    items = [("-", [f"{r['title']} ({r['id']})", _persons(r)]) for r in parts]
    rows = [
        {"id": r["id"], "kind": r["kind"], "persons_act": r["persons_act"],
         "used": r["count_in_totals"], "reason": _counted_because(r)}
        for r in [own, *parts]
    ]  # fmt: skip
    return [
        Block("Why", [reason, _persons(own)]),
        Block("What lies within it", items=items),
    ], _frame(rows)


def _belongs(row: dict[str, Any], campaign: dict[str, Any], records: dict[str, Any]) -> bool:
    """Tell whether a published incident or campaign is part of a campaign, or of one within it."""
    seen, above = set(), row["part_of"]
    while above and above not in seen and above != campaign["id"]:
        seen.add(above)
        above = records.get(above, {}).get("part_of")
    counts = row["kind"] in ("incident", "campaign") and row["record_status"] == "published"
    return counts and above == campaign["id"] and row["id"] != campaign["id"]


def _counted_because(row: dict[str, Any]) -> str:
    if row["record_status"] != "published":
        return "The record is withdrawn and counts nowhere."
    if row["kind"] == "measure":
        return "A measure moves nobody by itself."
    if row["kind"] == "incident":
        return "A published incident counts; a campaign counts only acts that its incidents do not."
    if row["count_in_totals"]:
        return "A campaign counts here, since nothing within it has a count of the same act."
    return "What lies within it has counts of the same act, which count instead."


def _persons(row: dict[str, Any]) -> str:
    act = row["persons_act"]
    return f"It counts: {label_of('act', act).lower()}." if act else "It has no count."


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    types = {"used": "boolean", "number": "Int64"}
    return frame.astype({name: types.get(name, TEXT) for name in frame})
