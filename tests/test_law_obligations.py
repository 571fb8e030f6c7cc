"""Does each rule of precedence give its status, and are steps the same as days?"""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from law_records import invented_law, rows_of_law

from refoul_data.law.answers import Answer, Question, answer, timeline
from refoul_data.law.facts import EARLY, LATE, make_law
from refoul_data.law.obligations import DATE_LIMIT, status_at
from refoul_data.law.scopes import reading_at, scopes
from refoul_data.law.steps import change_days, is_exact, steps
from refoul_data.law.sums import OPEN, sums_of
from refoul_data.vocabulary.codes import read_codelist

DAY = dt.date.fromisoformat
STATES = ("AAA", "BBB", "OLD", "NEW", "EUR")


@pytest.fixture(scope="module")
def law():
    return invented_law()


def standing(law, provision, state, day, side=EARLY, territory=None):
    return status_at(law, law.provisions[provision], state, DAY(day), side, territory)


def changed_rows():
    """Return copies of the rows, which a test may spoil."""
    return [[dict(row) for row in table] for table in rows_of_law()]


def ask(law, provision, state, first, last=None, **more):
    question = Question(state, DAY(first), DAY(last or first), **more)
    return answer(law, law.provisions[provision], question)


OPT_OUT = {
    "instrument": "EU-QD-2004", "state": "BBB", "number": 1, "type": "opt_out", "provisions": None,
    "from": "2004-04-29", "to": "2010-06-30", "text": "Takes no part.", "source": "example-list",
    "at": None, "confidence": "high",
}  # fmt: skip


@pytest.mark.parametrize("known", ["complete", "partial"])
def test_does_a_state_that_opted_out_say_why_it_is_no_party(known):
    rows = changed_rows()
    (row,) = [r for r in rows[0] if r["id"] == "EU-QD-2004"]
    row["parties_known"] = known
    law = make_law(*rows[:3], [*rows[3], OPT_OUT], rows[4])
    found = ask(law, "EU-QD-2004-21", "BBB", "2008-01-01")
    assert (found.status, found.limitation, found.source, found.limitation_source) == (
        "not_party", "Takes no part.", "example-list", "example-list",
    )  # fmt: skip
    assert found.counts is False
    later = ask(law, "EU-QD-2004-21", "BBB", "2010-07-01")
    assert later.limitation is None
    assert later.status == ("not_party" if known == "complete" else "party_unknown")
    other = ask(law, "EU-QD-2004-21", "EUR", "2008-01-01")
    assert (other.status, other.limitation) == ("in_force", None)


