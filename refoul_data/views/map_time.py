"""When a record lies, as four days: the bars of the timeline, solid where sure and thin where not."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..vocabulary.dates import DateError, date_bounds
from .map_texts import Row

_EPOCH = dt.date(1970, 1, 1).toordinal()
Span = list[int | None]


def day_number(day: dt.date | None) -> int | None:
    """Return the days since 1970, as a browser counts them."""
    return None if day is None else day.toordinal() - _EPOCH


def span_of(row: Row) -> Span | None:
    """Return the first and last possible day of the start, then of the end, of a record.

    Parameters
    ----------
    row : mapping
        With ``date`` (EDTF), or with ``date_earliest`` and ``date_latest`` alone.

    Returns
    -------
    list of int or None, or None
        Days since 1970. An end that is open is None; without any day there is no span. A single
        date that names no day (a month, an approximate day) starts and ends somewhere in it.

    Examples
    --------
    >>> span_of({"date": "1979-06-08/1979-06"})
    [3445, 3445, 3438, 3467]
    >>> span_of({"date": "2013-09-18/.."})
    [15966, 15966, None, None]
    """
    try:
        start, end = _ends(str(row["date"]))
    except (KeyError, DateError):
        start = end = (row.get("date_earliest"), row.get("date_latest"))
    days = [*start, *end]
    if not any(isinstance(day, dt.date) for day in days):
        return None
    return [day_number(day) if isinstance(day, dt.date) else None for day in days]


def _ends(text: str) -> tuple[Any, Any]:
    if text.startswith("[") or "/" not in text:
        bounds = date_bounds(text)[:2]
        return bounds, bounds
    date_bounds(text)  # the two sides together must be a date
    start, _, end = text.partition("/")
    return tuple((None, None) if side == ".." else date_bounds(side)[:2] for side in (start, end))
