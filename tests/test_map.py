"""Is the map whole, honest about what it knows, and safe against whatever stands in the data?"""

import base64
import copy
import hashlib
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import axe_core_python
import geopandas as gpd
import html5lib
import pandas as pd
import pytest
from conftest import BOUNDARIES, ROOT
from map_pages import data_of, numbers, wait_until_ready
from published_records import CAMPAIGN, EXAMPLE, publish_examples, use

from refoul_data.views.map_land import pack_land
from refoul_data.views.map_records import pack_records
from refoul_data.views.map_texts import count_in_words
from refoul_data.views.maps import OfflineMap, make_map, map_incidents
from refoul_data.views.offline import json_for_script, with_policy

PLAN, UNPLACED, AT_SEA = "example-plan-1982", "example-unplaced-1983", "example-boat-1984"
MARK = "window.pwned=(window.pwned||0)+1"
PAYLOADS = [
    f"<img src=x onerror={MARK}>",
    f"</script><script>{MARK}</script>",
    f"${{{MARK}}}",
    f"`;{MARK};`",
    f"javascript:{MARK}",
    f'\'" onmouseover=\'{MARK}\' onfocus="{MARK}" autofocus x="',
    "]]> <!-- --> <![CDATA[ <!-- <script>",
    "\u2028\u2029 {{7*7}} {% raise %} {# x #}",
    f"<svg onload={MARK}><a href=javascript:{MARK}>x</a></svg>",
    f"</textarea></title></style><iframe srcdoc='<script>parent.{MARK}</script>'>",
    "\\u003cimg src=x\\u003e \\x3cscript\\x3e &lt;script&gt; &#60;b&#62; %3Cb%3E",
]


def another(tables, name, **changes):
    """Add a copy of the example under another name, with changes to its row of incidents."""
    for table, rows in tables.items():
        key = "id" if table == "incidents" else "incident_id"
        copies = [copy.deepcopy(row) for row in rows if row.get(key) == EXAMPLE]
        rows += [row | {key: name} | (changes if table == "incidents" else {}) for row in copies]


@pytest.fixture(scope="module")
def tables(fixture_tables):
    """The example, a plan that was not carried out, a record without a place, and one at sea."""
    made = copy.deepcopy(fixture_tables)
    another(made, PLAN, title="A plan", kind="measure", execution_status="planned",
            date="1982", place="second-valley", place_name="Second Valley", place_lat=14.1,
            place_lon=104.9, place_precision="district")  # fmt: skip
    another(made, UNPLACED, title="A return that nobody placed", place=None, place_name=None,
            place_lat=None, place_lon=None, place_precision=None)  # fmt: skip
    another(made, AT_SEA, title="A boat", kind="campaign", place="open-water",
            place_name="Open Water", place_lat=10.5, place_lon=102.5,
            place_precision="sea_area")  # fmt: skip
    for leg in made["legs"]:
        if leg["incident_id"] == PLAN:
            leg["status"] = "intended"
    made["missing"] = [
        *(m for m in made["missing"] if (m["incident_id"], m["field"]) != (UNPLACED, "place")),
        {"incident_id": UNPLACED, "field": "place", "reason": "withheld", "note": None},
    ]
    return made


@pytest.fixture
def open_page(open_page):
    """Open a page, and wait until its map has unpacked what it shows."""

    def opened(page, javascript=True, **more):
        page = open_page(page, javascript=javascript, **more)
        return wait_until_ready(page) if javascript else page

    return opened


@pytest.fixture(scope="module")
def html(tables):
    return make_map(tables, BOUNDARIES)


