"""Does a record's page say all that is known of it, and does the browse page find it?"""

import copy
import re
from collections import Counter
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from urllib.parse import unquote

import axe_core_python
import html5lib
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from coding_records import copy_coded
from conftest import BOUNDARIES, ROOT
from exclusion_records import copy_exclusion
from map_pages import data_of, wait_until_ready
from published_records import EXAMPLE, WITHDRAWN, publish_examples, use

from refoul_data.access.changelog import changes_of
from refoul_data.access.references import cite, labels
from refoul_data.dataset.tables import make_tables
from refoul_data.law.facts import NOTE
from refoul_data.records.reader import read_library
from refoul_data.views.addresses import record_on_map, record_page
from refoul_data.views.browse_page import make_browse_page
from refoul_data.views.exclusion_page import make_exclusion_page
from refoul_data.views.law_page import make_law_page
from refoul_data.views.map_entries import label_in_sentence
from refoul_data.views.maps import make_map, map_incidents
from refoul_data.views.pages import make_index_page, make_methods_page
from refoul_data.views.reading_pages import make_agreement_page, make_readings_page
from refoul_data.views.record_pages import make_record_pages
from refoul_data.vocabulary.codes import Code, codelist_names, label_of, read_codelist
from refoul_data.vocabulary.dates import date_in_words

CAMPAIGN, GONE, UNPLACED = "example-campaign-1979", "example-gone-1981", "example-unplaced-1983"
MARK = "window.pwned=(window.pwned||0)+1"
PAYLOADS = [
    f"<img src=x onerror={MARK}>",
    f"</script><script>{MARK}</script>",
    f"</style><script>{MARK}</script>",
    f"</title><svg onload={MARK}>",
    f"</desc></svg><script>{MARK}</script>",
    f"${{{MARK}}}",
    f"`;{MARK};`",
    f"javascript:{MARK}",
    f" JaVaScRiPt:{MARK}",
    f"data:text/html,<script>{MARK}</script>",
    f'\'" onmouseover=\'{MARK}\' onfocus="{MARK}" autofocus x="',
    f'"><a href="javascript:{MARK}">x</a>',
    "]]> <!-- --> <![CDATA[ <!-- <script>",
    "\u2028\u2029 {{7*7}} {% raise %} {# x #}",
    f"<svg><animate onbegin={MARK} attributeName=x></svg>",
    f"</textarea><iframe srcdoc='<script>parent.{MARK}</script>'>",
    "\\u003cimg src=x\\u003e \\x3cscript\\x3e &lt;script&gt; &#60;b&#62; %3Cb%3E",
    f"<details open ontoggle={MARK}>",
    "<base href=https://example.org/><form action=https://example.org/><button>x</button></form>",
    "<link rel=stylesheet href=https://example.org/x.css><meta http-equiv=refresh content=0>",
    "--> <style>*{display:none}</style> @import url(https://example.org/x.css);",
    "constructor __proto__ hasOwnProperty toString",
]
FIXED = {
    "id", "incident_id", "key", "code", "argument_id", "field", "date", "when", "curated_on", "issued",
    "accessed", "from", "to", "codebook", "coded_on", "passes", "origin", "place", "from_place",
    "to_place", "part_of", "m49_region", "m49_subregion", "names", "iso3166_1", "iso3166_3", "table",
    "unit", "variable", "grade", "conditions", "answers", "stage", "questions", "in_force", "adopted",
    "checked_on", "sentences", "para", "rule", "rules", "step", "question", "harm", "sentence", "text_explicit",
    "paragraph", "hash", "rates_first", "rates_second", "first", "second", "kept", "headline", "line",
    "instrument", "provision_id", "states", "open_to", "codings", "redacted_on", "incident",
    "reading_recognised_on", "high_seas_since", "seed", "part", "lives_in", "shown_by",
}  # fmt: skip
"""Columns in which no record can hold a free text."""
ADDRESSES = ("DOI", "URL", "archived_url", "read_at")


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """The example with law, readings and an argument; its campaign; one withdrawn; one without a place."""
    raw = copy_exclusion(tmp_path_factory.mktemp("entries") / "raw")
    copy_coded(raw)
    library = read_library(raw)
    assert [str(p) for p in library.errors()] == []
    made = {name: table.rows for name, table in make_tables(library).items()}
    another(made, CAMPAIGN, title="A campaign", kind="campaign", date_earliest=None, date=None)
    another(made, GONE, title="A record that was wrong", record_status="withdrawn",
            withdrawn_reason="It never happened.")  # fmt: skip
    nowhere = dict.fromkeys(("place", "place_name", "place_lat", "place_lon", "place_precision"))
    another(made, UNPLACED, title="Nobody knows where", returning_state=None, **nowhere)
    made["legs"] = [row for row in made["legs"] if row["incident_id"] != UNPLACED]
    made["law_on_date"] = [row for row in made["law_on_date"] if row["incident_id"] != CAMPAIGN]
    made["incidents"][0]["part_of"] = CAMPAIGN
    for row in made["reading_types"]:
        if row["incident_id"] == EXAMPLE and row["type"] == "strict":
            row |= {"value": "yes", "exploratory": row["mode"] == "stated"}
    for row in made["interpretations"]:
        row["exploratory"] = row["mode"] == "stated" and row["dimension"] == "denied_fact"
        if row["dimension"] == "mass_influx":
            row |= {"rival_value": "no", "rival_rationale": "It did not name refugees."}
    made["redactions"] = [
        {"id": "example-removed-1990", "kind": "incident", "record_status": "redacted",
         "redacted_on": "2026-01-05", "reason": next(iter(read_codelist("redaction_reason")))}
    ]  # fmt: skip
    return made


