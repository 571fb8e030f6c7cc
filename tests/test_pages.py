"""Are the pages whole, offline, readable, and deaf to what a text in them says?"""

import re
from pathlib import Path

import html5lib
import pytest

from refoul_data.build import rule_texts
from refoul_data.dataset.tables import make_tables
from refoul_data.records.reader import read_library
from refoul_data.views.notebooks import NotebookError, execute
from refoul_data.views.offline import json_for_script, with_policy
from refoul_data.views.pages import (
    make_codebook_page,
    make_index_page,
    make_methods_page,
    make_validation_page,
    thin,
)
from refoul_data.vocabulary.codes import codelist_names, read_codelist

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "tests" / "records" / "base"
PAYLOAD = (
    "<img src=x onerror=\"window.pwned='img'\"> <script>window.pwned='script'</script> </style></script> ${window.pwned='x'} "
    "`x` {{7*7}} {% raw %} &lt;b&gt; ' \" --> ]]> \u2028 javascript:window.pwned=1"
)
PAGES = ("index", "codebook", "methods", "validation")


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
    }


@pytest.fixture(scope="module")
def pages():
    return make_pages(all_tables())


@pytest.fixture(scope="module")
def hostile_pages():
    """Pages of tables in which every text that is no code, key or date is a payload."""
    tables = all_tables()
    plain = {"id", "key", "code", "table", "name", "type", "basis", "field", "date", "incident_id", "issued", "names",
             "accessed", "curated_on", "when", "number", "from", "to", "decision_date", "iso3166_1"}  # fmt: skip
    for table in tables.values():
        for column in table.columns:
            if (
                column.type == "string"
                and not column.codelist
                and not column.references
                and column.name not in plain
            ):
                for row in table.rows:
                    if row[column.name]:
                        row[column.name] = PAYLOAD
    return make_pages(tables, PAYLOAD)


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


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_does_hostile_text_stay_text(open_page, hostile_pages, name):
    page = open_page(hostile_pages[name])
    assert page.run("return window.pwned") is None
    assert page.requests() == []
    assert (
        page.run("return document.querySelectorAll('main img, main script, main style').length")
        == 0
    )
    assert "onerror=" in page.find("main").text
    assert "{{7*7}}" in page.find("main").text


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


def test_do_links_inside_the_pages_lead_somewhere(pages):
    built = {f"{n}.html" for n in PAGES} | {"map.html", "law.html", "notebooks/x.html"}
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
    import nbformat

    book = nbformat.v4.new_notebook()
    book.cells = [
        nbformat.v4.new_markdown_cell("# A title"),
        *map(nbformat.v4.new_code_cell, cells),
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
    import nbformat

    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    for cell in book.cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None
