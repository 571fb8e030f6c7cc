"""Are the pages whole, offline, readable, and deaf to what a text in them says?"""

import copy
import re
import tempfile
from pathlib import Path

import html5lib
import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from conftest import BOUNDARIES
from exclusion_records import copy_exclusion
from nbformat import v4

from refoul_data.build import rule_texts
from refoul_data.dataset.publish import publish
from refoul_data.dataset.tables import make_tables
from refoul_data.records.reader import read_library
from refoul_data.views import map_sections
from refoul_data.views.addresses import record_page
from refoul_data.views.api_page import make_api_page
from refoul_data.views.downloads_page import OTHER as DOWNLOADS
from refoul_data.views.downloads_page import make_downloads_page, size_in_words
from refoul_data.views.exclusion_page import make_exclusion_page
from refoul_data.views.law_page import make_law_page
from refoul_data.views.maps import make_map
from refoul_data.views.notebooks import NotebookError, execute, make_notebook_page
from refoul_data.views.offline import json_for_script, with_policy
from refoul_data.views.pages import (
    harm_unknowns,
    make_codebook_page,
    make_index_page,
    make_methods_page,
    make_validation_page,
    share_in_words,
    thin,
)
from refoul_data.vocabulary.codes import Code, codelist_names, read_codelist

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "tests" / "records" / "base"
PAYLOAD = (
    "<img src=x onerror=\"window.pwned='img'\"> <script>window.pwned='script'</script> </style></script> ${window.pwned='x'} "
    "`x` {{7*7}} {% raw %} &lt;b&gt; ' \" --> ]]> \u2028 javascript:window.pwned=1"
)
PAGES = ("index", "codebook", "methods", "validation", "downloads", "api")


def all_tables():
    return make_tables(read_library(BASE))


def outcome(sentence, **more):
    class Found:
        table, severity, success, checked, unexpected, examples, error = (
            "incidents",
            "critical",
            True,
            3,
            0,
            (),
            "",
        )

    Found.sentence = sentence
    for key, value in more.items():
        setattr(Found, key, value)
    return Found


def make_downloads(tables):
    """The page of downloads, of files that hold nothing but their name."""
    with tempfile.TemporaryDirectory() as name:
        files = [f"{table}.{ending}" for table in tables for ending in ("csv", "parquet")]
        for file in (*files, "incidents.geojson", "checksums.txt"):
            (Path(name) / file).write_text(file)
        return make_downloads_page(tables, Path(name))


def make_pages(tables, text="a check"):
    rows = {name: table.rows for name, table in tables.items()}
    outcomes = [
        outcome(text),
        outcome("b", success=False, unexpected=2, examples=(text, "x")),
        outcome("c", success=False, severity="warning", unexpected=1),
        outcome("d", error=text),
        outcome("e", table="across"),
    ]
    titles = {n: (t.title, len(t.rows)) for n, t in tables.items()}
    return {
        "index": make_index_page(tables, dict.fromkeys(tables, 2048), [("notebooks/x.html", text)]),
        "codebook": make_codebook_page(tables.values(), [("a_rule", text)]),
        "methods": make_methods_page(rows),
        "validation": make_validation_page(outcomes, titles, 3),
        "downloads": make_downloads(tables),
        "api": make_api_page(),
    }


@pytest.fixture(scope="module")
def pages():
    return make_pages(all_tables())


WITH_TEXTS = (
    "index", "codebook", "methods", "validation", "exclusion", "law", "map", "notebook",
)  # fmt: skip
"""Pages that show what a record, a source or a check says."""
WITH_TABLES = (*WITH_TEXTS, "downloads")
# Columns of free text: what stands in them means nothing to the program. The rest are codes, keys
# and dates, which no record can have in another form.
FREE_TEXT = {
    "title", "summary", "withdrawn_reason", "place_name", "group", "stated_reason", "who", "where",
    "note", "at", "set_aside", "why", "rationale", "rival_rationale", "actor", "attributed_by",
    "contested_by", "text", "agent", "lag", "link_claimed_by", "body", "formation", "case_name",
    "citation", "provision", "conduct_assessed", "compliance", "by", "reason", "name", "author",
    "container_title", "publisher", "publisher_place", "volume", "issue", "page", "number", "ISBN",
    "language", "access_note", "other_names", "aliases", "short", "entry_rule", "monitoring_body",
    "article", "reading_authority", "threshold", "exceptions", "high_seas_authority", "basis",
    "limitation", "limitation_at", "label", "description", "unit",
}  # fmt: skip
ADDRESSES = {"DOI", "URL", "archived_url", "read_at"}


