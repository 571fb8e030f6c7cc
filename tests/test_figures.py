"""Are the figures what they were, and does each say what it counts and where that comes from?

Images are compared with those in ``tests/figures``, within a tolerance: letters are drawn by
matplotlib with the font that it brings along, so that they differ between its versions and not between
machines. A figure that was changed on purpose: look at the new image and put it in place of the old.
"""

from itertools import combinations
from pathlib import Path

import matplotlib
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.testing.compare import compare_images

from refoul_data.views import figures
from refoul_data.views.figures_of_law import LAW_COLOURS, LAW_SIGNS

BASELINES = Path(__file__).parent / "figures"
TOLERANCE = 15  # root mean square over 256 levels; letters of another version come to 10 or so
VERSION = "9.9.9"


def table(*rows, **types):
    frame = pd.DataFrame(rows).convert_dtypes().astype(types)
    frame.attrs["version"] = VERSION
    return frame


def incidents():
    rows = [
        ("example-day-1951", "incident", "1951-06-12", "day", "found_by_court"),
        ("example-month-1962", "incident", "1962-03", "month", "single_source"),
        ("example-ends-1970", "campaign", "1970/1979", "interval", "admitted_by_state"),
        ("example-open-1985", "measure", "1985-05-01/..", "interval", "admitted_by_state"),
        ("example-undated", "incident", None, None, "contested"),
    ]  # fmt: skip
    names = ("id", "kind", "date", "date_precision", "fact_status")
    frame = table(*(dict(zip(names, row, strict=True)) for row in rows))
    frame["date_earliest"] = pd.to_datetime(
        ["1951-06-12", "1962-03-01", "1970-01-01", "1985-05-01", None]
    )
    frame["curated_on"] = "2000-01-01"
    return frame


def sums():
    names = (
        "conduct",
        "kind",
        "act",
        "n",
        "n_counted",
        "n_open_above",
        "low",
        "best",
        "high",
        "n_missing",
    )
    rows = [
        ("handover", "incident", "person_returns", 3, 3, 0, 1200, 1500, 2000, 0),
        ("return_at_sea", "incident", "person_returns", 2, 1, 1, 40, None, 60, 1),
        ("return_at_sea", "incident", "refusals", 1, 1, 0, 900, 907, 907, 0),
        ("handover", "incident", "unique_persons", 1, 1, 0, 2, 2, 2, 0),
        ("handover", "incident", None, 1, 0, 0, None, None, None, 1),
    ]  # fmt: skip
    return table(*(dict(zip(names, row, strict=True)) for row in rows))


def claims():
    names = (
        "number",
        "act",
        "scope",
        "low",
        "best",
        "high",
        "source",
        "origin",
        "grade",
        "set_aside",
    )
    rows = [
        (1, "person_returns", "whole", 100, 100, 100, "first-work-1980", "un:unhcr", "4", None),
        (2, "person_returns", "whole", 150, None, None, "second-work-1981", "press:a", "2", None),
        (3, "person_returns", "whole", None, None, 5000, "third-work-1982", "press:b", "1", "Repeats another."),
        (4, "person_returns", "part", 10, 12, 15, "fourth-work-1983", "press:c", "2", None),
        (5, "at_risk", "whole", 300, 300, 300, "first-work-1980", "un:unhcr", "4", None),
    ]  # fmt: skip
    made = (dict(zip(names, row, strict=True)) for row in rows)
    return table(*({"incident_id": "example-return-1980", **row} for row in made))


def moves():
    return table(
        {"incident_id": "a", "start": "Northern Europe", "end": "Eastern Africa"},
        {"incident_id": "b", "start": "Northern Europe", "end": "Eastern Africa"},
        {"incident_id": "b", "start": "Northern Europe", "end": "Southern Asia"},
        {"incident_id": "c", "start": "Southern Asia", "end": None},
    )


def codings():
    rows = [("place_limited", "yes")] * 2 + [("place_limited", "no")] + [("mass_influx", "unclear")]
    return table(*({"mode": "enacted", "dimension": d, "value": v} for d, v in rows))


def findings():
    rows = [
        ("ECHR-1950", "violation", "final"),
        ("ECHR-1950", "no_violation", "final"),
        ("ECHR-1950", "violation", "overturned_by"),
        ("CAT-1984", "interim_measure_granted", "final"),
    ]
    names = ("instrument", "disposition", "finality")
    return table(*(dict(zip(names, row, strict=True)) for row in rows))


