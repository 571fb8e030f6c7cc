"""Rows of the published tables of the law become facts with days: what `obligations` reasons over.

Pure, and free of pandas and pydantic. A date that is less precise than a day has two days, the first
and the last possible one; both are kept, and a question is answered twice (`EARLY`, `LATE`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from ..vocabulary.codes import read_codelist
from ..vocabulary.dates import date_bounds

Row = Mapping[str, Any]
Days = tuple[dt.date, dt.date]
"""First and last possible day of one event."""

EARLY, LATE = 0, 1
"""Every imprecise date of the law at its first, or at its last possible day."""

CONVENTION, PROTOCOL = "REF-CONV-1951", "REF-PROT-1967"
FIRST_DAY = dt.date(1930, 1, 1)
"""The law is recorded from this day on."""
NOTE = "In force does not mean applicable to these persons."


class Period(NamedTuple):
    """A stretch in which an instrument bound a state, or what led to none."""

    act: str | None
    signed: Days | None
    deposited: Days | None
    effective: Days | None
    ended: Days | None
    """Last day of effect."""
    ended_by: str | None
    row: Row


class Statement(NamedTuple):
    """What a state declared about an instrument."""

    type: str
    limits: str
    """``instrument``, ``provision`` or ``no``; ``membership`` where it keeps the state out of it."""
    provisions: tuple[str, ...]
    territories: tuple[str, ...]
    """The territories for which alone it was made; empty for the whole state."""
    first: Days | None
    last: Days | None
    row: Row


class Extension(NamedTuple):
    """Whether an instrument extended to a territory."""

    status: str
    first: Days | None
    last: Days | None
    row: Row


class Provision(NamedTuple):
    """One article."""

    id: str
    instrument: str
    row: Row


class Instrument(NamedTuple):
    """One instrument with its provisions."""

    id: str
    bound_by: str
    """``parties``, ``states``, ``own_state`` or ``nobody``."""
    standing: str
    """The status of those whom it binds, or of everybody where it binds nobody."""
    adopted: Days | None
    in_force: Days | None
    applies: Days | None
    """First day on which it applied, or the last one of the time for transposition."""
    checked: dt.date | None
    """Last day that is answered as itself: up to which parties are known, or a source was read."""
    parties_known: str
    states: tuple[str, ...]
    provisions: tuple[Provision, ...]
    open_to: tuple[str, ...]
    """Regions, subregions and states of which one has to be the state's own; empty for every state."""
    row: Row

    @property
    def binds_from(self) -> Days | None:
        """First day on which it can bind anybody."""
        return self.applies or self.in_force


def days_of(text: str | None) -> Days | None:
    """Return the first and last possible day of a date in EDTF; None where there is none."""
    if not text:
        return None
    bounds = date_bounds(text)
    return bounds.earliest or dt.date.min, bounds.latest or dt.date.max


def known_until(instrument: Row) -> str | None:
    """Return the last day that is answered as itself: ``checked_on``, or else ``read_on``."""
    return instrument["checked_on"] or instrument.get("read_on")


def _parts(cell: str | None) -> tuple[str, ...]:
    return tuple(cell.split(";")) if cell else ()


def _instrument(row: Row, provisions: list[Provision]) -> Instrument:
    kind = read_codelist("instrument_kind")[row["kind"]].extra
    checked = days_of(known_until(row))
    return Instrument(
        row["id"], kind["bound_by"], kind["standing"], days_of(row["adopted"]),
        days_of(row["in_force"]), days_of(row.get("applies_from") or row.get("transpose_by")),
        checked and checked[LATE], row["parties_known"], _parts(row["states"]),
        tuple(provisions), _parts(row.get("open_to")), row,
    )  # fmt: skip


def _not_before(days: Days | None, start: Days | None) -> Days | None:
    """Return days no earlier than a first possible day: what is open in its past begins there."""
    if days is None or start is None:
        return days
    return max(days[EARLY], start[EARLY]), max(days[LATE], start[EARLY])


def _period(row: Row, instrument: Instrument) -> Period:
    deposited, effective = days_of(row["deposited_on"]), days_of(row["effective_on"])
    if not row["retroactive"]:
        effective = _not_before(effective, instrument.in_force or instrument.adopted)
    return Period(
        row["act"], days_of(row["signed_on"]), _not_before(deposited, instrument.adopted),
        effective, days_of(row["ended_on"]), row["ended_by"], row,
    )  # fmt: skip


