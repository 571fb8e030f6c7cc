"""Do `law_at` and `law_for` say the same, keep the order of rows, and help where a question is wrong?"""

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from law_records import TABLES, copy_raw, publish_law
from published_records import BASE, publish_folder, use

import refoul_data as rd
from refoul_data.access.law_asked import asked_days, nearest_date
from refoul_data.law.answers import Answer
from refoul_data.law.facts import NOTE, make_law
from refoul_data.law.steps import steps
from refoul_data.vocabulary.codes import read_codelist

STATES = ("AAA", "BBB", "OLD", "NEW", "EUR")
STATUSES = list(read_codelist("law_status"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return publish_law(tmp_path_factory.mktemp("law"))


@pytest.fixture(autouse=True)
def published(folder, monkeypatch):
    use(monkeypatch, folder)


def status(*asked, provision, **more):
    frame = rd.law_at(*asked, **more).set_index("provision")
    return frame.loc[provision, "status"]


@pytest.fixture(scope="module")
def partly_open(tmp_path_factory):
    """The test records, with a list of parties that is incomplete and open to few."""
    root = tmp_path_factory.mktemp("open")
    path = copy_raw(root / "raw") / "law" / "instruments.yaml"
    text = path.read_text(encoding="utf-8")
    for day, states in (("1984-12-10", ("Europe", "AAA", "BBB")), ("1949-08-12", ("BBB",))):
        old = f"    adopted: {day}\n"
        assert old in text
        listed = "".join(f"      - {state}\n" for state in states)
        more = f"    parties_known: partial\n    open_to:\n{listed}    open_rule: Article 1.\n"
        text = text.replace(old, old + more)
    path.write_text(text, encoding="utf-8")
    return publish_folder(root / "raw", root / "processed")


# --- law_at --------------------------------------------------------------------------------------


def test_has_a_law_one_row_for_each_provision_in_the_order_of_the_instruments():
    frame = rd.law_at("AAA", "1980-06-08")
    assert list(frame) == list(Answer._fields)
    assert list(frame["provision"]) == list(rd.load_provisions()["id"])
    assert frame.attrs["note"] == NOTE == "In force does not mean applicable to these persons."
    assert str(frame["status"].dtype) == "string" and str(frame["counts"].dtype) == "boolean"


def test_is_the_act_of_another_state_left_out():
    assert "ACT-1992-7" not in set(rd.law_at("BBB", "2000-01-01")["provision"])
    assert status("AAA", "2000-01-01", provision="ACT-1992-7") == "in_force"


@pytest.mark.parametrize("name", ["EUR", "Western State", "western state", "West", " EUR "])
def test_may_a_state_be_given_by_code_name_or_alias(name):
    assert rd.law_at(name, "1980-01-01").attrs["state"] == "EUR"


@pytest.mark.parametrize(
    "date",
    ["1996-04-17", dt.date(1996, 4, 17), dt.datetime(1996, 4, 17, 23, 59), pd.Timestamp("1996-04-17"),
     np.datetime64("1996-04-17"), pd.Timestamp("1996-04-17 01:00", tz="Asia/Bangkok")],
)  # fmt: skip
def test_may_a_date_be_a_text_a_date_or_a_timestamp(date):
    assert status("BBB", date, provision="CAT-1984-3") == "in_force"
    day = date if isinstance(date, str) else str(pd.Timestamp(date).date())
    assert day == "1996-04-17"


def test_gives_an_uncertain_date_a_status_only_where_it_is_sure():
    row = rd.law_at("BBB", "1996-04").set_index("provision").loc["CAT-1984-3"]
    assert pd.isna(row["status"]) and pd.isna(row["counts"])
    assert (row["status_earliest"], row["status_latest"]) == ("consented_not_in_force", "in_force")
    assert status("BBB", "1996-05", provision="CAT-1984-3") == "in_force"
    assert status("BBB", "1996-05/..", provision="CAT-1984-3") == "in_force"


def test_is_a_stretch_cut_to_the_life_of_the_state():
    """The year begins before the state does."""
    row = rd.law_at("NEW", "1990").set_index("provision").loc["REF-CONV-1951-33-1"]
    assert (row["status"], row["retroactive"]) == ("in_force_limited", True)
    assert status("OLD", "1990", provision="ECHR-1950-3") == "in_force"


def test_does_a_territory_an_origin_a_place_and_a_later_reading_count():
    at = {"territory": "The Island"}
    assert status("EUR", "1989-12-12", provision="REF-CONV-1951-33-1", **at) == "not_party"
    assert status("EUR", "1989-12-12", provision="REF-PROT-1967-I", **at) == "territory_unknown"
    assert status("EUR", "1989-12-12", provision="ECHR-1950-3", territory="EUR") == "in_force"
    frame = rd.law_at("BBB", "2019-07-01", origin="EUR").set_index("provision")
    assert frame.loc["REF-CONV-1951-33-1", "scope_place"] == "met"
    frame = rd.law_at("BBB", "2019-07-01", origin="First State").set_index("provision")
    assert frame.loc["REF-CONV-1951-33-1", "scope_place"] == "not_met"
    frame = rd.law_at("EUR", "2009-05-06", place_kind="high_seas").set_index("provision")
    assert frame.loc["ECHR-1950-3", "scope_place"] == "contested"
    frame = rd.law_at("EUR", "1960-01-01", as_known_on="2000-01-01").set_index("provision")
    assert frame.loc["ECHR-1950-3", ["reading", "counts"]].tolist() == ["recognised", True]


def test_does_a_later_day_than_the_last_check_say_as_on_which_day():
    frame = rd.law_at("BBB", "2030-01-01").set_index("provision")
    assert frame.loc["CAT-1984-3", "as_on"] == "2024-12-31"
    assert pd.isna(frame.loc["EXCOM-6-c", "as_on"])


@pytest.mark.parametrize(
    ("asked", "more", "message"),
    [
        (("EUX", "1980-01-01"), {}, "state: no state 'EUX'; did you mean 'Western State' (EUR)?"),
        (("Westen State", "1980-01-01"), {}, "did you mean 'Western State' (EUR)?"),
        (("", "1980-01-01"), {}, "state: no state ''"),
        ((None, "1980-01-01"), {}, "state: no state None"),
        (("OLD", "1990-10-03"), {}, "its successor on 1990-10-03 is 'Following State' (NEW)"),
        (("NEW", "1990-10-02"), {}, "before it, on 1990-10-02, there is 'Ended State' (OLD)"),
        (("NEW", "1980"), {}, "before it, on 1980-12-31, there is 'Ended State' (OLD)"),
        (("OLD", "2000"), {}, "its successor on 2000-01-01 is 'Following State' (NEW)"),
        (("EUR", "1980-02-30"), {}, "there is no such day; did you mean '1980-02-29'?"),
        (("EUR", "1980-13-01"), {}, "did you mean '1980-12-01'?"),
        (("EUR", "12.6.1979"), {}, "did you mean '1979-06-12'?"),
        (("EUR", "1979/6/12"), {}, "did you mean '1979-06-12'?"),
        (("EUR", "07/08/2018"), {}, "did you mean '2018-07-08' or '2018-08-07'?"),
        (("EUR", "7-8-2018"), {}, "did you mean '2018-07-08' or '2018-08-07'?"),
        (("EUR", "08/13/2018"), {}, "did you mean '2018-08-13'?"),
        (("EUR", "13/08/2018"), {}, "did you mean '2018-08-13'?"),
        (("EUR", "08/08/2018"), {}, "did you mean '2018-08-08'?"),
        (("EUR", "June 1979"), {}, "did you mean '1979-06'?"),
        (("EUR", "12 June 1979"), {}, "did you mean '1979-06-12'?"),
        (("EUR", "Jun 31, 1979"), {}, "did you mean '1979-06-30'?"),
        (("EUR", "19790612"), {}, "did you mean '1979-06-12'?"),
        (("EUR", "1979-06-12T00:00:00"), {}, "did you mean '1979-06-12'?"),
        (("EUR", 19790612), {}, "date 19790612 is no date; did you mean '1979-06-12'?"),
        (("EUR", float("nan")), {}, "date nan is no date"),
        (("EUR", True), {}, "date True is no date; write a day as '1979-06-12'"),
        (("EUR", "yesterday"), {}, "write a day as 1979-06-12"),
        (("EUR", ""), {}, "write a day as 1979-06-12"),
        (("EUR", None), {}, "date None is no date"),
        (("EUR", pd.NaT), {}, "date NaT is no date"),
        (("EUR", np.datetime64("NaT")), {}, "is no date"),
        (("EUR", 1979), {}, "date 1979 is no date"),
        (("EUR", "1929-12-31"), {}, "date 1929-12-31 is before 1930-01-01, the first day"),
        (("EUR", dt.date(1900, 1, 1)), {}, "date 1900-01-01 is before 1930-01-01"),
        (("EUR", "../1979"), {}, "is before 1930-01-01"),
        (("EUR", "1980-01-01"), {"territory": "AAA"},
         "territory: 'First State' (AAA) is a state: ask for the law of that state, or leave the territory out"),
        (("EUR", "1980-01-01"), {"territory": "Ended State"}, "territory: 'Ended State' (OLD) is a former state"),
        (("AAA", "1980-01-01"), {"territory": "ISD"},
         "territory: 'Long Island' (ISD) is recorded under BBB and EUR, not under 'First State' (AAA); did you mean state='BBB'?"),
        (("EUR", "1980-01-01"), {"territory": "Shor Island"}, "territory: no state 'Shor Island'; did you mean 'Long Island' (ISD)?"),
        (("EUR", "1980-01-01"), {"origin": "BBC"}, "origin: no state 'BBC'; did you mean"),
        (("EUR", "1980-01-01"), {"place_kind": "high_sea"}, "unknown place_kind 'high_sea'; did you mean 'high_seas'?"),
        (("EUR", "1980-01-01"), {"as_known_on": "20"}, "as_known_on '20' is not an EDTF date"),
    ],
)  # fmt: skip
def test_does_a_wrong_question_name_the_nearest_valid_choice(asked, more, message):
    with pytest.raises(ValueError) as error:
        rd.law_at(*asked, **more)
    assert message in str(error.value)


@given(st.text(max_size=12))
def test_does_no_text_break_the_reading_of_dates(text):
    nearest_date(text)
    try:
        first, last = asked_days(text)
    except ValueError:
        return
    assert dt.date(1930, 1, 1) <= first <= last


def test_is_what_to_run_said_where_the_law_is_not_built(monkeypatch, tmp_path):
    use(monkeypatch, publish_folder(BASE, tmp_path))
    with pytest.raises(FileNotFoundError, match=r"'instruments' is not built.* Run: make build"):
        rd.law_at("AAA", "1980-01-01")


def test_is_a_new_build_read(folder, monkeypatch, tmp_path):
    """The facts are kept, but not beyond a new build."""
    import shutil

    copy = shutil.copytree(folder, tmp_path / "processed")
    use(monkeypatch, copy)
    assert status("AAA", "1996-05-01", provision="CAT-1984-3") == "signed_only"
    table = pd.read_parquet(copy / "parties.parquet")
    table.loc[table["act"] == "signature", "effective_on"] = "1990-01-01"
    table.to_parquet(copy / "parties.parquet")
    assert status("AAA", "1996-05-01", provision="CAT-1984-3") == "in_force"


def test_does_asking_for_the_law_import_nothing_heavy():
    import subprocess
    import sys

    code = "import refoul_data as rd, sys; rd.law_at; print(sorted(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    assert "'pandas'" in shown
    for name in ("geopandas", "pydantic", "great_expectations", "matplotlib", "yaml"):
        assert f"'{name}'" not in shown, name


# --- law_for -------------------------------------------------------------------------------------


def ask(states, dates, index=None, **more):
    df = pd.DataFrame({"who": states, "when": dates}, index=index)
    return rd.law_for(df, state="who", date="when", **more)


def test_keeps_a_table_its_rows_and_its_index():
    index = [7, 7, 3, -1]
    frame = ask(
        ["BBB", "AAA", "BBB", "OLD"],
        ["2000-01-01", "1990-01-01", "1990-01-01", "1972-01-01"],
        index,
    )
    assert list(frame.index) == index
    assert list(frame) == list(rd.load_provisions()["id"])
    assert list(frame["CAT-1984-3"]) == ["in_force", "signed_only", "signed_only", "not_adopted"]
    assert list(frame["ECHR-1950-3"]) == ["not_party", "not_party", "not_party", "ended"]
    assert frame.attrs["note"] == NOTE
    for name in frame:
        assert list(frame[name].cat.categories) == STATUSES


def test_are_only_the_provisions_given_that_were_asked_for():
    frame = ask(["BBB"], ["2000-01-01"], provisions=["ECHR-1950-3", "CAT-1984-3", "ECHR-1950-3"])
    assert list(frame) == ["ECHR-1950-3", "CAT-1984-3"]
    assert list(ask(["BBB"], ["2000-01-01"], provisions="CAT-1984-3")) == ["CAT-1984-3"]


def test_is_a_row_of_a_state_that_did_not_exist_marked():
    frame = ask(["OLD", "OLD", "NEW", "NEW", "AAA"],
                ["1990-10-02", "1990-10-03", "1990-10-02", "1990-10-03", "1949-12-31"])  # fmt: skip
    assert [row == "state_not_existing" for row in frame["ECHR-1950-3"]] == [
        False,
        True,
        True,
        False,
        True,
    ]
    assert set(frame.iloc[1]) == {"state_not_existing"}


def test_are_rows_without_a_state_or_date_missing():
    frame = ask(["BBB", None, "BBB"], pd.to_datetime(["2000-01-01", "2000-01-01", None]))
    assert frame.notna().any(axis=1).tolist() == [True, False, False]
    frame = ask(["BBB", None, "BBB"], ["2000-01-01", "2000-01-01", None])
    assert frame["CAT-1984-3"].isna().tolist() == [False, True, True]


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA, pd.NaT])
@pytest.mark.parametrize(
    "day", ["2000-01-01", dt.date(2000, 1, 1), pd.Timestamp("2000-01-01"), "2000-01"]
)
def test_may_any_kind_of_nothing_stand_for_a_state_or_a_date(nothing, day):
    frame = ask(["BBB", nothing, "BBB"], [day, day, nothing], index=["a", "b", "a"])
    assert frame["CAT-1984-3"].isna().tolist() == [False, True, True]
    assert frame["CAT-1984-3"].iloc[0] == "in_force" and list(frame.index) == ["a", "b", "a"]
    assert ask([nothing] * 2, [nothing] * 2).isna().all(axis=None)


