"""Is every argument of crime or danger assessed, or left out with a reason that a reader can see?"""

import csv
import re
import shutil

import html5lib
import pytest
from exclusion_cases import RAW
from exclusion_records import ANSWERS, INCIDENT, NAME, copy_exclusion

from refoul_data.dataset.tables import make_tables
from refoul_data.records.exclusion_coverage import NOT_ASSESSED, states_that_argued
from refoul_data.records.reader import read_library
from refoul_data.views.exclusion_coverage import coverage
from refoul_data.views.exclusion_page import make_exclusion_page

HEAD = "incident,state,reason,source,at\n"
READING = """\
interpretations:
  - mode: stated
    dimension: {dimension}
    value: {value}
    state: {state}
    rationale: Danger is named
    confidence: high
    source: example-book-1985
    at: p. 9
"""
LINE = f"{INCIDENT},BBB,The words were about others,example-book-1985,p. 9\n"
MISSED = f"exclusion/{INCIDENT}--argument.yaml, or say in exclusion/{NOT_ASSESSED} why not"


def told(raw):
    root = raw.as_posix()
    return [
        str(p).removeprefix(f"{root}/") for p in read_library(raw).problems if p.level == "error"
    ]


def with_reading(folder, lines="", **changes):
    """Return a raw folder whose record has one more reading, and lines of what is not assessed."""
    raw = copy_exclusion(folder)
    record = raw / "incidents" / f"{INCIDENT}.yaml"
    reading = READING.format(
        **{"dimension": "exception_security", "value": "yes", "state": "BBB"} | changes
    )
    text = record.read_text(encoding="utf-8")
    if "\ninterpretations:\n" in text:
        text = text.replace("\ninterpretations:\n", "\n" + reading)
    else:
        text += reading
    record.write_text(text, encoding="utf-8")
    if lines:
        (raw / ANSWERS / NOT_ASSESSED).write_text(HEAD + lines, encoding="utf-8")
    return raw


def test_is_an_argument_without_file_or_reason_told(tmp_path):
    (line,) = told(with_reading(tmp_path / "raw"))
    assert line.startswith(f"incidents/{INCIDENT}.yaml:") and MISSED in line
    assert "BBB stated crime or danger" in line


@pytest.mark.parametrize(
    "changes", [{"value": "unclear"}, {"value": "no"}, {"dimension": "mass_influx"}, {"state": "AAA"}]
)  # fmt: skip
def test_is_nothing_else_asked_for(tmp_path, changes):
    """AAA has a file of answers."""
    assert told(with_reading(tmp_path / "raw", **changes)) == []


def test_is_a_line_with_a_reason_enough(tmp_path):
    raw = with_reading(tmp_path / "raw", LINE)
    assert told(raw) == []
    tables = make_tables(read_library(raw))
    assert tables["exclusion_not_assessed"].rows == [
        {"incident_id": INCIDENT, "state": "BBB", "reason": "The words were about others",
         "source": "example-book-1985", "at": "p. 9"}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (INCIDENT, "example-return-1981", f"incident: no incident 'example-return-1981'; did you mean '{INCIDENT}'?"),
        (",BBB,", ",BBC,", "state: no state 'BBC'; did you mean 'BBB'?"),
        ("The words were about others", "", "reason: required key is missing"),
        ("others", "unlawful acts", "reason: 'unlawful' is a verdict"),
        ("example-book-1985,p. 9", ",", "source: required key is missing"),
        ("example-book-1985", "example-bok-1985", "source: no source 'example-bok-1985'"),
        ("p. 9", "", "at: missing: name the page of 'example-book-1985'"),
        (LINE, LINE + LINE, "stand on line 2 too"),
        (",BBB,", ",AAA,", "has no reading by which AAA stated crime or danger"),
    ],
)  # fmt: skip
def test_is_a_fault_of_a_line_told(tmp_path, old, new, message):
    raw = with_reading(tmp_path / "raw", LINE.replace(old, new))
    found = [line for line in told(raw) if line.startswith(f"exclusion/{NOT_ASSESSED}:")]
    assert [line for line in found if message in line], found


def test_is_a_line_beside_a_file_of_answers_told(tmp_path):
    raw = with_reading(tmp_path / "raw", LINE.replace("BBB", "AAA"), state="AAA")
    (line,) = told(raw)
    assert "a file of answers assesses the argument of AAA: take the line away" in line