def another(tables, name, **changes):
    """Add a copy of the example under another name, with changes to its row of incidents."""
    for table, rows in tables.items():
        key = "id" if table == "incidents" else "incident_id"
        copies = [copy.deepcopy(row) for row in rows if row.get(key) == EXAMPLE]
        rows += [row | {key: name} | (changes if table == "incidents" else {}) for row in copies]


@pytest.fixture(scope="module")
def pages(tables):
    return dict(make_record_pages(tables, BOUNDARIES, "## 9.9.9\n- other-1: changed\n"))


@pytest.fixture(scope="module")
def entry(pages):
    return BeautifulSoup(pages[EXAMPLE], "html.parser")


@pytest.fixture(scope="module")
def browse(tables):
    return make_browse_page(tables)


@cache
def real_rows():
    import pyarrow.parquet as pq

    paths = list((ROOT / "data" / "processed").glob("*.parquet"))
    if not any(path.stem == "incidents" for path in paths):
        pytest.skip("the tables are not built")
    tables = {path.stem: pq.read_table(path) for path in paths}
    tables["incidents"] = tables["incidents"].drop_columns(["geometry"])
    return {name: table.to_pylist() for name, table in tables.items()}


@cache
def real_pages():
    return dict(make_record_pages(real_rows(), BOUNDARIES))


def text_of(element):
    return re.sub(r"[ \n]+", " ", element.get_text(" ")).strip()


# --- a record's page ---------------------------------------------------------------------------


def test_has_every_record_a_page_and_a_removed_one_a_tombstone(tables, pages):
    assert set(pages) == {r["id"] for r in tables["incidents"]} | {"example-removed-1990"}
    tombstone = BeautifulSoup(pages["example-removed-1990"], "html.parser")
    assert "removed on 5 January 2026" in text_of(tombstone.main)


def test_is_a_page_valid_html_the_same_twice_and_without_a_script(tables, pages):
    again = dict(
        make_record_pages(copy.deepcopy(tables), str(BOUNDARIES), "## 9.9.9\n- other-1: changed\n")
    )
    assert again == pages
    for page in pages.values():
        html5lib.HTMLParser(strict=True).parse(page)
        assert "script-src 'none'" in page and "<script" not in page
        assert not re.findall(r"""\s(?:src|srcset|action|poster)\s*=|@import|url\(|<link""", page)


def test_stands_every_claim_on_the_page_with_source_place_and_standing(tables, entry):
    works = labels(tables["sources"])
    claims = [row for row in tables["claims"] if row["incident_id"] == EXAMPLE]
    assert len(claims) > 10
    for row in claims:
        line = entry.find(id=f"claim-{row['field']}-{row['number']}")
        words = text_of(line)
        if row["low"] is not None:
            assert f"{row['low']:,}".replace(",", "\u202f") in words
        elif row["field"].endswith("date"):
            assert date_in_words(row["value"]) in words
        elif row["field"] == "place":
            assert "Hill Pass (site)" in words
        elif not row["field"].endswith("_state") and row["field"] != "feared_harm":
            assert row["value"] in words
        assert cite(works[row["source"]], row["at"]) in words
        assert line.find("a", href=f"#source-{row['source']}")
        for text in (row["why"], row["set_aside"], row["note"]):
            assert not text or text in words
        assert bool(row["preferred"]) == ("Preferred" in words)
        assert bool(row["set_aside"]) == ("Set aside" in words)


def test_says_a_claim_that_is_not_taken_why(entry):
    assert "grade, 1, is below 2" in text_of(
        entry.find(id="claim-persons-3")
    ) or "Set aside" in text_of(entry.find(id="claim-persons-3"))
    assert "Covers a part only" in text_of(entry.find(id="claim-persons-4"))
    assert "Claim 1 is preferred" in text_of(entry.find(id="claim-date-2"))


def test_is_every_work_that_the_record_rests_on_in_the_bibliography(tables, entry):
    keys = set()
    for name, rows in tables.items():
        for row in rows:
            if row.get("incident_id") == EXAMPLE and name != "codings":
                keys |= {k for k in (row.get("sources") or row.get("source") or "").split(";") if k}
    known = {row["key"]: row for row in tables["sources"]}
    assert len(keys) >= 3
    for key in keys:
        item = entry.find(id=f"source-{key}")
        assert known[key]["title"] in text_of(item)
        assert label_of("access", known[key]["access"]).lower() in text_of(item).lower()
    assert entry.find("a", href="https://example.org/report")["rel"] == ["noreferrer"]


