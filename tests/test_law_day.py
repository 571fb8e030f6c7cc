"""Does the page of the law say, for any state, provision and day, what `law_at` says?"""

import datetime as dt
import random

import pytest
from test_law_page import (
    choose,
    choose_provision,
    choose_state,
    data_of,
    real_page,
    real_rows,
    text_of,
)

import refoul_data as rd
from refoul_data.law.facts import NOTE
from refoul_data.vocabulary.codes import label_of
from refoul_data.vocabulary.dates import date_bounds
from refoul_data.vocabulary.states import OF_OTHERS, states_from_rows

VAGUE = ("open", "in_force_either", "not_bound", "party_unknown")
OWN_LABELS = {
    "consented_not_in_force": "Consented, not yet in force",
    "party_unknown": "Not recorded whether bound",
    "adopted_not_in_force": "Adopted, in force for nobody",
}
KNOWN = [
    ("DNK", "REF-CONV-1951-33-1", "1954-04-21", "consented_not_in_force"),
    ("DNK", "REF-CONV-1951-33-1", "1954-04-22", "in_force_limited"),
    ("RUS", "ECHR-1950-3", "2022-09-16", "in_force"),
    ("RUS", "ECHR-1950-3", "2022-09-17", "ended"),
    ("COD", "CAT-1984-3", "1996-04-16", "consented_not_in_force"),
    ("COD", "CAT-1984-3", "1996-04-17", "in_force"),
    ("USA", "ICCPR-1966-7", "1992-09-08", "in_force_limited"),
    ("USA", "ICCPR-1966-13", "1992-09-08", "in_force"),
    ("THA", "CIL-NONREF-REFUGEES", "1979-06-12", "custom_asserted"),
    ("GRC", "ECHR-1950-3", "1972-01-01", "ended"),
]


def is_day(text):
    """Whether a date is one day: ``../2006-08`` is as long as one."""
    bounds = date_bounds(text)
    return bounds.earliest is not None and bounds.earliest == bounds.latest


def triples(count):
    """The known ones, and others drawn with a fixed seed on days on or near a change."""
    rows, chance = real_rows(), random.Random(4)
    states = states_from_rows({k: v or "" for k, v in r.items()} for r in rows["states"])
    own = [s for s in states.values() if s.row["status"] not in OF_OTHERS]
    provisions = [row["id"] for row in rows["provisions"]]
    checked = {row["id"]: row["checked_on"] for row in rows["instruments"]}
    of = {row["id"]: row["instrument"] for row in rows["provisions"]}
    days = [
        dt.date.fromisoformat(row[key]) + dt.timedelta(days=chance.choice((-1, 0, 1)))
        for row in rows["parties"]
        for key in ("deposited_on", "effective_on", "ended_on")
        if row[key] and is_day(row[key])
    ]
    found = [triple[:3] for triple in KNOWN]
    while len(found) < count:
        state, provision, day = map(chance.choice, (own, provisions, days))
        last = checked[of[provision]]
        if day >= dt.date(1930, 1, 1) and state.existed_between(day, day):
            if not last or not is_day(last) or day <= dt.date.fromisoformat(last):
                found.append((state.code, provision, str(day)))
    return found


def label(status):
    return OWN_LABELS.get(status) or label_of("law_status", status)


def check(answer, row):
    """Compare what the page says (status, text) with a row of `law_at`."""
    status, text = answer
    if row.isna()["status"]:
        assert status in VAGUE
        for side in ("status_earliest", "status_latest"):
            assert label(row[side]).lower() in text.lower()
    else:
        assert status == row["status"]
    for name in ("limitation",):
        assert row.isna()[name] or row[name] in text
    if not row.isna()["ended_by"]:
        assert label_of("ended_by", row["ended_by"]).lower() in text.lower()


def answer_of_state(page, provision):
    return page.run(
        "const e = document.querySelector(`#law-day-answers [data-id='${arguments[0]}']`);"
        "return e && [e.dataset.status, e.textContent]",
        provision,
    )


def answer_of_map(page, state):
    return page.run(
        "const e = document.querySelector(`#law-map-list [data-code='${arguments[0]}']`);"
        "return e && [e.closest('[data-status]').dataset.status, e.closest('p').textContent]",
        state,
    )


@pytest.mark.browser
def test_says_the_page_what_law_at_says_of_state_provision_and_day(open_page):
    page = open_page(real_page())
    codes = {code for code, *_ in data_of(real_page())["states"]}
    for n, (state, provision, day) in enumerate(triples(40)):
        assert state in codes
        asked = rd.law_at(state, day).set_index("provision")
        choose_state(page, state)
        choose(page, "#law-state-day", day, "input")
        choose_provision(page, provision)
        choose(page, "#law-day", day, "input")
        assert page.find("#law-day").get_attribute("value") == day == text_of(page, "#law-day-out")
        assert day in text_of(page, "#law-map-said") and day in text_of(page, "#law-day-said")
        if provision not in asked.index:  # the law of another state
            assert answer_of_state(page, provision) is None
            assert answer_of_map(page, state)[0] == "of_another_state"
            continue
        row = asked.loc[provision]
        for answer in (answer_of_state(page, provision), answer_of_map(page, state)):
            check(answer, row)
        if n < len(KNOWN):
            assert answer_of_state(page, provision)[0] == KNOWN[n][3]
        scope = label_of("law_scope", row["scope_personal"]).lower()
        assert f"scope in person: {scope}" in text_of(page, "#law-provision-words").lower()


