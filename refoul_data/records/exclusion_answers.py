"""What can be wrong with a file of answers: held against the framework and the library.

One file, ``data/raw/exclusion/<incident>--<argument>.yaml``, is one argument about one person or group.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from ..law.exclusion_facts import BARS_PARA, Framework, cite
from ..law.exclusion_faults import find_faults
from ..vocabulary.codes import nearest, read_codelist
from .exclusion_checks import UNCLEAR, VERDICTS, Found
from .exclusion_schema import AnswersFile, GivenAnswer, Resting
from .exclusion_text import read_whole
from .library import Library
from .problems import Problem
from .rules import acting_states

_RISK = re.compile(r"destinations\.\d+\.risks(\.\d+)?")


def _resting(part: Resting, field: str) -> Found:
    if part.answer != UNCLEAR and part.source is None:
        message = "an answer other than 'unclear' needs the source that it rests on"
        yield part.line(), f"{field}.source", message
    for word in VERDICTS.findall(part.note or ""):
        message = f"{word!r} is a verdict: it stands in findings only"
        yield part.line("note"), f"{field}.note", message


def _all_resting(file: AnswersFile) -> Iterator[tuple[str, Resting]]:
    yield from (("answers", answer) for answer in file.answers)
    yield from (("destinations.risks", r) for place in file.destinations for r in place.risks)


def answers_rest_on_sources(file: AnswersFile, framework: Framework) -> Found:
    """Every answer to the exclusion framework but unclear names its source, and no note gives a verdict."""
    for field, part in _all_resting(file):
        yield from _resting(part, field)


def answers_fit_framework(file: AnswersFile, framework: Framework) -> Found:
    """Answers are those that the exclusion framework allows, once each; those of the gate are there, and
    none contradicts another.
    """
    given: dict[str, GivenAnswer] = {}
    for answer in file.answers:
        name, line = answer.question, answer.line("question")
        if name in given:
            message = f"{name!r} is answered twice; first on line {given[name].line('question')}"
            yield line, "answers", message
        given.setdefault(name, answer)
    codes = {name: answer.answer for name, answer in given.items()}
    for fault in find_faults(framework, file.subject, codes):
        found = given.get(fault.question)
        yield found.line("answer") if found else file.line("answers"), "answers", str(fault)


def destinations_stand_once(file: AnswersFile, framework: Framework) -> Found:
    """Every receiving or onward state stands once, with harms that the exclusion framework asks about."""
    places: dict[tuple[str, str], int] = {}
    for place in file.destinations:
        key = place.state, place.stage
        if key in places:
            message = f"{place.state} ({place.stage}) stands twice; first on line {places[key]}"
            yield place.line("state"), "destinations.state", message
        places.setdefault(key, place.line("state"))
        seen: dict[str, int] = {}
        for risk in place.risks:
            line = risk.line("harm")
            if risk.harm not in framework.harms:
                message = f"there is no harm {risk.harm!r}{nearest(risk.harm, framework.harms)}"
                yield line, "destinations.risks.harm", message
            if risk.harm in seen:
                message = f"{risk.harm!r} is answered twice; first on line {seen[risk.harm]}"
                yield line, "destinations.risks.harm", message
            seen.setdefault(risk.harm, line)


def arguments_give_no_verdict(file: AnswersFile, framework: Framework) -> Found:
    """What a state argued about whom is told without a verdict of ours."""
    for key in ("argument", "who"):
        for word in VERDICTS.findall(getattr(file, key)):
            yield file.line(key), key, f"{word!r} is a verdict: it stands in findings only"


ANSWER_RULES: tuple[Callable[[AnswersFile, Framework], Found], ...] = (
    answers_fit_framework,
    answers_rest_on_sources,
    destinations_stand_once,
    arguments_give_no_verdict,
)


def _with_paragraph(problem: Problem) -> Problem:
    """Return a problem of a destination with the paragraph that it is about, and the form of a risk."""
    if not problem.field.startswith("destinations"):
        return problem
    form = "; write each risk as 'harm: torture', then 'answer: yes'"
    hint = form if _RISK.fullmatch(problem.field) else ""
    return problem._replace(message=f"{problem.message}{hint} ({cite(BARS_PARA)})")


def states_are_known(file: AnswersFile, states: Collection[str]) -> Found:
    """The states of a file of answers exist.

    Parameters
    ----------
    file : AnswersFile
        The answers.
    states : collection of str
        Codes of all states.
    """
    for part, field in ((file, "state"), *((d, "destinations.state") for d in file.destinations)):
        if part.state and part.state not in states:
            hint = nearest(part.state, states)
            where = f" ({cite(BARS_PARA)})" if part is not file else ""
            yield part.line("state"), field, f"no state {part.state!r}{hint}{where}"


def read_answers(
    path: Path, shown: str, framework: Framework
) -> tuple[AnswersFile | None, list[Problem]]:
    """Read and check the answers on one argument of a state.

    Parameters
    ----------
    path : Path
        The file.
    shown : str
        The path as problems show it.
    framework : Framework
        The questions and rules, without faults.

    Returns
    -------
    tuple of (AnswersFile or None, list of Problem)
        The file without its faulty parts, and every problem in the order of the lines.
    """
    file, problems, damaged = read_whole(AnswersFile, path, shown)
    if file is None:
        return None, problems
    problems = [_with_paragraph(p) for p in problems]
    checks = list(ANSWER_RULES)
    if {"subject", "answers"} & damaged:
        checks.remove(answers_fit_framework)
    found = [Problem(shown, *f) for check in checks for f in check(file, framework)]
    return file, problems + sorted(found, key=lambda p: p.line)


def answers_fit_library(file: AnswersFile, stem: str, library: Library) -> Found:
    """Answers to the exclusion framework name incident, states and sources that exist.

    Parameters
    ----------
    file : AnswersFile
        The answers.
    stem : str
        Name of the file, without its ending.
    library : Library
        Records, states and sources.
    """
    incident, parted, argument = stem.partition("--")
    if not (parted and argument) or incident != file.incident:
        wanted = f"{file.incident}--argument.yaml"
        yield file.line("incident"), "incident", f"{stem!r} is not named as {wanted!r}"
    record = library.records.get(file.incident)
    if record is None:
        if f"{library.root.as_posix()}/incidents/{file.incident}.yaml" not in library.unread:
            hint = nearest(file.incident, library.records)
            yield file.line("incident"), "incident", f"no incident {file.incident!r}{hint}"
    elif file.state is None:
        acted = acting_states(record)
        if len(acted) != 1:
            message = (
                f"missing: of {file.incident!r} {len(acted)} states acted ({', '.join(acted)})"
            )
            yield file.line(), "state", message
    yield from states_are_known(file, library.states)
    for field, part in _all_resting(file):
        yield from source_faults(part, f"{field}.", library)


def source_faults(part: Any, prefix: str, library: Library) -> Found:
    """Yield what is wrong with the source that a part names, and with the place in it.

    Parameters
    ----------
    part : Resting or NotAssessed
        What names the source.
    prefix : str
        What stands before the name of a field, such as ``answers.``.
    library : Library
        The sources.
    """
    if part.source is None:
        return
    if part.source not in library.sources:
        hint = nearest(part.source, library.sources)
        yield part.line("source"), f"{prefix}source", f"no source {part.source!r}{hint}"
        return
    source = library.sources[part.source]
    if source is None or part.at:
        return
    kind = source.locator or read_codelist("source_type")[source.type].extra["locator"]
    if kind != "none":
        yield part.line(), f"{prefix}at", f"missing: name the {kind} of {part.source!r}"
