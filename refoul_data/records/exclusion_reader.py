"""The exclusion framework and the files of answers become part of the library; every problem is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from ..law.exclusion_facts import make_framework
from .csvtext import read_rows
from .exclusion_answers import answers_fit_library, read_answers
from .exclusion_checks import find_problems
from .exclusion_coverage import NOT_ASSESSED, read_coverage
from .exclusion_rows import exclusion_tables
from .exclusion_schema import AnswersFile, ExclusionFile
from .exclusion_text import read_whole
from .library import Library
from .problems import Problem
from .seed_rows import SENTENCE_COLUMNS, SENTENCES, SeedSentence
from .validate import validate

EXCLUSION, ANSWERS = "exclusion.yaml", "exclusion"
SEED = "guidelines"


def read_sentences(path: Path, shown: str) -> tuple[list[SeedSentence], list[Problem]]:
    """Read the structure of the guidelines: paragraph, sentence and fingerprint.

    Parameters
    ----------
    path : Path
        The file ``seed_sentences.csv``, of which the other document and the preface are passed over.
    shown : str
        The path as problems show it.
    """
    rows, problems = read_rows(path, shown, SENTENCE_COLUMNS)
    kept = []
    for row in rows:
        if row["seed"] != SEED or row["unit"].startswith("preface-"):
            continue
        item, found, _ = validate(SeedSentence, row, shown)
        if item is not None and not found and not item.unit.isdigit():
            message = f"{item.unit!r} is not the number of a paragraph"
            found.append(Problem(shown, item.line("unit"), "unit", message))
        problems += found
        if item is not None and not found:
            kept.append(item)
    return kept, problems


def read_exclusion(
    path: Path, shown: str, sentences: Iterable[SeedSentence]
) -> tuple[ExclusionFile | None, list[Problem]]:
    """Read and check the exclusion framework.

    Parameters
    ----------
    path : Path
        The file ``exclusion.yaml``.
    shown : str
        The path as problems show it.
    sentences : iterable of SeedSentence
        The sentences of the guidelines; each must stand in a question, a rule or a note. Where there
        are none, the framework is not held against them.

    Returns
    -------
    tuple of (ExclusionFile or None, list of Problem)
        The file without its faulty parts, and every problem, those of YAML first.
    """
    file, problems, damaged = read_whole(ExclusionFile, path, shown)
    if file is None:
        return None, problems
    known = {f"{s.unit}.{s.sentence}" for s in sentences}
    return file, problems + [Problem(shown, *f) for f in find_problems(file, known, damaged)]


def _bars_are_provisions(library: Library, shown: str, file: ExclusionFile) -> list[Problem]:
    law = library.law
    if law is None or not law.instruments:
        return []
    known = {p.id for i in law.instruments for p in i.provisions}
    return [
        Problem(shown, bar.line("provision"), "bars.provision", f"no provision {bar.provision!r}")
        for bar in file.bars
        if bar.provision not in known
    ]


def _read_framework(library: Library, shown: str) -> None:
    """Read the framework; `Library.exclusion` stays None where it has a fault."""
    base = library.root.as_posix()
    path = library.root / SENTENCES
    if path.is_file():
        # Faults of its rows are told where the concordance is read.
        sentences, faults = read_sentences(path, f"{base}/{SENTENCES}")
    else:
        message = "the file is missing: the exclusion framework is held against it"
        sentences, faults = [], []
        library.problems.append(Problem(f"{base}/{SENTENCES}", 0, "", message))
    whole = [] if faults else sentences
    file, problems = read_exclusion(library.root / "law" / EXCLUSION, shown, whole)
    if file is None:
        library.unread.add(shown)
    else:
        library.questions = {q.id for q in file.questions}
        problems += _bars_are_provisions(library, shown, file)
        if not problems:
            library.exclusion, library.guidelines = file, whole
    library.problems += problems


def _note_sources(library: Library, file: AnswersFile) -> None:
    risks = (risk for place in file.destinations for risk in place.risks)
    library.cited.update(part.source for part in (*file.answers, *risks) if part.source)


def _read_answers(library: Library, folder: Path, progress: Callable[[str], None]) -> None:
    """Read the files of answers against a framework without faults."""
    base = f"{library.root.as_posix()}/{ANSWERS}"
    framework = make_framework(exclusion_tables(library.exclusion)) if library.exclusion else None
    for path in sorted(p for p in folder.iterdir() if not p.name.startswith(".")):
        shown = f"{base}/{path.name}"
        progress(shown)
        if path.name in ("README.md", NOT_ASSESSED):
            continue
        if path.suffix != ".yaml" or not path.is_file():
            library.problems.append(Problem(shown, 0, "", "not a .yaml file"))
            continue
        if framework is None:
            library.unread.add(shown)
            continue
        file, problems = read_answers(path, shown, framework)
        library.problems += problems
        if file is None:
            library.unread.add(shown)
            continue
        _note_sources(library, file)
        found = answers_fit_library(file, path.stem, library)
        library.problems += sorted((Problem(shown, *f) for f in found), key=lambda p: p.line)
        library.arguments[path.stem] = file


def read_exclusion_files(library: Library, progress: Callable[[str], None]) -> None:
    """Read framework and answers into the library, after records, sources and law.

    Where there is no framework, nothing is done; answers without one are a problem.

    Parameters
    ----------
    library : Library
        Gets `exclusion`, `questions`, `guidelines`, `arguments`, `not_assessed` and the problems.
    progress : callable
        Called with the shown path of each file of answers before it is read.
    """
    folder = library.root / ANSWERS
    shown = f"{library.root.as_posix()}/law/{EXCLUSION}"
    has_framework = (library.root / "law" / EXCLUSION).is_file()
    if has_framework:
        _read_framework(library, shown)
    if folder.is_dir():
        if not has_framework:
            message = "the file is missing, and there are answers to it"
            library.problems.append(Problem(shown, 0, "", message))
        _read_answers(library, folder, progress)
    if library.exclusion is not None:
        read_coverage(library)
