"""What `law_at` and `law_for` were asked: states, territories and dates, or a message that helps."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..law.facts import FIRST_DAY, Law
from ..vocabulary.codes import nearest, read_codelist
from ..vocabulary.dates import DateError, date_bounds
from ..vocabulary.states import OF_OTHERS, State, codes_of_name, find_state, name_index

Days = tuple[dt.date, dt.date]


class Names:
    """The table of states, with an index of everything that they are found by."""

    def __init__(self, states: Mapping[str, State]):
        self.states = states
        self._index = name_index(states)

    def code(self, text: Any, what: str) -> str:
        """Return the code of a state or territory from its code, its name or an alias.

        Raises
        ------
        ValueError
            If it is unknown, or states share the name; the message begins with `what` and names the
            nearest one, or all that share it.
        """
        if isinstance(text, str) and text in self.states:
            return text
        codes = codes_of_name(text, self._index) if isinstance(text, str) else ()
        if len(codes) == 1:
            return codes[0]
        try:
            return find_state(text, self.states).code
        except ValueError as error:
            several = isinstance(text, str) and ";" in text
            hint = "; explode a column with several states in one cell first" if several else ""
            raise ValueError(f"{what}: {error}{hint}") from None

    def state(self, text: Any, days: Days) -> tuple[State, Days]:
        """Return a state and those of the days on which it existed.

        Raises
        ------
        ValueError
            If it is unknown or did not exist; the message names the nearest valid choice.
        """
        state = self.states[self.code(text, "state")]
        if state.row["status"] in OF_OTHERS:
            raise ValueError(
                f"state: {state.name!r} ({state.code}) is a {state.row['status']}: give the state that "
                f"answers for it, and territory={state.code!r}"
            )
        first, last = days
        if not state.existed_between(first, last):
            find_state(
                state.code, self.states, first if state.last and state.last < first else last
            )
        return state, (max(first, state.first or first), min(last, state.last or last))


_MONTHS = {calendar.month_abbr[n].lower(): n for n in range(1, 13)}


def nearest_date(text: str) -> str:
    """Return ``"; did you mean '1979-06-12'?"`` for what looks like a date, or the form of one.

    Of ``07/08/2018`` nobody can tell day and month: both readings are named.
    """
    text = re.sub(r"\b(\d{4})(\d{2})(\d{2})\b", r"\1-\2-\3", text)
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    words = (word[:3].lower() for word in re.findall("[A-Za-z]{3,}", text))
    named = [_MONTHS[word] for word in words if word in _MONTHS]
    years = [n for n in numbers if 1000 <= n <= 9999]
    if not years:
        return "; write a day as 1979-06-12, a month as 1979-06, a year as 1979"
    others = [n for n in numbers if n != years[0]]
    slashes = numbers[0] != years[0] and not named and "." not in text
    if slashes and len(others) == 2 and others[0] <= 12 < others[1]:
        others.reverse()  # the one that is no month is the day
    elif slashes and len(others) == 2 and 0 < min(others) < max(others) <= 12:
        both = " or ".join(f"'{years[0]}-{m:02}-{d:02}'" for m, d in (others, others[::-1]))
        return f"; did you mean {both}?"
    if named:
        others.insert(0, named[0])
    elif numbers[0] != years[0]:
        others.reverse()
    year, month = years[0], min(max(others[0], 1), 12) if others else None
    if month is None:
        return f"; did you mean '{year}'?"
    if len(others) == 1:
        return f"; did you mean '{year}-{month:02}'?"
    day = min(max(others[1], 1), calendar.monthrange(year, month)[1])
    return f"; did you mean '{year}-{month:02}-{day:02}'?"


def asked_days(value: Any, what: str = "date") -> Days:
    """Return the first and last possible day of a date; one without an end goes on for ever.

    Raises
    ------
    ValueError
        If it is no date in EDTF, or begins before 1930; the message names the nearest valid one.
    """
    if isinstance(value, str):
        try:
            bounds = date_bounds(value.strip())
        except DateError as error:
            raise ValueError(f"{what} {error}{nearest_date(value)}") from None
        first, last = bounds.earliest or dt.date.min, bounds.latest or dt.date.max
    else:
        first = last = _whole_day(value, what)
    if first < FIRST_DAY:
        message = f"{what} {value!s} is before {FIRST_DAY}, the first day for which law is recorded"
        raise ValueError(message)
    return first, last


def _whole_day(value: Any, what: str) -> dt.date:
    if isinstance(value, dt.datetime) and not pd.isna(value):  # also a Timestamp
        return value.date()
    if isinstance(value, dt.date) and not pd.isna(value):
        return value
    if type(value).__name__ == "datetime64" and not pd.isna(value):
        day = value.astype("datetime64[D]")
        if not np.datetime64("0001-01-01") <= day <= np.datetime64("9999-12-31"):
            raise ValueError(f"{what} {day} is not within the years 1 to 9999")
        return dt.date.fromisoformat(str(day))
    hint = "; write a day as '1979-06-12', or give a date"
    if isinstance(value, int) and not isinstance(value, bool):
        hint = nearest_date(str(value))
    raise ValueError(f"{what} {value!r} is no date{hint}")


def asked_codes(
    text: str | Iterable[str] | None, known: Iterable[str], what: str
) -> list[str] | None:
    """Return codes that are all known, or None where none were asked for.

    Raises
    ------
    ValueError
        If one is unknown; the message names the nearest one.
    """
    if text is None:
        return None
    codes, known = [text] if isinstance(text, str) else list(text), list(known)
    for code in codes:
        if code not in known:
            raise ValueError(f"unknown {what} {code!r}{nearest(code, known)}")
    return codes


def asked_place_kind(code: str | None) -> str | None:
    """Return a code of ``place_kind``, or raise with the nearest one."""
    asked_codes(code, read_codelist("place_kind"), "place_kind")
    return code


def asked_territory(names: Names, law: Law, state: State, text: str) -> str:
    """Return the code of a territory in which a state may have acted.

    Raises
    ------
    ValueError
        If it is unknown, a state of its own, or recorded under other states alone; the message says
        what to ask instead.
    """
    code = names.code(text, "territory")
    if code == state.code:
        return code
    place = names.states[code]
    which = f"territory: {place.name!r} ({code})"
    if place.row["status"] in ("state", "former_state"):
        raise ValueError(
            f"{which} is a {place.row['status'].replace('_', ' ')}: ask for the law of that state, or leave "
            f"the territory out"
        )
    holders = law.holders.get(code, ())
    if holders and state.code not in holders:
        raise ValueError(
            f"{which} is recorded under {' and '.join(holders)}, not under {state.name!r} "
            f"({state.code}); did you mean state={holders[0]!r}?"
        )
    return code