def test_stand_findings_events_harm_and_weak_points_on_the_page(entry):
    words = text_of(entry.main)
    for said in (
        "Return over a hill pass: an example for the tests", "An invented return", "Hill Pass",
        "8 June 1980 to 10 June 1980", "precision:", "First State", "Second State",
        "900–1\u202f500 returns of persons, best count 1\u202f000", "Executed",
        "Documented independently", "The return was ordered", "Army of the First State",
        "Example Committee", "EX/1982/7", "concern expressed", "Finality: final",
        "The return of June 1980.", "Said that people had left of their own will",
        "harm that followed does not prove it", "Mines", "12 of 1\u202f000", "The army gave other numbers.",
        "The name of A. Minister stands in one source only.", "A. Minister", "Public office.",
        "Not reviewed by a person", "Last curated on 2 January 2026", "refoul_data contributors",
    ):  # fmt: skip
        assert said in words, said


def test_says_the_law_section_that_in_force_is_not_applicable_and_that_nothing_binds(tables, entry):
    law = entry.find(id="law")
    assert NOTE in text_of(law) and law.find("a", href="../law.html")
    counted = [r for r in tables["law_on_date"] if r["incident_id"] == EXAMPLE and r["counts"]]
    shorts = {r["id"]: r["short"] for r in tables["instruments"]}
    for row in counted:
        assert shorts[row["instrument"]] in text_of(law)
    bare = copy.deepcopy(tables)
    for row in bare["law_on_date"]:
        row["counts"], row["status"] = False, "not_party"
    page = dict(make_record_pages(bare, BOUNDARIES))[EXAMPLE]
    words = text_of(BeautifulSoup(page, "html.parser").find(id="law"))
    assert "No provision that prohibits return bound First State as treaty law" in words
    assert NOTE in words


def test_tells_the_page_stated_and_enacted_apart_with_rival_and_exploratory_mark(entry):
    section = entry.find(id="readings")
    row = section.find(id="reading-AAA-mass_influx")
    stated, enacted = row.find_all("td")
    assert "Yes" in text_of(stated) and "It did not name refugees." in text_of(stated)
    assert "No" in text_of(enacted) and "Of mass_influx." in text_of(enacted)
    marked = [r["id"] for r in section.find_all("tr", id=True) if "xploratory" in text_of(r)]
    assert marked == ["reading-AAA-denied_fact"]
    assert "never said that the state adopted it" in text_of(section)


def test_leads_the_page_to_the_argument_on_exclusion(tables, entry):
    link = entry.find("a", href="../exclusion.html#example-return-1980--killing")
    assert "The two had killed a man" in text_of(link.parent)
    page = BeautifulSoup(make_exclusion_page(tables), "html.parser")
    assert page.find(id="example-return-1980--killing")


def test_names_a_page_its_campaign_and_the_campaign_its_parts(pages):
    assert 'href="example-campaign-1979.html"' in pages[EXAMPLE]
    assert 'href="example-return-1980.html"' in pages[CAMPAIGN]


def test_says_a_withdrawn_record_so_before_all_else(pages):
    main = BeautifulSoup(pages[GONE], "html.parser").main
    words = text_of(main)
    assert words.index("It never happened.") < words.index("An invented return")


def test_takes_a_page_its_changes_from_the_changelog(tables):
    log = (
        "# Changelog\n\n## 0.2.0\n\n### Data\n\n#### incidents\n\n- example-return-1980: `title` Old\\_name → "
        "A &lt;new&gt; name (a slip)\n- example-return-1980-b: added\n\n#### claims\n\n"
        "- example-return-1980, persons: added\n- 3 changed\n\n## 0.1.0\n- 37 records.\n"
    )
    assert changes_of(log, EXAMPLE) == [
        ("0.2.0", ["incidents: title Old_name → A <new> name (a slip)", "claims: persons: added"])
    ]
    page = dict(make_record_pages(tables, BOUNDARIES, log))[EXAMPLE]
    words = text_of(BeautifulSoup(page, "html.parser").find(id="changes"))
    assert "Old_name → A <new> name (a slip)" in words and "37 records" not in words


def test_reads_the_changelog_what_make_changelog_writes():
    from refoul_data.access.changelog import make_changelog
    from refoul_data.access.comparing import COLUMNS

    rows = [
        ("incidents", "a-b-1980", "changed", "title", "x_*[y]", "<z> & `q`", "a slip"),
        ("claims", "a-b-1980, persons, 1", "added", None, None, None, None),
        ("claims", "a-b-1980-1, persons, 1", "added", None, None, None, None),
    ]
    text = "## 1.0\n" + make_changelog(pd.DataFrame(rows, columns=COLUMNS))
    assert changes_of(text, "a-b-1980") == [
        ("1.0", ["incidents: title x_*[y] → <z> & `q` (a slip)", "claims: persons, 1: added"])
    ]


# --- the small map -----------------------------------------------------------------------------


def drawn(tables, **places):
    """Return the map of the example with places moved."""
    moved = copy.deepcopy(tables)
    for place in moved["places"]:
        if place["id"].replace("-", "_") in places:
            place |= places[place["id"].replace("-", "_")]
    row = moved["incidents"][0]
    place = next(p for p in moved["places"] if p["id"] == row["place"])
    row |= {f"place_{k}": place[k] for k in ("name", "lat", "lon", "precision")}
    return BeautifulSoup(dict(make_record_pages(moved, BOUNDARIES))[EXAMPLE], "html.parser").svg


