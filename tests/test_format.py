"""Does the formatter repair what it can, keep what it must, and leave alone what it would guess?"""

import csv
import io
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refoul_data.records.formatting import (
    Unrepairable,
    decode,
    format_file,
    format_table,
    format_text,
    raw_files,
)
from refoul_data.records.reader import read_library
from refoul_data.records.schema import Record, Source
from refoul_data.records.template import make_template
from refoul_data.records.yamltext import read_tree

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "data" / "raw"
FILES = raw_files(RAW)


def formatted(text):
    return format_text(text, Record, "x.yaml")


def test_are_all_raw_files_in_their_form():
    """If not: refoul format."""
    assert len(FILES) > 600
    changed = [p.relative_to(ROOT).as_posix() for p in FILES if format_file(p, write=False)]
    assert changed == []


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("id: a\n", "id: a\n"),
        ("id: 'a'\n", "id: a\n"),
        ("kind: incident\nid: a\n", "id: a\nkind: incident\n"),
        ("id:   a   \n\n\n", "id: a\n"),
        ("# why\nid: a\n", "# why\nid: a\n"),
        ("id: a\n# last\n", "id: a\n# last\n"),
        ("title: A return: of many\n", "title: >-\n  A return: of many\n"),
        ("title: Moved at 12:30\n", "title: Moved at 12:30\n"),
        ("title: It was so.\n", "title: >-\n  It was so.\n"),
        ("title: A text\n  over lines\n", "title: A text over lines\n"),
        ("title: >\n  Folded text\n\n", "title: Folded text\n"),
        ('title: "[2001,2003]"\n', 'title: "[2001,2003]"\n'),
        ("claims:\n\tdate:\n\t  - value: 1980\n", "claims:\n  date:\n    - value: 1980\n"),
        ("claims: {date: [{value: 1980}]}\n", "claims:\n  date:\n    - value: 1980\n"),
        ("weak_points: [One, two]\n", "weak_points:\n  - One\n  - two\n"),
        (
            "claims:\n    date:\n    - source: b\n      # seen\n      value: 1980\n",
            "claims:\n  date:\n      # seen\n    - value: 1980\n      source: b\n",
        ),
        ("title: NO\ncurated_on: 012\n", "title: NO\ncurated_on: 012\n"),
        ("title: '~'\n", "title: >-\n  ~\n"),
        ("title: 'null'\n", "title: >-\n  null\n"),
    ],
)
def test_is_a_file_put_in_its_form(written, form):
    assert formatted(written) == form
    assert formatted(form) == form


@pytest.mark.parametrize(
    "data",
    [b"\xef\xbb\xbfid: a\r\nkind: b\r\n", "id: a\nkind: b\n".encode("utf-16"), b"id: a\rkind: b\r"],
)
def test_are_marks_and_line_ends_of_other_systems_repaired(data):
    assert formatted(decode(data, "x.yaml")) == "id: a\nkind: b\n"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("id: a\nid: b\n", "x.yaml:2: id: the key stands twice; first on line 1"),
        ("title: text # or comment\n", "x.yaml:1: title: a comment needs a line of its own"),
        ("title: &x a\nsummary: *x\n", "x.yaml:1: summary: aliases"),
        ("title: !!int 3\n", "x.yaml:1: title: tags such as"),
        ("title: 'never closed\n", "x.yaml:2: not YAML"),
        ("- a\n", "x.yaml:1: not a record"),
        ("", "x.yaml:1: the file is empty"),
    ],
)
def test_is_what_could_only_be_guessed_left_alone(written, message):
    with pytest.raises(Unrepairable) as raised:
        formatted(written)
    assert str(raised.value.problems[0]).startswith(message)


def test_is_a_file_that_is_not_utf8_left_as_it_is(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes(b"title: caf\xe9\n")
    with pytest.raises(Unrepairable):
        format_file(path, Record)
    assert path.read_bytes() == b"title: caf\xe9\n"
    assert [p.name for p in tmp_path.iterdir()] == ["x.yaml"]


words = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\x85\ufeff"
    ),
    min_size=1,
).filter(lambda text: text.split() and text.isprintable())


@given(words, words)
def test_does_formatting_change_no_text_but_its_spaces(title, note):
    quoted = "".join(f"{k}: {_quote(v)}\n" for k, v in (("title", title), ("summary", note)))
    tree, problems = read_tree(quoted, "x")
    assert problems == []
    again, problems = read_tree(formatted(quoted), "x")
    assert problems == []
    for key in ("title", "summary"):
        assert again[key].split() == tree[key].split()
    assert formatted(formatted(quoted)) == formatted(quoted)


def _quote(text):
    return "'" + text.replace("'", "''") + "'"


@pytest.mark.parametrize("model", [Record, Source])
def test_is_the_template_readable_and_already_in_its_form(model):
    text = make_template(model, {"id": "a-b-1999", "key": "a-b-1999"})
    tree, problems = read_tree(text, "x")
    assert problems == []
    assert format_text(text, model, "x") == text
    needed = {n for n, i in model.model_fields.items() if i.is_required()}
    assert needed <= set(tree)


def test_does_the_template_name_every_key_of_a_record():
    text = make_template(Record, {})
    for name in Record.model_fields:
        if name != "lines":
            assert re.search(rf"^(# )?{name}:", text, re.MULTILINE), name