def law():
    rows = [
        ("a-1990", "GBR", "CAT-1984-3", "in_force", "in_text", True, "met"),
        ("a-1990", "GBR", "ECHR-1950-3", "in_force", "not_yet_recognised", False, "met"),
        ("b-2000", "THA", "CAT-1984-3", "not_party", "in_text", False, "met"),
        ("b-2000", "THA", "ECHR-1950-3", "party_unknown", "recognised", False, "met"),
        ("c-2010", "USA", "CAT-1984-3", "in_force", "in_text", True, "not_met"),
    ]
    names = ("incident_id", "state", "provision", "status", "reading", "counts", "scope_place")
    return table(*({"scope_personal": "met"} | dict(zip(names, row, strict=True)) for row in rows))


def answers():
    return table(
        {"CAT-1984-3": "in_force", "ECHR-1950-3": "in_force_limited", "OAU-1969-II-3": "not_party"},
        {"CAT-1984-3": "party_unknown", "ECHR-1950-3": "not_party", "OAU-1969-II-3": "not_party"},
        {"CAT-1984-3": None, "ECHR-1950-3": "state_not_existing", "OAU-1969-II-3": "not_party"},
    )


FIGURES = {
    "timeline": (incidents, lambda frame, ax: figures.timeline(frame, ax)),
    "evidence": (incidents, lambda frame, ax: figures.evidence(frame, ax, exploratory=True)),
    "counts": (sums, lambda frame, ax: figures.counts(frame, "conduct", ax)),
    "estimates": (claims, lambda frame, ax: figures.estimates(frame, ax, (100, 150))),
    "flows": (moves, lambda frame, ax: figures.flows(frame, "start", "end", ax)),
    "dimensions": (codings, lambda frame, ax: figures.dimensions(frame, "enacted", ax)),
    "findings_by_instrument": (findings, lambda frame, ax: figures.findings_by_instrument(frame, ax)),
    "law_matrix": (law, lambda frame, ax: figures.law_matrix(frame, ax)),
    "law_answers": (answers, lambda frame, ax: figures.law_answers(frame, ax)),
}  # fmt: skip


def drawn(name, frame=None):
    make, draw = FIGURES[name]
    with matplotlib.rc_context({**matplotlib.rcParamsDefault, "backend": "agg"}):
        figure = Figure(figsize=(7, 3.6), dpi=60, layout="constrained")
        ax = figure.subplots()
        assert draw(make() if frame is None else frame, ax) is ax
        return figure, ax


def saved(figure, path):
    figure.savefig(path, metadata={"Software": None})
    return path


def words(ax):
    texts = [ax.get_title(loc="left"), *(text.get_text() for text in ax.texts)]
    return " ".join(" ".join(texts).split())  # lines are broken by the width of the figure


@pytest.mark.parametrize("name", FIGURES)
def test_does_the_figure_look_as_it_did(name, tmp_path):
    figure, _ = drawn(name)
    new, old = saved(figure, tmp_path / f"{name}.png"), BASELINES / f"{name}.png"
    assert old.is_file(), f"no image to compare with: look at {new} and copy it to {old}"
    difference = compare_images(str(old), str(new), TOLERANCE)
    assert difference is None, f"{difference}\nIf {new} is right, copy it to {old}"


@pytest.mark.parametrize("name", FIGURES)
def test_would_the_comparison_notice_a_row_that_is_lost(name, tmp_path):
    frame = FIGURES[name][0]()
    less = frame.iloc[1:].copy()
    less.attrs = frame.attrs
    figure, _ = drawn(name, less)
    new = saved(figure, tmp_path / f"{name}.png")
    assert compare_images(str(BASELINES / f"{name}.png"), str(new), TOLERANCE) is not None


@pytest.mark.parametrize("name", FIGURES)
def test_does_every_figure_say_n_units_and_source(name):
    _, ax = drawn(name)
    assert "n = " in words(ax)
    assert f"Source: refoul_data {VERSION}, CC BY 4.0" in words(ax)
    assert ax.get_xlabel() or name in ("timeline", "law_matrix")  # years, and names of provisions


