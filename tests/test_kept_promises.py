"""Do records become what the codebook promises: sources, states, days, preferred claims, files?"""

import csv
import datetime as dt
import hashlib
import json
import os
import resource
import shutil
from pathlib import Path

import jsonschema
import pandas as pd
import pyarrow.parquet as pq
import pytest
from kept_records import BOOK, REPORT, claim, copy_raw, example, mappings, tables_of, told
from published_records import BASE, EXAMPLE

from refoul_data import exchange
from refoul_data.access.verdicts import final_findings
from refoul_data.dataset.cross_checks import CROSS_CHECKS
from refoul_data.dataset.publish import publish, write_checksums
from refoul_data.dataset.tables import make_tables
from refoul_data.records.formatting import format_file
from refoul_data.records.reader import read_library
from refoul_data.records.schema import Record

CODES = ("conduct", "execution_status", "fact_status", "attribution_status", "chain")


def incident(folder, tree):
    """The row of the table of incidents that a record makes."""
    (row,) = tables_of(folder, tree)["incidents"]
    return row


# --- what a record names must be known ---------------------------------------------------------


def test_is_every_unknown_source_of_a_record_told_wherever_it_stands(tmp_path):
    tree, expected = example(), set()
    for path, part in mappings(tree):
        if "source" in part:
            part["source"] = "nowhere"
            expected.add(f"{path}.source")
        if "sources" in part:
            part["sources"] = ["nowhere"]
            expected.add(f"{path}.sources")
    places = {path.split(".")[0] for path in expected}
    assert places == {"claims", "codes", "actors", "events", "legs", "harm", "findings",
                      "assessments", "interpretations", "persons_named"}  # fmt: skip
    found = told(tmp_path, tree)
    assert {field for field, words in found.items() if "no source 'nowhere'" in words} == expected


def test_is_the_second_source_of_a_code_held_against_the_list_too(tmp_path):
    tree = example()
    tree["codes"]["chain"]["sources"] = [BOOK, "nowhere"]
    assert told(tmp_path, tree) == {"codes.chain.sources": "no source 'nowhere'"}


@pytest.mark.parametrize(("code", "words"), [("ZZZ", "no state 'ZZZ'"), ("OLD", "existed from")])
def test_is_every_state_that_was_not_there_told_wherever_it_stands(tmp_path, code, words):
    tree = example(curated_on="2026-01-02")
    tree["claims"]["date"] = [claim("1995-06")]
    expected = set()
    for path, part in mappings(tree):
        keys = {"state", "to_state"} & set(part)
        if path.split(".")[1:2] in (["origin_state"], ["feared_state"]):
            keys.add("value")
        for key in keys:
            part[key] = code
            expected.add(f"{path}.{key}")
    assert len(expected) == 7
    found = told(tmp_path, tree)
    assert {field for field, message in found.items() if words in message} == expected


# --- claims that were set aside ----------------------------------------------------------------

ASIDE = {"set_aside": "The author took one year for another."}


def test_does_a_date_that_was_set_aside_say_nothing_of_the_time_of_the_conduct(tmp_path):
    """Neither of the states that there were, nor of whether the decision came first."""
    tree = example()
    tree["claims"]["date"] = [claim("1995", REPORT, **ASIDE), claim("1980-06")]
    tree["claims"]["origin_state"] = [claim("OLD")]
    assert told(tmp_path / "a", tree) == {}
    tree["claims"]["decision_date"] = [claim("1994")]
    assert told(tmp_path / "b", tree) == {
        "claims.decision_date.0.value": "the decision is later than the end of the conduct"
    }


def test_may_a_decision_that_was_set_aside_follow_the_conduct(tmp_path):
    tree = example()
    tree["claims"]["decision_date"] = [claim("1981", **ASIDE), claim("1980-06-01")]
    assert told(tmp_path, tree) == {}


def test_is_no_claim_dated_after_the_day_of_curation_not_even_one_set_aside(tmp_path):
    tree = example()
    tree["claims"]["date"].append(claim("2027", **ASIDE))
    assert told(tmp_path, tree) == {"claims.date.2.value": "'2027' is after curated_on"}


