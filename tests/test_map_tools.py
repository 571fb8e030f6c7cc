"""Do filters, timeline, download and address of the map do what a reader expects, by mouse and keys?"""

import copy
import csv
import io
import time

import pandas as pd
import pytest
from conftest import BOUNDARIES, ROOT
from map_pages import data_of, numbers, wait_until_ready
from published_records import publish_folder
from selenium.webdriver.common.action_chains import ActionChains

from refoul_data.dataset.tables import make_tables
from refoul_data.records.reader import read_library
from refoul_data.views.map_packing import pack_texts
from refoul_data.views.map_time import span_of
from refoul_data.views.maps import make_map
from refoul_data.vocabulary.codes import label_of

LEFT, RIGHT, TAB, ENTER, END, HOME = "\ue012", "\ue014", "\ue004", "\ue007", "\ue010", "\ue011"
pytestmark = pytest.mark.browser


@pytest.fixture
def open_page(open_page):
    """Open a page, and wait until its map has unpacked what it shows."""
    return lambda *given, **more: wait_until_ready(open_page(*given, **more))


@pytest.fixture(scope="module")
def tables():
    library = read_library(ROOT / "data" / "raw")
    return {name: table.rows for name, table in make_tables(library).items()}


@pytest.fixture(scope="module")
def path(tables, tmp_path_factory):
    file = tmp_path_factory.mktemp("map") / "map.html"
    file.write_text(make_map(tables, BOUNDARIES), encoding="utf-8", newline="\n")
    return file


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The table of incidents as the published file has it, all cells as text."""
    folder = publish_folder(ROOT / "data" / "raw", tmp_path_factory.mktemp("processed"))
    return folder / "incidents.csv"


@pytest.fixture(scope="module")
def incidents(published):
    return pd.read_csv(published, dtype=str, keep_default_na=False).set_index("id", drop=False)


def shown(page):
    """Return the ids of the rows that the table shows, and check that map and count agree."""
    ids = page.run(
        "return [...document.querySelectorAll('#record_table tbody tr')].filter(r => !r.hidden)"
        ".map(r => decodeURIComponent(r.querySelector('a').hash.slice(1)))"
    )
    marks = page.run("return document.querySelectorAll('.leaflet-mark-pane path.mark').length")
    placed = {i for i in ids if i in page.placed} if hasattr(page, "placed") else None
    assert page.find("#filter_count").text.split()[0] == str(len(ids))
    if placed is not None:
        assert marks == len(placed)
    return set(ids)


def choose(page, facet, code):
    """Choose in a filter as a reader does, with the other filters opened first."""
    page.run("document.getElementById('more_filters').open = true")
    page.find(f"#filter_{facet} option[value='{code}']").click()


def ids_with(rows, field, code):
    return {row["id"] for row in rows if code in (row[field] or "").split(";")}


# --- size and packing --------------------------------------------------------------------------


@pytest.mark.parametrize("texts", [[""], ["a", "", "b  c ", " d"], ["x\ny", "é \u2028 𝄞"], []])
def test_do_texts_come_back_as_they_were(texts):
    words, spelt = pack_texts(texts)
    found = [[]]
    for number in numbers(spelt):
        if number:
            found[-1].append(words[number - 1])
        else:
            found.append([])
    assert [" ".join(text) for text in found[:-1]] == texts


def test_reads_the_browser_what_was_packed(open_page, path):
    """Every text, in the order of Python: one sign off, and every text would be another."""
    page = open_page(path)
    page.run("location.hash = 'preah-vihear-1979'")
    assert page.errors() == []
    data = data_of(path.read_text(encoding="utf-8"))
    (record,) = [r for r in data["records"] if r["id"] == "preah-vihear-1979"]
    facts = [[data["texts"][n] for n in fact] for fact in record["facts"]]
    time.sleep(0.3)
    told = page.find("#record_panel .facts").get_attribute("textContent")
    assert len(facts) > 5 and all(text in told for fact in facts for text in fact)


def test_says_a_browser_that_cannot_unpack_so_and_shows_the_table(open_page, path):
    text = path.read_text(encoding="utf-8")
    size, _, packed = text.partition('id="map_data">')[2].partition("</script>")[0].partition(":")
    page = open_page(text.replace(f"{size}:{packed}", f"{size}:{packed[:-50]}"))
    assert "needs a browser of" in page.find("#map_failed").text
    assert not page.find("#record_stage").is_displayed()
    assert page.find("#record_table tbody tr p").is_displayed()


# --- filters -----------------------------------------------------------------------------------


def expected(tables, incidents):
    law, readings = tables["law_on_date"], tables["reading_types"]
    dimensions = tables["interpretations"]
    asia = {s["code"] for s in tables["states"] if s["m49_region"] == "Asia"}
    rows = tables["incidents"]

    def told(table, field, mode, code):
        return {
            r["incident_id"] for r in table
            if r["mode"] == mode and r[field] == code and r["value"] == "yes" and not r["is_analogue"]
        }  # fmt: skip

    return {
        ("kind", "campaign"): ids_with(rows, "kind", "campaign"),
        ("acting", "USA"): ids_with(rows, "returning_state", "USA"),
        ("destination", "RWA"): ids_with(rows, "destination_state", "RWA"),
        ("facts", "found_by_court"): ids_with(rows, "fact_status", "found_by_court"),
        ("legal", "finding_against"): ids_with(rows, "legal_status", "finding_against"),
        ("region", "Asia"): {
            r["id"] for r in rows if asia & set((r["returning_state"] or "").split(";"))
        },
        ("law", "CAT-1984-3"): {
            r["incident_id"] for r in law if r["counts"] and r["provision"] == "CAT-1984-3"
        },
        ("stated", "strict"): told(readings, "type", "stated", "strict"),
        ("enacted", "strict_narrow"): told(readings, "type", "enacted", "strict_narrow"),
        ("enacted", "access_prevented"): told(
            dimensions, "dimension", "enacted", "access_prevented"
        ),
    }


def test_does_every_filter_show_what_the_tables_hold(open_page, path, tables, incidents):
    page = open_page(path)
    for (facet, code), ids in expected(tables, incidents).items():
        assert ids, (facet, code)
        choose(page, facet, code)
        assert shown(page) == ids, (facet, code)
        option = page.find(f"#filter_{facet} option[value='{code}']").text
        assert option.endswith(f"({len(ids)})")
        page.find("#filter_reset").click()
    assert len(shown(page)) == len(incidents)
    assert page.errors() == []


def test_do_counts_say_what_a_choice_would_leave(open_page, path, tables):
    page = open_page(path)
    choose(page, "kind", "incident")
    mine = ids_with(tables["incidents"], "kind", "incident")
    for code in ("USA", "GBR", "AUS"):
        both = mine & ids_with(tables["incidents"], "returning_state", code)
        assert page.find(f"#filter_acting option[value={code}]").text.endswith(f"({len(both)})")
    # A filter's own choices are counted as if it were not set.
    campaigns = len(ids_with(tables["incidents"], "kind", "campaign"))
    assert page.find("#filter_kind option[value=campaign]").text.endswith(f"({campaigns})")


def test_is_a_choice_of_an_uncertain_reading_marked(open_page, path, tables):
    page = open_page(path)
    for table, field in (("reading_types", "type"), ("interpretations", "dimension")):
        for row in tables[table]:
            if row["value"] != "yes" or row["is_analogue"]:
                continue
            option = page.find(f"#filter_{row['mode']} option[value={row[field]}]")
            marked = "exploratory" in option.get_attribute("textContent")
            assert marked == row["exploratory"], row


def test_takes_a_chip_its_filter_away(open_page, path, incidents):
    page = open_page(path)
    choose(page, "acting", "USA")
    chip = page.find("#filter_active button")
    assert "Acting state: United States" in chip.text
    page.run("arguments[0].focus()", chip)
    page.run("return document.activeElement").send_keys(ENTER)
    assert len(shown(page)) == len(incidents)
    assert not page.find("#filter_active").is_displayed()


def test_reaches_a_phone_every_filter(open_page, path):
    page = open_page(path, width=390, height=844)
    page.find("#more_filters summary").click()
    for select in page.find_all("#record_filters select"):
        assert select.is_displayed() and 0 <= select.rect["x"] < 390
        assert select.rect["x"] + select.rect["width"] <= 390 and select.rect["height"] >= 40
    assert page.run("return document.documentElement.scrollWidth") == 390


# --- time --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "days"),
    [
        ("1970-01-02", [1, 1, 1, 1]),
        ("1970-01", [0, 30, 0, 30]),
        ("1970-01-02/1970-01", [1, 1, 0, 30]),
        ("1970-01-02/..", [1, 1, None, None]),
        ("../1970-01-02", [None, None, 1, 1]),
        ("[1970-01-01, 1970-01-05]", [0, 4, 0, 4]),
        ("no date", None),
    ],
)
def test_has_each_end_of_a_span_its_own_doubt(date, days):
    assert span_of({"date": date}) == days


def between(rows, first, last):
    """Return the ids of records that may lie in a stretch of time."""

    def day(value, otherwise):
        return str(value) if value else otherwise

    return {
        r["id"] for r in rows
        if (r["date_earliest"] or r["date_latest"])
        and day(r["date_earliest"], "0") <= last and day(r["date_latest"], "9") >= first
    }  # fmt: skip


def type_into(page, name, text):
    field = page.find(f"#{name}")
    field.clear()
    field.send_keys(text + ENTER)


def test_do_years_that_are_typed_show_what_may_lie_in_them(open_page, path, tables):
    page = open_page(path)
    type_into(page, "time_from", "1979")
    type_into(page, "time_to", "1996-11")
    assert shown(page) == between(tables["incidents"], "1979-01-01", "1996-11-30")
    assert page.find("#time_end").get_attribute("aria-valuetext") == "30 November 1996"
    type_into(page, "time_to", "1996-02-31")
    assert page.find("#time_to").get_attribute("aria-invalid") == "true"
    page.find("#time_all").click()
    assert len(shown(page)) == len(tables["incidents"])


def test_do_arrow_keys_step_through_time(open_page, path, tables):
    page = open_page(path)
    type_into(page, "time_from", "1990")
    type_into(page, "time_to", "1990")
    page.run("document.getElementById('time_window').focus()")
    page.run("return document.activeElement").send_keys(RIGHT * 4)
    words = page.find("#time_window").get_attribute("aria-valuetext")
    assert words.startswith(("1 January 1994", "31 December 1993"))
    first, last = page.run(
        "return [...document.querySelectorAll('#time_from, #time_to')].map(i => i.value)"
    )
    assert shown(page) == between(tables["incidents"], first, last)
    page.run("document.getElementById('time_start').focus()")
    page.run("return document.activeElement").send_keys(HOME + LEFT)
    assert page.find("#time_start").get_attribute("aria-valuetext") != words


def test_draws_the_mouse_a_stretch_of_time(open_page, path, tables):
    page = open_page(path)
    track = page.find("#time_track")
    wide = track.size["width"]
    drag = ActionChains(page.driver).move_to_element_with_offset(track, wide // 4, -20)
    drag.click_and_hold().move_by_offset(wide // 10, 0).move_by_offset(
        wide // 10, 0
    ).release().perform()
    first, last = page.run(
        "return [...document.querySelectorAll('#time_from, #time_to')].map(i => i.value)"
    )
    assert first and last and first < last
    ids = shown(page)
    assert ids == between(tables["incidents"], first, last) and len(ids) < len(tables["incidents"])
    # Its end is dragged to the left: less is shown.
    ActionChains(page.driver).drag_and_drop_by_offset(
        page.find("#time_end"), -wide // 8, 0
    ).perform()
    assert page.run("return document.getElementById('time_to').value") < last
    assert shown(page) < ids


def test_zooms_the_timeline_by_keys_and_buttons(open_page, path):
    page = open_page(path)
    count = "return document.querySelectorAll('#time_lines .time-bar').length"
    axis = "return [...document.querySelectorAll('#time_lines text')].map(t => t.textContent)"
    before, years = page.run(count), page.run(axis)
    type_into(page, "time_from", "2014-06")
    type_into(page, "time_to", "2014-08")
    for _ in range(4):
        page.find("#time_closer").click()
    page.run("document.getElementById('time_start').focus()")
    page.run("return document.activeElement").send_keys("+++")
    assert page.run(count) < before
    assert page.run(axis) != years and any(not t.isdigit() for t in page.run(axis))
    page.find("#time_all").click()
    assert page.run(count) == before and page.run(axis) == years


def test_is_a_bar_thick_where_sure_and_thin_where_not(open_page, tables):
    made = copy.deepcopy(tables)
    made["incidents"] = [
        row | {"date": date}
        for row, date in zip(
            made["incidents"], ("2000-01-01/2005-12-31", "2000", "2000/2010", "2000-05-05/.."),
            strict=False,
        )
    ]  # fmt: skip
    page = open_page(make_map(made, BOUNDARIES))
    found = page.run(
        "return [...document.querySelectorAll('.time-bar')].map(g => [g.querySelector('title').textContent,"
        " ...['maybe', 'sure'].map(c => { const r = g.querySelector('.' + c);"
        " return r ? [r.width.baseVal.value, r.height.baseVal.value] : null; })])"
    )
    sizes = {
        row["title"]: size for row in made["incidents"] for t, *size in found if row["title"] in t
    }
    exact, year, years, still = (sizes[row["title"]] for row in made["incidents"])
    assert exact[0][0] == pytest.approx(exact[1][0], abs=1) and exact[1][1] > exact[0][1]
    assert year[1] is None
    assert 0.7 * years[0][0] < years[1][0] < 0.95 * years[0][0]
    assert still[1][0] > exact[1][0]


def test_opens_a_click_on_a_bar_its_record(open_page, path):
    page = open_page(path)
    bar = page.find_all(".time-bar rect")[0]
    title = (
        bar.find_element("xpath", "..")
        .find_element("css selector", "title")
        .get_attribute("textContent")
    )
    ActionChains(page.driver).move_to_element(bar).click().perform()
    assert page.find("#panel_title").text in title


def test_do_arrow_keys_step_from_record_to_record(open_page, path):
    page = open_page(path)
    page.find("#record_table tbody tr a").click()
    titles = [page.find("#panel_title").text]
    for key in (RIGHT, RIGHT, LEFT):
        page.run("return document.activeElement").send_keys(key)
        titles.append(page.find("#panel_title").text)
    assert len(set(titles)) == 3 and titles[3] == titles[1]


# --- the address -------------------------------------------------------------------------------


def test_reopens_a_link_what_it_was_copied_from(open_page, path):
    page = open_page(path)
    choose(page, "acting", "USA")
    page.find("#filter_text").send_keys("Haiti")
    type_into(page, "time_from", "1981")
    page.find("#record_table tbody tr:not([hidden]) a").click()
    time.sleep(0.6)
    page.run("map_records.setView([15, -60], 4, {animate: false})")
    link = page.run("return location.href")
    ids, title = shown(page), page.find("#panel_title").text
    other = open_page(link)
    assert shown(other) == ids and 0 < len(ids) < 5
    assert other.find("#panel_title").text == title
    assert other.find("#filter_text").get_attribute("value") == "Haiti"
    assert other.find("#filter_acting").get_attribute("value") == "USA"
    assert other.find("#time_start").get_attribute("aria-valuetext") == "1 January 1981"
    view = other.run(
        "const c = map_records.getCenter(); return [c.lat, c.lng, map_records.getZoom()]"
    )
    assert view == pytest.approx([15, -60, 4], abs=0.02)
    assert other.run("return location.href") == link


def test_do_nonsense_in_the_address_and_old_links_open_the_map(open_page, path):
    page = open_page(
        f"{path.as_uri()}#preah-vihear-1979&kind=nothing&from=x&view=a,b&law=<script>&q="
    )
    assert page.find("#panel_title").is_displayed()
    assert not page.find("#filter_reset").is_displayed()
    assert page.errors() == []
    assert page.run("return location.hash") == "#preah-vihear-1979"


def test_goes_the_back_button_from_record_to_record(open_page, path):
    page = open_page(f"{path.as_uri()}#&kind=incident")
    titles = []
    for number in (0, 1):
        page.run(
            f"document.querySelectorAll('#record_table tbody tr:not([hidden]) a')[{number}].click()"
        )
        titles.append(page.find("#panel_title").text)
    page.run("history.back()")
    time.sleep(0.3)
    assert page.find("#panel_title").text == titles[0]
    assert page.find("#filter_kind").get_attribute("value") == "incident"


# --- the download ------------------------------------------------------------------------------


def downloaded(page, folder):
    """Click on the download and return the text of the file."""
    given = {"behavior": "allow", "downloadPath": str(folder)}
    page.driver.execute_cdp_cmd("Page.setDownloadBehavior", given)
    page.find("#download_csv").click()
    for _ in range(100):
        files = [p for p in folder.iterdir() if p.suffix == ".csv"]
        if files:
            return files[0].read_bytes().decode("utf-8")
        time.sleep(0.05)
    raise AssertionError("no file came")


def test_is_the_download_of_all_the_published_file(open_page, path, published, tmp_path):
    page = open_page(path)
    text = downloaded(page, tmp_path)
    lines = list(csv.reader(io.StringIO(text)))
    known = list(csv.reader(io.StringIO(published.read_text(encoding="utf-8"))))
    assert lines[0] == known[0]
    assert sorted(lines[1:]) == sorted(known[1:])
    assert set(text.splitlines()) == set(published.read_text(encoding="utf-8").splitlines())


def test_is_the_download_of_a_selection_the_filtered_table(open_page, path, incidents, tmp_path):
    page = open_page(path)
    choose(page, "kind", "campaign")
    type_into(page, "time_from", "1980")
    ids = shown(page)
    own = pd.read_csv(io.StringIO(downloaded(page, tmp_path)), dtype=str, keep_default_na=False)
    late = (incidents["date_latest"] == "") | (incidents["date_latest"] >= "1980-01-01")
    wanted = incidents[(incidents["kind"] == "campaign") & late]
    assert set(own["id"]) == ids == set(wanted["id"])
    own = own.set_index("id", drop=False)
    pd.testing.assert_frame_equal(own, wanted.loc[own.index])


def test_runs_no_cell_of_a_download_in_a_spreadsheet(open_page, tmp_path):
    rows = [
        {"id": "a", "title": '=1+1, "x"\ny', "place_lat": -1.5, "place_lon": 2.0, "own": "@sum"},
        {"id": "b", "title": "-5", "place_lat": None, "place_lon": None, "own": None},
    ]
    page = open_page(make_map({"incidents": rows}, BOUNDARIES))
    lines = list(csv.reader(io.StringIO(downloaded(page, tmp_path))))
    assert lines[0] == ["id", "title", "place_lat", "place_lon", "own"]
    assert sorted(lines[1:]) == [
        ["a", "'=1+1, \"x\"\ny", "-1.5", "2.0", "'@sum"], ["b", "-5", "", "", ""]
    ]  # fmt: skip


# --- the panel ---------------------------------------------------------------------------------


def test_says_the_panel_which_readings_are_uncertain_and_what_follows(open_page, path, tables):
    name = "australia-sovereign-borders-2013"
    page = open_page(f"{path.as_uri()}#{name}")
    page.run("document.querySelectorAll('#record_panel details').forEach(d => { d.open = true; })")
    entries = page.run(
        "return [...document.querySelectorAll('#record_panel .section')].flatMap(s => "
        "[...s.querySelectorAll('.entry')].map(e => [s.querySelector('summary').firstChild.textContent, e.innerText]))"
    )
    readings = [r for r in tables["interpretations"] if r["incident_id"] == name]
    told = [text for title, text in entries if title.startswith("Reading of the duty")]
    assert len(told) == len(readings) > 5
    assert (
        sum("Exploratory" in text for text in told) == sum(r["exploratory"] for r in readings) > 0
    )
    assert sum("Two passes" in text for text in told) == len(readings)
    types = [r for r in tables["reading_types"] if r["incident_id"] == name]
    follow = "\n".join(text for title, text in entries if title.startswith("Types of reading"))
    assert follow.count("exploratory") == sum(r["exploratory"] for r in types) > 0
    for row in types:
        assert label_of("reading_type", row["type"]) in follow


@pytest.mark.parametrize("record", ["us-panama-transfer-2025", "ms-st-louis-1939"])
def test_lies_no_end_of_a_chosen_movement_under_the_legend(open_page, path, record):
    page = open_page(f"{path.as_uri()}#{record}")
    time.sleep(0.5)
    under = page.run(
        "const box = document.getElementById('map_legend').getBoundingClientRect();"
        "const ends = [...document.querySelectorAll('path.end')].map(e => e.getBoundingClientRect());"
        "return [ends.length, box.height, ends.filter(e => e.right > box.left && e.left < box.right"
        " && e.bottom > box.top && e.top < box.bottom).length]"
    )
    assert under[0] > 1 and under[1] > 50  # the legend is open
    assert under[2] == 0
