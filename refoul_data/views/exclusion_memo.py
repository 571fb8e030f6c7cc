"""An assessment of a published case becomes a memo: sections of lines, each with paragraph and source.

Pure. `memo_sections` is what the page shows; `make_memo` writes the same as Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from ..law.exclusion import (
    NO_BAR,
    NO_LAW,
    NOT_ASKED,
    NOT_INDIVIDUALISED,
    RESULTS,
    Assessment,
    Remark,
    bar_engaged_when,
    bar_name,
)
from ..law.exclusion_bars import Destination
from ..law.exclusion_facts import UNCLEAR, Framework, Given, Question, cite
from ..law.exclusion_logic import KIND, Run, Step, rule_value
from ..vocabulary.codes import label_of
from .exclusion_bar_lines import NO_LAW_READ, Places, bar_bases, bar_lines, given_risks
from .exclusion_lines import Line, Section, flat, place_of, when_words

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
        UNCLEAR: (
            "No prohibition is known to be engaged, and of one at least it is open whether it protects "
            "the excluded, was in force, reached the case or was met by a real risk; what each bar rests "
            "on says what is open."
        ),
    },
    "return_carried_out": {
        "yes": "A source says that it was carried out.",
        "no": "A source says that it was not carried out.",
        UNCLEAR: "It could not be found out, or sources conflict.",
    },
}
_NO_PARTS = "None: a group was argued about, or the argument comes under no clause."
_KEPT = {"yes": "kept", "no": "not kept", UNCLEAR: UNCLEAR}
_NAMES = {
    NOT_INDIVIDUALISED: "A group was argued about",
    NO_LAW: NO_LAW_READ,
    NO_BAR: "For one state at least no law was read, or none that protects the excluded",
}
"""Steps that are neither rule nor question nor provision, in words."""


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


def result_meaning(assessment: Assessment, name: str) -> str:
    """Return what a result says, and when where it is not so all along.

    Parameters
    ----------
    assessment : Assessment
        What `assess` made of the answers.
    name : str
        A code of ``exclusion_outcome``.
    """
    meaning = _MEANINGS[name][getattr(assessment, name)]
    when = bar_engaged_when(assessment) if name == "bar_engaged" else None
    return f"{meaning} In part of the time only: {when_words(when)}." if when else meaning


def _results(assessment: Assessment) -> Iterator[Line]:
    for name in RESULTS:
        value = getattr(assessment, name)
        label = label_of("exclusion_outcome", name)
        yield Line("", f"{label}: {value}.", f" {result_meaning(assessment, name)}")


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
        rests = place_of(given, f"question {question.id}")
        place = f"{where(question.para, question.sentences)}; {rests}"
        yield Line(f"{question.text} ", f"{given.answer}.", f" {meaning} ({place})")
        if given.note:
            yield Line(flat(given.note), "", "", 1)


def _rests(questions: Iterable[str], answers: Mapping[str, Given]) -> str:
    """Return what a point rests on: each question with its answer and the place in the source."""
    told = []
    for name in questions:
        given = answers.get(name)
        told.append(
            f"{name}: {given.answer if given else UNCLEAR} [{place_of(given, f'question {name}')}]"
        )
    return "; ".join(told)


def _remarks(remarks: Iterable[Remark], answers: Mapping[str, Given]) -> Iterator[Line]:
    for remark in remarks:
        rests = _rests((q for q in remark.questions if q in answers), answers)
        yield Line(
            f"{remark.text} ({where(remark.para, remark.sentences)}{'; ' * bool(rests)}{rests})",
            "",
            "",
        )


def _step(
    framework: Framework, step: Step, answers: Mapping[str, Given], bases: Mapping[str, str]
) -> Line:
    place = where(step.para, step.sentences)
    if step.kind == "question":
        text = framework.questions[step.id].text
        rests = place_of(answers.get(step.id), f"question {step.id}")
        return Line(f"{text} ", step.value, f" ({place}; {rests})", 1)
    if step.id not in framework.rules:  # a bar, or a group: the paragraphs say it themselves
        rests = f"; {bases[step.id]}" if step.id in bases else ""
        return Line(f"{_NAMES.get(step.id, step.id)}: ", step.value, f" ({cite(step.para)}{rests})")
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
    run = Run(framework, {name: given.answer for name, given in answers.items()})
    for limb in (c.rule for c in framework.rules["merits"].conditions if c.rule):
        if rule_value(framework, limb, kind) == "no":  # the argument is not of this kind
            continue
        below = [c.rule for c in framework.rules[limb].conditions if c.rule]
        for name in below or [limb]:
            rule = framework.rules[name]
            place = where(rule.para, rule.sentences)
            decide = (s.id for s in run.steps("", name) if s.kind == "question")
            rests = _rests(dict.fromkeys(decide), answers)
            yield Line(f"{rule.text} ", assessment.rules[name], f" ({place}; {rests})")


def _trace(
    framework: Framework, assessment: Assessment, answers: Mapping[str, Given], places: Places
) -> Iterator[Section]:
    bases = {bar_name(bar): "; ".join(bar_bases(framework, bar, places)) for bar in assessment.bars}
    for result, steps in groupby(assessment.trace, key=lambda s: s.result):
        title = f"{label_of('exclusion_outcome', result)}: {getattr(assessment, result)}"
        yield Section(title, tuple(_step(framework, step, answers, bases) for step in steps), 3)


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
    places = list(destinations)
    bars = tuple(bar_lines(framework, assessment, places))
    sections.append(Section("Bars to return", bars))
    parts = tuple(_parts(framework, assessment, given))
    sections.append(Section("Parts of the merits", parts, otherwise=_NO_PARTS))
    sections += [Section("What each result rests on", ())]
    sections += _trace(framework, assessment, given, given_risks(places))
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
    lines = [f"# {incident}: {flat(argument)}", ""]
    lines += [f"About: {flat(who)} ({assessment.subject}).", "", f"{OBJECT} {SENTENCES}"]
    lines += ["", "## Results", "", *map(_markdown, _results(assessment))]
    lines += ["", gate_words(assessment)]
    for section in memo_sections(framework, assessment, answers, list(destinations)):
        lines += ["", f"{'#' * section.level} {section.title}"]
        body = [*map(_markdown, section.lines)] or [t for t in [section.otherwise] if t]
        lines += ["", *body] if body else []
    return "\n".join(lines) + "\n"
