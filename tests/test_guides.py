"""Do the guides and the reference say what is true: do their examples run, do their links lead somewhere?"""

import contextlib
import doctest
import html
import importlib
import inspect
import io
import posixpath
import re
import shutil
import warnings
from pathlib import Path

import html5lib
import pyarrow.parquet as pq
import pytest
from bs4 import BeautifulSoup
from published_records import BASE
from typer.main import get_command
from typer.testing import CliRunner

import refoul_data as rd
from refoul_data.cli import app
from refoul_data.dataset.exports import codes_of
from refoul_data.records.reader import read_library
from refoul_data.views import api_page
from refoul_data.views.api_page import as_markdown, grouped, make_api_page, signature_of
from refoul_data.views.docstrings import take_apart
from refoul_data.views.guide_pages import (
    GuideError,
    guides_of,
    make_guide_page,
    markdown,
    page_link,
    page_path,
)
from refoul_data.vocabulary.codes import read_codelist

ROOT = Path(__file__).resolve().parent.parent
PROCESSED = ROOT / "data" / "processed"
GUIDES = dict(guides_of(ROOT))
NAMES = [name for name in rd.__all__ if not name.startswith("_")]
# What a build puts into reports/ beside guides and notebooks.
REPORTS = {
    f"reports/{name}.html"
    for name in ("index", "map", "browse", "law", "readings", "exclusion", "seeds", "codebook", "methods",
                 "validation", "downloads", "api")
}  # fmt: skip
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def blocks(guide, language):
    """The code in a guide, without what indents it in a list."""
    text = GUIDES[guide].read_text(encoding="utf-8")
    return [
        re.sub(f"^{indent}", "", code, flags=re.MULTILINE)
        for indent, kind, code in BLOCK.findall(text)
        if kind == language
    ]


def with_blocks(*languages):
    return [g for g in GUIDES if any(blocks(g, language) for language in languages)]


@pytest.fixture(scope="module")
def pages():
    made = {page_path(g): make_guide_page(p.read_text("utf-8"), g) for g, p in GUIDES.items()}
    return made | {"reports/api.html": make_api_page()}


# --- guides ------------------------------------------------------------------------------------


def test_is_there_a_guide_for_each_thing_that_people_want_to_do():
    names = {
        "add-an-incident",
        "cite",
        "join",
        "own-data",
        "r-and-stata",
        "propose-a-correction",
        "redaction",
    }
    assert {f"docs/howto/{n}.md" for n in names} | {"docs/keeping-it-alive.md"} <= set(GUIDES)


def test_leads_the_first_guide_to_every_other_one():
    text = GUIDES["docs/howto/README.md"].read_text(encoding="utf-8")
    linked = {posixpath.normpath(f"docs/howto/{p}") for p in re.findall(r"\]\(([^)#]+)", text)}
    assert set(GUIDES) - {"docs/howto/README.md"} <= linked