@pytest.mark.parametrize("kind", ["string", "category", "string[pyarrow]"])
def test_are_missing_cells_missing_in_every_kind_of_column(kind):
    df = pd.DataFrame({"who": ["BBB", None, "BBB"], "when": ["2000-01-01", "2000-01-01", None]})
    frame = rd.law_for(df.astype(kind), state="who", date="when")
    assert frame["CAT-1984-3"].isna().tolist() == [False, True, True]


def test_is_the_law_of_another_state_missing():
    frame = ask(["AAA", "BBB"], ["2000-01-01"] * 2)
    assert frame["ACT-1992-7"].tolist()[0] == "in_force" and pd.isna(frame["ACT-1992-7"].iloc[1])


@pytest.mark.parametrize(
    "dates",
    [
        pd.Series(["1996-04-16", "1996-04-17"], dtype="datetime64[s]"),
        pd.Series(["1996-04-16", "1996-04-17"], dtype="datetime64[ns]"),
        pd.Series(["1996-04-16 23:30", "1996-04-17 00:30"], dtype="datetime64[ns]").dt.tz_localize("Asia/Bangkok"),
        pd.Series([dt.date(1996, 4, 16), dt.date(1996, 4, 17)], dtype=object),
        pd.Series(["1996-04-16", "1996-04-17"], dtype="str"),
        pd.Series(["1996-04-16", "1996-04-17"], dtype=object),
        pd.Series(["1996-04-16", "1996-04-17"], dtype="category"),
    ],
    ids=lambda s: str(s.dtype),
)  # fmt: skip
def test_may_dates_be_of_any_kind(dates):
    frame = ask(["BBB", "BBB"], dates)
    assert frame["CAT-1984-3"].tolist() == ["consented_not_in_force", "in_force"]


