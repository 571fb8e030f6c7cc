"""The law of all states and days as one step table, in which a million pairs are looked up at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cached_property

import numpy as np

from ..law.facts import FIRST_DAY, Law, Provision
from ..law.steps import groups, stands_apart, steps
from ..vocabulary.codes import read_codelist
from ..vocabulary.states import OF_OTHERS, State

DAY_BITS = 20
"""A key holds the state above, and the day since 1930 in so many bits below: 2,870 years."""
LAST_DAY = (1 << DAY_BITS) - 1
OPEN = -1
"""Code of a status that the dates leave open, and of the law of another state."""

Steps = tuple[np.ndarray, np.ndarray]
"""Days since 1930 on which a status begins, and its code."""


def day_number(day: dt.date) -> int:
    """Return the number of days since 1930, held within the table."""
    return min(max((day - FIRST_DAY).days, 0), LAST_DAY)


def _life(state: State) -> tuple[int, int]:
    """Return the first day of a state, and the day after its last one."""
    first = day_number(state.first) if state.first else 0
    end = (state.last - FIRST_DAY).days + 1 if state.last else LAST_DAY + 1
    return first, max(end, 0)


class Matrix:
    """One row per state and day of change, one line of codes per group of provisions that go together.

    Parameters
    ----------
    law : Law
        The facts.
    states : mapping of str to State
        The states for which it is made.

    Attributes
    ----------
    keys : ndarray of int64
        State and first day of each row, rising.
    codes : ndarray of int8
        Place of the status in ``statuses``, or `OPEN`; one line for each group.
    lives : ndarray of int64
        First day of each state, and the day after its last one.
    """

    def __init__(self, law: Law, states: Mapping[str, State]):
        self.statuses = tuple(read_codelist("law_status"))
        self.states = {code: place for place, code in enumerate(states)}
        self._number = {status: place for place, status in enumerate(self.statuses)}
        together = groups(law)
        line_of = {p.id: line for line, group in enumerate(together) for p in group}
        self.line_of = {name: line_of[name] for name in law.provisions}
        first = [group[0] for group in together]
        usual: dict[tuple[str, bool], Steps] = {}
        self.lives = np.array([_life(state) for state in states.values()], np.int64)
        keys, codes = [], []
        for place, (code, state) in enumerate(states.items()):
            if state.row["status"] in OF_OTHERS:
                own = [self._unknown()] * len(first)
            else:
                own = [self._steps_of(law, p, code, usual) for p in first]
            days, block = _join(own, state, self._number["state_not_existing"])
            keys.append((np.int64(place) << DAY_BITS) + days)
            codes.append(block)
        self.keys = np.concatenate(keys)
        self.codes = np.ascontiguousarray(np.concatenate(codes, axis=1))

    def _unknown(self) -> Steps:
        """Return the one step of what another state answers for: which one is not asked here."""
        return np.zeros(1, np.int64), np.array([self._number["territory_unknown"]], np.int8)

    def _steps_of(
        self, law: Law, provision: Provision, state: str, usual: dict[tuple[str, bool], Steps]
    ) -> Steps:
        """Return the steps of a state; without rows of its own, those of the first state like it."""
        if stands_apart(law, provision.instrument, state):
            return self._steps(law, provision, state)
        like = provision.id, law.could_join(law.instruments[provision.instrument], state)
        if like not in usual:
            usual[like] = self._steps(law, provision, state)
        return usual[like]

    def _steps(self, law: Law, provision: Provision, state: str) -> Steps:
        # Of several steps before 1930 the last one holds.
        held = {
            day_number(day): OPEN if status is None else self._number[status]
            for day, status in steps(law, provision, state)
        }
        return np.fromiter(held, np.int64, len(held)), np.fromiter(
            held.values(), np.int8, len(held)
        )

    @cached_property
    def _rows_by_day(self) -> np.ndarray:
        """The row that holds on each day, up to the last day of change: one line for each state.

        Some 30 MB for all states; a search in the keys would take ten times as long per pair.
        """
        states, days = self.keys >> DAY_BITS, self.keys & LAST_DAY
        width = int(days.max()) + 1
        starts = np.append(states * width + days, len(self.states) * width)
        rows = np.repeat(np.arange(len(self.keys), dtype=np.int32), np.diff(starts))
        return rows.reshape(len(self.states), width)

    def rows(self, states: np.ndarray, days: np.ndarray) -> np.ndarray:
        """Return the row of each pair of a state's place and a day since 1930."""
        width = self._rows_by_day.shape[1]
        wanted = states * np.int64(width) + np.minimum(days, width - 1)
        return self._rows_by_day.ravel().take(wanted).astype(np.intp)

    @cached_property
    def runs(self) -> np.ndarray:
        """A number that changes along a line where its code does: equal means nothing changed."""
        changed = np.diff(self.codes, axis=1, prepend=self.codes[:, :1]) != 0
        return np.cumsum(changed, axis=1, dtype=np.int32)


def _join(own: list[Steps], state: State, absent: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the days on which any line changes, and the codes of all lines on those days."""
    first, end = _life(state)
    days = np.unique(np.concatenate([[0, first], *(d for d, _ in own)]))
    days = days[days < end]
    if end <= LAST_DAY:
        days = np.append(days, end)
    block = np.empty((len(own), len(days)), np.int8)
    for line, (starts, codes) in enumerate(own):
        block[line] = codes[np.searchsorted(starts, days, side="right") - 1]
    block[:, (days < first) | (days >= end)] = absent
    return days, block
