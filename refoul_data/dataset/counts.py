"""Named rules that make one interval from competing counts, and say what it rests on.

Pure, and free of pandas and pydantic: the build and the installed package use the same functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from ..vocabulary.roles import ADEQUATE_GRADE, is_independent


class Count(NamedTuple):
    """One count as one source has it."""

    low: int | None
    best: int | None
    high: int | None
    act: str
    scope: str
    preferred: bool
    set_aside: bool
    grade: int
    """Of the source as it was read: no better than the work that quotes it."""
    origin: str


class Interval(NamedTuple):
    """The published numbers: a range, the preferred count, what they count, what to know."""

    low: int | None = None
    best: int | None = None
    high: int | None = None
    act: str | None = None
    flags: tuple[str, ...] = ()


def make_count(row: Mapping[str, Any], grade: int, origin: str) -> Count:
    """Make a count from a mapping with the keys of a claim; an exact value is low, best and high."""
    low, best, high = row.get("low"), row.get("best"), row.get("high")
    if row.get("value") is not None:
        low = best = high = row["value"]
    elif low is not None and low == high:
        best = low
    return Count(
        low, best, high, row["act"], row["scope"], bool(row.get("preferred")),
        bool(row.get("set_aside")), grade, origin,
    )  # fmt: skip


def preferred_count(counts: Iterable[Count]) -> Count | None:
    """Return the count marked as preferred, or the only one that covers the whole."""
    whole = [c for c in counts if c.scope == "whole" and not c.set_aside]
    marked = [c for c in whole if c.preferred]
    if marked:
        return marked[0]
    return whole[0] if len(whole) == 1 else None


def _interval(counts: list[Count], preferred: Count) -> Interval:
    lows = [c.low for c in counts if c.low is not None]
    highs = [c.high for c in counts if c.high is not None]
    flags = []
    if len(counts) == 1:
        flags.append("single_claim")
    if len(highs) < len(counts):
        flags.append("open_above")
    if len(lows) < len(counts):
        flags.append("open_below")
    if preferred.best is None:
        flags.append("no_best")
    low, high = min(lows, default=None), max(highs, default=None)
    return Interval(low, preferred.best, high, preferred.act, tuple(flags))


def whole_range(counts: Iterable[Count]) -> Interval:
    """Smallest low to largest high among the eligible claims, one per origin of information.

    Eligible are claims that cover the whole, count the preferred claim's act, are not set aside
    and rest on a source that, as read, is of grade 2 or better. Of several with one origin the preferred one stands,
    else the one of the best grade, else the first. An origin that does not count towards
    independence sets no bound, unless it is the preferred claim's.
    """
    counts = list(counts)
    preferred = preferred_count(counts)
    if preferred is None or preferred.grade < ADEQUATE_GRADE:
        return Interval()
    by_origin: dict[str, Count] = {preferred.origin: preferred}
    for count in sorted(counts, key=lambda c: -c.grade):
        if (
            count.scope == "whole"
            and not count.set_aside
            and count.act == preferred.act
            and count.grade >= ADEQUATE_GRADE
            and is_independent(count.origin)
        ):
            by_origin.setdefault(count.origin, count)
    return _interval(list(by_origin.values()), preferred)


def preferred_only(counts: Iterable[Count]) -> Interval:
    """The preferred claim's own numbers."""
    preferred = preferred_count(list(counts))
    return Interval() if preferred is None else _interval([preferred], preferred)


def widest(counts: Iterable[Count]) -> Interval:
    """As `whole_range`, with claims of every grade and several per origin."""
    counts = list(counts)
    preferred = preferred_count(counts)
    if preferred is None:
        return Interval()
    alike = [
        c for c in counts
        if c.scope == "whole" and not c.set_aside and c.act == preferred.act
    ]  # fmt: skip
    return _interval(alike, preferred)


COUNT_RULES: dict[str, Callable[[Iterable[Count]], Interval]] = {
    "whole_range": whole_range,
    "preferred_only": preferred_only,
    "widest": widest,
}


def counted_once(rows: Iterable[Mapping[str, Any]]) -> dict[str, bool]:
    """Tell for each record whether totals count it, so that nobody is counted twice.

    Parameters
    ----------
    rows : iterable of mapping
        With the keys ``id``, ``kind``, ``record_status``, ``part_of``, ``persons_act``.

    Returns
    -------
    dict of str to bool
        True for published incidents, and for campaigns in which no published incident, and no
        published campaign within, has a count of the same act.
    """
    rows = list(rows)
    # A withdrawn campaign still leads to the one that it was part of.
    parents = {r["id"]: r["part_of"] for r in rows}
    rows = [r for r in rows if r["record_status"] == "published"]
    covered: set[tuple[Any, Any]] = set()
    for row in rows:
        if row["kind"] in ("incident", "campaign") and row["persons_act"]:
            campaign, seen = row["part_of"], {row["id"]}
            while campaign and campaign not in seen:
                covered.add((campaign, row["persons_act"]))
                seen.add(campaign)
                campaign = parents.get(campaign)
    return {
        r["id"]: r["kind"] == "incident"
        or (r["kind"] == "campaign" and (r["id"], r["persons_act"]) not in covered)
        for r in rows
    }
