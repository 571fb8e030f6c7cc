"""Which law bound a state on a day: one status for each provision, from periods, limits and extensions.

Pure. `status_at` holds the order of precedence; the module `steps` has the same over all days.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

from ..vocabulary.codes import read_codelist
from .facts import CONVENTION, EARLY, PROTOCOL, Extension, Law, Provision, Statement
from .standing import Standing, as_known, covers, standing_at

DATE_LIMIT = (
    "Until the Protocol of 1967 binds the state, the Convention protects those alone who fled from "
    "events before 1 January 1951 (article 1A(2))"
)


@cache
def _statuses_by_territory() -> frozenset[str]:
    codes = read_codelist("law_status").items()
    return frozenset(code for code, entry in codes if entry.extra["by_territory"] == "yes")


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
    law: Law,
    provision: Provision,
    state: str,
    day: dt.date,
    side: int = EARLY,
    territory: str | None = None,
) -> tuple[Statement, ...]:
    """Return the limits of a state that hold for a provision on a day.

    Limits of time, place and territory hold for the whole instrument or the provisions that they
    name; a reservation holds only for those that it names; other statements limit nothing. What was
    declared for some territories alone holds only where the state acts in one of them.
    """
    return tuple(
        s
        for s in statements_of(law, provision.instrument, state)
        if (provision.id in s.provisions or (s.limits == "instrument" and not s.provisions))
        and s.limits in ("instrument", "provision")
        and (not s.territories or territory in s.territories)
        and covers(s, day, side)
    )


def has_date_limit(law: Law, instrument: str, state: str, day: dt.date, side: int = EARLY) -> bool:
    """Tell whether the date limit of the 1951 Convention holds: until the Protocol binds the state."""
    if instrument != CONVENTION:
        return False
    protocol = law.instruments.get(PROTOCOL)
    found = protocol and standing_at(law, protocol, state, day, side)
    return not found or found.status != "in_force"


_NO_PARTY = ("not_party", "signed_only", "party_unknown")
_CONFIDENCE = ("low", "medium", "high")


def _on_both(standing: Standing, extension: Extension) -> Standing:
    """Return a standing that rests on the row of the state and on that of the territory."""
    own, more = standing.row, extension.row
    if own is None:
        return standing._replace(row=more)
    sources = ";".join(dict.fromkeys(f"{own['source']};{more['source']}".split(";")))
    places = "; ".join(filter(None, (own["at"], more["at"])))
    weaker = min(own["confidence"], more["confidence"], key=_CONFIDENCE.index)
    row = {**own, "source": sources, "at": places or None, "confidence": weaker}
    return standing._replace(row=row)


def _in_territory(
    standing: Standing, extensions: list[Extension], day: dt.date, side: int
) -> Standing:
    covering = next((e for e in extensions if covers(e, day, side)), None)
    if standing.status not in _statuses_by_territory():
        # What a state is no party to can be kept in force for one territory, as for Hong Kong; a row
        # that does not say since when is about the time in which the state was a party.
        kept = covering is not None and covering.status == "extended" and covering.first is not None
        if kept and standing.status in _NO_PARTY:
            return Standing("in_force", None, covering.row)
        return standing
    if covering is None:
        return Standing("territory_unknown")
    if covering.status == "extended":
        return _on_both(standing, covering)
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
        limits = limits_at(law, provision, state, day, side, territory)
        dated = has_date_limit(law, provision.instrument, state, day, side)
        if limits or dated:
            standing = standing._replace(status="in_force_limited", limits=limits, date_limit=dated)
    if territory:
        rows = law.extensions.get((instrument.id, state, territory), [])
        standing = _in_territory(standing, rows, day, side)
    return standing
