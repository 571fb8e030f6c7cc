"""An assessment of a published case becomes a memo: sections of lines, each with paragraph and source.

Pure. `memo_sections` is what the page shows; `make_memo` writes the same as Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from ..law.exclusion import (
    NO_BAR,
    NO_LAW,
    NOT_ASKED,
    NOT_INDIVIDUALISED,
    RESULTS,
    Assessment,
    Remark,
)
from ..law.exclusion_bars import UNCLASSED, BarFound, Destination
from ..law.exclusion_facts import NO, UNCLEAR, Framework, Given, Question, cite
from ..law.exclusion_logic import KIND, Step, least, rule_value
from ..vocabulary.codes import label_of

OBJECT = (
    "This is about the case that the state published and the sources that it relied on, read against "
    "the Guidelines on the exclusion clauses. It says nothing about whether a person did anything, and "
    "it is no finding: findings belong to the bodies that made them."
)
SENTENCES = "Numbers such as 19.2 are paragraph and sentence of the Guidelines."
_MEANINGS = {
    "merits": {
        "yes": "The published case shows what the provision asks.",
        "no": "The published case does not show what the provision asks.",
        UNCLEAR: "An answer that it needs is unclear, or the state left the point aside.",
        NOT_ASKED: "The gate is closed: no such case was argued, or it is not one for these clauses.",
        NOT_INDIVIDUALISED: "A group: exclusion needs each person's own case (paras. 2, 18, 26, 30).",
    },
    "procedure_sound": {
        "yes": "Every safeguard that was asked about was kept.",
        "no": "At least one safeguard was not kept.",
        UNCLEAR: "No safeguard is known to have been passed over, and not all are known to be kept.",
        NOT_ASKED: "Neither crime nor danger was argued.",
    },
    "bar_engaged": {
        "yes": "For one state at least a prohibition of return was in force, reached the case, and the risk was real.",
        "no": "No prohibition that protects the excluded too was in force, in reach and met by a real risk.",
        UNCLEAR: "The law or the risk is not known for every receiving or onward state.",
    },
    "return_carried_out": {
        "yes": "A source says that it was carried out.",
        "no": "A source says that it was not carried out.",
        UNCLEAR: "It could not be found out, or sources conflict.",
    },
}
_NO_PARTS = "None: a group was argued about, or the argument comes under no clause."
_KEPT = {"yes": "kept", "no": "not kept", UNCLEAR: UNCLEAR}
_NO_LAW = "No law was read for this record and date"
_NAMES = {
    NOT_INDIVIDUALISED: "A group was argued about",
    NO_LAW: _NO_LAW,
    NO_BAR: "For one state at least no law was read, or none that protects the excluded",
}
"""Steps that are neither rule nor question nor provision, in words."""


class Line(NamedTuple):
    """One line of a memo, in three parts of which the middle one is the answer."""

    before: str
    value: str
    after: str
    depth: int = 0
    """0, or 1 for what stands below the line before it."""


class Section(NamedTuple):
    """One part of a memo."""

    title: str
    lines: tuple[Line, ...]
    level: int = 2
    """2, or 3 for a part of the section before it."""
    otherwise: str = ""
    """What is said where there are no lines."""


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())


def _place(given: Given | None) -> str:
    """Return the place in a source: ``key, p. 3``."""
    if given is None:
        return "not answered"
    if given.source is None:
        return "no source"
    return ", ".join(filter(None, (given.source, _flat(given.at))))


def where(para: Iterable[int], sentences: Iterable[str]) -> str:
    """Return the sentences as a reader cites them, or the paragraphs that a point stands near to.

    Parameters
    ----------
    para : iterable of int
        Paragraphs.
    sentences : iterable of str
        Sentences such as ``19.2``; none where the point is ours.
    """
    exact = list(sentences)
    return cite(exact) if exact else f"near {cite(para)}"


def questions_by_stage(framework: Framework, subject: str) -> Iterator[tuple[str, list[Question]]]:
    """Yield each stage with the questions that are asked of a person or a group.

    Parameters
    ----------
    framework : Framework
        The questions.
    subject : str
        ``person`` or ``group``.
    """
    for stage in framework.stages:
        asked = [q for q in framework.questions.values() if q.stage == stage]
        yield stage, [q for q in asked if q.is_asked_of(subject)]


def result_meaning(name: str, value: str) -> str:
    """Return what the value of a result says.

    Parameters
    ----------
    name : str
        A code of ``exclusion_outcome``.
    value : str
        A code of ``exclusion_result``.
    """
    return _MEANINGS[name][value]


def _results(assessment: Assessment) -> Iterator[Line]:
    for name in RESULTS:
        value = getattr(assessment, name)
        label = label_of("exclusion_outcome", name)
        yield Line("", f"{label}: {value}.", f" {result_meaning(name, value)}")


def _answered(
    framework: Framework, answers: Mapping[str, Given], subject: str
) -> Iterator[Section]:
    for stage, group in questions_by_stage(framework, subject):
        lines = tuple(_answers(framework, answers, group))
        if lines:
            yield Section(framework.stages[stage], lines, 3)


def _answers(
    framework: Framework, answers: Mapping[str, Given], questions: Iterable[Question]
) -> Iterator[Line]:
    for question in questions:
        given = answers.get(question.id)
        if given is None:
            continue
        meaning = framework.meanings[question.id][given.answer]
        place = f"{where(question.para, question.sentences)}; {_place(given)}"
        yield Line(f"{question.text} ", f"{given.answer}.", f" {meaning} ({place})")
        if given.note:
            yield Line(_flat(given.note), "", "", 1)


def _remarks(remarks: Iterable[Remark], answers: Mapping[str, Given]) -> Iterator[Line]:
    for remark in remarks:
        rests = "; ".join(
            f"{q}: {answers[q].answer} [{_place(answers[q])}]"
            for q in remark.questions
            if q in answers
        )
        yield Line(
            f"{remark.text} ({where(remark.para, remark.sentences)}{'; ' * bool(rests)}{rests})",
            "",
            "",
        )


def _step(framework: Framework, step: Step, answers: Mapping[str, Given]) -> Line:
    place = where(step.para, step.sentences)
    if step.kind == "question":
        text = framework.questions[step.id].text
        return Line(f"{text} ", step.value, f" ({place}; {_place(answers.get(step.id))})", 1)
    if step.id not in framework.rules:  # a bar, or a group: the paragraphs say it themselves
        return Line(f"{_NAMES.get(step.id, step.id)}: ", step.value, f" ({cite(step.para)})")
    rule = framework.rules[step.id]
    value = _KEPT[step.value] if rule.makes == "safeguard" else step.value
    return Line(f"{rule.text} ", value, f" ({place})")


def _parts(
    framework: Framework, assessment: Assessment, answers: Mapping[str, Given]
) -> Iterator[Line]:
    """Yield what the merits are made of, the gate aside: it may be open or closed."""
    if assessment.merits == NOT_INDIVIDUALISED:
        return
    kind = {KIND: answers[KIND].answer} if KIND in answers else {}
    for limb in (c.rule for c in framework.rules["merits"].conditions if c.rule):
        if rule_value(framework, limb, kind) == "no":  # the argument is not of this kind
            continue
        below = [c.rule for c in framework.rules[limb].conditions if c.rule]
        for name in below or [limb]:
            rule = framework.rules[name]
            place = where(rule.para, rule.sentences)
            yield Line(f"{rule.text} ", assessment.rules[name], f" ({place})")


def _trace(
    framework: Framework, assessment: Assessment, answers: Mapping[str, Given]
) -> Iterator[Section]:
    for result, steps in groupby(assessment.trace, key=lambda s: s.result):
        title = f"{label_of('exclusion_outcome', result)}: {getattr(assessment, result)}"
        yield Section(title, tuple(_step(framework, step, answers) for step in steps), 3)


def _bar(framework: Framework, bar: BarFound) -> Line:
    """Return what a provision in force comes to; what falls with exclusion counts without it only."""
    falls = bar.survives == NO
    engaged = least((bar.in_force, bar.in_reach, bar.real_risk)) if falls else bar.engaged
    counts = "counts only where neither exclusion nor the exception stands; there engaged "
    known = framework.bars.get(bar.provision)
    return Line(
        f"{bar.state} ({bar.stage}), {bar.provision}: {counts if falls else 'engaged '}",
        engaged,
        f" (protects the excluded: {bar.survives}; in force: {bar.in_force}; in reach: "
        f"{bar.in_reach}; real risk: {bar.real_risk}). {known.text if known else UNCLASSED}",
    )


def _bars(
    framework: Framework, assessment: Assessment, destinations: Iterable[Destination]
) -> Iterator[Line]:
    # Most treaties bind other states: what was not in force fills one line, not thirty.
    absent: dict[tuple[str, str], list[str]] = {}
    for bar in assessment.bars:
        if bar.in_force == NO:
            absent.setdefault((bar.state, bar.stage), []).append(bar.provision)
            continue
        yield _bar(framework, bar)
    for (state, stage), names in absent.items():
        yield Line(
            f"{state} ({stage}), not in force, or not yet read so: {', '.join(names)}.", "", ""
        )
    places = list(destinations)
    read = {(bar.state, bar.stage) for bar in assessment.bars}
    if not read:
        yield Line(f"{_NO_LAW}.", "", "")
    for place in places:
        if read and (place.state, place.stage) not in read:
            yield Line(f"{place.state} ({place.stage}): {_NO_LAW[0].lower()}{_NO_LAW[1:]}.", "", "")
        for harm, risk in place.risks.items():
            given = risk if isinstance(risk, Given) else Given(risk)
            yield Line(
                f"{place.state} ({place.stage}), {harm}: real risk ",
                given.answer,
                f" [{_place(given)}]",
            )
            if given.note:
                yield Line(_flat(given.note), "", "", 1)


def gate_words(assessment: Assessment) -> str:
    """Return whether the guidelines are about the case, in words.

    Parameters
    ----------
    assessment : Assessment
        What `assess` made of the answers.
    """
    if assessment.gate == "yes":
        return "The gate is open: the Guidelines are about this case."
    state = "unclear" if assessment.gate == UNCLEAR else "closed"
    return (
        f"The gate is {state}. What is said below of defects and departures holds only if the "
        "Guidelines are about this case."
    )


def memo_sections(
    framework: Framework,
    assessment: Assessment,
    answers: Mapping[str, Given],
    destinations: Iterable[Destination] = (),
) -> list[Section]:
    """Return the parts of a memo that follow the results, each line with paragraph and source.

    Parameters
    ----------
    framework : Framework
        The questions and rules.
    assessment : Assessment
        What `assess` made of the answers.
    answers : mapping of str to Given
        The answers, with their sources.
    destinations : iterable of Destination
        The receiving and onward states, as they were assessed.
    """
    given = {name: g if isinstance(g, Given) else Given(g) for name, g in answers.items()}
    by_level = (("Defects", "defects"), ("Departures", "departures"), ("Flags", "flags"))
    sections = [
        Section(title, tuple(_remarks(getattr(assessment, name), given)), otherwise="None.")
        for title, name in by_level
    ]
    bars = tuple(_bars(framework, assessment, destinations))
    sections.append(Section("Bars to return", bars))
    parts = tuple(_parts(framework, assessment, given))
    sections.append(Section("Parts of the merits", parts, otherwise=_NO_PARTS))
    sections += [Section("What each result rests on", ())]
    sections += _trace(framework, assessment, given)
    sections += [Section("Answers", ()), *_answered(framework, given, assessment.subject)]
    return sections


def _markdown(line: Line) -> str:
    value = f"**{line.value}**" if line.value else ""
    return f"{'  ' * line.depth}- {line.before}{value}{line.after}"


def make_memo(
    framework: Framework,
    assessment: Assessment,
    answers: Mapping[str, Given],
    *,
    incident: str,
    argument: str,
    who: str,
    destinations: Iterable[Destination] = (),
) -> str:
    """Return an assessment as a memo in Markdown, with paragraph and source at each step.

    Parameters
    ----------
    framework : Framework
        The questions and rules.
    assessment : Assessment
        What `assess` made of the answers.
    answers : mapping of str to Given
        The answers, with their sources.
    incident : str
        Id of the incident.
    argument : str
        What the state argued.
    who : str
        Which person or group, without a name.
    destinations : iterable of Destination
        The receiving and onward states, as they were assessed.
    """
    lines = [f"# {incident}: {_flat(argument)}", ""]
    lines += [f"About: {_flat(who)} ({assessment.subject}).", "", f"{OBJECT} {SENTENCES}"]
    lines += ["", "## Results", "", *map(_markdown, _results(assessment))]
    lines += ["", gate_words(assessment)]
    for section in memo_sections(framework, assessment, answers, list(destinations)):
        lines += ["", f"{'#' * section.level} {section.title}"]
        body = [*map(_markdown, section.lines)] or [t for t in [section.otherwise] if t]
        lines += ["", *body] if body else []
    return "\n".join(lines) + "\n"