@pytest.mark.parametrize(
    "states",
    [
        ["EUR"],
        [" western state"],
        pd.Series(["West"], dtype="category"),
        pd.Series(["EUR"], dtype=object),
    ],
)
def test_may_states_be_of_any_kind(states):
    assert ask(states, ["1980-01-01"])["ECHR-1950-3"].tolist() == ["in_force"]


def test_does_an_empty_table_give_an_empty_one():
    frame = ask(pd.Series([], dtype="str"), pd.Series([], dtype="datetime64[s]"))
    assert frame.shape == (0, 13)
    frame = ask(pd.Series([], dtype="str"), pd.Series([], dtype="str"))
    assert frame.shape == (0, 13)


def test_does_a_changed_column_change_no_other():
    frame = ask(["BBB", "AAA"], ["2000-01-01"] * 2)
    before = frame["CAT-1984-22"].tolist()
    frame.loc[0, "CAT-1984-3"] = "contested"
    frame["CAT-1984-3"].cat.rename_categories(str.upper)
    assert frame["CAT-1984-22"].tolist() == before
    assert ask(["BBB"], ["2000-01-01"])["CAT-1984-3"].tolist() == ["in_force"]


@pytest.mark.parametrize(
    ("state", "date", "more", "message"),
    [
        ("EUX", "1980-01-01", {}, "state: no state 'EUX'; did you mean 'Western State' (EUR)?"),
        ("AAA;BBB", "1980-01-01", {}, "explode a column with several states in one cell first"),
        ("EUR", "1980-13", {}, "did you mean '1980-12'?"),
        ("EUR", "1929-12-31", {}, "date 1929-12-31 is before 1930-01-01"),
        ("EUR", pd.Timestamp("1929-12-31"), {}, "date 1929-12-31 is before 1930-01-01"),
        ("EUR", 1979, {}, "date 1979 is no date"),
        ("EUR", "1980-01-01", {"provisions": "CAT-1984-4"}, "unknown provision 'CAT-1984-4'; did you mean 'CAT-1984-3'?"),
    ],
)  # fmt: skip
def test_does_a_wrong_table_name_the_nearest_valid_choice(state, date, more, message):
    with pytest.raises(ValueError) as error:
        ask([state], [date], **more)
    assert message in str(error.value)