def poison(tables):
    """Put a payload into every free text and address of every table, also where there was none."""
    for name, table in tables.items():
        for column in table.columns:
            field = column.name
            if column.type != "string" or column.codelist or column.references:
                continue
            if field in ADDRESSES or (
                field in FREE_TEXT and (name, field) != ("variables", "name")
            ):
                for row in table.rows:
                    row[field] = f"javascript:{PAYLOAD}" if field in ADDRESSES else PAYLOAD


def executed_notebook(text):
    """Return a notebook with outputs of every kind that shows a text."""
    frame = pd.DataFrame({"state": ["AAA", "BBB"], "text": [text, "x"], "n": [1, 2]})
    spans = frame.assign(kind="k").set_index(["kind", "state"])
    # A picture in Markdown would stop the build: it has no description.
    words = text.replace("<img src=x", "<b tabindex=0 onfocus='window.pwned=2'")
    outputs = [
        v4.new_output("display_data", {"text/html": frame.to_html(border=1)}),
        v4.new_output("display_data", {"text/html": spans.to_html(border=1)}),
        v4.new_output("display_data", {"text/markdown": f"In words: {words}"}),
        v4.new_output("stream", text=text),
        v4.new_output("execute_result", {"text/plain": text}),
    ]
    book = v4.new_notebook()
    book.cells = [
        v4.new_markdown_cell("# " + words.replace("\u2028", " ")),
        v4.new_code_cell("show()", outputs=outputs, execution_count=1),
    ]
    return book


def make_every_page(tables, text):
    rows = {name: table.rows for name, table in tables.items()}
    return make_pages(tables, text) | {
        "exclusion": make_exclusion_page(rows),
        "law": make_law_page(rows, BOUNDARIES),
        "map": make_map(rows, BOUNDARIES),
        "notebook": make_notebook_page(executed_notebook(text), Path("a.ipynb")).html,
    }


@pytest.fixture(scope="module")
def tables_with_law(tmp_path_factory):
    return make_tables(read_library(copy_exclusion(tmp_path_factory.mktemp("law") / "raw")))


@pytest.fixture(scope="module")
def every_page(tables_with_law):
    return make_every_page(tables_with_law, "a check")


@pytest.fixture(scope="module")
def hostile_pages(tables_with_law):
    """Pages of tables and codelists in which every free text is a payload."""
    tables = copy.deepcopy(tables_with_law)
    poison(tables)
    kept = {name: dict(read_codelist(name)) for name in codelist_names()}
    try:
        for name, entries in kept.items():
            for code, entry in entries.items():
                read_codelist(name)[code] = Code(code, PAYLOAD, PAYLOAD, entry.extra)
        map_sections._label.cache_clear()
        return make_every_page(tables, PAYLOAD)
    finally:
        for name, entries in kept.items():
            read_codelist(name).update(entries)
        map_sections._label.cache_clear()


@pytest.mark.parametrize("name", PAGES)
def test_is_a_page_valid_html(pages, name):
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(pages[name])
    assert pages[name].startswith('<!DOCTYPE html>\n<html lang="en">')


@pytest.mark.parametrize("name", PAGES)
def test_is_a_page_the_same_twice(pages, name):
    assert make_pages(all_tables())[name] == pages[name]