# --- status --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("provision", "state", "day", "status"),
    [
        ("CAT-1984-3", "AAA", "1984-12-09", "not_adopted"),
        ("CAT-1984-3", "AAA", "1984-12-10", "adopted_not_in_force"),
        ("CAT-1984-3", "AAA", "1985-02-04", "signed_only"),
        ("CAT-1984-3", "AAA", "2024-01-01", "signed_only"),
        ("CAT-1984-3", "BBB", "1996-03-17", "signed_only"),
        ("CAT-1984-3", "BBB", "1996-03-18", "consented_not_in_force"),
        ("CAT-1984-3", "BBB", "1996-04-16", "consented_not_in_force"),
        ("CAT-1984-3", "BBB", "1996-04-17", "in_force"),
        ("CAT-1984-3", "OLD", "1987-06-25", "adopted_not_in_force"),
        ("CAT-1984-3", "OLD", "1987-06-26", "not_party"),
        ("CAT-1984-3", "NEW", "2019-07-30", "not_party"),
        ("CAT-1984-3", "NEW", "2019-07-31", "contested"),
        ("ECHR-1950-3", "OLD", "1950-11-27", "adopted_not_in_force"),
        ("ECHR-1950-3", "OLD", "1970-06-12", "in_force"),
        ("ECHR-1950-3", "OLD", "1970-06-13", "ended"),
        ("ECHR-1950-3", "OLD", "1974-11-27", "ended"),
        ("ECHR-1950-3", "OLD", "1974-11-28", "in_force"),
        ("ECHR-1950-3", "NEW", "2022-09-16", "in_force"),
        ("ECHR-1950-3", "NEW", "2022-09-17", "ended"),
        ("REF-CONV-1951-33-1", "EUR", "1952-12-03", "signed_only"),
        ("REF-CONV-1951-33-1", "EUR", "1952-12-04", "consented_not_in_force"),
        ("REF-CONV-1951-33-1", "EUR", "1954-04-21", "consented_not_in_force"),
        ("REF-CONV-1951-33-1", "EUR", "1954-04-22", "in_force_limited"),  # date limit
        ("REF-CONV-1951-33-1", "EUR", "1968-01-29", "in_force_limited"),  # geographic limitation
        ("REF-CONV-1951-33-1", "EUR", "1970-03-04", "in_force_limited"),
        ("REF-CONV-1951-33-1", "EUR", "1970-03-05", "in_force"),
        ("REF-CONV-1951-33-1", "AAA", "1968-09-30", "in_force_limited"),
        ("REF-CONV-1951-33-1", "AAA", "1968-10-01", "in_force"),
        ("REF-CONV-1951-32", "AAA", "1968-10-01", "in_force_limited"),  # its own reservation
        ("REF-CONV-1951-32", "AAA", "1980-12-31", "in_force_limited"),
        ("REF-CONV-1951-32", "AAA", "1981-01-01", "in_force"),
        ("REF-CONV-1951-33-1", "BBB", "2024-01-01", "in_force_limited"),
        (
            "REF-PROT-1967-I",
            "BBB",
            "2024-01-01",
            "in_force_limited",
        ),  # carried over by article I(3)
        ("REF-PROT-1967-I", "EUR", "2024-01-01", "in_force"),  # a declaration limits nothing
        ("REF-PROT-1967-I", "EUR", "1970-03-04", "in_force_limited"),
        ("CAT-1984-3", "BBB", "2000-01-01", "in_force"),  # nor does an understanding
        ("REF-CONV-1951-33-1", "NEW", "1990-10-03", "in_force_limited"),  # retroactive succession
        ("EU-QD-2004-21", "EUR", "2004-10-19", "adopted_not_in_force"),
        ("EU-QD-2004-21", "EUR", "2006-10-09", "not_party"),
        ("EU-QD-2004-21", "EUR", "2013-12-20", "in_force"),
        ("EU-QD-2004-21", "EUR", "2013-12-21", "ended"),  # with the instrument
        ("BIL-1964-4", "AAA", "1964-05-31", "not_adopted"),
        ("BIL-1964-4", "AAA", "1964-06-30", "adopted_not_in_force"),
        ("BIL-1964-4", "AAA", "1964-07-01", "in_force"),
        ("BIL-1964-4", "AAA", "1987-01-01", "ended"),
        ("BIL-1964-4", "EUR", "1964-06-30", "not_party"),
        ("BIL-1964-4", "EUR", "1970-01-01", "not_party"),
        ("MEM-1986-1", "BBB", "1986-07-31", "not_party"),
        ("MEM-1986-1", "BBB", "1986-08-01", "operative"),
        ("MEM-1986-1", "BBB", "1990-01-31", "operative"),
        ("MEM-1986-1", "BBB", "1990-02-01", "ended"),
        ("MEM-1986-1", "EUR", "1989-01-01", "not_party"),
        ("EXCOM-6-c", "AAA", "1977-10-11", "not_adopted"),
        ("EXCOM-6-c", "AAA", "1977-10-12", "non_binding"),
        ("CIL-NONREF-refugees", "AAA", "1981-12-31", "not_adopted"),
        ("CIL-NONREF-refugees", "AAA", "1983-01-01", "custom_asserted"),
        ("ACT-1992-7", "AAA", "1992-04-30", "not_adopted"),
        ("ACT-1992-7", "AAA", "1992-05-31", "adopted_not_in_force"),
        ("ACT-1992-7", "AAA", "1992-06-01", "in_force"),
        ("GC-IV-1949-45", "BBB", "1979-06-12", "in_force"),
    ],
)
def test_does_the_order_of_precedence_give_this_status(law, provision, state, day, status):
    assert standing(law, provision, state, day).status == status
    assert status in read_codelist("law_status")


def test_is_the_act_of_one_state_listed_for_no_other(law):
    assert standing(law, "ACT-1992-7", "BBB", "2000-01-01") is None
    assert ask(law, "ACT-1992-7", "BBB", "2000-01-01") is None


@pytest.mark.parametrize(
    ("provision", "state", "day", "ended_by"),
    [
        ("ECHR-1950-3", "OLD", "1972-01-01", "denunciation"),
        ("ECHR-1950-3", "NEW", "2022-09-17", "cessation_of_membership"),
        ("EU-QD-2004-21", "EUR", "2014-01-01", "termination"),
        ("MEM-1986-1", "AAA", "1991-01-01", "withdrawal"),
        ("ECHR-1950-3", "OLD", "1975-01-01", None),
    ],
)
def test_does_an_end_say_how_it_came_about(law, provision, state, day, ended_by):
    assert ask(law, provision, state, day).ended_by == ended_by


