"""Columns that the tables of the coding passes share."""

from __future__ import annotations

from typing import Any

from ..records.schema import Column
from .exclusion_columns import plain

AGREEMENT = "pass_agreement"


def derived(
    name: str, label: str, text: str, type: str = "string", unit: str = "", codelist: str = "",
    rule: str = AGREEMENT, **more: Any,
) -> Column:  # fmt: skip
    """Return a column that is made of what the passes gave; by default, of how far they agree."""
    return Column(name, label, type, unit, codelist, "derived", rule, text, **more)


UNIT = plain("unit", "Unit", "Record, or record and acting state parted by a slash.",
               basis="editorial", required=True)  # fmt: skip
INCIDENT = plain("incident_id", "Record", "Id of the record.", basis="editorial", required=True,
                   references="incidents.id")  # fmt: skip
VARIABLE = plain("variable", "Variable", "Mode and dimension parted by a dot, or name of a coded field.",
                   basis="editorial", required=True)  # fmt: skip
STATE = plain("state", "State", "The acting state whose reading it is; empty for fields of the record.",
                references="states.code")  # fmt: skip
ANALOGUE = derived(
    "is_analogue", "Before 1951",
    "Whether it is a reading of conduct that ended, or words that were said, before 28 July 1951, when the "
    "Convention was adopted.", "bool", rule="edtf_bounds", required=True,
)  # fmt: skip
