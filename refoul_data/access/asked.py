"""What `explain` was asked for: a column or a family of columns, and the rule that leads to its rows."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa

from ..vocabulary.codes import nearest
from ..vocabulary.roles import DEATH_PHASES
from .given import given_text
from .recount import count_fields

SINGLE = ("preferred_claim", "all_values")
"""Rules that take values from claims as they are."""


class Asked(NamedTuple):
    """A question for the origin of a cell."""

    column: str | None
    """The column asked for; None for a family such as ``persons``."""
    family: str
    """The claimed or coded field, the deaths of a phase, or the derived column itself."""
    rule: str
    """How the rows are found: a code of ``rule``, ``"coded"`` or ``"editorial"``."""


def _metadata(schema: pa.Schema, column: str, key: bytes) -> str:
    return (schema.field(column).metadata or {}).get(key, b"").decode()


def ask(field: str, table: pa.Table) -> Asked:
    """Return what a field of the table of incidents hangs on.

    Raises
    ------
    ValueError
        If there is no such column or family; the message names the nearest one.
    """
    given_text(field, "field", "persons")
    schema = table.schema
    counted = count_fields(table)
    families = [*counted, *DEATH_PHASES]
    if field not in schema.names and field not in families:
        hint = nearest(field, [*schema.names, *families])
        raise ValueError(f"no field {field!r} in the table of incidents{hint}")
    column = None if field in families else field
    for family in families:
        if field == family or field.startswith(f"{family}_"):
            return Asked(column, family, "harm_deaths" if family in DEATH_PHASES else "counts")
    if field == "geometry":
        return Asked(None, "place", "preferred_claim")
    basis, rule = (_metadata(schema, field, key) for key in (b"basis", b"rule"))
    if rule in SINGLE:
        return Asked(column, field, rule)
    if rule in ("edtf_bounds", "place_lookup"):
        fields = [n for n in schema.names if _metadata(schema, n, b"rule") in SINGLE]
        family = max((n for n in fields if field.startswith(f"{n}_")), key=len)
        return Asked(column, family, _metadata(schema, family, b"rule"))
    if basis == "coded" and _metadata(schema, field, b"codelist") and field != "kind":
        return Asked(column, field, "coded")
    return Asked(column, field, rule if basis == "derived" else "editorial")