@pytest.mark.parametrize(
    ("last", "analogue"),
    [("1951-07-27", True), ("1951-07-28", False), ("1951-07", False), ("1951-06", True)],
)
def test_is_a_reading_an_analogue_up_to_the_day_before_the_convention(tmp_path, last, analogue):
    """The Convention was adopted on 28 July 1951."""
    tree = example()
    tree["claims"]["date"] = [claim(f"1951-05/{last}"), claim("1960", REPORT, **ASIDE)]
    tree["claims"]["decision_date"] = [claim("1951-05")]
    (row,) = tables_of(tmp_path, tree)["interpretations"]
    assert row["is_analogue"] is analogue


def test_is_a_field_whose_claims_were_all_set_aside_empty_with_a_reason(tmp_path):
    """An empty cell and a row in `missing` always go together."""
    tree = example()
    tree["claims"]["stated_reason"] = [claim("The camp was full", **ASIDE)]
    tables = tables_of(tmp_path, tree)
    assert tables["incidents"][0]["stated_reason"] is None
    reasons = {row["field"]: row["reason"] for row in tables["missing"]}
    assert reasons["stated_reason"] == "unknown"


# --- the published cell ------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, 1, 2])
def test_gives_the_preferred_claim_the_cell_wherever_it_stands(tmp_path, place):
    tree, why = example(), {"preferred": "yes", "why": "It was there."}
    values = {
        "date": ["1980-06", "1980", "1980-06-09"],
        "decision_date": ["1980-05", "1979", "1980-05-01"],
        "place": ["camp-one", "second-valley", "hill-pass"],
        "group": ["People of a valley", "People of a town", "People of a hill"],
        "stated_reason": ["The camp was full", "The camp was closed", "The camp was old"],
    }
    for field, three in values.items():
        tree["claims"][field] = [
            claim(value, **(why if number == place else {})) for number, value in enumerate(three)
        ]
    row = incident(tmp_path, tree)
    assert {field: row[field] for field in values} == {f: v[place] for f, v in values.items()}
    assert row["date_precision"] == ("month", "year", "day")[place]
    assert row["place_name"] == ("Camp One", "Second Valley", "Hill Pass")[place]
    assert row["place_lat"] == (14.2, 14.1, 14.4)[place]
    assert row["date_latest"] == dt.date(*((1980, 6, 30), (1980, 12, 31), (1980, 6, 9))[place])


def test_do_all_states_and_harms_stand_in_the_cell_but_those_set_aside(tmp_path):
    tree = example()
    note = {"note": "Feared by some of the people."}
    tree["claims"]["feared_state"] = [claim("AAA", **ASIDE), claim("BBB", **note), claim("OLD", **note),
                                      claim("BBB", REPORT)]  # fmt: skip
    assert incident(tmp_path, tree)["feared_state"] == "BBB;OLD"


FINDING = example()["findings"][0]
AGAINST = FINDING | {"disposition": "declared_unlawful"}
FOR = FINDING | {"disposition": "declared_lawful", "citation": "EX/1983/1"}
STAY = FINDING | {"disposition": "stay_granted"}
LIFTED = FINDING | {"disposition": "interim_measure_lifted"}