def xs_of(paths):
    return [float(x) for p in paths for x in re.findall(r"[ML]?(-?[\d.]+) -?[\d.]+", p["d"])]


def test_shows_the_map_places_movements_and_what_they_are_in_words(entry):
    svg = entry.svg
    assert svg["role"] == "img"
    said = [text_of(entry.find(id=key)) for key in svg["aria-labelledby"].split()]
    assert (
        "Hill Pass (site)" in said[1] and "Camp One (town or village) → Hill Pass (site)" in said[1]
    )
    assert len(svg.select("path.leg.return.executed")) == 2
    assert svg.select("circle.disc")  # the district; the site is a point
    assert {"Hill Pass", "Camp One", "Second Valley"} <= {
        text_of(t) for t in svg.select("text.place")
    }
    assert svg.select("path.land") and svg.select("path.coast, path.border")


def test_tells_the_map_intended_movements_from_executed_ones(tables):
    changed = copy.deepcopy(tables)
    changed["legs"][0]["status"] = "intended"
    page = dict(make_record_pages(changed, BOUNDARIES))[EXAMPLE]
    soup = BeautifulSoup(page, "html.parser")
    assert len(soup.select("path.leg.intended")) == len(soup.select("path.leg.executed")) == 1
    assert "dashed: intended, not executed" in text_of(soup.find("figcaption"))


def test_draws_the_map_a_country_as_its_area_and_the_sea_as_a_disc(tables):
    whole = copy.deepcopy(tables)
    whole["states"].append(whole["states"][1] | {"code": "KHM", "name": "Cambodia"})
    country = {
        "name": "Cambodia",
        "precision": "country",
        "state": "KHM",
        "lat": 12.5,
        "lon": 105.0,
    }
    assert drawn(whole, hill_pass=country).select("path.area")
    part = drawn(whole, hill_pass=country | {"name": "Western zones"})
    assert not part.select("path.area") and part.select("circle.disc.wide")
    svg = drawn(
        tables, hill_pass={"precision": "sea_area", "state": None, "lat": 9.0, "lon": 103.0}
    )
    assert not svg.select("path.area") and len(svg.select("circle.disc.wide")) == 1


def test_goes_a_movement_the_shorter_way_over_the_antimeridian(tables):
    svg = drawn(tables, camp_one={"lat": -17.0, "lon": 178.0}, hill_pass={"lat": -17.0, "lon": -172.0},
                second_valley={"lat": -14.0, "lon": -171.5})  # fmt: skip
    width = (
        float(svg["viewbox"].split()[2])
        if svg.has_attr("viewbox")
        else float(svg["viewBox"].split()[2])
    )
    xs = xs_of(svg.select("path.leg"))
    assert xs and all(0 <= x <= width for x in xs)
    assert xs[0] < xs[-1] and max(xs) - min(xs) > width / 4  # eastwards, and close enough to see
    # No bar crosses the map, and there is land on both sides of the line.
    for path in svg.select("path.coast, path.border"):
        for part in path["d"].split("M")[1:]:
            points = [float(x) for x in re.findall(r"(-?[\d.]+) -?[\d.]+", part)]
            assert all(abs(a - b) < width / 2 for a, b in pairwise(points))
    strait = drawn(
        tables,
        camp_one={"lat": 65.0, "lon": 176.0},
        hill_pass={"lat": 66.0, "lon": -172.0},
        second_valley={"lat": 66.0, "lon": -173.0},
    )
    (land,) = strait.select("path.land")
    assert min(xs_of([land])) < 0.3 * width and max(xs_of([land])) > 0.6 * width


def test_has_a_record_without_a_place_no_map(pages):
    assert "<svg" not in pages[UNPLACED]
    assert "no place is recorded" in pages[UNPLACED]


# --- addresses ---------------------------------------------------------------------------------


def test_is_an_address_safe_whatever_the_id():
    assert record_page("a-1980") == "incidents/a-1980.html"
    assert record_page("a b/../<x>", "../") == "../incidents/a%20b%2F..%2F%3Cx%3E.html"
    assert record_on_map("a&b", "../") == "../map.html#a%26b"


@pytest.fixture(scope="module")
def folder(tables, pages, browse, tmp_path_factory):
    """Every page that leads to a record, and what these pages lead to, as files."""
    reports = tmp_path_factory.mktemp("site") / "reports"
    raw = copy_coded(tmp_path_factory.mktemp("again") / "raw")
    library = read_library(raw)
    full = make_tables(library)
    made = {f"incidents/{name}.html": page for name, page in pages.items()}
    made |= {
        "browse.html": browse,
        "map.html": make_map(tables, BOUNDARIES, entries="incidents/"),
        "law.html": make_law_page(tables, BOUNDARIES),
        "exclusion.html": make_exclusion_page(tables),
        "index.html": make_index_page(full, dict.fromkeys(full, 1), []),
        "methods.html": make_methods_page(tables),
        "readings.html": make_readings_page(tables, library.codings.codebook),
        "agreement.html": make_agreement_page(tables),
    }
    for name, page in made.items():
        path = reports / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8", newline="\n")
    return reports