@pytest.mark.parametrize("guide", with_blocks("python"))
def test_does_every_python_example_of_a_guide_run(guide, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    space = {}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("error")
        for number, code in enumerate(blocks(guide, "python"), start=1):
            exec(compile(code, f"{guide}, example {number}", "exec"), space)


def test_finds_the_last_test_a_fault(tmp_path):
    """It would pass in silence if it saw no examples."""
    code = "".join(blocks("docs/howto/own-data.md", "python"))
    assert "rd.law_for(" in code and code.count("import refoul_data") == 1
    with pytest.raises(ValueError, match="no state 'Turkiyee'"):
        exec(code.replace('"Türkiye"', '"Turkiyee"'), {})


@pytest.mark.parametrize("guide", with_blocks("sh"))
def test_names_a_guide_only_commands_and_options_that_there_are(guide):
    commands = get_command(app).commands
    targets = re.findall(r"^(\w+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    for line in "".join(blocks(guide, "sh")).splitlines():
        program, name, *words = line.split()
        if program == "make":
            assert name in targets, line
            continue
        assert program == "refoul" and name in commands, line
        known = {option for p in commands[name].params for option in p.opts}
        assert {word for word in words if word.startswith("-")} <= known, line


ADDING = "docs/howto/add-an-incident.md"


def follow(root):
    """Do what the guide on adding an incident says; return what `refoul check` prints at the end."""
    first, *others = blocks(ADDING, "sh")
    for line in first.splitlines():
        done = CliRunner().invoke(app, line.split()[1:])
        assert done.exit_code == 0, done.output
    written = []
    for code in blocks(ADDING, "yaml"):
        path = root / re.match(r"# (data/raw/\S+)\n", code)[1]
        assert path.is_file(), f"no step makes {path}"
        path.write_text(code, encoding="utf-8")
        written.append(path.name)
    assert len(written) == len(first.splitlines()) == 3
    assert others[-1].splitlines()[:2] == ["refoul format", "refoul check"]
    assert CliRunner().invoke(app, ["format"]).exit_code == 0
    done = CliRunner().invoke(app, ["check"])
    told = [line for line in done.output.splitlines() if line.startswith("data/raw")]
    return done, [line for line in told if any(name in line for name in written)]


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """A raw folder that holds nothing but the heads of its tables."""
    monkeypatch.chdir(tmp_path)
    raw = tmp_path / "data" / "raw"
    for name in ("incidents", "sources"):
        (raw / name).mkdir(parents=True)
    for name in ("states.csv", "places.csv"):
        with open(ROOT / "data" / "raw" / name, encoding="utf-8") as file:
            (raw / name).write_text(file.readline(), encoding="utf-8")
    return raw


def test_passes_the_record_of_the_guide_in_an_empty_folder_every_rule(empty):
    """Every source that it cites stands in the guide; only the two invented states are added."""
    with open(empty / "states.csv", "a", encoding="utf-8") as file:
        for code in ("AAA", "BBB"):
            row = dict.fromkeys((empty / "states.csv").read_text().splitlines()[0].split(","), "")
            row |= {"code": code, "name": f"State {code}", "iso3166_1": code, "status": "state"}
            file.write(",".join((row | {"source": "example-report-1980"}).values()) + "\n")
            file.flush()
    done, told = follow(empty.parent.parent)
    assert told == [] and done.exit_code == 0, done.output


def test_complains_the_check_of_nothing_in_the_guide_but_its_invented_states(empty):
    """As the guide says, in a folder with the states that there are."""
    shutil.copy(ROOT / "data" / "raw" / "states.csv", empty)
    done, told = follow(empty.parent.parent)
    assert done.exit_code == 1
    assert told and all("no state 'AAA'" in line or "no state 'BBB'" in line for line in told), told


@pytest.mark.parametrize("guide", with_blocks("sh"))
def test_says_a_guide_with_commands_where_they_are(guide):
    """After `make build` they stand in the environment of the repository, and nowhere else."""
    text = GUIDES[guide].read_text(encoding="utf-8")
    where = text.find(".venv/bin/refoul")
    assert "make build" in text and 0 < where < text.index("```sh")


def test_names_the_hook_of_the_contributors_guide_a_command_that_there_is():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert "entry: .venv/bin/refoul check" in text


def test_is_the_tombstone_of_the_guide_one_that_the_rules_take(tmp_path):
    raw = Path(shutil.copytree(BASE, tmp_path / "data" / "raw"))
    (code,) = blocks("docs/howto/redaction.md", "yaml")
    (tmp_path / re.match(r"# (data/raw/\S+)\n", code)[1]).write_text(code, encoding="utf-8")
    library = read_library(raw)
    assert library.errors() == []
    assert list(library.redacted) == ["state-place-year"]


def test_name_the_examples_in_r_and_stata_files_columns_and_labels_that_there_are():
    guide = "docs/howto/r-and-stata.md"
    code = "".join(blocks(guide, "r") + blocks(guide, "stata"))
    text = GUIDES[guide].read_text(encoding="utf-8")
    for path in re.findall(r"data/processed/[\w.]+", text):
        assert (ROOT / path).is_file(), path
    tables = {path.stem for path in PROCESSED.glob("*.parquet")} | {"codelists"}
    used = re.findall(r"\b(\w+)\.dta", text) + re.findall(r"\b(?:use|using) (\w+)", code)
    assert len(used) > 3 and set(used) <= tables
    columns = {
        name
        for t in tables - {"codelists"}
        for name in pq.read_schema(PROCESSED / f"{t}.parquet").names
    }
    named = re.findall(r'[ (](\w+) = "[DilT]"', code) + re.findall(r'by\.[xy] = "(\w+)"', code)
    named += re.findall(r"\bformat (\w+) (\w+) %td", code)[0]
    assert len(named) > 6 and set(named) <= columns
    for label, codelist in re.findall(r'"(\w+)":(\w+)', code):
        assert label in {entry.label for _, _, entry in codes_of([codelist])}


def test_say_the_guides_codes_that_there_are():
    text = GUIDES["docs/howto/own-data.md"].read_text("utf-8")
    for code in ("in_force", "in_force_limited", "party_unknown"):
        assert code in text and code in read_codelist("law_status")


# --- pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted({page_path(g) for g in GUIDES} | {"reports/api.html"}))
def test_is_a_guide_a_whole_page_that_loads_nothing(pages, path):
    page = pages[path]
    html5lib.HTMLParser(strict=True).parse(page)
    assert "script-src 'none'" in page and "<script" not in page and "<link" not in page
    assert re.findall(r"<(?:img|iframe|object|form)\b", page) == []


def test_leads_every_link_of_guides_and_reference_somewhere(pages):
    """Between pages, to tables and files of the repository, and to places within pages."""
    ids = {p: set(re.findall(r'\bid="([^"]+)"', text)) for p, text in pages.items()}
    templates = ROOT / "refoul_data" / "views" / "templates"
    ids["reports/codebook.html"] = set(
        re.findall(r'\bid="([^"{]+)"', (templates / "codebook.html.j2").read_text("utf-8"))
    )
    known = set(pages) | REPORTS
    looked = 0
    for path, text in pages.items():
        for href in map(html.unescape, re.findall(r'href="([^"]+)"', text)):
            if re.match(r"[a-z]+:", href):
                continue
            target, _, anchor = href.partition("#")
            where = (
                posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
                if target
                else path
            )
            assert where in known or (ROOT / where).is_file(), f"{path}: {href}"
            assert not where.startswith("reports/") or where in known, f"{path}: {href}"
            if anchor and where in ids:
                assert anchor in ids[where], f"{path}: {href}"
            looked += 1
    assert looked > 200


def test_stays_markup_in_a_guide_text_and_a_script_no_link():
    title, body = markdown(
        "# A <b>title</b>\n\n<script>x()</script> [a](javascript:x()) <img src=x onerror=x()>\n\n"
        "| a | b |\n|---|---|\n| <i>1</i> | 2 |\n\n```\n</pre><script>x()</script>\n```\n"
    )
    soup = BeautifulSoup(body, "html.parser")
    assert title == "A <b>title</b>"
    assert soup.find(["script", "img", "i", "b", "a"]) is None
    assert soup.td["data-label"] == "a" and soup.td.get_text() == "<i>1</i>"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("join.md#places", "join.html#places"),
        ("README.md", "index.html"),
        ("../keeping-it-alive.md", "../keeping-it-alive.html"),
        ("../../reports/map.html#x", "../map.html#x"),
        ("../../data/processed/claims.csv", "../../data/processed/claims.csv"),
        ("../../CONTRIBUTING.md", "../../CONTRIBUTING.md"),
        ("#here", "#here"),
        ("https://example.org/a.md", "https://example.org/a.md"),
    ],
)
def test_leads_a_link_of_a_guide_to_the_page_where_there_is_one(href, expected):
    assert page_link(href, "docs/howto/cite.md") == expected


