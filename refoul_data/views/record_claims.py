"""The competing claims of one record as a table: each with its source, and why it is taken or not."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from ..access.counting import count_verdicts
from ..access.recount import PUBLISHED_RULE
from ..access.verdicts import VERDICTS
from ..access.words import sentence
from .map_sections import Sections
from .map_shelf import Shelf
from .map_texts import Row

_SINGLE = "preferred_claim"


def _verdicts(rules: dict[str, str], field: str, rows: list[Row]) -> list[Any]:
    if f"{field}_low" in rules:
        return count_verdicts(rows, PUBLISHED_RULE)
    return VERDICTS.get(rules.get(field, ""), VERDICTS[_SINGLE])(rows)


def _standing(row: Row, verdict: Any, counted: bool) -> tuple[str, str, str]:
    """Return class, word and reason: what the published value makes of a claim."""
    if row.get("set_aside"):
        return "aside", "Set aside", row["set_aside"]
    if row.get("preferred"):
        return "preferred", "Preferred", row.get("why") or ""
    if not verdict.used:
        return "", "", sentence(verdict.reason)
    return "taken", "In the range" if counted else "Taken", sentence(verdict.reason)


def claim_groups(row: Row, shelf: Shelf, rules: dict[str, str]) -> list[dict[str, Any]]:
    """Return the claims of a record by field, in the order of the record.

    Parameters
    ----------
    row : mapping
        The row of the record in the table of incidents.
    shelf : Shelf
        The other tables.
    rules : dict of str to str
        The rule of every column of the table of incidents.
    """
    sections = Sections(row, shelf)
    groups = []
    for field, found in groupby(shelf.rows("claims", row["id"]), lambda claim: claim["field"]):
        claims = list(found)
        lines = []
        for claim, verdict in zip(claims, _verdicts(rules, field, claims), strict=True):
            style, word, reason = _standing(claim, verdict, claim.get("act") is not None)
            said = [*sections.claim_lines(claim), ("Note", claim.get("note"))]
            origin = claim.get("origin") or shelf.origin_of(claim["source"])
            lines.append({
                "id": f"claim-{field}-{claim['number']}",
                "number": claim["number"],
                "head": sections.claim_head(claim),
                "lines": [(label, shelf.prose(text)) for label, text in said if text],
                "style": style, "word": word, "reason": shelf.prose(reason),
                "source": claim["source"], "at": claim.get("at"),
                "grade": claim.get("grade"),
                "origin": shelf.origin(origin) if origin else "",
            })  # fmt: skip
        groups.append({"field": field, "label": shelf.label(field), "claims": lines})
    return groups
