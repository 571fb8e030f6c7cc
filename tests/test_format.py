"""Does the formatter repair what it can, keep what it must, and leave alone what it would guess?"""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refoul_data.records.formatting import Unrepairable, decode, format_file, format_text
from refoul_data.records.schema import Record, Source
from refoul_data.records.template import make_template
from refoul_data.records.yamltext import read_tree

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "data" / "raw"
FILES = [*sorted(RAW.glob("incidents/*.yaml")), *sorted(RAW.glob("sources/*.yaml"))]


def formatted(text):
    return format_text(text, Record, "x.yaml")


def test_are_all_raw_files_in_their_form():
    """If not: refoul format."""
    changed = [
        path.relative_to(ROOT).as_posix()
        for path in FILES
        if format_file(path, Source if path.parent.name == "sources" else Record, write=False)
    ]
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