@pytest.mark.parametrize(
    ("findings", "status"),
    [
        ([AGAINST, FOR], "mixed"),
        ([FOR, AGAINST], "mixed"),
        ([AGAINST], "finding_against"),
        ([FOR], "finding_for"),
        ([AGAINST, FOR | {"about_return": "no"}], "finding_against"),
        ([AGAINST, FOR | {"finality": "under_appeal"}], "finding_against"),
        ([FOR | {"finality": "under_appeal"}], "interim_only"),
        ([FOR | {"disposition": "stay_granted"}], "interim_only"),
        ([FINDING], "none"),
        ([FOR | {"disposition": "outside_scope"}], "none"),
        ([AGAINST, FOR | {"disposition": "outside_scope"}], "finding_against"),
        ([FOR | {"finality": "not_read"}], "none"),
        ([AGAINST, FOR | {"finality": "not_read"}], "finding_against"),
        ([FOR | {"finality": "overturned_by"}, FOR | {"finality": "vacated"}], "none"),
        ([STAY | {"finality": "interim"}], "interim_only"),
        ([STAY | {"finality": "under_appeal"}], "interim_only"),
        ([STAY | {"finality": "overturned_by"}], "none"),
        ([STAY | {"finality": "vacated"}], "none"),
        ([STAY | {"finality": "not_read"}], "none"),
        ([STAY | {"disposition": "interim_measure_granted", "finality": "vacated"}], "none"),
        ([STAY | {"disposition": "interim_measure_refused", "finality": "not_read"}], "none"),
        ([LIFTED], "none"),
        ([LIFTED | {"finality": "interim"}], "interim_only"),
        ([STAY | {"finality": "overturned_by"}, LIFTED], "none"),
        ([AGAINST, STAY], "finding_against"),
    ],
)
def test_does_the_legal_status_follow_from_final_findings_on_both_sides(tmp_path, findings, status):
    tables = tables_of(tmp_path, example(findings=findings))
    assert tables["incidents"][0]["legal_status"] == status
    used = [row for row, v in verdicts_of(tables["findings"]) if v.used]
    assert bool(used) is (status != "none")  # what is said to be used gives the status


def verdicts_of(rows):
    """Each row with what is said of it."""
    return zip(rows, final_findings(rows), strict=True)


def test_is_a_stay_that_fell_said_to_have_fallen():
    """Nor does a measure that was lifted for good leave anything pending."""
    row = {"about_return": "yes", "disposition": "stay_granted", "finality": "overturned_by"}
    stay, lifted, unread = final_findings(
        [
            row,
            row | {"disposition": "interim_measure_lifted", "finality": "final"},
            row | {"finality": "not_read"},
        ]
    )
    assert not stay.used and stay.reason == "does not stand (overturned)"
    assert not lifted.used and lifted.reason == "ended an interim measure for good"
    assert not unread.used and "not read" in unread.reason


def test_is_a_decision_that_was_not_read_not_said_to_have_fallen():
    """Nor a holding on reach alone to be for the respondent."""
    row = {"about_return": "yes", "disposition": "declared_lawful", "finality": "not_read"}
    unread, reach = final_findings(
        [row, row | {"disposition": "outside_scope", "finality": "final"}]
    )
    assert not unread.used
    assert unread.reason == "its conclusions, or whether it stands, were not read"
    assert not reach.used and reach.reason == "goes neither for nor against the respondent"


def test_is_every_field_that_nobody_has_coded_said_to_be_missing(tmp_path):
    tree = example()
    del tree["codes"], tree["claims"]["group"], tree["claims"]["origin_state"]
    tree["missing"] = [{"field": "group", "reason": "withheld"}]
    tables = tables_of(tmp_path, tree)
    reasons = {row["field"]: row["reason"] for row in tables["missing"]}
    assert {name: reasons[name] for name in (*CODES, "origin_state", "group")} == {
        **dict.fromkeys((*CODES, "origin_state"), "not_coded_yet"), "group": "withheld",
    }  # fmt: skip
    assert all(tables["incidents"][0][name] is None for name in (*CODES, "group"))


def test_is_a_campaign_left_out_of_totals_although_the_one_between_was_withdrawn(tmp_path):
    """Else its people and those of the incident would be counted twice."""
    outer = example(id="outer-1980", kind="campaign")
    inner = example(id="inner-1980", kind="campaign", part_of="outer-1980",
                    record_status="withdrawn", withdrawn_reason="Not a practice")  # fmt: skip
    part = example(part_of="inner-1980")
    rows = tables_of(tmp_path, outer, inner, part)["incidents"]
    assert {row["id"]: row["count_in_totals"] for row in rows} == {
        "outer-1980": False, "inner-1980": False, EXAMPLE: True,
    }  # fmt: skip


