"""Published tables become typed data frames: what an analyst calls first."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from ..vocabulary.codes import nearest, read_codelist
from .counting import check_rule
from .files import TEXT, find_folder, read_arrow, rows_of, to_frame, without
from .given import given_text, given_texts, given_truth
from .recount import PUBLISHED_RULE, recounted

CRS = "EPSG:4326"
Codes = str | Iterable[str] | None


def load_incidents(
    counts: str = PUBLISHED_RULE,
    kinds: Codes = ("incident",),
    execution: Codes = ("executed", "partly"),
    *,
    withdrawn: bool = False,
) -> gpd.GeoDataFrame:
    """Load incidents, campaigns and measures, one row each.

    Parameters
    ----------
    counts : str
        The rule that makes one range from competing counts: ``"whole_range"`` (as published),
        ``"preferred_only"`` or ``"widest"``; ``rd.codelist("rule")`` defines them.
    kinds : str, iterable of str or None
        Codes of ``kind``; None for all.
    execution : str, iterable of str or None
        Codes of ``execution_status``; None for all, also for records that are not coded yet.
        Measures are ``not_applicable``: ask for them with ``execution=None``.
    withdrawn : bool
        Whether withdrawn records come along.

    Returns
    -------
    GeoDataFrame
        One row per record; ``geometry`` is the preferred place as a point (EPSG:4326), empty where
        no place is known, and only as good as ``place_precision`` says. Texts are ``string``,
        whole numbers ``Int64``, truths ``boolean``, days ``datetime64[s]``. ``attrs`` holds title,
        version, licence and the counting rule.

    Raises
    ------
    ValueError
        If a rule or code is unknown; the message names the nearest one.
    TypeError
        If an argument is of another kind; the message says what to pass.
    FileNotFoundError
        If the tables are not built.

    See Also
    --------
    load_variables : label, unit and rule of every column.
    explain : the sources behind one cell.
    totals : sums that count nobody twice.

    Examples
    --------
    >>> import refoul_data as rd
    >>> df = rd.load_incidents()
    >>> df[["id", "date", "persons_low", "persons_high"]]  # doctest: +SKIP
    """
    check_rule(counts)
    given_truth(withdrawn, "withdrawn")
    wanted = {
        "kind": _codes(kinds, "kinds", "kind"),
        "execution_status": _codes(execution, "execution", "execution_status"),
    }
    table = read_arrow("incidents")
    if counts != PUBLISHED_RULE:
        table = recounted(table, counts)
    for column, codes in wanted.items():
        if codes is not None:
            table = table.filter(pc.is_in(table[column], value_set=pa.array(codes, pa.string())))
    if not withdrawn:
        table = without(table, "record_status", ["withdrawn"])
    frame = to_frame(table.drop_columns(["geometry"]))
    frame.attrs["counts"] = counts
    return _geo(frame, shapely.from_wkb(table["geometry"].to_pylist()))


def _codes(given: Codes, argument: str, codelist: str) -> list[str] | None:
    if given is None:
        return None
    codes = given_texts(given, argument, next(iter(read_codelist(codelist))))
    known = read_codelist(codelist)
    for code in codes:
        if code not in known:
            raise ValueError(f"unknown code {code!r} in codelist {codelist}{nearest(code, known)}")
    return codes


def _geo(frame: pd.DataFrame, geometry) -> gpd.GeoDataFrame:
    made = gpd.GeoDataFrame(frame, geometry=geometry, crs=CRS)
    made.attrs = dict(frame.attrs)
    return made


def _load(name: str, withdrawn: bool = False) -> pd.DataFrame:
    given_truth(withdrawn, "withdrawn")
    table = read_arrow(name)
    if "incident_id" in table.column_names and not withdrawn:
        records = read_arrow("incidents")
        gone = records.filter(pc.equal(records["record_status"], "withdrawn"))["id"]
        table = without(table, "incident_id", gone.to_pylist())
    return to_frame(table)


def _load_since(name: str, analogues: bool, withdrawn: bool = False) -> pd.DataFrame:
    """Load a table, without what was before the Convention unless that is asked for."""
    given_truth(analogues, "analogues")
    frame = _load(name, withdrawn)
    return frame if analogues else frame[~frame["is_analogue"]].reset_index(drop=True)


def load_claims(*, withdrawn: bool = False) -> pd.DataFrame:
    """Load every claim: what one source says about one field of one record.

    Parameters
    ----------
    withdrawn : bool
        Whether the rows of withdrawn records come along; likewise in the other tables of rows.

    Returns
    -------
    DataFrame
        Keyed by ``incident_id``, ``field`` and ``number`` (place in the record, from 1). A count
        stands in ``low``, ``best``, ``high``, everything else in ``value``. Typed like
        `load_incidents`; ``attrs`` holds title, version and licence.

    Raises
    ------
    FileNotFoundError
        If the tables are not built.

    Examples
    --------
    >>> import refoul_data as rd
    >>> claims = rd.load_claims()
    >>> claims[claims["field"] == "persons"]  # doctest: +SKIP
    """
    return _load("claims", withdrawn)


def load_codes(*, withdrawn: bool = False) -> pd.DataFrame:
    """Load the coded fields: code, rationale, sources, confidence, rival.

    Returns
    -------
    DataFrame
        Keyed by ``incident_id`` and ``field``; ``sources`` holds keys of `load_sources`, parted by
        semicolons, and ``rival`` another code that a careful reader could choose.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_codes()["confidence"].value_counts()  # doctest: +SKIP
    """
    return _load("codes", withdrawn)


def load_actors(*, withdrawn: bool = False) -> pd.DataFrame:
    """Load who acted, in which role, with the attribution claimed and contested.

    Returns
    -------
    DataFrame
        One row per actor and role, keyed by ``incident_id`` and ``number``. ``state`` is the state to
        which the source attributes the conduct; it acted only in some roles (see `explain`).

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_actors().query("role == 'carried_out'")  # doctest: +SKIP
    """
    return _load("actors", withdrawn)


def load_events(*, withdrawn: bool = False) -> pd.DataFrame:
    """Load the dated steps of each record: orders, votes, landings.

    Returns
    -------
    DataFrame
        Keyed by ``incident_id`` and ``number``; ``date`` in EDTF.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_events()[["incident_id", "date", "text"]]  # doctest: +SKIP
    """
    return _load("events", withdrawn)


def load_legs(*, withdrawn: bool = False) -> gpd.GeoDataFrame:
    """Load the movements of people, made or meant.

    Returns
    -------
    GeoDataFrame
        One row per leg; ``geometry`` is the straight line from place to place (EPSG:4326), not
        the way that people took.

    Examples
    --------
    >>> import refoul_data as rd
    >>> legs = rd.load_legs()
    >>> legs[legs["status"] == "executed"]  # doctest: +SKIP
    """
    frame = _load("legs", withdrawn)
    at = {row["id"]: (row["lon"], row["lat"]) for row in rows_of(read_arrow("places"))}
    ends = zip(frame["from_place"], frame["to_place"], strict=True)
    return _geo(frame, [shapely.LineString([at[start], at[end]]) for start, end in ends])


def load_harm(*, withdrawn: bool = False) -> pd.DataFrame:
    """Load harm by phase: during the return, at the hand-over, after it.

    Returns
    -------
    DataFrame
        Keyed by ``incident_id`` and ``number``. ``low``, ``best``, ``high`` count what ``act`` says;
        ``traced`` and ``traced_of`` are persons. Rows are what sources say, and compete: do not add
        them. `totals` sums the ranges that follow from them.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_harm().groupby("phase").size()  # doctest: +SKIP
    """
    return _load("harm", withdrawn)


def load_findings(*, withdrawn: bool = False) -> pd.DataFrame:
    """Load what courts and bodies decided, in their own terms.

    Returns
    -------
    DataFrame
        One row per respondent and provision, keyed by ``incident_id`` and ``number``. ``date`` is
        that of the decision, in EDTF, never that of the conduct.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_findings().query("finality == 'final'")  # doctest: +SKIP
    """
    return _load("findings", withdrawn)


def load_assessments(*, withdrawn: bool = False) -> pd.DataFrame:
    """Load what organisations, states and scholars said, with the verb they used.

    Returns
    -------
    DataFrame
        Keyed by ``incident_id`` and ``number``; ``verb`` is a code of ``assessment_verb``.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_assessments()["verb"].value_counts()  # doctest: +SKIP
    """
    return _load("assessments", withdrawn)


def load_interpretations(*, analogues: bool = False, withdrawn: bool = False) -> pd.DataFrame:
    """Load the states' readings of the duty, by dimension, stated and enacted apart.

    Parameters
    ----------
    analogues : bool
        Whether rows on conduct that ended before 28 July 1951 come along. They are analogues: the
        Convention had not been adopted then.
    withdrawn : bool
        Whether the rows of withdrawn records come along.

    Returns
    -------
    DataFrame
        One row per record, mode, dimension and state. An enacted row says what the conduct is
        consistent with, never what the state adopted.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_interpretations().groupby(["mode", "dimension"]).size()  # doctest: +SKIP
    """
    return _load_since("interpretations", analogues, withdrawn)


def load_reading_types(*, analogues: bool = False, withdrawn: bool = False) -> pd.DataFrame:
    """Load the types of reading that follow from the dimensions, stated and enacted apart.

    Parameters
    ----------
    analogues : bool
        Whether rows on conduct that ended before 28 July 1951 come along.
    withdrawn : bool
        Whether the rows of withdrawn records come along.

    Returns
    -------
    DataFrame
        One row per record, acting state, mode and type; ``value`` says whether the type follows by the
        table ``reading_type_rules``, and ``exploratory`` whether two passes agree too little on it.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_reading_types().query("value == 'yes'").groupby(["mode", "type"]).size()  # doctest: +SKIP
    """
    return _load_since("reading_types", analogues, withdrawn)


def load_codings(*, analogues: bool = False, withdrawn: bool = False) -> pd.DataFrame:
    """Load what each pass of coding said, before differences were settled.

    Parameters
    ----------
    analogues : bool
        Whether readings of conduct that ended before 28 July 1951 come along.
    withdrawn : bool
        Whether the rows of withdrawn records come along.

    Returns
    -------
    DataFrame
        Keyed by ``pass``, ``unit`` and ``variable``; with the reason, the rival and the works.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_codings().pivot(index=["unit", "variable"], columns="pass", values="value")  # doctest: +SKIP
    """
    return _load_since("codings", analogues, withdrawn)


def load_agreement() -> pd.DataFrame:
    """Load how far two passes of coding agree, variable by variable.

    Returns
    -------
    DataFrame
        Keyed by ``variable``: units, records, share equal, kappa and alpha with intervals, base rates,
        and whether the variable is ``exploratory``. The figures measure how well the procedure repeats
        itself, not whether a code is right.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_agreement().query("not exploratory")[["variable", "alpha"]]  # doctest: +SKIP
    """
    return _load("agreement")


def load_state_positions(*, analogues: bool = False) -> pd.DataFrame:
    """Load what states said of the duty not to return, on which day, and who reports it.

    Parameters
    ----------
    analogues : bool
        Whether words said before 28 July 1951 come along: the Convention had not been adopted then.

    Returns
    -------
    DataFrame
        One row per statement, apart from what the state did; ``stance`` is a code of
        ``position_stance``, ``dimensions`` and ``records`` may hold several values.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_state_positions().query("stance == 'limits'")[["state", "date", "text"]]  # doctest: +SKIP
    """
    return _load_since("state_positions", analogues)


def load_sensitivity() -> pd.DataFrame:
    """Load how headline counts change under rival codings, another pass, or readings recognised later.

    Returns
    -------
    DataFrame
        Keyed by ``headline`` and ``row``; ``n`` is the count as published.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_sensitivity().query("headline == 'readings'")  # doctest: +SKIP
    """
    return _load("sensitivity")


def load_persons_named(*, withdrawn: bool = False) -> pd.DataFrame:
    """Load every name of a person in the records, with the reason why it may be used.

    Returns
    -------
    DataFrame
        Keyed by ``incident_id`` and ``number``.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_persons_named()[["name", "reason"]]  # doctest: +SKIP
    """
    return _load("persons_named", withdrawn)


def load_missing(*, withdrawn: bool = False) -> pd.DataFrame:
    """Load the fields without a value, with the reason.

    Returns
    -------
    DataFrame
        Keyed by ``incident_id`` and ``field``; ``reason`` is a code of ``missing_reason``.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_missing()["reason"].value_counts()  # doctest: +SKIP
    """
    return _load("missing", withdrawn)


def load_weak_points(*, withdrawn: bool = False) -> pd.DataFrame:
    """Load the facts that stay weak, in one sentence each.

    Returns
    -------
    DataFrame
        Keyed by ``incident_id`` and ``number``.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_weak_points()["text"]  # doctest: +SKIP
    """
    return _load("weak_points", withdrawn)


def load_redactions() -> pd.DataFrame:
    """Load what stays of records whose content was removed: id, kind, day and reason.

    Returns
    -------
    DataFrame
        Keyed by ``id``; none of them stands in any other table.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_redactions()["reason"]  # doctest: +SKIP
    """
    return _load("redactions")


def load_sources() -> pd.DataFrame:
    """Load the works that records cite, with their grade and what of them was really read.

    Returns
    -------
    DataFrame
        Keyed by ``key``, in the terms of the Citation Style Language. ``origin`` says who knew it
        first; independence is counted by that.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_sources().query("grade == '5'")["title"]  # doctest: +SKIP
    """
    return _load("sources")


def load_places() -> pd.DataFrame:
    """Load the places that records cite.

    Returns
    -------
    DataFrame
        Keyed by ``id``; ``lat`` and ``lon`` in degrees (WGS 84), as good as ``precision`` says.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_places()[["name", "precision"]]  # doctest: +SKIP
    """
    return _load("places")


def load_states() -> pd.DataFrame:
    """Load the states as legal persons, with the days on which they existed.

    Returns
    -------
    DataFrame
        Keyed by ``code``; with other codes and earlier names. No position on status is implied.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_states().set_index("code")["name"]  # doctest: +SKIP
    """
    return _load("states")


def load_variables() -> pd.DataFrame:
    """Load the codebook: one row per column of every table.

    Returns
    -------
    DataFrame
        Table, name, label, type, unit, codelist, basis, rule, description, and the separator of
        columns that hold several values.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.load_variables().query("table == 'incidents'")  # doctest: +SKIP
    """
    return _load("variables")


def codelist(name: str) -> pd.DataFrame:
    """Load one codelist.

    Parameters
    ----------
    name : str
        Name of the list, as ``load_variables()["codelist"]`` gives it.

    Returns
    -------
    DataFrame
        ``code``, ``label``, ``definition``, and what else the list says of a code.

    Raises
    ------
    ValueError
        If there is no such list; the message names the nearest one.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.codelist("scope")["code"].tolist()
    ['whole', 'part']
    """
    entries = read_codelist(given_text(name, "name", "conduct")).values()
    rows = [
        {"code": e.code, "label": e.label, "definition": e.definition, **e.extra} for e in entries
    ]
    return pd.DataFrame(rows).astype(TEXT)


def load_boundaries_folder() -> Path:
    """Return the folder with the outlines of the world map (Natural Earth, reduced)."""
    return find_folder("boundaries")
