"""Do the files for Stata and Excel hold the published tables, with their labels, and nothing that runs?"""

import csv
import datetime as dt
from importlib.util import find_spec

import pandas as pd
import pytest
from exclusion_records import copy_exclusion
from published_records import publish_folder
from typer.testing import CliRunner

import refoul_data
from refoul_data.cli import app
from refoul_data.dataset import exports, stata
from refoul_data.dataset.exports import Published, Variable, read_published
from refoul_data.dataset.stata import stata_names, write_stata, write_table
from refoul_data.vocabulary import about, codes
from refoul_data.vocabulary.codes import Code, read_codelist

HOSTILE = [
    "=1+1", '=HYPERLINK("https://example.org","x")', "+49 30 1234", "-73.9", "@SUM(A1)",
    "https://example.org", "{=1+1}", "007", "1980-06-08", "true", "\tx", "a\nb", "ü — “x”",
]  # fmt: skip
excel = pytest.mark.skipif(
    not (find_spec("xlsxwriter") and find_spec("openpyxl")),
    reason="needs xlsxwriter and openpyxl, of the extras 'publish' and 'test'",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Published tables of every kind, with the law and an exclusion case."""
    made = tmp_path_factory.mktemp("exports")
    return publish_folder(copy_exclusion(made / "raw"), made / "processed")


@pytest.fixture(scope="module")
def written(folder, tmp_path_factory):
    paths = write_stata(folder, tmp_path_factory.mktemp("stata"))
    return {path.stem: path for path in paths}


@pytest.fixture(scope="module")
def book(folder, tmp_path_factory):
    import openpyxl

    from refoul_data.dataset.excel import write_excel

    (path,) = write_excel(folder, tmp_path_factory.mktemp("excel"))
    return openpyxl.load_workbook(path)


def cells(folder, name):
    """The published CSV: names, and cells as texts."""
    with open(folder / f"{name}.csv", encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    return names, rows


def columns(folder):
    """The codebook as published, by table and column."""
    names, rows = cells(folder, "variables")
    rows = [dict(zip(names, row, strict=True)) for row in rows]
    return {(row["table"], row["name"]): row for row in rows}


def table(*variables, name="made"):
    length = len(variables[0].values)
    return Published(name, "A table", "1", list(variables), length)


def in_words(value):
    """A value as it stands in the published CSV."""
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dt.datetime, pd.Timestamp)):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


# --- Stata -------------------------------------------------------------------------------------


def test_is_there_a_stata_file_for_every_table_and_one_of_the_codes(folder, written):
    assert set(written) == {path.stem for path in folder.glob("*.csv")} | {"codelists"}


def test_hold_the_stata_files_what_the_tables_hold(folder, written):
    """Codes are read back through the file of the codes, as somebody with Stata alone would."""
    lists = pd.read_stata(written["codelists"])
    code_of = {(r.list, r.number): r.code for r in lists.itertuples()}
    told = columns(folder)
    compared = set()
    for name, path in written.items():
        if name == "codelists":
            continue
        frame = pd.read_stata(path, convert_categoricals=False)
        names, rows = cells(folder, name)
        short = stata_names(names)
        for place, column in enumerate(names):
            row = told[name, column]
            values = [in_words(v) for v in frame[short[column]].tolist()]
            if row["codelist"] and not row["separator"]:
                values = [v and code_of[row["codelist"], int(v)] for v in values]
            elif row["type"] == "bool":
                values = [{"0": "false", "1": "true", "": ""}[v] for v in values]
            expected = [r[place] for r in rows]
            if row["type"] == "float64":
                values, expected = ([v and float(v) for v in side] for side in (values, expected))
            assert values == expected, (name, column)
            compared.add(row["type"])
    assert compared == {"string", "int64", "float64", "bool", "date32"}


def test_bears_every_stata_variable_the_label_of_the_codebook(folder, written):
    told = columns(folder)
    for name, path in written.items():
        if name == "codelists":
            continue
        with pd.io.stata.StataReader(path) as reader:
            labels = reader.variable_labels()
            values = reader.value_labels()
        names, _ = cells(folder, name)
        for column, short in stata_names(names).items():
            row = told[name, column]
            assert labels[short] == row["label"], (name, column)
            if row["codelist"] and not row["separator"]:
                entries = read_codelist(row["codelist"]).values()
                shown = {text.split(" (")[0] for text in values[short].values()}
                assert len(values[short]) == len(entries)
                assert shown == {entry.label.split(" (")[0] for entry in entries}
            elif row["type"] == "bool":
                assert values[short] == {0: "no", 1: "yes"}


def test_keeps_a_grade_its_own_number(folder, written):
    frame = pd.read_stata(written["sources"], convert_categoricals=False)
    names, rows = cells(folder, "sources")
    assert frame["grade"].tolist() == [int(row[names.index("grade")]) for row in rows]


def test_tells_the_codebook_in_stata_which_names_were_cut(folder, written):
    frame = pd.read_stata(written["variables"])
    names = dict(zip(frame["table"] + "." + frame["name"], frame["stata_name"], strict=True))
    cut_name = names["incidents.n_provisions_binding_as_read_later"]
    assert cut_name == "n_provisions_binding_as_read_lat"
    assert cut_name in pd.read_stata(written["incidents"]).columns
    assert names["incidents.conduct"] == "conduct"


def test_stay_two_long_names_apart_and_a_word_of_stata_a_name():
    long = ["a" * 32, "a" * 40, "a" * 41, "in", "in_", "b"]
    names = stata_names(long)
    assert len(set(names.values())) == len(long)
    assert max(map(len, names.values())) == 32
    assert names["a" * 32] == "a" * 32 and names["b"] == "b"
    assert names["in"] != "in"


def test_is_a_label_too_long_for_stata_cut_between_words(tmp_path):
    made = table(Variable("v", "word " * 15 + "wordy word", "string", "", ["x"]))
    with pd.io.stata.StataReader(write_table(made, tmp_path / "v.dta")) as reader:
        assert reader.variable_labels() == {"v": "word " * 14 + "word…"}


def test_tell_two_codes_with_one_label_apart(tmp_path, monkeypatch):
    entries = {
        c: Code(c, label, ".", {}) for c, label in (("a", "Sun"), ("b", "Sun"), ("c", "Moon"))
    }
    monkeypatch.setattr(exports, "read_codelist", lambda name: entries)
    path = write_table(
        table(Variable("v", "V", "string", "list", ["b", None, "a"])), tmp_path / "v"
    )
    assert pd.read_stata(path)["v"].astype(object).tolist()[::2] == ["Sun (b)", "Sun (a)"]
    assert list(pd.read_stata(path)["v"].cat.categories) == ["Sun (a)", "Sun (b)"]


def test_holds_stata_a_long_text_and_letters_of_every_script(tmp_path):
    texts = ["ж" * 2000, "หนี", None, *HOSTILE]
    path = write_table(table(Variable("text", "Text", "string", "", texts)), tmp_path / "t.dta")
    assert pd.read_stata(path)["text"].tolist() == [text or "" for text in texts]


def test_is_a_missing_value_missing_in_stata_whatever_its_type(tmp_path):
    kinds = {"int64": 2**40, "float64": 0.5, "bool": True, "date32": dt.date(1938, 8, 18)}
    made = table(*(Variable(k, k, k, "", [None, v]) for k, v in kinds.items()))
    frame = pd.read_stata(write_table(made, tmp_path / "m.dta"), convert_categoricals=False)
    assert frame.iloc[0].isna().all()
    assert [in_words(v) for v in frame.iloc[1]] == [str(2**40), "0.5", "1", "1938-08-18"]
    # Days, not thousandths of a second, which nobody could compare with a day.
    raw = pd.read_stata(tmp_path / "m.dta", convert_dates=False)["date32"][1]
    assert raw == (dt.date(1938, 8, 18) - dt.date(1960, 1, 1)).days


def test_stays_the_earlier_file_where_a_table_holds_an_unknown_code(tmp_path):
    path = tmp_path / "t.dta"
    path.write_text("earlier")
    with pytest.raises(ValueError, match=r"made\.kind: 'incidence' is not in kind"):
        write_table(table(Variable("kind", "Kind", "string", "kind", ["incidence"])), path)
    assert path.read_text() == "earlier" and len(list(tmp_path.iterdir())) == 1


# --- Excel -------------------------------------------------------------------------------------


@excel
def test_holds_the_workbook_what_the_tables_hold(folder, book):
    told = columns(folder)
    sheets = {"variables": "codebook"}
    tables = [path.stem for path in folder.glob("*.csv")]
    assert set(book.sheetnames) == {sheets.get(n, n) for n in tables} | {"about", "codelists"}
    for name in tables:
        sheet = book[sheets.get(name, name)]
        head, *found = sheet.iter_rows()
        names, rows = cells(folder, name)
        assert [cell.value for cell in head] == names
        assert len(found) == len(rows), name
        for cells_found, row in zip(found, rows, strict=True):
            for column, cell, expected in zip(names, cells_found, row, strict=True):
                text = in_words(cell.value)
                if told[name, column]["type"] == "float64" and expected:
                    text, expected = float(text), float(expected)
                assert text == expected, (name, column, cell.coordinate)


@excel
def test_stays_the_head_of_every_sheet_in_sight_and_holds_none_a_formula_or_link(book):
    for sheet in book:
        assert sheet.freeze_panes == "B2", sheet.title
        assert not sheet._hyperlinks
        assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


@excel
def test_tells_the_workbook_what_it_is_and_what_each_code_means(folder, book):
    facts = dict(book["about"].values)
    assert facts["Version"] == read_published(folder)[0].version
    assert about.TITLE in facts["Cite"]
    rows = list(book["codelists"].values)
    entry = (
        read_codelist("conduct")["surrender"] if "surrender" in read_codelist("conduct") else None
    )
    entry = entry or next(iter(read_codelist("conduct").values()))
    assert ("conduct", entry.code, entry.label, entry.definition) in rows


@excel
def test_does_no_text_become_a_formula_a_link_or_a_number(tmp_path, monkeypatch):
    import openpyxl

    from refoul_data.dataset import excel as module

    made = table(Variable("text", "Text", "string", "", [*HOSTILE, None]))
    monkeypatch.setattr(module, "read_published", lambda folder: [made])
    (path,) = module.write_excel(tmp_path, tmp_path)
    sheet = openpyxl.load_workbook(path)["made"]
    found = [sheet.cell(row, 1) for row in range(2, len(HOSTILE) + 2)]
    assert [cell.value for cell in found] == HOSTILE
    assert {cell.data_type for cell in found} == {"s"}
    assert not sheet._hyperlinks
    # Who goes into the cell and leaves it again must not start the formula either.
    risky = [cell for cell in found if cell.value[0] in "=+-@"]
    assert len(risky) == 5 and all(cell.quotePrefix for cell in risky)


@excel
def test_is_a_day_before_excels_own_time_a_text(tmp_path, monkeypatch):
    import openpyxl

    from refoul_data.dataset import excel as module

    days = [dt.date(1899, 12, 31), dt.date(1900, 2, 28), dt.date(1938, 8, 18)]
    made = table(Variable("day", "Day", "date32", "", days))
    monkeypatch.setattr(module, "read_published", lambda folder: [made])
    (path,) = module.write_excel(tmp_path, tmp_path)
    sheet = openpyxl.load_workbook(path)["made"]
    values = [sheet.cell(row, 1).value for row in (2, 3, 4)]
    assert values == ["1899-12-31", "1900-02-28", dt.datetime(1938, 8, 18)]


@excel
def test_is_a_text_that_no_cell_holds_refused_with_its_place(tmp_path, monkeypatch):
    from refoul_data.dataset import excel as module

    made = table(Variable("text", "Text", "string", "", ["x", "y" * 32768]))
    monkeypatch.setattr(module, "read_published", lambda folder: [made])
    with pytest.raises(ValueError, match="sheet made, row 3, column 1: a text of 32768 letters"):
        module.write_excel(tmp_path, tmp_path)
    assert list(tmp_path.iterdir()) == []


# --- the command -------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["stata", pytest.param("excel", marks=excel)])
def test_writes_the_command_the_files_and_names_them(folder, tmp_path, form):
    command = ["export", "--format", form, "--data", str(folder), "--output", str(tmp_path)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    files = sorted(str(path) for path in tmp_path.rglob("*") if path.is_file())
    assert sorted(result.stdout.splitlines()) == files
    assert all(f"refoul_data-{refoul_data.__version__}" in name for name in files)


def test_says_the_command_what_to_run_where_nothing_is_published(tmp_path):
    result = CliRunner().invoke(app, ["export", "--format", "stata", "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert "no published tables here. Run: make build" in result.output
    (tmp_path / "variables.parquet").write_text("broken")
    result = CliRunner().invoke(app, ["export", "--format", "stata", "--data", str(tmp_path)])
    assert result.exit_code == 1 and "cannot be read" in result.output


def test_says_the_command_which_extra_excel_needs(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    result = CliRunner().invoke(app, ["export", "--format", "excel", "--output", str(tmp_path)])
    assert result.exit_code == 1
    assert "pip install 'refoul_data[publish]'" in result.output


def test_is_every_number_of_a_code_the_only_one():
    """Else two codes would be one in Stata."""
    for name in codes.codelist_names():
        numbers = [number for _, number, _ in exports.codes_of([name])]
        assert len(set(numbers)) == len(numbers), name
        labels = list(stata._labelled(name)[1].values())
        assert len(set(labels)) == len(labels), name
