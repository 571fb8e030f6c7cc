"""Which arguments of states are answered, and which are left out with a reason.

``data/raw/exclusion/not_assessed.csv`` has a line for each state that argued crime or danger in a record
and has no file of answers there.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..law.interpretation import EXCEPTIONS
from ..vocabulary.codes import nearest
from .exclusion_answers import source_faults
from .exclusion_checks import VERDICTS, Found
from .exclusion_schema import NotAssessed
from .library import Library
from .problems import Problem
from .raw_tables import read_items
from .rules import acting_states, is_analogue
from .schema import Record

NOT_ASSESSED = "not_assessed.csv"
PLACE = f"exclusion/{NOT_ASSESSED}"


def states_that_argued(record: Record) -> dict[str, int]:
    """Return the states that stated crime or danger as an exception, with the line of the first reading.

    Parameters
    ----------
    record : Record
        The record; where the conduct ended before the Convention was adopted, there are none.
    """
    if is_analogue(record) or record.record_status == "withdrawn":
        return {}
    acted, argued = acting_states(record), {}
    for reading in record.interpretations:
        state = reading.state or (acted[0] if len(acted) == 1 else None)
        if (reading.mode, reading.value) == ("stated", "yes") and reading.dimension in EXCEPTIONS:
            argued.setdefault(state, reading.line("dimension"))
    return {state: line for state, line in argued.items() if state}


def _answered(library: Library) -> set[tuple[str, str]]:
    """Return record and state of every file of answers."""
    found = set()
    for file in library.arguments.values():
        record = library.records.get(file.incident)
        states = [file.state] if file.state else acting_states(record) if record else []
        found.update((file.incident, state) for state in states)
    return found


def lines_fit_library(row: NotAssessed, library: Library) -> Found:
    """A line on an argument that is not assessed names record, state and source that exist, says why, and
    is needed: the state argued crime or danger there, and no file answers it.

    Parameters
    ----------
    row : NotAssessed
        The line.
    library : Library
        Records, states, sources and files of answers.
    """
    record = library.records.get(row.incident)
    unread = f"{library.root.as_posix()}/incidents/{row.incident}.yaml" in library.unread
    if record is None and not unread:
        hint = nearest(row.incident, library.records)
        yield row.line("incident"), "incident", f"no incident {row.incident!r}{hint}"
    if row.state not in library.states:
        hint = nearest(row.state, library.states)
        yield row.line("state"), "state", f"no state {row.state!r}{hint}"
    elif record is not None and row.state not in states_that_argued(record):
        message = f"{row.incident} has no reading by which {row.state} stated crime or danger"
        yield row.line("state"), "state", message
    elif (row.incident, row.state) in _answered(library):
        message = f"a file of answers assesses the argument of {row.state}: take the line away"
        yield row.line("state"), "state", message
    for word in VERDICTS.findall(row.reason):
        yield row.line("reason"), "reason", f"{word!r} is a verdict: it stands in findings only"
    yield from source_faults(row, "", library)


def arguments_are_assessed(record: Record, library: Library) -> Found:
    """Where a state stated crime or danger as an exception since 28 July 1951, a file of answers to the
    exclusion framework assesses it, or a line of not_assessed.csv says why none does.

    Parameters
    ----------
    record : Record
        The record.
    library : Library
        Files of answers, and arguments that are not assessed.
    """
    told = _answered(library) | {(row.incident, row.state) for row in library.not_assessed}
    for state, line in states_that_argued(record).items():
        if (record.id, state) not in told:
            message = (
                f"{state} stated crime or danger: assess it in exclusion/{record.id}--argument.yaml, or "
                f"say in exclusion/{NOT_ASSESSED} why not"
            )
            yield line, "interpretations", message


def _read(library: Library) -> Iterator[Problem]:
    shown = f"{library.root.as_posix()}/{PLACE}"
    seen: dict[tuple[str, str], int] = {}
    for item in read_items(library, PLACE, NotAssessed):
        key = item.incident, item.state
        if key in seen:
            message = f"{item.incident} and {item.state} stand on line {seen[key]} too"
            yield Problem(shown, item.line("incident"), "incident", message)
            continue
        seen[key] = item.line("incident")
        library.not_assessed.append(item)
        yield from (Problem(shown, *fault) for fault in lines_fit_library(item, library))


def read_coverage(library: Library) -> None:
    """Read what is not assessed, and hold the readings of all records against it and the answers.

    Parameters
    ----------
    library : Library
        Records and files of answers; gets `not_assessed` and the problems.
    """
    if (library.root / PLACE).is_file():
        library.problems += _read(library)
    for record in library.records.values():
        # A file of answers that could not be read may be the one that is missed.
        stem = f"{library.root.as_posix()}/exclusion/{record.id}--"
        if not any(unread.startswith(stem) for unread in library.unread):
            name = library.paths[record.id]
            library.problems += [
                Problem(name, *found) for found in arguments_are_assessed(record, library)
            ]
