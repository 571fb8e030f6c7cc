"""Answers on the case that a state published become four results, by the rules of the exclusion guidelines.

Pure. The object is the published case, never the person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from .exclusion_bars import BarFound, BarLaw, Destination, find_bars, join_intervals
from .exclusion_facts import (
    BARS_PARA,
    GROUP,
    GROUP_PARAS,
    NO,
    UNCLEAR,
    YES,
    Framework,
    Given,
    Rule,
    cite,
    code_of,
)
from .exclusion_faults import find_faults
from .exclusion_logic import Run, Step, least

NOT_ASKED, NOT_INDIVIDUALISED = "not_asked", "not_individualised"
NO_LAW, NO_BAR = "no_law_read", "no_bar_read"
"""Steps where nothing was read that could bar a return, of any law or for one state at least."""
RESULTS = ("merits", "procedure_sound", "bar_engaged", "return_carried_out")


class Remark(NamedTuple):
    """A defect, a departure or a flag, with the answers that it rests on."""

    rule: str
    level: str
    text: str
    para: tuple[int, ...]
    sentences: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Assessment:
    """What the published case comes to: four results that are never merged into one."""

    subject: str
    merits: str
    """``yes``, ``no``, ``unclear``, ``not_asked`` (the gate is closed) or ``not_individualised`` (a group)."""
    procedure_sound: str
    """``yes``, ``no``, ``unclear`` or ``not_asked`` (exclusion was not argued)."""
    bar_engaged: str
    """``yes``, ``no`` or ``unclear``."""
    return_carried_out: str
    """``yes``, ``no`` or ``unclear``."""
    gate: str
    """Whether the guidelines are about this case at all."""
    defects: tuple[Remark, ...]
    departures: tuple[Remark, ...]
    flags: tuple[Remark, ...]
    bars: tuple[BarFound, ...]
    rules: Mapping[str, str]
    """Value of every rule that is asked of the subject."""
    trace: tuple[Step, ...]
    """What each result rests on; for an unclear one, what leaves it open."""

    def _repr_markdown_(self) -> str:
        """Return the results in short, for a notebook; the full text of all parts fills pages."""
        levels = (("Defects", self.defects), ("Departures", self.departures), ("Flags", self.flags))
        lines = ["| Result | |", "|---|---|"]
        lines += [f"| {name} | **{getattr(self, name)}** |" for name in (*RESULTS, "gate")]
        for title, remarks in levels:
            lines += ["", f"{title}: {len(remarks)}", ""]
            lines += [f"- {r.text} ({cite(r.sentences or r.para)})" for r in remarks]
        return "\n".join(lines) + "\n"


def bar_name(bar: BarFound) -> str:
    """Return the name under which a bar stands in a trace: provision, stage and state.

    Parameters
    ----------
    bar : BarFound
        One provision for one destination.
    """
    return f"{bar.provision} {bar.stage} {bar.state}"


def bar_engaged_when(found: Assessment) -> str | None:
    """Return the parts of a campaign in which a bar was engaged, or None where it was all along.

    Parameters
    ----------
    found : Assessment
        What `assess` made of the answers.
    """
    engaged = [bar for bar in found.bars if bar.engaged == YES]
    if any(bar.in_force_when is None for bar in engaged):
        return None
    parts = (part for bar in engaged for part in (bar.in_force_when or "").split(";"))
    return join_intervals(parts) or None


def make_answers(file: Any) -> tuple[dict[str, Given], list[Destination]]:
    """Return what `assess` takes from a file of answers, as the records have it.

    Parameters
    ----------
    file : AnswersFile
        The answers and destinations.
    """

    def rests(part: Any) -> Given:
        return Given(part.answer, part.source, part.at, part.note)

    answers = {a.question: rests(a) for a in file.answers}
    places = [
        Destination(d.state, d.stage, {r.harm: rests(r) for r in d.risks})
        for d in file.destinations
    ]
    return answers, places


def _remark(run: Run, rule: Rule) -> Remark:
    questions = [s.id for s in run.steps("", rule.id) if s.kind == "question"]
    asked = tuple(dict.fromkeys(questions))
    return Remark(rule.id, rule.level, rule.text, rule.para, rule.sentences, asked)


def _remarks(run: Run, names: Iterable[str]) -> Iterator[Remark]:
    for name in names:
        rule = run.framework.rules[name]
        kept = NO if rule.makes == "safeguard" else YES
        if rule.makes in ("safeguard", "shortfall", "flag") and run.rule(name) == kept:
            yield _remark(run, rule)


def assess(
    framework: Framework,
    subject: str,
    answers: Mapping[str, str | Given],
    destinations: Iterable[Destination] = (),
    law: Mapping[str, Iterable[BarLaw]] | None = None,
) -> Assessment:
    """Assess the published case of a state on one argument about a person or a group.

    Parameters
    ----------
    framework : Framework
        The questions and rules.
    subject : str
        ``person`` or ``group``; a group's merits are not individualised.
    answers : mapping of str to str or Given
        Answers by question. One that is left out, other than at the gate, counts as unclear.
    destinations : iterable of Destination
        The receiving and onward states, with the risks there.
    law : mapping of str to iterable of BarLaw, optional
        By destination, what `law_on_bars` makes of the law in force.

    Returns
    -------
    Assessment
        Four results, remarks and a trace.

    Raises
    ------
    ValueError
        If an answer is outside its list, missing at the gate, unknown or contradicts another; the message
        names the paragraph.
    """
    faults = find_faults(framework, subject, answers)
    if faults:
        raise ValueError("\n".join(map(str, faults)))
    run = Run(framework, {name: code_of(given) for name, given in answers.items()})
    names = [n for n, r in framework.rules.items() if framework.applies(n, subject)]
    names = [n for n in names if framework.rules[n].makes != "contradiction"]
    safeguards = [n for n in names if framework.rules[n].makes == "safeguard"]
    argued, gate = run.rule("exclusion-argued"), run.rule("gate")
    merits = {YES: lambda: run.rule("merits"), NO: lambda: NOT_ASKED, UNCLEAR: lambda: UNCLEAR}
    sound: dict[str, Callable[[], str]] = {
        YES: lambda: least(map(run.rule, safeguards)), NO: lambda: NOT_ASKED, UNCLEAR: lambda: UNCLEAR,
    }  # fmt: skip
    places = list(destinations)
    engaged, bars = find_bars(framework, places, law or {})
    results = {
        "merits": NOT_INDIVIDUALISED if subject == GROUP else merits[gate](),
        "procedure_sound": sound[argued](),
        "bar_engaged": engaged,
        "return_carried_out": run.rule("returned"),
    }
    remarks = list(_remarks(run, names)) if argued == YES else []
    by_level = {
        f"{level}s": tuple(r for r in remarks if r.level == level)
        for level in ("defect", "departure", "flag")
    }
    return Assessment(
        subject, **results, gate=gate, **by_level, bars=tuple(bars),
        rules={n: run.rule(n) for n in names},
        trace=(*_trace(run, results, safeguards), *_trace_bars(engaged, places, bars),
               *run.steps("return_carried_out", "returned")),
    )  # fmt: skip


def _trace(run: Run, results: Mapping[str, str], safeguards: Iterable[str]) -> Iterator[Step]:
    """Yield what merits and procedure rest on."""
    if results["merits"] == NOT_INDIVIDUALISED:
        yield Step("merits", "rule", NOT_INDIVIDUALISED, NOT_INDIVIDUALISED, GROUP_PARAS)
    else:
        for name, values in (("gate", (NO, UNCLEAR)), ("merits", (YES, UNCLEAR))):
            if run.rule("gate") in values:
                yield from run.steps("merits", name)
    if run.rule("exclusion-argued") == YES:
        for name in safeguards:
            if run.rule(name) == results["procedure_sound"]:
                yield from run.steps("procedure_sound", name)
    else:
        yield from run.steps("procedure_sound", "exclusion-argued")


def _trace_bars(
    engaged: str, places: Iterable[Destination], bars: Iterable[BarFound]
) -> Iterator[Step]:
    """Yield the bars that the result rests on, or that none was read for a state."""
    bars, places = list(bars), list(places)
    able = [bar for bar in bars if bar.survives != NO]
    for bar in able:
        if bar.engaged == engaged:
            yield Step("bar_engaged", "bar", bar_name(bar), engaged, BARS_PARA)
    read = {bar.state for bar in able}
    if engaged == UNCLEAR and not (places and read.issuperset(p.state for p in places)):
        yield Step("bar_engaged", "bar", NO_BAR if bars else NO_LAW, UNCLEAR, BARS_PARA)
