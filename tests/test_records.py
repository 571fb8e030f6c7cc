"""Does the reader say what is wrong in a raw file, where, and nothing else?"""

import os
import re
import shutil
from pathlib import Path

import pytest

from refoul_data.records.reader import read_library
from refoul_data.records.rules import RECORD_RULES, SOURCE_RULES

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "tests" / "records" / "base"
INVALID = sorted((ROOT / "tests" / "records" / "invalid").glob("*.yaml"))


@pytest.fixture
def raw(tmp_path):
    """A copy of the valid raw folder that a test may spoil."""
    return Path(shutil.copytree(BASE, tmp_path / "raw"))


@pytest.fixture(scope="module")
def real_library():
    return read_library(ROOT / "data" / "raw")


def errors(raw):
    return read_library(raw).errors()


def told(raw):
    """The errors as they are printed, from the raw folder on."""
    return [str(p).removeprefix(f"{raw.as_posix()}/") for p in errors(raw)]


def test_is_the_valid_folder_without_errors():
    assert errors(BASE) == []


@pytest.mark.parametrize("path", INVALID, ids=lambda p: p.stem)
def test_does_a_bad_record_give_its_message_and_no_other(raw, path):
    text = path.read_text(encoding="utf-8")
    expected = re.match(r"# expect (.+)\n", text)[1]
    (raw / "incidents" / "minimal-1980.yaml").write_text(text, encoding="utf-8")
    assert told(raw) == [f"incidents/minimal-1980.yaml:{expected}"]


@pytest.mark.parametrize("rule", RECORD_RULES, ids=lambda r: r.__name__)
def test_has_every_rule_on_records_a_record_that_breaks_it(rule):
    assert any(path.stem.partition("--")[0] == rule.__name__ for path in INVALID)
    assert rule.__doc__.strip().endswith(".")


