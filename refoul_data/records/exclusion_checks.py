"""What can be wrong with the exclusion framework: each check yields line, field and message."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter

from ..vocabulary.codes import nearest
from .exclusion_schema import Based, ExclusionFile, Rule

ROOTS = ("gate", "exclusion-argued", "merits", "returned")
"""Rules that the results are read from."""
UNCLEAR, LEFT_OPEN = "unclear", "left open"
# Verdicts belong to the bodies that gave them: they stand in findings, never in words of ours.
VERDICTS = re.compile(r"\w*(?:breach|violat|lawful)\w*", re.IGNORECASE)
_CONDITION = re.compile(r"rule ([a-z0-9-]+)|([a-z0-9-]+) is ([a-z0-9_]+(?: or [a-z0-9_]+)*)")
Found = Iterator[tuple[int, str, str]]
"""Line, field, message."""


def _named(file: ExclusionFile) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Yield each list of the file with the names in it and their lines."""
    for field in ("stages", "answer_lists", "questions", "rules", "harms"):
        yield field, [(item.id, item.line("id")) for item in getattr(file, field)]
    yield "bars", [(bar.provision, bar.line("provision")) for bar in file.bars]
    for answers in file.answer_lists:
        yield "answer_lists", [(code, answers.line("answers")) for code in answers.answers]


def names_stand_once(file: ExclusionFile, sentences: set[str]) -> Found:
    """Every name of the exclusion framework stands once in its list."""
    for field, names in _named(file):
        first: dict[str, int] = {}
        for name, line in names:
            if name in first:
                yield line, field, f"{name!r} stands twice; first on line {first[name]}"
            first.setdefault(name, line)


def framework_gives_no_verdict(file: ExclusionFile, sentences: set[str]) -> Found:
    """No text of the exclusion framework gives a verdict; verdicts stand in findings only."""
    parts = [*file.questions, *file.rules, *file.notes, *file.harms, *file.bars, *file.stages]
    for part in parts:
        key = "text" if "text" in type(part).model_fields else "title"
        for word in VERDICTS.findall(getattr(part, key)):
            yield part.line(key), key, f"{word!r} is a verdict: it stands in findings only"


def _based(file: ExclusionFile) -> Iterator[tuple[str, Based]]:
    for field in ("questions", "rules", "notes"):
        for part in getattr(file, field):
            yield field, part


def framework_names_paragraphs(file: ExclusionFile, sentences: set[str]) -> Found:
    """A question, rule or note of the exclusion framework names paragraphs and sentences that the
    guidelines have; what is ours names paragraphs alone.
    """
    paragraphs = {int(s.split(".")[0]) for s in sentences}
    for field, part in _based(file):
        for para in part.para:
            if para not in paragraphs:
                yield part.line("para"), f"{field}.para", f"the guidelines have no paragraph {para}"
        for sentence in part.sentences:
            if sentence not in sentences:
                message = f"the guidelines have no sentence {sentence}"
                yield part.line("sentences"), f"{field}.sentences", message
            elif int(sentence.split(".")[0]) not in part.para:
                message = f"{sentence} stands here, and its paragraph not under 'para'"
                yield part.line("sentences"), f"{field}.sentences", message
        if not part.para:
            yield part.line("para"), f"{field}.para", "at least one paragraph is needed"
        authority = getattr(part, "authority", None)
        if authority == "ours" and part.sentences:
            message = "what is ours takes in no sentence: name the paragraphs alone"
            yield part.line("sentences"), f"{field}.sentences", message
        if authority != "ours" and not part.sentences:
            message = "the sentences that it takes in are missing"
            yield part.line(), f"{field}.sentences", message


def every_sentence_is_taken_in(file: ExclusionFile, sentences: set[str]) -> Found:
    """Every sentence of the guidelines stands in a question, a rule or a note."""
    taken = {s for _, part in _based(file) for s in part.sentences}
    for sentence in sorted(sentences - taken, key=lambda s: tuple(map(int, s.split(".")))):
        yield 0, "", f"sentence {sentence} stands in no question, rule or note"


def questions_have_stage_and_answers(file: ExclusionFile, sentences: set[str]) -> Found:
    """Every question has a stage and a list of answers, one of which is unclear."""
    stages, lists = [s.id for s in file.stages], [a.id for a in file.answer_lists]
    for question in file.questions:
        for key, known in (("stage", stages), ("answers", lists)):
            name = getattr(question, key)
            if name not in known:
                message = f"there is no {name!r}{nearest(name, known)}"
                yield question.line(key), f"questions.{key}", message
    for answers in file.answer_lists:
        if UNCLEAR not in answers.answers:
            yield answers.line("id"), "answer_lists", f"{answers.id!r} does not allow 'unclear'"


def _faults_of(condition: str, allowed: dict[str, list[str]], rules: set[str]) -> str | None:
    """Return what is wrong with a condition, if anything is."""
    if condition == LEFT_OPEN:
        return None
    match = _CONDITION.fullmatch(condition)
    if not match:
        return f"{condition!r} is no condition: 'question is answer', 'rule name' or 'left open'"
    rule, question, answers = match.groups()
    if rule:
        return None if rule in rules else f"there is no rule {rule!r}{nearest(rule, rules)}"
    if question not in allowed:
        return f"there is no question {question!r}{nearest(question, allowed)}"
    for answer in answers.split(" or "):
        if answer == UNCLEAR:
            return "nothing follows from 'unclear': a rule waits for a decided answer"
        if answer not in allowed[question]:
            return f"{question!r} does not allow {answer!r}{nearest(answer, allowed[question])}"
    return None