def test_is_a_destination_where_legs_of_the_return_end_and_not_those_of_flight_or_later(tmp_path):
    tree = example()
    leg = tree["legs"][1]
    tree["legs"] = [
        leg | {"stage": "flight", "to_state": "OLD", "to_place": "open-water"},
        leg | {"status": "intended", "to_state": "AAA", "to_place": "camp-one"},
        leg,
    ]
    assert incident(tmp_path / "a", tree)["destination_state"] == "BBB"
    del tree["legs"][2]
    assert incident(tmp_path / "b", tree)["destination_state"] == "AAA"


def test_is_a_returning_state_one_whose_organs_acted_and_not_the_host_of_a_group(tmp_path):
    tree = example()
    group = tree["actors"][0] | {"actor": "Hill Band", "actor_type": "insurgent", "state": "OLD"}
    tree["actors"].insert(0, group)
    assert incident(tmp_path, tree)["returning_state"] == "AAA"


def test_are_origins_counted_by_who_knew_it_first_whatever_names_them(tmp_path):
    """A work that a code alone rests on counts; two works that repeat one agency are one origin."""
    tree = example()
    assert incident(tmp_path / "a", tree)["n_origins"] == 2
    for _, part in mappings(tree):
        if part.get("source") == BOOK:
            part["source"] = REPORT
        if "sources" in part:
            part["sources"] = [REPORT]
    assert incident(tmp_path / "b", tree)["n_origins"] == 1
    tree["codes"]["chain"]["sources"] = [REPORT, BOOK]
    row = incident(tmp_path / "c", tree)
    assert (row["n_origins"], row["n_sources"]) == (2, 3)  # the encyclopedia is a work, no origin

    tree = example()
    for path, part in mappings(tree):
        if part.get("source") == BOOK:
            part["origin"] = "un:unhcr"
        if path.startswith("codes."):
            part["sources"] = [REPORT]
    assert incident(tmp_path / "d", tree)["n_origins"] == 1
    # Of one origin the preferred claim alone sets the range.
    assert incident(tmp_path / "e", tree)["persons_high"] == 1200


@pytest.mark.parametrize(
    ("own", "reader", "as_read"), [("4", "3", "3"), ("4", "1", "1"), ("2", "4", "2")]
)
def test_is_a_work_that_was_not_seen_no_better_than_the_one_that_quotes_it(
    tmp_path, own, reader, as_read
):
    raw = copy_raw(tmp_path, example())
    quoted, reading = raw / "sources" / f"{BOOK}.yaml", raw / "sources" / f"{REPORT}.yaml"
    text = quoted.read_text().replace("grade: 3", f"grade: {own}")
    quoted.write_text(text.replace("access: full_text", f"access: quoted_in\nquoted_in: {REPORT}"))
    reading.write_text(reading.read_text().replace("grade: 4", f"grade: {reader}"))
    tables = read_and_make(raw)
    sources = {row["key"]: row for row in tables["sources"]}
    assert (sources[BOOK]["grade"], sources[BOOK]["grade_read"]) == (own, as_read)
    assert sources[REPORT]["grade_read"] == reader
    for name in ("claims", "harm"):
        cells = {row["grade_read"] for row in tables[name] if row["source"] == BOOK}
        assert cells == {as_read}


def read_and_make(raw):
    """The rows of every table that a raw folder makes, whatever its errors."""
    library = read_library(raw)
    library.problems.clear()
    return {name: table.rows for name, table in make_tables(library).items()}


def test_gives_a_count_that_was_read_in_a_poor_work_no_number(tmp_path):
    """Nor may it be preferred: what was read of it is what the poor work says."""
    tree = example()
    whole = tree["claims"]["persons"][0]
    tree["claims"]["persons"] = [whole | {"source": BOOK}]
    raw = copy_raw(tmp_path, tree)
    book = raw / "sources" / f"{BOOK}.yaml"
    text = book.read_text()
    book.write_text(
        text.replace("access: full_text", "access: quoted_in\nquoted_in: example-encyclopedia")
    )
    messages = {p.field: p.message for p in read_library(raw).errors()}
    assert messages["persons"] == "a preferred count needs a source of grade 2 or better, as read"
    (row,) = read_and_make(raw)["incidents"]
    assert row["persons_low"] is None


