"""States: which legal persons existed on a day, and what they were called."""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from .dates import date_bounds

OF_OTHERS = ("territory", "mandate", "occupied")
"""Status of what another state answers for."""
_INITIALS = re.compile(r"\b\w(?: \w)+\b")


class State(NamedTuple):
    """One legal person, with the days on which it existed (both inclusive)."""

    code: str
    name: str
    names: tuple[tuple[str, dt.date | None, dt.date | None], ...]
    """Earlier names with their first and last day."""
    first: dt.date | None
    last: dt.date | None
    row: dict[str, str]

    def existed_between(self, earliest: dt.date | None, latest: dt.date | None) -> bool:
        """Tell whether the state existed on any day of the stretch."""
        starts = self.first is None or latest is None or self.first <= latest
        ends = self.last is None or earliest is None or self.last >= earliest
        return starts and ends

    def name_on(self, day: dt.date | None) -> str:
        """Return the name that the state bore on a day."""
        if day:
            for name, first, last in self.names:
                if (first is None or first <= day) and (last is None or day <= last):
                    return name
        return self.name

    def codes(self, column: str) -> list[str]:
        """Return the codes in a column such as ``successor``, which semicolons part."""
        return [code for code in self.row.get(column, "").split(";") if code]

    def all_names(self) -> Iterator[str]:
        """Yield everything that the state is found by: code, name, earlier names, aliases."""
        yield self.code
        yield self.name
        yield from (name for name, _, _ in self.names)
        yield from (alias for alias in self.row.get("aliases", "").split(";") if alias)


def dated_names(text: str) -> Iterator[tuple[str, dt.date | None, dt.date | None]]:
    """Yield each name of a cell such as ``Zaire 1971/1997-05`` with its first and last day."""
    for part in filter(None, (p.strip() for p in text.split(";"))):
        name, _, period = part.rpartition(" ")
        bounds = date_bounds(period)
        yield name, bounds.earliest, bounds.latest


def states_from_rows(rows) -> dict[str, State]:
    """Make states from the rows of the table of states (``code``, ``name``, ``names``, ``from``, ``to`` …)."""
    states = {}
    for row in rows:
        first = date_bounds(row["from"]).earliest if row["from"] else None
        last = date_bounds(row["to"]).latest if row["to"] else None
        states[row["code"]] = State(
            row["code"], row["name"], tuple(dated_names(row["names"])), first, last, dict(row)
        )
    return states


def read_states(path: Path) -> dict[str, State]:
    """Read the table of states by code."""
    with open(path, encoding="utf-8", newline="") as file:
        return states_from_rows(csv.DictReader(file))


