"""The law becomes tables: instruments, provisions, parties, statements, territories, law on the date."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from ..law.answers import Answer, Question, answer, timeline
from ..law.facts import EARLY, FIRST_DAY, NOTE, Instrument, Law, Provision, make_law
from ..records.law_schema import Instrument as RawInstrument
from ..records.law_schema import (
    LawFiles,
    Party,
    Statement,
    TerritoryRow,
    Total,
    law_columns,
    raw_name,
)
from ..records.law_schema import Provision as RawProvision
from ..records.library import Library
from ..records.schema import Column
from ..vocabulary.codes import read_codelist
from ..vocabulary.states import State
from .law_columns import LAW_COLUMNS
from .tables import Table

BY_DECISION = ("planned", "attempted_blocked", "threatened")
STRETCHED = ("campaign", "measure")
_OWN = ("state", "former_state")
_OF = Column("instrument", "Instrument", "string", "", "", "editorial", "",
             "Id of the instrument.", required=True, references="instruments.id")  # fmt: skip
_NUMBER = Column("number", "Number", "int64", "", "", "editorial", "",
                 "Which row of the state for the instrument, from 1.", required=True)  # fmt: skip


_READ_ON = Column("read_on", "Sources read on", "string", "", "", "derived", "law_read_on",
                  "Last day on which a source of the instrument, of its parties, statements or territories "
                  "was read, in EDTF. Where checked_on is empty, a later day is answered as on this one: "
                  "the day on which the list was drawn up is not known.")  # fmt: skip


def _cells(item: BaseModel, columns: Iterable[Column]) -> dict[str, Any]:
    values = {raw_name(type(item), n): getattr(item, n) for n in type(item).model_fields}
    cells = {c.name: values.get(c.name) for c in columns}
    return {k: ";".join(v) or None if isinstance(v, list) else v for k, v in cells.items()}


def _read_on(files: LawFiles, library: Library) -> dict[str, str]:
    """Return for each instrument the last day on which a source of its rows was read."""
    named = [(item.id, item.source) for item in files.instruments]
    rows = (*files.parties, *files.statements, *files.territories)
    found: dict[str, str] = {}
    for key, sources in (*named, *((row.instrument, row.source) for row in rows)):
        read = (library.sources[s].accessed for s in sources if s in library.sources)
        found[key] = max([found.get(key, ""), *filter(None, read)])
    return found


def make_instruments(files: LawFiles, library: Library) -> Table:
    """One row per instrument."""
    columns = law_columns(RawInstrument)
    read_on = _read_on(files, library)
    rows = []
    for item in files.instruments:
        binds = read_codelist("instrument_kind")[item.kind].extra["bound_by"] != "nobody"
        read = read_on[item.id] or None
        rows.append(_cells(item, columns) | {"read_on": read if binds else None})
    place = [c.name for c in columns].index("checked_on") + 1
    columns = [*columns[:place], _READ_ON, *columns[place:]]
    return Table("instruments", "Instruments, with their dates", columns, rows, ("id",))


def make_provisions(files: LawFiles) -> Table:
    """One row per provision."""
    columns = law_columns(RawProvision)
    rows = [
        {"instrument": instrument.id} | _cells(item, columns)
        for instrument in files.instruments
        for item in instrument.provisions
    ]
    columns = [columns[0], _OF, *columns[1:]]
    return Table("provisions", "Provisions, and what they ask", columns, rows, ("id",))


def _numbered(name: str, title: str, model: type[BaseModel], items: Iterable[Any], keys) -> Table:
    """Return a table whose key is completed by a number."""
    columns, seen, rows = law_columns(model), Counter(), []
    for item in items:
        row = _cells(item, columns)
        key = tuple(row[k] for k in keys)
        seen[key] += 1
        rows.append(row | {"number": seen[key]})
    place = len(keys)
    return Table(
        name, title, [*columns[:place], _NUMBER, *columns[place:]], rows, (*keys, "number")
    )


def make_parties(files: LawFiles) -> Table:
    """One row per state, instrument and period."""
    title = "Which instruments bound which states, in periods"
    return _numbered("parties", title, Party, files.parties, ("instrument", "state"))


def make_statements(files: LawFiles) -> Table:
    """One row per limitation, reservation or other statement."""
    title = "Limits, reservations and other statements of states"
    return _numbered("statements", title, Statement, files.statements, ("instrument", "state"))


def make_party_totals(files: LawFiles) -> Table:
    """One row per instrument or instruments, day and count beside ours."""
    columns, seen, rows = law_columns(Total), Counter(), []
    for item in files.totals:
        row = _cells(item, columns)
        key = row["instrument"], row["on"]
        seen[key] += 1
        rows.append(row | {"number": seen[key]})
    columns = [*columns[:2], _NUMBER._replace(
        description="Which count of that day for the instrument, from 1."), *columns[2:]]  # fmt: skip
    title = "How many states were parties on a day, by our tables and by another count"
    return Table("party_totals", title, columns, rows, ("instrument", "on", "number"))


def make_territories(files: LawFiles) -> Table:
    """One row per state, instrument and territory."""
    title = "To which territories instruments were extended"
    keys = ("instrument", "state", "territory")
    return _numbered("parties_territories", title, TerritoryRow, files.territories, keys)


# --- the law on the date of each record ----------------------------------------------------------


def law_day(incident: dict[str, Any]) -> tuple[str, str]:
    """Return on which day the law is read: a code of ``law_day``, and the family of date columns."""
    by_decision = incident["execution_status"] in BY_DECISION and incident["decision_date"]
    return ("decision", "decision_date") if by_decision else ("conduct", "date")


def _territory(place: Any, state: str, library: Library) -> str | None:
    """Return the territory in which a state acted: one that is no state of its own, and not the actor."""
    if place is None or not place.state or place.state == state:
        return None
    return None if library.states[place.state].row["status"] in _OWN else place.state


def _question(incident: dict[str, Any], state: State, library: Library, days: tuple) -> Question:
    """Return what is asked of the law for one record and one state that acted."""
    place = library.places.get(incident["place"])
    origins = (incident["origin_state"] or "").split(";")
    regions = (library.states[code].row["m49_region"] for code in origins if code)
    return Question(
        state.code, *days, _territory(place, state.code, library),
        tuple(dict.fromkeys(filter(None, regions))), place.place_kind if place else None,
    )  # fmt: skip


def _days(incident: dict[str, Any], family: str, state: State) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a record on which a state existed; they cross where it did not."""
    first = max(incident[f"{family}_earliest"] or FIRST_DAY, FIRST_DAY, state.first or FIRST_DAY)
    last = min(incident[f"{family}_latest"] or dt.date.max, state.last or dt.date.max)
    return first, last


