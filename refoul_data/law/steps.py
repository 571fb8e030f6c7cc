"""The days on which the law changed for a state: the status of a provision as a step table.

Pure. What `status_at` says of one day, this says of all days at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from .facts import CONVENTION, EARLY, LATE, PROTOCOL, Days, Instrument, Law, Provision
from .obligations import as_known, statements_of, status_at

_ONE_DAY = dt.timedelta(days=1)


def _events(
    law: Law, instrument: Instrument, state: str, territory: str | None
) -> Iterator[tuple[Days | None, bool]]:
    """Yield the days of an instrument for a state, with what is added to them: a last day gives the next."""
    for days in (instrument.adopted, instrument.in_force, instrument.applies):
        yield days, False
    for period in law.periods.get((instrument.id, state), []):
        yield from ((d, False) for d in (period.signed, period.deposited, period.effective))
        yield period.ended, True
    spans = [*statements_of(law, instrument.id, state)]
    if territory:
        spans += law.extensions.get((instrument.id, state, territory), [])
    for span in spans:
        yield span.first, False
        yield span.last, True
    if instrument.id == CONVENTION and PROTOCOL in law.instruments:
        yield from _events(law, law.instruments[PROTOCOL], state, None)


def change_days(
    law: Law, instrument: Instrument, state: str, territory: str | None = None
) -> list[dt.date]:
    """Return the days on which the status of a provision of an instrument may change, in order."""
    found = set()
    for days, is_last in _events(law, instrument, state, territory):
        for day in days or ():
            if day not in (dt.date.min, dt.date.max):
                found.add(day + _ONE_DAY if is_last else day)
    return sorted(d for d in found if as_known(instrument, d) == d)


def is_exact(law: Law, instrument: Instrument, state: str, territory: str | None = None) -> bool:
    """Tell whether all dates on which the status hangs are exact days."""
    return all(
        days is None or days[EARLY] == days[LATE]
        for days, _ in _events(law, instrument, state, territory)
    )


def steps(law: Law, provision: Provision, state: str) -> Iterator[tuple[dt.date, str | None]]:
    """Yield the status of a provision for a state over all days, as first days and statuses.

    The first step begins with ``date.min``. A status of None means that the dates of the law leave
    it open, or that the provision is the law of another state. The state's own first and last day are
    not looked at.
    """
    instrument = law.instruments[provision.instrument]
    before: object = ...
    for day in [dt.date.min, *change_days(law, instrument, state)]:
        pair = [status_at(law, provision, state, day, side) for side in (EARLY, LATE)]
        early, late = (standing and standing.status for standing in pair)
        status = early if early == late else None
        if status != before:
            yield day, status
            before = status


def groups(law: Law) -> list[list[Provision]]:
    """Return the provisions in groups that have one status on every day for every state.

    Those of an instrument go together; a provision that a statement names stands alone.
    """
    named = {p for said in law.statements.values() for s in said for p in s.provisions}
    found: dict[str, list[Provision]] = {}
    for provision in law.provisions.values():
        key = provision.id if provision.id in named else f"{provision.instrument} as a whole"
        found.setdefault(key, []).append(provision)
    return list(found.values())


def stands_apart(law: Law, instrument: str, state: str) -> bool:
    """Tell whether a state has rows for an instrument, or is named in it.

    All others stand towards it as one, or as two where it was not open to some.
    """
    return (instrument, state) in law.periods or (instrument, state) in law.statements
