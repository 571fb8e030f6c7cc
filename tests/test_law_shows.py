"""Does the recorded law say of known cases what the depositaries' lists say?"""

import csv

import pandas as pd
import pytest
from published_records import ROOT

import refoul_data as rd
from refoul_data.vocabulary.dates import date_bounds

TABLE = ROOT / "data" / "processed" / "parties.parquet"
pytestmark = pytest.mark.skipif(not TABLE.is_file(), reason="data/processed has no law yet")


def statuses(state, date, instrument, **where):
    table = rd.law_at(state, date, **where)
    return table[table["instrument"] == instrument].set_index("provision")


@pytest.mark.parametrize(
    ("state", "date", "instrument", "status"),
    [
        ("THA", "1979-06-12", "REF-CONV-1951", "not_party"),
        ("THA", "1979-06-12", "REF-PROT-1967", "not_party"),
        ("THA", "1979-06-12", "ICCPR-1966", "not_party"),
        ("THA", "1979-06-12", "CAT-1984", "not_adopted"),
        ("THA", "1979-06-12", "CIL-NONREF", "custom_asserted"),
        ("USA", "1992-06-01", "ICCPR-1966", "signed_only"),
        ("USA", "1992-06-01", "CAT-1984", "signed_only"),
        ("USA", "1992-09-08", "REF-PROT-1967", "in_force"),
        ("USA", "1992-09-08", "REF-CONV-1951", "not_party"),
        ("FRA", "1960-01-01", "REF-CONV-1951", "in_force_limited"),
        ("COD", "1970-01-01", "REF-CONV-1951", "in_force_limited"),
        ("COD", "1996-04-16", "CAT-1984", "consented_not_in_force"),
        ("COD", "1996-04-17", "CAT-1984", "in_force"),
        ("RWA", "1996-11-15", "CAT-1984", "not_party"),
        ("GRC", "1972-01-01", "ECHR-1950", "ended"),
        ("RUS", "2022-09-16", "ECHR-1950", "in_force"),
        ("RUS", "2022-09-17", "ECHR-1950", "ended"),
        ("DNK", "1953-06-01", "REF-CONV-1951", "consented_not_in_force"),
        ("DNK", "1954-04-22", "REF-CONV-1951", "in_force_limited"),
        ("BRA", "1990-01-01", "IACEXT-1981", "adopted_not_in_force"),
        ("BRA", "2000-01-01", "IACEXT-1981", "party_unknown"),
        # whom an instrument was never open to is no party, however short the list of parties
        ("THA", "1979-06-12", "OAU-1969", "not_party"),
        ("THA", "1990-01-01", "ACHPR-1981", "not_party"),
        ("THA", "2010-01-01", "ARAB-CHR-2004", "not_party"),
        ("THA", "2017-01-01", "EU-SBC-2016", "not_party"),
        ("NAM", "1995-01-01", "OAU-1969", "party_unknown"),
        # the depositary's page lets observers of the Organization of American States accede
        ("THA", "2000-01-01", "IACEXT-1981", "party_unknown"),
    ],
)
def test_is_the_status_of_all_provisions_that_of_the_lists(state, date, instrument, status):
    assert set(statuses(state, date, instrument)["status"]) == {status}


def test_do_reservations_limit_the_provisions_that_they_name_alone():
    found = statuses("USA", "1992-09-08", "ICCPR-1966")
    limited = found.index[found["status"] == "in_force_limited"]
    assert sorted(limited) == ["ICCPR-1966-6", "ICCPR-1966-7"]
    assert found.loc["ICCPR-1966-7", "limitation"]


def test_does_the_limit_of_place_bite_by_origin():
    for origin, scope in (("SYR", "not_met"), ("BIH", "met")):
        row = statuses("TUR", "2019-07-01", "REF-CONV-1951", origin=origin).loc[
            "REF-CONV-1951-33-1"
        ]
        assert (row["status"], row["scope_place"]) == ("in_force_limited", scope)


def test_did_the_convention_not_extend_to_hong_kong():
    row = statuses("GBR", "1989-12-12", "REF-CONV-1951", territory="HKG").loc["REF-CONV-1951-33-1"]
    assert row["status"] == "not_party"
    assert row["source"]


