"""The exclusion framework becomes tables: stages, questions, answers, rules, harms, bars, sentences."""

from __future__ import annotations

from typing import Any

from ..records.exclusion_rows import exclusion_tables, sentence_table
from ..records.exclusion_schema import Bar, ExclusionFile, Harm, Question, Rule, Stage, Weighed
from ..records.law_schema import law_columns
from ..records.library import Library
from ..records.schema import Column
from .exclusion_columns import plain
from .exclusion_results import result_tables
from .tables import Table

_LISTED = ("para", "sentences")
_JOIN = [
    plain("join", "Join", "How the conditions are joined.", "exclusion_join", required=True),
    plain("conditions", "Conditions",
          "Conditions, parted by semicolons: 'question is answer or answer', 'rule name', or 'left open' "
          "where the paragraph decides neither way.", separator=";", required=True),
]  # fmt: skip
_SENTENCES = [
    plain("paragraph", "Paragraph", "Number of the paragraph of the guidelines.", type="int64",
          basis="editorial", required=True),
    plain("sentence", "Sentence", "Number within the paragraph, from 1.", type="int64",
          basis="editorial", required=True),
    plain("hash", "Fingerprint", "First 16 digits of the SHA-256 of the sentence, blanks made single.",
          basis="editorial", required=True),
    plain("role", "Role", "Whether a question or a rule takes the sentence in.", "exclusion_role",
          required=True),
    plain("questions", "Questions", "Ids of the questions that take it in.", separator=";",
          references="exclusion_questions.id"),
    plain("rules", "Rules", "Ids of the rules that take it in.", separator=";",
          references="exclusion_rules.id"),
    plain("notes", "Notes", "What the sentence is context for."),
]  # fmt: skip


def _of(model: type, names: tuple[str, ...]) -> list[Column]:
    """Return the columns of a class in an order that a reader wants."""
    by_name = {c.name: c for c in law_columns(model)}
    return [
        c._replace(separator=";", type="string") if c.name in _LISTED else c
        for c in (by_name[name] for name in names)
    ]


def _questions() -> list[Column]:
    names = ("id", "stage", "text", "answers", "about", "required", *_weighed())
    references = {"stage": "exclusion_stages.id", "answers": "exclusion_answers.list"}
    return [c._replace(references=references.get(c.name, "")) for c in _of(Question, names)]


def _weighed() -> tuple[str, ...]:
    return tuple(c.name for c in law_columns(Weighed) if c.name != "text")


def _columns() -> dict[str, tuple[str, list[Column], tuple[str, ...]]]:
    """Return title, columns and key of each table of the framework."""
    rules = _of(Rule, ("id", "makes", "text", *_weighed()))
    bars = _of(Bar, ("provision", "survives", "harms", "open_harms", "text"))
    bars = [
        c._replace(references="exclusion_harms.id") if c.name.endswith("harms") else c for c in bars
    ]
    return {
        "exclusion_stages": ("Exclusion: stages, in their order", _of(Stage, ("id", "title")), ("id",)),
        "exclusion_answers": (
            "Exclusion: lists of answers that questions allow",
            [plain("list", "List", "Name of the list.", basis="editorial", required=True),
             plain("code", "Answer", "Code of the answer.", "exclusion_answer", required=True)],
            ("list", "code"),
        ),
        "exclusion_questions": ("Exclusion: questions on a published case", _questions(), ("id",)),
        "exclusion_rules": (
            "Exclusion: what follows from the answers", [*rules[:3], *_JOIN, *rules[3:]], ("id",)
        ),
        "exclusion_harms": ("Exclusion: harms that are asked about", _of(Harm, ("id", "text")), ("id",)),
        "exclusion_bars": (
            "Exclusion: provisions that may bar a return", bars, ("provision",)
        ),
    }  # fmt: skip


def framework_tables(file: ExclusionFile, guidelines: list[Any]) -> list[Table]:
    """Return the tables of the framework.

    Parameters
    ----------
    file : ExclusionFile
        The framework.
    guidelines : list of SeedSentence
        The sentences of the guidelines.
    """
    rows = exclusion_tables(file)
    tables = [
        Table(name, title, columns, rows[name], key)
        for name, (title, columns, key) in _columns().items()
    ]
    title = "Exclusion: each sentence of the guidelines, and what takes it in"
    key = ("paragraph", "sentence")
    return [
        *tables,
        Table("exclusion_sentences", title, _SENTENCES, sentence_table(file, guidelines), key),
    ]


def make_exclusion_tables(library: Library, incidents: Table, law: list[Table]) -> list[Table]:
    """Return the tables of the framework and of what it makes of the arguments, or none.

    Parameters
    ----------
    library : Library
        The raw files, without errors.
    incidents : Table
        The records.
    law : list of Table
        The tables of the law, which say what was in force; none where there is no law.
    """
    if library.exclusion is None:
        return []
    framework = framework_tables(library.exclusion, library.guidelines)
    return [*framework, *result_tables(library, framework, incidents, law)]
