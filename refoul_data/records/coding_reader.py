"""Codebook, passes, adjudications and positions become part of the library; every problem is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from ..vocabulary.codes import read_codelist
from .coding_rules import CODING_RULES
from .coding_schema import (
    Adjudication,
    Codebook,
    Codings,
    Convention,
    Fingerprint,
    PassFile,
    RowCode,
    StatePosition,
    Version,
)
from .exclusion_text import read_whole
from .library import Library
from .problems import Problem
from .raw_tables import read_items

FOLDER = "codings"
CODEBOOK, VERSIONS = f"{FOLDER}/codebook.yaml", f"{FOLDER}/versions.csv"
ADJUDICATIONS, ROWS = f"{FOLDER}/adjudications.csv", f"{FOLDER}/rows.csv"
CONVENTIONS, FINGERPRINTS = f"{FOLDER}/conventions.csv", f"{FOLDER}/fingerprints.csv"
POSITIONS = "state_positions.csv"


def _rows_of(library: Library, name: str, model: type) -> list[Any]:
    """Read one table; a file that is not there has no rows."""
    return read_items(library, name, model) if (library.root / name).is_file() else []


def _read_codebook(library: Library) -> Codebook | None:
    shown = f"{library.root.as_posix()}/{CODEBOOK}"
    book, problems, _ = read_whole(Codebook, library.root / CODEBOOK, shown)
    library.problems += problems
    if book is None or problems:
        return None
    versions = {v.version: v for v in _rows_of(library, VERSIONS, Version)}
    frozen = versions.get(book.version)
    mark = hashlib.sha256((library.root / CODEBOOK).read_bytes()).hexdigest()
    if frozen is None:
        message = (
            f"version {book.version} does not stand in versions.csv, with its fingerprint {mark}"
        )
        library.problems.append(Problem(shown, book.line("version"), "version", message))
    elif frozen.sha256 != mark:
        message = (
            f"changed since version {book.version} was frozen on {frozen.frozen_on}; a change makes a "
            f"new version, under which every record is coded anew"
        )
        library.problems.append(Problem(shown, book.line("version"), "version", message))
    return book


def _read_pass(library: Library, codings: Codings, which: str, progress: Callable) -> None:
    folder = library.root / FOLDER / which
    if not folder.is_dir():
        return
    base = f"{library.root.as_posix()}/{FOLDER}/{which}"
    for path in sorted(p for p in folder.iterdir() if not p.name.startswith(".")):
        shown = f"{base}/{path.name}"
        progress(shown)
        if path.suffix != ".yaml" or not path.is_file():
            library.problems.append(Problem(shown, 0, "", "not a .yaml file"))
            continue
        file, problems, damaged = read_whole(PassFile, path, shown)
        library.problems += problems
        library.damaged[shown] = damaged
        if file is None:
            library.unread.add(shown)
            continue
        library.cited.update(row.source for row in file.interpretations)
        library.cited.update(key for code in file.codes for key in code.sources)
        codings.passes[which, path.stem] = file


def _check_fingerprints(library: Library) -> None:
    """A pass file that changed since it was made is a problem; one that is not listed is a new one."""
    base = f"{library.root.as_posix()}/{FOLDER}"
    for row in _rows_of(library, FINGERPRINTS, Fingerprint):
        path = library.root / FOLDER / row.path
        if not path.is_file():
            message = f"there is no {row.path}; a pass file is never taken away"
            library.problems.append(
                Problem(f"{base}/fingerprints.csv", row.line("path"), "path", message)
            )
        elif hashlib.sha256(path.read_bytes()).hexdigest() != row.sha256:
            message = (
                "changed since it was made: a pass file is never edited; what is kept instead stands in "
                "adjudications.csv"
            )
            library.problems.append(Problem(f"{base}/{row.path}", 1, "", message))


def read_codings(library: Library, progress: Callable[[str], None]) -> None:
    """Read the coding passes into the library, after records and sources; where there are none, nothing is done.

    Parameters
    ----------
    library : Library
        Gets `codings` and the problems.
    progress : callable
        Called with the shown path of each file before it is read.
    """
    codings = Codings(positions=_rows_of(library, POSITIONS, StatePosition))
    library.codings = codings
    if (library.root / FOLDER).is_dir():
        codings.codebook = _read_codebook(library)
        for which in read_codelist("coding_pass"):
            _read_pass(library, codings, which, progress)
        _check_fingerprints(library)
        codings.conventions = _rows_of(library, CONVENTIONS, Convention)
        codings.adjudications = _rows_of(library, ADJUDICATIONS, Adjudication)
        codings.rows = _rows_of(library, ROWS, RowCode)
    for rule in CODING_RULES:
        library.problems += [
            Problem(f"{library.root.as_posix()}/{path}", *found)
            for path, *found in rule(codings, library)
        ]