def test_is_said_why_there_is_no_number(tmp_path):
    """That nobody counted the whole, that nobody died, and that nobody knows are three things."""
    tree = example()
    tree["claims"]["persons"] = [tree["claims"]["persons"][3]]
    del tree["harm"]
    tree["missing"] = [{"field": "harm", "reason": "none_exists"}]

    def reasons(folder):
        rows = tables_of(tmp_path / folder, tree)["missing"]
        families = ("persons", "deaths_during", "deaths_after", "deaths_untraced")
        found = {row["field"]: row["reason"] for row in rows}
        return [found.get(family) for family in families]

    assert reasons("a") == ["no_whole_count", *["none_exists"] * 3]
    tree["missing"] = [{"field": "group", "reason": "unknown"}]
    del tree["claims"]["group"]
    assert reasons("b") == ["no_whole_count", *["unknown"] * 3]
    tree["kind"] = "measure"
    assert reasons("c") == ["no_whole_count", *["not_applicable"] * 3]


def test_is_nothing_published_from_files_with_problems(tmp_path):
    library = read_library(copy_raw(tmp_path, example(curated_on="yesterday")))
    with pytest.raises(ValueError, match="run 'refoul check'"):
        make_tables(library)


def test_is_a_campaign_left_out_of_totals_where_a_campaign_within_it_counts(tmp_path):
    """The one within counts, whether or not incidents of it are recorded."""
    outer = example(id="outer-1980", kind="campaign")
    inner = example(id="inner-1980", kind="campaign", part_of="outer-1980")
    other = example(id="other-1980", kind="campaign", part_of="inner-1980")
    del other["claims"]["persons"]
    rows = tables_of(tmp_path / "a", outer, inner, other)["incidents"]
    assert {row["id"]: row["count_in_totals"] for row in rows} == {
        "outer-1980": False, "inner-1980": True, "other-1980": True,
    }  # fmt: skip
    for number in range(3):
        inner["claims"]["persons"][number] |= {"act": "refusals"}
    inner["claims"]["persons"][3] |= {"act": "refusals"}
    rows = tables_of(tmp_path / "b", outer, inner)["incidents"]
    assert [row["count_in_totals"] for row in rows] == [True, True]  # unlike acts


def test_does_the_check_of_the_tables_see_somebody_counted_twice_however_deep(tmp_path):
    outer = example(id="outer-1980", kind="campaign")
    inner = example(id="inner-1980", kind="campaign", part_of="outer-1980")
    rows = tables_of(tmp_path, outer, inner, example(part_of="inner-1980"))["incidents"]
    (check,) = [check for check in CROSS_CHECKS if check.name == "counted_once"]

    def worst(**counted):
        cells = [row | {"count_in_totals": counted[row["id"].partition("-")[0]]} for row in rows]
        numbers = check.make({"incidents": pd.DataFrame(cells)}, {}, [], tmp_path)[check.column]
        return max(numbers, default=0)

    assert worst(outer=False, inner=False, example=True) == check.maximum == 0
    assert worst(outer=True, inner=False, example=False) == 0
    assert worst(outer=False, inner=True, example=True) == 1
    assert worst(outer=True, inner=False, example=True) == 1
    assert worst(outer=True, inner=True, example=False) == 1


# --- single values -----------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["E000", "F8FF", "F0000", "200B", "00AD", "202E", "0007"])
def test_is_a_character_that_nobody_can_see_refused(tmp_path, code):
    """One for private use looks otherwise on every machine, or is an empty box."""
    tree = example(title=f"Return over a{chr(int(code, 16))} pass")
    assert told(tmp_path, tree) in (
        {"title": f"contains the control character U+{code}"},
        # YAML itself forbids some.
        {"": "a control character stands here; take it out"},
    )


