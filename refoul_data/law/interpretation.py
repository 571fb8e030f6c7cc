"""Readings of the duty: what two passes made of them, and the types that follow from the dimensions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from ..vocabulary.codes import read_codelist

YES, NO, UNCLEAR, NO_POSITION = "yes", "no", "unclear", "no_position_found"
EXCEPTIONS = ("exception_security", "exception_exclusion")
"""Dimensions by which a state argues danger or crime."""
CONVENTION_ADOPTED = dt.date(1951, 7, 28)
"""What ended before is an analogue: the Convention had not been adopted then."""


def dimensions_of() -> list[tuple[str, str]]:
    """Return every mode and dimension, in the order of the codelists."""
    modes, dimensions = (
        read_codelist("interpretation_mode"),
        read_codelist("interpretation_dimension"),
    )
    return [(mode, dimension) for mode in modes for dimension in dimensions]


def named_unit(record: str, state: str | None) -> str:
    """Return the name of a unit of coding: a record, or a record and an acting state."""
    return f"{record}/{state}" if state else record


def passed_values(codings: Any) -> dict[tuple[str, str], dict[str, str]]:
    """Return what each pass made of each unit and variable.

    Parameters
    ----------
    codings : Codings
        The pass files.

    Returns
    -------
    dict
        By unit and variable, the value of each pass by its code.
    """
    values: dict[tuple[str, str], dict[str, str]] = {}
    for (which, record), file in codings.passes.items():
        for row in file.interpretations:
            key = named_unit(record, row.state), f"{row.mode}.{row.dimension}"
            values.setdefault(key, {})[which] = row.value
        for code in file.codes:
            values.setdefault((record, code.field), {})[which] = code.value
    for row in codings.rows:
        values[row.unit, row.variable] = {"first": row.first, "second": row.second}
    return values


def differing(values: Mapping[tuple[str, str], Mapping[str, str]]) -> set[tuple[str, str]]:
    """Return the units and variables that both passes coded, with unlike values."""
    return {key for key, both in values.items() if len(both) == 2 and len(set(both.values())) == 2}


def derive_type(conditions: Iterable[tuple[str, str]], values: Mapping[str, str]) -> str:
    """Derive one type from the values of the dimensions.

    Parameters
    ----------
    conditions : iterable of (dimension, value)
        What the type needs, all of it.
    values : mapping of str to str
        The value of each dimension of one unit in one mode.

    Returns
    -------
    str
        ``yes`` where every condition holds; ``no`` where one is decided against it; else ``unclear``
        where one that it needs is unclear, and ``no_position_found`` where nothing was said on one.
    """
    found = [(values.get(dimension), wanted) for dimension, wanted in conditions]
    if any(value in (YES, NO) and value != wanted for value, wanted in found):
        return NO
    if all(value == wanted for value, wanted in found):
        return YES
    return UNCLEAR if any(value in (UNCLEAR, None) for value, _ in found) else NO_POSITION
