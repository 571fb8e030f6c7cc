"""Figures of numbers of people: sums with their ranges, and estimates that compete."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..vocabulary.codes import label_of, read_codelist
from .drawing import BLUE, GREY, INK, ORANGE, QUIET, bare, in_words, number_words, write_head

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SMALL_CELL = 5
"""Sums below this are told as such and not drawn: they would be about single people."""
FEW_RECORDS = 3
"""A sum over fewer records than this is drawn hollow: it is one or two cases, not a pattern."""


def _people_axis(ax: Axes, highest: float) -> None:
    """Make an axis of people that shows one and a million, and has a place for none."""
    ax.set_xscale("symlog", linthresh=1, linscale=0.4)
    ax.set_xlim(0, max(highest, 10) * 4)
    ax.set_xticks([0, *(10**n for n in range(9) if 10**n <= max(highest, 10) * 4)])
    ax.xaxis.set_major_formatter(number_words)
    ax.xaxis.set_minor_locator(_no_ticks())
    ax.grid(axis="x", color="#E5E5E5", linewidth=0.7)
    ax.set_axisbelow(True)


def _no_ticks():
    from matplotlib.ticker import NullLocator

    return NullLocator()


def _span(ax: Axes, y: float, low: object, high: object, colour: str, open_above: bool) -> None:
    """Draw one range with its ends; an arrow where no upper end is known or a source sets none."""
    low = 0 if pd.isna(low) else low
    end = low if pd.isna(high) else high
    ax.plot([low, end], [y, y], color=colour, linewidth=2, solid_capstyle="butt", zorder=2)
    ax.plot([low, end], [y, y], linestyle="none", marker="|", markersize=9, color=colour, zorder=2)
    if open_above or pd.isna(high):
        ax.annotate(
            "", (max(end, 1) * 1.9, y), (max(end, 1), y),
            arrowprops={"arrowstyle": "->", "color": colour, "linewidth": 1.4}, zorder=2,
        )  # fmt: skip


def counts(sums: pd.DataFrame, by: str, ax: Axes, overlapping: bool = False) -> Axes:
    """Draw sums of people with their ranges, acts and kinds of record apart.

    Parameters
    ----------
    sums : DataFrame
        As ``rd.totals(df, by=by)`` gives it.
    by : str
        The column that it was grouped by.
    ax : Axes
        Where to draw. A point is the best count, a line the range from lowest to highest, an arrow
        says that the true number may be higher. Hollow points rest on one or two records.
    overlapping : bool
        Whether a record can stand in several rows, as with dimensions of a reading; the head then
        says that rows must not be added.
    """
    from matplotlib.ticker import NullFormatter

    rows = sums[sums["n_counted"] > 0].copy()
    rows["name"] = [in_words(by, value) for value in rows[by]]
    codes = list(read_codelist("act"))
    rows["order"] = [codes.index(a) if a in codes else len(codes) for a in rows["act"]]
    rows = rows.sort_values(["order", "kind", "name"], kind="stable")
    height, ticks, heads = 0.0, [], []
    for (act, kind), group in rows.groupby(["act", "kind"], sort=False):
        heads.append((height, f"{in_words('act', act)} ({in_words('kind', kind).lower()}s)"))
        for row in group.itertuples():
            height += 1
            ticks.append((height, row.name))
            _one_sum(ax, height, row)
        height += 1.4
    highest = float(rows[["low", "high"]].max(axis=None)) if len(rows) else 1
    _people_axis(ax, highest)
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.set_yticks([y for y, _ in ticks], [name for _, name in ticks], fontsize=9)
    ax.set_ylim(height - 0.6, -0.7)
    for y, words in heads:
        ax.annotate(
            words, (0, y), xycoords=("axes fraction", "data"), xytext=(4, 0), textcoords="offset points",
            va="center", fontsize=8.5, fontweight="bold", color=INK, annotation_clip=False,
        )  # fmt: skip
    ax.set_xlabel("People (logarithmic above one)")
    bare(ax)
    n, counted, missing = (int(sums[name].sum()) for name in ("n", "n_counted", "n_missing"))
    number = f"n = {n} records: {counted} with a count, {missing} without one (not drawn). Acts must not be added."
    overlap = (
        "A record can stand in several rows (n says how many in each): rows must not be added."
    )
    write_head(
        ax, f"People by {by.replace('_', ' ')}, each act by itself",
        overlap if overlapping else number,
        "Lines: sums of lowest and of highest counts. Hollow: one or two records. Arrow: may be higher.",
        frame=sums,
    )  # fmt: skip
    return ax


def _one_sum(ax: Axes, y: float, row) -> None:
    words = f"n = {row.n_counted}" + (f" of {row.n}" if row.n_missing else "")
    if pd.notna(row.high) and row.high < SMALL_CELL:
        ax.text(
            1, y, f"fewer than {SMALL_CELL} people, {words}", va="center", fontsize=8, color=QUIET
        )
        return
    few = row.n_counted < FEW_RECORDS
    _span(ax, y, row.low, row.high, BLUE, row.n_open_above > 0)
    if pd.notna(row.best):
        ax.plot(
            row.best, y, marker="o", markersize=7, zorder=3, markeredgecolor=BLUE, markeredgewidth=1.6,
            markerfacecolor="white" if few else BLUE,
        )  # fmt: skip
    end = row.low if pd.isna(row.high) else row.high
    ax.annotate(
        words, (max(float(end), 1), y), xytext=(34 if row.n_open_above or pd.isna(row.high) else 12, 0),
        textcoords="offset points", va="center", fontsize=8, color=QUIET,
    )  # fmt: skip


def estimates(
    claims: pd.DataFrame, ax: Axes, published: tuple[object, object] | None = None
) -> Axes:
    """Draw the counts of one record that compete, each with its source.

    Parameters
    ----------
    claims : DataFrame
        Rows of `load_claims` for one record and one field of counts, such as ``persons``.
    ax : Axes
        Where to draw. Filled points cover the whole, hollow ones a part, crosses were set aside.
    published : tuple of two numbers, optional
        Lowest and highest count as published, drawn as a band.
    """
    from matplotlib.lines import Line2D

    rows = claims.dropna(subset=["low", "high"], how="all")
    codes = list(read_codelist("act"))
    order = rows["act"].map(codes.index)
    rows = rows.assign(order=order, part=rows["scope"].ne("whole"), aside=rows["set_aside"].notna())
    rows = rows.sort_values(["order", "part", "aside", "low", "number"], kind="stable")
    height, ticks, heads = 0.0, [], []
    for act, group in rows.groupby("act", sort=False):
        heads.append((height, label_of("act", act)))
        for row in group.itertuples():
            height += 1
            ticks.append((height, f"{row.source} [{row.grade}]"))
            colour = GREY if row.aside else ORANGE if row.part else BLUE
            _span(ax, height, row.low, row.high, colour, pd.isna(row.high))
            middle = row.best if pd.notna(row.best) else row.low if pd.isna(row.high) else None
            if middle is not None or row.aside:
                at = middle if middle is not None else row.high
                ax.plot(
                    at, height, marker="X" if row.aside else "o", markersize=7, zorder=3, color=colour,
                    markerfacecolor="white" if row.part and not row.aside else colour,
                )  # fmt: skip
        height += 1.4
    if published is not None and all(pd.notna(end) for end in published):
        ax.axvspan(*published, color="#CFE3F1", zorder=0, linewidth=0)
        for end in published:  # a range of one number is a line
            ax.axvline(end, color="#9CC3DF", linewidth=1, zorder=0)
    _people_axis(ax, float(rows[["low", "high"]].max(axis=None)))
    ax.set_yticks([y for y, _ in ticks], [name for _, name in ticks], fontsize=7.5)
    ax.set_ylim(height - 0.6, -0.7)
    for y, words in heads:
        ax.annotate(
            words, (0, y), xycoords=("axes fraction", "data"), xytext=(4, 0), textcoords="offset points",
            va="center", fontsize=8.5, fontweight="bold", color=INK,
        )  # fmt: skip
    ax.set_xlabel("People (logarithmic above one)")
    bare(ax)
    kinds = [("covers the whole", "o", BLUE, BLUE), ("covers a part", "o", ORANGE, "white"),
             ("set aside, with the reason", "X", GREY, GREY)]  # fmt: skip
    handles = [
        Line2D(
            [],
            [],
            linestyle="none",
            marker=m,
            color=c,
            markerfacecolor=f,
            markersize=7,
            label=words,
        )
        for words, m, c, f in kinds
    ]
    ax.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0, 0, 1, 0), bbox_transform=ax.transAxes,
        borderaxespad=4.5, ncols=3, frameon=False, fontsize=8,
    )  # fmt: skip
    write_head(
        ax, f"What sources say: {', '.join(dict.fromkeys(rows['incident_id']))}",
        f"n = {len(rows)} claims from {rows['source'].nunique()} works and {rows['origin'].nunique()} origins "
        "of information. In brackets: grade of the source.",
        "Band: the range as published. Arrow: at least. From zero: at most.",
        frame=claims,
    )  # fmt: skip
    return ax
