"""Which rows a counting rule computes with, and why: the reasons behind a published number.

The numbers come from the rules in `dataset.counts`; a test holds that the rows which are said to
be used here give the rule's result.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..dataset.counts import ADEQUATE_GRADE, COUNT_RULES, Count, make_count
from ..dataset.counts import preferred_count as preferred_among
from ..vocabulary.codes import label_of, nearest
from ..vocabulary.roles import is_independent
from .given import given_text

Row = Mapping[str, Any]


class Verdict(NamedTuple):
    """Whether a rule computes with a row, and why."""

    used: bool
    reason: str


def check_rule(name: str) -> str:
    """Return the name of a counting rule.

    Raises
    ------
    ValueError
        If there is no such rule; the message names the nearest one.
    TypeError
        If it is no text.
    """
    if given_text(name, "counts", "whole_range") not in COUNT_RULES:
        known = ", ".join(COUNT_RULES)
        raise ValueError(f"no counting rule {name!r}{nearest(name, COUNT_RULES)} (known: {known})")
    return name


def count_of(row: Row) -> Count | None:
    """Make a count from a row of claims or harm; None where the row gives no number or scope."""
    if row["scope"] is None or (row["low"] is None and row["high"] is None):
        return None
    act = "deaths" if "phase" in row else row["act"]
    # Releases before the second have no grade as read.
    return make_count(
        {**row, "act": act}, int(row.get("grade_read") or row["grade"]), row["origin"]
    )


def _winners(counts: list[Count], preferred: Count) -> dict[str, Count]:
    """Return the count that stands for each origin of information."""
    found = {preferred.origin: preferred}
    for count in sorted(counts, key=lambda c: -c.grade):
        if count.grade >= ADEQUATE_GRADE and is_independent(count.origin):
            found.setdefault(count.origin, count)
    return found


def count_verdicts(rows: list[Row], rule: str) -> list[Verdict]:
    """Say for each row of one record and family whether the rule computes with it, and why."""
    counts = [count_of(row) for row in rows]
    present = [c for c in counts if c is not None]
    preferred = preferred_among(present)
    alike = [
        c for c in present
        if preferred and c.scope == "whole" and not c.set_aside and c.act == preferred.act
    ]  # fmt: skip
    winners = _winners(alike, preferred) if preferred else {}
    numbers = {id(c): row["number"] for c, row in zip(counts, rows, strict=True) if c is not None}

    def verdict(count: Count | None, row: Row) -> Verdict:
        if count is None:
            return Verdict(False, "gives no number")
        if row["set_aside"]:
            return Verdict(False, f"set aside: {row['set_aside']}")
        if count.scope != "whole":
            return Verdict(False, "covers a part only")
        if preferred is None:
            return Verdict(False, "no claim is preferred, so that nothing is computed")
        if preferred.grade < ADEQUATE_GRADE and rule == "whole_range":
            return Verdict(False, f"the preferred claim's grade as read is below {ADEQUATE_GRADE}")
        if count is preferred:
            alone = not row["preferred"]
            words = "the only claim to the whole" if alone else "preferred"
            return Verdict(True, f"{words}: {row['why']}" if row["why"] else words)
        if rule == "preferred_only":
            return Verdict(False, "the rule takes the preferred claim alone")
        if count.act != preferred.act:
            return Verdict(False, f"counts something else: {label_of('act', count.act).lower()}")
        if rule == "whole_range" and count.grade < ADEQUATE_GRADE:
            return Verdict(
                False, f"its source's grade as read, {count.grade}, is below {ADEQUATE_GRADE}"
            )
        if rule == "whole_range" and count.origin not in winners:
            return Verdict(False, "repeats what others said; its origin counts for nothing")
        winner = winners.get(count.origin)
        if rule == "whole_range" and winner is not count:
            return Verdict(False, f"has the same origin as claim {numbers[id(winner)]}")
        return Verdict(True, "covers the whole and counts the same act")

    return [verdict(count, row) for count, row in zip(counts, rows, strict=True)]
