"""Everything in `data/raw`, read and typed, with the problems that were found on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..vocabulary.states import State
from .law_schema import LawFiles
from .problems import Problem
from .schema import Place, Record, Redacted, Source

if TYPE_CHECKING:
    from .coding_schema import Codings
    from .exclusion_schema import AnswersFile, ExclusionFile, NotAssessed


@dataclass
class Library:
    """The raw files as typed objects.

    Faulty parts are left out of the objects and reported in `problems`; `damaged` names, by file,
    the fields that lost a part, so that no rule complains about what another already reported.
    """

    root: Path
    records: dict[str, Record] = field(default_factory=dict)
    redacted: dict[str, Redacted] = field(default_factory=dict)
    """What stays of records whose content was removed; they stand in no other table."""
    sources: dict[str, Source] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)
    faulty_places: set[str] = field(default_factory=set)
    """Ids of places whose row is wrong: told there, and not as unknown wherever they are named."""
    state_lines: dict[str, int] = field(default_factory=dict)
    """Line of each state in states.csv, by code."""
    unread: set[str] = field(default_factory=set)
    """Shown paths of files of which nothing could be read: what they cite is not known."""
    law: LawFiles | None = None
    """None where the raw folder has no folder ``law``."""
    questions: set[str] = field(default_factory=set)
    """Ids of the questions of the exclusion framework."""
    exclusion: ExclusionFile | None = None
    """The exclusion framework; None where there is none, or where it has a fault."""
    guidelines: list = field(default_factory=list)
    """The sentences of the exclusion guidelines, against which the framework was held."""
    arguments: dict[str, AnswersFile] = field(default_factory=dict)
    """Answers on the arguments of states, by name of the file: incident, two hyphens, argument."""
    not_assessed: list[NotAssessed] = field(default_factory=list)
    """States that argued crime or danger in a record, and why that is not assessed there."""
    codings: Codings | None = None
    """Coding passes and positions of states; None where the raw folder has neither."""
    seed_sentences: list = field(default_factory=list)
    seed_statements: list = field(default_factory=list)
    paths: dict[str, str] = field(default_factory=dict)
    """Shown path by record id, and by source key after ``source:``."""
    cited: set[str] = field(default_factory=set)
    """Every source key that any raw file names."""
    used_places: set[str] = field(default_factory=set)
    damaged: dict[str, set[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def cited_in_the_end(self) -> set[str]:
        """Return the sources that a raw file names, or that such a source is quoted in."""
        cited, waiting = set(), sorted(self.cited)
        while waiting:
            key = waiting.pop()
            if key not in cited:
                cited.add(key)
                source = self.sources.get(key)
                if source is not None and source.quoted_in:
                    waiting.append(source.quoted_in)
        return cited

    def grade_read(self, key: str) -> str:
        """Return the grade of a work as it was read: no better than that of what quotes it."""
        grade, seen = self.sources[key].grade, {key}
        # A file that could not be read stands as None; its fault is told elsewhere.
        while (key := self.sources[key].quoted_in) not in seen and self.sources.get(
            key
        ) is not None:
            grade = min(grade, self.sources[key].grade, key=int)
            seen.add(key)
        return grade

    def errors(self) -> list[Problem]:
        """Return the problems that stop a build."""
        return [p for p in self.problems if p.level == "error"]


def iterate_mappings(tree, path: str = "") -> Iterator[tuple[str, dict]]:
    """Yield every mapping of a tree of texts with its dotted path."""
    if isinstance(tree, dict):
        yield path, tree
        for key, value in tree.items():
            if key != "__lines__":
                yield from iterate_mappings(value, f"{path}.{key}" if path else key)
    elif isinstance(tree, list):
        for item in tree:
            yield from iterate_mappings(item, path)