def test_is_a_wrong_column_named():
    df = pd.DataFrame({"state": ["EUR"], "date": ["1980-01-01"]})
    with pytest.raises(ValueError, match="unknown column 'stat'; did you mean 'state'"):
        rd.law_for(df, state="stat", date="date")
    with pytest.raises(ValueError, match="unknown column 'day'"):
        rd.law_for(df, state="state", date="day")


DATES = st.dates(dt.date(1930, 1, 1), dt.date(2030, 12, 31)).map(str)
NEAR = st.sampled_from(
    ["1990-10-02", "1990-10-03", "1970-06-12", "1970-06-13", "1996-04-17", "1991-06", "1991", "1990",
     "1954-04", "196X", "1969/1975", "2022-09-16", "2022-09-17", "1950", "1989-07", "2013-12-20/..", "1949/1950"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(STATES), DATES | NEAR), min_size=1, max_size=30))
def test_does_law_for_say_the_same_as_law_at(folder, pairs):
    with pytest.MonkeyPatch.context() as patch:
        use(patch, folder)
        frame = ask(*map(list, zip(*pairs, strict=True)))
        for (state, date), found in zip(
            pairs, frame.astype(object).to_dict("records"), strict=True
        ):
            try:
                law = rd.law_at(state, date).set_index("provision")["status"]
            except ValueError:
                assert set(found.values()) == {"state_not_existing"}
                continue
            expected = {name: law.get(name) for name in found}
            same = {k: (None if pd.isna(v) else v) for k, v in found.items()}
            assert same == {k: (None if pd.isna(v) else v) for k, v in expected.items()}, (
                state,
                date,
            )