def allowed_answers(file: ExclusionFile) -> dict[str, list[str]]:
    """Return the answers that each question allows.

    Parameters
    ----------
    file : ExclusionFile
        The framework.
    """
    lists = {a.id: a.answers for a in file.answer_lists}
    return {q.id: lists.get(q.answers, []) for q in file.questions}


def conditions_can_hold(file: ExclusionFile, sentences: set[str]) -> Found:
    """A rule hangs on answers that its questions allow and on rules that exist, never on unclear; a
    contradiction lists answers alone.
    """
    allowed, rules = allowed_answers(file), {r.id for r in file.rules}
    for rule in file.rules:
        if (rule.all is None) == (rule.any is None) or not rule.conditions:
            yield rule.line(), "rules", f"{rule.id!r} needs conditions under 'all' or under 'any'"
        for condition in rule.conditions:
            message = _faults_of(condition, allowed, rules)
            if message is None and rule.makes == "contradiction":
                if (
                    rule.join == "any"
                    or not _CONDITION.fullmatch(condition)
                    or "rule " in condition
                ):
                    message = "a contradiction lists answers that cannot all be true"
            if message:
                yield rule.line(rule.join), f"rules.{rule.join}", message
    for root in ROOTS:
        if root not in rules:
            yield 0, "rules", f"the rule {root!r}, from which a result is read, is missing"


def _rules_below(rule: Rule) -> set[str]:
    return {c.removeprefix("rule ") for c in rule.conditions if c.startswith("rule ")}


def rules_hang_on_others(file: ExclusionFile, sentences: set[str]) -> Found:
    """No rule hangs on itself, through other rules."""
    lines = {rule.id: rule.line("id") for rule in file.rules}
    try:
        TopologicalSorter({rule.id: _rules_below(rule) for rule in file.rules}).prepare()
    except CycleError as error:
        around = " -> ".join(error.args[1])
        yield lines.get(error.args[1][0], 0), "rules", f"rules that hang on themselves: {around}"


def nothing_is_idle(file: ExclusionFile, sentences: set[str]) -> Found:
    """Something follows from every question, and every conclusion is needed."""
    text = [c for rule in file.rules if rule.makes != "contradiction" for c in rule.conditions]
    asked = {m[2] for m in map(_CONDITION.fullmatch, text) if m and m[2]}
    needed = {*ROOTS, *(name for rule in file.rules for name in _rules_below(rule))}
    for question in file.questions:
        if question.id not in asked:
            yield question.line("id"), "questions", f"nothing follows from {question.id!r}"
    for rule in file.rules:
        if rule.makes == "conclusion" and rule.id not in needed:
            yield rule.line("id"), "rules", f"no rule needs the conclusion {rule.id!r}"


def bars_name_harms(file: ExclusionFile, sentences: set[str]) -> Found:
    """Every bar names harms that are asked about, each as barred or as left open."""
    harms = [h.id for h in file.harms]
    for bar in file.bars:
        if not bar.harms:
            yield bar.line("harms"), "bars.harms", "at least one harm is needed"
        for harm in bar.harms:
            if harm not in harms:
                message = f"there is no harm {harm!r}{nearest(harm, harms)}"
                yield bar.line("harms"), "bars.harms", message
        for harm in bar.open_harms:
            line, field = bar.line("open_harms"), "bars.open_harms"
            if harm not in harms:
                yield line, field, f"there is no harm {harm!r}{nearest(harm, harms)}"
            elif harm in bar.harms:
                yield line, field, f"{harm!r} stands under 'harms' too: it is barred, or left open"


_BASED = {"questions", "rules", "notes"}
_LISTS = {"stages", "answer_lists", "questions"}
FRAMEWORK_RULES: dict[Callable[[ExclusionFile, set[str]], Found], set[str]] = {
    names_stand_once: set(),
    framework_gives_no_verdict: set(),
    framework_names_paragraphs: _BASED,
    every_sentence_is_taken_in: _BASED,
    questions_have_stage_and_answers: _LISTS,
    conditions_can_hold: {*_LISTS, "rules"},
    rules_hang_on_others: {"rules"},
    nothing_is_idle: {"questions", "rules"},
    bars_name_harms: {"harms", "bars"},
}
"""Each check with the parts of the file that must be whole, else one fault would be told twice."""


def find_problems(
    file: ExclusionFile, sentences: set[str], damaged: set[str]
) -> list[tuple[int, str, str]]:
    """Return everything that is wrong with the framework, in the order of the lines.

    Parameters
    ----------
    file : ExclusionFile
        The framework.
    sentences : set of str
        The sentences of the guidelines, such as ``19.2``; none where they could not be read.
    damaged : set of str
        Parts of the file that lost something to another problem.
    """
    checks = [check for check, needed in FRAMEWORK_RULES.items() if not needed & damaged]
    if not sentences:
        checks = [
            check
            for check in checks
            if check not in (framework_names_paragraphs, every_sentence_is_taken_in)
        ]
    return sorted(found for check in checks for found in check(file, sentences))
