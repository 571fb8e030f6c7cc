"""Do the notebooks ask, answer with computed numbers, say what follows, and run wherever they are?"""

import ast
import csv
import json
import re
import shutil
import subprocess
import sys
from importlib.resources import files
from io import StringIO
from pathlib import Path

import nbformat
import pandas as pd
import pytest

import refoul_data as rd
from refoul_data.access.files import find_folder

ROOT = Path(__file__).resolve().parent.parent
BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
BY_INSTRUMENT = ROOT / "notebooks" / "03_by_instrument.ipynb"
EXAMPLES = files("refoul_data") / "examples"
EXTERNAL = ROOT.parent / "shared" / "external" / "unhcr_flows.parquet"
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# Numbers that prose may hold, since no result is among them: code, years and days of the calendar,
# places in texts, names of standards and licences, and the limit that the codebook set beforehand.
NO_RESULTS = re.compile(
    rf"`[^`]*`|\b(?:\d{{1,2}} )?(?:{MONTHS}) (?:1[89]|20)\d\d\b|\b(?:1[89]|20)\d\ds?\b"
    r"|\b(?:article|paragraph|section)s? \d+[A-Z]?(?:\(\d\))?(?:(?:, | and )\d+)*"
    r"|\bISO 3166\b|\bCC BY 4\.0\b|\b0\.67\b",
    re.IGNORECASE,
)


def cells(path, kind):
    return [c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == kind]


def typed_numbers(text):
    return re.findall(r"\S*\d\S*", NO_RESULTS.sub("", text))


def texts_of(node):
    """Yield the constant parts of texts; what stands in braces is computed."""
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
        elif not isinstance(part, ast.FormattedValue | ast.Subscript):
            yield from texts_of(part)


def texts_in_markdown(code):
    for call in ast.walk(ast.parse(code)):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Markdown":
            yield from texts_of(call)


# --- what they say -----------------------------------------------------------------------------


def test_are_there_notebooks_for_every_use():
    assert [path.stem[:2] for path in BOOKS] == [f"{n:02}" for n in range(1, len(BOOKS) + 1)]
    assert len(BOOKS) >= 7


@pytest.mark.parametrize("path", BOOKS, ids=lambda p: p.stem)
def test_opens_a_notebook_with_its_question_and_ends_with_what_follows(path):
    prose = cells(path, "markdown")
    assert prose[0].startswith("# ") and "**Question.**" in prose[0]
    assert prose[-1].startswith("## What can be concluded, and what cannot")


@pytest.mark.parametrize("path", BOOKS, ids=lambda p: p.stem)
def test_is_every_number_in_prose_computed(path):
    typed = [number for text in cells(path, "markdown") for number in typed_numbers(text)]
    for code in cells(path, "code"):
        typed += [number for text in texts_in_markdown(code) for number in typed_numbers(text)]
    assert typed == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12 of 37 records.", ["12", "37"]),
        ("In 1951, on 28 July 1951 and in the 1990s, articles 2 and 3, `n = 5`.", []),
        ("1962 people", []),  # a year by its look: no test sees this
        ("3.5 times", ["3.5"]),
    ],
)
def test_is_a_typed_number_recognised(text, found):
    assert typed_numbers(text) == found


def test_is_a_number_typed_in_code_recognised():
    code = "display(Markdown(f'{n:.2f} of 12 records' + ('' if n > 5 else ', all 7')))"
    assert [x for text in texts_in_markdown(code) for x in typed_numbers(text)] == ["12", "7"]


@pytest.mark.parametrize("path", BOOKS, ids=lambda p: p.stem)
def test_is_every_figure_closed_and_shown_with_a_description(path):
    """Else it is shown a second time, without one."""
    for code in cells(path, "code"):
        made = code.count("plt.subplots(")
        assert code.count("plt.close(figure)") == made
        assert code.count('"alt"') == made


# --- that they run -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Publish the raw data anew; with a change of one cell of parties.csv, if there is one."""
    from refoul_data.dataset.publish import publish
    from refoul_data.dataset.tables import make_tables
    from refoul_data.records.reader import read_library

    def made(change=None):
        folder = tmp_path_factory.mktemp("published")
        raw = ROOT / "data" / "raw"
        if change:
            raw = Path(shutil.copytree(raw, folder / "raw"))
            parties = raw / "law" / "parties.csv"
            text = parties.read_text(encoding="utf-8")
            assert text.count(change[0]) == 1
            parties.write_text(text.replace(*change), encoding="utf-8")
        library = read_library(raw)
        assert library.errors() == []
        processed = folder / "processed"
        processed.mkdir()
        publish(make_tables(library), processed, folder, library.sources.values())
        return processed

    return made


@pytest.fixture(scope="module")
def as_it_is(published):
    return published()


@pytest.mark.slow
@pytest.mark.parametrize("path", BOOKS, ids=lambda p: p.stem)
def test_does_the_notebook_run_from_top_to_bottom(path, as_it_is, tmp_path):
    """In an empty folder, on tables of the raw data; a warning is a failure."""
    from refoul_data.views.notebooks import execute

    page = execute(path, as_it_is, tmp_path)
    assert "What can be concluded" in page.html
    assert list(tmp_path.iterdir()) == []


def by_instrument(processed, folder):
    """Return the table of notebook 03: pairs of record and state by provision and answer."""
    from refoul_data.views.notebooks import execute

    html = execute(BY_INSTRUMENT, processed, folder).html
    tables = pd.read_html(StringIO(html), flavor="bs4")
    table = next(t for t in tables if "in force on the day" in t.columns.get_level_values(0))
    return pd.Series(table.iloc[:, 1].to_numpy(), index=table.iloc[:, 0])


