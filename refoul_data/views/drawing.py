"""What all figures share: colours and hatches for every reader, heads with n and source, stacked bars."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from .. import __version__
from ..vocabulary.codes import codelist_names, label_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe and Ito's palette, which readers with any common colour vision tell apart.
BLUE, SKY, GREEN = "#0072B2", "#56B4E9", "#009E73"
RED, ORANGE, PURPLE = "#D55E00", "#E69F00", "#CC79A7"
GREY, PALE = "#999999", "#DDDDDD"
INK, QUIET = "#222222", "#555555"
_DARK = (BLUE, RED, GREEN)
# Colours that are alike in grey bear a hatch, so that prints without colour can be read.
_HATCHES = {RED: "//", ORANGE: "\\\\", GREEN: "..", PURPLE: "x", SKY: "|"}
_HATCH_INK = (1, 1, 1, 0.55)
_LINE_POINTS = 11
_LETTERS_AN_INCH = 11.5  # of a figure in which names of rows take up a quarter


def write_head(ax: Axes, title: str, *notes: str, frame: pd.DataFrame) -> None:
    """Write the title above a figure and, small beneath it, what it counts and where it comes from.

    Parameters
    ----------
    ax : Axes
        The figure.
    title : str
        What it shows.
    *notes : str
        A line each: n, unit, what must not be read out of it.
    frame : DataFrame
        What was drawn; ``attrs["version"]`` tells which version of the data it is.
    """
    source = f"Source: refoul_data {frame.attrs.get('version', __version__)}, CC BY 4.0"
    letters = int(_LETTERS_AN_INCH * ax.figure.bbox.width / ax.figure.dpi)
    lines = [line for note in (*notes, source) if note for line in textwrap.wrap(note, letters)]
    ax.annotate(
        "\n".join(lines), (0, 1), xytext=(0, 6), xycoords="axes fraction", va="bottom",
        textcoords="offset points", fontsize=8, color=QUIET, linespacing=1.25, annotation_clip=False,
    )  # fmt: skip
    ax.set_title(title, loc="left", fontsize=11, pad=10 + _LINE_POINTS * len(lines))


def bare(ax: Axes, *sides: str) -> None:
    """Take away the frame on the sides named, and the ticks of an axis that only names rows."""
    for side in sides or ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="y", length=0)


def label_rows(ax: Axes, names: Iterable[str], width: int = 26, size: float = 9) -> None:
    """Name the rows of a figure from above, in lines of at most `width` letters."""
    wrapped = ["\n".join(textwrap.wrap(str(name), width)) for name in names]
    ax.set_yticks(range(len(wrapped)), wrapped, fontsize=size)
    ax.set_ylim(len(wrapped) - 0.4, -0.6)


def in_words(column: str, value: object) -> str:
    """Return the label of a code of the codelist that bears the name of its column."""
    if pd.isna(value):
        return "not recorded"
    known = column in codelist_names()
    return label_of(column, str(value)) if known else str(value).replace("_", " ")


def number_words(number: float, _: object = None) -> str:
    """Return a number with thin spaces, as readers of any language read it."""
    return f"{int(number):,}".replace(",", "\u2009")


def stacked(
    ax: Axes, table: pd.DataFrame, colours: Mapping[str, str], labels: Mapping[str, str]
) -> None:
    """Draw one horizontal bar a row, a segment a column, with the number in each segment.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    table : DataFrame
        Whole numbers; the index names the rows, the columns are keys of `colours` and `labels`.
    colours, labels : mapping of str to str
        Colour and words of each column.
    """
    left = pd.Series(0, index=table.index)
    for code in table.columns:
        colour, width = colours[code], table[code]
        bars = ax.barh(
            range(len(table)), width, left=left, height=0.68, label=labels[code], color=colour,
            hatch=_HATCHES.get(colour), edgecolor=_HATCH_INK, linewidth=0,
        )  # fmt: skip
        for bar, number in zip(bars, width, strict=True):
            if number:
                ax.text(
                    bar.get_x() + bar.get_width() / 2, bar.get_y() + bar.get_height() / 2, str(number),
                    ha="center", va="center", fontsize=9,
                    color="white" if colour in _DARK else "black",
                    bbox={"facecolor": colour, "edgecolor": "none", "boxstyle": "round,pad=0.25"},
                )  # fmt: skip
        left = left + width
    label_rows(ax, table.index)
    ax.xaxis.get_major_locator().set_params(integer=True)
    bare(ax)