@pytest.mark.parametrize("name", PAGES)
def test_does_a_page_load_nothing_and_allow_no_script(pages, name):
    assert not re.findall(r"""(?:src|srcset|action|poster)\s*=|@import|url\(""", pages[name])
    assert "<link" not in pages[name]
    assert "script-src 'none'" in pages[name]
    assert pages[name].index("Content-Security-Policy") < pages[name].index("<meta charset")


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1280, 390])
def test_does_a_page_ask_nothing_of_the_network_and_fit_the_window(open_page, pages, name, width):
    page = open_page(pages[name], width=width)
    assert page.requests() == []
    assert page.errors() == []
    # Wide tables scroll in their own box; the page itself never does.
    assert page.run("return document.documentElement.scrollWidth") <= width


# Opens what can be opened, and does what a reader's mouse and keys would do.
TOUCH = """
  document.querySelectorAll('#record_table tbody tr a').forEach(a => a.click());
  document.querySelectorAll('details').forEach(d => { d.open = true; });
  for (const e of document.querySelectorAll('*')) {
    for (const name of ['mouseover', 'focus', 'change', 'input']) e.dispatchEvent(new Event(name));
  }
  return new Promise(done => setTimeout(done, 50));
"""
KINDS = (
    "return ['script', 'style', 'img', 'iframe', 'object', 'form', 'base']"
    ".map(kind => document.querySelectorAll(kind).length)"
)


@pytest.mark.browser
@pytest.mark.parametrize("name", WITH_TEXTS)
def test_does_hostile_text_stay_text(open_page, every_page, hostile_pages, name):
    page = open_page(every_page[name])
    page.run(TOUCH)
    clean = page.run(KINDS)
    page = open_page(hostile_pages[name])
    page.run(TOUCH)
    assert page.run("return window.pwned") is None
    assert page.requests() == []
    assert page.run("return [...document.links].every(a => /^(file|https?):$/.test(a.protocol))")
    text = page.run("return document.body.textContent")
    assert (
        "onerror=" in text and "{{7*7}}" in text and "`x`" in text and "</style></script>" in text
    )
    if name != "notebook":  # Markdown lets markup through; the policy of the page runs none of it
        assert page.run(KINDS) == clean
        assert page.errors() == []


@pytest.mark.browser
@pytest.mark.parametrize("name", WITH_TABLES)
def test_hides_a_phone_no_cell_of_a_table(open_page, every_page, name):
    page = open_page(every_page[name], width=390, height=844)
    page.run("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert page.run("return document.documentElement.scrollWidth") <= 390
    cells = page.run(
        "return [...document.querySelectorAll('tbody th, tbody td')].filter(e => e.checkVisibility())"
        ".map(e => [e.getBoundingClientRect(), e.scrollWidth - e.clientWidth, e.textContent])"
        ".map(([b, over, text]) => [b.left, b.right, over, text])"
    )
    assert len(cells) > 5
    assert [text for left, right, over, text in cells if left < 0 or right > 390 or over > 1] == []


@pytest.mark.browser
def test_says_a_cell_on_a_phone_what_it_holds(open_page, every_page):
    """A table that is stacked has no visible head, so each cell bears its own label."""
    for name in (*PAGES, "notebook"):
        page = open_page(every_page[name], width=390, height=844)
        silent = page.run(
            "return [...document.querySelectorAll('table.stacked td')].filter(e => e.textContent.trim()"
            " && getComputedStyle(e, '::before').content.length < 5).map(e => e.textContent)"
        )
        assert silent == [], name
    rows = page.run(
        "return [...document.querySelectorAll('tbody tr')].map(r => [...r.cells].map(c => "
        "[c.dataset.label || '', c.textContent]))"
    )
    assert rows[1] == [["", "1"], ["state", "BBB"], ["text", "x"], ["n", "2"]]
    # The index of the second row spans it in pandas; on a phone each row must say it.
    assert rows[3] == [["kind", "k"], ["state", "BBB"], ["text", "x"], ["n", "2"]]


def test_is_a_withdrawn_record_not_shown_as_usual_on_the_start_page():
    tables = all_tables()
    (row,) = tables["incidents"].rows
    gone = row | {
        "id": "gone-1981",
        "title": "A record that was wrong",
        "record_status": "withdrawn",
    }
    tables["incidents"].rows.append(gone | {"withdrawn_reason": "It never happened."})
    page = make_pages(tables)["index"]
    assert row["title"] in page
    assert "A record that was wrong" not in page and "gone-1981" not in page
    assert "<b>1</b><span>incidents</span>" in page


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_has_a_page_no_barrier_that_axe_finds(open_page, pages, name):
    import axe_core_python

    script = Path(axe_core_python.__file__).parent / "axe.min.js"
    text = pages[name]
    if name == "codebook":  # one table has all the forms that thirty have, in a tenth of the time
        text = make_codebook_page([all_tables()["legs"]], [("a_rule", "A rule.")])
    page = open_page(text)
    page.run(script.read_text(encoding="utf-8"))
    found = page.driver.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found["violations"]] == []


