"""What the page of the law draws: statuses since 1930 for each state, with how well their days are known."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from ..law.answers import limitation
from ..law.facts import EARLY, FIRST_DAY, LATE, Instrument, Law, Provision
from ..law.obligations import status_at
from ..law.standing import Standing
from ..law.steps import change_days, groups, stands_apart
from ..vocabulary.codes import label_of, read_codelist

EITHER, OPEN, NOT_BOUND = "in_force_either", "open", "not_bound"
ABSENT, OTHERS = "state_not_existing", "of_another_state"
_IN_FORCE = {"in_force", "in_force_limited"}
BOUND = (*sorted(_IN_FORCE), EITHER)
_UNBOUND = {"not_party", "adopted_not_in_force", "not_adopted"}
# Code, label on this page (None: that of the codelist) and class of colour and pattern.
STATUSES: tuple[tuple[str, str | None, str], ...] = (
    ("in_force", None, "force"),
    ("in_force_limited", None, "limit"),
    (EITHER, "In force; whether with a limit is left open", "either"),
    ("provisional", None, "provisional"),
    ("operative", None, "operative"),
    ("consented_not_in_force", "Consented, not yet in force", "consent"),
    ("signed_only", None, "signed"),
    ("ended", None, "ended"),
    ("contested", None, "contested"),
    ("party_unknown", "Not recorded whether bound", "unknown"),
    (OPEN, "Left open by imprecise dates", "open"),
    ("custom_asserted", None, "custom"),
    ("non_binding", None, "soft"),
    ("not_party", None, "not"),
    ("adopted_not_in_force", "Adopted, in force for nobody", "not"),
    (NOT_BOUND, "Not bound (imprecise dates)", "not"),
    ("not_adopted", None, "early"),
    (OTHERS, "Law of another state", "absent"),
    (ABSENT, None, "absent"),
)
CODES = [code for code, _, _ in STATUSES]
QUIET = {*_UNBOUND, NOT_BOUND, ABSENT, OTHERS}
"""Statuses that rest on silence, or on a row of a later day."""
WEAK = ("high", "medium", "low")
"""Codes of ``date_confidence``, by the number that a step has for them; the first is left out."""


class Step(NamedTuple):
    """A status from one day on."""

    day: dt.date
    status: str
    level: int
    """How well its days are known: the place in `WEAK`."""
    note: str
    """What limits it, how it ended, or what it can be where imprecise dates leave it open."""


def label_of_status(code: str) -> str:
    """Return the label of a status on this page."""
    own = next((label for known, label, _ in STATUSES if known == code), None)
    return own or read_codelist("law_status")[code].label


def instruments_drawn(law: Law) -> list[Instrument]:
    """Return the instruments that have a provision, in the order of the regions for which they were made."""
    regions = list(read_codelist("instrument_region"))
    found = (i for i in law.instruments.values() if i.provisions)
    return sorted(found, key=lambda i: regions.index(i.row["region"]))


def main_provision(instrument: Instrument) -> Provision:
    """Return the first provision that prohibits return, or the first of all."""
    prohibitions = (p for p in instrument.provisions if p.row["function"] == "prohibits_return")
    return next(prohibitions, instrument.provisions[0])


def lines_of(law: Law) -> list[list[Provision]]:
    """Return all provisions in groups that have one status on every day for every state."""
    return groups(law)


def day_number(day: dt.date) -> int:
    """Return a day as one number, ``yyyymmdd``."""
    return day.year * 10000 + day.month * 100 + day.day


def _status(early: Standing, late: Standing) -> str:
    """Return the status of both sides, or in what way imprecise dates leave it open."""
    pair = {early.status, late.status}
    if len(pair) == 1:
        return early.status
    if pair <= _IN_FORCE:
        return EITHER
    if pair <= {*_UNBOUND, "non_binding", "custom_asserted"}:
        return NOT_BOUND
    return "party_unknown" if pair <= {*_UNBOUND, "party_unknown"} else OPEN


def _note(law: Law, provision: Provision, early: Standing, late: Standing) -> str:
    if early.status != late.status:
        first, last = label_of_status(late.status), label_of_status(early.status)
        return f"Either “{first}” or “{last}”"
    ended = early.ended_by if early.ended_by == late.ended_by else None
    limits = limitation(law, provision, early, late)["limitation"]
    return "; ".join(filter(None, (ended and label_of("ended_by", ended), limits)))


def _level(early: Standing, late: Standing) -> int:
    rows = (standing.row or {} for standing in (early, late))
    return max(WEAK.index(row.get("confidence") or "high") for row in rows)


def steps_of(law: Law, provision: Provision, state: str) -> list[Step]:
    """Return the status of a provision for a state from each day since 1930 on which it changed.

    The first and the last day of the state itself are not looked at.
    """
    days = change_days(law, law.instruments[provision.instrument], state)
    found: list[Step] = []
    for day in [FIRST_DAY, *(d for d in days if d > FIRST_DAY)]:
        early, late = (status_at(law, provision, state, day, side) for side in (EARLY, LATE))
        if early is None or late is None:
            return [Step(FIRST_DAY, OTHERS, 0, "")]
        status = _status(early, late)
        level = 0 if status in QUIET else _level(early, late)
        step = Step(day, status, level, _note(law, provision, early, late))
        if not found or found[-1][1:] != step[1:]:
            found.append(step)
    return found


class Drawn:
    """The steps of every state for every line of provisions; states without rows of their own share theirs."""

    def __init__(self, law: Law):
        self._law = law
        self._usual: dict[tuple[str, bool], list[Step]] = {}

    def steps(self, provision: Provision, state: str) -> list[Step]:
        """Return the steps of a state for a provision."""
        law, instrument = self._law, self._law.instruments[provision.instrument]
        if stands_apart(law, instrument.id, state):
            return steps_of(law, provision, state)
        like = provision.id, law.could_join(instrument, state)
        if like not in self._usual:
            self._usual[like] = steps_of(law, provision, state)
        return self._usual[like]
