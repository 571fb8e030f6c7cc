"""To which sums a row of ``law_on_date`` belongs: what was in force by three readings, and what is open.

Pure; the same for the build, which sums, and for what explains a sum. What is binding on a state is said
of the state, so that a scope does not keep a provision out; `MAY_REACH` leaves out what by its own terms
does not reach the case, such as the Fourth Geneva Convention where there is no war.
"""

from __future__ import annotations

from ..vocabulary.codes import read_codelist
from .facts import Row

AS_READ_THEN = "provisions_binding"
BY_TEXT = "provisions_binding_by_text"
AS_READ_LATER = "provisions_binding_as_read_later"
MAY_REACH = "provisions_binding_may_reach"
OPEN = "provisions_open"
SCOPES = ("scope_temporal", "scope_personal", "scope_place")
_NOT_RECORDED = ("party_unknown", "territory_unknown", "contested")


def prohibits_return(provision: Row) -> bool:
    """Tell whether a provision is one that sums are about: it prohibits return and binds as treaty."""
    return provision["function"] == "prohibits_return" and provision["bindingness"] == "treaty"


def _has_force(row: Row) -> bool:
    """Tell whether a provision was in force, limited or not, on every day that the date allows."""
    statuses = read_codelist("law_status")
    given = (row["status"], row["status_earliest"], row["status_latest"])
    return all(statuses[code].extra["counts"] == "yes" for code in given if code)


def sums_of(row: Row, provision: Row) -> set[str]:
    """Return the sums to which a row belongs.

    Parameters
    ----------
    row : mapping
        A row of ``law_on_date``.
    provision : mapping
        The row of ``provisions`` that it names.
    """
    if not prohibits_return(provision):
        return set()
    found = set()
    if row["counts"]:
        found.add(AS_READ_THEN)
        if row["reading"] == "explicit":
            found.add(BY_TEXT)
        if all(row[scope] != "not_met" for scope in SCOPES):
            found.add(MAY_REACH)
    if _has_force(row) and (provision["text_explicit"] or provision["reading_recognised_on"]):
        found.add(AS_READ_LATER)
    if AS_READ_THEN not in found and (
        row["status"] is None or row["counts"] is None or row["status"] in _NOT_RECORDED
    ):
        found.add(OPEN)
    return found
