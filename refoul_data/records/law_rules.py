"""The list of rules on the law, and what they share; the rules stand in `law_names`, `law_dates`,
`law_rows` and `law_totals`.

As in `rules`: the docstring of a rule is its text in the codebook, and a rule passes over what
another problem has damaged, so that one fault gives one message.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from ..vocabulary.codes import read_codelist
from ..vocabulary.dates import date_bounds
from .law_schema import Instrument, LawFiles, Statement
from .library import Library

Found = Iterator[tuple[str, int, str, str]]
"""File, line, field, message."""

LAW_RULES: list[Callable[[LawFiles, Library], Found]] = []
INSTRUMENTS, PARTIES = "instruments.yaml", "parties.csv"
STATEMENTS, TERRITORIES = "statements.csv", "parties_territories.csv"
TOTALS = "totals.csv"


def law_rule(function):
    """Register a rule on the law."""
    LAW_RULES.append(function)
    return function


def earliest(text: str | None) -> dt.date | None:
    """Return the first possible day of a date, if there is one."""
    return date_bounds(text).earliest if text else None


def latest(text: str | None) -> dt.date | None:
    """Return the last possible day of a date, if there is one."""
    return date_bounds(text).latest if text else None


def is_damaged(library: Library, name: str) -> bool:
    """Tell whether a file of the law lost a part to a problem that was told."""
    return bool(library.damaged.get(f"{library.root.as_posix()}/law/{name}"))


def table_rows(law: LawFiles) -> Iterator[tuple[str, Any]]:
    """Yield every row of every table with the name of its file."""
    for name, rows in (
        (PARTIES, law.parties),
        (STATEMENTS, law.statements),
        (TERRITORIES, law.territories),
    ):
        for row in rows:
            yield name, row


def by_id(law: LawFiles) -> dict[str, Instrument]:
    """Return the instruments by their id; of two with one id, the first."""
    return {i.id: i for i in reversed(law.instruments)}


def limits_of(row: Statement) -> str:
    """Return what a statement limits: ``instrument``, ``provision``, ``membership`` or ``no``."""
    return read_codelist("statement_type")[row.type].extra["limits"]


def traits(instrument: Instrument) -> dict[str, str]:
    """Return what the kind of an instrument says of those whom it binds."""
    return read_codelist("instrument_kind")[instrument.kind].extra