def _ending_with(row: Row, instrument: Row) -> Row:
    """Return the row of a party; a period without an end of its own ends with the instrument."""
    if row["ended_on"] or not instrument["ended"]:
        return row
    return {**row, "ended_on": instrument["ended"], "ended_by": instrument["ended_by"]}


def _row_of_states(instrument: Row) -> Row:
    """Return the row of a party to an instrument that names its states itself."""
    own = {key: instrument[key] for key in ("ended_by", "source", "at")}
    absent = dict.fromkeys(("act", "signed_on", "deposited_on", "retroactive", "confidence"))
    days = {"effective_on": instrument["in_force"], "ended_on": instrument["ended"]}
    return {**absent, **days, **own}


def _statement(row: Row) -> Statement:
    limits = read_codelist("statement_type")[row["type"]].extra["limits"]
    first, last = days_of(row["from"]), days_of(row["to"])
    provisions, territories = _parts(row["provisions"]), _parts(row.get("territory"))
    return Statement(row["type"], limits, provisions, territories, first, last, row)


@dataclass
class Law:
    """Everything that is known of the law, by the keys under which it is asked for."""

    instruments: dict[str, Instrument]
    periods: dict[tuple[str, str], list[Period]] = field(default_factory=dict)
    """By instrument and state."""
    statements: dict[tuple[str, str], list[Statement]] = field(default_factory=dict)
    """By instrument and state."""
    extensions: dict[tuple[str, str, str], list[Extension]] = field(default_factory=dict)
    """By instrument, state and territory."""
    places: dict[str, frozenset[str]] = field(default_factory=dict)
    """Region and subregion of each state that has them, with its code."""

    def could_join(self, instrument: Instrument, state: str) -> bool:
        """Tell whether a state may ever have been a party; one whose region is not known may."""
        own = self.places.get(state)
        return not instrument.open_to or own is None or not own.isdisjoint(instrument.open_to)

    @cached_property
    def holders(self) -> dict[str, tuple[str, ...]]:
        """The states under which each territory is recorded, for any instrument."""
        found: dict[str, set[str]] = defaultdict(set)
        for _, state, territory in self.extensions:
            found[territory].add(state)
        return {territory: tuple(sorted(states)) for territory, states in found.items()}

    @cached_property
    def provisions(self) -> dict[str, Provision]:
        """Every provision by its id, in the order of the instruments."""
        return {p.id: p for i in self.instruments.values() for p in i.provisions}


def make_law(
    instruments: Iterable[Row],
    provisions: Iterable[Row],
    parties: Iterable[Row],
    statements: Iterable[Row],
    territories: Iterable[Row],
    states: Iterable[Row] = (),
) -> Law:
    """Make the law from the rows of its five published tables, in which missing is None.

    Without the rows of the table of states no silence of an incomplete list is an answer.
    """
    articles: dict[str, list[Provision]] = defaultdict(list)
    for row in provisions:
        articles[row["instrument"]].append(Provision(row["id"], row["instrument"], row))
    rows = {row["id"]: row for row in instruments}
    law = Law({key: _instrument(row, articles[key]) for key, row in rows.items()})
    periods, said, extended = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in parties:
        instrument = law.instruments[row["instrument"]]
        period = _period(_ending_with(row, instrument.row), instrument)
        periods[row["instrument"], row["state"]].append(period)
    for instrument in law.instruments.values():
        for state in instrument.states:
            periods[instrument.id, state].append(
                _period(_row_of_states(instrument.row), instrument)
            )
    for row in statements:
        said[row["instrument"], row["state"]].append(_statement(row))
    for row in territories:
        extension = Extension(row["status"], days_of(row["from"]), days_of(row["to"]), row)
        extended[row["instrument"], row["state"], row["territory"]].append(extension)
    law.periods, law.statements, law.extensions = dict(periods), dict(said), dict(extended)
    for row in states:
        if row["m49_region"]:
            own = (row["code"], row["m49_region"], row["m49_subregion"])
            law.places[row["code"]] = frozenset(filter(None, own))
    return law