@pytest.mark.browser
def test_says_the_page_all_that_law_at_says_of_a_state_on_a_day(open_page):
    page = open_page(real_page())
    for state, day in (("THA", "1979-06-12"), ("USA", "1992-06-01"), ("TUR", "2019-07-01")):
        choose_state(page, state)
        choose(page, "#law-state-day", day, "input")
        asked = rd.law_at(state, day)
        said = page.run(
            "return [...document.querySelectorAll('#law-day-answers [data-id]')]"
            ".map(e => [e.dataset.id, [e.dataset.status, e.textContent]])"
        )
        assert sorted(key for key, _ in said) == sorted(asked["provision"])
        for _, row in asked.iterrows():
            check(dict(said)[row["provision"]], row)
    geneva = page.run(
        "return document.querySelector(\"#law-day-answers [data-id='GC-IV-1949-45']\")"
    )
    assert "scope in person: not met" in geneva.get_attribute("textContent").lower()
    assert NOTE in page.find("#by-state").text


@pytest.mark.browser
def test_is_the_day_held_between_1930_and_the_day_up_to_which_parties_were_read(open_page):
    page = open_page(real_page())
    checked = {row["id"]: row["checked_on"] for row in real_rows()["instruments"]}
    choose_provision(page, "CAT-1984-3")
    box = page.find("#law-day")
    assert box.get_attribute("type") == "date" and box.get_attribute("min") == "1930-01-01"
    assert box.get_attribute("max") == checked["CAT-1984"]
    choose(page, "#law-day", "2030-01-01", "input")
    assert box.get_attribute("value") == checked["CAT-1984"]
    assert checked["CAT-1984"] in text_of(page, "#law-map-said")
    choose(page, "#law-day", "1984-12-09", "input")
    said = text_of(page, "#law-map-said")
    for wrong in ("", "0002-01-01", "1929-12-31"):
        choose(page, "#law-day", wrong, "input")
        assert "from 1930-01-01" in text_of(page, "#law-day-fault")
        assert text_of(page, "#law-map-said") == said
    choose(page, "#law-day", "1984-12-10", "input")
    assert text_of(page, "#law-day-fault") == "" and text_of(page, "#law-map-said") != said
    # an instrument that was read up to an earlier day takes the day back, another one gives it again
    earlier = min((day, key) for key, day in checked.items() if day and is_day(day))
    provision = next(r["id"] for r in real_rows()["provisions"] if r["instrument"] == earlier[1])
    choose(page, "#law-day", "2020-05-05", "input")
    choose_provision(page, provision)
    assert page.find("#law-day").get_attribute("value") == min(earlier[0], "2020-05-05")
    choose_provision(page, "CAT-1984-3")
    assert page.find("#law-day").get_attribute("value") == "2020-05-05"


@pytest.mark.browser
def test_does_the_chooser_list_every_provision_of_every_instrument(open_page):
    page = open_page(real_page())
    listed = page.run(
        "return [...document.querySelectorAll('#law-provision option')].map(o => o.dataset.id)"
    )
    assert sorted(listed) == sorted(row["id"] for row in real_rows()["provisions"])
    static = real_page()[real_page().index('<section id="instruments"') :]
    for row in real_rows()["provisions"]:  # and so does the table that needs no script
        assert f'data-id="{row["id"]}"' in static


@pytest.mark.browser
def test_does_a_reservation_to_one_provision_colour_that_one_alone(open_page):
    page = open_page(real_page())
    seen = []
    for provision in ("ICCPR-1966-7", "ICCPR-1966-13"):
        choose_provision(page, provision)
        choose(page, "#law-day", "1992-09-08", "input")
        drawn = page.run(
            "return document.querySelector('#law-map [data-code=USA]').getAttribute('class')"
        )
        seen.append(drawn.split()[-1])
    assert seen == ["law-limit", "law-force"]
    choose_state(page, "USA")
    labels = page.run(
        "return [...document.querySelectorAll('#law-timeline text')].map(t => t.textContent)"
    )
    assert sum(label.startswith("ICCPR") and "Protocol" not in label for label in labels) > 1


@pytest.mark.browser
def test_does_the_timeline_mark_the_day_and_the_keyboard_move_it(open_page):
    page = open_page(real_page())
    choose(page, "#law-state-day", "1996-04-16", "input")
    before = page.find("#law-timeline .law-day").get_attribute("x1")
    choose(page, "#law-state-day", "2006-04-16", "input")
    assert float(page.find("#law-timeline .law-day").get_attribute("x1")) > float(before)
    choose(page, "#law-day", "1996-04-16", "input")
    page.find("#law-day").send_keys(
        "\ue013"
    )  # up: one more of the part of the date that has the focus
    assert page.find("#law-day").get_attribute("value") != "1996-04-16"