def wide_steps(folder):
    """One row for each state and day of change, one column for each provision, from the pure steps."""
    tables = [pq.read_table(folder / f"{name}.parquet").to_pylist() for name in (*TABLES, "states")]
    law, rows = make_law(*tables), []
    for state in STATES:
        lines = {p.id: dict(steps(law, p, state)) for p in law.provisions.values()}
        days = sorted({day for line in lines.values() for day in line})
        # a status that is left open, unlike a day without change, is not filled from above
        marked = {name: ["open" if day in line and line[day] is None else line.get(day) for day in days]
                  for name, line in lines.items()}  # fmt: skip
        frame = pd.DataFrame(marked, index=days).ffill().replace("open", None)
        held = [max(day, dt.date(1800, 1, 1)) for day in days]
        rows.append(frame.assign(who=state, when=pd.to_datetime(held).astype("datetime64[s]")))
    return pd.concat(rows, ignore_index=True).sort_values("when", kind="stable")


def test_equals_law_for_one_merge_on_a_wide_table_of_steps(folder):
    random = np.random.default_rng(7)
    dates = np.datetime64("1930-01-01") + random.integers(0, 35_000, 20_000)
    asked = pd.DataFrame(
        {"who": random.choice(STATES, 20_000), "when": dates.astype("datetime64[s]")}
    )
    found = rd.law_for(asked, state="who", date="when")
    lives = rd.load_states().set_index("code")[["from", "to"]]
    order = asked.sort_values("when", kind="stable")
    merged = pd.merge_asof(order, wide_steps(folder), on="when", by="who").set_axis(order.index)
    merged = merged.sort_index()
    first = asked["who"].map(lives["from"]).fillna("0001")
    last = asked["who"].map(lives["to"]).fillna("9999")
    text = asked["when"].dt.strftime("%Y-%m-%d")
    lived = (first <= text) & (text <= last)
    assert 0.5 < lived.mean() < 1
    for name in found:
        expected = merged[name].where(lived, "state_not_existing").fillna("missing")
        assert (found[name].astype(object).fillna("missing") == expected).all(), name


