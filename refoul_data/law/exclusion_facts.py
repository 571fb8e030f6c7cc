"""The exclusion framework as facts: questions, rules and bars, made from the rows of its tables.

Pure, and free of pandas and pydantic: the build, the command line and the installed wheel make it alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from ..vocabulary.codes import read_codelist

NO, UNCLEAR, YES = "no", "unclear", "yes"
VALUES = (NO, UNCLEAR, YES)
NOT_ADDRESSED = "not_addressed"
PERSON, GROUP = SUBJECTS = ("person", "group")
GROUP_PARAS = (2, 18, 26, 30)
"""Paragraphs that ask for each person's own case."""
BARS_PARA = (9,)
"""The paragraph on other instruments that forbid a return."""
_CONDITION = re.compile(r"rule (?P<rule>[a-z0-9-]+)|(?P<question>[a-z0-9-]+) is (?P<answers>.+)")


class Given(NamedTuple):
    """An answer and the place in a source that it rests on."""

    answer: str
    source: str | None = None
    at: str | None = None
    note: str | None = None


class Question(NamedTuple):
    """One question."""

    id: str
    stage: str
    text: str
    answers: tuple[str, ...]
    about: str
    """``case`` of a person, ``group``, or ``procedure``, which is asked of both."""
    required: bool
    para: tuple[int, ...]
    sentences: tuple[str, ...]
    force: str
    authority: str

    def is_asked_of(self, subject: str) -> bool:
        """Tell whether the question is asked of a person or a group."""
        return self.about == "procedure" or (self.about == "group") == (subject == GROUP)


class Condition(NamedTuple):
    """An answer, another rule, or what the guidelines leave open (neither is named)."""

    question: str | None = None
    answers: frozenset[str] = frozenset()
    rule: str | None = None


class Rule(NamedTuple):
    """One rule."""

    id: str
    makes: str
    """``conclusion``, ``safeguard``, ``shortfall``, ``flag`` or ``contradiction``."""
    text: str
    join: str
    """``all`` or ``any``."""
    conditions: tuple[Condition, ...]
    para: tuple[int, ...]
    sentences: tuple[str, ...]
    force: str
    authority: str

    @property
    def level(self) -> str:
        """What the rule makes where it is not kept: ours makes a flag, whatever its force."""
        if self.makes == "flag" or self.authority == "ours":
            return "flag"
        return read_codelist("exclusion_force")[self.force].extra["level"]


class Bar(NamedTuple):
    """A provision that may forbid return whatever the outcome on exclusion."""

    provision: str
    survives: str
    harms: tuple[str, ...]
    text: str
    open_harms: tuple[str, ...] = ()
    """Harms of which it is left open whether the provision bars return to them."""


@dataclass(frozen=True)
class Framework:
    """The questions, the rules and the bars, by id."""

    stages: Mapping[str, str]
    questions: Mapping[str, Question]
    rules: Mapping[str, Rule]
    bars: Mapping[str, Bar]
    harms: Mapping[str, str]
    meanings: Mapping[str, Mapping[str, str]]
    """By question: what each answer means."""

    @cached_property
    def leaves(self) -> dict[str, frozenset[str]]:
        """Return the questions that each rule hangs on, through other rules."""
        found: dict[str, frozenset[str]] = {}

        def look(name: str) -> frozenset[str]:
            if name not in found:
                parts = self.rules[name].conditions
                below = [look(c.rule) for c in parts if c.rule]
                own = frozenset(c.question for c in parts if c.question)
                found[name] = own.union(*below)
            return found[name]

        for name in self.rules:
            look(name)
        return found

    def applies(self, rule: str, subject: str) -> bool:
        """Tell whether everything that a rule hangs on is asked of a person or a group."""
        return all(self.questions[q].is_asked_of(subject) for q in self.leaves[rule])


def cite(paras: Iterable[int]) -> str:
    """Return paragraphs as a reader cites them: ``para. 34`` or ``paras. 2, 18``.

    Parameters
    ----------
    paras : iterable
        Paragraphs, or sentences such as ``19.2``.
    """
    numbers = [str(p) for p in paras]
    return f"para{'s' if len(numbers) > 1 else ''}. {', '.join(numbers)}"


def _numbers(cell: str) -> tuple[int, ...]:
    return tuple(int(p) for p in cell.split(";") if p)


def _words(cell: str | None) -> tuple[str, ...]:
    return tuple(p for p in (cell or "").split(";") if p)


def parse_condition(text: str) -> Condition:
    """Read a condition: ``question is answer or answer``, ``rule name`` or ``left open``.

    Parameters
    ----------
    text : str
        The condition as the framework has it.

    Raises
    ------
    ValueError
        If it has another form.
    """
    if text == "left open":
        return Condition()
    match = _CONDITION.fullmatch(text)
    if not match:
        raise ValueError(
            f"{text!r} is no condition: 'question is answer', 'rule name' or 'left open'"
        )
    if match["rule"]:
        return Condition(rule=match["rule"])
    return Condition(match["question"], frozenset(match["answers"].split(" or ")))


def make_framework(tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> Framework:
    """Make the framework from the rows of its tables, in which several values are parted by semicolons.

    Parameters
    ----------
    tables : mapping of str to iterable of mapping
        The tables ``exclusion_stages``, ``exclusion_answers``, ``exclusion_questions``,
        ``exclusion_rules``, ``exclusion_harms`` and ``exclusion_bars``, in which missing is None.
    """
    codes, lists = read_codelist("exclusion_answer"), {}
    for row in tables["exclusion_answers"]:
        lists.setdefault(row["list"], {})[row["code"]] = codes[row["code"]].definition

    def basis(row: Mapping[str, Any]) -> tuple:
        refs = _numbers(row["para"]), _words(row["sentences"])
        return *refs, row["force"], row["authority"]

    questions, meanings = {}, {}
    for row in tables["exclusion_questions"]:
        meanings[row["id"]] = lists[row["answers"]]
        questions[row["id"]] = Question(
            row["id"], row["stage"], row["text"], tuple(lists[row["answers"]]), row["about"],
            row["required"], *basis(row),
        )  # fmt: skip
    rules = {}
    for row in tables["exclusion_rules"]:
        parts = tuple(parse_condition(c) for c in _words(row["conditions"]))
        rules[row["id"]] = Rule(
            row["id"], row["makes"], row["text"], row["join"], parts, *basis(row)
        )
    bars = {
        row["provision"]: Bar(
            row["provision"], row["survives"], _words(row["harms"]), row["text"],
            _words(row["open_harms"]),
        )
        for row in tables["exclusion_bars"]
    }  # fmt: skip
    stages = {row["id"]: row["title"] for row in tables["exclusion_stages"]}
    harms = {row["id"]: row["text"] for row in tables["exclusion_harms"]}
    return Framework(stages, questions, rules, bars, harms, meanings)


def code_of(given: str | Given) -> str:
    """Return the code of an answer.

    Parameters
    ----------
    given : str or Given
        The answer, with or without what it rests on.
    """
    return given.answer if isinstance(given, Given) else given
