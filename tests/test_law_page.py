"""Is the page of the law whole, offline, readable without scripts, and right about who was bound?"""

import copy
import json
import re
from functools import cache
from pathlib import Path

import axe_core_python
import html5lib
import pytest
from conftest import BOUNDARIES, ROOT
from law_records import TABLES, copy_raw, rows_of_law

from refoul_data.dataset.tables import make_tables
from refoul_data.law.facts import NOTE, make_law
from refoul_data.law.obligations import status_at
from refoul_data.records.reader import read_library
from refoul_data.views.law_drawn import OTHERS, lines_of
from refoul_data.views.law_page import make_law_page
from refoul_data.vocabulary.states import states_from_rows

PROCESSED = ROOT / "data" / "processed"
PAYLOAD = (
    '<img src=x onerror="window.pwned=1"></script><script>window.pwned=2</script> {{7*7}} \' \u2028'
)


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    raw = copy_raw(tmp_path_factory.mktemp("law") / "raw")
    states = make_tables(read_library(raw))["states"].rows
    return dict(zip(TABLES, rows_of_law(), strict=True)) | {"states": states}


@pytest.fixture(scope="module")
def page(rows):
    return make_law_page(rows, BOUNDARIES)


@cache
def real_rows():
    import pyarrow.parquet as pq

    paths = {name: PROCESSED / f"{name}.parquet" for name in (*TABLES, "states")}
    if not all(path.exists() for path in paths.values()):
        pytest.skip("the tables of the law are not built")
    return {name: pq.read_table(path).to_pylist() for name, path in paths.items()}


@cache
def real_page():
    return make_law_page(real_rows(), BOUNDARIES)


def data_of(page):
    return json.loads(re.search(r'id="law-data">(.*?)</script>', page, re.DOTALL)[1])


def choose(page, selector, value, event="change"):
    page.run(
        "const e = document.querySelector(arguments[0]); e.value = arguments[1];"
        "e.dispatchEvent(new Event(arguments[2], {bubbles: true}))",
        selector, str(value), event,
    )  # fmt: skip


def choose_state(page, code):
    query = "return document.querySelector(`#law-state [data-code='${arguments[0]}']`).value"
    choose(page, "#law-state", page.run(query, code))


def choose_provision(page, name):
    query = "return document.querySelector(`#law-provision [data-id='${arguments[0]}']`).value"
    choose(page, "#law-provision", page.run(query, name))


def text_of(page, selector):
    return page.run("return document.querySelector(arguments[0]).textContent", selector)


def test_is_the_page_valid_html_and_the_same_twice(rows, page):
    html5lib.HTMLParser(strict=True).parse(page)
    assert make_law_page(copy.deepcopy(rows), str(BOUNDARIES)) == page
    assert not re.findall(r"(?:src|srcset|poster)\s*=\s*[\"']|@import|url\((?!#)", page)
    assert page.count("'sha256-") == 1
    assert page.count(f"<strong>{NOTE}</strong>") == 4


def test_is_a_page_without_law_whole(rows):
    empty = make_law_page({name: [] for name in rows}, BOUNDARIES)
    html5lib.HTMLParser(strict=True).parse(empty)


def unpacked(data):
    """The steps of a state for a provision, as a function: first day, status, place of confidence, note."""
    numbers = {code: n for n, (code, *_) in enumerate(data["states"])}
    line_of = {row[0]: row[3] for row in data["provisions"]}

    def steps(state, provision):
        number = numbers[state]
        usual, *own = data["lines"][line_of[provision]]
        place = dict(zip(own[::2], own[1::2], strict=True)).get(number, usual)
        found = [(*step, *[0] * (4 - len(step))) for step in data["lists"][place]]
        return [
            (day, data["statuses"][status][0], level, data["notes"][note])
            for day, status, level, note in found
        ]

    return steps


