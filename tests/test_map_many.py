"""Does the map of a large table hold every row, answer to mouse and keys, and stay small and safe?"""

import io
import re
import time
from pathlib import Path

import axe_core_python
import geopandas as gpd
import html5lib
import numpy as np
import pandas as pd
import pytest
from map_pages import wait_until_ready
from published_records import publish_examples, use
from test_map import MARK, PAYLOADS
from test_map_tools import ENTER, downloaded, type_into

from refoul_data.views.map_many import MANY
from refoul_data.views.maps import map_incidents

ROWS = 1600
WORDS = np.array(
    "army boat border camp court crossing family night order people port river".split()
)
CLICK = """
  const r = map_records.getContainer().getBoundingClientRect();
  const p = map_records.latLngToContainerPoint([arguments[0], arguments[1]]);
  const e = document.elementFromPoint(r.left + p.x, r.top + p.y);
  for (const kind of ['mousedown', 'mouseup', 'click']) {
    e.dispatchEvent(new MouseEvent(kind, {bubbles: true, clientX: r.left + p.x, clientY: r.top + p.y, view: window}));
  }
  return new Promise(done => setTimeout(done, 400));
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return publish_examples(tmp_path_factory.mktemp("examples"))


@pytest.fixture(autouse=True)
def published(folder, monkeypatch):
    use(monkeypatch, folder)


@pytest.fixture
def open_page(open_page):
    """Open a page, and wait until its map has unpacked what it shows."""
    return lambda *given, **more: wait_until_ready(open_page(*given, **more))


def table(number, seed=3):
    """Return invented rows; the first one stands alone in the south."""
    random = np.random.default_rng(seed)
    lat, lon = random.uniform(-30, 60, number).round(4), random.uniform(-170, 170, number).round(4)
    lat[0], lon[0] = -60.0, 10.0
    return pd.DataFrame({
        "id": [f"case-{n}" for n in range(number)],
        "title": [" ".join(words) for words in WORDS[random.integers(0, len(WORDS), (number, 5))]],
        "date": pd.to_datetime("1990-01-01") + pd.to_timedelta(random.integers(0, 12000, number), "D"),
        "returning_state": np.array(["USA", "GBR", None, "TZA"])[random.integers(0, 4, number)],
        "place_lat": lat,
        "place_lon": lon,
        "place_precision": np.array(["site", "country"])[random.integers(0, 2, number)],
        "persons_best": random.integers(1, 5000, number),
        "own, \"note\"": np.array(["a, b", "line\nline", "=SUM(1)"])[random.integers(0, 3, number)],
    })  # fmt: skip


@pytest.fixture(scope="module")
def frame():
    return table(ROWS)


@pytest.fixture(scope="module")
def path(frame, folder, tmp_path_factory):
    from refoul_data.access import files

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(files._FOLDERS, "processed", (folder / "nowhere", folder))
        return map_incidents(frame).save(tmp_path_factory.mktemp("many") / "map.html")


def count(page):
    return int(page.find("#filter_count").text.split()[0].replace(",", ""))


def test_are_a_hundred_thousand_rows_with_their_texts_under_12_megabytes():
    page = map_incidents(table(100_000)).html
    assert len(page.encode()) < 12_000_000
    assert "100,000 rows" in page


def test_is_the_page_valid_html_that_loads_nothing(path):
    text = path.read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(text)
    assert "default-src 'none'" in text and not re.search(r"<(link|img|iframe|base)\b", text)


def test_are_two_maps_of_one_table_the_same(frame, path):
    assert map_incidents(frame).html == path.read_text(encoding="utf-8")


def test_takes_a_large_map_points_in_another_projection(frame):
    own = frame.drop(columns=["place_lat", "place_lon"])
    points = gpd.points_from_xy(frame["place_lon"], frame["place_lat"])
    assert (
        len(map_incidents(gpd.GeoDataFrame(own, geometry=points, crs=4326).to_crs(3857)).html)
        > 10**5
    )
    shapes = gpd.GeoDataFrame(own, geometry=points, crs=4326).to_crs(3857)
    shapes.geometry = shapes.geometry.buffer(1)
    with pytest.raises(ValueError, match="holds a Polygon"):
        map_incidents(shapes)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.assign(id="a"), "'a' stands twice"),
        (lambda t: t.drop(columns=["place_lat"]), "neither place_lat and place_lon nor a geometry"),
        (lambda t: t.drop(columns=["id", "title"]), "neither a column 'id' nor"),
    ],
)
def test_says_a_large_map_what_is_wrong_with_a_table(frame, change, message):
    assert len(frame) >= MANY
    with pytest.raises(ValueError, match=message):
        map_incidents(change(frame))


@pytest.mark.browser
def test_does_a_click_open_the_row_under_it(open_page, path, frame):
    page = open_page(path)
    page.run(CLICK, -60.0, 10.0)
    popup = page.find(".row-popup").get_attribute("textContent")
    row = frame.iloc[0]
    assert row["title"] in popup and row["id"] in popup and str(row["persons_best"]) in popup
    assert page.run("return location.hash") == "#case-0"
    page.find("body").send_keys("\ue00c")
    time.sleep(0.5)  # it fades out
    assert page.find_all(".row-popup") == []
    assert page.requests() == [] and page.errors() == []


@pytest.mark.browser
def test_does_enter_in_the_table_open_a_row(open_page, path):
    page = open_page(path)
    anchor = page.find("#record_table tbody a")
    page.run("arguments[0].focus()", anchor)
    page.run("return document.activeElement").send_keys(ENTER)
    assert page.find(".row-popup h2").get_attribute("textContent") == anchor.text
    assert page.run("return document.activeElement.tagName") == "H2"


@pytest.mark.browser
def test_is_the_download_the_filtered_table(open_page, path, frame, tmp_path):
    page = open_page(path)
    page.find("#more_filters summary").click()
    at = list(frame.columns).index("returning_state")
    code = page.run(
        f"return [...document.querySelectorAll('#filter_column_{at} option')].findIndex(o => /^GBR/.test(o.text))"
    )
    page.find_all(f"#filter_column_{at} option")[code].click()
    page.find("#filter_text").send_keys("boat NIGHT")
    type_into(page, "time_from", "2000")
    found = pd.read_csv(io.StringIO(downloaded(page, tmp_path)), keep_default_na=False)
    has = frame["title"].str.contains("boat") & frame["title"].str.contains("night")
    wanted = frame[(frame["returning_state"] == "GBR") & has & (frame["date"] >= "2000")]
    assert len(wanted) == count(page) > 3
    assert list(found.columns) == list(frame.columns)
    assert found["id"].tolist() == wanted["id"].tolist()
    assert found["place_lat"].tolist() == wanted["place_lat"].tolist()
    assert found["date"].tolist() == [f"{day:%Y-%m-%d}" for day in wanted["date"]]
    texts = [f"'{t}" if t[0] == "=" else t for t in wanted.iloc[:, -1]]
    assert found.iloc[:, -1].tolist() == texts


@pytest.mark.browser
def test_does_the_address_reopen_filters_time_and_row(open_page, path):
    page = open_page(path)
    page.find("#filter_text").send_keys("river")
    type_into(page, "time_to", "2010-06")
    page.find("#record_table tbody a").click()
    time.sleep(0.5)
    link, number, head = (
        page.run("return location.href"),
        count(page),
        page.find(".row-popup h2").get_attribute("textContent"),
    )
    other = open_page(link)
    assert count(other) == number < ROWS
    assert other.find(".row-popup h2").get_attribute("textContent") == head


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("dark", [False, True])
def test_does_axe_find_no_barrier(open_page, path, width, dark):
    axe = Path(axe_core_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
    page = open_page(path, width=width, dark=dark)
    page.find("#record_table tbody a").click()
    time.sleep(0.5)  # it fades in
    page.run("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.run(axe)
    found = page.run("return axe.run(document)")
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
    assert page.run("return document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_is_hostile_text_in_a_large_table_shown_and_never_run(open_page, frame):
    own = frame.copy()
    texts = np.array([f"x {payload}" for payload in PAYLOADS])
    own["title"] = texts[np.arange(len(own)) % len(texts)]
    own["returning_state"] = own["title"]
    own[PAYLOADS[0]] = own["title"]
    own["id"] = [f"{n}{PAYLOADS[n % len(texts)]}" for n in range(len(own))]
    page = open_page(map_incidents(own).html)
    for number in range(len(PAYLOADS)):
        page.run(f"document.querySelectorAll('#record_table tbody a')[{number}].click()")
    page.run("document.querySelectorAll('*').forEach(e => e.dispatchEvent(new Event('mouseover')))")
    text = page.find(".row-popup").get_attribute("textContent")
    assert MARK in text or "x " in text
    assert page.run("return window.pwned") is None
    assert page.run("return document.querySelectorAll('img, iframe, object').length") == 0
    assert page.requests() == [] and page.errors() == []
