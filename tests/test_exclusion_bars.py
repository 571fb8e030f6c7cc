"""Does each bar say what it bars, since when it was in force, and on what source that rests?"""

import re

import pytest
from exclusion_cases import RAW, framework, good
from exclusion_records import ANSWERS, NAME, copy_exclusion

from refoul_data.dataset.exclusion_results import law_of_record
from refoul_data.dataset.tables import make_tables
from refoul_data.law.exclusion import assess
from refoul_data.law.exclusion_bars import BarLaw, Destination, join_intervals, merge_stretches
from refoul_data.law.exclusion_facts import Given
from refoul_data.records.reader import read_library
from refoul_data.views.exclusion_memo import make_memo

# --- the death penalty ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "provision, engaged",
    [
        ("ICCPR-1966-6", "unclear"),  # article 6(2) allows it; barred for abolitionist states alone
        ("ECHR-1950-2", "unclear"),
        ("ECHR-1950-3", "unclear"),  # Soering did not hold the penalty as such against article 3
        ("ECHR-P6-1983-1", "unclear"),  # silent on return
        ("ECHR-P13-2002-1", "unclear"),
        ("EUCFR-2000-19-2", "yes"),  # which names it
    ],
)
def test_bars_only_a_text_that_names_it_a_return_to_the_death_penalty_alone(provision, engaged):
    harms = dict.fromkeys(framework().harms, "no") | {"death_penalty": "yes"}
    law = {"CHN": [BarLaw(provision, "yes", "yes")]}
    found = assess(framework(), "person", good(), [Destination("CHN", "receiving", harms)], law)
    assert found.bar_engaged == engaged
    none = [Destination("CHN", "receiving", harms | {"death_penalty": "no"})]
    assert assess(framework(), "person", good(), none, law).bar_engaged == "no"


def test_says_the_memo_that_it_is_left_open():
    place = Destination("CHN", "receiving", {"death_penalty": Given("yes", "a-book", "p. 3")})
    text = memo_of([place], {"CHN": [BarLaw("ICCPR-1966-6", "yes", "yes", "in_force")]})
    assert "risk of death_penalty: yes, barred or not is left open [a-book, p. 3]" in text
    assert "Judge v. Canada" in text


# --- campaigns ------------------------------------------------------------------------------------


def test_is_a_part_of_a_campaign_told_with_its_days():
    rows = [
        ("1986-01-01/1988-11-02", BarLaw("CAT-1984-3", "no", "yes", "signed_only")),
        ("1988-11-03/..", BarLaw("CAT-1984-3", "yes", "yes", "in_force", source="a-list", at="IV-9")),
    ]  # fmt: skip
    expected = BarLaw("CAT-1984-3", "yes", "yes", "in_force", "1988-11-03/..", "a-list", "IV-9")
    assert merge_stretches(rows) == [expected]
    whole = [(when, row._replace(in_force="yes")) for when, row in rows]
    assert merge_stretches(whole)[0].in_force_when is None


@pytest.mark.parametrize(
    "stretches, expected",
    [
        ([("no", "yes"), ("no", "yes")], ("no", "yes", None)),
        ([("no", "unclear"), ("no", "yes")], ("no", "unclear", None)),
        ([("no", "yes"), ("unclear", "yes")], ("unclear", "yes", "1990-01-01/1999-12-31")),
        # in force all along, in reach in one part: that part is the one that counts
        ([("yes", "no"), ("yes", "yes")], ("yes", "yes", "1990-01-01/1999-12-31")),
        ([("yes", "yes"), ("no", "yes")], ("yes", "yes", "1980-01-01/1989-12-31")),
        ([("yes", "no"), ("no", "yes")], ("yes", "no", "1980-01-01/1989-12-31")),
    ],
)
def test_is_a_stretch_the_better_one_and_never_more(stretches, expected):
    days = ("1980-01-01/1989-12-31", "1990-01-01/1999-12-31")
    rows = [(d, BarLaw("CAT-1984-3", *s)) for d, s in zip(days, stretches, strict=True)]
    (row,) = merge_stretches(rows)
    assert (row.in_force, row.in_reach, row.in_force_when) == expected


def test_are_intervals_that_touch_one():
    touching = ["1970-01-01/1974-11-27", "1974-11-28/..", "1953-09-03/1969-12-31"]
    assert join_intervals(touching) == "1953-09-03/.."
    assert join_intervals(["1953-09-03/1969-12-31", "1974-11-28/.."]) == (
        "1953-09-03/1969-12-31;1974-11-28/.."
    )


@pytest.fixture(scope="module")
def published():
    """Return the tables of the committed raw files."""
    return {name: table.rows for name, table in make_tables(read_library(RAW)).items()}