@pytest.mark.parametrize(
    ("provision", "state", "territory", "day", "status"),
    [
        ("REF-CONV-1951-33-1", "EUR", "ISD", "1989-12-12", "not_party"),
        ("ECHR-1950-3", "EUR", "ISD", "1953-10-22", "territory_unknown"),  # no row for that day
        ("ECHR-1950-3", "EUR", "ISD", "1953-10-23", "in_force"),
        ("ECHR-1950-3", "EUR", "ISD", "1997-06-30", "in_force"),
        ("ECHR-1950-3", "EUR", "ISD", "1997-07-01", "territory_unknown"),
        ("REF-PROT-1967-I", "EUR", "ISD", "1989-12-12", "territory_unknown"),
        ("CAT-1984-3", "BBB", "ISD", "2000-01-01", "contested"),
        ("CAT-1984-3", "BBB", "ISD", "1996-04-01", "contested"),
        ("CAT-1984-3", "BBB", "ISD", "1990-01-01", "signed_only"),  # it was not bound at all
        ("EXCOM-6-c", "EUR", "ISD", "1989-12-12", "non_binding"),
        ("MEM-1986-1", "AAA", "ISD", "1989-12-12", "territory_unknown"),
    ],
)
def test_does_a_territory_need_a_row_that_extends_to_it(
    law, provision, state, territory, day, status
):
    assert standing(law, provision, state, day, territory=territory).status == status


@pytest.mark.parametrize(
    ("kind", "named"), [("reservation", True), ("territorial_limitation", False)]
)
def test_limits_what_was_declared_for_a_territory_nothing_at_home(kind, named):
    rows = changed_rows()
    provision = "ECHR-1950-3"
    said = OPT_OUT | {
        "instrument": "ECHR-1950", "state": "EUR", "type": kind, "from": "1953-10-23", "to": "1997-06-30",
        "provisions": provision if named else None, "territory": "AAA;ISD", "text": "Not on the island.",
    }  # fmt: skip
    law = make_law(*rows[:3], [*rows[3], said], rows[4])
    assert standing(law, provision, "EUR", "1960-01-01").status == "in_force"
    found = standing(law, provision, "EUR", "1960-01-01", territory="ISD")
    assert (found.status, found.limits[0].row["text"]) == ("in_force_limited", "Not on the island.")
    assert ask(law, provision, "EUR", "1960-01-01").limitation is None
    rows[4] = [*rows[4], {**rows[4][0], "instrument": "ECHR-1950", "state": "EUR", "territory": "BBB",
                          "status": "extended", "from": None, "to": None}]  # fmt: skip
    law = make_law(*rows[:3], [*rows[3], said], rows[4])
    assert standing(law, provision, "EUR", "1960-01-01", territory="BBB").status == "in_force"


def test_is_a_day_after_the_last_reading_told_where_the_day_of_the_list_is_not_known():
    rows = changed_rows()
    for row in rows[0]:
        if row["id"] in ("CAT-1984", "EXCOM-6"):
            row["checked_on"] = None
        assert (row["read_on"] is None) == (row["kind"] in ("soft", "custom", "guidance"))
        row["read_on"] = row["read_on"] and "2026-11-24"
    law = make_law(*rows)
    found = ask(law, "CAT-1984-3", "BBB", "2050-01-01")
    assert (found.status, found.checked_on, found.as_on) == ("in_force", None, "2026-11-24")
    assert ask(law, "CAT-1984-3", "BBB", "2026-11-24").as_on is None
    assert ask(law, "ECHR-1950-3", "EUR", "2050-01-01").as_on == "2022-09-30"  # checked
    assert ask(law, "EXCOM-6-c", "BBB", "2050-01-01").as_on is None  # nobody can be party
    question = Question("BBB", DAY("2020-01-01"), dt.date.max)
    ((_, _, row),) = timeline(law, law.provisions["CAT-1984-3"], question)
    assert row.as_on == "2026-11-24"


def test_does_a_day_after_the_last_check_answer_as_on_that_day(law):
    row = ask(law, "CAT-1984-3", "BBB", "2030-01-01")
    assert (row.status, row.as_on, row.checked_on) == ("in_force", "2024-12-31", "2024-12-31")
    assert ask(law, "CAT-1984-3", "BBB", "2024-12-31").as_on is None
    assert ask(law, "EXCOM-6-c", "BBB", "2030-01-01").as_on is None  # nobody can be party


def test_does_an_end_after_the_last_check_stay_unseen(law):
    rows = changed_rows()
    for row in rows[0]:
        if row["id"] == "ECHR-1950":
            row["checked_on"] = "2022-09-16"
    assert standing(make_law(*rows), "ECHR-1950-3", "NEW", "2030-01-01").status == "in_force"


def law_with(table, instrument, state, number=1, **cells):
    """Return the law with cells of one row of a state changed: the first by default."""
    rows = changed_rows()
    place = {"parties": 2, "statements": 3}[table]
    (row,) = [
        r for r in rows[place]
        if (r["instrument"], r["state"], r["number"]) == (instrument, state, number)
    ]  # fmt: skip
    row |= cells
    return make_law(*rows)


