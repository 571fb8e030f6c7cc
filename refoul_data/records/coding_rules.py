"""Rules on the coding passes. Each is a pure function that yields file, line, field and message.

As in `rules`: the docstring of a rule is its text in the codebook, and a rule passes over what
another problem has damaged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from ..law.interpretation import differing, dimensions_of, named_unit, passed_values
from ..vocabulary.codes import nearest, read_codelist
from .coding_schema import RECORD_CODES, Codings, PassFile
from .exclusion_checks import VERDICTS
from .library import Library
from .rules import acting_states, coded

Found = Iterator[tuple[str, int, str, str]]
"""File below the raw folder, line, field, message."""

_SETTLED = "codings/adjudications.csv"
CODING_RULES: list[Callable[[Codings, Library], Found]] = []


def coding_rule(function):
    """Register a rule on the coding passes."""
    CODING_RULES.append(function)
    return function


def _path(which: str, record: str) -> str:
    return f"codings/{which}/{record}.yaml"


def _whole(codings: Codings, library: Library) -> Iterator[tuple[str, str, PassFile]]:
    """Yield the pass files that lost no part, with pass and file name."""
    for (which, stem), file in codings.passes.items():
        if not library.damaged.get(f"{library.root.as_posix()}/{_path(which, stem)}"):
            yield which, stem, file


def _is_settled(library: Library) -> bool:
    """Tell whether every adjudication could be read; else what it settles is told there."""
    return not library.damaged.get(f"{library.root.as_posix()}/{_SETTLED}")


@coding_rule
def pass_files_are_named_after_their_record(codings: Codings, library: Library) -> Found:
    """A file of a coding pass stands in the folder of its pass, under the id of a record that exists."""
    for which, stem, file in _whole(codings, library):
        path = _path(which, stem)
        if file.record != stem:
            yield (
                path,
                file.line("record"),
                "record",
                f"{file.record!r} is unlike the file name {stem!r}",
            )
        elif stem not in library.records and stem not in library.redacted:
            if f"{library.root.as_posix()}/incidents/{stem}.yaml" not in library.unread:
                hint = nearest(stem, library.records)
                yield path, file.line("record"), "record", f"no record {stem!r}{hint}"
        if file.pass_ != which:
            yield path, file.line("pass"), "pass", f"{file.pass_!r} lies in the folder {which!r}"
        book = codings.codebook
        if book is not None and file.codebook != book.version:
            message = f"version {file.codebook} is not that of the codebook, {book.version}"
            yield path, file.line("codebook"), "codebook", message


@coding_rule
def passes_code_every_dimension_once(codings: Codings, library: Library) -> Found:
    """A coding pass codes each acting state once in each mode and dimension, and nothing else."""
    wanted = set(dimensions_of())
    for which, stem, file in _whole(codings, library):
        path = _path(which, stem)
        for (state, mode, dimension), times in Counter(
            (r.state, r.mode, r.dimension) for r in file.interpretations
        ).items():
            if times > 1:
                message = f"{mode} {dimension} of {state} stands {times} times"
                yield path, file.line("interpretations"), "interpretations", message
        by_state: dict[str | None, set] = {}
        for row in file.interpretations:
            by_state.setdefault(row.state, set()).add((row.mode, row.dimension))
        record = library.records.get(stem)
        states = acting_states(record) if record is not None else list(by_state)
        for state in by_state:
            if state not in states:
                message = f"{state or 'a row without a state'} is none of those that acted ({', '.join(states)})"
                yield path, file.line("interpretations"), "interpretations", message
        for state in states:
            for mode, dimension in sorted(wanted - by_state.get(state, set())):
                message = f"{mode} {dimension} of {state} is missing"
                yield path, file.line("interpretations"), "interpretations", message


@coding_rule
def passes_keep_to_the_codebook(codings: Codings, library: Library) -> Found:
    """In a coding pass only a stated reading is `no_position_found`, a rival differs and has its reason,
    works exist, and no reason gives a verdict of ours.
    """
    for which, stem, file in _whole(codings, library):
        path = _path(which, stem)
        for number, row in enumerate(file.interpretations):
            where = f"interpretations.{number}"
            if row.value == "no_position_found" and row.mode != "stated":
                message = "only a stated reading can be no_position_found"
                yield path, row.line("value"), f"{where}.value", message
            if row.rival_value == row.value:
                yield (
                    path,
                    row.line("rival_value"),
                    f"{where}.rival_value",
                    "the rival is the value itself",
                )
            elif bool(row.rival_value) != bool(row.rival_rationale):
                message = "'rival_value' and 'rival_rationale' go together"
                yield path, row.line(), f"{where}.rival_value", message
            if row.source not in library.sources:
                message = f"no source {row.source!r}{nearest(row.source, library.sources)}"
                yield path, row.line("source"), f"{where}.source", message
            for key in ("rationale", "rival_rationale"):
                for word in VERDICTS.findall(getattr(row, key) or ""):
                    message = f"{word!r} is a verdict: it stands in findings only"
                    yield path, row.line(key), f"{where}.{key}", message
        for number, code in enumerate(file.codes):
            where = f"codes.{number}"
            if code.field not in RECORD_CODES:
                message = f"no field {code.field!r}{nearest(code.field, RECORD_CODES)}"
                yield path, code.line("field"), f"{where}.field", message
                continue
            known = read_codelist(code.field)
            for key in ("value", "rival"):
                value = getattr(code, key)
                if value is not None and value not in known:
                    message = (
                        f"unknown code {value!r} in codelist {code.field}{nearest(value, known)}"
                    )
                    yield path, code.line(key), f"{where}.{key}", message
            for source in code.sources:
                if source not in library.sources:
                    message = f"no source {source!r}{nearest(source, library.sources)}"
                    yield path, code.line("sources"), f"{where}.sources", message
        fields = Counter(c.field for c in file.codes)
        for name, times in fields.items():
            if times > 1:
                yield path, file.line("codes"), "codes", f"{name!r} stands {times} times"


@coding_rule
def differences_are_adjudicated(codings: Codings, library: Library) -> Found:
    """Where two coding passes differ, an adjudication says which value was kept and why."""
    if not _is_settled(library):
        return
    path, values = _SETTLED, passed_values(codings)
    apart = differing(values)
    settled = {(a.unit, a.variable): a for a in codings.adjudications}
    for key, both in values.items():
        unit, variable = key
        gone = unit.partition("/")[0] in library.redacted
        if key in apart and key not in settled and not library.unread and not gone:
            message = (
                f"{both['first']} and {both['second']} on {variable} of {unit}: nobody adjudicated"
            )
            yield path, 0, "", message
    seen: Counter = Counter()
    for row in codings.adjudications:
        key = row.unit, row.variable
        seen[key] += 1
        if seen[key] > 1:
            yield path, row.line("unit"), "unit", f"{row.variable} of {row.unit} stands twice"
        elif key not in values:
            yield path, row.line("unit"), "unit", f"no pass coded {row.variable} of {row.unit}"


@coding_rule
def records_keep_what_the_passes_found(codings: Codings, library: Library) -> Found:
    """The readings and codes of a record are those on which its coding passes agree, or which were kept."""
    if not _is_settled(library):
        return
    values = passed_values(codings)
    kept = {(a.unit, a.variable): a.kept for a in codings.adjudications}
    cells = {(row.unit, row.variable) for row in codings.rows}
    for (unit, variable), both in values.items():
        if (unit, variable) in cells:
            continue
        stem, _, state = unit.partition("/")
        record = library.records.get(stem)
        if record is None or library.damaged.get(library.paths[stem]):
            continue
        wanted = kept.get((unit, variable)) or both.get("first")
        if wanted is None:
            continue
        mode, parted, dimension = variable.partition(".")
        if parted:
            found = next(
                (i.value for i in record.interpretations
                 if (named_unit(record.id, i.state or state), i.mode, i.dimension) == (unit, mode, dimension)),
                None,
            )  # fmt: skip
        elif variable == "kind":
            found = record.kind
        else:
            found = next((c.value for n, c in coded(record) if n == variable), None)
        if found != wanted:
            path = f"incidents/{stem}.yaml"
            line = record.line("interpretations" if parted else "codes")
            message = f"{variable} of {unit} is {found or 'missing'}; the passes give {wanted}"
            yield path, line, "interpretations" if parted else f"codes.{variable}", message


@coding_rule
def positions_are_sourced(codings: Codings, library: Library) -> Found:
    """A position of a state names a known state, work and records, has a page where the work has pages, and
    gives no verdict of ours.
    """
    path = "state_positions.csv"
    for row in codings.positions:
        if row.state not in library.states:
            message = f"no state {row.state!r}{nearest(row.state, library.states)}"
            yield path, row.line("state"), "state", message
        for record in row.records:
            if record not in library.records and not library.unread:
                yield (
                    path,
                    row.line("records"),
                    "records",
                    f"no record {record!r}{nearest(record, library.records)}",
                )
        for key in ("text", "note"):
            for word in VERDICTS.findall(getattr(row, key) or ""):
                message = f"{word!r} is a verdict: it stands in findings only"
                yield path, row.line(key), key, message
        source = library.sources.get(row.source)
        if row.source not in library.sources:
            yield (
                path,
                row.line("source"),
                "source",
                f"no source {row.source!r}{nearest(row.source, library.sources)}",
            )
        elif source is not None and not row.at:
            kind = source.locator or read_codelist("source_type")[source.type].extra["locator"]
            if kind != "none":
                yield path, row.line("at"), "at", f"missing: name the {kind} of {row.source!r}"