@pytest.mark.parametrize("character", list("\"'<>`{}\\ "))
def test_is_an_address_that_could_end_its_attribute_refused(tmp_path, character):
    raw = copy_raw(tmp_path, example())
    path = raw / "sources" / f"{REPORT}.yaml"
    text = path.read_text(encoding="utf-8")
    address = f"https://example.org/a{character}onmouseover=b"
    quoted = "'" + address.replace("'", "''") + "'"
    path.write_text(text.replace("https://example.org/report", quoted), encoding="utf-8")
    (problem,) = read_library(raw).errors()
    assert (problem.field, problem.message) == ("URL", f"{address!r} is not an http(s) address")


def test_are_more_people_than_there_are_refused(tmp_path):
    tree = example()
    tree["claims"]["persons"][1]["value"] = "10000000000"
    assert told(tmp_path / "a", tree) == {}
    tree["claims"]["persons"][1]["value"] = "10000000001"
    (message,) = told(tmp_path / "b", tree).values()
    assert "more than any count of people can be" in message


@pytest.mark.parametrize("written", ["1.42e1", "+14.2", "014.2", ".2", "14.", "inf", "nan", "14,2"])
def test_is_a_latitude_written_in_another_way_refused(tmp_path, written):
    raw = copy_raw(tmp_path, example())
    path = raw / "places.csv"
    text = path.read_text(encoding="utf-8")
    cell = f'"{written}"' if "," in written else written
    path.write_text(text.replace(",14.2,", f",{cell},"), encoding="utf-8")
    messages = [p.message for p in read_library(raw).errors() if p.field == "lat"]
    assert messages == [f"{written!r} is not a decimal number"]


def test_is_nobody_warned_of_a_place_or_source_that_one_row_alone_uses(tmp_path):
    """A place may stand under an event alone, a source under a code alone."""
    tree = example()
    tree["events"][0]["place"] = "open-water"
    for _, part in mappings(tree):
        if part.get("source") == BOOK:
            part["source"] = REPORT
        if "sources" in part:
            part["sources"] = [REPORT]
    tree["codes"]["chain"]["sources"] = [BOOK]
    warnings = [str(p) for p in read_library(copy_raw(tmp_path / "a", tree)).problems]
    assert warnings == []
    tree["codes"]["chain"]["sources"] = [REPORT]
    tree["events"][0]["place"] = "camp-one"
    messages = {p.message for p in read_library(copy_raw(tmp_path / "b", tree)).problems}
    assert messages == {"nobody cites it", "no record uses 'open-water'"}


# --- files -------------------------------------------------------------------------------------


def test_leaves_a_formatter_that_is_cut_off_the_old_file_and_a_raw_folder_without_errors(tmp_path):
    """As on a disk that is full: what is written past the limit fails."""
    raw = Path(copy_raw(tmp_path, example()))
    path = raw / "incidents" / f"{EXAMPLE}.yaml"
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(OSError):
            format_file(path, Record)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == before
    assert read_library(raw).errors() == []
    assert format_file(path, Record) and path.read_bytes() != before
    assert os.listdir(path.parent) == [path.name]


def test_does_a_better_description_reach_the_parquet_file_although_no_row_changed(tmp_path):
    tables = make_tables(read_library(BASE))
    publish(tables, tmp_path / "a", tmp_path / "none")
    actors = tables["actors"]
    column = actors.columns[2]._replace(label="A better label", description="Better words.")
    actors.columns[2] = column
    publish(tables, tmp_path / "b", tmp_path / "a")
    field = pq.read_schema(tmp_path / "b" / "actors.parquet").field(column.name)
    assert field.metadata[b"description"] == b"Better words."
    assert field.metadata[b"label"] == b"A better label"


