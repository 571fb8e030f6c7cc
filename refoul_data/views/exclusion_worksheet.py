"""The questions of the exclusion framework become a worksheet: answers to fill in, each still unclear."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from ..law.exclusion_facts import UNCLEAR, Framework, Question
from .exclusion_memo import questions_by_stage, where

_WIDTH = 96


def _comment(text: str, indent: str) -> Iterator[str]:
    for line in textwrap.wrap(text, _WIDTH - len(indent), break_on_hyphens=False):
        yield f"{indent}# {line}"


def make_worksheet(framework: Framework, subject: str, incident: str = "state-place-year") -> str:
    """Return a file of answers to fill in: every question that is asked, each answer still unclear.

    Parameters
    ----------
    framework : Framework
        The questions.
    subject : str
        ``person`` or ``group``.
    incident : str
        Id of the incident.
    """
    lines = [
        "# The case that the state published, on one argument about one person or group.",
        "# Say what its sources show, not what is true. An answer other than unclear needs a source.",
        "# A question that does not arise may be deleted, save those that must be answered.",
        f"incident: {incident}",
        "argument: >-",
        "  What the state argued, in our own words",
        "# state: XXX   (the state that argued and acted, where the record has more than one)",
        f"subject: {subject}",
        "who: >-",
        f"  Which {subject} of the record, without a name",
        "answers:",
    ]
    for stage, group in questions_by_stage(framework, subject):
        if group:
            lines += ["", f"  # --- {framework.stages[stage]}"]
        for question in group:
            lines += _asked(framework, question)
    lines += ["", *(f"# {line}" for line in _destinations(framework))]
    return "\n".join(lines) + "\n"


def _destinations(framework: Framework) -> Iterator[str]:
    yield "destinations:"
    yield "  # One for each state to which people were sent, or from there might be sent on (onward)."
    yield from ("  - state: XXX", "    stage: receiving", "    risks:")
    for harm, text in framework.harms.items():
        yield from _comment(text, "      ")
        yield from (f"      - harm: {harm}", f"        answer: {UNCLEAR}")


def _asked(framework: Framework, question: Question) -> Iterator[str]:
    must = "; must be answered" if question.required else ""
    yield ""
    yield from _comment(f"{question.text} ({where(question.para, question.sentences)}{must})", "  ")
    for code, meaning in framework.meanings[question.id].items():
        yield from _comment(f"{code}: {meaning}", "  ")
    yield from (f"  - question: {question.id}", f"    answer: {UNCLEAR}", "    # source:")
    yield "    # at:"
