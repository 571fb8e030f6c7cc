"""Dates in EDTF (ISO 8601-2): their first and last possible day, and how precise they are.

Levels 0 and 1, unspecified digits from the right, seasons, and one-of sets. Every bound is strict:
no day outside the text as written is added, and an approximate date (``~``) keeps its written bounds.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple


class DateError(ValueError):
    """A text that is not a date of the kind this package reads; the message says why."""


class Bounds(NamedTuple):
    """First and last possible day of a date; ``None`` where an interval is open."""

    earliest: dt.date | None
    latest: dt.date | None
    precision: str
    qualifier: str
    """``?`` uncertain, ``~`` approximate, ``%`` both, or empty."""


# [0-9], since \d takes the digits of every script.
_SINGLE = re.compile(
    r"([0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-([0-9]{2}|XX))?(?:-([0-9]{2}|XX))?([?~%]?)"
)
_SEASON_FIRST_MONTH = {21: 3, 22: 6, 23: 9, 24: 12}


def _last_of_month(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _single(text: str) -> Bounds:
    match = _SINGLE.fullmatch(text)
    if not match:
        raise DateError(f"{text!r} is not an EDTF date such as 1979, 1979-06, 1979-06-12 or 197X")
    year, month, day, qualifier = match.groups()
    if "X" in year:
        if month:
            raise DateError(f"{text!r}: a month cannot follow a year with unspecified digits")
        precision = "decade" if year[2] != "X" else "century"
        first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
        if first < 1:
            first = 1
        return Bounds(dt.date(first, 1, 1), dt.date(last, 12, 31), precision, qualifier)
    number = int(year)
    if number < 1:
        raise DateError(f"{text!r}: years begin with 0001")
    if month is None or month == "XX":
        if day and day != "XX":
            raise DateError(f"{text!r}: a day cannot follow an unspecified month")
        return Bounds(dt.date(number, 1, 1), dt.date(number, 12, 31), "year", qualifier)
    part = int(month)
    if part in _SEASON_FIRST_MONTH:
        if day:
            raise DateError(f"{text!r}: a season has no day")
        first_month = _SEASON_FIRST_MONTH[part]
        last_year, last_month = (number, first_month + 2) if part != 24 else (number + 1, 2)
        if last_year > 9999:
            raise DateError(f"{text!r}: beyond year 9999")
        return Bounds(
            dt.date(number, first_month, 1),
            _last_of_month(last_year, last_month),
            "season",
            qualifier,
        )
    if not 1 <= part <= 12:
        raise DateError(f"{text!r}: there is no month {month}")
    if day is None or day == "XX":
        return Bounds(dt.date(number, part, 1), _last_of_month(number, part), "month", qualifier)
    if not 1 <= int(day) <= calendar.monthrange(number, part)[1]:
        raise DateError(f"{text!r}: there is no such day")
    exact = dt.date(number, part, int(day))
    return Bounds(exact, exact, "day", qualifier)


@lru_cache(maxsize=65536)
def date_bounds(text: str) -> Bounds:
    """Return the bounds of an EDTF date.

    Parameters
    ----------
    text : str
        A date, an interval such as ``1979-06-08/1979-06-23`` or ``2013-09/..``, or a set
        ``[1994, 1995]`` (one of these).

    Returns
    -------
    Bounds
        First and last possible day, precision (a code of ``date_precision``), qualifier.

    Raises
    ------
    DateError
        If the text is no such date, names a day that does not exist, or ends before it starts.

    Examples
    --------
    >>> date_bounds("1979-06").latest
    datetime.date(1979, 6, 30)
    >>> date_bounds("1979-06-08/1979-06-23").precision
    'interval'
    """
    if text.startswith("["):
        if not text.endswith("]"):
            raise DateError(f"{text!r}: a set ends with ]")
        members = [_single(part.strip()) for part in text[1:-1].split(",")]
        if len(members) < 2:
            raise DateError(f"{text!r}: a set has two or more dates")
        return Bounds(
            min(m.earliest for m in members), max(m.latest for m in members), "one_of", ""
        )
    if "/" in text:
        start_text, _, end_text = text.partition("/")
        start = None if start_text == ".." else _single(start_text)
        end = None if end_text == ".." else _single(end_text)
        if start is None and end is None:
            raise DateError(f"{text!r}: an interval has a start or an end")
        if start and end and start.earliest > end.latest:
            raise DateError(f"{text!r}: ends before it starts")
        qualifier = "".join(sorted({b.qualifier for b in (start, end) if b and b.qualifier}))
        return Bounds(start and start.earliest, end and end.latest, "interval", qualifier)
    return _single(text)


_MONTHS = [calendar.month_name[i] for i in range(13)]
_SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
_WORDS = {"?": " (uncertain)", "~": " (approximately)", "%": " (uncertain, approximately)", "": ""}


def _single_in_words(text: str) -> str:
    year, month, day, qualifier = _SINGLE.fullmatch(text).groups()
    if "X" in year:
        words = f"{year.replace('X', '0')}s" if year[2] != "X" else f"{year[:2]}00s"
    elif month in (None, "XX"):
        words = year
    elif int(month) in _SEASONS:
        words = f"{_SEASONS[int(month)]} {year}"
    elif day in (None, "XX"):
        words = f"{_MONTHS[int(month)]} {year}"
    else:
        words = f"{int(day)} {_MONTHS[int(month)]} {year}"
    return words + _WORDS[qualifier]


def date_in_words(text: str) -> str:
    """Return an EDTF date as a reader would write it: ``8 June 1979 to 23 June 1979``.

    Raises
    ------
    DateError
        As `date_bounds`.
    """
    date_bounds(text)
    if text.startswith("["):
        return "one of " + ", ".join(_single_in_words(p.strip()) for p in text[1:-1].split(","))
    if "/" in text:
        start, _, end = text.partition("/")
        if start == "..":
            return f"until {_single_in_words(end)}"
        if end == "..":
            return f"since {_single_in_words(start)}"
        return f"{_single_in_words(start)} to {_single_in_words(end)}"
    return _single_in_words(text)
