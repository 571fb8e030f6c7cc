"""What a provision's scope in time, person and place says on a day, and since when a reading is known.

Pure. A scope is met, not met, contested or unknown (codes of ``law_scope``); it never says whether a
provision applied to the people of a record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from ..vocabulary.codes import read_codelist
from .facts import CONVENTION, EARLY, LATE, PROTOCOL, Law, Provision, days_of
from .obligations import as_known, has_date_limit, limits_at

AT_SEA = ("high_seas", "sea_unspecified")
EUROPE = "Europe"
NOT_READ = (
    "Whether the state then limited the 1951 Convention to events in Europe (article 1B) is not known: "
    "declarations that were withdrawn later were read only in part"
)
# The first of these that one of several questions gives stands for all of them.
_ORDER = ("not_met", "unknown", "contested", "met")


class Scope(NamedTuple):
    """A code of ``law_scope``, and the reading behind it where there is one."""

    code: str
    reading: str | None = None


class Scopes(NamedTuple):
    """The three scopes of a provision."""

    temporal: Scope
    personal: Scope
    place: Scope


def scope_temporal(
    law: Law, provision: Provision, state: str, day: dt.date, side: int = EARLY
) -> Scope:
    """Return the scope in time: open under the 1951 Convention where the Protocol does not bind."""
    if has_date_limit(law, provision.instrument, state, day, side):
        return Scope(
            "unknown",
            "Article 1A(2) of the 1951 Convention: events before 1 January 1951; from which events "
            "the persons fled is not decided here",
        )
    return Scope("met")


def scope_personal(provision: Provision) -> Scope:
    """Return the scope in person: met where everyone is protected; else by the class protected."""
    protected = read_codelist("protects")[provision.row["protects"]].extra
    return Scope(protected["scope"], protected["reading"] or None)


def _may_be_limited(
    law: Law, provision: Provision, state: str, day: dt.date, regions: Collection[str]
) -> bool:
    """Tell whether a state may have limited the Convention to Europe in a declaration that was not read."""
    if provision.instrument not in (CONVENTION, PROTOCOL) or set(regions) == {EUROPE}:
        return False
    # Article I(3) of the Protocol keeps only what a party to the Convention had declared.
    if not law.periods.get((CONVENTION, state)):
        return False
    known = days_of(law.instruments[CONVENTION].row.get("limits_known_from"))
    said = law.statements.get((CONVENTION, state), [])
    recorded = any(s.type == "geographic_limitation" for s in said)
    return known is not None and day < known[LATE] and not recorded


def _geographic(
    law: Law,
    provision: Provision,
    state: str,
    day: dt.date,
    side: int,
    regions: Collection[str],
) -> Scope:
    found = limits_at(law, provision, state, day, side)
    limit = next((s for s in found if s.type == "geographic_limitation"), None)
    if limit is None:
        unread = _may_be_limited(law, provision, state, day, regions)
        return Scope("unknown", NOT_READ) if unread else Scope("met")
    reading = f"Limited to events in Europe: {limit.row['text']}"
    european = {region == EUROPE for region in regions}
    if len(european) != 1:
        return Scope("unknown", reading)
    return Scope("met" if european.pop() else "not_met", reading)


def _at_sea(provision: Provision, place_kind: str | None, known_on: dt.date) -> Scope:
    if place_kind not in AT_SEA:
        return Scope("met")
    row = provision.row
    since = days_of(row["high_seas_since"])
    if since is None:
        return Scope(read_codelist("reaches")[row["reaches"]].extra["high_seas"])
    return Scope("met" if since[LATE] <= known_on else "contested", row["high_seas_authority"])


def scope_place(
    law: Law,
    provision: Provision,
    state: str,
    day: dt.date,
    side: int = EARLY,
    *,
    regions: Collection[str] = (),
    place_kind: str | None = None,
    known_on: dt.date | None = None,
) -> Scope:
    """Return the scope in place, from the geographic limitation and from the kind of place.

    Parameters
    ----------
    law, provision, state, day, side
        As for `status_at`.
    regions : collection of str
        UN M49 regions of the states from which the people had fled.
    place_kind : str, optional
        Code of ``place_kind`` of the place where the state acted.
    known_on : date, optional
        Day as on which readings are known; the day itself by default.
    """
    geographic = _geographic(law, provision, state, day, side, regions)
    at_sea = _at_sea(provision, place_kind, known_on or day)
    code = min(geographic.code, at_sea.code, key=_ORDER.index)
    readings = [s.reading for s in (geographic, at_sea) if s.reading]
    return Scope(code, "; ".join(readings) or None)


def scopes(
    law: Law,
    provision: Provision,
    state: str,
    day: dt.date,
    side: int = EARLY,
    *,
    regions: Collection[str] = (),
    place_kind: str | None = None,
    known_on: dt.date | None = None,
) -> Scopes:
    """Return all three scopes; the parameters are those of `scope_place`."""
    day, known_on = as_known(law.instruments[provision.instrument], day), known_on or day
    return Scopes(
        scope_temporal(law, provision, state, day, side),
        scope_personal(provision),
        scope_place(
            law, provision, state, day, side,
            regions=regions, place_kind=place_kind, known_on=known_on,
        ),
    )  # fmt: skip


def reading_at(provision: Provision, known_on: dt.date) -> str | None:
    """Return whether the text says so itself, or since when an authority read it so.

    A code of ``law_reading``; None where the text does not say so and no reading is recorded.
    """
    row = provision.row
    if row["text_explicit"]:
        return "explicit"
    recognised = days_of(row["reading_recognised_on"])
    if recognised is None:
        return None
    return "recognised" if recognised[LATE] <= known_on else "not_yet_recognised"
