"""Does the map keep what no other test misses: its size, names in use today, tags, heads, rings?"""

import copy
import math
import random
import re
from itertools import cycle, islice

import pytest
from conftest import BOUNDARIES, ROOT
from map_pages import data_of, wait_until_ready
from published_records import EXAMPLE

from refoul_data.dataset.tables import make_tables
from refoul_data.records.reader import read_library
from refoul_data.views.map_records import pack_records
from refoul_data.views.map_shelf import position
from refoul_data.views.maps import make_map
from refoul_data.vocabulary.codes import read_codelist

BAR_IN_BYTES = 3_000_000
KEYS = ("id", "incident_id", "sources", "source", "value")
MODELS = 13  # of the real records: more records later must not make this test another one


@pytest.fixture
def open_page(open_page):
    """Open a page, and wait until its map has unpacked what it shows."""
    return lambda *given, **more: wait_until_ready(open_page(*given, **more))


@pytest.fixture(scope="module")
def real_rows():
    library = read_library(ROOT / "data" / "raw")
    return {name: table.rows for name, table in make_tables(library).items()}


def copies(rows, number):
    """Return the tables with copies of real records under new ids, `number` records in all."""
    ids = sorted(row["id"] for row in rows["incidents"])[:MODELS]
    named = {f"{old}-{turn}": old for turn, old in islice(enumerate(cycle(ids)), number)}
    made = {}
    for name, table in rows.items():
        key = "id" if name == "incidents" else "incident_id"
        if not table or key not in table[0]:
            made[name] = table
            continue
        made[name] = [
            row | {key: new} for new, old in named.items() for row in table if row[key] == old
        ]
    return made


# --- size --------------------------------------------------------------------------------------


def test_does_a_map_of_300_records_fit_a_mail(real_rows):
    page = make_map(copies(real_rows, 300), BOUNDARIES)
    assert "300 of 300 records" in page
    assert len(page.encode()) < BAR_IN_BYTES


def test_does_a_map_of_300_records_of_unlike_texts_fit_a_mail(real_rows):
    """Copies share every text; here the words of each prose text stand in another order."""
    mix = random.Random(1)

    def shuffled(value):
        if not isinstance(value, str) or value.count(" ") < 5:
            return value
        words = value.split(" ")
        mix.shuffle(words)
        return " ".join(words)

    rows = copies(real_rows, 300)
    for name, table in rows.items():
        if table and ("incident_id" in table[0] or name == "incidents"):
            rows[name] = [{k: v if k in KEYS else shuffled(v) for k, v in r.items()} for r in table]
    page = make_map(rows, BOUNDARIES)
    data = data_of(page)
    assert len(data["texts"]) > 10 * len({r["id"] for r in real_rows["incidents"]})
    assert len(page.encode()) < BAR_IN_BYTES


# --- names on the land -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real_map(real_rows, tmp_path_factory):
    path = tmp_path_factory.mktemp("real") / "map.html"
    path.write_text(make_map(real_rows, BOUNDARIES), encoding="utf-8", newline="\n")
    return path


def names_today(rows):
    return {row["name"] for row in rows["states"] if not row["to"]}


def test_are_the_names_on_the_land_those_of_the_table_of_states(real_rows):
    page = make_map(real_rows, BOUNDARIES)
    data = data_of(page)
    written = [name for name, *_ in data["land"]["names"]]
    assert set(written) <= names_today(real_rows)
    assert len(set(written)) == len(written) > 165
    assert {"Türkiye", "North Macedonia", "Western Sahara", "Eswatini", "Czechia"} <= set(written)
    assert not {"N. Cyprus", "Somaliland", "Antarctica"} & set(written)


def test_is_a_land_without_a_row_of_a_state_without_a_name():
    page = make_map({"incidents": [], "states": [
        {"code": "TUR", "name": "A new name", "names": "", "from": "", "to": None},
        {"code": "BRA", "name": "Gone", "names": "", "from": "", "to": "1990-10-02"},
    ]}, BOUNDARIES)  # fmt: skip
    data = data_of(page)
    assert [name for name, *_ in data["land"]["names"]] == ["A new name"]


@pytest.mark.browser
def test_does_a_long_name_stand_on_the_map_in_several_lines(open_page, real_rows, real_map):
    page = open_page(real_map)
    page.run("map_records.setView([50, 10], 5, {animate: false})")
    shown = [
        " ".join(e.get_attribute("textContent").split())
        for e in page.find_all(".leaflet-names-pane .country span")
    ]
    assert set(shown) <= names_today(real_rows) and "Germany" in shown
    assert "United Kingdom of Great Britain and Northern Ireland" in shown
    boxes = page.run(
        "return [...document.querySelectorAll('.leaflet-names-pane .country span')]"
        ".map(e => e.getBoundingClientRect()).map(b => [b.left, b.right, b.top, b.bottom])"
    )
    over = [
        (a, b)
        for n, a in enumerate(boxes)
        for b in boxes[:n]
        if a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]
    ]
    assert over == []


# --- marks, movements, tags --------------------------------------------------------------------


def variants(rows, name, *changes):
    """Return the tables of the test records with the example once for each change of its row."""
    made = copy.deepcopy(rows)
    (row,) = made["incidents"]
    made["incidents"] = [row | {"id": f"{name}-{n}"} | change for n, change in enumerate(changes)]
    return made