def test_are_the_real_page_small_and_its_steps_those_of_the_law():
    page, rows = real_page(), real_rows()
    html5lib.HTMLParser(strict=True).parse(page)
    assert len(page.encode()) < 900_000
    data = data_of(page)
    law = make_law(*(rows[name] for name in (*TABLES, "states")))
    states = states_from_rows({k: v or "" for k, v in r.items()} for r in rows["states"])
    steps = unpacked(data)
    assert [row[0] for row in data["provisions"]] != list(law.provisions)  # by region
    assert sorted(row[0] for row in data["provisions"]) == sorted(law.provisions)
    assert sum(map(len, lines_of(law))) == len(law.provisions)
    unbound = {"not_party", "adopted_not_in_force", "not_adopted", "non_binding", "custom_asserted"}
    for code, _, _, _, first, last in data["states"][::11]:
        state = states[code]
        assert first == (int(f"{state.first:%Y%m%d}") if state.first else 0)
        assert last == (int(f"{state.last:%Y%m%d}") if state.last else 0)
        for provision in law.provisions.values():
            for year in (1938, 1975, 1996, 2012, 2026):
                day = law.instruments[provision.instrument].adopted[0].replace(year=year, day=28)
                until = int(f"{day:%Y%m%d}")
                drawn = [step[1] for step in steps(code, provision.id) if step[0] <= until][-1]
                sides = [status_at(law, provision, code, day, side) for side in (0, 1)]
                if sides[0] is None:
                    assert drawn == OTHERS
                    continue
                expected = {side.status for side in sides}
                if len(expected) > 1:  # open, unless nothing bound in any case
                    sure = expected <= {*unbound, "party_unknown"}
                    vague = "party_unknown" if "party_unknown" in expected else "not_bound"
                    either = expected == {"in_force", "in_force_limited"}
                    expected = {vague if sure else "in_force_either" if either else "open"}
                assert {drawn} == expected, (code, provision.id, day)


def drawn(page, state, provision):
    """The steps of a state for a provision: first day, status and, where low or medium, confidence."""
    data = data_of(page)
    known = [code for code, _ in data["confidence"]]
    return [
        (day, status, *([known[level]] if level else []))
        for day, status, level, _ in unpacked(data)(state, provision)
    ]


def test_say_the_steps_how_well_their_days_are_known(page):
    assert drawn(page, "BBB", "CAT-1984-3")[-1] == (19960417, "in_force")
    assert drawn(page, "NEW", "CAT-1984-3")[-1] == (20190731, "contested", "medium")
    assert drawn(page, "EUR", "CAT-1984-3")[-1] == (19911231, "in_force", "low")
    assert (19910101, "open", "low") in drawn(page, "EUR", "CAT-1984-3")
    # what bound nobody yet rests on no day of the row that follows
    assert all(len(step) == 2 for step in drawn(page, "EUR", "CAT-1984-3")[:-2])


def test_say_the_steps_what_limits_a_provision_how_it_ended_and_what_is_open(page):
    steps = unpacked(data_of(page))
    notes = {day: note for day, _, _, note in steps("EUR", "REF-CONV-1951-33-1")}
    assert "Events in Europe alone." in notes[19540422] and "article 1A(2)" in notes[19540422]
    assert notes[19680129] == "Events in Europe alone." and notes[19700305] == ""
    notes = {day: note for day, _, _, note in steps("OLD", "ECHR-1950-3")}
    assert notes[19700613] == "Denunciation"
    notes = {day: note for day, _, _, note in steps("EUR", "CAT-1984-3")}
    assert "Not a party" in notes[19910101] and "In force" in notes[19910101]


def test_stands_a_provision_with_a_reservation_of_its_own_apart(page):
    steps = unpacked(data_of(page))
    article_32, article_33 = (
        [step[1] for step in steps("AAA", f"REF-CONV-1951-{article}") if step[0] >= 19681001]
        for article in ("32", "33-1")
    )
    assert (article_32, article_33) == (["in_force_limited", "in_force"], ["in_force"])


def weak_rows(rows):
    tables = (rows[name] for name in ("parties", "statements", "parties_territories"))
    return [row for table in tables for row in table if row["confidence"] != "high"]


@pytest.mark.parametrize("real", [False, True])
def test_lists_the_page_every_row_whose_days_are_not_known_well(rows, page, real):
    rows, page = (real_rows(), real_page()) if real else (rows, page)
    section = page[page.index('<section id="weak"') :]
    expected = weak_rows(rows)
    assert section.count("<li data-confidence=") == len(expected) > 3
    for row in expected:
        part = section[section.index(f'id="weak-{row["instrument"]}"') :]
        part = part[: part.index("</details>")]
        assert f"({row['state']})" in part and row["source"].split(";")[0] in part
    assert '"../data/processed/parties.csv"' in section
    assert "confidence != &#39;high&#39;" in section or "confidence != 'high'" in section