def test_is_a_contest_over_one_day():
    law = law_with("parties", "CAT-1984", "NEW", ended_on="2020-12-31")
    assert standing(law, "CAT-1984-3", "NEW", "2020-12-31").status == "contested"
    assert standing(law, "CAT-1984-3", "NEW", "2021-01-01").status == "not_party"


def test_does_the_last_end_count_of_a_state_that_left_twice():
    ends = {"ended_on": "1980-01-01", "ended_by": "withdrawal"}
    found = standing(
        law_with("parties", "ECHR-1950", "OLD", 2, **ends), "ECHR-1950-3", "OLD", "1985-01-01"
    )
    assert (found.status, found.ended_by) == ("ended", "withdrawal")


def test_does_a_state_that_left_consent_again():
    law = law_with("parties", "ECHR-1950", "OLD", 2, deposited_on="1974-10-01")
    assert standing(law, "ECHR-1950-3", "OLD", "1974-09-30").status == "ended"
    assert standing(law, "ECHR-1950-3", "OLD", "1974-10-01").status == "consented_not_in_force"


def test_does_consent_end_that_never_took_effect():
    cells = {"effective_on": None, "ended_on": "1996-12-31", "ended_by": "extinction"}
    law = law_with("parties", "CAT-1984", "BBB", **cells)
    assert standing(law, "CAT-1984-3", "BBB", "1996-12-31").status == "consented_not_in_force"
    assert standing(law, "CAT-1984-3", "BBB", "1997-01-01").status == "signed_only"


def test_limits_a_reservation_that_names_no_provision_nothing():
    law = law_with("statements", "REF-CONV-1951", "AAA", provisions=None)
    assert standing(law, "REF-CONV-1951-32", "AAA", "1970-01-01").status == "in_force"


def test_is_a_limitation_carried_over_only_where_the_protocol_has_none_of_its_own():
    own = {"type": "geographic_limitation", "provisions": None, "to": "1968-12-31"}
    law = law_with("statements", "REF-PROT-1967", "EUR", **own)
    assert standing(law, "REF-PROT-1967-I", "EUR", "1968-12-31").status == "in_force_limited"
    assert standing(law, "REF-PROT-1967-I", "EUR", "1969-01-01").status == "in_force"
    assert standing(law, "REF-CONV-1951-33-1", "EUR", "1969-01-01").status == "in_force_limited"


def test_does_an_effect_that_is_open_in_its_past_begin_with_the_instrument():
    law = law_with("parties", "GC-IV-1949", "BBB", deposited_on="../1970", effective_on="../1970")
    provision = "GC-IV-1949-45"
    pairs = {
        day: tuple(standing(law, provision, "BBB", day, side).status for side in (EARLY, LATE))
        for day in ("1949-08-11", "1950-10-20", "1950-10-21", "1970-12-30", "1970-12-31")
    }
    assert list(pairs.values()) == [
        ("not_adopted", "not_adopted"),
        ("consented_not_in_force", "adopted_not_in_force"),
        ("in_force", "not_party"),
        ("in_force", "not_party"),
        ("in_force", "in_force"),
    ]


def test_counts_a_provision_whose_force_as_treaty_is_disputed_not():
    rows = changed_rows()
    for row in rows[1]:
        if row["id"] == "CAT-1984-3":
            row["bindingness"] = "disputed"
    assert ask(make_law(*rows), "CAT-1984-3", "BBB", "2000-01-01").counts is False


@pytest.mark.parametrize(
    ("state", "day", "status"),
    [
        ("OLD", "1984-12-09", "not_adopted"),
        ("OLD", "1987-06-25", "adopted_not_in_force"),
        ("OLD", "1987-06-26", "party_unknown"),
        ("AAA", "1986-01-01", "signed_only"),
        ("AAA", "1988-01-01", "party_unknown"),  # it may have ratified since
        ("BBB", "1996-04-16", "consented_not_in_force"),
        ("BBB", "1996-04-17", "in_force"),
        ("NEW", "2019-07-31", "contested"),
    ],
)
@pytest.mark.parametrize("known", ["partial", "not_recorded"])
def test_is_the_silence_of_an_incomplete_list_no_answer(known, state, day, status):
    rows = changed_rows()
    for row in rows[0]:
        if row["id"] == "CAT-1984":
            row["parties_known"] = known
    law = make_law(*rows)
    assert standing(law, "CAT-1984-3", state, day).status == status
    assert standing(law, "MEM-1986-1", "EUR", "1989-01-01").status == "not_party"