# name of the rule or fault, file, old text, new text, what must be told
EDITS = [
    ("key_is_file_name", "sources/example-book-1985.yaml", "key: example-book-1985", "key: other",
     "sources/example-book-1985.yaml:2: key: 'other' is unlike the file name 'example-book-1985'"),
    ("source_origin_is_known", "sources/example-report-1980.yaml", "un:unhcr", "un:unhrc",
     "sources/example-report-1980.yaml:10: origin: 'unhrc' is not in codelists/publisher.csv; "
        "did you mean 'unhcr'?"),
    ("reading_is_told", "sources/example-report-1980.yaml", "access_note: >-\n  Pages 1 to 9 were read.\n", "",
     "sources/example-report-1980.yaml:12: access_note: access excerpt says what was read"),
    ("reading_is_told", "sources/example-report-1980.yaml", "access: excerpt", "access: quoted_in",
     "sources/example-report-1980.yaml:12: quoted_in: access quoted_in names the work that quotes it"),
    ("reading_is_told", "sources/example-report-1980.yaml", "access: excerpt", "access: quoted_in\nquoted_in: nowhere",
     "sources/example-report-1980.yaml:13: quoted_in: no source 'nowhere'"),
    ("reading_is_told", "sources/example-report-1980.yaml", "access: excerpt", "access: quoted_in\nquoted_in: example-report-1980",
     "sources/example-report-1980.yaml:13: quoted_in: a work is not quoted in itself"),
    ("reading_is_told", "sources/example-encyclopedia.yaml", "access: full_text", "access: full_text\nlocator: none",
     "sources/example-encyclopedia.yaml:9: access_note: locator none says why the copy has none"),
    ("authors_have_names", "sources/example-book-1985.yaml", "  - family: Author", "  - literal: Authors\n    family: Author",
     "sources/example-book-1985.yaml:7: author.0: give 'family' (and 'given'), or 'literal'"),
    ("address", "sources/example-report-1980.yaml", "https://example.org/report", "javascript:alert(1)",
     "sources/example-report-1980.yaml:9: URL: 'javascript:alert(1)' is not an http(s) address"),
    ("work_has_appeared", "sources/example-book-1985.yaml", "issued: 1985", "issued: 2985",
     "sources/example-book-1985.yaml:11: issued: '2985' has not come yet"),
    ("place: latitude", "places.csv", "14.2,104.1", "94.2,104.1", "places.csv:2: lat: 94.2 is not between -90 and 90"),
    ("place: longitude", "places.csv", "14.2,104.1", "14.2,204.1", "places.csv:2: lon: 204.1 is not between -180 and 180"),
    ("place: number", "places.csv", "14.2,104.1", "14.2N,104.1", "places.csv:2: lat: '14.2N' is not a decimal number"),
    ("place: state", "places.csv", "Camp Uno,AAA", "Camp Uno,AAC",
     "places.csv:2: state: no state 'AAC' in states.csv; did you mean 'AAA'?"),
    ("place: source", "places.csv", "locality,example-list", "locality,example-lost",
     "places.csv:2: source: no source 'example-lost'; did you mean 'example-list'?"),
    ("place: twice", "places.csv", "hill-pass,Hill Pass,,AAA,border,14.4,104.7,site,example-list,row 2,\n",
     "hill-pass,Hill Pass,,AAA,border,14.4,104.7,site,example-list,row 2,\n" * 2,
     "places.csv:4: id: 'hill-pass' stands twice; first on line 3"),
    ("place: cells", "places.csv", "row 1,\n", "row 1\n", "places.csv:2: 10 cells instead of 11"),
    ("place: columns", "places.csv", "id,name", "name,id",
     "places.csv:1: the columns must be id,name,other_names,state,place_kind,lat,lon,precision,source,at,note"),
    ("place: code", "places.csv", "104.1,locality", "104.1,localty",
     "places.csv:2: precision: unknown code 'localty' in codelist place_precision; did you mean 'locality'?"),
    ("state: status", "states.csv", "former_state", "formerstate",
     "states.csv:4: status: unknown code 'formerstate' in codelist state_status; did you mean 'former_state'?"),
    ("state: source", "states.csv", "First,example-list", "First,example-lst", 
     "states.csv:2: source: no source 'example-lst'; did you mean 'example-list'?"),
    ("state: successor", "states.csv", "1990-10-02,AAA", "1990-10-02,AAD",
     "states.csv:4: successor: no state 'AAD' in states.csv; did you mean 'AAA'?"),
    ("state: order", "states.csv", "1930,1990-10-02", "1991,1990-10-02", "states.csv:4: to: ends before it begins"),
    ("state: date", "states.csv", "1950-01-01", "1950-13-01", "states.csv:2: from: '1950-13-01': there is no month 13"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "file", "old", "new", "expected"), EDITS)
def test_does_a_bad_source_place_or_state_give_its_message(raw, name, file, old, new, expected):
    path = raw / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = told(raw)
    assert expected in found
    # What cites the spoiled file may be told as well; nothing else of the file itself is.
    assert [m for m in found if m.startswith(f"{file}:")] == [expected]


@pytest.mark.parametrize("rule", SOURCE_RULES, ids=lambda r: r.__name__)
def test_has_every_rule_on_sources_a_source_that_breaks_it(rule):
    assert rule.__name__ in {name for name, *_ in EDITS}


def test_is_every_problem_of_every_file_told_at_once(raw):
    for number, path in enumerate(INVALID[:6]):
        text = path.read_text(encoding="utf-8").replace("minimal-1980", f"minimal-{1980 + number}")
        (raw / "incidents" / f"minimal-{1980 + number}.yaml").write_text(text, encoding="utf-8")
    assert len({p.path for p in errors(raw)}) == 6


