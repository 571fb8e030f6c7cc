"""Figures of law and findings: what bound the acting states on the day, and what bodies decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..vocabulary.codes import label_of, read_codelist
from .drawing import BLUE, GREY, ORANGE, PURPLE, RED, stacked, write_head

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SENSE_COLOURS = {
    "against": RED,
    "for": BLUE,
    "interim": ORANGE,
    "neutral": GREY,
    "fallen": "#EEEEEE",
    "unread": "#F7F7F7",
}
SENSE_LABELS = {
    "against": "against the respondent",
    "for": "for the respondent",
    "interim": "interim measure or stay",
    "neutral": "neither (recommendation, concern, sent back …)",
    "fallen": "did not stand (overturned, vacated)",
    "unread": "the body's own words not read (counts nowhere)",
}
LAW_COLOURS = {
    "counts": BLUE,
    "later": ORANGE,
    "outside": GREY,
    "open": PURPLE,
    "no": "#EEEEEE",
}
LAW_LABELS = {
    "counts": "in force on the day",
    "later": "in force; read as prohibiting return only later",
    "outside": "in force; by its own terms it does not reach the case",
    "open": "not recorded, or the dates leave it open",
    "no": "did not bind the state on the day",
}
# For prints without colour; full and pale cells are told apart without a sign.
LAW_SIGNS = {"counts": "", "later": "◐", "outside": "○", "open": "?", "no": ""}


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
    stacked(ax, table, SENSE_COLOURS, SENSE_LABELS)
    ax.set_xlabel("Findings (one row per body, respondent and provision)")
    write_head(
        ax, "Findings by the instrument they name", f"n = {len(findings)} findings", frame=findings
    )
    return ax


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
    for y, row in enumerate(grid.to_numpy()):
        for x, cell in enumerate(row):
            if pd.notna(cell):
                sign = LAW_SIGNS[keys[int(cell)]]
                ax.text(x + 0.5, y + 0.5, sign, ha="center", va="center", fontsize=8)
    ax.set_xticks([n + 0.5 for n in range(len(order))], order, rotation=45, ha="right", fontsize=8)
    ax.set_yticks([n + 0.5 for n in range(len(grid))], grid.index, fontsize=8)
    ax.invert_yaxis()
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
    longest = max(map(len, order))  # its name slants down to where the legend begins
    ax.legend(
        handles=[
            Patch(facecolor=LAW_COLOURS[k], edgecolor="#888888", label=f"{LAW_SIGNS[k]} {LAW_LABELS[k]}".strip())
            for k in keys
        ],
        loc="upper left", bbox_to_anchor=(-0.25, 0, 1.25, 0), borderaxespad=max(8.5, 1 + 0.45 * longest), ncols=2, frameon=False,
        fontsize=8,
    )  # fmt: skip
    write_head(
        ax, "Provisions that prohibit return, on the day of the conduct",
        f"n = {len(grid)} pairs of record and acting state. In force does not mean applicable to these persons.",
        frame=law,
    )  # fmt: skip
    return ax


ANSWER_COLOURS = {"bound": BLUE, "open": PURPLE, "not_bound": "#EEEEEE", "no_state": GREY}
ANSWER_LABELS = {
    "bound": "in force on the date",
    "open": "not recorded, or the date leaves it open",
    "not_bound": "did not bind the state",
    "no_state": "the state did not exist",
}
_OPEN = ("party_unknown", "territory_unknown", "contested")


def law_answers(law: pd.DataFrame, ax: Axes) -> Axes:
    """Draw for how many rows of a table each provision was in force.

    Parameters
    ----------
    law : DataFrame
        As `law_for` gives it: one column for each provision. Provisions that bound no row are left out.
    ax : Axes
        Where to draw.
    """
    bound = [c for c, e in read_codelist("law_status").items() if e.extra["counts"] == "yes"]
    words = law.astype("string").fillna("contested")  # an answer that is missing is open as well
    kinds = dict.fromkeys(bound, "bound") | dict.fromkeys(_OPEN, "open")
    kinds["state_not_existing"] = "no_state"
    table = pd.DataFrame(
        {p: words[p].map(kinds).fillna("not_bound").value_counts() for p in words}
    ).T.reindex(columns=list(ANSWER_COLOURS)).fillna(0).astype(int)  # fmt: skip
    table = table[table["bound"] > 0].sort_values("bound", ascending=False, kind="stable")
    stacked(ax, table.loc[:, table.any()], ANSWER_COLOURS, ANSWER_LABELS)
    ax.set_xlabel("Rows of the table")
    write_head(
        ax, "Provisions in force on the date of each row",
        f"n = {len(law)} rows. In force does not mean applicable to these persons.",
        f"{len(words.columns) - len(table)} of {len(words.columns)} provisions asked for bound no row and are left out."
        if len(table) < len(words.columns) else "",
        frame=law,
    )  # fmt: skip
    return ax
