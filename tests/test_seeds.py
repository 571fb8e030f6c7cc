"""Does every sentence of the two seed documents have a place, and does each place exist?"""

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest

from refoul_data.records.reader import read_library
from refoul_data.records.seed_text import (
    READERS,
    article_sentences,
    fingerprint,
    guideline_sentences,
    split_sentences,
)
from refoul_data.views.seed_page import make_seed_page

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "tests" / "records" / "base"
RAW = ROOT / "data" / "raw"
SEEDS = ROOT.parent / "shared" / "seeds"
FILES = {"article": "non-refoulement-article.txt", "guidelines": "unhcr-exclusion-guidelines.txt"}
HEAD = "seed,unit,sentence,part,text,lives_in,verdict,shown_by,note\n"
GOOD = (
    "article,history-1,1,1,People went over a pass,record:example-return-1980,confirmed,"
    "example-return-1980.persons@example-book-1985,\n"
)


@pytest.fixture
def raw(tmp_path):
    """The valid raw folder with a concordance of one sentence."""
    folder = Path(shutil.copytree(BASE, tmp_path / "raw"))
    (folder / "seed_sentences.csv").write_text(
        "seed,unit,sentence,hash\narticle,history-1,1,0123456789abcdef\n"
    )
    (folder / "seed_statements.csv").write_text(HEAD + GOOD)
    return folder


def told(raw):
    return [str(p).removeprefix(f"{raw.as_posix()}/") for p in read_library(raw).errors()]


def test_is_a_good_concordance_without_errors(raw):
    assert told(raw) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("history-1,1,1", "history-1,2,1", "seed_statements.csv:2: unit: no sentence 2 in unit 'history-1' of article"),
        ("record:example-return-1980", "record:example-retrun-1980",
         "seed_statements.csv:2: lives_in: no record 'example-retrun-1980'; did you mean 'example-return-1980'?"),
        ("record:example-return-1980", "somewhere:x",
         "seed_statements.csv:2: lives_in: 'somewhere:x' begins with none of record, source, instrument, provision, question, page"),
        ("record:example-return-1980", "", "seed_statements.csv:2: lives_in: required key is missing"),
        ("confirmed", "confirmd", "seed_statements.csv:2: verdict: unknown code 'confirmd' in codelist seed_verdict; did you mean 'confirmed'?"),
        (".persons@example-book-1985", ".persons@example-list",
         "seed_statements.csv:2: shown_by: example-return-1980.persons has nothing from 'example-list'; did you mean 'example-encyclopedia'?"),
        (".persons@", ".people@", "seed_statements.csv:2: shown_by: no field 'people' in a record"),
        ("example-return-1980.persons@example-book-1985", "persons", "seed_statements.csv:2: shown_by: 'persons' is not of the form record.field@source or source:key"),
        ("example-return-1980.persons@example-book-1985", "source:example-bok-1985",
         "seed_statements.csv:2: shown_by: no source 'example-bok-1985'; did you mean 'example-book-1985'?"),
        ("example-return-1980.persons@example-book-1985", "", "seed_statements.csv:2: shown_by: confirmed names the values that show it"),
        ("confirmed,example-return-1980.persons@example-book-1985", "not_verifiable,",
         "seed_statements.csv:2: note: not_verifiable says why"),
        (GOOD, GOOD + GOOD, "seed_statements.csv:3: part: the same stands on line 2"),
        (GOOD, "", "seed_sentences.csv:2: sentence: no statement for sentence 1 of 'history-1'"),
    ],
)  # fmt: skip
def test_is_a_fault_in_the_concordance_told(raw, old, new, expected):
    path = raw / "seed_statements.csv"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    assert expected in told(raw)


def test_is_a_work_that_a_statement_names_cited(raw):
    text = (raw / "sources" / "example-list.yaml").read_text().replace("example-list", "unused")
    (raw / "sources" / "unused.yaml").write_text(text)
    assert "nobody cites it" in [p.message for p in read_library(raw).problems]
    path = raw / "seed_statements.csv"
    path.write_text(path.read_text().replace("record:example-return-1980", "source:unused"))
    assert "nobody cites it" not in [p.message for p in read_library(raw).problems]


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("CAT-1984@example-book-1985", []),
        ("REF-CONV-1951-33-1@example-book-1985", []),
        ("CAT-1984@example-list",
         ["seed_statements.csv:2: shown_by: CAT-1984 has nothing from 'example-list'; did you mean 'example-book-1985'?"]),
        ("CAT-1985@example-list", ["seed_statements.csv:2: shown_by: no instrument or provision 'CAT-1985'"]),
    ],
)  # fmt: skip
def test_is_a_row_of_the_law_shown(raw, reference, expected):
    shutil.copytree(ROOT / "tests" / "records" / "law", raw, dirs_exist_ok=True)
    path = raw / "seed_statements.csv"
    path.write_text(
        path.read_text().replace("example-return-1980.persons@example-book-1985", reference)
    )
    assert [m.partition("; did")[0] for m in told(raw)] == [
        e.partition("; did")[0] for e in expected
    ]