def _is_left_out(instrument: Instrument, state: str, last: dt.date) -> bool:
    """Tell whether an instrument names its states, and not this one, or was adopted only later.

    Half of the table would be what was not adopted: its only fact is the day of adoption.
    """
    is_of_others = bool(instrument.states) and state not in instrument.states
    return is_of_others or (instrument.adopted is not None and instrument.adopted[EARLY] > last)


def _stretches(
    law: Law, provision: Provision, question: Question, is_timeline: bool
) -> Iterator[tuple[dt.date, dt.date, dict[str, Any]]]:
    if question.first > question.last:
        absent = dict.fromkeys(Answer._fields) | {
            "instrument": provision.instrument, "provision": provision.id, "counts": False,
        } | dict.fromkeys(("status", "status_earliest", "status_latest"), "state_not_existing")  # fmt: skip
        yield question.first, question.first, absent
    elif is_timeline:
        for first, last, found in timeline(law, provision, question):
            yield first, last, found._asdict()
    else:
        found = answer(law, provision, question)
        if found:
            yield question.first, question.last, found._asdict()


def _rows_of(incident: dict[str, Any], law: Law, library: Library) -> Iterator[dict[str, Any]]:
    code, family = law_day(incident)
    if not incident[family]:
        return
    for name in filter(None, (incident["returning_state"] or "").split(";")):
        state = library.states[name]
        days = _days(incident, family, state)
        question = _question(incident, state, library, days)
        is_timeline = incident["kind"] in STRETCHED and days[0] < days[1]
        last_day = dt.date.max if question.first > question.last else question.last
        provisions = (
            provision
            for instrument in law.instruments.values()
            if not _is_left_out(instrument, name, last_day)
            for provision in instrument.provisions
        )
        for provision in provisions:
            for first, last, cells in _stretches(law, provision, question, is_timeline):
                head = {
                    "incident_id": incident["id"], "state": name, "day_of": code,
                    "territory": question.territory,
                }  # fmt: skip
                to_day = None if last == dt.date.max else last
                row = head | cells | {"from_day": first, "to_day": to_day}
                yield {c.name: row[c.name] for c in LAW_COLUMNS}


def make_law_on_date(incidents: Table, tables: list[Table], library: Library) -> Table:
    """One row per record, state that acted and provision; for campaigns and measures one per change.

    Left out are instruments that name their states and not this one, and those that were adopted only
    after the last day.
    """
    states = [state.row for state in library.states.values()]
    law = make_law(*(table.rows for table in tables), states)
    rows = [row for incident in incidents.rows for row in _rows_of(incident, law, library)]
    title = f"Binding on the state on that date. {NOTE}"
    return Table("law_on_date", title, LAW_COLUMNS, rows,
                 ("incident_id", "state", "provision", "from_day"))  # fmt: skip


def make_law_tables(library: Library, incidents: Table) -> list[Table]:
    """Return the tables of the law, or none where the raw files have no law."""
    files = library.law
    if files is None:
        return []
    tables = [
        make_instruments(files, library), make_provisions(files), make_parties(files),
        make_statements(files), make_territories(files),
    ]  # fmt: skip
    on_date = make_law_on_date(incidents, tables, library)
    return [*tables, on_date, make_party_totals(files)]
