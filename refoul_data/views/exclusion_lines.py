"""Lines and sections of a memo on a published case, and the words for sources and times in them. Pure."""

from __future__ import annotations

from typing import NamedTuple

from ..law.exclusion_facts import UNCLEAR, Given


class Line(NamedTuple):
    """One line of a memo, in three parts of which the middle one is the answer."""

    before: str
    value: str
    after: str
    depth: int = 0
    """0, or 1 for what stands below the line before it."""


class Section(NamedTuple):
    """One part of a memo."""

    title: str
    lines: tuple[Line, ...]
    level: int = 2
    """2, or 3 for a part of the section before it."""
    otherwise: str = ""
    """What is said where there are no lines."""


def flat(text: str | None) -> str:
    """Return a text on one line.

    Parameters
    ----------
    text : str or None
        The text.
    """
    return " ".join((text or "").split())


def place_of(given: Given | None, asked: str) -> str:
    """Return the place in a source, such as ``key, p. 3``, or which question has no answer.

    Parameters
    ----------
    given : Given or None
        The answer, with its source.
    asked : str
        What was asked: ``question alien`` or ``the risk of torture``.
    """
    if given is None:
        return f"{asked} was not answered"
    if given.source is None:
        is_open = given.answer == UNCLEAR
        return f"nothing that was read answers {asked}" if is_open else f"no source for {asked}"
    return cite_source(given.source, given.at)


def cite_source(source: str, at: str | None) -> str:
    """Return a source and the place in it: ``key, p. 3``.

    Parameters
    ----------
    source : str
        Key of the source.
    at : str or None
        Page, paragraph or section.
    """
    return ", ".join(filter(None, (source, flat(at))))


def when_words(intervals: str) -> str:
    """Return intervals as a reader says them: ``since 1988-11-03``.

    Parameters
    ----------
    intervals : str
        Intervals in EDTF, parted by semicolons.
    """
    pairs = (part.split("/") for part in intervals.split(";"))
    return " and ".join(
        f"since {first}" if last == ".." else f"from {first} to {last}" for first, last in pairs
    )
