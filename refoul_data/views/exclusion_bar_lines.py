"""What a memo says of each provision that may bar a return: the law and the risk, each with its source. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from ..law.exclusion import Assessment
from ..law.exclusion_bars import UNCLASSED, BarFound, Destination
from ..law.exclusion_facts import NO, UNCLEAR, Framework, Given
from ..law.exclusion_logic import least
from ..vocabulary.codes import label_of
from .exclusion_lines import Line, cite_source, flat, place_of, when_words

NO_LAW_READ = "No law was read for this record and date"
_OF_OTHERS = "made for other states, or adopted only later"
Places = Mapping[tuple[str, str], Mapping[str, Given]]
"""Answers on the risks, by state and stage."""


def _law_basis(bar: BarFound) -> str:
    """Return how a provision stood, and the place in the source that says so."""
    labels = [
        label_of("law_status", code).lower() for code in (bar.status or "").split("/") if code
    ]
    words = ", then ".join(dict.fromkeys(labels)) or _OF_OTHERS
    if bar.in_force == NO and labels and labels[-1].startswith("in force"):
        words += ", and not yet read so"
    elif bar.in_force == UNCLEAR and labels and labels[-1].startswith("in force"):
        words += ", and open whether it is read so"
    place = cite_source(bar.source, bar.at) if bar.source else "no source for the law"
    return f"{words} [{place}]"


def bar_bases(framework: Framework, bar: BarFound, places: Places) -> Iterator[str]:
    """Yield what a bar rests on: the law, and each risk that it asks for.

    Parameters
    ----------
    framework : Framework
        The bars and harms.
    bar : BarFound
        One provision for one destination.
    places : mapping
        Answers on the risks, by state and stage.
    """
    yield f"law: {_law_basis(bar)}"
    known = framework.bars.get(bar.provision)
    if bar.in_force == NO or known is None:
        return
    risks = places.get((bar.state, bar.stage), {})
    for harm in (*known.harms, *known.open_harms):
        given = risks.get(harm)
        is_open = ", barred or not is left open" if harm in known.open_harms else ""
        value = given.answer if given else UNCLEAR
        yield f"risk of {harm}: {value}{is_open} [{place_of(given, f'the risk of {harm}')}]"


def _bar(framework: Framework, bar: BarFound, places: Places) -> Iterator[Line]:
    """Return what a provision in force comes to; what falls with exclusion counts without it only."""
    falls = bar.survives == NO
    engaged = least((bar.in_force, bar.in_reach, bar.real_risk)) if falls else bar.engaged
    counts = "counts only where neither exclusion nor the exception stands; there engaged "
    known = framework.bars.get(bar.provision)
    when = f" {when_words(bar.in_force_when)}" if bar.in_force_when else ""
    yield Line(
        f"{bar.state} ({bar.stage}), {bar.provision}: {counts if falls else 'engaged '}",
        engaged,
        f" (protects the excluded: {bar.survives}; in force: {bar.in_force}{when}; in reach: "
        f"{bar.in_reach}; real risk: {bar.real_risk}). {known.text if known else UNCLASSED}",
    )
    rests = "; ".join(bar_bases(framework, bar, places))
    yield Line(f"{rests[0].upper()}{rests[1:]}.", "", "", 1)


def given_risks(destinations: Iterable[Destination]) -> dict[tuple[str, str], dict[str, Given]]:
    """Return the answers on the risks, by state and stage.

    Parameters
    ----------
    destinations : iterable of Destination
        The receiving and onward states, as they were assessed.
    """
    return {
        (place.state, place.stage): {
            harm: risk if isinstance(risk, Given) else Given(risk)
            for harm, risk in place.risks.items()
        }
        for place in destinations
    }


def bar_lines(
    framework: Framework, assessment: Assessment, destinations: Iterable[Destination]
) -> Iterator[Line]:
    """Yield the lines of a memo on the bars: what stood in the way or may have, what was not in force, the risks.

    Parameters
    ----------
    framework : Framework
        The bars and harms.
    assessment : Assessment
        What `assess` made of the answers.
    destinations : iterable of Destination
        The receiving and onward states, as they were assessed.
    """
    # Most treaties bind other states: what was not in force fills one line, not thirty.
    places = list(destinations)
    risks = given_risks(places)
    absent: dict[tuple[str, str], list[BarFound]] = {}
    for bar in assessment.bars:
        if bar.in_force == NO:
            absent.setdefault((bar.state, bar.stage), []).append(bar)
            continue
        yield from _bar(framework, bar, risks)
    for (state, stage), bars in absent.items():
        names = ", ".join(bar.provision for bar in bars)
        yield Line(f"{state} ({stage}), not in force, or not yet read so: {names}.", "", "")
        for basis, of_basis in groupby(sorted(bars, key=_law_basis), key=_law_basis):
            yield Line(f"{', '.join(bar.provision for bar in of_basis)}: {basis}.", "", "", 1)
    read = {(bar.state, bar.stage) for bar in assessment.bars}
    if not read:
        yield Line(f"{NO_LAW_READ}.", "", "")
    for place in places:
        if read and (place.state, place.stage) not in read:
            yield Line(
                f"{place.state} ({place.stage}): {NO_LAW_READ[0].lower()}{NO_LAW_READ[1:]}.", "", ""
            )
        for harm, given in risks[place.state, place.stage].items():
            yield Line(
                f"{place.state} ({place.stage}), {harm}: real risk ",
                given.answer,
                f" [{place_of(given, f'the risk of {harm}')}]",
            )
            if given.note:
                yield Line(flat(given.note), "", "", 1)
