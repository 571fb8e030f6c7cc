"""Questions about a state and a date become rows, one for each provision: what `law_at` shows.

Pure. A date may be a stretch of days: a cell then holds a value only where it is the same on every
day, for the first and for the last possible day of each imprecise date of the law.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from ..vocabulary.codes import read_codelist
from .facts import EARLY, LATE, Law, Provision, days_of, known_until
from .obligations import DATE_LIMIT, Standing, status_at
from .questions import Answer, Question
from .scopes import Scope, Scopes, reading_at, scopes
from .steps import change_days, is_exact


class _Moment(NamedTuple):
    """What holds from one day to the next change."""

    standing: Standing
    scopes: Scopes
    reading: str | None
    counts: bool


@cache
def _counted_statuses() -> frozenset[str]:
    codes = read_codelist("law_status").items()
    return frozenset(code for code, entry in codes if entry.extra["counts"] == "yes")


def does_count(provision: Provision, status: str, reading: str | None) -> bool:
    """Tell whether a provision counts: it prohibits return, binds as treaty, is in force and recognised."""
    return (
        provision.row["function"] == "prohibits_return"
        and provision.row["bindingness"] == "treaty"
        and status in _counted_statuses()
        and reading in ("explicit", "recognised")
    )


def moment_days(law: Law, provision: Provision, question: Question) -> list[dt.date]:
    """Return the first day of a question and each later one on which a cell of the answer may change."""
    instrument = law.instruments[provision.instrument]
    days = change_days(law, instrument, question.state, question.territory)
    if question.known_on is None:
        known = (provision.row["reading_recognised_on"], provision.row["high_seas_since"])
        days += [days_of(text)[LATE] for text in known if text]
    return [question.first, *sorted({d for d in days if question.first < d <= question.last})]


def _moments(law: Law, provision: Provision, question: Question, side: int) -> Iterator[_Moment]:
    for day in moment_days(law, provision, question):
        standing = status_at(law, provision, question.state, day, side, question.territory)
        if standing is None:
            return
        known_on = question.known_on or day
        reach = scopes(
            law, provision, question.state, day, side,
            regions=question.regions, place_kind=question.place_kind, known_on=known_on,
        )  # fmt: skip
        reading = reading_at(provision, known_on)
        counts = does_count(provision, standing.status, reading)
        yield _Moment(standing, reach, reading, counts)


def _same(values: Iterable[Any]) -> Any:
    """Return the one value, or None where there are several."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


def limitation(
    law: Law, provision: Provision, early: Standing, late: Standing
) -> dict[str, str | None]:
    """Return what limits a provision, in words, and where that is said.

    Where the end of a limit is not known, it is told: a reader must see it.
    """
    standing = early if early.limits or early.date_limit else late
    texts = [(s.row["text"], s.row["source"], s.row["at"]) for s in standing.limits]
    if standing.date_limit:
        convention = law.instruments[provision.instrument].row
        texts.append((DATE_LIMIT, convention["source"], convention["at"]))
    words, sources, places = zip(*texts, strict=True) if texts else ((), (), ())
    return {
        "limitation": "; ".join(words) or None,
        "limitation_source": ";".join(dict.fromkeys(sources)) or None,
        "limitation_at": "; ".join(filter(None, places)) or None,
    }


def _is_retroactive(standing: Standing, day: dt.date) -> bool:
    """Tell whether the state was bound on the day by a deposit that it made only later."""
    period = standing.period
    if not period or not period.row["retroactive"]:
        return False
    return standing.status in _counted_statuses() and day < period.deposited[LATE]


def answer(law: Law, provision: Provision, question: Question) -> Answer | None:
    """Return the row of a provision, or None where it is the law of another state."""
    instrument = law.instruments[provision.instrument]
    early = list(_moments(law, provision, question, EARLY))
    if not early:
        return None
    exact = is_exact(law, instrument, question.state, question.territory)
    late = early if exact else list(_moments(law, provision, question, LATE))
    both = [*early, *late]
    standing, row, rule = early[-1].standing, provision.row, instrument.row
    decided = standing.row or {}
    days = standing.period.row if standing.period else {}
    reach = [
        _same(m.scopes[place] for m in both) or Scope("unknown")
        for place in range(len(Scopes._fields))
    ]
    is_later = instrument.checked is not None and question.last > instrument.checked
    return Answer(
        instrument=instrument.id,
        provision=provision.id,
        article=row["article"],
        function=row["function"],
        bindingness=row["bindingness"],
        status=_same(m.standing.status for m in both),
        status_earliest=late[0].standing.status,
        status_latest=standing.status,
        ended_by=_same(m.standing.ended_by for m in both),
        scope_temporal=reach[0].code,
        scope_temporal_reading=reach[0].reading,
        scope_personal=reach[1].code,
        scope_personal_reading=reach[1].reading,
        scope_place=reach[2].code,
        scope_place_reading=reach[2].reading,
        reading=_same(m.reading for m in both),
        **limitation(law, provision, standing, late[-1].standing),
        retroactive=_is_retroactive(standing, question.first),
        signed_on=days.get("signed_on"),
        deposited_on=days.get("deposited_on"),
        effective_on=days.get("effective_on"),
        ended_on=days.get("ended_on"),
        checked_on=rule["checked_on"],
        as_on=known_until(rule) if is_later else None,
        source=decided.get("source") or rule["source"],
        at=decided["at"] if decided else rule["at"],
        confidence=decided.get("confidence"),
        counts=_same(m.counts for m in both),
    )


def timeline(
    law: Law, provision: Provision, question: Question
) -> Iterator[tuple[dt.date, dt.date, Answer]]:
    """Yield the row of a provision for each stretch of days in which it stays the same.

    The first and the last day of each stretch come with it; a question without an end has the last
    day ``date.max``.
    """
    instrument = law.instruments[provision.instrument]
    checked = instrument.checked
    days = moment_days(law, provision, question)
    ends = [day - dt.timedelta(days=1) for day in days[1:]] + [question.last]
    answers = [answer(law, provision, question._replace(first=d, last=d)) for d in days]
    if answers[0] is None:
        return
    rows = zip(days, ends, (found._replace(as_on=None) for found in answers), strict=True)
    for found, group in groupby(rows, key=itemgetter(2)):
        stretch = list(group)
        first, last = stretch[0][0], stretch[-1][1]
        later = checked is not None and last > checked
        yield first, last, found._replace(as_on=known_until(instrument.row) if later else None)