def test_says_the_campaign_of_china_no_or_since_when(published):
    incident = "china-north-korea-returns-1986"
    bars = law_of_record(
        framework(), published["law_on_date"], published["provisions"], incident, "CHN"
    )
    found = {bar.provision: bar for bar in bars}
    for name in ("EUCFR-2000-19-1", "EUCFR-2000-19-2", "CPED-2006-16"):
        assert found[name].in_force == "no", name
    # Of a treaty whose parties are not read the law itself says that it does not know.
    is_known = "party_unknown" not in found["CHISINAU-2002-REFUSAL"].status
    assert found["CHISINAU-2002-REFUSAL"].in_force == ("no" if is_known else "unclear")
    torture = found["CAT-1984-3"]
    assert (torture.in_force, torture.in_force_when) == ("yes", "1988-11-03/..")
    (row,) = [r for r in published["exclusion_assessments"] if r["incident_id"] == incident]
    assert (row["bar_engaged"], row["bar_engaged_when"]) == ("yes", "1988-11-03/..")


def test_was_what_was_in_force_on_no_day_never_open(published):
    """The ends of a stretch settle it unless the provision came into force or ended within it."""
    before = {"not_adopted", "adopted_not_in_force", "not_party", "signed_only", "consented_not_in_force"}  # fmt: skip
    checked = 0
    for row in published["exclusion_bars_found"]:
        if row["status"] and set(row["status"].split("/")) <= before:
            assert row["in_force"] == "no", row
            checked += 1
    assert checked > 100


# --- sources --------------------------------------------------------------------------------------


def memo_of(places, law, **changes):
    answers = {n: Given(a, "a-source", f"on {n}") for n, a in good(**changes).items()}
    found = assess(framework(), "person", answers, places, law)
    return make_memo(
        framework(), found, answers, incident="a-b-1999", argument="A", who="B", destinations=places
    )


def test_cites_the_memo_the_law_and_the_risk_behind_each_bar():
    bar = BarLaw("CAT-1984-3", "yes", "yes", "in_force", "1988-11-03/..", "a-list", "IV-9")
    late = BarLaw("ICCPR-1966-7", "no", "yes", "signed_only", source="b-list", at="IV-4")
    place = Destination("PRK", "receiving", {"torture": Given("yes", "a-report", "para. 5")})
    text = memo_of([place], {"PRK": [bar, late]})
    bars, trace = text.split("## Bars to return")[1].split("## What each result rests on")
    rests = "aw: in force [a-list, IV-9]; risk of torture: yes [a-report, para. 5]"
    assert rests in bars and rests in trace
    assert "in force: yes since 1988-11-03" in bars
    assert "ICCPR-1966-7: signed only [b-list, IV-4]" in bars
    assert "In part of the time only: since 1988-11-03." in text.split("## Defects")[0]


def test_says_the_memo_which_question_has_no_answer_and_never_no_source():
    place = Destination("PRK", "receiving", {"torture": Given("unclear")})
    law = {"PRK": [BarLaw("CAT-1984-3", "yes", "yes", "in_force", None, "a-list", "IV-9")]}
    answers = {n: Given(a, "a-source", "p. 1") for n, a in good().items()}
    answers |= {"alien": Given("unclear"), "heard-and-appeal": Given("unclear")}
    del answers["capacity"]
    found = assess(framework(), "person", answers, [place], law)
    text = make_memo(framework(), found, answers, incident="a-b-1999", argument="A", who="B",
                     destinations=[place])  # fmt: skip
    assert "no source" not in text
    assert "nothing that was read answers question alien" in text
    assert "nothing that was read answers the risk of torture" in text
    assert "question capacity was not answered" in text


CITED = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+(?:,|\]|\)|;)|was not answered|nothing that was read")


def test_cites_every_step_of_every_memo_a_source(published):
    """A rule stands above the questions that it rests on; every other line says its own."""
    from refoul_data.law.exclusion_facts import make_framework
    from refoul_data.views.exclusion_page import assess_again, memo_sections

    engine, sources = make_framework(published), {r["key"] for r in published["sources"]}
    bare, lines = [], 0
    for argument in published["exclusion_assessments"]:
        found, answers, places = assess_again(engine, published, argument)
        steps = {s.id for s in found.trace if s.kind == "rule"}
        rules = {engine.rules[s].text for s in steps if s in engine.rules}
        for section in memo_sections(engine, found, answers, places):
            in_trace = section.level == 3 and section.title.partition(":")[2] != ""
            for i, line in enumerate(section.lines):
                if not in_trace and section.title not in (
                    "Parts of the merits",
                    "Defects",
                    "Departures",
                ):
                    continue
                lines += 1
                text = line.before + line.value + line.after
                below = section.lines[i + 1 :][:1]
                is_head = line.before.strip() in rules and below
                group = line.value == "not_individualised"
                if not (is_head or group or CITED.search(text) or any(s in text for s in sources)):
                    bare.append((argument["incident_id"], section.title, text))
    assert lines > 100 and bare == []


def test_has_every_bar_found_the_source_of_the_law(published):
    rows = published["exclusion_bars_found"]
    assert rows and [r for r in rows if not r["source"]] == []


def test_are_the_columns_of_the_law_published(tmp_path):
    raw = copy_exclusion(tmp_path / "raw")
    assert (raw / ANSWERS / f"{NAME}.yaml").is_file()
    tables = make_tables(read_library(raw))
    names = [c.name for c in tables["exclusion_bars_found"].columns]
    assert {"status", "in_force_when", "source", "at"} <= set(names)
    assert "open_harms" in [c.name for c in tables["exclusion_bars"].columns]
