"""The exclusion framework becomes rows: what is published, and what the engine is made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .exclusion_schema import ExclusionFile
from .seed_rows import SeedSentence


def _joined(values: Iterable[object]) -> str:
    return ";".join(map(str, values))


def _basis(part: Any) -> dict[str, Any]:
    sentences = _joined(part.sentences) or None
    return {
        "para": _joined(part.para), "sentences": sentences,
        "force": part.force, "authority": part.authority,
    }  # fmt: skip


def exclusion_tables(file: ExclusionFile) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the tables of the framework: what is published and what the engine is made of.

    Parameters
    ----------
    file : ExclusionFile
        The framework, without faults.

    Returns
    -------
    dict of str to list of dict
        Rows by table; several values in one cell are parted by semicolons, missing is None.
    """
    return {
        "exclusion_stages": [{"id": s.id, "title": s.title} for s in file.stages],
        "exclusion_answers": [
            {"list": a.id, "code": code} for a in file.answer_lists for code in a.answers
        ],
        "exclusion_questions": [
            {
                "id": q.id, "stage": q.stage, "text": q.text, "answers": q.answers,
                "about": q.about, "required": q.required, **_basis(q),
            }
            for q in file.questions
        ],
        "exclusion_rules": [
            {
                "id": r.id, "makes": r.makes, "text": r.text, "join": r.join,
                "conditions": _joined(r.conditions), **_basis(r),
            }
            for r in file.rules
        ],
        "exclusion_harms": [{"id": h.id, "text": h.text} for h in file.harms],
        "exclusion_bars": [
            {
                "provision": b.provision, "survives": b.survives, "harms": _joined(b.harms),
                "open_harms": _joined(b.open_harms) or None, "text": b.text,
            }
            for b in file.bars
        ],
    }  # fmt: skip


def sentence_table(file: ExclusionFile, sentences: Iterable[SeedSentence]) -> list[dict[str, Any]]:
    """Return one row for each sentence of the guidelines with the questions and rules that take it in.

    Parameters
    ----------
    file : ExclusionFile
        The framework.
    sentences : iterable of SeedSentence
        The sentences of the guidelines.

    Returns
    -------
    list of dict
        ``role`` is a code of ``exclusion_role``; several values in one cell are parted by semicolons.
    """
    rows = []
    for row in sentences:
        name = f"{row.unit}.{row.sentence}"
        questions = [q.id for q in file.questions if name in q.sentences]
        rules = [r.id for r in file.rules if name in r.sentences]
        rows.append({
            "paragraph": int(row.unit), "sentence": row.sentence, "hash": row.hash,
            "role": "question_or_rule" if questions or rules else "context_only",
            "questions": _joined(questions) or None, "rules": _joined(rules) or None,
            "notes": " ".join(n.text for n in file.notes if name in n.sentences) or None,
        })  # fmt: skip
    return rows
