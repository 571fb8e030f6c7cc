"""Are the bounds of a date those that EDTF gives it?"""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refoul_data.vocabulary.dates import DateError, date_bounds, date_in_words

days = st.dates(dt.date(1800, 1, 1), dt.date(2100, 12, 31))
singles = st.one_of(
    days.map(str),
    days.map(lambda d: f"{d:%Y-%m}"),
    days.map(lambda d: f"{d:%Y}"),
    days.map(lambda d: f"{d:%Y}"[:3] + "X"),
    days.map(lambda d: f"{d:%Y-%m}-XX"),
    st.tuples(days, st.sampled_from([21, 22, 23])).map(lambda t: f"{t[0]:%Y}-{t[1]}"),
)


def oracle(text):
    edtf = pytest.importorskip("edtf")
    parsed = edtf.parse_edtf(text)
    return dt.date(*parsed.lower_strict()[:3]), dt.date(*parsed.upper_strict()[:3])


@settings(max_examples=60, deadline=None)  # the oracle takes a hundredth of a second a date
@given(singles)
def test_do_bounds_agree_with_another_implementation(text):
    assert date_bounds(text)[:2] == oracle(text)


@pytest.mark.parametrize("mark", "?~%")
def test_does_a_mark_of_doubt_leave_the_written_bounds(mark):
    plain, marked = date_bounds("1994-06"), date_bounds("1994-06" + mark)
    assert (plain[:3], marked.qualifier) == (marked[:3], mark)


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("1979-06-08/1979-06-23", "1979-06-08", "1979-06-23", "interval"),
        ("2013-09/..", "2013-09-01", None, "interval"),
        ("../1945", None, "1945-12-31", "interval"),
        ("[1994, 1995]", "1994-01-01", "1995-12-31", "one_of"),
        ("2015-24", "2015-12-01", "2016-02-29", "season"),
        ("19XX", "1900-01-01", "1999-12-31", "century"),
        ("2024-02-29", "2024-02-29", "2024-02-29", "day"),
    ],
)
def test_are_intervals_sets_and_seasons_read(text, earliest, latest, precision):
    bounds = date_bounds(text)
    given_ = [d and d.isoformat() for d in bounds[:2]]
    assert [*given_, bounds.precision] == [earliest, latest, precision]


@pytest.mark.parametrize(
    "text",
    ["", "2000/1999", "2023-02-29", "1980-13", "80-06-01", "1980-6-1", "06/1980", "1980-06-01/", "../..", "[1980]",
     "[1980,1990", "{1980,1990}", "198X-06", "1980-XX-01", "1980-22-01", "0000", "10000", "1980 ", "1980-06-01T00:00"],
)  # fmt: skip
def test_is_what_is_no_date_refused(text):
    with pytest.raises(DateError):
        date_bounds(text)


@given(st.text(max_size=25))
def test_does_any_text_give_bounds_or_a_date_error(text):
    try:
        bounds = date_bounds(text)
    except DateError:
        return
    assert bounds.earliest is None or bounds.latest is None or bounds.earliest <= bounds.latest


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1979-06-08/1979-06-23", "8 June 1979 to 23 June 1979"),
        ("1979-06", "June 1979"),
        ("197X", "1970s"),
        ("19XX", "1900s"),
        ("2013-09/..", "since September 2013"),
        ("../1945", "until 1945"),
        ("1938~", "1938 (approximately)"),
        ("[1994,1995]", "one of 1994, 1995"),
        ("2015-21", "spring 2015"),
    ],
)
def test_is_a_date_put_in_words(text, words):
    assert date_in_words(text) == words