@pytest.mark.parametrize(
    ("key", "known", "state", "status"),
    [
        ("CAT-1984", "partial", "OLD", "party_unknown"),
        ("CAT-1984", "not_recorded", "OLD", "party_unknown"),
        ("CAT-1984", "complete", "OLD", "adopted_not_in_force"),  # then it never was
        ("BIL-1964", "complete", "AAA", "party_unknown"),
        ("BIL-1964", "complete", "EUR", "not_party"),
    ],
)
def test_is_a_first_day_of_force_that_was_not_read_no_day_without_force(key, known, state, status):
    rows = changed_rows()
    for row in rows[0]:
        if row["id"] == key:
            row |= {"in_force": None, "parties_known": known, "ended": None, "ended_by": None}
    law = make_law(*rows)
    provision = law.instruments[key].provisions[0]
    assert standing(law, provision.id, state, "1988-01-01").status == status
    assert standing(law, provision.id, "AAA", "1960-01-01").status == "not_adopted"
    found = ask(law, provision.id, state, "1988-01-01")
    assert (OPEN in sums_of(found._asdict() | {"counts": found.counts}, provision.row)) == (
        status == "party_unknown" and provision.row["function"] == "prohibits_return"
    )
    assert [s for _, s in steps(law, provision, state)][-1] == status


def test_is_a_state_that_could_not_join_no_party_before_a_day_that_was_not_read():
    rows = changed_rows()
    for row in rows[0]:
        if row["id"] == "CAT-1984":
            row |= {"parties_known": "partial", "open_to": "Asia", "in_force": None}
    law = make_law(*rows, PLACES)
    assert standing(law, "CAT-1984-3", "OLD", "1986-01-01").status == "not_party"
    assert standing(law, "CAT-1984-3", "AAA", "1986-01-01").status == "party_unknown"


PLACES = [
    {"code": "AAA", "m49_region": "Asia", "m49_subregion": "Southern Asia"},
    {"code": "BBB", "m49_region": "Asia", "m49_subregion": "Southern Asia"},
    {"code": "OLD", "m49_region": "Europe", "m49_subregion": "Eastern Europe"},
    {"code": "NEW", "m49_region": "Europe", "m49_subregion": "Eastern Europe"},
    {"code": "EUR", "m49_region": None, "m49_subregion": None},
]


def law_open_to(open_to, known="partial", places=PLACES):
    rows = changed_rows()
    for row in rows[0]:
        if row["id"] == "CAT-1984":
            row |= {"parties_known": known, "open_to": open_to}
    return make_law(*rows, places)


@pytest.mark.parametrize(
    ("open_to", "status"),
    [
        (None, "party_unknown"),
        ("Europe", "party_unknown"),
        ("Eastern Europe;Africa", "party_unknown"),
        ("Asia;OLD", "party_unknown"),
        ("Asia", "not_party"),
        ("Western Europe;NEW", "not_party"),
    ],
)
@pytest.mark.parametrize("known", ["partial", "not_recorded"])
def test_is_a_state_no_party_that_an_instrument_was_never_open_to(open_to, known, status):
    """The list may be incomplete; of those who could not join it still says all."""
    law = law_open_to(open_to, known)
    found = {day: standing(law, "CAT-1984-3", "OLD", day).status for day in
             ("1984-12-09", "1987-06-25", "1987-06-26")}  # fmt: skip
    assert list(found.values()) == ["not_adopted", "adopted_not_in_force", status]
    assert standing(law, "CAT-1984-3", "BBB", "1996-04-17").status == "in_force"
    row = ask(law, "CAT-1984-3", "OLD", "1988-01-01")
    assert (row.status, row.source) == (status, "example-book-1985")
    assert [s for _, s in steps(law, law.provisions["CAT-1984-3"], "OLD")][-1] == status


def test_may_a_state_without_a_region_have_joined_anything():
    law = law_open_to("Asia")
    law.periods.pop(("CAT-1984", "EUR"))
    assert standing(law, "CAT-1984-3", "EUR", "1988-01-01").status == "party_unknown"


def test_may_a_signatory_have_ratified_whatever_its_region():
    law = law_open_to("Europe")
    assert standing(law, "CAT-1984-3", "AAA", "1988-01-01").status == "party_unknown"


def test_does_provisional_application_have_a_status_of_its_own(law):
    rows = changed_rows()
    for row in rows[2]:
        if (row["instrument"], row["state"]) == ("CAT-1984", "BBB"):
            row["act"] = "provisional"
    found = standing(make_law(*rows), "CAT-1984-3", "BBB", "2000-01-01")
    assert found.status == "provisional"


