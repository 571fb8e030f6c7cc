"""How a state stood towards an instrument as a whole: by kind, by its periods, by silence.

Pure. Limits and territories come after, in `obligations`.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from .facts import EARLY, Days, Extension, Instrument, Law, Period, Row, Statement


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


def _reached(days: Days | None, day: dt.date, side: int) -> bool:
    return days is not None and days[side] <= day


def is_over(days: Days | None, day: dt.date, side: int) -> bool:
    """Tell whether a last day has passed."""
    return days is not None and days[side] < day


def covers(item: Statement | Extension, day: dt.date, side: int) -> bool:
    """Tell whether a statement or an extension holds on a day."""
    return (item.first is None or item.first[side] <= day) and not is_over(item.last, day, side)


def as_known(instrument: Instrument, day: dt.date) -> dt.date:
    """Return the day as on which a question is answered: no later than the parties are known."""
    return min(day, instrument.checked) if instrument.checked else day


def _by_periods(periods: list[Period], day: dt.date, side: int) -> Standing | None:
    """Return the status that the periods of a state give, or None where none of them does."""
    bound, consented, signed, former = None, None, None, None
    for period in periods:
        over = is_over(period.ended, day, side)
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


def _is_complete(instrument: Instrument) -> bool:
    """Tell whether it is recorded whom an instrument binds, and since when the first of them."""
    if instrument.bound_by == "parties":
        return instrument.parties_known == "complete"
    return instrument.binds_from is not None


def _is_open_on(instrument: Instrument, day: dt.date, side: int) -> bool:
    """Tell whether an instrument may have bound states on the day that have no row which says so.

    A first day of force that was not read may be any day since the adoption.
    """
    if instrument.bound_by == "nobody" or _is_complete(instrument):
        return False
    return instrument.binds_from is None or _reached(instrument.binds_from, day, side)


def _has_opted_out(law: Law, instrument: Instrument, state: str, day: dt.date, side: int):
    """Return the statement by which a state stays out of an instrument on a day, or None."""
    said = law.statements.get((instrument.id, state), [])
    return next((s for s in said if s.limits == "membership" and covers(s, day, side)), None)


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
    out = None if found else _has_opted_out(law, instrument, state, day, side)
    if out:
        return Standing("not_party", None, out.row, limits=(out,))
    open_ = _is_open_on(instrument, day, side)
    if found and not (found.status == "signed_only" and open_):
        return found._replace(status=instrument.standing) if found.status == "in_force" else found
    named = instrument.bound_by == "parties" or state in instrument.states
    if open_ and (found or (named and law.could_join(instrument, state))):
        return Standing("party_unknown", None, found and found.row, period=found and found.period)
    early = instrument.standing == "in_force" and not _reached(instrument.binds_from, day, side)
    status = "adopted_not_in_force" if named and early and not open_ else "not_party"
    return _before(periods, day, side, status)