def test_are_several_problems_of_one_item_each_told_with_its_line(raw):
    path = raw / "incidents" / "example-return-1980.yaml"
    text = path.read_text(encoding="utf-8").replace("role: carried_out", "role: carried")
    path.write_text(text.replace("attribution_basis: organ", "attribution_basis: orgn"), "utf-8")
    lines = path.read_text("utf-8").splitlines()
    for problem in errors(raw)[:2]:
        assert problem.field.rpartition(".")[2] in lines[problem.line - 1]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"id: minimal-1980\ntitle: caf\xe9\n", "2: not UTF-8 at byte 28"),
        (
            b"\xef\xbb\xbfid: minimal-1980\n",
            "1: begins with a byte-order mark: run 'refoul format'",
        ),
        (b"\x00\x01\x02\xff", "1: not UTF-8 at byte 4"),
        (b"PK\x03\x04 a zip file", "1: not YAML: control characters are not allowed"),
        (b"", "1: the file is empty"),
        (b"[" * 5000 + b"]" * 5000, "nested too deeply"),
    ],
)
def test_is_a_file_that_is_no_text_told_and_not_crashed_on(raw, data, message):
    (raw / "incidents" / "minimal-1980.yaml").write_bytes(data)
    (problem,) = told(raw)
    assert problem.startswith("incidents/minimal-1980.yaml:")
    assert message in problem


@pytest.mark.parametrize("folder", ["incidents", "sources"])
def test_is_an_empty_or_missing_folder_an_error(raw, folder):
    shutil.rmtree(raw / folder)
    assert f"{folder}: the folder is missing or empty" in told(raw)
    (raw / folder).mkdir()
    assert f"{folder}: the folder is missing or empty" in told(raw)


@pytest.mark.parametrize("name", ["places.csv", "states.csv"])
def test_is_a_missing_table_an_error(raw, name):
    (raw / name).unlink()
    assert f"{name}: the file is missing" in told(raw)


def test_is_another_kind_of_file_in_the_folder_an_error(raw):
    (raw / "incidents" / "notes.txt").write_text("x")
    assert told(raw) == ["incidents/notes.txt: not a .yaml file"]


@pytest.mark.parametrize("kind", ["folder", "broken link", "pipe"])
def test_is_what_only_looks_like_a_record_an_error(raw, kind):
    path = raw / "incidents" / "looks-like-1980.yaml"
    {
        "folder": path.mkdir,
        "broken link": lambda: path.symlink_to("nowhere"),
        "pipe": lambda: os.mkfifo(path),
    }[kind]()
    assert told(raw) == ["incidents/looks-like-1980.yaml: not a .yaml file"]


def test_is_a_file_that_may_not_be_read_told(raw, monkeypatch):
    path = raw / "incidents" / "example-return-1980.yaml"
    read = Path.read_bytes

    def refused(self):
        if self == path:
            raise PermissionError(13, "Permission denied")
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", refused)
    assert told(raw) == ["incidents/example-return-1980.yaml: cannot be read: Permission denied"]


def test_is_a_quoted_date_with_a_space_at_its_end_read_without_it(raw):
    path = raw / "incidents" / "example-return-1980.yaml"
    path.write_text(path.read_text().replace("value: 1980-06\n", 'value: "1980-06 "\n'))
    assert told(raw) == []


def test_is_a_source_that_nobody_cites_only_a_warning(raw):
    text = (raw / "sources" / "example-list.yaml").read_text().replace("example-list", "unused")
    (raw / "sources" / "unused.yaml").write_text(text)
    library = read_library(raw)
    warnings = [p for p in library.problems if p.level == "warning" and "unused" in p.path]
    assert [p.message for p in warnings] == ["nobody cites it"]
    assert library.errors() == []


@pytest.mark.parametrize(
    "record",
    sorted((ROOT / "data" / "raw" / "incidents").glob("*.yaml")),
    ids=lambda path: path.stem,
)
def test_is_each_real_record_without_errors(real_library, record):
    shown = f"data/raw/incidents/{record.name}"
    assert [str(p) for p in real_library.errors() if p.path.endswith(shown)] == []


def test_is_it_said_of_every_return_what_came_after_or_that_it_is_unknown(real_library):
    silent = [
        record.id for record in real_library.records.values()
        if record.kind != "measure"
        and record.codes.execution_status.value in ("executed", "partly")
        and not any(h.phase == "after_return" and not h.set_aside for h in record.harm)
        and not {"harm", "harm_after_return"} & {row.field for row in record.missing}
    ]  # fmt: skip
    assert silent == []


def test_are_the_raw_files_as_a_whole_without_errors(real_library):
    assert [str(p) for p in real_library.errors()] == []