def test_does_the_codebook_hold_every_column_code_and_rule():
    tables = all_tables()
    page = make_codebook_page(tables.values(), rule_texts())
    for table in tables.values():
        for column in table.columns:
            assert f'id="{table.name}-{column.name}"' in page
    for name in codelist_names():
        assert f'id="list-{name}"' in page or name == "rule"
        for code in read_codelist(name):
            assert f"<code>{code}</code>" in page
    for name, _ in rule_texts():
        assert f"<code>{name}</code>" in page


def test_tells_the_codebook_how_many_cells_of_a_column_are_empty():
    tables = all_tables()
    page = make_codebook_page([tables["claims"]], [])
    cells = dict(re.findall(r'id="claims-(\w+)">.*?data-label="Type">(.*?)</td>', page, re.DOTALL))
    empty = [row["value"] is None for row in tables["claims"].rows]
    assert 0 < sum(empty) < len(empty)
    assert f"empty in {share_in_words(sum(empty) / len(empty))} of rows" in cells["value"]
    assert "never empty" in cells["source"] and "of rows" not in cells["source"]


def test_is_a_share_never_rounded_to_none_or_all():
    words = [share_in_words(s).replace("\xa0", " ") for s in (0.0, 0.0001, 0.496, 0.9999, 1.0)]
    assert words == ["", "less than 1 %", "50 %", "more than 99 %", "100 %"]
    assert share_in_words(None) == ""


def test_lists_the_page_of_downloads_each_table_and_file_with_size_and_checksum(tmp_path):
    tables = all_tables()
    publish(tables, tmp_path, tmp_path)
    soup = BeautifulSoup(make_downloads_page(tables, tmp_path), "html.parser")
    for name, table in tables.items():
        row = soup.find(id=f"table-{name}")
        assert table.title in row.get_text()
        assert row.find(attrs={"data-label": "Rows"}).get_text() == thin(len(table.rows))
        for link in row.find_all("td")[-2:]:
            path = tmp_path / link.a["href"].rsplit("/", 1)[1]
            assert link.span.get_text() == size_in_words(path.stat().st_size)
        assert {a["href"].rsplit(".", 1)[1] for a in row.find_all("a")[1:]} == {"csv", "parquet"}
    told = {
        row.th.get_text(): row.code.get_text() for row in soup.select("table.checksums tbody tr")
    }
    lines = (tmp_path / "checksums.txt").read_text(encoding="utf-8").splitlines()
    assert told == {name: digest for digest, name in (line.split("  ") for line in lines)}
    others = {a.get_text(): row for row in soup.select("#papers ~ div tr") if (a := row.find("a"))}
    assert {"incidents.geojson", "datapackage.json", "croissant.json"} <= set(others)
    for name in others:  # else a file is listed, and nobody says what it is
        assert name in DOWNLOADS, name


def test_do_links_inside_the_pages_lead_somewhere(pages):
    built = {f"{n}.html" for n in PAGES} | {
        "exclusion.html", "map.html", "law.html", "notebooks/x.html", "seeds.html", "readings.html",
        "browse.html",
    }  # fmt: skip
    built |= {record_page(row["id"]) for row in all_tables()["incidents"].rows}
    # test_guides looks for what links lead to in the guides.
    built |= {f"howto/{n}.html" for n in ("index", "r-and-stata", "cite")}
    published = {f"{n}.{e}" for n in all_tables() for e in ("csv", "parquet")}
    published |= {"checksums.txt", "incidents.geojson", "legs.geojson", "record.schema.json"}
    for text in pages.values():
        for href in re.findall(r'href="([^"]+)"', text):
            path, _, anchor = href.partition("#")
            if path.startswith("../data/processed/"):
                assert path.removeprefix("../data/processed/") in published, href
            elif path:
                assert path in built, href
            target = pages.get(path.removesuffix(".html")) if path else text
            if anchor and target:
                assert f'id="{anchor}"' in target, href


