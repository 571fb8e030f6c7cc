"""The exclusion framework as a page: the procedure that can be read, and a memo for each argument."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from ..law.exclusion import RESULTS, Assessment, assess
from ..law.exclusion_bars import BarLaw, Destination
from ..law.exclusion_facts import Condition, Framework, Given, Question, Rule, make_framework
from ..vocabulary.codes import label_of, read_codelist
from .exclusion_coverage import coverage
from .exclusion_memo import (
    OBJECT,
    SENTENCES,
    gate_words,
    memo_sections,
    result_meaning,
    where,
)
from .pages import Row, render, thin

OPEN_SECTIONS = ("Defects", "Departures", "Flags")
"""Sections of a memo that are shown at once; the others unfold."""


def _weight(part: Question | Rule) -> dict[str, str]:
    force = label_of("exclusion_force", part.force).lower()
    return {
        "where": where(part.para, part.sentences),
        "force": force if part.authority != "ours" else f"{force} (ours)",
    }


def _question(question: Question) -> dict[str, Any]:
    answers = [label_of("exclusion_answer", code).lower() for code in question.answers]
    return {
        "id": question.id,
        "text": question.text,
        "answers": ", ".join(answers),
        "about": label_of("exclusion_about", question.about),
        "required": question.required,
    } | _weight(question)


def _in_words(framework: Framework, part: Condition) -> dict[str, str]:
    """Return a condition as text and the place on the page that it leads to."""
    if part.rule:
        return {"text": framework.rules[part.rule].text.rstrip("."), "href": f"#rule-{part.rule}"}
    if not part.question:
        return {"text": "The paragraph leaves it open.", "href": ""}
    codes = [c for c in framework.questions[part.question].answers if c in part.answers]
    answers = " or ".join(label_of("exclusion_answer", c).lower() for c in codes)
    return {"text": f"{part.question}: {answers}", "href": f"#question-{part.question}"}


def _rule(framework: Framework, rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "text": rule.text,
        "join": label_of("exclusion_join", rule.join).lower(),
        "conditions": [_in_words(framework, c) for c in rule.conditions],
        "level": label_of("exclusion_level", rule.level).lower(),
    } | _weight(rule)


def _rules(framework: Framework) -> list[dict[str, Any]]:
    return [
        {
            "label": entry.label,
            "text": entry.definition,
            "weighs": code in ("safeguard", "shortfall", "flag"),
            "rules": [_rule(framework, r) for r in framework.rules.values() if r.makes == code],
        }
        for code, entry in read_codelist("exclusion_makes").items()
    ]


def _of(rows: Iterable[Row], argument: Row) -> list[Row]:
    key = (argument["incident_id"], argument["argument_id"])
    return [row for row in rows if (row["incident_id"], row["argument_id"]) == key]


def _given(row: Row) -> Given:
    return Given(row["answer"], row["source"], row["at"], row["note"])


def _destinations(rows: Iterable[Row]) -> list[Destination]:
    places: dict[tuple[str, str], dict[str, Given]] = {}
    for row in rows:
        risks = places.setdefault((row["state"], row["stage"]), {})
        if row["harm"]:
            risks[row["harm"]] = _given(row)
    return [Destination(state, stage, risks) for (state, stage), risks in places.items()]


def _law(rows: Iterable[Row]) -> dict[str, list[BarLaw]]:
    """Return what was in force by destination, as the table of bars has it."""
    found: dict[str, dict[str, BarLaw]] = {}
    for row in rows:
        bar = BarLaw(*(row[name] for name in BarLaw._fields))
        found.setdefault(row["state"], {})[row["provision"]] = bar
    return {state: list(bars.values()) for state, bars in found.items()}


def assess_again(
    framework: Framework, rows: Mapping[str, list[Row]], argument: Row
) -> tuple[Assessment, dict[str, Given], list[Destination]]:
    """Return assessment, answers and destinations of a published argument.

    Parameters
    ----------
    framework : Framework
        The framework, as published.
    rows : mapping of str to list of dict
        Rows of the published tables by name.
    argument : dict
        A row of ``exclusion_assessments``.
    """
    answers = {r["question"]: _given(r) for r in _of(rows["exclusion_given"], argument)}
    places = _destinations(_of(rows["exclusion_risks"], argument))
    law = _law(_of(rows["exclusion_bars_found"], argument))
    return assess(framework, argument["subject"], answers, places, law), answers, places


def _results(found: Assessment) -> list[dict[str, str]]:
    return [
        {
            "label": label_of("exclusion_outcome", name),
            "value": label_of("exclusion_result", getattr(found, name)),
            "meaning": result_meaning(found, name),
        }
        for name in RESULTS
    ]


def _argument(
    framework: Framework, rows: Mapping[str, list[Row]], row: Row, names: Mapping[str, Any]
) -> dict[str, Any]:
    found, answers, places = assess_again(framework, rows, row)
    sections = memo_sections(framework, found, answers, places)
    groups: list[dict[str, Any]] = []
    for section in sections:
        shown = {"title": section.title, "lines": section.lines, "otherwise": section.otherwise}
        if section.level == 2:
            is_open = section.title in OPEN_SECTIONS
            groups.append({**shown, "open": is_open, "parts": []})
        else:
            groups[-1]["parts"].append(shown)
    cited = [g.source for g in answers.values()]
    cited += [r.source for p in places for r in p.risks.values() if isinstance(r, Given)]
    return {
        "id": f"{row['incident_id']}--{row['argument_id']}",
        "incident": row["incident_id"],
        "title": names["incidents"].get(row["incident_id"], row["incident_id"]),
        "argument": row["argument"],
        "who": row["who"],
        "subject": label_of("exclusion_subject", row["subject"]).lower(),
        "state": names["states"].get(row["law_state"], row["law_state"]),
        "results": _results(found),
        "gate": gate_words(found),
        "groups": groups,
        "sources": [
            {"key": key, "title": names["sources"].get(key, key)}
            for key in sorted({c for c in cited if c})
        ],
    }


def make_exclusion_page(rows: Mapping[str, list[Row]]) -> str:
    """Return the page of the exclusion framework.

    Parameters
    ----------
    rows : mapping of str to list of dict
        Rows of the published tables by name; missing is None.
    """
    framework = make_framework(rows)
    names = {
        "incidents": {r["id"]: r["title"] for r in rows["incidents"]},
        "sources": {r["key"]: r["title"] for r in rows["sources"]},
        "states": {r["code"]: r["name"] for r in rows["states"]},
    }
    gone = {r["id"] for r in rows["incidents"] if r["record_status"] == "withdrawn"}
    arguments = [
        _argument(framework, rows, row, names)
        for row in rows["exclusion_assessments"]
        if row["incident_id"] not in gone
    ]
    covered = coverage(rows)
    roles = Counter(r["role"] for r in rows["exclusion_sentences"])
    return render(
        "exclusion",
        current="exclusion",
        object=OBJECT,
        numbers=SENTENCES,
        facts=[
            {"n": thin(len(arguments)), "label": "arguments assessed"},
            {"n": thin(len(covered.left_out)), "label": "argued, and not assessed"},
            {"n": thin(len(framework.questions)), "label": "questions"},
            {"n": thin(len(framework.rules)), "label": "rules"},
            {"n": thin(roles["question_or_rule"]), "label": "sentences of the Guidelines asked"},
            {"n": thin(roles["context_only"]), "label": "sentences that are context only"},
        ],
        arguments=arguments,
        covered=covered,
        forces=list(read_codelist("exclusion_force").values()),
        results=list(read_codelist("exclusion_result").values()),
        stages=[
            {
                "id": stage,
                "title": title,
                "questions": [
                    _question(q) for q in framework.questions.values() if q.stage == stage
                ],
            }
            for stage, title in framework.stages.items()
        ],
        rules=_rules(framework),
        bars=[
            {
                "provision": bar.provision,
                "survives": label_of("exclusion_truth", bar.survives).lower(),
                "harms": " ".join(framework.harms[h] for h in bar.harms),
                "open_harms": " ".join(framework.harms[h] for h in bar.open_harms),
                "text": bar.text,
            }
            for bar in framework.bars.values()
        ],
        sentences=[
            {
                "name": f"{r['paragraph']}.{r['sentence']}",
                "questions": (r["questions"] or "").split(";") if r["questions"] else [],
                "rules": (r["rules"] or "").split(";") if r["rules"] else [],
                "notes": r["notes"],
            }
            for r in rows["exclusion_sentences"]
        ],
    )