@pytest.mark.parametrize("key", ["applies_from", "transpose_by"])
def test_binds_an_act_of_the_union_nobody_before_it_applies(key):
    """Between entry into force and application a member is not called a stranger to it."""
    rows = changed_rows()
    (row,) = [r for r in rows[0] if r["id"] == "EU-QD-2004"]
    row[key] = "2006-10-10"
    law = make_law(*rows)
    days = ("2004-04-28", "2004-10-20", "2006-10-09", "2006-10-10")
    found = [standing(law, "EU-QD-2004-21", "EUR", day).status for day in days]
    assert found == ["not_adopted", "adopted_not_in_force", "adopted_not_in_force", "in_force"]
    found = [standing(law, "EU-QD-2004-21", "AAA", day).status for day in days]
    assert found == ["not_adopted", "adopted_not_in_force", "adopted_not_in_force", "not_party"]
    (steps_of,) = [list(steps(law, law.provisions["EU-QD-2004-21"], "AAA"))]
    assert (DAY("2006-10-10"), "not_party") in steps_of


# --- rows ----------------------------------------------------------------------------------------


def test_names_a_row_the_period_that_decides(law):
    row = ask(law, "CAT-1984-3", "BBB", "1996-04-01")
    assert (row.signed_on, row.deposited_on, row.effective_on) == (
        "1985-02-04", "1996-03-18", "1996-04-17",
    )  # fmt: skip
    assert (row.source, row.at, row.confidence) == ("example-book-1985", "p. 4", "high")


def test_rests_a_status_on_the_next_period_or_on_the_instrument(law):
    before = ask(law, "GC-IV-1949-45", "BBB", "1954-01-01")
    assert (before.status, before.effective_on, before.confidence) == (
        "not_party", "1954-12-29", "medium",
    )  # fmt: skip
    never = ask(law, "GC-IV-1949-45", "AAA", "1954-01-01")
    assert (never.status, never.effective_on, never.confidence) == ("not_party", None, None)
    assert (never.source, never.at) == ("example-book-1985", "p. 7")


def test_is_a_limit_told_in_words_with_its_source(law):
    row = ask(law, "REF-CONV-1951-33-1", "EUR", "1960-01-01")
    assert row.limitation == f"Events in Europe alone.; {DATE_LIMIT}"
    assert (row.limitation_source, row.limitation_at) == ("example-book-1985", "p. 1; p. 1")
    assert ask(law, "REF-CONV-1951-33-1", "EUR", "1980-01-01").limitation is None


def test_is_a_retroactive_effect_told_until_the_deposit(law):
    assert ask(law, "REF-CONV-1951-33-1", "NEW", "1993-10-11").retroactive
    assert not ask(law, "REF-CONV-1951-33-1", "NEW", "1993-10-12").retroactive
    assert not ask(law, "CAT-1984-3", "BBB", "2000-01-01").retroactive


@pytest.mark.parametrize(
    ("provision", "state", "day", "counts"),
    [
        ("CAT-1984-3", "BBB", "1996-04-17", True),
        ("CAT-1984-3", "BBB", "1996-04-16", False),
        ("REF-CONV-1951-33-1", "EUR", "1960-01-01", True),  # limited counts
        ("CAT-1984-22", "BBB", "2000-01-01", False),  # a remedy
        ("ECHR-1950-3", "EUR", "1989-07-06", False),  # not read so yet
        ("ECHR-1950-3", "EUR", "1989-07-07", True),
        ("CIL-NONREF-refugees", "BBB", "2000-01-01", False),
        ("MEM-1986-1", "BBB", "1989-01-01", False),
        ("ACT-1992-7", "AAA", "2000-01-01", False),
        ("CAT-1984-3", "NEW", "2020-01-01", False),  # contested
    ],
)
def test_counts_what_prohibits_return_binds_as_treaty_and_was_in_force(
    law, provision, state, day, counts
):
    assert ask(law, provision, state, day).counts is counts


# --- uncertain dates -----------------------------------------------------------------------------


def test_gives_a_stretch_a_status_only_where_all_its_days_agree(law):
    row = ask(law, "CAT-1984-3", "BBB", "1996-04-01", "1996-04-30")
    assert (row.status, row.status_earliest, row.status_latest, row.counts) == (
        None, "consented_not_in_force", "in_force", None,
    )  # fmt: skip
    row = ask(law, "CAT-1984-3", "BBB", "1996-05-01", "1996-05-31")
    assert (row.status, row.counts) == ("in_force", True)


def test_does_a_gap_within_a_stretch_leave_the_status_open(law):
    """Both ends agree, the days between do not."""
    row = ask(law, "ECHR-1950-3", "OLD", "1969-01-01", "1975-01-01")
    assert (row.status_earliest, row.status_latest, row.status) == ("in_force", "in_force", None)


def test_does_an_imprecise_date_of_the_law_leave_the_status_open(law):
    row = ask(law, "CAT-1984-3", "EUR", "1991-06-15")
    assert (row.status, row.status_earliest, row.status_latest) == (None, "not_party", "in_force")
    assert ask(law, "CAT-1984-3", "EUR", "1990-12-31").status == "not_party"
    assert ask(law, "CAT-1984-3", "EUR", "1991-12-31").status == "in_force"
    assert not is_exact(law, law.instruments["CAT-1984"], "EUR")
    assert is_exact(law, law.instruments["CAT-1984"], "BBB")