BUILT = re.compile(r"(codebook|validation|downloads|seeds|api|howto/[\w-]+|keeping-it-alive)\.html")


def test_leads_every_link_of_the_pages_somewhere(folder):
    pages = {path: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
             for path in folder.rglob("*.html")}  # fmt: skip
    ids = {path: {e["id"] for e in soup.find_all(id=True)} for path, soup in pages.items()}
    dead, to_records = [], Counter()
    for path, soup in pages.items():
        for link in soup.find_all("a", href=True):
            target, _, anchor = link["href"].partition("#")
            if re.match("https?:", target):
                continue
            where = (path.parent / unquote(target)).resolve() if target else path
            shown = where.relative_to(folder.resolve().parent.parent).as_posix()
            if where.parent.name == "incidents":
                to_records[path.name] += 1
            if BUILT.fullmatch(shown.removeprefix(f"{folder.parent.name}/reports/")):
                continue
            if where.suffix != ".html":  # a table or a raw file of the repository
                continue
            if not where.is_file() or (
                anchor and where.name != "map.html" and anchor not in ids[where]
            ):
                dead.append(f"{path.name}: {link['href']}")
    assert dead == []
    assert {"index.html", "browse.html", "exclusion.html", "readings.html", "methods.html"} <= set(
        to_records
    )


def test_leads_a_seed_to_the_page_of_its_record():
    from refoul_data.views.seed_page import make_seed_page

    rows = real_rows()
    if "seed_statements" not in rows:
        pytest.skip("no seeds")
    page = make_seed_page(rows)
    assert 'href="incidents/preah-vihear-1979.html"' in page and 'href="map.html#' not in page


@pytest.mark.browser
def test_leads_the_panel_of_the_map_to_the_whole_entry(open_page, tables, folder):
    page = wait_until_ready(open_page(f"{(folder / 'map.html').as_uri()}#{EXAMPLE}"))
    link = page.find("#whole_entry")
    assert link.get_attribute("href") == (folder / "incidents" / f"{EXAMPLE}.html").as_uri()
    link.click()
    assert page.find("h1").text == "Return over a hill pass: an example for the tests"
    page.find("a[href^='../map.html#']").click()
    wait_until_ready(page)
    assert page.find("#panel_title").text == "Return over a hill pass: an example for the tests"
    assert page.errors() == [] and page.requests() == []


@pytest.mark.browser
def test_promises_a_map_alone_no_entry(open_page, tables):
    page = wait_until_ready(open_page(make_map(tables, BOUNDARIES)))
    page.run(f"location.hash = '{EXAMPLE}'; return new Promise(done => setTimeout(done, 300))")
    assert page.find("#panel_title").is_displayed() and page.find_all("#whole_entry") == []


# --- hostile texts -----------------------------------------------------------------------------


def poisoned(tables, payload):
    """Put a payload into every free text and address of every table, also where there was none."""
    columns = {(row["table"], row["name"]): row for row in tables["variables"]}
    changed = copy.deepcopy(tables)
    for name, rows in changed.items():
        if name in ("variables", "redactions"):
            continue
        for row in rows:
            for field in row:
                column = columns.get((name, field))
                if column is None or column["type"] != "string":
                    continue
                if field in ADDRESSES or not (
                    column["codelist"] or column["references"] or field in FIXED
                ):
                    row[field] = payload
    for row in changed["claims"]:  # a value is a code in some fields
        if row["field"] not in ("group", "stated_reason"):
            row["value"] = next(
                r["value"] for r in tables["claims"]
                if (r["incident_id"], r["field"], r["number"])
                == (row["incident_id"], row["field"], row["number"])
            )  # fmt: skip
    return changed


def elements(page):
    """Return name and attributes of every element of a page that a strict parser takes."""
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    return [
        (str(e.tag).rpartition("}")[2], e.attrib) for e in tree.iter() if isinstance(e.tag, str)
    ]


RISKY = {
    "script",
    "style",
    "img",
    "iframe",
    "object",
    "form",
    "base",
    "link",
    "meta",
    "svg",
    "animate",
    "button",
}
LINKS = re.compile(r"https?://.*|[\w./-]+\.(?:html|csv|yaml)(?:#\S*)?|#\S+")


@pytest.fixture(scope="module")
def clean(pages, browse):
    return {EXAMPLE: elements(pages[EXAMPLE]), "browse": elements(browse)}


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_stays_a_hostile_text_text_in_every_field(tables, clean, payload):
    changed = poisoned(tables, payload)
    made = dict(make_record_pages(changed, BOUNDARIES, f"## {payload}\n- {EXAMPLE}: {payload}\n"))
    for name, page in ((EXAMPLE, made[EXAMPLE]), ("browse", make_browse_page(changed))):
        found = elements(page)
        kinds = [Counter(tag for tag, _ in tree if tag in RISKY) for tree in (found, clean[name])]
        assert kinds[0] == kinds[1], name
        names = {attribute for _, attributes in found for attribute in attributes}
        assert not [
            n for n in names if n.startswith("on") or n in ("src", "srcdoc", "style", "action")
        ]
        hrefs = [attributes["href"] for tag, attributes in found if tag == "a"]
        assert [h for h in hrefs if not LINKS.fullmatch(h)] == []
    entry = BeautifulSoup(made[EXAMPLE], "html.parser")
    told = re.sub(r"[ \n]+", " ", payload).strip()
    assert text_of(entry.h1) == told and text_of(entry.main).count(told) > 30