@pytest.mark.slow
def test_do_the_tables_by_instrument_follow_a_date_in_the_list_of_parties(
    published, as_it_is, tmp_path
):
    """The Philippines accede to the Convention against Torture a generation later: a record loses it."""
    row = "CAT-1984,PHL,accession,,1986-06-18,1987-06-26"
    changed = published((row, "CAT-1984,PHL,accession,,2019-06-18,2019-07-18"))
    before, after = by_instrument(as_it_is, tmp_path), by_instrument(changed, tmp_path)
    assert after["CAT-1984-3"] == before["CAT-1984-3"] - 1
    others = before.index.drop("CAT-1984-3")
    assert after[others].equals(before[others])


def test_has_the_environment_of_make_a_kernel_for_the_notebooks():
    """The one that the notebooks name, of this environment and not of the machine."""
    command = [sys.executable, "-m", "jupyter", "kernelspec", "list", "--json"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    kernels = json.loads(listed.stdout)["kernelspecs"]
    for path in BOOKS:
        name = nbformat.read(path, as_version=4).metadata.kernelspec.name
        assert Path(kernels[name]["resource_dir"]).is_relative_to(sys.prefix)


# --- those that come with the package ----------------------------------------------------------


def test_copies_the_package_its_notebooks(tmp_path):
    copies = rd.copy_notebooks(tmp_path / "new" / "folder")
    assert [copy.name for copy in copies] == [path.name for path in BOOKS]
    assert all(
        copy.read_bytes() == path.read_bytes() for copy, path in zip(copies, BOOKS, strict=True)
    )


def test_does_copying_overwrite_nothing(tmp_path):
    mine = tmp_path / BOOKS[-1].name
    mine.write_text("my work")
    with pytest.raises(
        FileExistsError, match=re.escape(f"{tmp_path} already holds {mine.name}; name another")
    ):
        rd.copy_notebooks(tmp_path)
    assert mine.read_text() == "my work"
    assert [path.name for path in tmp_path.iterdir()] == [mine.name]


def test_does_copying_overwrite_no_link_that_leads_nowhere(tmp_path):
    (tmp_path / BOOKS[0].name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        rd.copy_notebooks(str(tmp_path))
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("path", "error", "message"),
    [("file", NotADirectoryError, "file is a file; name a folder"), (3, TypeError, "not int"), (None, TypeError, "not NoneType")],
)  # fmt: skip
def test_says_copying_what_is_wrong_with_the_folder(path, error, message, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(error, match=message):
        rd.copy_notebooks(tmp_path / path if isinstance(path, str) else path)


def test_where_there_are_no_notebooks_is_that_said(tmp_path, monkeypatch):
    from refoul_data.access import files as places

    monkeypatch.setitem(places._FOLDERS, "notebooks", (tmp_path, tmp_path))
    with pytest.raises(FileNotFoundError, match="no notebooks in"):
        rd.copy_notebooks(tmp_path / "new")
    assert not (tmp_path / "new").exists()
    assert find_folder("notebooks") == tmp_path


# --- the tables that they work with ------------------------------------------------------------


def rows_of_returns():
    with (EXAMPLES / "returns.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_does_every_row_of_the_example_say_that_it_is_invented():
    for row in rows_of_returns():
        assert "invented" in row["remark"] or not any(row.values())
        assert row["operation"].startswith("INVENTED-") or row["operation"] in ("Total", "")


def test_has_the_example_the_faults_of_real_files():
    rows = rows_of_returns()
    column = {name: [row[name] for row in rows] for name in rows[0]}
    assert (EXAMPLES / "returns.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert {"NA", "Zaire", "USSR", "Siam", "Thialand", "Congo", "Kenya;Uganda", ""} <= set(
        column["state"]
    )
    assert any(name != name.strip() for name in column["state"])
    assert {"1975", "2001-02-", "2001-02-30", "12.03.1994", "43160", "198X", ""} <= set(
        column["date"]
    )
    assert {"18-25", "ca. 90", ">500", "unknown", "N/A", "-5", "99999999", "1.250"} <= set(
        column["persons"]
    )
    assert len(column["operation"]) > len(set(column["operation"]))
    assert any(remark.startswith("=") for remark in column["remark"])


def test_names_the_extract_of_unhcr_its_source_and_licence():
    about = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    book = cells(ROOT / "notebooks" / "07_join_with_other_data.ipynb", "markdown")[0]
    for text in (about, book):
        assert "UNHCR" in text and "Refugee Population Statistics Database" in text
        assert "CC BY 4.0" in text and "reduce_unhcr.py" in text


def test_does_the_script_still_make_the_extract(tmp_path):
    if not EXTERNAL.exists():
        pytest.skip("UNHCR's flows are not beside the repository")
    command = [sys.executable, ROOT / "scripts" / "reduce_unhcr.py", EXTERNAL, tmp_path]
    subprocess.run(command, check=True, capture_output=True)
    name = "unhcr_flows.csv"
    assert (tmp_path / name).read_bytes() == (EXAMPLES / name).read_bytes()


def test_does_the_extract_add_up_and_keep_missing_apart_from_zero():
    table = pd.read_csv(EXAMPLES / "unhcr_flows.csv", keep_default_na=False, na_values=[""])
    assert not table.duplicated(["year", "iso3"]).any()
    for kind in ("refugees", "applicants", "others"):  # who left one country arrived in another
        assert table[f"arrived_{kind}"].sum() == table[f"left_{kind}"].sum()
    assert table["arrived_refugees"].isna().mean() > 0.5
    assert (EXAMPLES / "unhcr_flows.csv").stat().st_size < 300_000


def test_is_an_empty_text_no_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="path must be a folder such as"):
        rd.copy_notebooks("")
    assert list(tmp_path.iterdir()) == []
