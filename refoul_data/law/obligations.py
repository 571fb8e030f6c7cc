"""Which law bound a state on a day: one status for each provision, from periods, limits and extensions.

Pure. `status_at` holds the order of precedence; the module `steps` has the same over all days.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import NamedTuple

from ..vocabulary.codes import read_codelist
from .facts import (
    CONVENTION,
    EARLY,
    PROTOCOL,
    Days,
    Extension,
    Instrument,
    Law,
    Period,
    Provision,
    Row,
    Statement,
)

DATE_LIMIT = (
    "Until the Protocol of 1967 binds the state, the Convention protects those alone who fled from "
    "events before 1 January 1951 (article 1A(2))"
)


class Standing(NamedTuple):
    """A status, how it ended, and the rows on which it rests."""

    status: str
    ended_by: str | None = None
    row: Row | None = None
    """The row that decides; None where the silence of the tables does."""
    limits: tuple[Statement, ...] = ()
    date_limit: bool = False
    """Whether the date limit of the 1951 Convention holds, which no state declares."""
    period: Period | None = None


@cache
def _statuses_by_territory() -> frozenset[str]:
    codes = read_codelist("law_status").items()
    return frozenset(code for code, entry in codes if entry.extra["by_territory"] == "yes")


def _reached(days: Days | None, day: dt.date, side: int) -> bool:
    return days is not None and days[side] <= day


def _over(days: Days | None, day: dt.date, side: int) -> bool:
    return days is not None and days[side] < day


def _covers(item: Statement | Extension, day: dt.date, side: int) -> bool:
    return (item.first is None or item.first[side] <= day) and not _over(item.last, day, side)


def as_known(instrument: Instrument, day: dt.date) -> dt.date:
    """Return the day as on which a question is answered: no later than the parties are known."""
    return min(day, instrument.checked) if instrument.checked else day


def _by_periods(periods: list[Period], day: dt.date, side: int) -> Standing | None:
    """Return the status that the periods of a state give, or None where none of them does."""
    bound, consented, signed, former = None, None, None, None
    for period in periods:
        over = _over(period.ended, day, side)
        begun = _reached(period.effective or period.deposited or period.signed, day, side)
        if period.act == "contested":
            if begun and not over:
                return Standing("contested", None, period.row, period=period)
        elif _reached(period.effective, day, side):
            if not over:
                bound = period
            elif former is None or former.ended[side] <= period.ended[side]:
                former = period
        elif _reached(period.deposited, day, side) and not over:
            consented = period
        elif _reached(period.signed, day, side):
            signed = period
    if bound:
        status = "provisional" if bound.act == "provisional" else "in_force"
        return Standing(status, None, bound.row, period=bound)
    if consented:
        return Standing("consented_not_in_force", None, consented.row, period=consented)
    if former:
        return Standing("ended", former.ended_by, former.row, period=former)
    return signed and Standing("signed_only", None, signed.row, period=signed)


def _begin(period: Period, side: int) -> dt.date:
    days = period.signed or period.deposited or period.effective
    return days[side] if days else dt.date.max


def _before(periods: list[Period], day: dt.date, side: int, status: str) -> Standing:
    """Return a status that rests on the next period of the state, if there is a later one."""
    later = [p for p in periods if _begin(p, side) > day]
    following = min(later, key=lambda p: _begin(p, side), default=None)
    return Standing(status, None, following and following.row, period=following)


def _may_be_unrecorded(instrument: Instrument, day: dt.date, side: int) -> bool:
    """Tell whether a state may have been a party that the tables do not know of."""
    return (
        instrument.bound_by == "parties"
        and instrument.parties_known != "complete"
        and _reached(instrument.in_force, day, side)
    )


def standing_at(
    law: Law, instrument: Instrument, state: str, day: dt.date, side: int = EARLY
) -> Standing | None:
    """Return how a state stood towards an instrument as a whole, without limits and territories.

    None where the instrument is the law of another state.
    """
    day = as_known(instrument, day)
    if instrument.bound_by == "own_state" and state not in instrument.states:
        return None
    if not _reached(instrument.adopted, day, side):
        return Standing("not_adopted")
    if instrument.bound_by == "nobody":
        return Standing(instrument.standing)
    periods = law.periods.get((instrument.id, state), [])
    found = _by_periods(periods, day, side)
    if found and not (found.status == "signed_only" and _may_be_unrecorded(instrument, day, side)):
        return found._replace(status=instrument.standing) if found.status == "in_force" else found
    if _may_be_unrecorded(instrument, day, side):
        return Standing("party_unknown", None, found and found.row, period=found and found.period)
    named = instrument.bound_by == "parties" or state in instrument.states
    open_ = instrument.standing == "in_force" and not _reached(instrument.in_force, day, side)
    status = "adopted_not_in_force" if named and open_ else "not_party"
    return _before(periods, day, side, status)


def statements_of(law: Law, instrument: str, state: str) -> list[Statement]:
    """Return what a state declared about an instrument, and what it carried over to it."""
    own = law.statements.get((instrument, state), [])
    kinds = {s.type for s in own}
    if instrument == PROTOCOL and "geographic_limitation" not in kinds:
        # Article I(3) of the Protocol keeps a limitation under the Convention alive.
        carried = law.statements.get((CONVENTION, state), [])
        return own + [
            s._replace(provisions=()) for s in carried if s.type == "geographic_limitation"
        ]
    return own


def limits_at(
    law: Law, provision: Provision, state: str, day: dt.date, side: int = EARLY
) -> tuple[Statement, ...]:
    """Return the limits of a state that hold for a provision on a day.

    Limits of time, place and territory hold for the whole instrument or the provisions that they
    name; a reservation holds only for those that it names; other statements limit nothing.
    """
    return tuple(
        s
        for s in statements_of(law, provision.instrument, state)
        if (provision.id in s.provisions or (s.limits == "instrument" and not s.provisions))
        and s.limits != "no"
        and _covers(s, day, side)
    )


def has_date_limit(law: Law, instrument: str, state: str, day: dt.date, side: int = EARLY) -> bool:
    """Tell whether the date limit of the 1951 Convention holds: until the Protocol binds the state."""
    if instrument != CONVENTION:
        return False
    protocol = law.instruments.get(PROTOCOL)
    found = protocol and standing_at(law, protocol, state, day, side)
    return not found or found.status != "in_force"


def _in_territory(
    standing: Standing, extensions: list[Extension], day: dt.date, side: int
) -> Standing:
    if standing.status not in _statuses_by_territory():
        return standing
    covering = next((e for e in extensions if _covers(e, day, side)), None)
    if covering is None:
        return Standing("territory_unknown")
    if covering.status == "extended":
        return standing
    status = "contested" if covering.status == "contested" else "not_party"
    return Standing(status, None, covering.row)


def status_at(
    law: Law,
    provision: Provision,
    state: str,
    day: dt.date,
    side: int = EARLY,
    territory: str | None = None,
) -> Standing | None:
    """Return the status of a provision for a state on a day, with the limits that hold.

    Parameters
    ----------
    law : Law
        The facts.
    provision : Provision
        One of ``law.provisions``.
    state : str
        Code of a state that existed on the day.
    day : date
        The day; one after the instrument's ``checked`` is answered as on that day.
    side : int
        `EARLY` or `LATE`: which possible day of an imprecise date of the law counts.
    territory : str, optional
        Code of the territory in which the state acted.

    Returns
    -------
    Standing or None
        None where the provision is the law of another state.
    """
    instrument = law.instruments[provision.instrument]
    standing = standing_at(law, instrument, state, day, side)
    if standing is None:
        return None
    day = as_known(instrument, day)
    if standing.status == "in_force":
        limits = limits_at(law, provision, state, day, side)
        dated = has_date_limit(law, provision.instrument, state, day, side)
        if limits or dated:
            standing = standing._replace(status="in_force_limited", limits=limits, date_limit=dated)
    if territory:
        rows = law.extensions.get((instrument.id, state, territory), [])
        standing = _in_territory(standing, rows, day, side)
    return standing
