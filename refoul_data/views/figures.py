"""Figures for print and for colour-blind readers: each one function from a DataFrame to an Axes."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pandas as pd

from ..vocabulary.codes import label_of, read_codelist

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe and Ito's palette, which readers with any common colour vision tell apart.
VALUE_COLOURS = {
    "yes": "#0072B2",
    "unclear": "#E69F00",
    "no": "#999999",
    "no_position_found": "#DDDDDD",
}
SENSE_COLOURS = {
    "against": "#D55E00",
    "for": "#0072B2",
    "interim": "#E69F00",
    "neutral": "#999999",
    "fallen": "#EEEEEE",
    "unread": "#F7F7F7",
}


def _stacked(
    ax: Axes, table: pd.DataFrame, colours: dict[str, str], labels: dict[str, str]
) -> None:
    """Draw one horizontal bar a row, a segment a column, with the number in each segment."""
    left = pd.Series(0, index=table.index)
    for code in table.columns:
        width = table[code]
        bars = ax.barh(
            range(len(table)),
            width,
            left=left,
            color=colours[code],
            label=labels[code],
            height=0.68,
        )
        for bar, number in zip(bars, width, strict=True):
            if number:
                # Black on every colour of the palette but the two dark ones.
                dark = colours[code] in ("#0072B2", "#D55E00")
                ax.text(
                    bar.get_x() + bar.get_width() / 2, bar.get_y() + bar.get_height() / 2, str(number),
                    ha="center", va="center", fontsize=9, color="white" if dark else "black",
                )  # fmt: skip
        left = left + width
    ax.set_yticks(range(len(table)), ["\n".join(textwrap.wrap(str(n), 26)) for n in table.index])
    ax.invert_yaxis()
    ax.xaxis.get_major_locator().set_params(integer=True)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="y", length=0)


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
    _stacked(ax, table, VALUE_COLOURS, labels)
    ax.set_title(
        f"{label_of('interpretation_mode', mode)} (n = {len(rows)} codings)",
        loc="left",
        fontsize=11,
    )
    ax.set_xlabel("Codings")
    return ax


def findings_by_instrument(findings: pd.DataFrame, ax: Axes) -> Axes:
    """Draw the findings by the instrument that they name, by what they came to.

    Parameters
    ----------
    findings : DataFrame
        As `load_findings` gives it.
    ax : Axes
        Where to draw.
    """
    senses = {c: e.extra["sense"] for c, e in read_codelist("disposition").items()}
    sense = findings["disposition"].map(senses)
    sense = sense.mask(findings["finality"].isin(["overturned_by", "vacated"]), "fallen")
    sense = sense.mask(findings["finality"] == "not_read", "unread")
    instrument = findings["instrument"].map(lambda code: label_of("instrument", code))
    table = pd.crosstab(instrument, sense)
    table = table.reindex(columns=[s for s in SENSE_COLOURS if s in table.columns], fill_value=0)
    table = table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    labels = {
        "against": "against the respondent",
        "for": "for the respondent",
        "interim": "interim measure or stay",
        "neutral": "neither (recommendation, concern, sent back …)",
        "fallen": "did not stand (overturned, vacated)",
        "unread": "the body's own words not read (counts nowhere)",
    }
    _stacked(ax, table, SENSE_COLOURS, labels)
    ax.set_xlabel("Findings (one row per body, respondent and provision)")
    ax.set_title(
        f"Findings by the instrument they name (n = {len(findings)})", loc="left", fontsize=11
    )
    return ax


LAW_COLOURS = {
    "counts": "#0072B2",
    "later": "#E69F00",
    "outside": "#999999",
    "open": "#CC79A7",
    "no": "#EEEEEE",
}
LAW_LABELS = {
    "counts": "in force on the day",
    "later": "in force; read as prohibiting return only later",
    "outside": "in force; by its own terms it does not reach the case",
    "open": "not recorded, or the dates leave it open",
    "no": "did not bind the state on the day",
}


def law_cells(law: pd.DataFrame) -> pd.Series:
    """Return what each row of the law on the day comes to: a key of `LAW_COLOURS`."""
    bound = law["status"].isin(["in_force", "in_force_limited"])
    unknown = law["status"].isna() | law["status"].isin(
        ["party_unknown", "territory_unknown", "contested"]
    )
    cells = pd.Series("no", index=law.index)
    cells = cells.mask(unknown.fillna(True), "open")
    cells = cells.mask((bound & law["reading"].eq("not_yet_recognised")).fillna(False), "later")
    cells = cells.mask(law["counts"].fillna(False).astype(bool), "counts")
    beyond = law[["scope_personal", "scope_place"]].eq("not_met").any(axis=1)
    return cells.mask((bound & beyond).fillna(False).astype(bool), "outside")


def law_matrix(law: pd.DataFrame, ax: Axes) -> Axes:
    """Draw which provisions bound the acting states on the day of the conduct.

    Parameters
    ----------
    law : DataFrame
        Rows of `load_law_on_date`, one for each record, state and provision.
    ax : Axes
        Where to draw.
    """
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch

    keys = list(LAW_COLOURS)
    table = law.assign(
        cell=law_cells(law).map(keys.index), row=law["incident_id"] + ", " + law["state"]
    )
    order = list(dict.fromkeys(law["provision"]))
    grid = table.pivot(index="row", columns="provision", values="cell")[order]
    ax.pcolormesh(
        grid.to_numpy(dtype=float), cmap=ListedColormap(list(LAW_COLOURS.values())),
        vmin=-0.5, vmax=len(keys) - 0.5, edgecolors="white", linewidth=1.5,
    )  # fmt: skip
    ax.set_xticks([n + 0.5 for n in range(len(order))], order, rotation=45, ha="right", fontsize=8)
    ax.set_yticks([n + 0.5 for n in range(len(grid))], grid.index, fontsize=8)
    ax.invert_yaxis()
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
    ax.legend(
        handles=[Patch(facecolor=LAW_COLOURS[k], edgecolor="#888888", label=LAW_LABELS[k]) for k in keys],
        loc="upper center", bbox_to_anchor=(0.4, -0.45), ncols=2, frameon=False, fontsize=8,
    )  # fmt: skip
    ax.set_title(
        f"Provisions that prohibit return (n = {len(grid)} pairs of record and state)",
        loc="left",
        fontsize=11,
    )
    return ax
