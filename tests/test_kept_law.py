"""Is the law of each record read on the right day, in the right territory, for the life of the state?"""

import datetime as dt
import shutil

import pytest
from kept_records import claim, copy_raw, example
from law_records import LAW, invented_law

from refoul_data.dataset.counts import make_count
from refoul_data.dataset.tables import make_tables
from refoul_data.law.scopes import reading_at
from refoul_data.records.reader import read_library


def law_on_date(folder, tree):
    """The rows of the law on the date of one record."""
    raw = copy_raw(folder, tree)
    shutil.copytree(LAW, raw, dirs_exist_ok=True)
    library = read_library(raw)
    assert [str(p) for p in library.errors()] == []
    return make_tables(library)["law_on_date"].rows


@pytest.mark.parametrize(
    ("execution", "day_of"),
    [
        ("executed", "conduct"),
        ("partly", "conduct"),
        ("planned", "decision"),
        ("threatened", "decision"),
        ("attempted_blocked", "decision"),
    ],
)
def test_is_the_law_read_on_the_day_of_the_decision_where_nobody_was_moved(
    tmp_path, execution, day_of
):
    tree = example()
    tree["codes"]["execution_status"]["value"] = execution
    rows = law_on_date(tmp_path, tree)
    assert {row["day_of"] for row in rows} == {day_of}
    days = {"conduct": ("1980-06-08", "1980-06-10"), "decision": ("1980-06-01", "1980-06-01")}
    assert {(str(row["from_day"]), str(row["to_day"])) for row in rows} == {days[day_of]}


def test_is_the_law_read_for_the_days_on_which_the_state_existed(tmp_path):
    """The first state began on 1 January 1950."""
    tree = example()
    tree["claims"]["date"] = [claim("1949-06/1950-06")]
    del tree["claims"]["decision_date"], tree["claims"]["origin_state"]
    rows = law_on_date(tmp_path, tree)
    assert {(str(row["from_day"]), str(row["to_day"])) for row in rows} == {
        ("1950-01-01", "1950-06-30")
    }
    assert "state_not_existing" not in {row["status"] for row in rows}


def test_is_a_count_best_known_where_its_low_is_its_high():
    count = make_count({"low": 41, "high": 41, "act": "handover", "scope": "whole"}, 4, "a")
    assert (count.low, count.best, count.high) == (41, 41, 41)


@pytest.mark.parametrize(
    ("known_on", "reading"), [("1989-12-30", "not_yet_recognised"), ("1989-12-31", "recognised")]
)
def test_is_a_reading_known_only_when_its_year_is_over(known_on, reading):
    """Of a judgment of 1989 nobody can say that it was there in June."""
    provision = invented_law().provisions["ECHR-1950-3"]
    vague = provision._replace(row={**provision.row, "reading_recognised_on": "1989"})
    assert reading_at(vague, dt.date.fromisoformat(known_on)) == reading