def test_are_many_rows_the_same_as_few():
    """A stretch of rows at a time is looked up."""
    random = np.random.default_rng(0)
    states = random.choice(STATES, 70_000)
    dates = np.datetime64("1930-01-01") + random.integers(0, 35_000, 70_000)
    frame = ask(states, dates.astype("datetime64[s]"))
    some = random.integers(0, 70_000, 300)
    few = ask(states[some], dates[some].astype("datetime64[s]"))
    pd.testing.assert_frame_equal(frame.iloc[some].reset_index(drop=True), few)


def test_says_law_for_the_same_of_a_state_that_opted_out(folder, monkeypatch, tmp_path):
    import shutil

    copy = shutil.copytree(folder, tmp_path / "processed")
    use(monkeypatch, copy)
    table = pd.read_parquet(copy / "instruments.parquet")
    table.loc[table["id"] == "EU-QD-2004", "parties_known"] = "partial"
    table.to_parquet(copy / "instruments.parquet")
    table = pd.read_parquet(copy / "statements.parquet")
    row = {"instrument": "EU-QD-2004", "state": "BBB", "number": 1, "type": "opt_out", "from": "2004-04-29",
           "text": "Takes no part.", "source": "example-list", "confidence": "high"}  # fmt: skip
    pd.concat([table, pd.DataFrame([row])]).to_parquet(copy / "statements.parquet")
    asked = ("2004-06-01", "2008-01-01")
    frame = ask(["BBB", "BBB", "AAA"], [*asked, asked[1]])
    found = frame["EU-QD-2004-21"].tolist()
    assert found == ["not_party", "not_party", "party_unknown"]
    assert [status("BBB", day, provision="EU-QD-2004-21") for day in asked] == found[:2]


