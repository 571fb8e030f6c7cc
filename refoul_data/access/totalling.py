"""Sums over records that count nobody twice, with what they leave out."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ..dataset.counts import counted_once
from ..vocabulary.codes import nearest
from ..vocabulary.roles import DEATH_PHASES
from .files import TEXT
from .given import given_table, given_text, given_texts

COUNTS = ("persons", *DEATH_PHASES)
PARTS = ("low", "best", "high", "flags")
_NUMBERS = (
    "n", "n_counted", "n_best", "n_open_above", "low", "best", "high", "n_missing", "n_left_out",
)  # fmt: skip


def totals(
    df: pd.DataFrame, by: str | Iterable[str] | None = None, count: str = "persons"
) -> pd.DataFrame:
    """Sum counts over records, kinds and acts apart.

    Parameters
    ----------
    df : DataFrame
        As `load_incidents` gives it, or rows of it, or the published CSV. Only records with
        ``count_in_totals`` enter, so that a campaign and its incidents are not both counted.
    by : str or iterable of str, optional
        Columns to group by. A cell with several codes, such as ``"AAA;BBB"``, is a group of its
        own: to part it would count its people twice. Records without a value form a group too.
    count : str
        ``"persons"``, ``"deaths_during"``, ``"deaths_after"`` or ``"deaths_untraced"``, which are
        never added.

    Returns
    -------
    DataFrame
        One row per group, kind and act, since unlike acts cannot be added. ``n`` records, of which
        ``n_counted`` have a count and ``n_missing`` have none; records without a count have an
        empty ``act`` where the act belongs to the count. ``low``, ``best``, ``high`` are sums over
        the counted records:

        - ``low``: a record without a lower end ("up to 500") adds nothing;
        - ``best``: empty unless every counted record has a best count; ``n_best`` says how many do;
        - ``n_left_out``: campaigns with a count that is left out because incidents of theirs are
          counted. Such a campaign may count more people than its recorded incidents do;
        - ``high``: empty where a record has no upper end ("more than 500"); ``n_open_above`` says
          for how many records a source sets none, so that the true total may be higher.

    Raises
    ------
    ValueError
        If a column is absent or holds other things than counts, if the count is unknown, or if a
        record stands twice: its people would be counted twice. The message names them.
    TypeError
        If an argument is of another kind; the message says what to pass.

    Notes
    -----
    A campaign that is left out for its persons is left out for its deaths too. Besides, for deaths,
    it is left out where one of its incidents in `df` has a count of deaths of that phase.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.totals(rd.load_incidents(), by="returning_state")  # doctest: +SKIP
    """
    given_table(df)
    if given_text(count, "count", "persons") not in COUNTS:
        raise ValueError(f"no count {count!r}{nearest(count, COUNTS)} (known: {', '.join(COUNTS)})")
    groups = [] if by is None else list(dict.fromkeys(given_texts(by, "by", "returning_state")))
    _check_columns(df, groups, count)
    _check_ids(df)
    groups = [*(g for g in groups if g not in ("kind", "act")), "kind", "act"]
    table, left_out = _prepared(df, count)
    grouped = table.groupby(groups, dropna=False, observed=True)
    sums = grouped.agg(
        n=("kind", "size"),
        n_counted=("counted", "sum"),
        n_best=("best", "count"),
        n_high=("high", "count"),
        n_open_above=("open_above", "sum"),
        low=("low", "sum"),
        best=("best", "sum"),
        high=("high", "sum"),
    ).reset_index()
    counted = sums["n_counted"]
    sums["n_missing"] = sums["n"] - counted
    sums["low"] = sums["low"].where(counted > 0)
    sums["best"] = sums["best"].where((counted > 0) & (sums["n_best"] == counted))
    sums["high"] = sums["high"].where((counted > 0) & (sums["n_high"] == counted))
    left = left_out.groupby(groups, dropna=False, observed=True).size()
    sums = sums.merge(left.rename("n_left_out").reset_index(), how="outer", on=groups)
    zeros = ["n", "n_counted", "n_best", "n_open_above", "n_missing", "n_left_out"]
    sums[zeros] = sums[zeros].fillna(0)
    return sums[[*groups, *_NUMBERS]].astype(dict.fromkeys(_NUMBERS, "Int64"))


def _check_columns(df: pd.DataFrame, groups: list[str], count: str) -> None:
    needed = ["kind", "count_in_totals", *(f"{count}_{part}" for part in PARTS)]
    needed += ["persons_act"] if count == "persons" else ["id", "part_of", "record_status"]
    absent = [name for name in needed if name not in df]
    if absent:
        raise ValueError(f"the table lacks {', '.join(absent)}; load_incidents() gives them")
    for name in groups:
        if name not in df and name != "act":
            raise ValueError(f"no column {name!r} to group by{nearest(name, df.columns)}")


def _check_ids(df: pd.DataFrame) -> None:
    if "id" not in df:
        return
    ids = df["id"].dropna()
    twice = list(dict.fromkeys(ids[ids.duplicated()]))
    if twice:
        which = f"the id {twice[0]!r} stands" if len(twice) == 1 else f"{len(twice)} ids stand"
        raise ValueError(
            f"{which} twice, and a record's people must be counted once: drop_duplicates('id'), and "
            "do not explode cells of several codes before totals"
        )


def _numbers(column: pd.Series) -> pd.Series:
    """Return a column of whole numbers, also where a file was read as text."""
    numbers = pd.to_numeric(column, errors="coerce")
    try:
        found = numbers.astype("Int64")
    except (TypeError, ValueError):  # a part of a person
        found = numbers.astype("Float64").round().astype("Int64")
    empty = column.isna() | column.eq("").fillna(False)
    wrong = column[~empty.astype(bool) & ~found.eq(numbers).fillna(False).astype(bool)]
    if len(wrong):
        message = f"{column.name} must hold whole numbers, and holds {wrong.iloc[0]!r}"
        raise ValueError(message)
    return found


def _truths(column: pd.Series) -> pd.Series:
    """Return a column of truth values in which missing is false, also where a file was read as text."""
    words = {"true": True, "false": False, "": False, "1": True, "0": False}
    found = column.map(lambda x: False if pd.isna(x) else words.get(str(x).casefold()))
    wrong = column[found.isna()]
    if len(wrong):
        message = f"{column.name} must hold true or false, and holds {wrong.iloc[0]!r}"
        raise ValueError(message)
    return found.astype("boolean")


def _without_empty(column: pd.Series) -> pd.Series:
    return column.mask(column.eq("").fillna(False).astype(bool))


def _prepared(df: pd.DataFrame, count: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the records that enter, with what is summed in columns of plain names.

    Beside them, the counted campaigns that do not enter because their incidents do.
    """
    table = pd.DataFrame(df).copy()
    for part in ("low", "best", "high"):
        table[part] = _numbers(table[f"{count}_{part}"])
    flags = table[f"{count}_flags"].astype(TEXT).fillna("").str.split(";")
    table["open_above"] = ["open_above" in codes for codes in flags]
    table["counted"] = table["low"].notna() | table["high"].notna()
    enters = _truths(table["count_in_totals"])
    if count == "persons":
        table["act"] = _without_empty(table["persons_act"])
    else:
        table["part_of"] = _without_empty(table["part_of"])
        table["act"] = pd.array(["deaths"] * len(table), TEXT)
        once = _counted_once(table)
        enters &= pd.array([once[key] for key in table["id"]], "boolean")
    left_out = table[~enters & table["counted"] & table["kind"].eq("campaign")]
    return table[enters], left_out


def _counted_once(table: pd.DataFrame) -> dict[str, bool]:
    """Apply the rule of `count_in_totals` to deaths, which have another act than the persons."""
    columns = ["id", "kind", "part_of", "record_status", "counted"]
    rows = [
        {
            "id": id,
            "kind": kind,
            "part_of": None if pd.isna(part_of) else part_of,
            "record_status": status,
            "persons_act": "deaths" if counted else None,
        }
        for id, kind, part_of, status, counted in table[columns].itertuples(index=False)
    ]
    return {row["id"]: False for row in rows} | counted_once(rows)
