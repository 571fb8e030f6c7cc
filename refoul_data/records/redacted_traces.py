"""What is left of a redacted record in other raw files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from .library import Library
from .problems import Problem

_READ = (".yaml", ".csv", ".md")


def _files(library: Library) -> Iterator[tuple[Path, str]]:
    """Yield every raw text file but the remains themselves, with its shown path."""
    remains = {library.root / "incidents" / f"{stem}.yaml" for stem in library.redacted}
    for path in sorted(library.root.rglob("*")):
        if path.suffix in _READ and path.is_file() and path not in remains:
            yield path, f"{library.root.as_posix()}/{path.relative_to(library.root).as_posix()}"


def redacted_records_are_named_nowhere(library: Library) -> Iterator[Problem]:
    """No raw file beside its remains names a redacted record: no pass of coding, table, answer or text."""
    if not library.redacted:
        return
    ids = sorted(library.redacted, key=len, reverse=True)
    named = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, ids))})(?![a-z0-9]|-[a-z0-9])")
    for path, shown in _files(library):
        stem = path.stem.partition("--")[0]
        if stem in library.redacted:
            message = f"take the file away: the record {stem!r} is redacted"
            yield Problem(shown, 0, "", message)
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.split("\n"), start=1):
            for stem in dict.fromkeys(named.findall(line)):
                message = f"names {stem!r}; take it away: the record is redacted"
                yield Problem(shown, number, "", message)


def add_traces(library: Library) -> None:
    """Add the traces of redacted records to the problems; one that was told in other words is told anew."""
    told: dict[tuple[str, int], list[int]] = {}
    for index, problem in enumerate(library.problems):
        told.setdefault((problem.path, problem.line), []).append(index)
    for trace in list(redacted_records_are_named_nowhere(library)):
        same = [
            index
            for index in told.get((trace.path, trace.line), ())
            if any(stem in library.problems[index].message for stem in library.redacted)
        ]
        for index in same:
            field = library.problems[index].field
            library.problems[index] = trace._replace(field=field)
        if not same:
            library.problems.append(trace)