@pytest.mark.parametrize(
    ("days", "message"),
    [
        (np.array(["-0100-01-01"], "datetime64[s]"), "date -100-01-01 is not within the years 1 to 9999"),
        (pd.Series([["1980"]]), "date: a cell holds several dates; explode the column first"),
        (pd.Series([{1980}]), "date: a cell holds several dates; explode the column first"),
    ],
)  # fmt: skip
def test_is_what_is_no_date_told_in_words(days, message):
    with pytest.raises(ValueError) as error:
        ask(["EUR"], days)
    assert message in str(error.value)


def test_is_a_day_beyond_all_calendars_told_in_words():
    with pytest.raises(ValueError, match="date 99999-01-01 is not within the years 1 to 9999"):
        rd.law_at("EUR", np.datetime64("99999-01-01"))


def test_do_no_provisions_give_no_columns():
    frame = ask(["EUR", "AAA"], ["1980-01-01"] * 2, index=[4, 4], provisions=[])
    assert frame.shape == (2, 0) and list(frame.index) == [4, 4]
    assert frame.attrs["note"] == NOTE


# --- tables --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("load", "rows", "key"),
    [
        (rd.load_instruments, 11, ["id"]),
        (rd.load_provisions, 13, ["id"]),
        (rd.load_parties, 17, ["instrument", "state", "number"]),
        (rd.load_statements, 6, ["instrument", "state", "number"]),
        (rd.load_parties_territories, 3, ["instrument", "state", "territory", "number"]),
        (rd.load_party_totals, 0, ["instrument", "on", "number"]),
        (rd.load_law_on_date, 7, ["incident_id", "state", "provision", "from_day"]),
    ],
)
def test_has_a_table_its_rows_and_its_key(load, rows, key):
    frame = load()
    assert len(frame) == rows
    assert not frame.duplicated(key).any()
    assert frame.attrs["licence"] == "CC BY 4.0"


def test_says_the_law_on_the_date_that_it_is_not_applied():
    frame = rd.load_law_on_date()
    assert frame.attrs["note"] == NOTE and frame.attrs["title"].endswith(NOTE)
    assert frame.loc[frame["counts"], "provision"].tolist() == [
        "REF-CONV-1951-33-1",
        "REF-PROT-1967-I",
    ]


def test_say_both_ways_of_asking_who_could_never_join(partly_open, monkeypatch):
    """OLD has no row for the Convention and could have joined."""
    use(monkeypatch, partly_open)
    assert rd.load_instruments().set_index("id").loc["CAT-1984", "open_to"] == "Europe;AAA;BBB"
    asked = pd.DataFrame({"state": ["OLD"], "date": "1988-01-01"})
    found = rd.law_for(asked, state="state", date="date")
    row = rd.law_at("OLD", "1988-01-01").set_index("provision")["status"]
    assert row["CAT-1984-3"] == found["CAT-1984-3"][0] == "party_unknown"
    for provision, answer in row.items():
        assert found[provision][0] == answer, provision


def test_is_a_territory_no_state_in_either_way_of_asking(partly_open, monkeypatch):
    use(monkeypatch, partly_open)
    with pytest.raises(ValueError, match=r"'Long Island' .ISD. is a territory: give the state"):
        rd.law_at("ISD", "1988-01-01")
    asked = pd.DataFrame({"state": ["ISD", "AAA"], "date": "1988-01-01"})
    found = rd.law_for(asked, state="state", date="date")
    provisions = rd.load_provisions()["id"]
    assert set(found.loc[0, provisions]) == {"territory_unknown"}
    assert "territory_unknown" not in set(found.loc[1, provisions])


def test_says_the_law_on_the_date_who_could_never_join(partly_open, monkeypatch):
    use(monkeypatch, partly_open)
    law = rd.load_law_on_date().query("state == 'AAA' and provision == 'GC-IV-1949-45'")
    assert set(law["status"]) == {"not_party"}
