"""What the page of the law draws: statuses since 1930 for each state, with how well their days are known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ..law.facts import EARLY, FIRST_DAY, LATE, Instrument, Law, Provision
from ..law.obligations import status_at
from ..law.steps import change_days, steps
from ..vocabulary.codes import read_codelist
from ..vocabulary.states import State

_KINDS = ("treaty", "eu_act", "bilateral")
BOUND = ("in_force", "in_force_limited")
OPEN, NOT_BOUND, ABSENT = "open", "not_bound", "state_not_existing"
_UNBOUND = {"not_party", "adopted_not_in_force", "not_adopted"}
# Code, label on this page (None: that of the codelist) and class of colour and pattern.
STATUSES: tuple[tuple[str, str | None, str], ...] = (
    ("in_force", None, "force"),
    ("in_force_limited", None, "limit"),
    ("provisional", None, "provisional"),
    ("consented_not_in_force", "Consented, not yet in force", "consent"),
    ("signed_only", None, "signed"),
    ("ended", None, "ended"),
    ("contested", None, "contested"),
    ("party_unknown", "Not recorded whether a party", "unknown"),
    (OPEN, "Left open by imprecise dates", "open"),
    ("not_party", None, "not"),
    ("adopted_not_in_force", "Adopted, in force for nobody", "not"),
    (NOT_BOUND, "Not bound (imprecise dates)", "not"),
    ("not_adopted", None, "early"),
    (ABSENT, None, "absent"),
)
CODES = [code for code, _, _ in STATUSES]
QUIET = {*_UNBOUND, NOT_BOUND, ABSENT}
"""Statuses that rest on silence, or on a row of a later day."""
WEAK = ("high", "medium", "low")
"""Codes of ``date_confidence``, by the number that a step has for them; the first is left out."""
Step = list[int]
"""First day as ``yyyymmdd``, status, and where its days are not known well, how well."""


class Shown(NamedTuple):
    """One instrument of the page, by the provision that is drawn."""

    instrument: Instrument
    provision: Provision


def label_of_status(code: str, label: str | None) -> str:
    """Return the label of a status on this page."""
    return label or read_codelist("law_status")[code].label


def shown_instruments(law: Law) -> list[Shown]:
    """Return what binds states, each with its first prohibition of return, or its first provision.

    In the order of the regions for which they were made, then in that of the instruments.
    """
    regions = list(read_codelist("instrument_region"))
    found = []
    for instrument in sorted(
        law.instruments.values(), key=lambda i: regions.index(i.row["region"])
    ):
        if instrument.row["kind"] in _KINDS and instrument.provisions:
            first = instrument.provisions[0]
            prohibitions = (
                p for p in instrument.provisions if p.row["function"] == "prohibits_return"
            )
            found.append(Shown(instrument, next(prohibitions, first)))
    return found


def day_number(day: dt.date) -> int:
    """Return a day as one number, ``yyyymmdd``."""
    return day.year * 10000 + day.month * 100 + day.day


def _open_steps(
    law: Law, provision: Provision, state: str, first: dt.date, end: dt.date
) -> Iterator[tuple[dt.date, str]]:
    """Yield what is sure within a stretch whose status imprecise dates leave open."""
    days = change_days(law, law.instruments[provision.instrument], state)
    for day in [first, *(d for d in days if first < d < end)]:
        found = (status_at(law, provision, state, day, side) for side in (EARLY, LATE))
        pair = {standing.status for standing in found if standing}
        if pair <= _UNBOUND:
            yield day, NOT_BOUND
        elif pair <= {*_UNBOUND, "party_unknown"}:
            yield day, "party_unknown"
        else:
            yield day, OPEN


def _sure_steps(law: Law, provision: Provision, state: str) -> Iterator[tuple[dt.date, str]]:
    for (day, status), (end, _) in pairwise([*steps(law, provision, state), (dt.date.max, None)]):
        if status:
            yield day, status
        else:
            yield from _open_steps(law, provision, state, day, end)


def steps_of(law: Law, provision: Provision, state: State) -> list[Step]:
    """Return the status of a provision for a state since 1930, as ``[yyyymmdd, status]``.

    A third number says how well the days are known, where that is not well: the place in `WEAK`.
    Before and after the life of the state stands ``state_not_existing``.
    """
    found: list[tuple[dt.date, str]] = []
    for day, status in _sure_steps(law, provision, state.code):
        at = max(day, state.first or FIRST_DAY, FIRST_DAY)
        if state.last and at > state.last:
            break
        if found and found[-1][0] == at:
            found.pop()
        found.append((at, status))
    if not found or found[0][0] > FIRST_DAY:
        found.insert(0, (FIRST_DAY, ABSENT))
    if state.last and state.last >= FIRST_DAY:
        found.append((state.last + dt.timedelta(days=1), ABSENT))
    packed: list[Step] = []
    ends = [day for day, _ in found[1:]] + [dt.date.max]
    for (day, status), end in zip(found, ends, strict=True):
        level = 0 if status in QUIET else _weakest(law, provision, state.code, day, end)
        step = [CODES.index(status), level] if level else [CODES.index(status)]
        if not packed or packed[-1][1:] != step:
            packed.append([day_number(day), *step])
    return packed


def _weakest(law: Law, provision: Provision, state: str, first: dt.date, end: dt.date) -> int:
    """Return how well the days are known that decide within a stretch: the place in `WEAK`."""
    days = change_days(law, law.instruments[provision.instrument], state)
    worst = 0
    for day in [first, *(d for d in days if first < d < end)]:
        for side in (EARLY, LATE):
            standing = status_at(law, provision, state, day, side)
            row = (standing and standing.row) or {}
            worst = max(worst, WEAK.index(row.get("confidence") or "high"))
    return worst