def test_stand_the_instruments_in_groups(rows, page):
    regions = {row["id"]: row["region"] for row in rows["instruments"]}
    shown = data_of(page)["instruments"]
    groups = [i["group"] for i in shown]
    assert len(set(groups)) == len({regions[i["id"]] for i in shown}) > 2
    assert groups == sorted(groups, key=groups.index)  # each group in one piece


def test_has_the_map_the_areas_of_natural_earth(page):
    areas = data_of(page)["areas"]
    names = json.loads((BOUNDARIES / "ne_110m_countries.geojson").read_text(encoding="utf-8"))
    assert len(areas) == len(names["features"]) - 1  # without Antarctica
    assert all(re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", path) for _, _, path in areas)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("real", [False, True])
def test_does_it_ask_nothing_and_fit_the_window(open_page, page, width, real):
    opened = open_page(real_page() if real else page, width=width)
    assert opened.find_all("#law-timeline svg") and opened.find_all("#law-map path")
    for details in opened.find_all("details"):
        opened.run("arguments[0].open = true", details)
    assert opened.requests() == [] and opened.errors() == []
    assert opened.run("return document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_does_a_choice_of_state_show_what_bound_it(open_page):
    opened = open_page(real_page())
    choose_state(opened, "RUS")
    lines = opened.run(
        "return [...document.querySelectorAll('#law-state-table tbody tr')]"
        ".map(r => [...r.cells].map(c => c.textContent))"
    )
    echr = [line[1:3] for line in lines if line[0] == "European Convention on Human Rights"]
    assert ["2022-09-17", "Ended. Cessation of membership"] in echr
    assert opened.run("return document.querySelectorAll('#law-timeline .law-ended').length") >= 1
    assert "Before it: Union of Soviet Socialist Republics (SUN)" in text_of(
        opened, "#law-state-words"
    )
    ended = opened.find("#law-timeline .law-ended")
    assert ended.value_of_css_property("fill").replace('"', "") == "url(#law-p-ended)"
    choose_state(opened, "THA")
    assert "1951 Refugee Convention" in text_of(opened, "#law-state-words")


@pytest.mark.browser
def test_does_the_timeline_name_the_confidence_and_lead_to_its_rows(open_page, page):
    opened = open_page(page)
    choose_state(opened, "BBB")
    assert opened.find_all("#law-timeline .law-weak") and "medium" in text_of(
        opened, "#law-state-weak"
    )  # the Geneva Convention
    choose_state(opened, "EUR")
    assert "low" in text_of(opened, "#law-state-weak")
    assert "Low" in text_of(opened, "#law-state-table")
    link = opened.find("#law-state-weak a[href='#weak-CAT-1984']")
    assert not opened.run("return document.getElementById('weak-CAT-1984').open")
    link.click()
    assert opened.run("return document.getElementById('weak-CAT-1984').open")
    choose_state(opened, "OLD")
    assert text_of(opened, "#law-state-weak") == "" and not opened.find_all(".law-weak")


@pytest.mark.browser
def test_does_the_map_name_the_confidence_and_lead_to_its_rows(open_page, page):
    opened = open_page(page)
    choose_provision(opened, "CAT-1984-3")
    choose(opened, "#law-day", "2000-12-31", "input")
    assert "low confidence: 1" in text_of(opened, "#law-map-weak")
    assert opened.find_all("#law-map-weak a[href='#weak-CAT-1984']")
    assert "Western State (low confidence)" in text_of(opened, "#law-map-list")
    choose(opened, "#law-day", "1980-12-31", "input")
    assert text_of(opened, "#law-map-weak") == ""


@pytest.mark.browser
def test_are_the_provisions_to_choose_from_grouped_and_the_convention_first(open_page):
    opened = open_page(real_page())
    groups = opened.run(
        "return [...document.querySelectorAll('#law-provision optgroup')]"
        ".map(g => [g.label, g.children.length])"
    )
    assert len(groups) >= 6 and len({label for label, _ in groups}) == len(groups)
    assert not opened.find_all("#law-provision > option")
    chosen = opened.run(
        "const b = document.querySelector('#law-provision');"
        "return b.options[b.selectedIndex].textContent"
    )
    assert chosen == "1951 Refugee Convention, article 33(1)"


@pytest.mark.browser
def test_says_the_map_to_whom_an_instrument_was_open(open_page, rows):
    few = copy.deepcopy(rows)
    (row,) = [r for r in few["instruments"] if r["id"] == "CAT-1984"]
    row |= {"parties_known": "partial", "open_to": "Southern Asia;EUR", "open_rule": "Article 1."}
    opened = open_page(make_law_page(few, BOUNDARIES))
    choose_provision(opened, "CAT-1984-3")
    choose(opened, "#law-day", "1989-12-31", "input")
    assert "Open to Southern Asia, Western State alone" in text_of(opened, "#law-map-said")
    assert "Not a party (1)Ended State" in text_of(opened, "#law-map-list")


@pytest.mark.browser
def test_is_a_state_not_said_to_stand_outside_treaties_that_others_made_alone(open_page, page):
    opened = open_page(page)
    choose_state(opened, "EUR")
    words = text_of(opened, "#law-state-words")
    assert "Border Treaty" not in words and "between other states, or not open to it: 3" in words


@pytest.mark.browser
def test_does_a_choice_of_year_change_the_map_and_its_counts(open_page):
    opened = open_page(real_page())
    seen = []
    choose(opened, "#law-day", "1999-12-31", "input")
    for year in (1950, 1960, 2000):
        choose(opened, "#law-year", year, "input")
        assert text_of(opened, "#law-year-out") == str(year)
        assert opened.find("#law-day").get_attribute("value") == f"{year}-12-31"
        assert f"{year}-12-31" in text_of(opened, "#law-map-said")
        fill = opened.run(
            "return document.querySelector('#law-map [data-code=FRA]').getAttribute('class')"
        )
        seen.append((text_of(opened, "#law-counts"), fill.split()[-1]))
    assert len({counts for counts, _ in seen}) == 3
    assert [style for _, style in seen] == ["law-early", "law-limit", "law-force"]
    choose(opened, "#law-day", "1952-02-29", "input")
    assert text_of(opened, "#law-year-out") == "1952"
    choose(opened, "#law-year", 1953, "input")
    assert opened.find("#law-day").get_attribute("value") == "1953-02-28"


@pytest.mark.browser
def test_does_the_keyboard_move_the_year(open_page, page):
    opened = open_page(page)
    choose(opened, "#law-day", "2000-06-01", "input")
    opened.find("#law-year").send_keys("\ue014")  # right arrow
    assert text_of(opened, "#law-year-out") == "2001"


@pytest.mark.browser
def test_does_hostile_text_stay_text(open_page, rows):
    hostile = copy.deepcopy(rows)
    for row in hostile["instruments"]:
        row["title"] = row["short"] = PAYLOAD
    for row in hostile["provisions"]:
        row["article"] = PAYLOAD
    for row in hostile["statements"]:
        row["text"] = PAYLOAD
    for row in hostile["states"]:
        row["name"] = PAYLOAD
    opened = open_page(make_law_page(hostile, BOUNDARIES))
    choose_state(opened, "BBB")
    choose(opened, "#law-day", "1990-12-31", "input")
    assert opened.run("return window.pwned") is None
    assert opened.requests() == [] and opened.errors() == []
    assert opened.find_all("main img") == [] and len(opened.find_all("main script")) == 2
    for part in (
        "#instruments",
        "#law-state-table",
        "#law-map-said",
        "#law-timeline",
        "#law-day-answers",
    ):
        assert "onerror=" in text_of(opened, part)


@pytest.mark.browser
def test_does_the_table_read_without_javascript(open_page, page):
    opened = open_page(page, javascript=False)
    shown = opened.find("#instruments").get_attribute("textContent")
    assert (
        "An invented convention on refugees" in shown and "Second State since 1962-06-28" in shown
    )
    assert NOTE in opened.find("main").text
    assert not opened.find("#by-state").is_displayed()


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True])
def test_has_it_no_barrier_that_axe_finds(open_page, dark):
    opened = open_page(real_page(), dark=dark)
    for details in opened.find_all("details"):
        opened.run("arguments[0].open = true", details)
    script = Path(axe_core_python.__file__).parent / "axe.min.js"
    opened.run(script.read_text(encoding="utf-8"))
    found = opened.driver.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found["violations"]] == []
