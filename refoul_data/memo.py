"""A file of answers becomes a memo on the command line: the framework read, the law asked, the rest put together."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .access.exclusion_asked import asked_law, known_framework
from .access.files import read_arrow, rows_of
from .dataset.exclusion_results import law_of_record
from .law.exclusion import assess, make_answers
from .law.exclusion_bars import BarLaw, Destination
from .law.exclusion_facts import Framework, make_framework
from .records.exclusion_answers import read_answers, states_are_known
from .records.exclusion_reader import EXCLUSION, read_exclusion, read_sentences
from .records.exclusion_rows import exclusion_tables
from .records.exclusion_schema import AnswersFile
from .records.problems import Problem
from .records.seed_rows import SENTENCES
from .views.exclusion_memo import make_memo


class MemoError(Exception):
    """No memo can be written; `problems` says why."""

    def __init__(self, problems: list[Problem]):
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


def read_framework(raw: Path) -> Framework:
    """Return the framework of a raw folder, or the published one where there is none.

    Parameters
    ----------
    raw : Path
        The folder ``data/raw``.

    Raises
    ------
    MemoError
        If the file has a fault.
    FileNotFoundError
        If there is neither a file nor a published table.
    """
    path = raw / "law" / EXCLUSION
    if not path.is_file():
        return known_framework()
    sentences = []
    if (raw / SENTENCES).is_file():
        sentences, _ = read_sentences(raw / SENTENCES, (raw / SENTENCES).as_posix())
    file, problems = read_exclusion(path, path.as_posix(), sentences)
    if file is None or problems:
        raise MemoError(problems)
    return make_framework(exclusion_tables(file))


def _states(raw: Path) -> set[str]:
    """Return the codes of the states of a raw folder, or the published ones where there is none."""
    path = raw / "states.csv"
    if not path.is_file():
        return set(read_arrow("states").column("code").to_pylist())
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["code"] for row in csv.DictReader(lines)}


def _published(file: AnswersFile) -> tuple[str | None, list[Mapping[str, Any]]]:
    """Return the state that acted, and the rows of the law on the date of the record."""
    rows = rows_of(read_arrow("incidents").select(["id", "returning_state"]))
    acted = next((row["returning_state"] for row in rows if row["id"] == file.incident), None)
    state = file.state or (acted if acted and ";" not in acted else None)
    return state, rows_of(read_arrow("law_on_date")) if state else []


def _law(
    framework: Framework,
    file: AnswersFile,
    places: list[Destination],
    state: str | None,
    date: str | None,
) -> dict[str, list[BarLaw]]:
    if state or date:
        return asked_law(framework, places, state or file.state, date)
    try:
        acted, on_date = _published(file)
        provisions = rows_of(read_arrow("provisions")) if on_date else []
    except FileNotFoundError:  # a memo does without the law: its bars stay unclear
        return {}
    found = law_of_record(framework, on_date, provisions, file.incident, acted)
    return {place.state: found for place in places} if found else {}


def write_memo(path: Path, raw: Path, state: str | None = None, date: str | None = None) -> str:
    """Return the memo on a file of answers, in Markdown.

    Parameters
    ----------
    path : Path
        The file of answers.
    raw : Path
        The folder ``data/raw``, from which the framework is read.
    state, date : str, optional
        State and day whose law says which bars were in force; by default those of the record, as
        published. Where there is no such record, no law is asked.

    Raises
    ------
    MemoError
        If the answers or the framework have faults.
    ValueError
        If the state or the date is not valid.
    """
    framework = read_framework(raw)
    file, problems = read_answers(path, path.as_posix(), framework)
    if file is None or problems:
        raise MemoError(problems)
    shown = path.as_posix()
    problems = [Problem(shown, *found) for found in states_are_known(file, _states(raw))]
    if problems:
        raise MemoError(problems)
    answers, places = make_answers(file)
    law = _law(framework, file, places, state, date)
    found = assess(framework, file.subject, answers, places, law)
    return make_memo(
        framework, found, answers, incident=file.incident, argument=file.argument, who=file.who,
        destinations=places,
    )  # fmt: skip
