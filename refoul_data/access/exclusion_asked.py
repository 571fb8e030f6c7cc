"""The exclusion framework for analysts: its questions, what it makes of answers, what it made of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import pandas as pd

from ..law.exclusion import Assessment, assess
from ..law.exclusion_bars import BarLaw, Destination, law_on_bars
from ..law.exclusion_facts import BARS_PARA, PERSON, Framework, Given, cite, make_framework
from ..vocabulary.states import states_from_rows
from .files import find_folder, read_arrow, rows_of, to_frame, without
from .given import given_truth
from .law import law_at
from .law_asked import Names

_TABLES = (
    "exclusion_stages", "exclusion_answers", "exclusion_questions", "exclusion_rules",
    "exclusion_harms", "exclusion_bars",
)  # fmt: skip
Answers = Mapping[str, str | Given]
Place = Destination | Mapping[str, Any]
_SHAPE = "{'state': 'PRK', 'stage': 'receiving', 'risks': {'torture': 'yes'}}"


def known_framework() -> Framework:
    """Return the framework as it is published.

    Raises
    ------
    FileNotFoundError
        If the tables are not built.
    """
    for name in _TABLES:
        read_arrow(name)  # says what to run where a table is not built
    paths = [find_folder("processed") / f"{name}.parquet" for name in _TABLES]
    return _read(tuple((path, path.stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=2)
def _read(stamps: tuple) -> Framework:
    # A new build has other stamps.
    return make_framework({name: rows_of(read_arrow(name)) for name in _TABLES})


def _names() -> Names:
    rows = rows_of(read_arrow("states"))
    return Names(states_from_rows({k: v or "" for k, v in row.items()} for row in rows))


def _destination(place: Any, names: Names) -> Destination:
    """Return a destination with the code of its state.

    Raises
    ------
    ValueError
        If it is no mapping, or state or risks are not valid; the message names the paragraph.
    """
    where = cite(BARS_PARA)
    if not isinstance(place, Destination):
        if not isinstance(place, Mapping) or not {"state", "stage"} <= set(place):
            raise ValueError(
                f"a destination must be a mapping such as {_SHAPE}, not {place!r} ({where})"
            )
        unknown = sorted(map(str, set(place) - {"state", "stage", "risks"}))
        if unknown:
            raise ValueError(
                f"a destination has 'state', 'stage' and 'risks', not {unknown[0]!r} ({where})"
            )
        risks = place.get("risks")
        place = Destination(place["state"], place["stage"], {} if risks is None else risks)
    try:
        code = names.code(place.state, "destination")
    except ValueError as error:
        raise ValueError(f"{error} ({where})") from None
    return place._replace(state=code)


def asked_law(
    framework: Framework, places: Iterable[Destination], state: Any, date: Any, **more: Any
) -> dict[str, list[BarLaw]]:
    """Return what the law of a day says of each destination; nothing where no state is named.

    Parameters
    ----------
    framework : Framework
        Says which provisions may bar a return.
    places : iterable of Destination
        The receiving and onward states.
    state, date
        As in `law_at`.
    **more
        ``territory``, ``origin`` and ``place_kind`` of `law_at`.
    """
    if state is None and date is None:
        return {}
    if state is None or date is None:
        raise ValueError("the law needs both a state and a date (para. 9)")
    bars = law_on_bars(framework, law_at(state, date, **more).itertuples())
    return {place.state: bars for place in places}


def assess_exclusion(
    answers: Answers,
    *,
    subject: str = PERSON,
    destinations: Iterable[Place] = (),
    state: str | None = None,
    date: Any = None,
    territory: str | None = None,
    origin: str | None = None,
    place_kind: str | None = None,
) -> Assessment:
    """Hold the case that a state published against the guidelines on exclusion.

    It is about the case and the sources that the state relied on, never about what a person did, and
    it is no finding.

    Parameters
    ----------
    answers : mapping of str to str
        Answers by question; `exclusion_questions` lists both. What is left out, other than at the gate,
        counts as unclear. An answer may be a ``Given(answer, source, at, note)``.
    subject : str
        ``"person"`` or ``"group"``; a group's merits are never individualised.
    destinations : iterable of mapping, optional
        The receiving and onward states: ``{"state": "PRK", "stage": "receiving", "risks": {"torture":
        "yes"}}``, with code or name of the state, ``stage`` ``"receiving"`` or ``"onward"``, and yes,
        no or unclear for each harm.
    state : str, optional
        The state that acted, as in `law_at`; with `date`, its law says which bars were in force.
        Without them it is unclear whether a bar was engaged.
    date : str, date or Timestamp, optional
        The day of the conduct, as in `law_at`.
    territory, origin, place_kind : str, optional
        As in `law_at`.

    Returns
    -------
    Assessment
        ``merits``, ``procedure_sound``, ``bar_engaged``, ``return_carried_out``: four results that are
        never merged; ``gate``; ``defects``, ``departures`` and ``flags``, each with paragraphs and the
        questions that it rests on; ``bars``; and ``trace``, what each result rests on. No result is
        yes while an answer that it needs is unclear.

    Raises
    ------
    ValueError
        If an answer is outside its list, missing at the gate, unknown or contradicts another; the
        message names the paragraph. Also where a destination, its state or its risks, the state or
        the date is not valid; the message names the paragraph or the nearest valid choice.
    TypeError
        If the answers, or the destinations as a whole, are of another kind; the message says what to
        pass.
    FileNotFoundError
        If the tables are not built.

    See Also
    --------
    exclusion_questions : the questions, and the answers that each allows.

    Examples
    --------
    >>> import refoul_data as rd
    >>> gate = {"exclusion-argued": "yes", "alien": "yes", "within-article-1d": "no",
    ...         "within-article-1e": "no", "argument-kind": "danger_to_security"}
    >>> found = rd.assess_exclusion(gate | {"rigorous-safeguards": "no"})  # doctest: +SKIP
    >>> found.procedure_sound, [d.text for d in found.defects]  # doctest: +SKIP
    """
    if not isinstance(answers, Mapping):
        words = "answers must be a mapping such as {'alien': 'yes'}"
        raise TypeError(f"{words}, not {type(answers).__name__}")
    if isinstance(destinations, Mapping | str) or not isinstance(destinations, Iterable):
        raise TypeError("destinations must be a list of mappings, one for each state")
    framework = known_framework()
    places = list(destinations)
    if places:
        names = _names()
        places = [_destination(place, names) for place in places]
    more = {"territory": territory, "origin": origin, "place_kind": place_kind}
    law = asked_law(framework, places, state, date, **more)
    if not isinstance(subject, str):
        raise TypeError(f"subject must be 'person' or 'group', not {type(subject).__name__}")
    return assess(framework, subject, answers, places, law)


def exclusion_questions() -> pd.DataFrame:
    """Load the questions of the exclusion framework, in their order.

    Returns
    -------
    DataFrame
        Keyed by ``id``: ``stage`` and its title, ``text``, ``answers`` (codes parted by semicolons;
        ``rd.codelist("exclusion_answer")`` says what they mean), ``about`` whom it is asked,
        ``required`` at the gate, ``para`` and ``sentences`` of the guidelines, ``force``,
        ``authority``.

    Raises
    ------
    FileNotFoundError
        If the tables are not built.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.exclusion_questions().query("force == 'must'")[["id", "text", "para"]]  # doctest: +SKIP
    """
    framework = known_framework()
    frame = to_frame(read_arrow("exclusion_questions"))
    titles = frame["stage"].map(dict(framework.stages)).astype(frame["stage"].dtype)
    allowed = frame["id"].map({n: ";".join(q.answers) for n, q in framework.questions.items()})
    frame["answers"] = allowed.astype(frame["answers"].dtype)
    frame.insert(2, "stage_title", titles)
    return frame


def load_exclusion_assessments(*, withdrawn: bool = False) -> pd.DataFrame:
    """Load what the published case of each state comes to, in four results.

    Parameters
    ----------
    withdrawn : bool
        Whether the rows of withdrawn records come along.

    Returns
    -------
    DataFrame
        One row for each record, argument and person or group: the results ``merits``,
        ``procedure_sound``, ``bar_engaged`` and ``return_carried_out``, ``gate``, and the numbers of
        defects, departures and flags. It is about the case, never about what a person did.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_exclusion_assessments()[["incident_id", "who", "merits"]]  # doctest: +SKIP
    """
    given_truth(withdrawn, "withdrawn")
    table = read_arrow("exclusion_assessments")
    if not withdrawn:
        records = rows_of(read_arrow("incidents").select(["id", "record_status"]))
        gone = [r["id"] for r in records if r["record_status"] == "withdrawn"]
        table = without(table, "incident_id", gone)
    return to_frame(table)