def test_are_sentences_split_at_their_ends_alone():
    text = 'The MS St. Louis sailed. In A. v. B. (No. 2) it said "no". He left in 1939. U.S. ships came.'
    assert split_sentences(text) == [
        "The MS St. Louis sailed.",
        'In A. v. B. (No. 2) it said "no".',
        "He left in 1939.",
        "U.S. ships came.",
    ]


def test_does_a_fingerprint_not_depend_on_line_breaks():
    assert fingerprint("one  two\nthree") == fingerprint("one two three")
    assert fingerprint("one two three") != fingerprint("one two four")


def test_are_units_named_by_section_and_paragraph():
    text = "First. Second.\n\n== A Section ==\nThird.\nFourth.\n"
    places = [(s.unit, s.sentence) for s in article_sentences(text)]
    assert places == [("lead-1", 1), ("lead-1", 2), ("a-section-1", 1), ("a-section-2", 1)]
    text = "Preface 1. no\n\nA. Heading\n\n1. One. Two:\n(a) three;\n\n2. Four.\n"
    places = [(s.unit, s.sentence) for s in guideline_sentences(text)]
    assert places == [("1", 1), ("1", 2), ("1", 3), ("2", 1)]
    text = "Title of it:\n\nA preface. With two.\n\nAnother.\n\nA title: of 1951\n\n1. One.\n"
    places = [(s.unit, s.sentence) for s in guideline_sentences(text)]
    assert places == [("preface-1", 1), ("preface-1", 2), ("preface-2", 1), ("1", 1)]


def committed(seed):
    with open(RAW / "seed_sentences.csv", encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["seed"] == seed]
    return [(r["unit"], int(r["sentence"]), r["hash"]) for r in rows]


@pytest.mark.parametrize("seed", FILES)
def test_is_the_committed_structure_that_of_the_text(seed):
    path = SEEDS / FILES[seed]
    if not path.is_file():
        pytest.skip("the seed documents are not part of the repository")
    found = [(s.unit, s.sentence, s.hash) for s in READERS[seed](path.read_text(encoding="utf-8"))]
    assert found == committed(seed)


SENTENCES = dict(
    zip(
        ["preface-1", "preface-2", *map(str, range(1, 37))],
        [5, 1, 3, 5, 6, 4, 2, 3, 2, 3, 3, 1, 3, 3, 3, 4, 6, 2, 7,
         5, 5, 1, 3, 4, 5, 5, 2, 5, 3, 3, 2, 2, 4, 3, 2, 2, 5, 4],
        strict=True,
    )
)  # fmt: skip
"""Sentences of each unit of the guidelines: two paragraphs of the preface, and 36."""


def units_of(seed):
    """How many sentences each unit has."""
    return Counter(unit for unit, _, _ in committed(seed))


def test_shows_every_statement_that_is_not_quite_right_what_the_article_says():
    """Where it lives in a record: both sides stand there, and the reader can compare them."""
    with open(RAW / "seed_statements.csv", encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["seed"] == "article"]
    wrong = [
        r for r in rows
        if r["verdict"] in ("imprecise", "contradicted") and "record:" in r["lives_in"]
    ]  # fmt: skip
    lacking = [
        f"{r['unit']},{r['sentence']},{r['part']}" for r in wrong
        if "@wikipedia-non-refoulement" not in r["shown_by"]
    ]  # fmt: skip
    assert len(wrong) > 50 and lacking == []


def test_has_every_sentence_of_both_seeds_a_statement():
    assert len(committed("article")) == 94
    assert len(committed("guidelines")) == 131
    assert units_of("guidelines") == SENTENCES
    with open(RAW / "seed_statements.csv", encoding="utf-8", newline="") as file:
        stated = {(r["seed"], r["unit"], int(r["sentence"])) for r in csv.DictReader(file)}
    for seed in FILES:
        assert {(seed, *place[:2]) for place in committed(seed)} <= stated


def test_is_the_preface_named_on_the_page_and_not_taken_for_a_paragraph():
    row = dict.fromkeys(["shown_by", "note"]) | {
        "seed": "guidelines", "sentence": 1, "part": 1, "text": "It is meant for states.",
        "lives_in": "page:methods", "verdict": "guidance",
    }  # fmt: skip
    statements = [row | {"unit": "preface-2"}, row | {"unit": "1"}]
    page = make_seed_page({"incidents": [], "sources": [], "seed_statements": statements})
    assert "Preface, paragraph 2" in page and "Paragraph 1" in page
    assert "Paragraph preface" not in page
