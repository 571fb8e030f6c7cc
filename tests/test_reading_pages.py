"""Do the pages on readings show everything, safely, and hold together?"""

import html5lib
import pytest
from coding_records import copy_coded

from refoul_data.dataset.tables import make_tables
from refoul_data.records.reader import read_library
from refoul_data.views.reading_pages import make_agreement_page, make_readings_page

HOSTILE = (
    "<img src=x onerror=alert(1)> ${alert(2)} </style></script><script>alert(3)</script> {{7*7}}"
)
TEXTS = {
    "incidents": ["title"],
    "adjudications": ["note"],
    "state_positions": ["text", "speaker", "attributed_by", "at"],
    "sources": ["title"],
    "sensitivity": ["label"],
    "agreement": ["label"],
}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return read_library(copy_coded(tmp_path_factory.mktemp("raw") / "raw"))


@pytest.fixture(scope="module")
def rows(library):
    return {name: table.rows for name, table in make_tables(library).items()}


@pytest.fixture(scope="module")
def pages(rows, library):
    return {
        "readings": make_readings_page(rows, library.codings.codebook),
        "agreement": make_agreement_page(rows),
    }


def parse(page):
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(page)


def text_of(tree):
    return " ".join(" ".join(tree.itertext()).split())


@pytest.mark.parametrize("name", ["readings", "agreement"])
def test_is_every_page_strict_html_whose_anchors_exist(pages, name):
    tree = parse(pages[name])
    ids = {e.attrib["id"] for e in tree.iter() if "id" in e.attrib}
    links = [e.attrib["href"] for e in tree.iter("a")]
    assert {x[1:] for x in links if x.startswith("#")} <= ids
    assert not [x for x in links if x.startswith("http")]


def test_does_the_page_of_readings_show_the_whole_codebook(pages, library):
    shown = text_of(parse(pages["readings"]))
    book = library.codings.codebook
    for d in book.dimensions:
        for words in (d.question, *d.evidence, *d.counter_evidence, *(e.text for e in d.examples)):
            assert words in shown
    assert all(t.seed in shown and t.note in shown for t in book.types)
    assert "They were too many, the minister said." in shown


def test_does_the_page_of_agreement_show_every_variable_with_its_figures(pages, rows):
    tree = parse(pages["agreement"])
    table = next(tree.iter("table"))
    lines = [text_of(line) for line in table.iter("tr")][1:]
    measured = [r for r in rows["agreement"] if r["n_units"]]
    assert len(lines) == len(measured)
    for line, row in zip(lines, measured, strict=True):
        assert line.startswith(row["label"])
        assert ("exploratory" in line) == row["exploratory"]
    shown = text_of(tree)
    assert "The minister spoke of number, and of nothing else." in shown
    assert "test-retest agreement" in shown
    assert all(
        r["variable"] in shown
        for r in rows["agreement"]
        if "." in r["variable"] and not r["n_units"]
    )
    assert all(r["basis"] in shown for r in rows["coding_passes"])
    assert all(r["text"] in shown for r in rows["coding_conventions"])


def test_stands_in_a_confusion_table_the_first_pass_down_and_the_second_across(pages):
    tree = parse(pages["agreement"])
    found = next(
        t for t in tree.iter("table")
        if text_of(t).startswith("First, second yes unclear")
    )  # fmt: skip
    assert [text_of(line) for line in found.iter("tr")][1:] == ["yes 0 1", "unclear 0 0"]


@pytest.mark.parametrize("table", sorted(TEXTS))
def test_stays_hostile_text_text(rows, library, table):
    spoiled = dict(rows)
    spoiled[table] = [dict(r, **dict.fromkeys(TEXTS[table], HOSTILE)) for r in rows[table]]
    for page, clean in (
        (
            make_readings_page(spoiled, library.codings.codebook),
            make_readings_page(rows, library.codings.codebook),
        ),
        (make_agreement_page(spoiled), make_agreement_page(rows)),
    ):
        tree, base = parse(page), parse(clean)
        for tag in ("img", "script", "style"):
            assert len(list(tree.iter(tag))) == len(list(base.iter(tag)))
    if table != "sources":
        assert "onerror=alert(1)" in text_of(
            parse(make_readings_page(spoiled, library.codings.codebook))
        ) + text_of(parse(make_agreement_page(spoiled)))


def test_marks_the_page_what_is_an_analogue(tmp_path):
    raw = copy_coded(tmp_path / "raw")
    record = raw / "incidents" / "example-return-1980.yaml"
    text = record.read_text(encoding="utf-8")
    for old, new in (("1980-06", "1940-06"), ("1980-07", "1940-07"), ("1982-05", "1942-05")):
        text = text.replace(old, new)
    record.write_text(text, encoding="utf-8")
    library = read_library(raw)
    if library.errors():  # the invented state did not exist then: only the mark is asked here
        library.problems.clear()
    made = {name: table.rows for name, table in make_tables(library).items()}
    assert "before 1951" in text_of(parse(make_readings_page(made, library.codings.codebook)))
    assert all(r["n"] == 0 for r in made["sensitivity"] if r["headline"] == "types")