def test_is_a_source_that_only_a_line_cites_no_idle_one(tmp_path):
    raw = with_reading(tmp_path / "raw", LINE.replace("example-book-1985", "example-note-1985"))
    book = (raw / "sources" / "example-book-1985.yaml").read_text(encoding="utf-8")
    new = raw / "sources" / "example-note-1985.yaml"
    new.write_text(book.replace("example-book-1985", "example-note-1985"), encoding="utf-8")
    assert not [p for p in read_library(raw).problems if "nobody cites it" in str(p)]


# --- what is committed ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def library():
    return read_library(RAW)


def test_is_every_argument_since_1951_assessed_or_left_out_with_a_reason(library):
    answered = {(f.incident, f.state) for f in library.arguments.values()}
    left_out = {(r.incident, r.state) for r in library.not_assessed}
    argued = {(n, s) for n, r in library.records.items() for s in states_that_argued(r)}
    assert len(argued) >= 15
    assert argued - answered - left_out == set()
    assert ("us-border-asylum-closure-2025", "USA") in answered
    early = {"allied-soviet-repatriation-1945", "italy-operation-keelhaul-1946"}
    assert early <= set(library.records) and not early & {n for n, _ in argued}


def test_names_a_reason_that_points_elsewhere_what_is_assessed(library):
    """A record that a reason names is one, and has a file of answers of its own."""
    assessed = {f.incident for f in library.arguments.values()}
    for row in library.not_assessed:
        names = set(re.findall(r"\b[a-z]+(?:-[a-z]+)+-\d{4}\b", row.reason)) - {row.incident}
        assert names <= assessed, row.incident


# --- the page ---------------------------------------------------------------------------------------


def rows_of(raw):
    return {name: table.rows for name, table in make_tables(read_library(raw)).items()}


def text_of(node):
    return " ".join("".join(node.itertext()).split())


def test_says_the_page_what_is_left_out_and_why(tmp_path):
    rows = rows_of(with_reading(tmp_path / "raw", LINE))
    page = make_exclusion_page(rows)
    tree = html5lib.HTMLParser(namespaceHTMLElements=False, strict=False).parse(page)
    text = text_of(tree.find(".//main"))
    assert "argued, not assessed because: The words were about others" in text
    assert "[example-book-1985, p. 9]" in text
    shown = {}
    for row in tree.iter("tr"):
        cells = [text_of(cell) for cell in row]
        if len(cells) == 2:
            shown[cells[0]] = cells[1]
    for count in coverage(rows).counts:
        assert shown[count.label] == str(count.n)
    assert shown["Pairs of record and state in which crime or danger was argued"] == "1"
    assert shown["Not assessed, for the reasons below"] == "1"
    assert shown["Arguments assessed, one file each"] == "1"
    nothing = make_exclusion_page(rows_of(copy_exclusion(tmp_path / "other")))
    assert "Argued, and not assessed" not in nothing


def test_adds_up_what_is_covered(tmp_path, library):
    if library.errors():
        pytest.skip("the raw files have problems of their own")
    found = coverage({name: table.rows for name, table in make_tables(library).items()})
    n = {count.label: count.n for count in found.counts}
    argued = n["Pairs of record and state in which crime or danger was argued"]
    assert (
        argued
        == n["Assessed, in one file of answers or more"] + n["Not assessed, for the reasons below"]
    )
    assert n["Neither"] == 0
    assert n["Arguments assessed, one file each"] == len(library.arguments)
    assert len(found.left_out) == len(library.not_assessed)


def test_is_the_table_in_the_form_that_is_committed():
    with (RAW / ANSWERS / NOT_ASSESSED).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    keys = [(row["incident"], row["state"]) for row in rows]
    assert keys == sorted(set(keys))


def test_reads_the_command_a_destination_that_is_no_state(tmp_path):
    from typer.testing import CliRunner

    from refoul_data.cli import app

    raw = copy_exclusion(tmp_path / "raw")
    path = raw / ANSWERS / f"{NAME}.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new, message in (
        ("  - state: BBB", "  - state: BBC", "no state 'BBC'; did you mean 'BBB'? (para. 9)"),
        ("      - harm: persecution\n        answer: yes", "      - persecution\n      - harm: life\n        answer: yes",
         "write each risk as 'harm: torture', then 'answer: yes' (para. 9)"),
    ):  # fmt: skip
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        shown = CliRunner().invoke(app, ["exclude", str(path), "--raw", str(raw)])
        assert shown.exit_code == 1 and message in " ".join(shown.stdout.split()), shown.output
    shutil.rmtree(raw)