def test_does_a_place_without_a_row_give_territory_unknown():
    row = statuses("GBR", "1989-12-12", "CAT-1984", territory="JEY").loc["CAT-1984-3"]
    assert row["status"] == "territory_unknown"


def test_is_the_fourth_geneva_convention_not_for_those_who_fled_no_war_with_the_state():
    found = statuses("THA", "1979-06-12", "GC-IV-1949")
    assert set(found["scope_personal"]) == {"not_met"}


def test_is_custom_asserted_and_contested_and_counted_nowhere():
    found = statuses("THA", "1979-06-12", "CIL-NONREF")
    assert {"CIL-NONREF-REFUGEES", "CIL-NONREF-TORTURE"} <= set(found.index)  # apart
    assert not found["counts"].any()
    provisions = rd.load_provisions().set_index("id")
    said = provisions.loc["CIL-NONREF-REFUGEES", "note"]
    assert (
        "Asserted from 12 October 1977" in said and "Denied: the authorities of Hong Kong" in said
    )
    table = rd.load_law_on_date().query("instrument == 'CIL-NONREF'")
    assert len(table) and set(table["status"].dropna()) == {"custom_asserted"}
    assert not table["counts"].any()
    incidents = rd.load_incidents(kinds=None, execution=None)
    sums = incidents.filter(like="provisions_").select_dtypes("string")
    assert sums.shape[1] == 6 and not sums.apply(lambda c: c.str.contains("CIL-")).any(axis=None)


def test_how_did_russia_leave_the_european_convention():
    assert set(statuses("RUS", "2022-09-17", "ECHR-1950")["ended_by"]) == {
        "cessation_of_membership"
    }


def test_has_every_row_of_the_law_a_source():
    known = set(rd.load_sources()["key"])
    for load in (rd.load_instruments, rd.load_provisions, rd.load_parties, rd.load_statements,
                 rd.load_parties_territories, rd.load_law_on_date):  # fmt: skip
        cells = load()["source"]
        assert cells.notna().all(), load
        assert {key for cell in cells for key in cell.split(";")} <= known, load


@pytest.mark.parametrize(
    ("state", "date"), [("THA", "1979-06-12"), ("ZAF", "1977-09-12"), ("SUN", "1945-06-01")]
)
def test_has_every_answer_a_source(state, date):
    """Also one that rests on silence: that of the list."""
    answers = rd.law_at(state, date)
    known = set(rd.load_sources()["key"])
    assert answers["source"].notna().all()
    assert {key for cell in answers["source"] for key in cell.split(";")} <= known


def test_is_the_fourth_geneva_convention_never_said_to_have_no_effect_for_thailand_in_1979():
    """The day of accession was not read: the row says so, and takes no side."""
    found = statuses("THA", "1979-06-12", "GC-IV-1949")
    assert not {"not_party", "ended"} & {*found["status_earliest"], *found["status_latest"]}


def test_has_every_party_a_source_and_a_confidence():
    parties = rd.load_parties()
    assert parties[["source", "confidence"]].notna().all().all()
    known = set(rd.load_sources()["key"])
    assert {key for cell in parties["source"] for key in cell.split(";")} <= known


def test_is_every_instrument_that_a_finding_can_name_recorded():
    """OTHER stands for what has no code of its own; the provision names it."""
    assert set(rd.codelist("instrument")["code"]) - {"OTHER"} <= set(rd.load_instruments()["id"])


def bounds(column, side):
    """First or last possible day of each date of a column; missing where there is none."""
    found = {text: getattr(date_bounds(text), side) for text in set(column.dropna())}
    return column.map({text: day and day.isoformat() for text, day in found.items()})


