"""Rules on the law: totals of parties are whole, and ours are what the tables give."""

from __future__ import annotations

import datetime as dt

from ..vocabulary.codes import nearest
from .law_rules import (
    INSTRUMENTS,
    PARTIES,
    TOTALS,
    Found,
    by_id,
    earliest,
    is_damaged,
    latest,
    law_rule,
    traits,
)
from .law_schema import LawFiles, Party
from .library import Library

_NOT_COUNTED = ("signature", "provisional", "contested")


@law_rule
def totals_name_what_is_known(law: LawFiles, library: Library) -> Found:
    """A total names instruments that have parties, and sources that have a file."""
    known = by_id(law)
    for row in law.totals:
        for name in row.instruments:
            if name not in known:
                if not is_damaged(library, INSTRUMENTS):
                    message = f"no instrument {name!r} in {INSTRUMENTS}{nearest(name, known)}"
                    yield TOTALS, row.line("instrument"), "instrument", message
            elif traits(known[name])["bound_by"] != "parties":
                message = f"an instrument of kind {known[name].kind} has no parties to count"
                yield TOTALS, row.line("instrument"), "instrument", message
        for key in row.source:
            if key not in library.sources:
                message = f"no source {key!r}{nearest(key, library.sources)}"
                yield TOTALS, row.line("source"), "source", message


@law_rule
def totals_are_whole(law: LawFiles, library: Library) -> Found:
    """A total has a day with an end; a number beside ours its source, who counted it, and a note where it
    differs; none stands twice."""
    seen: dict[tuple, int] = {}
    for row in law.totals:
        if latest(row.on) is None:
            yield TOTALS, row.line("on"), "on", f"{row.on!r} has no end: give a day"
        if (row.published is None) != (not row.source):
            yield TOTALS, row.line("source"), "source", "'published' and 'source' go together"
        if (row.published is None) != (row.counted_by is None):
            message = "'published' and 'counted_by' go together"
            yield TOTALS, row.line("counted_by"), "counted_by", message
        if row.published is not None and row.published != row.ours and not row.note:
            message = f"say why it is {row.published} there and not {_shown(row.ours)} as in ours"
            yield TOTALS, row.line("note"), "note", message
        key = (*sorted(row.instruments), row.on, *row.source)
        if key in seen:
            message = f"the same is counted on line {seen[key]}"
            yield TOTALS, row.line("on"), "on", message
        seen.setdefault(key, row.line())


def _shown(number: int | None) -> str:
    return "empty" if number is None else str(number)


def _is_bound(row: Party, day: dt.date, library: Library, certain: bool) -> bool:
    """Tell whether a state certainly, or possibly, had consented by a day and not left before it."""
    state = library.states.get(row.state)
    begin = row.deposited_on or row.effective_on
    if row.act in _NOT_COUNTED or begin is None or state is None:
        return False
    if not state.existed_between(day, day):  # a state that is continued has rows of its own
        return False
    start = latest(begin) if certain else earliest(begin)
    end = row.ended_on and ((earliest if certain else latest)(row.ended_on))
    begun = start <= day if start else not certain
    return begun and not (end and end < day)


@law_rule
def totals_are_ours(law: LawFiles, library: Library) -> Found:
    """Our total is what the tables give: states that had deposited by the end of the day, less those that had left."""
    if is_damaged(library, PARTIES):
        return
    parties: dict[str, list[Party]] = {}
    for party in law.parties:
        parties.setdefault(party.instrument, []).append(party)
    for row in law.totals:
        rows = [p for name in row.instruments for p in parties.get(name, ())]
        day = latest(row.on)
        if day is None:
            continue
        sure, possible = (_count(rows, day, library, certain) for certain in (True, False))
        if row.ours is None:
            if sure == possible:
                yield TOTALS, row.line("ours"), "ours", f"empty; the tables give {sure}"
        elif not sure <= row.ours <= possible:
            given = sure if sure == possible else f"{sure} to {possible}"
            yield TOTALS, row.line("ours"), "ours", f"{row.ours}; the tables give {given}"


def _count(rows: list[Party], day: dt.date, library: Library, certain: bool) -> int:
    return len({p.state for p in rows if _is_bound(p, day, library, certain)})
