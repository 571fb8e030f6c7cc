"""The count columns of the table of incidents, computed anew by another rule than the published one."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from ..dataset.counts import COUNT_RULES, Count, Interval, counted_once
from ..vocabulary.roles import DEATH_PHASES, is_death_of
from .counting import Row, count_of
from .files import read_arrow, rows_of

PUBLISHED_RULE = "whole_range"


def intervals(
    claims: Iterable[Row], harm: Iterable[Row], fields: Iterable[str], rule: str
) -> dict[tuple[str, str], Interval]:
    """Compute every interval of every record by a rule.

    Parameters
    ----------
    claims, harm : iterable of mapping
        Rows of the published tables.
    fields : iterable of str
        Claimed fields that are counts, such as ``"persons"``.
    rule : str
        A key of `COUNT_RULES`.

    Returns
    -------
    dict of (str, str) to Interval
        By record and family of columns; a record without counts has no entry.
    """
    groups: dict[tuple[str, str], list[Count]] = {}
    fields = set(fields)
    rows = [(row["field"], row) for row in claims if row["field"] in fields]
    rows += [
        (f, row) for row in harm for f in DEATH_PHASES if is_death_of(row["type"], row["phase"], f)
    ]
    for family, row in rows:
        count = count_of(row)
        if count is not None:
            groups.setdefault((row["incident_id"], family), []).append(count)
    return {key: COUNT_RULES[rule](counts) for key, counts in groups.items()}


def count_fields(table: pa.Table) -> list[str]:
    """Return the claimed fields of the table of incidents that are counts."""
    return [
        field.name.removesuffix("_low")
        for field in table.schema
        if field.name.endswith("_low") and field.metadata.get(b"rule") == PUBLISHED_RULE.encode()
    ]


def recounted(table: pa.Table, rule: str) -> pa.Table:
    """Compute the count columns anew from the claims and the harm."""
    fields = count_fields(table)
    found = intervals(rows_of(read_arrow("claims")), rows_of(read_arrow("harm")), fields, rule)
    rows = rows_of(table)
    for row in rows:
        for family in (*fields, *DEATH_PHASES):
            interval = found.get((row["id"], family))
            for part in ("low", "best", "high", "act", "flags"):
                value = getattr(interval, part, None)
                name = f"{family}_{part}"
                if name in row:
                    row[name] = (";".join(value) or None) if isinstance(value, tuple) else value
    once = counted_once(rows)  # it depends on the act that is counted
    for row in rows:
        row["count_in_totals"] = once.get(row["id"], False)
    return pa.Table.from_pylist(rows, schema=table.schema)
