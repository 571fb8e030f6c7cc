"""Figures for print and for colour-blind readers: each one function from a DataFrame to an Axes.

Those of counts and of law stand in modules of their own and can be called from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from ..vocabulary.codes import label_of, read_codelist
from ..vocabulary.dates import date_bounds
from .drawing import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    PURPLE,
    RED,
    SKY,
    bare,
    label_rows,
    stacked,
    write_head,
)
from .figures_of_counts import SMALL_CELL as SMALL_CELL
from .figures_of_counts import counts as counts
from .figures_of_counts import estimates as estimates
from .figures_of_law import LAW_COLOURS as LAW_COLOURS
from .figures_of_law import LAW_LABELS as LAW_LABELS
from .figures_of_law import findings_by_instrument as findings_by_instrument
from .figures_of_law import law_answers as law_answers
from .figures_of_law import law_cells as law_cells
from .figures_of_law import law_matrix as law_matrix

if TYPE_CHECKING:
    from datetime import date

    from matplotlib.axes import Axes

VALUE_COLOURS = {"yes": BLUE, "unclear": ORANGE, "no": GREY, "no_position_found": PALE}
KIND_STYLES = {"incident": ("o", BLUE), "campaign": ("s", RED), "measure": ("D", GREEN)}
EVIDENCE_COLOURS = {
    "found_by_court": BLUE,
    "found_by_inquiry_or_un": SKY,
    "admitted_by_state": GREEN,
    "documented_independently": ORANGE,
    "single_source": PALE,
    "contested": PURPLE,
    "denied_only": RED,
}


class Stretch(NamedTuple):
    """When conduct may have begun and ended; None where it is open."""

    first: date | None
    begun: date | None
    """Last day on which it may have begun."""
    ending: date | None
    """First day on which it may have ended."""
    last: date | None


def stretch_of(text: str) -> Stretch:
    """Return the bounds of both ends of a date in EDTF; a single date is somewhere within its bounds."""
    if "/" not in text:
        bounds = date_bounds(text)
        return Stretch(bounds.earliest, bounds.latest, bounds.earliest, bounds.latest)
    start, end = (
        None if part in ("", "..") else date_bounds(part) for part in text.split("/", maxsplit=1)
    )
    return Stretch(
        start and start.earliest, start and start.latest, end and end.earliest, end and end.latest
    )


def timeline(incidents: pd.DataFrame, ax: Axes) -> Axes:
    """Draw when the conduct of each record took place, with how far its dates leave that open.

    Parameters
    ----------
    incidents : DataFrame
        As `load_incidents` gives it. Records without a date are left out and counted in the head.
    ax : Axes
        Where to draw. Dark bars: the conduct lasted, whatever the imprecise ends; pale bars: it may
        have. An arrow: no end is known.
    """
    from matplotlib.dates import date2num
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    dated = incidents.dropna(subset=["date"])
    dated = dated.sort_values(["date_earliest", "id"], kind="stable")
    now = date2num(pd.to_datetime(incidents["curated_on"]).max())
    for y, (text, kind) in enumerate(zip(dated["date"], dated["kind"], strict=True)):
        marker, colour = KIND_STYLES[kind]
        found = [None if day is None else date2num(day) for day in stretch_of(text)]
        first, begun = (found[0], found[1]) if found[0] is not None else (found[2], found[2])
        ending, last = (now, now) if found[3] is None else (found[2], found[3])
        ax.barh(y, last - first, left=first, height=0.5, color=colour, alpha=0.3, linewidth=0)
        if ending > begun:
            ax.barh(y, ending - begun, left=begun, height=0.5, color=colour, linewidth=0)
        if found[3] is None:
            ax.plot(now, y, marker=">", color=colour, markersize=6, clip_on=False)
        middle = (first + min(begun, last)) / 2
        ax.plot(middle, y, marker=marker, color=colour, markersize=5, markeredgecolor="white")
    label_rows(ax, dated["id"], width=60, size=7.5)
    ax.xaxis_date()
    ax.margins(x=0.02)
    ax.tick_params(axis="x", labelsize=9)
    ax.grid(axis="x", color="#E5E5E5", linewidth=0.7)
    ax.set_axisbelow(True)
    bare(ax)
    handles = [
        Line2D(
            [], [], linestyle="none", marker=m, color=c, markersize=6, label=label_of("kind", kind)
        )
        for kind, (m, c) in KIND_STYLES.items()
        if kind in set(dated["kind"])
    ]
    handles += [
        Patch(color=GREY, label="lasted"),
        Patch(color=GREY, alpha=0.3, label="may have lasted"),
    ]
    ax.legend(
        handles=handles, loc="upper center", bbox_to_anchor=(0.3, -0.04), ncols=5,
        frameon=False, fontsize=8,
    )  # fmt: skip
    days = int((dated["date_precision"] == "day").sum())
    write_head(
        ax, "When the recorded conduct took place",
        f"n = {len(dated)} records, {days} of one known day{_left_out(incidents, dated)}. "
        "More records in a decade mean that more was written.",
        frame=incidents,
    )  # fmt: skip
    return ax


def _left_out(given: pd.DataFrame, dated: pd.DataFrame) -> str:
    number = len(given) - len(dated)
    return f"; {number} without a date left out" if number else ""


def evidence(incidents: pd.DataFrame, ax: Axes, exploratory: bool = False) -> Axes:
    """Draw how the facts of the records are known, by the decade in which the conduct began.

    Parameters
    ----------
    incidents : DataFrame
        As `load_incidents` gives it.
    ax : Axes
        Where to draw.
    exploratory : bool
        Whether two passes of coding agree too little on ``fact_status``; said in the title then.
    """
    dated = incidents.dropna(subset=["date_earliest"])
    decade = dated["date_earliest"].dt.year // 10 * 10
    table = pd.crosstab(decade, dated["fact_status"])
    table = table.reindex(range(decade.min(), decade.max() + 10, 10), fill_value=0)
    table = table[[c for c in EVIDENCE_COLOURS if c in table]]
    table.index = [f"{year}s" for year in table.index]
    stacked(ax, table, EVIDENCE_COLOURS, {c: label_of("fact_status", c) for c in EVIDENCE_COLOURS})
    ax.set_xlabel("Records, by the decade in which the conduct began")
    write_head(
        ax, "How the facts are known" + (" (exploratory)" if exploratory else ""),
        f"n = {len(dated)} records{_left_out(incidents, dated)}. "
        "More records since 1990 mean more sources, not more returns.",
        "Exploratory: two passes of coding agree too little for shares to be quoted." if exploratory else "",
        frame=incidents,
    )  # fmt: skip
    return ax


def flows(moves: pd.DataFrame, start: str, end: str, ax: Axes) -> Axes:
    """Draw from which region to which region the conduct of the records moved people.

    Parameters
    ----------
    moves : DataFrame
        One row for each record, acting state and destination, with ``incident_id``.
    start, end : str
        Columns with the regions.
    ax : Axes
        Where to draw. A cell has the number of records.
    """
    known = moves.dropna(subset=[start, end])
    table = known.groupby([start, end])["incident_id"].nunique().unstack(fill_value=0)
    ax.pcolormesh(
        table.to_numpy(dtype=float), cmap="Blues", vmin=0, vmax=max(table.max(axis=None) * 1.6, 1),
        edgecolors="white", linewidth=2,
    )  # fmt: skip
    for y, row in enumerate(table.to_numpy()):
        for x, number in enumerate(row):
            if number:
                ax.text(x + 0.5, y + 0.5, str(number), ha="center", va="center", fontsize=10)
    ax.set_xticks(
        [n + 0.5 for n in range(table.shape[1])], table.columns, rotation=35, ha="right", fontsize=9
    )
    ax.set_yticks([n + 0.5 for n in range(len(table))], table.index, fontsize=9)
    ax.invert_yaxis()
    ax.tick_params(length=0)
    bare(ax, "top", "right", "bottom", "left")
    ax.set_xlabel("Region of the destination")
    ax.set_ylabel("Region of the state that acted")
    several = int((known.groupby("incident_id")[[start, end]].nunique() > 1).any(axis=1).sum())
    left = moves["incident_id"].nunique() - known["incident_id"].nunique()
    write_head(
        ax, "From region to region",
        f"n = {known['incident_id'].nunique()} records, each once in a cell; {several} stand in several cells"
        + (f"; {left} without a known destination left out" if left else ""),
        "Records, not people; none says how many people were moved.",
        frame=moves,
    )  # fmt: skip
    return ax


def dimensions(interpretations: pd.DataFrame, mode: str, ax: Axes) -> Axes:
    """Draw how often each dimension of a reading was coded yes, unclear, no.

    Parameters
    ----------
    interpretations : DataFrame
        As `load_interpretations` gives it: one row per record, state, mode and dimension.
    mode : str
        ``"stated"`` or ``"enacted"``.
    ax : Axes
        Where to draw.
    """
    rows = interpretations[interpretations["mode"] == mode]
    codes = [c for c in VALUE_COLOURS if c in set(rows["value"])]
    table = pd.crosstab(rows["dimension"], rows["value"])
    order = [d for d in read_codelist("interpretation_dimension") if d in table.index]
    table = table.reindex(index=order, columns=codes, fill_value=0)
    table.index = [label_of("interpretation_dimension", d) for d in table.index]
    labels = {c: label_of("interpretation_value", c) for c in codes}
    stacked(ax, table, VALUE_COLOURS, labels)
    ax.set_xlabel("Codings")
    write_head(
        ax, label_of("interpretation_mode", mode), f"n = {len(rows)} codings", frame=interpretations
    )
    return ax