def test_is_a_guide_without_a_heading_refused():
    with pytest.raises(GuideError, match="no heading"):
        make_guide_page("Text.", "docs/howto/x.md")


@pytest.mark.browser
@pytest.mark.parametrize("path", sorted(page_path(g) for g in GUIDES))
def test_fits_a_guide_a_phone_and_has_no_barrier(open_page, pages, path):
    import axe_core_python

    page = open_page(pages[path], width=390, height=844)
    assert page.requests() == [] and page.errors() == []
    assert page.run("return document.documentElement.scrollWidth") <= 390
    silent = page.run(
        "return [...document.querySelectorAll('table.stacked td')].filter(e => e.textContent.trim()"
        " && getComputedStyle(e, '::before').content.length < 5).map(e => e.textContent)"
    )
    assert silent == []
    page.run((Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = page.driver.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found["violations"]] == []


# --- reference ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def entries(pages):
    """The part of the reference that tells each name, by its heading."""
    soup = BeautifulSoup(pages["reports/api.html"], "html.parser")
    found = {section.h3["id"]: section for section in soup.find_all("section")}
    assert len(found) == len(soup.find_all("section"))
    return found


def test_stands_every_public_name_once_in_the_reference(entries):
    assert sorted(entries) == sorted(NAMES)
    assert sorted(n for names in grouped(NAMES).values() for n in names) == sorted(NAMES)


def test_is_a_name_that_no_group_claims_told_all_the_same():
    assert grouped(["totals", "screens"])["more"] == ["screens"]


@pytest.mark.parametrize("name", NAMES)
def test_tells_the_reference_signature_arguments_result_and_examples(entries, name):
    function, entry = getattr(rd, name), entries[name]
    heads = [h.get_text() for h in entry.find_all("h4")]
    assert "Returns" in heads and "Examples" in heads
    code = entry.pre.get_text()
    parameters = list(inspect.signature(function).parameters.values())
    assert code.startswith(f"rd.{name}(") and ") -> " in code
    for parameter in parameters:
        assert re.search(rf"\b{parameter.name}: ", code), parameter
    if "Parameters" in heads:
        told = entry.find("h4", string="Parameters").find_next("dl")
        names = [n for dt in told.find_all("dt") for n in dt.code.get_text().split(", ")]
        # That withdrawn rows may come along is told once, with the claims.
        left_out = {p.name for p in parameters} - set(names)
        assert set(names) <= {p.name for p in parameters} and left_out <= {"withdrawn"}
    known = {"Parameters", "Returns", "Raises", "Examples", *api_page._MORE}
    assert set(take_apart(inspect.getdoc(function)).sections) <= known
    for block in entry.find_all("pre"):
        assert "doctest" not in block.get_text()
    assert "``" not in entry.get_text()


def test_shows_the_signature_what_must_be_named():
    lines = signature_of(rd.law_at, "rd.law_at").splitlines()
    assert lines[:4] == ["rd.law_at(", "    state: str,", "    date: Any,", "    *,"]
    assert lines[-1] == ") -> pd.DataFrame"
    assert signature_of(rd.verify, "rd.verify") == "rd.verify() -> pd.DataFrame"


def test_become_definitions_a_list_and_names_links():
    text = as_markdown(
        "``a``, ``b``\n    What\n    they are.\n``c``\n    See `totals` and `other`.\n", ["totals"]
    )
    assert text == "- `a`, `b`: What they are.\n- `c`: See [`totals`](#totals) and `other`.\n"


def test_is_a_docstring_text_and_no_markup(monkeypatch):
    def hostile(a: int) -> str:
        """<script>x()</script>

        Parameters
        ----------
        a : int
            <img src=x onerror=x()>

        Returns
        -------
        str
            `[a](javascript:x())`

        Examples
        --------
        >>> "</code><script>"
        """

    entry = api_page._Reference([]).entry("hostile", hostile)
    assert entry["examples"] == '>>> "</code><script>"'
    page = make_api_page()
    monkeypatch.setattr(rd, "cite", hostile)
    assert make_api_page() != page
    soup = BeautifulSoup(make_api_page(), "html.parser")
    assert soup.find(["script", "img"]) is None
    assert '"</code><script>"' in soup.get_text()


# --- examples of the docstrings ----------------------------------------------------------------

BROUGHT = {"diff", "assess_exclusion"}
"""Their examples read what only the reader has: two versions, answers."""


@pytest.mark.parametrize("name", NAMES)
def test_does_every_example_of_a_docstring_run_on_the_published_tables(name, tmp_path, monkeypatch):
    """Those that are skipped as doctests, since their output grows with the data, run all the same."""
    monkeypatch.chdir(tmp_path)
    function = getattr(rd, name)
    examples = doctest.DocTestParser().get_examples(inspect.getdoc(function))
    assert examples
    space = {}
    for example in examples:
        skipped = example.options.get(doctest.SKIP)
        if skipped and name in BROUGHT:
            compile(example.source, name, "single")
            continue
        out = io.StringIO()
        with warnings.catch_warnings(), contextlib.redirect_stdout(out):
            warnings.simplefilter("error")
            exec(compile(example.source, f"the example of {name}", "single"), space)
        if not skipped:
            assert out.getvalue() == example.want, example.source


@pytest.mark.parametrize(
    "name",
    [
        "dataset.stata",
        "views.api_page",
        "views.docstrings",
        "views.downloads_page",
        "views.guide_pages",
        "views.offline",
        "views.pages",
    ],
)
def test_do_the_examples_of_what_makes_pages_and_files_hold(name):
    result = doctest.testmod(importlib.import_module(f"refoul_data.{name}"))
    assert result.attempted and not result.failed