class Tags(HTMLParser):
    """Collects start tags with their attributes, and the texts inside scripts."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.scripts, self.inside = [], [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.inside = tag == "script"
        if self.inside:
            self.scripts.append("")

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.scripts[-1] += data


def policy_of(html):
    first = re.search(r"<head[^>]*>(<[^>]+>)", html)[1]
    return re.fullmatch(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', first)[1]


# --- the page as text --------------------------------------------------------------------------


def test_do_two_builds_give_the_same_bytes(tables, html):
    assert make_map(copy.deepcopy(tables), BOUNDARIES) == html


def test_does_the_page_name_nothing_that_it_would_load(html):
    tags = Tags(html).tags
    assert [t for t in tags if {"src", "srcset", "data", "poster"} & set(t[1])] == []
    assert [t for t in tags if t[0] in ("link", "img", "iframe", "object", "embed", "base")] == []
    assert [a["href"] for t, a in tags if t == "a" and not a["href"].startswith("#")] == []
    styles = "".join(re.findall(r"<style>(.*?)</style>", html, re.DOTALL))
    assert "url(" not in styles and "@import" not in styles
    assert "sourceMappingURL" not in html


def test_does_the_policy_allow_these_scripts_and_nothing_else(html):
    directives = dict(d.strip().split(" ", 1) for d in policy_of(html).split(";"))
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script, (_, attributes) in zip(
            Tags(html).scripts, (t for t in Tags(html).tags if t[0] == "script"), strict=True
        )
        if attributes.get("type") != "text/plain"
    ]
    assert len(hashes) == 4
    assert directives == {
        "default-src": "'none'",
        "img-src": "data:",
        "style-src": "'unsafe-inline'",
        "script-src": " ".join(hashes),
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_does_a_page_without_scripts_allow_none():
    assert "script-src 'none';" in policy_of(with_policy("<html><head></head></html>"))
    data = '<html><head></head><script type="application/json">{}</script></html>'
    assert "script-src 'none';" in policy_of(with_policy(data))


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("<html><header></header></html>", "no <head>"),
        ('<head></head><script src="https://example.org/a.js"></script>', "loaded from elsewhere"),
    ],
)
def test_does_the_policy_refuse_a_page_that_it_cannot_guard(page, message):
    with pytest.raises(ValueError, match=message):
        with_policy(page)


def test_does_a_policy_hash_what_a_browser_reads():
    page = "<head></head><script>a\r\nb</script>"
    digest = base64.b64encode(hashlib.sha256(b"a\nb").digest()).decode()
    assert digest in policy_of(with_policy(page))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_does_json_stay_in_its_script_and_keep_its_text(payload):
    text = json_for_script({"a": payload})
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text) == {"a": payload}


def test_can_a_reader_zoom_the_page_and_a_program_read_its_language(html):
    assert html.startswith('<!DOCTYPE html>\n<html lang="en">')
    viewport = next(a["content"] for t, a in Tags(html).tags if a.get("name") == "viewport")
    assert viewport == "width=device-width, initial-scale=1"
    assert re.search(r"<title>[^<]{20,}</title>", html)
    assert '"maxZoom": 9' in html


def test_does_the_page_say_what_it_is_not(html):
    assert "Allegations with their evidence status; the map makes no legal finding." in html
    assert "imply no position" in html and "Natural Earth, public domain" in html


def test_is_no_word_of_ours_a_verdict(html):
    ours = html.replace(Tags(html).scripts[1], "") + json.dumps(data_of(html))
    assert not re.search(r"violat|unlawful|breach|illegal", ours, re.IGNORECASE)


def test_are_the_boundaries_whole_and_in_the_page_once(html):
    def unpacked(text):
        points, x, y = [], 0, 0
        steps = [~(n >> 1) if n & 1 else n >> 1 for n in numbers(text)]
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append([x / 100, y / 100])
        return points

    land = pack_land(str(BOUNDARIES), {"ISL": "Iceland"})
    outlines = json.loads((BOUNDARIES / "ne_110m_outlines.geojson").read_text(encoding="utf-8"))
    for feature in outlines["features"]:
        lines = [unpacked(line) for line in land[feature["properties"]["kind"]]]
        assert lines == feature["geometry"]["coordinates"]
    assert [name for name, *_ in land["names"]] == ["Iceland"]
    drawn = data_of(html)["land"]
    assert {kind: drawn[kind] for kind in ("areas", "coast", "border")} == {
        kind: land[kind] for kind in ("areas", "coast", "border")
    }
    assert len(json_for_script(land)) < 90_000


@pytest.mark.parametrize(
    ("low", "best", "high", "act", "words"),
    [
        (900, 1000, 1500, "person_returns", "900–1\u202f500 returns of persons, best count 1\u202f000"),
        (41, 41, 41, "unique_persons", "41 different persons returned"),
        (1, 1, 1, "person_returns", "1 (returns of persons)"),
        (0, 0, 0, "person_returns", "0 returns of persons"),
        (300, None, None, "refusals", "at least 300 refusals"),
        (None, None, 42000, "deaths", "up to 42\u202f000 deaths"),
        (None, 7, None, "boats", "7 boats"),
        (None, None, None, "boats", ""),
    ],
)  # fmt: skip
def test_does_a_count_say_what_it_counts(low, best, high, act, words):
    assert count_in_words({"low": low, "best": best, "high": high}, act=act) == words


def test_are_records_in_the_order_of_time_with_and_without_scripts(tables):
    data, rows = pack_records(tables)
    assert [r["id"] for r in data["records"]] == [r["id"] for r in rows]
    assert {r["id"] for r in rows} == {EXAMPLE, PLAN, UNPLACED, AT_SEA}


def test_is_a_record_without_a_place_in_the_table_with_the_reason(tables):
    data, rows = pack_records(tables)
    row = next(r for r in rows if r["id"] == UNPLACED)
    assert row["where"] == ("Not on the map: no place is recorded", "withheld")
    assert "at" not in next(r for r in data["records"] if r["id"] == UNPLACED)


def test_does_a_map_of_incidents_alone_work():
    row = {"id": "a", "title": "Only this", "place_lat": 1.0, "place_lon": 2.0}
    assert "Only this" in make_map({"incidents": [row]}, BOUNDARIES)


def test_does_an_empty_map_work():
    assert "0 of 0 records" in make_map({"incidents": []}, BOUNDARIES)


def test_needs_the_map_nothing_of_the_build():
    script = (
        "import sys, refoul_data.views.maps as maps\n"
        f"maps.make_map({{'incidents': [{{'id': 'a'}}]}}, {str(BOUNDARIES)!r})\n"
        "print('made', [m for m in sys.modules if m in ('pydantic', 'great_expectations', 'yaml') "
        "or m.startswith(('refoul_data.records', 'refoul_data.dataset'))])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "made []\n", done.stderr


# --- analysts ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return publish_examples(tmp_path_factory.mktemp("examples"))


@pytest.fixture
def published(folder, monkeypatch):
    use(monkeypatch, folder)


def entries(text, texts):
    """Return the entries of a section, with their texts put back."""
    found, left = [], iter(numbers(text))
    for head in left:
        group, mark = texts[next(left)], ("", "preferred", "aside", "record")[next(left)]
        cites = [(next(left), texts[next(left)]) for _ in range(next(left))]
        lines = [(texts[next(left)], texts[next(left)]) for _ in range(next(left))]
        found.append(
            {"head": texts[head], "group": group, "mark": mark, "cites": cites, "lines": lines}
        )
    return found


def packed(offline_map):
    """Return the records in the page, with their texts put back."""
    data = data_of(offline_map.html)
    texts = data["texts"]
    for record in data["records"]:
        for name in ("facts", "more"):
            record[name] = [[texts[n] for n in fact] for fact in record.get(name, [])]
        record["sections"] = [(texts[n], entries(s, texts)) for n, s in record.get("sections", [])]
    return data["records"]


def test_does_the_map_of_the_data_set_have_every_record(published):
    import refoul_data as rd

    records = packed(rd.map_incidents())
    assert {r["id"] for r in records} == set(
        rd.load_incidents(kinds=None, execution=None, withdrawn=True)["id"]
    )
    assert all(r["sections"][0][1] and r["works"] for r in records)


def test_is_the_map_of_loaded_incidents_that_of_the_build(published, folder):
    """Records through Parquet and pandas give the page that the raw files give."""
    import refoul_data as rd
    from refoul_data.dataset.tables import make_tables
    from refoul_data.records.reader import read_library

    library = read_library(folder.parent / "raw")
    tables = {name: table.rows for name, table in make_tables(library).items()}
    assert map_incidents().html == make_map(tables, BOUNDARIES)
    assert EXAMPLE in {r["id"] for r in packed(map_incidents(rd.load_incidents()))}


def test_takes_the_map_an_analysts_own_table(published):
    own = pd.DataFrame(
        {
            "title": ["One", "Two", None],
            "place_lat": [1.5, None, 3],
            "place_lon": [2.5, None, 4],
            "date": pd.to_datetime(["2001-02-03", None, "2002-01-01"]),
            "persons_best": [1200, None, 3],
            "battalion": [7, None, 9.5],
        }
    )
    first, second, third = packed(map_incidents(own))[:3]
    assert (first["id"], first["title"], first["at"]) == ("row-1", "One", [1.5, 2.5])
    assert first["when"] == "3 February 2001"
    assert ["Persons", "1\u202f200", ""] in first["facts"]
    assert first["more"] == [["battalion", "7"]]
    assert "at" not in second or "at" not in third


def test_takes_the_map_points_in_another_projection(published):
    own = gpd.GeoDataFrame(
        {"id": ["a", EXAMPLE]}, geometry=gpd.points_from_xy([104.68, 0], [14.39, 0]), crs=4326
    )
    records = {r["id"]: r for r in packed(map_incidents(own.to_crs(3857)))}
    assert records["a"]["at"] == [14.39, 104.68]
    assert records[EXAMPLE]["works"]  # what the data set knows of a record comes along


@pytest.mark.parametrize(
    ("own", "message"),
    [
        (pd.DataFrame({"id": ["a"]}), "neither place_lat and place_lon nor a geometry"),
        (pd.DataFrame({"place_lat": [1], "place_lon": [1]}), "neither a column 'id' nor"),
        (pd.DataFrame({"id": ["a", "a"], "place_lat": 1, "place_lon": 1}), "'a' stands twice"),
        (
            gpd.GeoDataFrame({"id": ["a"]}, geometry=gpd.points_from_xy([1], [1]).buffer(1)),
            "holds a Polygon",
        ),
    ],
)
def test_does_a_wrong_table_say_what_is_wrong(published, own, message):
    with pytest.raises(ValueError, match=message):
        map_incidents(own)


def test_is_a_saved_map_the_page_and_nothing_beside_it(tmp_path):
    path = OfflineMap("<p>é\n</p>").save(tmp_path / "map.html")
    assert path.read_bytes() == "<p>é\n</p>".encode()
    assert [p.name for p in tmp_path.iterdir()] == ["map.html"]


# --- the page in a browser ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def path(html, tmp_path_factory):
    file = tmp_path_factory.mktemp("map") / "map.html"
    file.write_text(html, encoding="utf-8", newline="\n")
    return file


def row_of(page, name):
    (row,) = [
        r for r in page.find_all("#record_table tbody tr") if name in r.get_attribute("innerHTML")
    ]
    return row


def panel_text(page):
    """Return what the panel says with every section open."""
    page.run("document.querySelectorAll('#record_panel details').forEach(d => d.open = true)")
    return page.find("#record_panel").text


def path_of(page, selector):
    return [element.get_attribute("d") for element in page.find_all(selector)]


@pytest.mark.browser
def test_does_the_page_ask_for_nothing_and_complain_of_nothing(open_page, path):
    page = open_page(path)
    row_of(page, "A plan").click()
    page.find("#close_record").click()
    assert page.requests() == []
    assert page.errors() == []


@pytest.mark.browser
def test_would_a_request_be_seen(open_page):
    """The two tests above and below would pass if the log were empty."""
    page = open_page(
        '<script>fetch("http://127.0.0.1:9/x").catch(() => 0); console.error("so")</script>'
    )
    page.run("return new Promise(done => setTimeout(done, 200))")
    assert page.requests() == ["http://127.0.0.1:9/x"]
    assert any("so" in message for message in page.errors())


@pytest.mark.browser
def test_does_the_browser_refuse_a_script_that_is_not_ours(open_page, path):
    page = open_page(path)
    page.run(
        "const s = document.createElement('script'); s.textContent = 'window.pwned = 1';"
        "document.body.append(s); document.body.setAttribute('onclick', 'window.pwned = 2');"
        "document.body.click()"
    )
    assert page.run("return window.pwned") is None


@pytest.mark.browser
def test_does_the_table_read_without_scripts(open_page, path):
    page = open_page(path, javascript=False)
    text = page.find("#record_table").text
    for words in ("Return over a hill pass", "8 June 1980 to 10 June 1980", "Hill Pass",
                  "precision: site", "900–1\u202f500 returns of persons, best count 1\u202f000",
                  "First State", "An invented return", "no place is recorded", "withheld"):  # fmt: skip
        assert words in text
    assert not page.find("#record_stage").is_displayed()
    assert not page.find("#record_filters").is_displayed()
    assert page.errors() == []


@pytest.mark.browser
def test_does_a_click_on_a_row_open_the_record_with_claims_and_sources(open_page, path):
    page = open_page(path)
    row_of(page, "Return over a hill pass").click()
    assert page.find("#panel_title").text == "Return over a hill pass: an example for the tests"
    text = panel_text(page)
    for words in (
        "900–1\u202f500 returns of persons, best count 1\u202f000",
        "Deaths during the return\n10–30 deaths",
        "Deaths after the return\n4 deaths",
        "Preferred because: Counted by staff at the pass.",
        "Set aside because: No source is named, and no other comes near.",
        "Author 1985, p. 90",
        "Another reader could choose: contested: The army gave other numbers.",
        "Decision, in the body's terms: concern expressed",
        "Denied: Said that people had left of their own will",
        "Author, An (1985): An example: a book.",
        "The name of A. Minister stands in one source only.",
    ):
        assert words in text
    link = page.find("#record_panel .links a")
    assert link.get_attribute("href") == "https://example.org/report"
    assert (link.get_attribute("rel"), link.get_attribute("target")) == (
        "noopener noreferrer",
        "_blank",
    )


@pytest.mark.browser
def test_does_enter_open_and_escape_close_a_record(open_page, path):
    page = open_page(path)
    page.run("arguments[0].focus()", row_of(page, "A boat").find_element("css selector", "a"))
    page.run("return document.activeElement").send_keys("\ue007")
    assert page.find("#panel_title").text == "A boat"
    assert page.run("return document.activeElement.id") == "panel_title"
    page.find("body").send_keys("\ue00c")
    assert not page.find("#panel_record").is_displayed()
    assert page.run("return document.activeElement.textContent") == "A boat"
    assert page.run("return location.hash") == ""


@pytest.mark.browser
def test_does_enter_on_a_mark_open_its_record(open_page, path):
    page = open_page(path)
    page.run("document.querySelector('path.mark[aria-label^=\"A plan\"]').focus()")
    page.run("return document.activeElement").send_keys("\ue007")
    assert page.find("#panel_title").text == "A plan"


@pytest.mark.browser
def test_does_a_click_on_a_mark_open_its_record(open_page, path):
    page = open_page(path)
    page.run(
        "document.querySelector('path.mark[aria-label^=\"A boat\"]')"
        ".dispatchEvent(new MouseEvent('click', {bubbles: true}))"
    )
    assert page.find("#panel_title").text == "A boat"


@pytest.mark.browser
def test_does_the_address_reopen_a_record(open_page, path):
    page = open_page(f"{path.as_uri()}#{PLAN}")
    assert page.find("#panel_title").text == "A plan"
    page.find("#go_on").click()
    other = page.run("return decodeURIComponent(location.hash.slice(1))")
    assert other != PLAN
    page.run("history.back(); return new Promise(done => setTimeout(done, 300))")
    assert page.find("#panel_title").text == "A plan"


@pytest.mark.browser
def test_does_an_unknown_address_open_nothing(open_page, path):
    page = open_page(f"{path.as_uri()}#%E0%A4%A")
    assert page.find("#panel_intro").is_displayed()
    assert page.errors() == []


@pytest.mark.browser
def test_are_legs_drawn_and_intended_ones_dashed(open_page, path):
    page = open_page(path)
    assert (
        len(page.find_all(".leaflet-leg-pane path.leg.stage-return")) == 8
    )  # two of each of four records
    page = open_page(f"{path.as_uri()}#{EXAMPLE}")
    chosen = page.find_all("path.leg.chosen")
    assert [leg.value_of_css_property("stroke-dasharray") for leg in chosen] == ["none", "none"]
    assert all(re.fullmatch(r"M\S+ \S+Q\S+ \S+ \S+ \S+", d) for d in path_of(page, ".leg.chosen"))
    assert len(page.find_all(".leaflet-leg-pane path.arrow.stage-return")) == 2
    page = open_page(f"{path.as_uri()}#{PLAN}")
    dashes = [x.value_of_css_property("stroke-dasharray") for x in page.find_all(".leg.chosen")]
    assert dashes == ["6px, 5px", "6px, 5px"]


@pytest.mark.browser
def test_does_a_leg_go_the_shorter_way_over_the_antimeridian(open_page, tables):
    moved = copy.deepcopy(tables)
    for place in moved["places"]:
        if place["id"] in ("camp-one", "hill-pass"):
            place |= {"lat": -17.0, "lon": 178.0 if place["id"] == "camp-one" else -172.0}
    page = open_page(make_map(moved, BOUNDARIES))
    page.run(f"location.hash = '{EXAMPLE}'; return new Promise(done => setTimeout(done, 300))")
    x = [float(n) for n in re.findall(r"[-\d.]+", path_of(page, ".leg.chosen")[0])][::2]
    world = page.run("return 256 * 2 ** map_records.getZoom()")
    assert x[0] < x[2] and x[2] - x[0] == pytest.approx(world * 10 / 360, abs=2)


@pytest.mark.browser
def test_is_the_precision_of_places_drawn(open_page, path):
    page = open_page(path)
    assert len(page.find_all("path.disc.near.kind-measure")) == 1
    assert len(page.find_all("path.disc.wide.kind-campaign")) == 1
    assert page.find_all(".leaflet-disc-pane path.kind-incident") == []
    disc = page.find(".leaflet-disc-pane path.near")
    assert disc.value_of_css_property("stroke-dasharray") != "none"
    radii = page.run(
        "const found = {}; map_records.eachLayer(l => { if (l.options.className?.startsWith('disc'))"
        " found[l.options.className] = l.getRadius(); }); return found"
    )
    assert radii == {"disc near kind-measure": 50_000, "disc wide kind-campaign": 300_000}


@pytest.mark.browser
def test_do_marks_of_one_place_stand_apart(open_page, fixture_tables):
    made = copy.deepcopy(fixture_tables)
    another(made, PLAN, title="A plan")
    page = open_page(make_map(made, BOUNDARIES))
    first, second = path_of(page, ".leaflet-mark-pane path.mark")
    assert first != second


@pytest.mark.browser
def test_do_filters_agree_on_map_and_table(open_page, path):
    page = open_page(path)

    def shown():
        rows = [r for r in page.find_all("#record_table tbody tr") if r.is_displayed()]
        return (
            len(rows),
            len(page.find_all(".leaflet-mark-pane path.mark")),
            page.find("#filter_count").text,
        )

    assert shown() == (4, 3, "4 of 4 records")
    assert not page.find("#filter_reset").is_displayed()
    page.find("#filter_kind option[value=incident]").click()
    assert shown() == (2, 1, "2 of 4 records")
    page.find("#filter_text").send_keys("NOBODY plàced")
    assert shown() == (1, 0, "1 of 4 records")
    page.find("#filter_execution option[value=planned]").click()
    assert shown() == (0, 0, "0 of 4 records")
    assert page.find("#none_shown").is_displayed()
    page.find("#filter_reset").click()
    assert shown() == (4, 3, "4 of 4 records")


@pytest.mark.browser
def test_does_a_citation_lead_to_its_source(open_page, path):
    page = open_page(f"{path.as_uri()}#{EXAMPLE}")
    page.find("#record_panel .cite").click()
    assert "Author, An (1985)" in page.run("return document.activeElement.textContent")


@pytest.mark.browser
@pytest.mark.parametrize("name", ["", f"#{EXAMPLE}"])
def test_does_a_phone_show_everything_without_scrolling_sideways(open_page, path, name):
    page = open_page(path.as_uri() + name, width=390, height=844)
    assert page.run("return document.documentElement.scrollWidth") == 390
    if name:
        top = page.run("return document.getElementById('record_panel').getBoundingClientRect().top")
        assert 200 < top < 844 and page.find("#close_record").is_displayed()
    else:
        assert page.find("#filter_kind").is_displayed()
    assert page.run("return document.getElementById('map_records').offsetWidth") == 390


@pytest.mark.browser
def test_is_paper_given_every_section_and_the_screen_put_back(open_page, path):
    page = open_page(f"{path.as_uri()}#{EXAMPLE}")
    count = (
        "return [...document.querySelectorAll('#record_panel details')].filter(d => d.open).length"
    )
    before = page.run(count)
    page.run("dispatchEvent(new Event('beforeprint'))")
    assert page.run(count) == len(page.find_all("#record_panel details")) > before
    page.run("dispatchEvent(new Event('afterprint'))")
    page.run("return new Promise(done => setTimeout(done, 200))")
    assert page.run(count) == before


@pytest.mark.browser
def test_does_a_notebook_show_the_map_in_a_frame_of_its_own(open_page, html):
    page = open_page(f"<!DOCTYPE html><body>{OfflineMap(html)._repr_html_()}</body>")
    page.run("return new Promise(done => setTimeout(done, 500))")
    with pytest.raises(Exception, match="frame"):
        page.run("return document.querySelector('iframe').contentWindow.document.title")
    page.driver.switch_to.frame(0)
    row_of(page, "A boat").find_element("css selector", "a").click()
    assert page.find("#panel_title").text == "A boat"
    page.driver.switch_to.default_content()
    assert page.requests() == []


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("name", "width"), [("", 1280), (f"#{EXAMPLE}", 1280), (f"#{PLAN}", 390)])
def test_does_axe_find_no_barrier(open_page, path, name, width, dark):
    axe = Path(axe_core_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
    page = open_page(path.as_uri() + name, width=width, dark=dark)
    page.run("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.run(axe)
    found = page.run("return axe.run(document)")
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
    assert len(found["passes"]) > 20


def test_is_the_page_valid_html(html):
    html5lib.HTMLParser(strict=True).parse(html)


# --- hostile text ------------------------------------------------------------------------------


def poisoned(tables, payload):
    """Put a payload behind every text of every row; keys and references stay alike."""
    return {
        name: [
            {k: v + payload if isinstance(v, str) else v for k, v in row.items()} for row in rows
        ]
        for name, rows in copy.deepcopy(tables).items()
    }


@pytest.mark.browser
@pytest.mark.parametrize("payload", PAYLOADS)
def test_is_hostile_text_shown_and_never_run(open_page, fixture_tables, payload):
    tables = poisoned(fixture_tables, payload)
    page = open_page(make_map(tables, BOUNDARIES))
    page.find("#record_table tbody tr a").click()
    title = page.run("return document.getElementById('panel_title').textContent")
    assert title == tables["incidents"][0]["title"]
    text = page.run("return document.getElementById('record_panel').textContent")
    for table, column in (("claims", "why"), ("codes", "rationale"), ("sources", "title"),
                          ("findings", "conduct_assessed"), ("weak_points", "text"),
                          ("events", "text"), ("harm", "agent"), ("actors", "actor"),
                          ("assessments", "by"), ("interpretations", "rationale")):  # fmt: skip
        value = next(row[column] for row in tables[table] if row[column])
        assert value in text or value.strip() in text, (table, column)
    page.run(
        "for (const e of document.querySelectorAll('*')) { e.dispatchEvent(new Event('mouseover'));"
        " e.dispatchEvent(new Event('focus')); if (e.open === false) e.open = true; }"
    )
    page.run("return new Promise(done => setTimeout(done, 50))")
    assert page.run("return window.pwned") is None
    schemes = page.run("return [...document.links].map(a => a.protocol)")
    assert set(schemes) <= {"file:", "https:"}
    assert page.run("return document.querySelectorAll('img, iframe, object').length") == 0
    assert page.run("return document.scripts.length") == 5
    assert page.requests() == []
    assert page.errors() == []
    assert "49" not in page.find("h1").text


@pytest.mark.browser
def test_is_an_address_that_is_no_web_address_shown_as_text(open_page, fixture_tables):
    tables = copy.deepcopy(fixture_tables)
    for source in tables["sources"]:
        source["URL"] = f"javascript:{MARK}//https://example.org"
    page = open_page(make_map(tables, BOUNDARIES))
    page.find("#record_table tbody tr a").click()
    assert page.find_all("#record_panel .links a") == []
    assert f"original: javascript:{MARK}" in panel_text(page)


@pytest.mark.browser
def test_would_a_payload_that_runs_be_seen(open_page):
    page = open_page(f"<!DOCTYPE html><body>{PAYLOADS[0]}</body>")
    page.run("return new Promise(done => setTimeout(done, 100))")
    assert page.run("return window.pwned") == 1


def test_is_a_campaign_named_on_its_parts_and_they_on_it(published):
    records = {r["id"]: r for r in packed(map_incidents())}
    (part,) = dict(records[EXAMPLE]["sections"])["Related records"]
    (whole,) = dict(records[CAMPAIGN]["sections"])["Related records"]
    assert part["mark"] == whole["mark"] == "record"
    assert [part["lines"][0][0], whole["lines"][0][0]] == [CAMPAIGN, EXAMPLE]
