"""What the rules of the exclusion framework come to under a set of answers, in three values.

Pure. ``no`` < ``unclear`` < ``yes``: all is the least, any the greatest, so that an answer turned into
unclear leaves a result as it is or makes it unclear.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from .exclusion_facts import NO, NOT_ADDRESSED, UNCLEAR, VALUES, YES, Condition, Framework

KIND = "argument-kind"
"""The question on which the parts of the merits hang."""


class Step(NamedTuple):
    """One thing that a result rests on, or that leaves it unclear."""

    result: str
    kind: str
    """``rule``, ``question`` or ``bar``."""
    id: str
    value: str
    para: tuple[int, ...]
    sentences: tuple[str, ...] = ()


def least(values: Iterable[str]) -> str:
    """Return whether all hold.

    Parameters
    ----------
    values : iterable of str
        ``yes``, ``no`` or ``unclear``; at least one.
    """
    return min(values, key=VALUES.index)


def greatest(values: Iterable[str]) -> str:
    """Return whether any holds.

    Parameters
    ----------
    values : iterable of str
        ``yes``, ``no`` or ``unclear``; at least one.
    """
    return max(values, key=VALUES.index)


class Run:
    """The values of conditions and rules under one set of answers."""

    def __init__(self, framework: Framework, answers: Mapping[str, str]):
        self.framework, self.answers = framework, answers
        self.values: dict[str, str] = {}

    def condition(self, part: Condition) -> str:
        """Return the value of a condition; what the guidelines leave open is unclear."""
        if part.rule:
            return self.rule(part.rule)
        answer = self.answers.get(part.question or "", UNCLEAR)
        if answer in part.answers:
            return YES
        return UNCLEAR if answer in (UNCLEAR, NOT_ADDRESSED) or not part.question else NO

    def rule(self, name: str) -> str:
        """Return the value of a rule."""
        if name not in self.values:
            rule = self.framework.rules[name]
            join = least if rule.join == "all" else greatest
            self.values[name] = join(self.condition(c) for c in rule.conditions)
        return self.values[name]

    def steps(self, result: str, name: str) -> Iterator[Step]:
        """Yield a rule and what decides it: all that has its value, down to the answers.

        Of rules of which any would do, those for an argument of another kind are passed over, unless
        the kind is what decides.
        """
        rule, value = self.framework.rules[name], self.rule(name)
        yield Step(result, "rule", name, value, rule.para, rule.sentences)
        if rule.join == "any" and value == NO and self.is_of_other_kind(name):
            yield self._answer(result, KIND)
            return
        for part in rule.conditions:
            if self.condition(part) != value:
                continue
            if part.question:
                yield self._answer(result, part.question)
            elif part.rule and not (rule.join == "any" and self.is_of_other_kind(part.rule)):
                yield from self.steps(result, part.rule)

    def is_of_other_kind(self, name: str) -> bool:
        """Tell whether the kind of the argument alone makes a rule fail."""
        kind = {KIND: self.answers[KIND]} if KIND in self.answers else {}
        return rule_value(self.framework, name, kind) == NO

    def _answer(self, result: str, question: str) -> Step:
        asked = self.framework.questions[question]
        answer = self.answers.get(asked.id, "not_answered")
        return Step(result, "question", asked.id, answer, asked.para, asked.sentences)


def rule_value(framework: Framework, name: str, answers: Mapping[str, str]) -> str:
    """Return the value of one rule under some answers, the others unclear.

    Parameters
    ----------
    framework : Framework
        The rules.
    name : str
        Id of the rule.
    answers : mapping of str to str
        Answers by question.
    """
    return Run(framework, answers).rule(name)
