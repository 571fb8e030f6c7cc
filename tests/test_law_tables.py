"""Are the tables of the law whole, and is the law read on the right day for each record?"""

import pytest
from law_records import BASE, ROOT, TABLES, copy_raw

from refoul_data.dataset.law_columns import LAW_COLUMNS
from refoul_data.dataset.publish import publish
from refoul_data.dataset.tables import make_tables
from refoul_data.law.answers import Answer
from refoul_data.law.facts import NOTE
from refoul_data.records.reader import read_library
from refoul_data.vocabulary.codes import codelist_names, read_codelist

EXAMPLE = "example-return-1980"
LISTS = (
    "instrument_kind instrument_region party_act ended_by provision_function provision_bindingness "
    "protects reaches statement_type territory_status law_status law_scope law_reading "
    "date_confidence law_day law_summary parties_known statements_known total_counted_by"
).split()


@pytest.fixture
def make(tmp_path):
    """A function that makes the tables of the example with replacements, and places of another state."""

    def made(*changes, place=None):
        raw = copy_raw(tmp_path / "raw")
        path = raw / "incidents" / f"{EXAMPLE}.yaml"
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        if place:
            code = place.partition(",")[0]
            if code:  # the leg that ends there
                text = path.read_text(encoding="utf-8")
                path.write_text(text.replace("to_state: AAA", f"to_state: {code}"), "utf-8")
            path = raw / "places.csv"
            text = path.read_text(encoding="utf-8")
            row = "hill-pass,Hill Pass,,AAA,border"
            assert row in text
            path.write_text(text.replace(row, f"hill-pass,Hill Pass,,{place}"), encoding="utf-8")
        library = read_library(raw)
        assert library.errors() == []
        return make_tables(library)

    return made


def law_of(tables, provision):
    return [r for r in tables["law_on_date"].rows if r["provision"] == provision]


def days(rows):
    return [(str(r["from_day"]), str(r["to_day"]), r["status"]) for r in rows]


PLANNED = ("    value: executed\n", "    value: planned\n")
CAMPAIGN = ("kind: incident", "kind: campaign")
LONG = ("value: 1980-06-08/1980-06-10", "value: 1967-01/1981-06")
OPEN = ("value: 1980-06-08/1980-06-10", "value: 1967-01/..")


def test_are_there_no_tables_of_the_law_without_law():
    tables = make_tables(read_library(BASE))
    assert not {*TABLES, "law_on_date"} & set(tables)


def test_stand_the_tables_of_the_law_before_the_variables(make):
    tables = make()
    assert list(tables)[-8:] == [*TABLES, "law_on_date", "party_totals", "variables"]
    named = {row["table"] for row in tables["variables"].rows}
    assert {*TABLES, "law_on_date", "party_totals"} <= named


@pytest.mark.parametrize("name", [*TABLES, "law_on_date"])
def test_has_a_table_its_columns_its_key_and_texts(make, name):
    table = make()[name]
    names = [c.name for c in table.columns]
    assert len(set(names)) == len(names)
    keys = [tuple(row[k] for k in table.key) for row in table.rows]
    assert len(set(keys)) == len(keys) and None not in {k for key in keys for k in key}
    for column in table.columns:
        assert column.label and column.description.endswith("."), column
        assert column.basis in read_codelist("basis")
        assert not column.rule or column.rule in read_codelist("rule"), column
        assert not column.codelist or column.codelist in codelist_names(), column
        for row in table.rows:
            assert row[column.name] is not None or not column.required, (column.name, row)


def test_hold_the_tables_what_was_written(make):
    tables = make()
    row = next(r for r in tables["instruments"].rows if r["id"] == "BIL-1964")
    assert (row["states"], row["ended_by"], row["in_force"]) == (
        "AAA;BBB",
        "termination",
        "1964-07-01",
    )
    row = next(r for r in tables["provisions"].rows if r["id"] == "ECHR-1950-3")
    assert (row["instrument"], row["text_explicit"]) == ("ECHR-1950", False)
    rows = [
        r for r in tables["parties"].rows if (r["instrument"], r["state"]) == ("ECHR-1950", "OLD")
    ]
    assert [(r["number"], r["ended_on"]) for r in rows] == [(1, "1970-06-12"), (2, None)]
    row = tables["statements"].rows[1]
    assert (row["provisions"], row["from"], row["to"]) == (
        "REF-CONV-1951-32",
        "1956-05-02",
        "1980-12-31",
    )
    assert tables["parties_territories"].rows[1]["to"] == "1997-06-30"


def test_are_the_totals_published_with_who_counted(tmp_path):
    raw = copy_raw(tmp_path / "raw")
    (raw / "law" / "totals.csv").write_text(
        "instrument,on,ours,published,counted_by,source,note\n"
        "CAT-1984,1996-12-31,2,2,recount,example-report-1980,The same list.\n"
        "CAT-1984,1996-12-31,2,2,other,example-book-1985,\n"
        "REF-CONV-1951;REF-PROT-1967,1965-01-01,3,,,,\n",
        encoding="utf-8",
    )
    rows = make_tables(read_library(raw))["party_totals"].rows
    assert [(r["instrument"], r["number"], r["counted_by"]) for r in rows] == [
        ("CAT-1984", 1, "recount"), ("CAT-1984", 2, "other"), ("REF-CONV-1951;REF-PROT-1967", 1, None),
    ]  # fmt: skip


