"""Whether a prohibition of return stands in the way whatever the outcome on exclusion. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..vocabulary.codes import nearest, read_codelist
from .exclusion_facts import (
    BARS_PARA,
    NO,
    UNCLEAR,
    VALUES,
    YES,
    Bar,
    Framework,
    Given,
    cite,
    code_of,
)
from .exclusion_logic import greatest, least

STAGES = ("receiving", "onward")
UNCLASSED = "Not classed here yet: whether it survives exclusion, and what must threaten, is open."
_OPEN_STATUSES = ("contested", "party_unknown", "territory_unknown", "provisional")
_SHAPE = "{'torture': 'yes'}"
_REACH = {"met": YES, "not_met": NO}
_BINDING = ("treaty", "disputed")
_READ = (
    "provision", "function", "bindingness", "status", "status_earliest", "status_latest", "reading",
    "scope_temporal", "scope_personal", "scope_place", "source", "at",
)  # fmt: skip


class Destination(NamedTuple):
    """A state to which people were sent, or from there might be sent on, and what threatened there."""

    state: str
    stage: str
    """``receiving`` or ``onward``."""
    risks: Mapping[str, str | Given]
    """By harm: whether there was a real risk of it."""


class BarLaw(NamedTuple):
    """What the law says of one provision for one destination."""

    provision: str
    in_force: str
    in_reach: str
    status: str | None = None
    """Status that the law gives; two parted by a slash where it was not the same on every day."""
    in_force_when: str | None = None
    """The parts of a campaign or measure for which the row holds; None where it holds for the whole."""
    source: str | None = None
    """Keys of the sources of the status, parted by semicolons."""
    at: str | None = None


class BarFound(NamedTuple):
    """One provision for one destination."""

    state: str
    stage: str
    provision: str
    survives: str
    in_force: str
    in_reach: str
    real_risk: str
    engaged: str
    status: str | None = None
    in_force_when: str | None = None
    source: str | None = None
    at: str | None = None


def law_on_bars(framework: Framework, rows: Iterable[Any]) -> list[BarLaw]:
    """Return what the rows of `law_at` say of the provisions that may bar a return.

    A prohibition of return that is not classed as a bar is taken in, and stays unclear. So do a status
    or a scope that is contested or not known, and a provision that is disputed. So does the reach of
    a provision in force with a limit: whether the limit bites is not told by the row.

    Parameters
    ----------
    framework : Framework
        Says which provisions may bar a return.
    rows : iterable
        Rows of `law_at` for the state that acted and the day, as objects with its columns; ask with the
        place and origin of the people, once for each destination where these differ.
    """
    found = []
    for row in map(_cells, rows):
        prohibits = row["function"] == "prohibits_return" and row["bindingness"] in _BINDING
        if row["provision"] not in framework.bars and not prohibits:
            continue
        scopes = (row["scope_temporal"], row["scope_personal"], row["scope_place"])
        reach = least(_REACH.get(s, UNCLEAR) for s in scopes)
        if row["status"] == "in_force_limited" and reach == YES:
            reach = UNCLEAR
        found.append(
            BarLaw(
                row["provision"], _in_force(row), reach, _status(row),
                source=row["source"] or None, at=row["at"] or None,
            )
        )  # fmt: skip
    return found


def _cells(row: Any) -> dict[str, Any]:
    """Return the cells that are read; what is missing, in a table or an answer, is an empty text."""
    cells = {name: getattr(row, name) for name in _READ}
    return {name: cell if isinstance(cell, str) else "" for name, cell in cells.items()}


def _status(row: Mapping[str, str]) -> str | None:
    ends = dict.fromkeys(filter(None, (row["status_earliest"], row["status_latest"])))
    return row["status"] or "/".join(ends) or None


def _in_force(row: Mapping[str, str]) -> str:
    if row["bindingness"] not in _BINDING or row["reading"] == "not_yet_recognised":
        return NO
    if row["status"]:
        return _counts(row, row["status"])
    # The days leave the status open. What was not in force even on the last of them never had been,
    # unless it had ended.
    ends = row["status_earliest"], row["status_latest"]
    never = "ended" not in ends and all(_counts(row, status) == NO for status in ends)
    return NO if never else UNCLEAR


def _counts(row: Mapping[str, str], status: str) -> str:
    if not status or status in _OPEN_STATUSES:
        return UNCLEAR
    if read_codelist("law_status")[status].extra["counts"] != "yes":
        return NO
    return YES if row["bindingness"] == "treaty" and row["reading"] else UNCLEAR


def merge_stretches(found: Iterable[tuple[str, BarLaw]]) -> list[BarLaw]:
    """Return one row for each provision, from those of the stretches of a campaign or measure.

    A campaign goes on in every stretch: a provision that was in force and in reach in one of them stood in
    the way there, and `in_force_when` says when. So the row is that of the stretches in which most held.

    Parameters
    ----------
    found : iterable of tuple of str and BarLaw
        The stretch as an EDTF interval, and what the law said in it, in order of time.
    """
    stretches: dict[str, list[tuple[str, BarLaw]]] = {}
    for when, row in found:
        stretches.setdefault(row.provision, []).append((when, row))
    return [_merged(rows) for rows in stretches.values()]


def _rank(row: BarLaw) -> tuple[int, int]:
    return VALUES.index(least((row.in_force, row.in_reach))), VALUES.index(row.in_force)


def _merged(rows: list[tuple[str, BarLaw]]) -> BarLaw:
    best = max(_rank(row) for _, row in rows)
    kept = [(when, row) for when, row in rows if _rank(row) == best]
    last = kept[-1][1]
    reach = {row.in_reach for _, row in kept}
    statuses = (code for _, row in kept for code in (row.status or "").split("/") if code)
    is_part = len(kept) < len(rows) and last.in_force != NO
    return last._replace(
        in_reach=reach.pop() if len(reach) == 1 else UNCLEAR,
        status="/".join(dict.fromkeys(statuses)) or None,
        in_force_when=join_intervals(when for when, _ in kept) if is_part else None,
    )


def join_intervals(intervals: Iterable[str]) -> str:
    """Return intervals in EDTF, parted by semicolons; those that overlap or follow at once are one.

    Parameters
    ----------
    intervals : iterable of str
        Days, such as ``1988-11-03/1999-12-31``, or ``1988-11-03/..`` without an end.
    """
    parts: list[list[dt.date]] = []
    for first, last in sorted(_days(i) for i in intervals):
        if parts and (parts[-1][1] == dt.date.max or (first - parts[-1][1]).days <= 1):
            parts[-1][1] = max(parts[-1][1], last)
        else:
            parts.append([first, last])
    return ";".join(f"{a}/{'..' if b == dt.date.max else b}" for a, b in parts)


def _days(interval: str) -> tuple[dt.date, dt.date]:
    first, last = interval.split("/")
    return dt.date.fromisoformat(first), dt.date.max if last == ".." else dt.date.fromisoformat(
        last
    )


def _check_destination(framework: Framework, place: Destination, law: Iterable[BarLaw]) -> None:
    where = cite(BARS_PARA)
    if not isinstance(place.state, str) or not place.state:
        raise ValueError(f"a destination needs the code of a state, not {place.state!r} ({where})")
    if not isinstance(place.risks, Mapping):
        raise ValueError(
            f"{place.state}: risks must be a mapping such as {_SHAPE}, not {place.risks!r} ({where})"
        )
    if place.stage not in STAGES:
        raise ValueError(
            f"{place.state}: {place.stage!r} is neither 'receiving' nor 'onward' ({where})"
        )
    for harm, given in place.risks.items():
        if harm not in framework.harms:
            hint = nearest(harm, framework.harms)
            raise ValueError(f"{place.state}: there is no harm {harm!r}{hint} ({where})")
        if code_of(given) not in VALUES:
            raise ValueError(
                f"{place.state}: {harm}: {code_of(given)!r} is none of yes, no, unclear ({where})"
            )
    for row in law:
        if not {row.in_force, row.in_reach} <= set(VALUES):
            raise ValueError(
                f"{place.state}: {row.provision}: what the law says is yes, no or unclear ({where})"
            )


def find_bars(
    framework: Framework, destinations: Iterable[Destination], law: Mapping[str, Iterable[BarLaw]]
) -> tuple[str, list[BarFound]]:
    """Return whether a bar is engaged for any destination, and each provision for each of them.

    Parameters
    ----------
    framework : Framework
        The bars and harms.
    destinations : iterable of Destination
        The receiving and onward states.
    law : mapping of str to iterable of BarLaw
        By destination, what `law_on_bars` gives.

    Raises
    ------
    ValueError
        If a destination, a harm or an answer is not valid; the message names the paragraph.
    """
    found, values = [], []
    for place in destinations:
        rows = list(law.get(place.state, ()))
        _check_destination(framework, place, rows)
        bars = [_bar(framework, place, row) for row in rows]
        # What falls with exclusion is no bar: to have asked about it alone decides nothing.
        values += [b.engaged for b in bars if b.survives != NO] or [UNCLEAR]
        found += bars
    return greatest(values or [UNCLEAR]), found


def _bar(framework: Framework, place: Destination, row: BarLaw) -> BarFound:
    bar = framework.bars.get(row.provision) or Bar(row.provision, UNCLEAR, (), UNCLASSED)
    risks = [code_of(place.risks.get(harm, UNCLEAR)) for harm in bar.harms]
    # Whether it bars return to these is open, so that the worst of them leaves it open too.
    risks += [least((code_of(place.risks.get(harm, UNCLEAR)), UNCLEAR)) for harm in bar.open_harms]
    risk = greatest(risks or [UNCLEAR])
    engaged = least((bar.survives, row.in_force, row.in_reach, risk))
    return BarFound(
        place.state, place.stage, row.provision, bar.survives, row.in_force, row.in_reach, risk, engaged,
        *row[3:],
    )  # fmt: skip