# --- scopes and readings -------------------------------------------------------------------------


def reach(law, provision, state, day, **more):
    found = scopes(law, law.provisions[provision], state, DAY(day), **more)
    return {name: scope.code for name, scope in found._asdict().items()}


@pytest.mark.parametrize(
    ("provision", "state", "day", "more", "name", "code"),
    [
        ("REF-CONV-1951-33-1", "EUR", "1960-01-01", {}, "temporal", "unknown"),
        ("REF-CONV-1951-33-1", "EUR", "1968-01-29", {}, "temporal", "met"),
        ("CAT-1984-3", "EUR", "1960-01-01", {}, "temporal", "met"),
        ("CAT-1984-3", "BBB", "2000-01-01", {}, "personal", "met"),
        ("GC-IV-1949-45", "BBB", "1979-06-12", {}, "personal", "not_met"),
        ("REF-CONV-1951-33-1", "BBB", "2000-01-01", {}, "personal", "unknown"),
        ("REF-CONV-1951-33-1", "BBB", "2000-01-01", {"regions": ["Europe"]}, "place", "met"),
        ("REF-CONV-1951-33-1", "BBB", "2000-01-01", {"regions": ["Asia"]}, "place", "not_met"),
        ("REF-CONV-1951-33-1", "BBB", "2000-01-01", {}, "place", "unknown"),
        ("REF-CONV-1951-33-1", "BBB", "2000-01-01", {"regions": ["Asia", "Europe"]}, "place", "unknown"),
        ("REF-PROT-1967-I", "BBB", "2000-01-01", {"regions": ["Asia"]}, "place", "not_met"),
        ("REF-CONV-1951-33-1", "AAA", "2000-01-01", {"regions": ["Asia"]}, "place", "met"),
        ("REF-CONV-1951-33-1", "AAA", "2000-01-01", {"place_kind": "high_seas"}, "place", "contested"),
        ("REF-CONV-1951-33-1", "AAA", "2000-01-01", {"place_kind": "sea_unspecified"}, "place", "contested"),
        ("REF-CONV-1951-33-1", "AAA", "2000-01-01", {"place_kind": "territorial_sea"}, "place", "met"),
        ("REF-CONV-1951-33-1", "BBB", "2000-01-01", {"place_kind": "high_seas", "regions": ["Asia"]},
         "place", "not_met"),
        ("REF-CONV-1951-33-1", "BBB", "2000-01-01", {"place_kind": "high_seas", "regions": ["Europe"]},
         "place", "contested"),
        ("REF-CONV-1951-33-1", "BBB", "2000-01-01", {"place_kind": "high_seas"}, "place", "unknown"),
        ("CAT-1984-3", "BBB", "2000-01-01", {"place_kind": "high_seas"}, "place", "unknown"),
        ("ECHR-1950-3", "EUR", "2012-02-22", {"place_kind": "high_seas"}, "place", "contested"),
        ("ECHR-1950-3", "EUR", "2012-02-23", {"place_kind": "high_seas"}, "place", "met"),
        ("ECHR-1950-3", "EUR", "2009-05-06", {"place_kind": "high_seas", "known_on": DAY("2020-01-01")},
         "place", "met"),
    ],
)  # fmt: skip
def test_is_each_scope_told_apart(law, provision, state, day, more, name, code):
    assert reach(law, provision, state, day, **more)[name] == code


def test_says_a_scope_on_which_reading_it_rests(law):
    found = scopes(
        law, law.provisions["ECHR-1950-3"], "EUR", DAY("2020-01-01"), place_kind="high_seas"
    )
    assert found.place.reading == "A court, in another invented case"
    found = scopes(law, law.provisions["GC-IV-1949-45"], "BBB", DAY("1979-06-12"))
    assert found.personal.reading.startswith("No international armed conflict")
    found = scopes(law, law.provisions["REF-PROT-1967-I"], "BBB", DAY("2020-01-01"))
    assert found.place.reading == "Limited to events in Europe: Events in Europe alone."


@pytest.mark.parametrize(
    ("known_on", "reading"), [("1989-07-06", "not_yet_recognised"), ("1989-07-07", "recognised")]
)
def test_is_a_reading_known_from_the_day_of_its_authority(law, known_on, reading):
    assert reading_at(law.provisions["ECHR-1950-3"], DAY(known_on)) == reading
    assert reading_at(law.provisions["CAT-1984-3"], DAY(known_on)) == "explicit"


def test_are_readings_dated_back_on_demand(law):
    assert ask(law, "ECHR-1950-3", "EUR", "1960-01-01").reading == "not_yet_recognised"
    later = ask(law, "ECHR-1950-3", "EUR", "1960-01-01", known_on=DAY("2020-01-01"))
    assert (later.reading, later.counts, later.status) == ("recognised", True, "in_force")


