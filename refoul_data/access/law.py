"""The law in force for a state on a date: one state and date, or a table of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd

from ..law.answers import Answer, Question, answer
from ..law.facts import NOTE, Law, make_law
from ..vocabulary.states import states_from_rows
from .files import TEXT, find_folder, read_arrow, rows_of, to_frame, without
from .given import given_table, given_text, given_texts, given_truth
from .law_asked import Names, asked_codes, asked_days, asked_place_kind, asked_territory
from .law_matrix import Matrix
from .law_pairs import look_up

_TABLES = ("instruments", "provisions", "parties", "statements", "parties_territories")
_TRUTHS = ("retroactive", "counts")


class _Known(NamedTuple):
    law: Law
    names: Names
    matrix: Matrix


def _known() -> _Known:
    folder = find_folder("processed")
    for name in (*_TABLES, "states"):
        read_arrow(name)  # says what to run where a table is not built
    paths = [folder / f"{name}.parquet" for name in (*_TABLES, "states")]
    return _read(tuple((path, path.stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=2)
def _read(stamps: tuple) -> _Known:
    # A new build has other stamps.
    rows = rows_of(read_arrow("states"))
    law = make_law(*(rows_of(read_arrow(name)) for name in _TABLES), rows)
    states = states_from_rows({k: v or "" for k, v in row.items()} for row in rows)
    return _Known(law, Names(states), Matrix(law, states))


def law_at(
    state: str,
    date: Any,
    *,
    territory: str | None = None,
    origin: str | None = None,
    place_kind: str | None = None,
    as_known_on: Any = None,
) -> pd.DataFrame:
    """Tell which law bound a state on a date: one row for each provision.

    In force does not mean applicable to these persons: status and scope are told apart, and no row
    says whether a provision applied to anybody.

    Parameters
    ----------
    state : str
        Code of a state, its name or an alias: ``"THA"``, ``"Thailand"``, ``"Siam"``.
    date : str, date or Timestamp
        A day, or a date in EDTF that is less precise, such as ``"1979-06"``. A day after the one up
        to which the parties of an instrument are known is answered as on that day; where no source
        says up to when they are, a day after the last one on which a source was read is answered as
        on it. ``as_on`` says so.
    territory : str, optional
        Code or name of a territory in which the state acted: ``"HKG"``. Where no row says whether
        an instrument was extended to it, the status is ``territory_unknown``. A statement made for
        some territories alone limits only where one of them is asked for.
    origin : str, optional
        Code or name of the state from which the people had fled; a geographic limitation asks for
        it.
    place_kind : str, optional
        Code of ``place_kind`` of the place where the state acted, such as ``"high_seas"``.
    as_known_on : str, date or Timestamp, optional
        Day as on which readings of a text are known; the day of `date` by default. A later day shows
        the law with readings dated back.

    Returns
    -------
    DataFrame
        In the order of the instruments. Laws of other states are left out.

        ``status``, ``status_earliest``, ``status_latest``
            Codes of ``law_status``: on the first possible day, on the last one, and ``status`` where
            it is the same on every day between.
        ``ended_by``
            How it ended.
        ``scope_temporal``, ``scope_personal``, ``scope_place``
            Codes of ``law_scope``, whatever the status; the reading behind each stands in
            ``scope_temporal_reading`` and so on.
        ``reading``
            Code of ``law_reading``: whether the text says so, or an authority had read it so.
        ``limitation``, ``limitation_source``, ``limitation_at``
            What limits it, in our own words, and where that is said.
        ``retroactive``
            Whether it was in force through a deposit made only later.
        ``signed_on``, ``deposited_on``, ``effective_on``, ``ended_on``
            Days of the period that decides, in EDTF; for a state not bound yet, of its next one.
            ``ended_on`` is the last day of effect.
        ``checked_on``, ``as_on``
            Day up to which the parties are known, missing where no source says so; the day as on which
            the row is answered, where that is not `date` itself.
        ``source``, ``at``, ``confidence``
            Where the status is read, and how well its days are known. Where the silence of a list
            decides, the source is that of the instrument, and ``confidence`` is missing.
        ``counts``
            Whether the provision prohibits return, binds as treaty, was in force and was read so;
            missing where the date leaves it open.

        ``attrs["note"]`` repeats the sentence above.

    Raises
    ------
    ValueError
        If the state, the territory, the origin or the kind of place is unknown, the state did not
        exist, the territory is a state or recorded under other states alone, or the date is malformed
        or before 1930. The message names the nearest valid choice.
    TypeError
        If an argument is of another kind; the message says what to pass.
    FileNotFoundError
        If the tables are not built.

    See Also
    --------
    law_for : the same for every row of a table, many times faster.
    load_law_on_date : the same for every record of the data set.

    Examples
    --------
    >>> import refoul_data as rd
    >>> law = rd.law_at("THA", "1979-06-12")  # doctest: +SKIP
    >>> law.loc[law["counts"], ["provision", "status"]]  # doctest: +SKIP
    >>> rd.law_at("TUR", "2019-07-01", origin="SYR")  # doctest: +SKIP
    """
    texts = {"territory": territory, "origin": origin, "place_kind": place_kind}
    for name, text in texts.items():
        if text is not None:
            given_text(text, name, "high_seas" if name == "place_kind" else "HKG")
    law, names, _ = _known()
    found, days = names.state(state, asked_days(date))
    known_on = None if as_known_on is None else asked_days(as_known_on, "as_known_on")[0]
    region = place = None
    if origin is not None:
        region = names.states[names.code(origin, "origin")].row["m49_region"]
    if territory is not None:
        place = asked_territory(names, law, found, territory)
    question = Question(
        found.code, *days, None if place == found.code else place,
        (region,) if region else (), asked_place_kind(place_kind), known_on,
    )  # fmt: skip
    answers = (answer(law, provision, question) for provision in law.provisions.values())
    rows = [row for row in answers if row is not None]
    frame = pd.DataFrame(rows, columns=list(Answer._fields))
    frame = frame.astype({n: "boolean" if n in _TRUTHS else TEXT for n in Answer._fields})
    frame.attrs = {"note": NOTE, "state": found.code, "date": str(date)}
    return frame


def law_for(
    df: pd.DataFrame,
    *,
    state: str,
    date: str,
    provisions: str | Iterable[str] | None = None,
) -> pd.DataFrame:
    """Tell which law bound the state of each row on its date: the status of each provision.

    In force does not mean applicable to these persons.

    Parameters
    ----------
    df : DataFrame
        Any table with a column of states and a column of dates; millions of rows are fine.
    state : str
        Name of the column with codes, names or aliases of states, one in each cell.
    date : str
        Name of the column with dates: ``datetime64``, dates, or texts in EDTF.
    provisions : str or iterable of str, optional
        Ids of provisions; all of them by default.

    Returns
    -------
    DataFrame
        One categorical column for each provision, with codes of ``law_status``; index and order of
        the rows are those of `df`. ``state_not_existing`` where the state did not exist on the date.
        Missing where the state or date is missing, where an imprecise date leaves the status open,
        and in the law of other states. ``attrs["note"]`` repeats the sentence above.

    Raises
    ------
    ValueError
        If a column, a provision or a state is unknown, or a date is malformed or before 1930. The
        message names the nearest valid choice.
    TypeError
        If an argument is of another kind; the message says what to pass.
    FileNotFoundError
        If the tables are not built.

    See Also
    --------
    law_at : one state and date, with scopes, limits and sources.

    Examples
    --------
    >>> import refoul_data as rd
    >>> df = rd.load_incidents()
    >>> df["state"] = df["returning_state"].str.split(";")
    >>> df = df.explode("state", ignore_index=True)  # one row for each state that acted
    >>> law = rd.law_for(df, state="state", date="date")  # doctest: +SKIP
    >>> df.join(law)  # doctest: +SKIP
    """
    given_table(df)
    for name, column in (("state", state), ("date", date)):
        asked_codes(given_text(column, name, name), df.columns, "column")
        if isinstance(df[column], pd.DataFrame):
            raise ValueError(f"two columns of the table are named {column!r}")
    if provisions is not None:
        provisions = given_texts(provisions, "provisions", "refugee-convention-33")
    law, names, matrix = _known()
    wanted = asked_codes(provisions, law.provisions, "provision")
    wanted = list(law.provisions) if wanted is None else list(dict.fromkeys(wanted))
    frame = look_up(matrix, names, df[state], df[date], wanted)
    frame.attrs = {"note": NOTE}
    return frame


def load_instruments() -> pd.DataFrame:
    """Load the instruments: treaties, acts, declarations and rules of custom, with their dates.

    Returns
    -------
    DataFrame
        Keyed by ``id``; dates in EDTF. ``checked_on`` is the day up to which the parties are known.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_instruments().query("kind == 'treaty'")["title"]  # doctest: +SKIP
    """
    return to_frame(read_arrow("instruments"))


def load_provisions() -> pd.DataFrame:
    """Load the provisions: what each does, whom it protects, where it reaches, since when it is read so.

    Returns
    -------
    DataFrame
        Keyed by ``id``; only those whose ``function`` is ``prohibits_return`` and that bind as
        treaty count as obligations.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_provisions().query("function == 'prohibits_return'")["article"]  # doctest: +SKIP
    """
    return to_frame(read_arrow("provisions"))


def load_parties() -> pd.DataFrame:
    """Load which instruments bound which states, one row for each period.

    Returns
    -------
    DataFrame
        Keyed by ``instrument``, ``state`` and ``number``; dates in EDTF. ``ended_on`` is the last
        day of effect. Rows whose ``confidence`` is not ``high`` are part of the table.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_parties().query("confidence != 'high'")  # doctest: +SKIP
    """
    return to_frame(read_arrow("parties"))


def load_statements() -> pd.DataFrame:
    """Load limits, reservations, declarations, understandings and objections, in our own words.

    Returns
    -------
    DataFrame
        Keyed by ``instrument``, ``state`` and ``number``; ``rd.codelist("statement_type")`` says
        which types limit an instrument or a provision.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_statements().query("type == 'geographic_limitation'")  # doctest: +SKIP
    """
    return to_frame(read_arrow("statements"))


def load_parties_territories() -> pd.DataFrame:
    """Load to which territories the states extended an instrument, and to which they did not.

    Returns
    -------
    DataFrame
        Keyed by ``instrument``, ``state``, ``territory`` and ``number``; ``from`` and ``to`` in EDTF.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_parties_territories().query("territory == 'HKG'")  # doctest: +SKIP
    """
    return to_frame(read_arrow("parties_territories"))


def load_party_totals() -> pd.DataFrame:
    """Load how many states were parties on a day, by our tables and by another count.

    Returns
    -------
    DataFrame
        Keyed by ``instrument`` (ids parted by semicolons: party to at least one), ``on`` and
        ``number``. ``counted_by`` says whether somebody else published the number beside ours, or we
        counted a dated list; ``note`` explains every difference.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_party_totals().query("counted_by == 'other'")  # doctest: +SKIP
    """
    return to_frame(read_arrow("party_totals"))


def load_law_on_date(*, withdrawn: bool = False) -> pd.DataFrame:
    """Load the law that bound each state that acted, on the day of each record.

    In force does not mean applicable to these persons.

    Parameters
    ----------
    withdrawn : bool
        Whether the rows of withdrawn records come along.

    Returns
    -------
    DataFrame
        One row for each record, state that acted and provision, on the day of the conduct; of the
        decision, where returns were planned or stopped (``day_of``). For campaigns and measures one
        row for each change, from ``from_day`` to ``to_day``. Where the place lies in a territory, the
        law is asked for it (``territory``, as in `law_at`). Left out are instruments that name
        their states, and not this one, and those that were adopted only after the last day (`law_at`
        has these). ``attrs["note"]`` repeats the sentence above.

    Examples
    --------
    >>> import refoul_data as rd
    >>> law = rd.load_law_on_date()  # doctest: +SKIP
    >>> law[law["counts"]].groupby("provision")["incident_id"].nunique()  # doctest: +SKIP
    """
    given_truth(withdrawn, "withdrawn")
    table = read_arrow("law_on_date")
    if not withdrawn:
        records = rows_of(read_arrow("incidents").select(["id", "record_status"]))
        gone = [r["id"] for r in records if r["record_status"] == "withdrawn"]
        table = without(table, "incident_id", gone)
    frame = to_frame(table)
    frame.attrs["note"] = NOTE
    return frame
