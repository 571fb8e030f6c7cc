"""Does the page show the procedure as it runs, and a memo for each argument, safely and in one file?"""

import re

import html5lib
import pytest
from exclusion_cases import framework
from exclusion_records import ANSWERS, INCIDENT, NAME, TEXT, copy_exclusion

from refoul_data.dataset.tables import make_tables
from refoul_data.law.exclusion import RESULTS
from refoul_data.law.exclusion_facts import make_framework
from refoul_data.records.reader import read_library
from refoul_data.views.exclusion_memo import make_memo, memo_sections
from refoul_data.views.exclusion_page import assess_again, make_exclusion_page
from refoul_data.views.pages import NAVIGATION

PAYLOAD = "<img src=x onerror=alert(1)> </script><script>alert(3)</script> 'a'"


def rows_of(raw):
    return {name: table.rows for name, table in make_tables(read_library(raw)).items()}


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    return rows_of(copy_exclusion(tmp_path_factory.mktemp("raw") / "raw"))


@pytest.fixture(scope="module")
def page(rows):
    return make_exclusion_page(rows)


@pytest.fixture(scope="module")
def tree(page):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False, strict=False)
    return parser.parse(page)


def text_of(node):
    return " ".join("".join(node.itertext()).split())


def test_does_the_page_show_every_question_with_paragraph_and_force(tree):
    found = {n.attrib["id"]: text_of(n) for n in tree.iter("tr") if "id" in n.attrib}
    for question in framework().questions.values():
        shown = found[f"question-{question.id}"]
        assert question.text in shown
        assert all(s in shown for s in question.sentences or map(str, question.para))
    for rule in framework().rules.values():
        assert rule.text in found[f"rule-{rule.id}"]


def test_leads_every_link_within_the_page_somewhere(tree):
    ids = {n.attrib["id"] for n in tree.iter() if "id" in n.attrib}
    links = [n.attrib["href"][1:] for n in tree.iter("a") if n.attrib["href"].startswith("#")]
    assert len(links) > 200 and set(links) <= ids


def test_stands_the_memo_on_the_page_line_by_line(rows, page, tree):
    (argument,) = rows["exclusion_assessments"]
    engine = make_framework(rows)
    found, answers, places = assess_again(engine, rows, argument)
    article = text_of(next(tree.iter("article")))
    sections = memo_sections(engine, found, answers, places)
    lines = [line for section in sections for line in section.lines]
    assert len(lines) > 20
    for line in lines:
        assert f"{line.before}{line.value}{line.after}".strip() in article
    memo = make_memo(
        engine, found, answers, incident=INCIDENT, argument="A", who="B", destinations=places
    )
    assert [s.title for s in sections] == re.findall(r"(?m)^###? (?!Results)(.+)$", memo)


def test_are_the_results_of_the_page_those_of_the_tables(rows, tree):
    (argument,) = rows["exclusion_assessments"]
    found, _, _ = assess_again(make_framework(rows), rows, argument)
    assert {n: getattr(found, n) for n in RESULTS} == {n: argument[n] for n in RESULTS}
    bars = [b._asdict() for b in found.bars]
    kept = [{k: r[k] for k in bars[0]} for r in rows["exclusion_bars_found"]]
    assert bars == kept
    article = text_of(next(tree.iter("article")))
    assert "Procedure soundNoAt least one safeguard was not kept." in article
    assert "example-book-1985: An example: a book" in article


def test_is_text_from_a_record_never_code(tmp_path):
    raw = copy_exclusion(tmp_path / "raw", text=TEXT.replace(
        "note: The constitution counts the person among the nationals; others do not",
        f"note: >-\n      {PAYLOAD}"))  # fmt: skip
    page = make_exclusion_page(rows_of(raw))
    assert "<img" not in page and "alert(3)</script>" not in page
    assert page.count("<script") == 0


def test_asks_the_page_nothing_of_the_network_and_gives_no_verdict(page):
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)
    assert "Content-Security-Policy" in page
    body = page.split("<main>")[1].split("</main>")[0].lower()
    assert not [w for w in ("breach", "violat", "lawful") if w in body]


def test_says_the_page_where_nothing_was_answered_yet(tmp_path):
    raw = copy_exclusion(tmp_path / "raw")
    (raw / ANSWERS / f"{NAME}.yaml").unlink()
    assert "No argument of a state has been answered yet." in make_exclusion_page(rows_of(raw))


def test_is_the_page_in_the_navigation(page):
    assert ("exclusion", "Exclusion", "exclusion.html") in NAVIGATION
    assert 'href="exclusion.html" aria-current="page"' in page


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_fits_the_page_its_window_with_everything_unfolded(open_page, page, width):
    shown = open_page(page.replace("<details>", "<details open>"), width=width)
    assert shown.run("return document.documentElement.scrollWidth") <= width
    assert shown.errors() == [] and shown.requests() == []