def test_does_a_reading_recognised_within_a_stretch_leave_the_count_open(law):
    row = ask(law, "ECHR-1950-3", "EUR", "1989-07-01", "1989-07-31")
    assert (row.status, row.reading, row.counts) == ("in_force", None, None)


# --- all days ------------------------------------------------------------------------------------


def test_are_a_timeline_s_stretches_whole_and_without_gaps(law):
    question = Question("EUR", DAY("1945-01-01"), DAY("2024-12-31"))
    rows = list(timeline(law, law.provisions["REF-CONV-1951-33-1"], question))
    assert rows[0][0] == question.first and rows[-1][1] == question.last
    for (_, end, before), (start, _, after) in pairwise(rows):
        assert start - end == dt.timedelta(days=1)
        assert before != after
    assert [row.status for _, _, row in rows] == [
        "not_adopted", "signed_only", "consented_not_in_force", "in_force_limited",
        "in_force_limited", "in_force",
    ]  # fmt: skip


def test_does_a_timeline_go_on_for_ever_as_on_the_last_check(law):
    question = Question("BBB", DAY("2020-01-01"), dt.date.max)
    ((first, last, row),) = timeline(law, law.provisions["CAT-1984-3"], question)
    assert (first, last, row.as_on) == (question.first, dt.date.max, "2024-12-31")


def edtf(draw, first, last):
    day = draw(st.dates(dt.date(first, 1, 1), dt.date(last, 12, 31)))
    form = draw(st.sampled_from(["%Y-%m-%d", "%Y-%m", "%Y"]))
    return day.strftime(form)


@st.composite
def invented(draw):
    """Return law in which one state has any rows, in order of time."""
    instruments, provisions, _, _, territories = rows_of_law()
    parties, statements = [], []
    for instrument in ("REF-CONV-1951", "REF-PROT-1967", "ECHR-1950"):
        for decade in draw(st.lists(st.sampled_from([1960, 1980, 2000]), unique=True)):
            row = dict.fromkeys(
                ("signed_on", "deposited_on", "effective_on", "ended_on", "ended_by")
            )
            row |= {
                "retroactive": False,
                "source": "s",
                "at": None,
                "confidence": "high",
                "note": None,
            }
            row |= {"instrument": instrument, "state": "AAA"}
            row["act"] = draw(st.sampled_from(["accession", "contested", "provisional"]))
            for place, key in enumerate(("signed_on", "deposited_on", "effective_on", "ended_on")):
                if key == "effective_on" or draw(st.booleans()):
                    row[key] = edtf(draw, decade + 4 * place, decade + 4 * place + 3)
            row["ended_by"] = "denunciation" if row["ended_on"] else None
            parties.append(row)
        for kind in draw(
            st.lists(st.sampled_from(["geographic_limitation", "reservation", "objection"]))
        ):
            article = draw(
                st.sampled_from(
                    [None, *(p["id"] for p in provisions if p["instrument"] == instrument)]
                )
            )
            statements.append(
                {"instrument": instrument, "state": "AAA", "type": kind, "provisions": article,
                 "from": edtf(draw, 1955, 1985), "to": draw(st.sampled_from([None, "1990-05", "2001-01-01"])),
                 "text": "t", "source": "s", "at": None, "confidence": "high"}
            )  # fmt: skip
    return make_law(instruments, provisions, parties, statements, territories)


@settings(max_examples=60, deadline=None)
@given(invented(), st.data())
def test_are_steps_the_same_as_asking_for_each_day(law, data):
    provision = law.provisions[data.draw(st.sampled_from(sorted(law.provisions)))]
    table = list(steps(law, provision, "AAA"))
    assert table[0][0] == dt.date.min
    assert [day for day, _ in table] == sorted({day for day, _ in table})
    changes = change_days(law, law.instruments[provision.instrument], "AAA")
    wanted = data.draw(st.lists(st.dates(dt.date(1945, 1, 1), dt.date(2030, 1, 1)), max_size=20))
    near = [d + dt.timedelta(days=n) for d in changes for n in (-1, 0, 1)]
    for day in [*wanted, *near]:
        early, late = (status_at(law, provision, "AAA", day, side) for side in (EARLY, LATE))
        same = early and early.status == late.status
        held = [status for start, status in table if start <= day][-1]
        assert held == (early.status if same else None), (provision.id, day)


def test_are_the_columns_of_an_answer_all_that_is_asked_for():
    wanted = (
        "instrument provision article function bindingness status status_earliest status_latest ended_by "
        "scope_temporal scope_personal scope_place reading limitation signed_on deposited_on effective_on "
        "ended_on checked_on as_on source at confidence counts"
    )
    assert set(wanted.split()) <= set(Answer._fields)