def test_says_an_instrument_when_its_sources_were_read(make):
    """Where no source says up to when a list holds, the last day of reading is all there is."""
    rows = {row["id"]: row for row in make()["instruments"].rows}
    library = read_library(BASE)
    days = {key: source.accessed for key, source in library.sources.items()}
    cited = ("example-book-1985", "example-report-1980")
    assert rows["REF-CONV-1951"]["read_on"] == max(days[key] for key in cited)
    assert rows["CAT-1984"]["read_on"] == days["example-book-1985"]
    assert rows["EXCOM-6"]["read_on"] is None
    assert rows["BIL-1964"]["read_on"] is not None


def test_may_a_row_rest_on_several_sources(make):
    tables = make()
    row = next(r for r in tables["parties"].rows if r["effective_on"] == "1956-05-02")
    assert row["source"] == "example-book-1985;example-report-1980"
    (row,) = law_of(tables, "REF-CONV-1951-33-1")
    assert (row["source"], row["at"]) == ("example-book-1985;example-report-1980", "p. 1; p. 8")


def test_are_the_columns_of_the_law_on_date_those_of_an_answer():
    own = {"incident_id", "state", "territory", "day_of", "from_day", "to_day"}
    names = {c.name for c in LAW_COLUMNS}
    assert names - own <= set(Answer._fields)
    assert own <= names


def test_is_the_law_read_on_the_day_of_the_conduct(make):
    tables = make()
    (row,) = law_of(tables, "REF-CONV-1951-32")
    assert days([row]) == [("1980-06-08", "1980-06-10", "in_force_limited")]
    assert (row["state"], row["day_of"], row["limitation"]) == (
        "AAA",
        "conduct",
        "Expulsion follows its own law.",
    )
    assert tables["law_on_date"].title == f"Binding on the state on that date. {NOTE}"


def test_is_the_law_read_on_the_day_of_the_decision_for_what_was_planned(make):
    tables = make(PLANNED, ("value: 1980-06-01", "value: 1968-09-30"))
    (row,) = law_of(tables, "REF-CONV-1951-33-1")
    assert (row["day_of"], *days([row])) == (
        "decision",
        ("1968-09-30", "1968-09-30", "in_force_limited"),
    )


def test_is_the_day_of_the_conduct_taken_where_no_decision_is_dated(make):
    decision = "  decision_date:\n    - value: 1980-06-01\n      source: example-book-1985\n      at: p. 88\n"
    tables = make(PLANNED, (decision, ""))
    assert {row["day_of"] for row in tables["law_on_date"].rows} == {"conduct"}


def test_has_a_campaign_a_row_for_each_change(make):
    tables = make(CAMPAIGN, LONG)
    assert days(law_of(tables, "REF-CONV-1951-33-1")) == [
        ("1967-01-01", "1968-09-30", "in_force_limited"),
        ("1968-10-01", "1981-06-30", "in_force"),
    ]
    assert days(law_of(tables, "REF-CONV-1951-32")) == [
        ("1967-01-01", "1968-09-30", "in_force_limited"),
        ("1968-10-01", "1980-12-31", "in_force_limited"),  # without the date limit
        ("1981-01-01", "1981-06-30", "in_force"),
    ]
    assert law_of(tables, "CAT-1984-3") == []  # adopted in 1984


def test_is_an_instrument_left_out_that_was_adopted_only_later(make):
    """One that was adopted on the last day, or while a campaign went on, is there for all its days."""
    one_day = ("value: 1980-06-08/1980-06-10", "value: 1984-12-{}")
    assert law_of(make((one_day[0], one_day[1].format("09"))), "CAT-1984-3") == []
    (row,) = law_of(make((one_day[0], one_day[1].format("10"))), "CAT-1984-3")
    assert row["status"] == "adopted_not_in_force"
    (row,) = law_of(make((one_day[0], "value: 1984-12")), "CAT-1984-3")
    assert (row["status"], row["status_earliest"]) == (None, "not_adopted")
    rows = law_of(make(CAMPAIGN, OPEN), "CAT-1984-3")
    assert days(rows)[0] == ("1967-01-01", "1984-12-09", "not_adopted")


def test_goes_the_last_row_of_an_open_campaign_on(make):
    tables = make(CAMPAIGN, OPEN)
    rows = law_of(tables, "CAT-1984-3")
    assert days(rows)[-1] == ("1985-02-04", "None", "signed_only")
    assert [r["as_on"] for r in rows] == [None, None, "2024-12-31"]