def test_are_the_totals_what_a_recount_of_the_parties_gives():
    """By columns of the published table, not by the rule that checks the raw files."""
    parties, states = rd.load_parties(), rd.load_states().set_index("code")
    parties = parties[~parties["act"].isin(["signature", "provisional", "contested"])]
    begin = parties["deposited_on"].fillna(parties["effective_on"])
    life = states.loc[parties["state"]].reset_index(drop=True)
    frame = pd.DataFrame(
        {
            "instrument": parties["instrument"].to_numpy(), "state": parties["state"].to_numpy(),
            "early": bounds(begin, "earliest").to_numpy(), "late": bounds(begin, "latest").to_numpy(),
            "end_early": bounds(parties["ended_on"], "earliest").to_numpy(),
            "end_late": bounds(parties["ended_on"], "latest").to_numpy(),
            "first": bounds(life["from"], "earliest").to_numpy(),
            "last": bounds(life["to"], "latest").to_numpy(),
        }
    )  # fmt: skip
    frame["end_late"] = frame["end_late"].where(
        frame["end_early"].isna(), frame["end_late"].fillna("9")
    )
    frame = frame[begin.notna().to_numpy()]
    with open(ROOT / "data" / "raw" / "law" / "totals.csv", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["ours"]]
    assert len({row["instrument"] for row in rows}) > 15
    for row in rows:
        day = date_bounds(row["on"]).latest.isoformat()
        mine = frame[frame["instrument"].isin(row["instrument"].split(";"))]
        mine = mine[(mine["first"].fillna("") <= day) & (mine["last"].fillna("9") >= day)]
        sure = (mine["late"].fillna("9") <= day) & (mine["end_early"].fillna("9") >= day)
        possible = (mine["early"].fillna("") <= day) & (mine["end_late"].fillna("9") >= day)
        least, most = (mine.loc[rows_, "state"].nunique() for rows_ in (sure, possible))
        assert least <= int(row["ours"]) <= most, (row, least, most)


def test_do_our_totals_equal_the_published_ones_or_say_why_not():
    with open(ROOT / "data" / "raw" / "law" / "totals.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 50
    sources = {path.stem for path in (ROOT / "data" / "raw" / "sources").glob("*.yaml")}
    for row in rows:
        equal = row["published"] in ("", row["ours"])
        assert equal or row["note"], row
        assert set(filter(None, row["source"].split(";"))) <= sources, row


def test_is_a_treaty_kept_in_force_for_one_territory():
    """China has signed the Covenant, and it goes on for Hong Kong; the weaker confidence shows."""
    there = statuses("CHN", "2000-01-01", "ICCPR-1966", territory="HKG")
    assert set(there["status"]) == {"in_force"}
    assert set(there["confidence"]) <= {"medium", "low"}
    assert set(statuses("CHN", "2000-01-01", "ICCPR-1966")["status"]) == {"signed_only"}
    kept = statuses("GBR", "1990-01-01", "ICCPR-1966", territory="HKG")
    assert set(kept["confidence"]) <= {"medium", "low"}


@pytest.mark.parametrize(
    ("state", "date", "territory"),
    [
        ("NLD", "1954-01-01", "CUW"),
        ("CHN", "1990-01-01", "HKG"),
    ],  # before the state, before the row
)
def test_is_no_treaty_in_force_for_a_territory_before_it_was_for_anybody(state, date, territory):
    for instrument in ("ECHR-1950", "ICCPR-1966"):
        assert "in_force" not in set(
            statuses(state, date, instrument, territory=territory)["status"]
        )


def test_is_a_territory_not_answered_as_a_state():
    with pytest.raises(ValueError, match="territory='HKG'"):
        rd.law_at("HKG", "2000-01-01")


@pytest.mark.parametrize(
    ("state", "date", "where", "scope"),
    [
        ("ARG", "1975-01-01", {}, "unknown"),  # its declaration was not read
        ("ARG", "2020-01-01", {}, "met"),
        ("ARG", "1975-01-01", {"origin": "HUN"}, "met"),
        ("USA", "1990-01-01", {}, "met"),  # party to the Protocol alone
        ("TUR", "2019-07-01", {"origin": "SYR"}, "not_met"),
    ],
)
def test_is_a_limit_that_was_not_read_not_taken_for_none(state, date, where, scope):
    rows = statuses(state, date, "REF-PROT-1967", **where)
    assert set(rows["scope_place"]) == {scope}


def test_is_a_limit_shown_whose_end_is_not_known():
    rows = statuses("ITA", "1995-01-01", "REF-CONV-1951")
    assert rows["limitation"].str.contains("Europe").all()
