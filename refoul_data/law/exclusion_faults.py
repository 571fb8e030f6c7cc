"""What keeps answers from being assessed, each fault with the paragraph that it is about. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..vocabulary.codes import nearest
from .exclusion_facts import GROUP_PARAS, SUBJECTS, YES, Framework, Given, cite, code_of
from .exclusion_logic import Run


class Fault(NamedTuple):
    """What is wrong with one answer, and the paragraph that it is about."""

    question: str
    message: str
    para: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.question}: {self.message} ({cite(self.para)})"


def find_faults(
    framework: Framework, subject: str, answers: Mapping[str, str | Given]
) -> list[Fault]:
    """Return everything that keeps answers from being assessed.

    Parameters
    ----------
    framework : Framework
        The questions and rules.
    subject : str
        ``person`` or ``group``.
    answers : mapping of str to str or Given
        Answers by question.
    """
    faults = []
    if subject not in SUBJECTS:
        message = f"{subject!r} is neither 'person' nor 'group'"
        return [Fault("subject", message, GROUP_PARAS)]
    valid = {}
    for name, given in answers.items():
        answer, question = code_of(given), framework.questions.get(name)
        if question is None:
            hint = nearest(name, framework.questions)
            near = next((q for q in framework.questions.values() if repr(q.id) in hint), None)
            paras = near.para if near else (1, 36)
            faults.append(Fault(str(name), f"there is no such question{hint}", paras))
        elif not question.is_asked_of(subject):
            whom = "persons" if question.about == "case" else "groups"
            paras = tuple(sorted({*question.para, *GROUP_PARAS}))
            faults.append(Fault(name, f"asked about {whom} only, not about a {subject}", paras))
        elif answer not in question.answers:
            allowed = ", ".join(question.answers)
            faults.append(Fault(name, f"{answer!r} is none of {allowed}", question.para))
        else:
            valid[name] = answer
    for question in framework.questions.values():
        if question.required and question.id not in answers:
            faults.append(Fault(question.id, "the answer is missing", question.para))
    run = Run(framework, valid)
    for rule in framework.rules.values():
        if rule.makes == "contradiction" and run.rule(rule.id) == YES:
            names = [c.question or "" for c in rule.conditions]
            against = " and ".join(f"{n} is {valid[n]}" for n in names)
            faults.append(Fault(names[-1], f"{against}: {rule.text}", rule.para))
    return faults