def test_keeps_a_parquet_file_its_bytes_where_its_content_is_the_same(tmp_path):
    """Another version of the library writes other bytes; a diff would show changes where none are."""
    tables = make_tables(read_library(BASE))
    publish(tables, tmp_path / "a", tmp_path / "none")
    old = tmp_path / "a" / "actors.parquet"
    pq.write_table(pq.read_table(old), old, compression="gzip")
    publish(tables, tmp_path / "b", tmp_path / "a")
    assert (tmp_path / "b" / "actors.parquet").read_bytes() == old.read_bytes()


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The published files of the example and of a record without a place."""
    nowhere = example(id="nowhere-1980")
    del nowhere["claims"]["place"]
    folder = tmp_path_factory.mktemp("published")
    library = read_library(copy_raw(folder, example(), nowhere))
    publish(make_tables(library), folder / "processed", folder / "none")
    return folder / "processed"


def features(published, name):
    return json.loads((published / f"{name}.geojson").read_text(encoding="utf-8"))["features"]


def test_are_points_and_lines_longitude_first_and_records_without_a_place_kept(published):
    found = {f["id"]: f["geometry"] for f in features(published, "incidents")}
    point = {"type": "Point", "coordinates": [104.7, 14.4]}
    assert found == {EXAMPLE: point, "nowhere-1980": None}
    found = {f["id"]: f["geometry"]["coordinates"] for f in features(published, "legs")}
    assert found[f"{EXAMPLE}-1"] == [[104.1, 14.2], [104.7, 14.4]]
    metadata = pq.read_schema(published / "incidents.parquet").metadata
    (box,) = [c["bbox"] for c in json.loads(metadata[b"geo"])["columns"].values()]
    assert box == [104.7, 14.4, 104.7, 14.4]


def test_is_missing_an_empty_cell_in_csv_and_truth_a_word(published):
    with open(published / "incidents.csv", encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert rows["nowhere-1980"]["place"] == rows["nowhere-1980"]["place_lat"] == ""
    assert rows[EXAMPLE]["part_of"] == "" and rows[EXAMPLE]["date_earliest"] == "1980-06-08"
    assert (rows[EXAMPLE]["count_in_totals"], rows[EXAMPLE]["reviewed_by_person"]) == (
        "true", "false",
    )  # fmt: skip


def test_has_every_published_file_its_checksum(published):
    lines = (published / "checksums.txt").read_text().splitlines()
    digests = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    assert set(digests) == {path.name for path in published.iterdir()} - {"checksums.txt"}
    for name, digest in digests.items():
        assert hashlib.sha256((published / name).read_bytes()).hexdigest() == digest


def test_takes_the_schema_for_editors_yes_and_no_as_words_and_as_truth_values(published):
    schema = json.loads((published / "record.schema.json").read_text(encoding="utf-8"))
    part = {"$defs": schema["$defs"], **schema["properties"]["reviewed_by_person"]}
    valid = jsonschema.Draft202012Validator(part).is_valid
    assert [valid(value) for value in ("yes", "no", True, False, "maybe", 1)] == [
        True, True, True, True, False, False,
    ]  # fmt: skip


def fill(root, text):
    """Write what a build writes, with a text to know it by."""
    for name in exchange.FOLDERS:
        (root / name).mkdir(parents=True, exist_ok=True)
        (root / name / "file").write_text(text)
        write_checksums(root / name)


@pytest.mark.parametrize("moment", range(1, 5))
def test_does_the_next_build_succeed_where_git_restored_what_a_killed_one_left(
    tmp_path, monkeypatch, moment
):
    old, root, calls = tmp_path / "old", tmp_path / "tree", []
    fill(old, "old")
    shutil.copytree(old, root)
    fill(exchange.begin(root), "new")
    exchange.declare_ready(root)

    def killed(real):
        def call(*paths):
            calls.append(paths)
            if len(calls) == moment:
                raise SystemExit
            return real(*paths)

        return call

    for word in ("rename", "replace"):
        monkeypatch.setattr(os, word, killed(getattr(os, word)))
    with pytest.raises(SystemExit):
        exchange.complete_exchange(root)
    monkeypatch.undo()
    shutil.copytree(old, root, dirs_exist_ok=True)
    fill(exchange.begin(root), "newest")
    exchange.declare_ready(root)
    exchange.complete_exchange(root)
    texts = [(root / name / "file").read_text() for name in exchange.FOLDERS]
    assert texts == ["newest", "newest"]