def test_has_an_incident_over_several_days_one_row(make):
    rows = law_of(make(LONG), "REF-CONV-1951-33-1")
    assert days(rows) == [("1967-01-01", "1981-06-30", None)]
    assert (rows[0]["status_earliest"], rows[0]["status_latest"]) == (
        "in_force_limited",
        "in_force",
    )


def test_are_instruments_between_other_states_left_out(make):
    assert law_of(make(), "BIL-1964-4")
    other = ("    actor_type: state\n    state: AAA", "    actor_type: state\n    state: EUR")
    tables = make(other)
    assert not law_of(tables, "BIL-1964-4") and not law_of(tables, "ACT-1992-7")
    assert law_of(tables, "REF-CONV-1951-33-1")


EUROPEAN = ("    actor_type: state\n    state: AAA", "    actor_type: state\n    state: EUR")


def test_does_a_place_in_a_territory_ask_for_its_extension(make):
    tables = make(EUROPEAN, place="ISD,border")
    assert {r["territory"] for r in tables["law_on_date"].rows} == {"ISD"}
    assert [r["status"] for r in law_of(tables, "REF-CONV-1951-33-1")] == ["not_party"]
    assert [r["status"] for r in law_of(tables, "REF-PROT-1967-I")] == ["territory_unknown"]
    assert [r["status"] for r in law_of(tables, "ECHR-1950-3")] == ["in_force"]


def test_is_a_place_in_another_state_no_territory(make):
    tables = make(EUROPEAN, place="BBB,border")
    assert {r["territory"] for r in tables["law_on_date"].rows} == {None}
    assert [r["status"] for r in law_of(tables, "REF-CONV-1951-33-1")] == ["in_force"]


def test_does_a_place_at_sea_leave_the_reach_contested(make):
    tables = make(place=",high_seas")
    assert [r["scope_place"] for r in law_of(tables, "REF-CONV-1951-33-1")] == ["contested"]


def test_does_the_state_of_origin_meet_a_geographic_limitation(make):
    second = ("    actor_type: state\n    state: AAA", "    actor_type: state\n    state: BBB")
    (row,) = law_of(make(second), "REF-CONV-1951-33-1")
    assert (row["status"], row["scope_place"]) == ("in_force_limited", "not_met")


def test_is_a_state_that_did_not_exist_on_the_day_told(make):
    """A decision may be older than the state that carried it out."""
    tables = make(PLANNED, ("value: 1980-06-01", "value: 1949-06-01"))
    assert {r["status"] for r in tables["law_on_date"].rows} == {"state_not_existing"}
    assert not any(r["counts"] for r in tables["law_on_date"].rows)


@pytest.mark.parametrize("name", LISTS)
def test_has_every_code_of_the_law_a_label_and_a_definition(name):
    for code, entry in read_codelist(name).items():
        assert code.replace("_", "").isalnum() and code == code.lower()
        assert entry.label and entry.definition.endswith("."), code
    extra = {
        "instrument_kind": ("standing", {*read_codelist("law_status")}),
        "protects": ("scope", {*read_codelist("law_scope")}),
        "reaches": ("high_seas", {*read_codelist("law_scope")}),
        "statement_type": ("limits", {"instrument", "provision", "membership", "no"}),
        "law_status": ("counts", {"yes", "no"}),
    }
    if name in extra:
        column, allowed = extra[name]
        assert {entry.extra[column] for entry in read_codelist(name).values()} <= allowed


@pytest.mark.slow
def test_do_all_expectations_hold_on_the_tables_of_the_law(make, tmp_path):
    from refoul_data.dataset.expectations import run_expectations

    tables = make(CAMPAIGN, OPEN)
    publish(tables, tmp_path / "p", tmp_path / "none")
    only = {*TABLES, "law_on_date", "joined_codes"}
    boundaries = ROOT / "data" / "raw" / "boundaries"
    outcomes = run_expectations(tables, tmp_path / "p", boundaries, only=only)
    assert len(outcomes) > 90
    assert [o for o in outcomes if o.error or not o.success] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "column", "value", "sentence"),
    [
        ("parties", "state", "ZZZ", "every value stands in states.code"),
        ("parties", "source", "example-book-1985;nowhere", "is in its table"),
        ("statements", "type", "wish", "only codes of the list statement_type"),
        ("provisions", "instrument", "T-1", "every value stands in instruments.id"),
        ("law_on_date", "status", "binding", "only codes of the list law_status"),
        ("law_on_date", "status_earliest", None, "every row has a value"),
        ("law_on_date", "provision", "T-1-1", "every value stands in provisions.id"),
    ],
)
def test_does_an_expectation_fail_on_a_fault_in_the_law(
    make, tmp_path, table, column, value, sentence
):
    from refoul_data.dataset.expectations import run_expectations

    tables = make()
    tables[table].rows[0][column] = value
    publish(tables, tmp_path / "p", tmp_path / "none")
    boundaries = ROOT / "data" / "raw" / "boundaries"
    outcomes = run_expectations(tables, tmp_path / "p", boundaries, only={table, "joined_codes"})
    failed = [o for o in outcomes if o.error or not o.success]
    assert [o for o in failed if sentence in o.sentence], failed