@pytest.mark.browser
def test_runs_no_text_of_a_record_in_a_browser(open_page, tables):
    kept = {name: dict(read_codelist(name)) for name in codelist_names()}
    payload = " ".join(PAYLOADS)
    changed = poisoned(tables, payload)
    try:
        for name, entries in kept.items():
            for code, known in entries.items():
                read_codelist(name)[code] = Code(code, payload, payload, known.extra)
        label_in_sentence.cache_clear()
        made = [dict(make_record_pages(changed, BOUNDARIES))[EXAMPLE], make_browse_page(changed)]
    finally:
        for name, entries in kept.items():
            read_codelist(name).update(entries)
        label_in_sentence.cache_clear()
    for html in made:
        page = open_page(html)
        page.run(
            "document.querySelectorAll('details').forEach(d => { d.open = true; });"
            "document.querySelectorAll('input').forEach(i => { i.click(); });"
            "for (const e of document.querySelectorAll('*')) for (const name of ['mouseover', 'focus', 'input'])"
            " e.dispatchEvent(new Event(name)); return new Promise(done => setTimeout(done, 50))"
        )
        assert page.run("return window.pwned") is None
        assert page.requests() == [] and page.errors() == []
        assert page.run(
            "return [...document.links].every(a => /^(file|https?):$/.test(a.protocol))"
        )


# --- the real records --------------------------------------------------------------------------


def test_are_the_real_pages_valid_small_and_whole():
    pages, rows = real_pages(), real_rows()
    assert sum(len(page.encode()) for page in pages.values()) < 15_000_000
    known = {row["key"] for row in rows["sources"]}
    for record, page in pages.items():
        html5lib.HTMLParser(strict=True).parse(page)
        soup = BeautifulSoup(page, "html.parser")
        for row in rows["claims"]:
            if row["incident_id"] == record:
                line = soup.find(id=f"claim-{row['field']}-{row['number']}")
                assert line and line.find("a", href=f"#source-{row['source']}")
        ids = {e["id"] for e in soup.find_all(id=True)}
        assert len(ids) == len(soup.find_all(id=True)), "an id stands twice"
        hrefs = {a["href"][1:] for a in soup.find_all("a", href=re.compile("^#"))}
        assert hrefs <= ids
        assert {i[7:] for i in ids if i.startswith("source-")} <= known
        for table, heading in (
            ("findings", "findings"),
            ("events", "timeline"),
            ("weak_points", "weak"),
        ):
            mine = [r for r in rows[table] if r["incident_id"] == record]
            if mine:
                assert len(soup.find(id=heading).find_all("li", class_="told")) == len(mine)


def test_knows_every_page_of_the_real_records_where_it_was():
    """All records but those without any place have a map."""
    rows = real_rows()
    legs = {row["incident_id"] for row in rows["legs"]}
    for row in rows["incidents"]:
        if row["place_lat"] is not None or row["id"] in legs:
            assert "<svg" in real_pages()[row["id"]], row["id"]


# --- browse ------------------------------------------------------------------------------------


def test_is_the_browse_page_valid_and_runs_one_script_of_its_own(tables, browse):
    html5lib.HTMLParser(strict=True).parse(browse)
    assert make_browse_page(copy.deepcopy(tables)) == browse
    assert browse.count("'sha256-") == 1
    assert not re.findall(r"""\s(?:src|srcset|action|poster)\s*=|@import|url\(|<link""", browse)


def test_lists_the_browse_page_published_records_and_names_withdrawn_ones_apart(browse):
    soup = BeautifulSoup(browse, "html.parser")
    hrefs = [a["href"] for a in soup.select("tbody th a")]
    assert set(hrefs) == {f"incidents/{i}.html" for i in (EXAMPLE, CAMPAIGN, UNPLACED)}
    assert soup.select_one(f"#withdrawn a[href='incidents/{GONE}.html']")


def test_are_facets_those_of_the_records(browse):
    soup = BeautifulSoup(browse, "html.parser")
    names = {f["data-facet"] for f in soup.select("[data-facet]")}
    assert {"kind", "decade", "acting", "region", "conduct", "execution", "facts", "legal", "law",
            "stated", "enacted"} <= names  # fmt: skip
    options = {i["value"]: text_of(i.parent) for i in soup.select("[data-facet=kind] input")}
    assert options == {"incident": "Incident 2", "campaign": "Campaign 1"}
    enacted = [i["value"] for i in soup.select("[data-facet=enacted] input")]
    assert enacted == ["strict", "access_prevented"]
    assert text_of(soup.select_one("[data-facet=stated] label")) == "Strict, exploratory 1"
    assert NOTE in text_of(soup.select_one("[data-facet=law]"))


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return publish_examples(tmp_path_factory.mktemp("browse"))