@lru_cache(maxsize=65536)
def fold_name(text: str) -> str:
    """Return a name without case, accents and punctuation: ``"CÔTE d’Ivoire"`` is ``"cote d ivoire"``."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain.casefold()).split())


Index = Mapping[str, tuple[str, ...]]
"""The codes that a folded name means: one, or several where states share it."""


def name_index(states: Mapping[str, State]) -> Index:
    """Return the codes for each folded code, name, earlier name and alias; a code goes first."""
    index: dict[str, tuple[str, ...]] = {}
    for state in states.values():
        for name in map(fold_name, state.all_names()):
            if state.code not in index.get(name, ()):
                index[name] = (*index.get(name, ()), state.code)
    return index | {fold_name(code): (code,) for code in states}


def codes_of_name(text: str, index: Index) -> tuple[str, ...]:
    """Return the codes that a text means: ``"U.S.S.R."`` is ``"USSR"``, ``"the Gambia"`` is ``"Gambia"``."""
    folded = fold_name(text)
    for name in (folded, _INITIALS.sub(lambda m: m[0].replace(" ", ""), folded)):
        found = index.get(name) or index.get(name.removeprefix("the "))
        if found:
            return found
    return ()


def _kin(state: State, states: Mapping[str, State], day: dt.date, *, later: bool) -> list[State]:
    """Return the states that existed on the day among all that came after or before a state."""
    found: dict[str, State] = {}
    seen, waiting = {state.code}, [state]
    while waiting:
        at = waiting.pop(0)
        if later:
            near = [states[c] for c in at.codes("successor") if c in states]
            near += [s for s in states.values() if at.code in s.codes("continues")]
        else:
            near = [states[c] for c in at.codes("continues") if c in states]
            near += [s for s in states.values() if at.code in s.codes("successor")]
        for other in near:
            if other.code not in seen:
                seen.add(other.code)
                if other.existed_between(day, day):
                    found[other.code] = other
                else:
                    waiting.append(other)
    return list(found.values())


def _not_on(state: State, states: Mapping[str, State], day: dt.date) -> str:
    ended = state.last is not None and state.last < day
    kin = _kin(state, states, day, later=ended)
    names = " or ".join(f"{other.name_on(day)!r} ({other.code})" for other in kin)
    which = f"{state.name!r} ({state.code})"
    if ended:
        hint = f"its successor on {day} is {names}" if kin else f"the last day is {state.last}"
        return f"{which} ended on {state.last}, before {day}; {hint}"
    hint = f"before it, on {day}, there is {names}" if kin else f"the first day is {state.first}"
    return f"{which} begins on {state.first}, after {day}; {hint}"


def _named(codes: Iterable[str], states: Mapping[str, State]) -> str:
    return " or ".join(f"{states[code].name!r} ({code})" for code in codes)


def several(text: str, codes: Iterable[str], states: Mapping[str, State]) -> str:
    """Return what is said of a name that states share."""
    return f"{text!r} means several states, {_named(codes, states)}; give a code"


def _guess(folded: str, index: Index, states: Mapping[str, State]) -> str:
    """Return a hint: the few states whose names have these words in them, or the nearest one."""
    codes = sorted({code for name in index if f" {folded} " in f" {name} " for code in index[name]})
    if not 1 <= len(codes) <= 5:
        near = difflib.get_close_matches(folded, index, n=1, cutoff=0.0)
        codes = [code for name in near for code in index[name]]
    named = _named(codes, states)
    return f"; did you mean {named}?" if named else ""


def find_state(name_or_code: str, states: Mapping[str, State], day: dt.date | None = None) -> State:
    """Return the state, or other entity with a row, that a code or name means.

    Parameters
    ----------
    name_or_code : str
        A code of `states`, a name, an earlier name or an alias; case, accents and punctuation do
        not matter. An earlier name is found on any day of its state; one that states share, such
        as ``"Congo"``, is refused on every day.
    states : mapping of str to State
        The table of states by code, as from `read_states`.
    day : date, optional
        A day on which the state has to exist.

    Returns
    -------
    State
        The one state that is meant.

    Raises
    ------
    ValueError
        If no state has that name; the message names the nearest one. If several have it; the message
        names them. If the state did not exist on the day; the message names what came after it, or
        before it.

    Examples
    --------
    >>> rows = [{"code": "COD", "name": "Democratic Republic of the Congo", "from": "1960-06-30",
    ...          "names": "Zaire 1971/1997-05", "to": "", "aliases": "Kongo-Kinshasa"}]
    >>> find_state("zaïre", states_from_rows(rows)).code
    'COD'
    """
    state = states.get(name_or_code) if isinstance(name_or_code, str) else None
    if state is None:
        folded = fold_name(name_or_code) if isinstance(name_or_code, str) else ""
        index = name_index(states)
        if not folded:
            raise ValueError(f"no state {name_or_code!r}; give a name, or a code such as 'RWA'")
        codes = codes_of_name(folded, index)
        if not codes:
            raise ValueError(f"no state {name_or_code!r}{_guess(folded, index, states)}")
        if len(codes) > 1:
            raise ValueError(several(name_or_code, codes, states))
        state = states[codes[0]]
    if isinstance(day, dt.datetime):
        day = day.date()
    if day is not None and not state.existed_between(day, day):
        raise ValueError(_not_on(state, states, day))
    return state