def test_are_the_images_small():
    assert {path.stem for path in BASELINES.glob("*.png")} == set(FIGURES)
    assert sum(path.stat().st_size for path in BASELINES.glob("*.png")) < 200_000


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("1979-06-12", ["1979-06-12"] * 4),
        ("1979-06", ["1979-06-01", "1979-06-30", "1979-06-01", "1979-06-30"]),
        ("1946/1947-03", ["1946-01-01", "1946-12-31", "1947-03-01", "1947-03-31"]),
        ("2013-09-18/..", ["2013-09-18", "2013-09-18", None, None]),
        ("../1990", [None, None, "1990-01-01", "1990-12-31"]),
        ("[1994-03-12,1994-12-03]", ["1994-03-12", "1994-12-03", "1994-03-12", "1994-12-03"]),
    ],
)
def test_when_may_conduct_have_begun_and_ended(text, stretch):
    assert [day and day.isoformat() for day in figures.stretch_of(text)] == stretch


def test_does_the_timeline_claim_no_day_that_is_not_known():
    """A month is pale throughout; the years between two vague ends are dark; an open end has an arrow."""
    _, ax = drawn("timeline")
    bars = [(round(bar.get_y() + bar.get_height() / 2), bar.get_alpha()) for bar in ax.patches]
    dark = [row for row, alpha in bars if alpha is None]
    assert sorted(row for row, alpha in bars if alpha == 0.3) == [0, 1, 2, 3]
    assert dark == [2, 3]
    arrows = [line.get_ydata()[0] for line in ax.lines if line.get_marker() == ">"]
    assert arrows == [3]
    assert "1 without a date left out" in words(ax) and "4 records, 1 of one known day" in words(ax)


def test_are_sums_of_few_people_told_and_not_drawn():
    _, ax = drawn("counts")
    assert "fewer than 5 people, n = 1" in words(ax)
    drawn_at = [x for line in ax.lines for x in line.get_xdata()]
    assert 907 in drawn_at and 2 not in drawn_at
    assert "n = 8 records: 6 with a count, 2 without one" in words(ax)


def test_are_acts_kept_apart_in_the_figure_of_counts():
    _, ax = drawn("counts")
    heads = [text.get_text() for text in ax.texts if text.get_fontweight() == "bold"]
    assert heads == [
        "Returns of persons (incidents)",
        "Different persons returned (incidents)",
        "Refusals (incidents)",
    ]


def test_do_overlapping_rows_get_no_common_n():
    figure = Figure(figsize=(7, 3.6), dpi=60, layout="constrained")
    ax = figures.counts(sums(), "conduct", figure.subplots(), overlapping=True)
    assert "rows must not be added" in words(ax) and "n = 8 records" not in words(ax)


def test_is_a_claim_without_an_end_drawn_as_open():
    """At least 150 has an arrow; at most 5,000 begins at zero."""
    _, ax = drawn("estimates")
    arrows = [note for note in ax.texts if getattr(note, "arrow_patch", None) is not None]
    assert [float(note.xyann[0]) for note in arrows] == [150]
    ranges = [list(map(float, line.get_xdata())) for line in ax.lines if len(line.get_xdata()) == 2]
    assert [0.0, 5000.0] in ranges
    assert "first-work-1980 [4]" in [label.get_text() for label in ax.get_yticklabels()]


def test_are_the_answers_of_the_law_open_where_they_are_missing():
    _, ax = drawn("law_answers")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["CAT-1984-3", "ECHR-1950-3"]
    widths = {c.get_label(): [bar.get_width() for bar in c] for c in ax.containers}
    assert widths["in force on the date"] == [1, 1]
    assert widths["not recorded, or the date leaves it open"] == [2, 0]
    assert widths["the state did not exist"] == [0, 1]
    assert "1 of 3 provisions asked for bound no row" in words(ax)


def test_can_cells_of_the_law_be_told_apart_without_colour():
    grey = {
        k: sum(w * c for w, c in zip((0.299, 0.587, 0.114), to_rgb(v), strict=True))
        for k, v in LAW_COLOURS.items()
    }
    for one, other in combinations(LAW_COLOURS, 2):
        assert LAW_SIGNS[one] != LAW_SIGNS[other] or abs(grey[one] - grey[other]) > 0.3, (
            one,
            other,
        )