def shown(page):
    return page.run(
        "return [...document.querySelectorAll('#records tbody tr')].filter(r => r.checkVisibility())"
        ".map(r => r.dataset.record)"
    )


def choose(page, facet, *codes):
    page.run(
        "document.querySelectorAll('#facets details').forEach(d => { d.open = true; });"
        "for (const i of document.querySelectorAll(`[data-facet='${arguments[0]}'] input`))"
        "  if (i.checked !== arguments[1].includes(i.value)) i.click();",
        facet, list(codes),
    )  # fmt: skip


def frame_of(rows):
    """The table of incidents as an analyst has it."""
    frame = pd.DataFrame([r for r in rows["incidents"] if r["record_status"] == "published"])
    begun = frame["date_earliest"].fillna(frame["date_latest"])
    regions = {r["code"]: r["m49_region"] for r in rows["states"]}
    acting = frame["returning_state"].fillna("").str.split(";")
    return frame.assign(
        decade=[str(d.year // 10 * 10) if d is not None and not pd.isna(d) else "" for d in begun],
        states=[set(filter(None, a)) for a in acting],
        regions=[{regions[s] for s in a if s and regions[s]} for a in acting],
    )


@pytest.mark.browser
def test_finds_the_browse_page_what_the_frame_finds(open_page):
    rows = real_rows()
    frame, page = frame_of(rows), open_page(make_browse_page(rows))
    assert set(shown(page)) == set(frame["id"])
    single = {"kind": "kind", "decade": "decade", "conduct": "conduct", "execution": "execution_status",
              "facts": "fact_status", "legal": "legal_status"}  # fmt: skip
    for facet, column in single.items():
        for code, found in frame.groupby(column):
            if code:
                choose(page, facet, code)
                assert set(shown(page)) == set(found["id"]), (facet, code)
        choose(page, facet)
    for facet, column in (("acting", "states"), ("region", "regions")):
        for code in set().union(*frame[column]):
            choose(page, facet, code)
            assert set(shown(page)) == set(frame[[code in s for s in frame[column]]]["id"]), (
                facet,
                code,
            )
        choose(page, facet)
    # Codes of one facet are either-or; facets are taken together.
    for kinds, states in product(
        (["incident"], ["incident", "campaign"]), (["AUS", "GBR"], ["USA"])
    ):
        choose(page, "kind", *kinds)
        choose(page, "acting", *states)
        wanted = frame[
            frame["kind"].isin(kinds)
            & frame["states"].map(lambda s, chosen=set(states): bool(s & chosen))
        ]
        assert set(shown(page)) == set(wanted["id"])
        said = page.find("#found").text
        assert said == f"{len(wanted)} of {len(frame)} records"
    assert page.errors() == []


@pytest.mark.browser
def test_finds_the_browse_page_the_records_that_an_analyst_loads(open_page, published, monkeypatch):
    use(monkeypatch, published)
    import refoul_data as rd

    library = read_library(published.parent / "raw")
    rows = {name: table.rows for name, table in make_tables(library).items()}
    page = open_page(make_browse_page(rows))
    frame = rd.load_incidents(kinds=None, execution=None)
    assert set(shown(page)) == set(frame["id"]) and WITHDRAWN not in shown(page)
    choose(page, "execution", "executed")
    choose(page, "kind", "incident")
    assert set(shown(page)) == set(rd.load_incidents(kinds="incident")["id"])


@pytest.mark.browser
def test_finds_the_browse_page_readings_by_type_and_leaves_analogues_out(open_page):
    rows = dict(real_rows())
    first, second, third = [
        r["id"] for r in rows["incidents"] if r["record_status"] == "published"
    ][:3]
    base = {"state": "THA", "exploratory": False, "is_analogue": False}
    rows["reading_types"] = [
        base | {"incident_id": first, "mode": "enacted", "type": "strict", "value": "yes"},
        base | {"incident_id": first, "mode": "stated", "type": "strict", "value": "no"},
        base | {"incident_id": second, "mode": "stated", "type": "strict", "value": "yes", "exploratory": True},
        base | {"incident_id": third, "mode": "stated", "type": "strict", "value": "yes", "is_analogue": True},
    ]  # fmt: skip
    page = open_page(make_browse_page(rows))
    choose(page, "enacted", "strict")
    assert shown(page) == [first]
    choose(page, "enacted")
    choose(page, "stated", "strict")
    assert shown(page) == [second]
    assert "exploratory" in page.find("[data-facet=stated]").text


@pytest.mark.browser
def test_searches_the_box_titles_places_states_and_summaries(open_page):
    page = open_page(make_browse_page(real_rows()))
    box = page.find("#search")
    for words, record in (("preah vihear", "preah-vihear-1979"), ("ST. LOUIS", "ms-st-louis-1939"),
                          ("ÉL SALVADOR cecot", "us-el-salvador-transfer-2025")):  # fmt: skip
        box.clear()
        box.send_keys(words)
        assert record in shown(page), words
    box.send_keys(" nothing-at-all")
    assert shown(page) == [] and page.find("#none").is_displayed()
    page.find("#reset").click()
    assert len(shown(page)) > 20 and box.get_attribute("value") == ""
    assert page.run("return location.hash") == ""


@pytest.mark.browser
def test_keeps_the_address_what_is_chosen_and_reopens_it(open_page, tmp_path):
    path = tmp_path / "browse.html"
    path.write_text(make_browse_page(real_rows()), encoding="utf-8", newline="\n")
    page = open_page(path)
    choose(page, "kind", "campaign", "measure")
    page.find("#search").send_keys("haïti & co")
    page.find("#search").send_keys("\ue003" * 5)  # back to haïti
    wanted, address = shown(page), page.run("return location.href")
    assert "kind=" in address and wanted and len(wanted) < 10
    again = open_page(address)
    assert shown(again) == wanted
    assert again.find("#search").get_attribute("value") == "haïti"
    # A link within the page, and the way back, change the selection too.
    again.run("location.hash = 'kind=incident'; return new Promise(done => setTimeout(done, 100))")
    assert all("incident" == k for k in again.run(
        "return [...document.querySelectorAll('#records tbody tr')].filter(r => r.checkVisibility())"
        ".map(r => r.dataset.kind)"))  # fmt: skip
    again.run("history.back(); return new Promise(done => setTimeout(done, 300))")
    assert shown(again) == wanted
    broken = open_page(f"{path.as_uri()}#kind=nonsense&%E0%A4%A&__proto__=x&q=")
    assert len(shown(broken)) > 20 and broken.errors() == []


@pytest.mark.browser
def test_counts_a_facet_what_a_choice_would_show(open_page):
    page = open_page(make_browse_page(real_rows()))
    choose(page, "kind", "incident")
    choose(page, "acting", "AUS")
    page.run("document.querySelectorAll('#facets details').forEach(d => { d.open = true; })")
    options = page.run(
        "return [...document.querySelectorAll('[data-facet=acting] input')]"
        ".map(i => [i.value, Number(i.parentElement.querySelector('.n').textContent)])"
    )
    for code, number in options[:6]:
        choose(page, "acting", code)
        assert len(shown(page)) == number, code


@pytest.mark.browser
def test_is_the_browse_page_used_by_keys_alone(open_page):
    page = open_page(make_browse_page(real_rows()))
    page.run("document.querySelector('#search').focus()")
    found = None
    for _ in range(60):
        page.run("return document.activeElement").send_keys("\ue004")
        kind = page.run("return [document.activeElement.tagName, document.activeElement.value]")
        if kind[0] == "SUMMARY" and not page.run(
            "return document.activeElement.parentElement.open"
        ):
            page.run("return document.activeElement").send_keys("\ue007")
        if kind == ["INPUT", "campaign"]:
            page.run("return document.activeElement").send_keys(" ")
            found = set(page.run("return [...document.querySelectorAll('#records tbody tr')]"
                                 ".filter(r => r.checkVisibility()).map(r => r.dataset.kind)"))  # fmt: skip
            break
    assert found == {"campaign"}


@pytest.mark.browser
def test_reads_the_browse_table_without_scripts(open_page, tmp_path):
    rows = real_rows()
    page = open_page(make_browse_page(rows), javascript=False)
    assert len(page.find_all("#records tbody tr")) == sum(
        r["record_status"] == "published" for r in rows["incidents"]
    )
    assert not page.find("#facets").is_displayed()
    text = page.find("#records").text
    assert "Preah Vihear" in text and "best count 42\u202f000" in text and "Thailand" in text


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_fit_the_pages_the_window_and_ask_nothing_of_the_network(open_page, pages, browse, width):
    for html in (pages[EXAMPLE], pages[UNPLACED], browse, real_pages()["preah-vihear-1979"],
                 make_browse_page(real_rows())):  # fmt: skip
        page = open_page(html, width=width)
        assert page.requests() == [] and page.errors() == []
        page.run("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        assert page.run("return document.documentElement.scrollWidth") <= width
        if width == 390:
            silent = page.run(
                "return [...document.querySelectorAll('table.stacked td')].filter(e => e.textContent.trim()"
                " && getComputedStyle(e, '::before').content.length < 5).map(e => e.textContent)"
            )
            assert silent == []


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True])
def test_finds_axe_no_barrier_in_record_and_browse_page(open_page, pages, browse, dark):
    script = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    for html in (pages[EXAMPLE], browse):
        page = open_page(html, dark=dark)
        page.run("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        page.run(script)
        found = page.driver.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
        assert [(v["id"], v["nodes"][0]["html"][:160]) for v in found["violations"]] == []


@pytest.mark.browser
def test_prints_a_record_whole(open_page, pages):
    page = open_page(pages[EXAMPLE])
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        hidden = page.run(
            "return [...document.querySelectorAll('main details *')].filter(e => !e.checkVisibility()).length"
        )
        assert hidden == 0
        assert not page.find("nav.site").is_displayed()
    finally:
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_needs_the_map_of_an_analyst_no_pages(published, monkeypatch):
    use(monkeypatch, published)
    assert "entries" not in data_of(map_incidents().html)
