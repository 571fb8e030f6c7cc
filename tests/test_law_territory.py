"""Is the law of a record asked for the territory in which the place lies, and does the table say which?"""

import datetime as dt
from types import SimpleNamespace

import pandas as pd
import pytest
from law_records import TABLES
from published_records import ROOT

import refoul_data as rd
from refoul_data.access.files import read_arrow, rows_of
from refoul_data.dataset.law_tables import make_law_on_date
from refoul_data.dataset.tables import Table
from refoul_data.vocabulary.states import states_from_rows

pytestmark = pytest.mark.skipif(
    not (ROOT / "data" / "processed" / "law_on_date.parquet").is_file(),
    reason="data/processed has no law yet",
)
COMPARED = ["status", "status_earliest", "status_latest", "scope_place", "source", "counts"]


def law_of(state, day, territory):
    """The law on the date of an invented record of one day, by provision."""
    date = dt.date.fromisoformat(day)
    record = {
        "id": "invented", "kind": "incident", "returning_state": state, "place": "somewhere",
        "origin_state": None, "execution_status": "executed", "decision_date": None,
        "date": day, "date_earliest": date, "date_latest": date,
    }  # fmt: skip
    place = SimpleNamespace(state=territory or state, place_kind="inland")
    states = [{k: v or "" for k, v in row.items()} for row in rows_of(read_arrow("states"))]
    library = SimpleNamespace(states=states_from_rows(states), places={"somewhere": place})
    law = [Table(name, "", [], rows_of(read_arrow(name)), ()) for name in TABLES]
    found = make_law_on_date(Table("incidents", "", [], [record], ("id",)), law, library)
    return {row["provision"]: row for row in found.rows}


@pytest.mark.parametrize(
    ("state", "day", "territory"),
    [("GBR", "1989-12-12", "HKG"), ("AUS", "2014-07-06", "CXR"), ("GBR", "1989-12-12", "JEY"),
     ("NLD", "2018-06-01", "CUW"), ("AUS", "2014-07-06", None)],
)  # fmt: skip
def test_is_a_record_in_a_territory_answered_as_law_at_answers(state, day, territory):
    rows = law_of(state, day, territory)
    assert {row["territory"] for row in rows.values()} == {territory}
    asked = rd.law_at(state, day, territory=territory, place_kind="inland").set_index("provision")
    for provision, row in rows.items():
        expected = asked.loc[provision, COMPARED]
        for name in COMPARED:
            assert row[name] == (None if expected.isna()[name] else expected[name]), provision
    if territory == "HKG":
        assert rows["REF-CONV-1951-33-1"]["status"] == "not_party"


def test_is_every_published_row_that_of_law_at():
    """A row of a day; of a stretch, on its first day."""
    table = rd.load_law_on_date()
    records = rd.load_incidents(kinds=None, execution=None).set_index("id")
    places = rd.load_places().set_index("id")
    states = rd.load_states().set_index("code")
    assert "territory" in table
    for (key, state), rows in table.groupby(["incident_id", "state"]):
        record = records.loc[key]
        place = places.loc[record["place"]] if record.notna()["place"] else None
        own = place is None or place.isna()["state"] or place["state"] == state
        territory = None
        if not own and states.loc[place["state"], "status"] not in ("state", "former_state"):
            territory = place["state"]
        assert set(rows["territory"].dropna()) == ({territory} - {None}), key
        if record["kind"] != "incident":
            continue
        first, last = rows["from_day"].iloc[0], rows["to_day"].iloc[0]
        stretch = f"{first.date()}/{'..' if pd.isna(last) else last.date()}"  # some go on
        date = str(first.date()) if first == last else stretch
        asked = rd.law_at(state, date, territory=territory)
        merged = rows.merge(asked, on="provision", suffixes=("", "_asked"))
        assert len(merged) == len(rows)
        same = merged["status"].fillna("") == merged["status_asked"].fillna("")
        assert same.all(), merged.loc[~same, ["provision", "status", "status_asked"]]
