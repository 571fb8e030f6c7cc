"""Rules on the law: dates follow each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from .law_rules import (
    INSTRUMENTS,
    PARTIES,
    Found,
    by_id,
    earliest,
    latest,
    law_rule,
    table_rows,
)
from .law_schema import LawFiles
from .library import Library


def is_after(first: str | None, second: str | None) -> bool:
    """Tell whether a date certainly lies after another."""
    start, end = earliest(first), latest(second)
    return start is not None and end is not None and start > end


def reaches(end: str | None, start: str | None) -> bool:
    """Tell whether a last day certainly is not before a first day; an empty one is open."""
    if not end or not start:
        return True
    last, first = earliest(end), latest(start)
    return last is not None and (first is None or last >= first)


def _orders(law: LawFiles) -> Iterator[tuple[str, str, Any, tuple[str, ...]]]:
    for number, instrument in enumerate(law.instruments):
        path = f"instruments.{number}."
        keys = ("adopted", "in_force", "applies_from", "transpose_by", "ended")
        yield INSTRUMENTS, path, instrument, keys
        yield INSTRUMENTS, path, instrument, ("adopted", "checked_on")
    for row in law.parties:
        keys = ("signed_on", "effective_on", "ended_on")
        if not row.retroactive:
            keys = ("signed_on", "deposited_on", "effective_on", "ended_on")
        yield PARTIES, "", row, keys
    for name, row in table_rows(law):
        if name != PARTIES:
            yield name, "", row, ("from_", "to")


@law_rule
def law_dates_are_in_order(law: LawFiles, library: Library) -> Found:
    """Signature, deposit, effect and end follow each other; an effect before the deposit is retroactive."""
    for name, path, row, keys in _orders(law):
        given = [(k, getattr(row, k)) for k in keys if getattr(row, k)]
        for (first, one), (second, other) in pairwise(given):
            if is_after(one, other):
                first, second = first.rstrip("_"), second.rstrip("_")
                message = f"{other} is before {first}, {one}"
                if (first, second) == ("deposited_on", "effective_on"):
                    message += ": mark the row as retroactive if it is so"
                yield name, row.line(second), f"{path}{second}", message
                break


_EVENTS = {
    "adopted": "was adopted",
    "in_force": "was in force",
    "applies_from": "applied",
    "transpose_by": "had to be transposed",
}


@law_rule
def effect_follows_adoption(law: LawFiles, library: Library) -> Found:
    """No state signs or consents before the instrument was adopted, or is bound before it was in force and applied."""
    known = by_id(law)
    for row in law.parties:
        instrument = known.get(row.instrument)
        if instrument is None:
            continue
        limits = [
            ("signed_on", "adopted"), ("deposited_on", "adopted"), ("effective_on", "adopted"),
            ("effective_on", "in_force"), ("effective_on", "applies_from"),
            ("effective_on", "transpose_by"),
        ]  # fmt: skip
        for key, limit in limits:
            date, bound = getattr(row, key), getattr(instrument, limit)
            if row.retroactive and key == "effective_on":
                continue
            if is_after(bound, date) and row.act != "provisional":
                message = f"{date} is before {row.instrument} {_EVENTS[limit]}, {bound}"
                yield PARTIES, row.line(key), key, message
                break


@law_rule
def retroactive_is_earlier(law: LawFiles, library: Library) -> Found:
    """A retroactive row takes effect before its deposit."""
    for row in law.parties:
        days = row.deposited_on, row.effective_on
        if row.retroactive and (not all(days) or reaches(days[1], days[0])):
            message = "a retroactive row has an effect before its deposit"
            yield PARTIES, row.line("retroactive"), "retroactive", message


@law_rule
def parties_are_known_by_then(law: LawFiles, library: Library) -> Found:
    """No deposit is later than the day up to which the parties are known."""
    known = by_id(law)
    for row in law.parties:
        instrument = known.get(row.instrument)
        if instrument and is_after(row.deposited_on, instrument.checked_on):
            message = f"{row.deposited_on} is after checked_on, {instrument.checked_on}"
            yield PARTIES, row.line("deposited_on"), "deposited_on", message


@law_rule
def parties_existed(law: LawFiles, library: Library) -> Found:
    """A state existed on the first day of effect, or the note names the year of its first or last day."""
    for row in law.parties:
        state, date = library.states.get(row.state), row.effective_on
        if not (state and date) or state.existed_between(earliest(date), latest(date)):
            continue
        # Successions go back to a declared independence, and exiles have acceded: the depositary's
        # day stays, and the note tells a reader why no question to the law reaches it.
        after = state.last is not None and is_after(date, str(state.last))
        year = str((state.last if after else state.first).year)
        if year not in (row.note or ""):
            span = f"{state.first or '…'} to {state.last or '…'}"
            verb = "ends" if after else "begins"
            message = (
                f"{state.name} ({row.state}) existed from {span}, not on {date}; if the source has "
                f"it so, say in the note that the list of states {verb} it in {year}"
            )
            yield PARTIES, row.line("effective_on"), "effective_on", message