def test_are_the_unknowns_of_harm_counted_by_phase_and_column():
    """One return of which nothing is known afterwards, one with a row without lag; a plan has none."""

    def record(id, execution="executed", kind="incident"):
        return {"id": id, "kind": kind, "execution_status": execution, "record_status": "published"}

    def row(id, phase, **more):
        empty = dict.fromkeys(["agent", "lag", "traced", "set_aside"])
        return {"incident_id": id, "phase": phase, "type": "death"} | empty | more

    rows = {
        "incidents": [record("a"), record("b", "partly"), record("c", "planned"),
                      record("d", kind="measure")],
        "harm": [
            row("b", "after_return", agent="Militia", traced=0),
            row("b", "after_return", lag="A year"),
            row("a", "after_return", set_aside="Wrong"),
            row("a", "during_return", agent="Guards"),
            row("c", "after_return"),
        ],
    }  # fmt: skip
    found = {r["code"]: r for r in harm_unknowns(rows)}
    after, during = found["after_return"], found["during_return"]
    assert (after["returns"], after["untold"]) == (2, 1)
    assert (after["rows"], after["agent"], after["lag"], after["traced"]) == (2, 1, 1, 1)
    assert (during["untold"], during["rows"], during["agent"], during["lag"]) == (1, 1, 0, 1)


def test_shows_the_methods_page_the_unknowns_of_harm(pages):
    text = " ".join(re.sub(r"<[^>]+>", " ", pages["methods"]).split())
    assert "What is unknown of harm" in text
    assert re.search(r"After the return \d+ of \d+ \d+ \d+ \d+ \d+", text)


def test_does_the_methods_page_say_plainly_how_records_were_made(pages):
    text = " ".join(re.sub(r"<[^>]+>", " ", pages["methods"]).split())
    assert "curated and coded by automated reading of the cited sources" in text
    assert "No person has reviewed any of the 1 records" in text
    assert "the agreement measures the procedure" in text
    assert "The name of A. Minister stands in one source only" in text


def test_does_the_validation_page_count_what_failed_and_what_warned(pages):
    text = " ".join(re.sub(r"<[^>]+>", " ", pages["validation"]).split())
    assert "5 checks: 2 passed, 1 gave a warning, 2 failed." in text
    assert "could not be checked : a check" in text


def test_is_a_number_written_with_thin_spaces():
    assert [thin(0), thin(1234567), thin(None)] == ["0", "1\u202f234\u202f567", "–"]


def test_does_a_page_with_a_script_from_elsewhere_or_no_head_get_no_policy():
    with pytest.raises(ValueError, match="loaded from elsewhere"):
        with_policy("<html><head><script src='x.js'></script></head></html>")
    with pytest.raises(ValueError, match="no <head>"):
        with_policy("<p>x</p>")
    assert "</script>" not in json_for_script(["</script>", "\u2028", "<!--"])


def notebook(tmp_path, *cells):
    book = v4.new_notebook()
    book.cells = [
        v4.new_markdown_cell("# A title"),
        *map(v4.new_code_cell, cells),
    ]
    path = tmp_path / "book.ipynb"
    nbformat.write(book, path)
    return path


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import warnings; warnings.warn('old', FutureWarning)", "FutureWarning"),
        ("import matplotlib.pyplot as plt; plt.plot([1, 2]);", "a figure has no alt text"),
    ],
)
def test_does_a_notebook_that_fails_warns_or_hides_a_figure_stop_the_build(tmp_path, cell, message):
    with pytest.raises(NotebookError, match=message):
        execute(notebook(tmp_path, cell), tmp_path, tmp_path)


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_is_a_notebook_committed_without_outputs(path):
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    for cell in book.cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None
