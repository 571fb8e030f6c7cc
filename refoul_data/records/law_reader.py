"""The files of the law become typed rows in the library; every problem of every file is kept."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from . import law_dates, law_names, law_rows  # noqa: F401  (importing them registers their rules)
from .law_rules import INSTRUMENTS, LAW_RULES, TOTALS
from .law_schema import (
    Instrument,
    InstrumentFile,
    LawFiles,
    Party,
    Statement,
    TerritoryRow,
    Total,
)
from .law_totals import totals_are_ours
from .library import Library, iterate_mappings
from .problems import Problem
from .raw_tables import read_items
from .validate import validate
from .yamltext import read_text, read_tree

TABLES: dict[str, tuple[str, type[BaseModel]]] = {
    "parties": ("parties.csv", Party),
    "statements": ("statements.csv", Statement),
    "territories": ("parties_territories.csv", TerritoryRow),
}
_WARNINGS = (totals_are_ours,)
"""Rules that a better row breaks elsewhere: whoever adds a party need not mend the totals first."""


def _read_instruments(library: Library, shown: str) -> list[Instrument]:
    path = library.root / "law" / INSTRUMENTS
    if not path.is_file():
        library.problems.append(Problem(shown, 0, "", "the file is missing"))
        return []
    text, problems = read_text(path, shown)
    tree = None
    if text is not None:
        tree, problems = read_tree(text, shown)
    library.problems += problems
    if tree is None:
        library.damaged[shown] = {"instruments"}
        return []
    _note_sources(library, tree)
    refused = {".".join(x for x in p.field.split(".") if not x.isdigit()) for p in problems}
    file, problems, damaged = validate(InstrumentFile, tree, shown)
    library.problems += problems
    library.damaged[shown] = damaged | refused
    return file.instruments if file else []


def _note_sources(library: Library, tree: Any) -> None:
    for _, mapping in iterate_mappings(tree):
        if isinstance(mapping.get("source"), str):
            library.cited.update(mapping["source"].split(";"))


def _check_law(library: Library, base: str) -> list[Problem]:
    return [
        Problem(f"{base}/{name}", *found, "warning" if rule in _WARNINGS else "error")
        for rule in LAW_RULES
        for name, *found in rule(library.law, library)
    ]


def read_law(library: Library) -> None:
    """Read and check ``law/`` of the raw folder into `Library.law`, after everything else.

    Where there is no such folder, nothing is done.
    """
    if not (library.root / "law").is_dir():
        return
    base = f"{library.root.as_posix()}/law"
    library.law = LawFiles(instruments=_read_instruments(library, f"{base}/{INSTRUMENTS}"))
    for field, (name, model) in TABLES.items():
        setattr(library.law, field, read_items(library, f"law/{name}", model))
    if (library.root / "law" / TOTALS).is_file():  # a check on the tables, which stand without it
        library.law.totals = read_items(library, f"law/{TOTALS}", Total)
    library.problems += _check_law(library, base)