# --- the file of instruments, and tables ---------------------------------------------------------


def test_is_the_file_of_instruments_put_in_its_own_form(tmp_path):
    path = tmp_path / "law" / "instruments.yaml"
    path.parent.mkdir()
    path.write_text(
        "# why\ninstruments:\n- title: 'A: treaty'\n  id: T-1\n  provisions:\n"
        "  # first\n  - article: 3\n    id: T-1-3\n"
    )
    assert format_file(path)
    form = (
        "# why\ninstruments:\n  - id: T-1\n    title: >-\n      A: treaty\n    provisions:\n"
        "  # first\n      - id: T-1-3\n        article: 3\n"
    )
    assert path.read_text() == form
    assert not format_file(path)


def test_are_all_raw_files_found_with_the_tables_and_nothing_hidden(tmp_path):
    for name in (
        "incidents/a.yaml", "sources/b.yaml", "law/instruments.yaml", "law/parties.csv",
        "places.csv", "boundaries/exceptions.csv", "incidents/.a.yaml.part", "README.md",
        ".places.csv.part", ".hidden.csv",
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    found = [p.relative_to(tmp_path).as_posix() for p in raw_files(tmp_path)]
    assert found == [
        "incidents/a.yaml", "sources/b.yaml", "law/instruments.yaml",
        "boundaries/exceptions.csv", "law/parties.csv", "places.csv",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "form"),
    [
        (b"\xef\xbb\xbfa,b\n1,2\n", b"a,b\n1,2\n"),
        ("a,b\n1,ä\n".encode("utf-16"), "a,b\n1,ä\n".encode()),
        (b"a,b\r\n1,2\r\n", b"a,b\n1,2\n"),
        (b"a,b\r1,2\r", b"a,b\n1,2\n"),
        (b"a,b  \n1,2\t\n", b"a,b\n1,2\n"),
        (b'a,b\n1,"2" \n', b'a,b\n1,"2"\n'),
        (b"a,b\n1,2", b"a,b\n1,2\n"),
        (b"a,b\n1,2\n\n \n", b"a,b\n1,2\n"),
        # what stands in quotes, and around commas, is content
        (b'a,b\n1,"one  \n  two "\n', b'a,b\n1,"one  \n  two "\n'),
        (b'a,b\n"1 ", 2\n', b'a,b\n"1 ", 2\n'),
        (b'a,b\n1,5" pipe\n2,"said ""so"""\n', b'a,b\n1,5" pipe\n2,"said ""so"""\n'),
        ("a,b\n1,2\u00a0\n".encode(), "a,b\n1,2\u00a0\n".encode()),
        (b"", b""),
    ],
)
def test_is_a_table_freed_of_marks_line_ends_and_spaces_alone(tmp_path, written, form):
    path = tmp_path / "places.csv"
    path.write_bytes(written)
    assert format_file(path) == (written != form)
    assert path.read_bytes() == form
    assert not format_file(path)


def test_is_a_table_that_is_not_utf8_left_as_it_is(tmp_path):
    path = tmp_path / "places.csv"
    path.write_bytes(b"a,b\r\n1,caf\xe9\r\n")
    with pytest.raises(Unrepairable, match=r"places\.csv:2: not UTF-8"):
        format_file(path)
    assert path.read_bytes() == b"a,b\r\n1,caf\xe9\r\n"


def test_is_a_table_that_cannot_be_parted_into_rows_left_as_it_is(tmp_path):
    path = tmp_path / "places.csv"
    path.write_bytes(b"a,b \n1,x\ry\n")
    with pytest.raises(Unrepairable, match=r"places\.csv:2: not CSV"):
        format_file(path)
    assert path.read_bytes() == b"a,b \n1,x\ry\n"


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=6),
                 min_size=2, max_size=2),
        max_size=4,
    )
)  # fmt: skip
def test_does_the_formatter_change_no_cell_of_a_table_but_spaces_at_the_end_of_its_last(rows):
    with io.StringIO() as file:
        csv.writer(file, lineterminator="\r\n").writerows([["a", "b"], *rows])
        text = file.getvalue()
    after = list(csv.reader(io.StringIO(format_table(text.replace("\r\n", "\n"), "x.csv"))))
    before = list(csv.reader(io.StringIO(text, newline="")))
    assert [row[0] for row in after] == [row[0] for row in before]
    assert [row[1].rstrip(" \t") for row in after] == [row[1].rstrip(" \t") for row in before]


def test_is_what_is_said_of_a_mark_true_of_tables(tmp_path):
    raw = Path(shutil.copytree(ROOT / "tests" / "records" / "base", tmp_path / "raw"))
    path = raw / "places.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert any("run 'refoul format'" in p.message for p in read_library(raw).problems)
    assert format_file(path)
    assert read_library(raw).errors() == []


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ("id: a\nweak_points: []\n", "weak_points"),
        ("id: a\nclaims: {}\n", "claims"),
        ("claims:\n  date: []\n", "claims.date"),
        ("weak_points:\n  - []\n", "weak_points.0"),
    ],
)
def test_is_nothing_written_where_a_list_is_empty(tmp_path, written, field):
    path = tmp_path / "x.yaml"
    path.write_text(written)
    with pytest.raises(Unrepairable, match=rf":[12]: {field}: empty"):
        format_file(path, Record)
    assert path.read_text() == written