NOT_EXECUTED = {"attempted_blocked", "planned", "threatened"}


@pytest.mark.browser
def test_is_what_was_not_executed_drawn_as_a_ring_and_nothing_else(open_page, fixture_tables):
    codes = list(read_codelist("execution_status"))
    assert set(codes) > NOT_EXECUTED
    changes = [{"execution_status": code, "title": code} for code in (*codes, None)]
    page = open_page(make_map(variants(fixture_tables, "mark", *changes), BOUNDARIES))
    paints = {
        mark.get_attribute("aria-label").split(",")[0]: (
            mark.value_of_css_property("fill"),
            mark.value_of_css_property("stroke"),
        )
        for mark in page.find_all(".leaflet-mark-pane path.mark")
    }
    white, blue = "rgb(255, 255, 255)", "rgb(0, 114, 178)"
    rings = {title for title, paint in paints.items() if paint == (white, blue)}
    assert rings == NOT_EXECUTED
    assert {paint for title, paint in paints.items() if title not in rings} == {(blue, white)}
    assert len(paints) == len(codes) + 1


@pytest.mark.browser
def test_is_a_claim_that_was_set_aside_tagged_so_and_no_other(open_page, fixture_tables, tmp_path):
    path = tmp_path / "map.html"
    path.write_text(make_map(fixture_tables, BOUNDARIES), encoding="utf-8")
    page = open_page(f"{path.as_uri()}#{EXAMPLE}")
    page.run("document.querySelectorAll('#record_panel details').forEach(d => { d.open = true; })")
    claims = [c for c in fixture_tables["claims"] if c["incident_id"] == EXAMPLE]
    more = [r for name in ("events", "harm", "actors") for r in fixture_tables[name]]
    reasons = {r["set_aside"] for r in (*claims, *more) if r["set_aside"]}
    entries = page.run(
        "return [...document.querySelectorAll('#record_panel .entry')]"
        ".map(e => [e.querySelector('.tag')?.innerText ?? '', e.innerText])"
    )
    tagged = [text for tag, text in entries if tag == "set aside"]
    assert reasons and len(tagged) == sum(bool(r["set_aside"]) for r in (*claims, *more))
    assert all(any(f"Set aside because: {reason}" in text for text in tagged) for reason in reasons)
    assert not [text for tag, text in entries if tag != "set aside" and "Set aside because" in text]
    preferred = [text for tag, text in entries if tag == "preferred"]
    assert len(preferred) == sum(bool(c["preferred"]) for c in (*claims, *more) if "preferred" in c)


@pytest.mark.browser
@pytest.mark.parametrize(("stage", "heads"), [("return", 1), ("flight", 1), ("onward", 2)])
def test_does_every_leg_of_a_selected_record_bear_heads_that_point_its_way(
    open_page, fixture_tables, tmp_path, stage, heads
):
    tables = copy.deepcopy(fixture_tables)
    for leg in tables["legs"]:
        leg["stage"] = stage
    path = tmp_path / "map.html"
    path.write_text(make_map(tables, BOUNDARIES), encoding="utf-8")
    page = open_page(f"{path.as_uri()}#{EXAMPLE}")
    legs = [d.get_attribute("d") for d in page.find_all("path.leg.chosen")]
    arrows = page.find_all(f".leaflet-leg-pane path.arrow.stage-{stage}")
    assert len(arrows) == len(legs) == len(tables["legs"]) > 0
    for leg, arrow in zip(legs, arrows, strict=True):
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", leg)]
        start, control, end = zip(numbers[::2], numbers[1::2], strict=True)
        way = end[0] - start[0], end[1] - start[1]
        middle = [(a + 2 * c + b) / 4 for a, c, b in zip(start, control, end, strict=True)]
        drawn = re.findall(
            r"M(\S+) (\S+)L(\S+) (\S+)L(\S+) (\S+?)(?=M|$)", arrow.get_attribute("d")
        )
        assert len(drawn) == heads
        for head in drawn:
            ax, ay, tip_x, tip_y, bx, by = map(float, head)
            points = tip_x - (ax + bx) / 2, tip_y - (ay + by) / 2
            turn = math.atan2(points[1], points[0]) - math.atan2(way[1], way[0])
            assert math.hypot(*points) > 5 and math.cos(turn) > 0.99
            assert math.dist(middle, (tip_x, tip_y)) < 12
        assert arrow.value_of_css_property("stroke") != "none"
        assert arrow.size["width"] > 4


@pytest.mark.parametrize(
    ("lat", "lon", "known"),
    [
        (0, 180, (0, 180)), (90, -180, (90, -180)), (-90.0, 0.00004, (-90.0, 0.0)),
        (0, 180.01, None), (0, -180.01, None), (0, 360, None), (90.01, 0, None),
        (float("nan"), 0, None), (0, float("inf"), None), (None, 0, None), ("1", 0, None),
    ],
)  # fmt: skip
def test_is_a_position_on_the_globe_or_none(lat, lon, known):
    assert position(lat, lon) == known


def test_is_a_record_beyond_the_globe_in_the_table_and_not_on_the_map(fixture_tables):
    tables = variants(fixture_tables, "far", {"place_lat": 10.0, "place_lon": 190.0})
    data, rows = pack_records(tables)
    assert "at" not in data["records"][0] and not rows[0]["on_map"]
    assert "1 record, 0 of them with a place on the map" in make_map(tables, BOUNDARIES)
