"""Whether a prohibition of return stands in the way whatever the outcome on exclusion. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..vocabulary.codes import nearest, read_codelist
from .exclusion_facts import NO, UNCLEAR, VALUES, YES, Bar, Framework, Given, cite, code_of
from .exclusion_logic import greatest, least

STAGES = ("receiving", "onward")
BARS_PARA = (9,)
UNCLASSED = "Not classed here yet: whether it survives exclusion, and what must threaten, is open."
_OPEN_STATUSES = ("contested", "party_unknown", "territory_unknown", "provisional")
_REACH = {"met": YES, "not_met": NO}
_BINDING = ("treaty", "disputed")
_READ = (
    "provision", "function", "bindingness", "status", "reading", "scope_temporal", "scope_personal",
    "scope_place",
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
        found.append(BarLaw(row["provision"], _in_force(row), reach))
    return found


def _cells(row: Any) -> dict[str, Any]:
    """Return the cells that are read; what is missing, in a table or an answer, is an empty text."""
    cells = {name: getattr(row, name) for name in _READ}
    return {name: cell if isinstance(cell, str) else "" for name, cell in cells.items()}


def _in_force(row: Mapping[str, str]) -> str:
    status, reading = row["status"], row["reading"]
    if row["bindingness"] not in _BINDING or reading == "not_yet_recognised":
        return NO
    if not status or status in _OPEN_STATUSES:
        return UNCLEAR
    if read_codelist("law_status")[status].extra["counts"] != "yes":
        return NO
    return YES if row["bindingness"] == "treaty" and reading else UNCLEAR


def _check_destination(framework: Framework, place: Destination, law: Iterable[BarLaw]) -> None:
    where = cite(BARS_PARA)
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
    risk = greatest(risks or [UNCLEAR])
    engaged = least((bar.survives, row.in_force, row.in_reach, risk))
    return BarFound(
        place.state, place.stage, row.provision, bar.survives, row.in_force, row.in_reach, risk, engaged
    )  # fmt: skip
