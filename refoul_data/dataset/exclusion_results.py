"""Answers on the arguments of states become tables: the answers themselves, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple

from ..law.exclusion import Assessment, assess, bar_engaged_when, make_answers
from ..law.exclusion_bars import BarLaw, law_on_bars, merge_stretches
from ..law.exclusion_facts import NO, UNCLEAR, Framework, make_framework
from ..records.exclusion_schema import (
    AnswersFile,
    GivenAnswer,
    GivenDestination,
    GivenRisk,
    NotAssessed,
)
from ..records.law_schema import law_columns
from ..records.library import Library
from ..records.schema import Column
from . import exclusion_columns as columns
from .tables import Table

Row = dict[str, Any]


class Assessed(NamedTuple):
    """One argument, the state whose law was asked, and what the framework makes of it."""

    incident: str
    argument: str
    file: AnswersFile
    state: str | None
    found: Assessment

    @property
    def head(self) -> Row:
        """Return the cells that every row of the argument begins with."""
        return {"incident_id": self.incident, "argument_id": self.argument}


def law_of_record(
    framework: Framework,
    on_date: Iterable[Row],
    provisions: Iterable[Row],
    incident: str,
    state: str | None,
) -> list[BarLaw]:
    """Return what the law on the date of a record says of the provisions that may bar a return.

    Parameters
    ----------
    framework : Framework
        Says which provisions may bar a return.
    on_date, provisions : iterable of dict
        Rows of the tables ``law_on_date`` and ``provisions``.
    incident, state : str
        The record, and the state that acted.
    """
    known = {p["id"]: p for p in provisions}
    rows = [
        SimpleNamespace(
            **row, **{k: known[row["provision"]][k] for k in ("function", "bindingness")}
        )
        for row in on_date
        if (row["incident_id"], row["state"]) == (incident, state)
    ]
    found = merge_stretches(
        (f"{row.from_day}/{row.to_day or '..'}", bar)
        for row in rows
        for bar in law_on_bars(framework, [row])
    )
    # Left out of law_on_date is what was adopted only later, and what is made for other states alone.
    told = {row.provision for row in found}
    absent = [name for name in framework.bars if rows and name in known and name not in told]
    return found + [
        BarLaw(name, NO, UNCLEAR, source=known[name]["source"], at=known[name]["at"])
        for name in absent
    ]


def assess_all(
    library: Library, framework: Framework, incidents: Table, law: list[Table]
) -> Iterator[Assessed]:
    """Yield every argument with what the framework makes of it.

    Parameters
    ----------
    library : Library
        The files of answers.
    framework : Framework
        The questions and rules.
    incidents : Table
        The records.
    law : list of Table
        The tables of the law; none where there is no law.
    """
    by_name = {table.name: table.rows for table in law}
    on_date, provisions = by_name.get("law_on_date", []), by_name.get("provisions", [])
    acted = {row["id"]: row["returning_state"] for row in incidents.rows}
    for name, file in library.arguments.items():
        incident, _, argument = name.partition("--")
        state = file.state or acted[incident]
        answers, places = make_answers(file)
        bars = law_of_record(framework, on_date, provisions, incident, state)
        by_state = {place.state: bars for place in places}
        found = assess(framework, file.subject, answers, places, by_state)
        yield Assessed(incident, argument, file, state, found)


def _named(model: type, *names: str, **changes: dict[str, Any]) -> list[Column]:
    by_name = {c.name: c for c in law_columns(model)}
    return [by_name[name]._replace(**changes.get(name, {})) for name in names]


def _joined(values: Iterable[object]) -> str | None:
    return ";".join(map(str, values)) or None


def _basis(part: Any) -> Row:
    return {"para": _joined(part.para), "sentences": _joined(part.sentences)}


def _assessments(arguments: list[Assessed]) -> Table:
    own = _named(AnswersFile, "argument", "subject", "who")
    rows = [
        a.head
        | {c.name: getattr(a.file, c.name) for c in own}
        | {"law_state": a.state}
        | {c.name: getattr(a.found, c.name) for c in columns.RESULTS}
        | {"bar_engaged_when": bar_engaged_when(a.found)}
        | {c.name: len(getattr(a.found, c.name.removeprefix("n_"))) for c in columns.COUNTS}
        for a in arguments
    ]
    declared = [*columns.HEAD, *own, *columns.LAW, *columns.RESULTS, *columns.WHEN,
                *columns.COUNTS]  # fmt: skip
    title = "Exclusion: what the published case of a state comes to, in four results"
    return Table("exclusion_assessments", title, declared, rows, ("incident_id", "argument_id"))


def _given(arguments: list[Assessed]) -> Table:
    own = _named(
        GivenAnswer, "question", "answer", "source", "at", "note",
        question={"references": "exclusion_questions.id"}, answer={"codelist": "exclusion_answer"},
    )  # fmt: skip
    rows = [
        a.head | {c.name: getattr(answer, c.name) for c in own}
        for a in arguments
        for answer in a.file.answers
    ]
    title = "Exclusion: answers on the published cases, with their sources"
    key = ("incident_id", "argument_id", "question")
    return Table("exclusion_given", title, [*columns.HEAD, *own], rows, key)


def _risks(arguments: list[Assessed]) -> Table:
    place = _named(GivenDestination, "state", "stage")
    own = _named(
        GivenRisk, "harm", "answer", "source", "at", "note",
        harm={"references": "exclusion_harms.id", "required": False}, answer={"required": False},
    )  # fmt: skip
    rows = []
    for argument in arguments:
        for destination in argument.file.destinations:
            cells = {c.name: getattr(destination, c.name) for c in place}
            for risk in destination.risks or [None]:  # a state about which no harm was asked
                rows.append(
                    argument.head | cells | {c.name: getattr(risk, c.name, None) for c in own}
                )
    title = "Exclusion: receiving and onward states, and what threatened there"
    key = ("incident_id", "argument_id", "state", "stage", "harm")
    return Table("exclusion_risks", title, [*columns.HEAD, *place, *own], rows, key)


def _numbered(
    name: str, title: str, own: list[Column], rows: Iterator[tuple[Assessed, Row]]
) -> Table:
    counts: dict[tuple[str, str], int] = {}
    made = []
    for argument, row in rows:
        key = argument.incident, argument.argument
        counts[key] = counts.get(key, 0) + 1
        made.append(argument.head | {"number": counts[key]} | row)
    declared = [*columns.HEAD, columns.NUMBER, *own]
    return Table(name, title, declared, made, ("incident_id", "argument_id", "number"))


def _remarks(arguments: list[Assessed]) -> Iterator[tuple[Assessed, Row]]:
    for a in arguments:
        for remark in (*a.found.defects, *a.found.departures, *a.found.flags):
            cells = {"level": remark.level, "rule": remark.rule}
            yield a, cells | _basis(remark) | {"questions": _joined(remark.questions)}


def _bars(arguments: list[Assessed]) -> Iterator[tuple[Assessed, Row]]:
    yield from ((a, bar._asdict()) for a in arguments for bar in a.found.bars)


def _trace(arguments: list[Assessed]) -> Iterator[tuple[Assessed, Row]]:
    for a in arguments:
        for step in a.found.trace:
            cells = {"result": step.result, "kind": step.kind, "step": step.id, "value": step.value}
            yield a, cells | _basis(step)


def _not_assessed(library: Library) -> Table:
    own = _named(
        NotAssessed, "state", "reason", "source", "at", state={"references": "states.code"}
    )
    rows = [
        {"incident_id": row.incident} | {c.name: getattr(row, c.name) for c in own}
        for row in library.not_assessed
    ]
    title = "Exclusion: arguments of states that are not assessed, and why"
    key = ("incident_id", "state")
    return Table("exclusion_not_assessed", title, [columns.INCIDENT, *own], rows, key)


def result_tables(
    library: Library, framework: list[Table], incidents: Table, law: list[Table]
) -> list[Table]:
    """Return the tables of the answers and of what they come to; without an answer they are empty.

    Parameters
    ----------
    library : Library
        The files of answers.
    framework : list of Table
        The tables of the framework.
    incidents : Table
        The records.
    law : list of Table
        The tables of the law; none where there is no law.
    """
    engine = make_framework({table.name: table.rows for table in framework})
    found = list(assess_all(library, engine, incidents, law))
    bars = "Exclusion: each provision that may bar a return, for each destination"
    return [
        _assessments(found),
        _given(found),
        _risks(found),
        _numbered("exclusion_remarks", "Exclusion: defects, departures and flags", columns.REMARKS,
                  _remarks(found)),
        _numbered("exclusion_bars_found", bars, columns.BARS, _bars(found)),
        _numbered("exclusion_trace", "Exclusion: what each result rests on", columns.TRACE,
                  _trace(found)),
        _not_assessed(library),
    ]  # fmt: skip
