"""Is what could crash the reader, or slip through it, told in words?"""

import datetime as dt
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from refoul_data.records.codelist_files import check_codelists
from refoul_data.records.reader import read_library

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "tests" / "records" / "base"
RECORD = "incidents/example-return-1980.yaml"
BOOK = "sources/example-book-1985.yaml"


@pytest.fixture
def raw(tmp_path):
    """A copy of the valid raw folder that a test may spoil."""
    return Path(shutil.copytree(BASE, tmp_path / "raw"))


def told(raw):
    return [str(p).removeprefix(f"{raw.as_posix()}/") for p in read_library(raw).errors()]


def spoil(raw, file, old, new):
    path = raw / file
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


# --- what ended the process --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (RECORD, "      at: p. 90\n", '      at: "p. 90 "\n'),
        (BOOK, "key: example-book-1985", 'key: "example-book-1985 "'),
        ("sources/example-report-1980.yaml", "https://example.org/report", '"https://example.org/report "'),
        (RECORD, "value: BBB", 'value: " BBB"'),
        (RECORD, "value: persecution", 'value: "persecution "'),
        (RECORD, "value: hill-pass", 'value: "hill-pass "'),
    ],
)  # fmt: skip
def test_is_a_quoted_value_read_without_the_spaces_around_it(raw, file, old, new):
    spoil(raw, file, old, new)
    assert told(raw) == []


@pytest.mark.parametrize("end", ["\r", "\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("style", ["plain", "prose", "quoted"])
def test_is_an_unusual_line_end_told_and_not_crashed_on(raw, end, style):
    text = {"plain": f"x{end}  y", "prose": f">-\n  x{end}  y: z", "quoted": f'"x{end}  y"'}[style]
    spoil(raw, BOOK, "publisher_id:", f"note: {text}\npublisher_id:")
    (message,) = told(raw)
    assert f"the line end U+{ord(end):04X} is not used" in message
    assert message.startswith(f"{BOOK}:")


def test_are_line_ends_of_windows_read(raw):
    path = raw / RECORD
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert told(raw) == []


@pytest.mark.parametrize(
    "unit", ["[a, ", "[", "{a: ", "[{a: [b, ", "- ", "? ", "- ? ", "k:\n{indent}"]
)
def test_does_deep_nesting_not_end_the_process(raw, unit):
    if "{indent}" in unit:
        text = "".join(" " * n + "k:\n" for n in range(3000))
    else:
        text = unit * 300_000
    (raw / RECORD).write_text(text)
    command = [sys.executable, "-m", "refoul_data.cli", "check", "--raw", str(raw)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert "example-return-1980.yaml:1: nested too deeply" in done.stdout
    done = subprocess.run(
        [*command[:3], "format", str(raw / RECORD)], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "nested too deeply" in done.stdout


@pytest.mark.parametrize("line", ["-" * 200, "- " * 100, "[" * 200, "{ " * 90])
def test_may_prose_hold_many_dashes_and_brackets(raw, line):
    spoil(raw, BOOK, "publisher_id:", f"# {line}\nnote: >-\n  Words {line}\npublisher_id:")
    assert told(raw) == []


# --- what slipped through ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (RECORD, "kind: incident", "__lines__: 3\nkind: incident", ":2: __lines__: unknown key"),
        (RECORD, "      at: p. 88", "      __lines__: x\n      at: p. 88", ":23: claims.decision_date.0.__lines__: unknown key"),
        (RECORD, "value: 1980-06\n", "value: ١٩٨٠-06\n", ":17: claims.date.1.value: '١٩٨٠-06' is not an EDTF date such as 1979, 1979-06, 1979-06-12 or 197X"),
        (RECORD, "value: The camp was full", "value: ~", ":77: claims.stated_reason.0.value: empty value: fill it in, or leave the key out (a field of a record then stands under 'missing')"),
        (RECORD, "value: The camp was full", "value: null", ":77: claims.stated_reason.0.value: empty value: fill it in, or leave the key out (a field of a record then stands under 'missing')"),
        (BOOK, "publisher_id:", "note: Null\npublisher_id:", ":10: note: empty value: fill it in, or leave the key out (a field of a record then stands under 'missing')"),
    ],
)  # fmt: skip
def test_is_what_is_no_value_told(raw, file, old, new, expected):
    if old not in (raw / file).read_text():
        pytest.fail(f"{old!r} is not in {file}")
    spoil(raw, file, old, new)
    found = [m for m in told(raw) if m.startswith(file)]
    assert len(found) == 1, found
    assert expected in found[0]


@pytest.mark.parametrize("empty", ["[]", "{}"])
@pytest.mark.parametrize("key", ["weak_points:", "    sources:"])
def test_is_an_empty_list_told(raw, key, empty):
    head, _, rest = (raw / RECORD).read_text().partition(f"{key}\n")
    items = rest.splitlines(keepends=True)
    while items and (items[0].lstrip().startswith("- ") or items[0].startswith("    T")):
        items.pop(0)
    (raw / RECORD).write_text(f"{head}{key} {empty}\n{''.join(items)}")
    message = f"{key.strip()} empty value: fill it in, or leave the key out (a field of a record then stands under 'missing')"
    found = [m for m in told(raw) if m.endswith(message)]
    assert len(found) == 1


@pytest.mark.parametrize("name", ["key", "path"])
def test_can_a_name_not_forge_a_second_message(raw, name):
    if name == "key":
        spoil(
            raw,
            RECORD,
            "kind: incident",
            '"x\\nincidents/other.yaml:1: id: forged": 1\nkind: incident',
        )
    else:
        (raw / "incidents" / "x\nincidents-other.yaml:1: forged.txt").write_text("x")
    problems = read_library(raw).errors()
    assert len(problems) == 1
    for problem in problems:
        assert str(problem).isprintable()
        assert "\\n" in str(problem)


def test_is_a_terminal_not_steered_by_a_message(raw):
    spoil(raw, RECORD, "kind: incident", '"\\e[2Jx\\u202e": 1\nkind: incident')
    (problem,) = read_library(raw).errors()
    assert "\\x1b[2Jx\\u202e" in str(problem)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("AAA,First State", ",First State", "states.csv:2: code: required key is missing"),
        ("AAA,First State", "AAA,", "states.csv:2: name: required key is missing"),
        ("AAA,First State", "AAA,=First State", "states.csv:2: name: text starts with '=': begin with a word"),
        ("AAA,First State", "AAA,First\x00State", "states.csv:2: name: contains the control character U+0000"),
        ("AAA,First State", "AAB,Other\nState,,AAA,,1,1,Asia,x,,,,,state,,example-list\nAAA,First State", "states.csv:2: 2 cells instead of 16"),
        (",AAA,,1,1,", ",AA,,1,1,", "states.csv:2: iso3166_1: 'AA' is not a state code of three capital letters"),
        (",AAA,,1,1,", ",AAA,,one,1,", "states.csv:2: gw: 'one' is not numbers parted by semicolons"),
        ("Old Name 1950/1979", "Old Name", "states.csv:2: names: each name is followed by its period in EDTF: 'Name' is not an EDTF date"),
        ("First,example-list", "+First,example-list", "states.csv:2: aliases: text starts with '+': begin with a word"),
        ("1950-01-01,,,,state", "1950-01-01,,AAQ,,state", "states.csv:2: successor: no state 'AAQ' in states.csv"),
        (",state,First", ",,First", "states.csv:2: status: required key is missing"),
    ],
)  # fmt: skip
def test_is_each_cell_of_a_state_checked(raw, old, new, expected):
    spoil(raw, "states.csv", old, new)
    assert expected in [m[: len(expected)] for m in told(raw) if m.startswith("states.csv")]


def test_are_the_lines_of_states_right_after_a_cell_of_two_lines(raw):
    spoil(
        raw,
        "states.csv",
        "AAA,First State",
        'CCC,"Third\nState",,,,,,Asia,x,,,,,state,,example-list\nAAA,First State',
    )
    spoil(raw, "states.csv", "1990-10-02,AAA", "1990-10-02,AAD")
    assert "states.csv:6: successor: no state 'AAD' in states.csv; did you mean 'AAA'?" in told(raw)


FUTURE = (dt.date.today() + dt.timedelta(days=400)).isoformat()


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (RECORD, "curated_on: 2026-01-02", f"curated_on: {FUTURE}", f"curated_on: {FUTURE!r} has not come yet"),
        (RECORD, "curated_on: 2026-01-02", "curated_on: 9999", "curated_on: '9999' has not come yet"),
        (BOOK, "accessed: 2026-01-02", f"accessed: {FUTURE}", f"accessed: {FUTURE!r} has not come yet"),
        (BOOK, "issued: 1985", "issued: 2985", "issued: '2985' has not come yet"),
    ],
)  # fmt: skip
def test_is_a_day_to_come_told(raw, file, old, new, expected):
    spoil(raw, file, old, new)
    found = [m for m in told(raw) if m.startswith(file)]
    assert len(found) == 1, found
    assert expected in found[0]


def test_is_one_unreadable_record_not_the_reason_for_other_warnings(raw):
    (raw / RECORD).write_text("id: [\n")
    assert [p.message for p in read_library(raw).problems if p.level == "warning"] == []


def test_is_a_circle_of_campaigns_told(raw):
    text = (raw / RECORD).read_text().replace("kind: incident", "kind: campaign")
    for own, other in (("a-1980", "b-1980"), ("b-1980", "a-1980")):
        changed = text.replace("id: example-return-1980", f"id: {own}\npart_of: {other}")
        (raw / "incidents" / f"{own}.yaml").write_text(changed)
    assert [m.partition(": ")[2] for m in told(raw)] == [
        "part_of: a circle: a-1980 -> b-1980 -> a-1980",
        "part_of: a circle: b-1980 -> a-1980 -> b-1980",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (RECORD, "respondent: AAA", "respondent: OLD", None),
        (RECORD, "value: hill-pass", "value: old-town",
         "claims.place.0.value: 'old-town': Ended State (OLD) existed from 1930-01-01 to 1970-10-02, not at that time; its successor is AAA"),
        (RECORD, "      at: p. 88", "      at: n/a", "claims.decision_date.0.at: missing: name the page of 'example-book-1985'"),
        (RECORD, "  An invented return that has every", "  An unlawful return that has every",
         "summary: 'unlawful' belongs under findings or assessments: say who found for whom"),
        ("places.csv", "14.2,104.1", "14.2N,104.1", "places.csv:2: lat: '14.2N' is not a decimal number"),
    ],
)  # fmt: skip
def test_is_one_fault_told_once(raw, file, old, new, expected):
    places = (raw / "places.csv").read_text()
    row = "old-town,Old Town,,OLD,inland,10.1,10.1,locality,example-list,row 9,\n"
    (raw / "places.csv").write_text(places + row)
    states = (raw / "states.csv").read_text().replace("1990-10-02", "1970-10-02")
    (raw / "states.csv").write_text(states)
    spoil(raw, file, old, new)
    found = told(raw)
    assert len(found) == 1, found
    if expected is None:
        expected = "Ended State (OLD) existed from 1930-01-01 to 1970-10-02, not at that time"
    assert expected in found[0]


@pytest.mark.parametrize("column", range(16))
def test_is_a_cell_of_a_state_read_without_the_spaces_around_it(raw, column):
    path = raw / "states.csv"
    lines = path.read_text().splitlines()
    before = read_library(raw).states
    for number in (1, 2, 3):
        cells = lines[number].split(",")
        cells[column] = f" {cells[column]} " if cells[column] else ""
        lines[number] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n")
    library = read_library(raw)
    assert library.errors() == []
    assert library.states == before


def test_does_a_record_need_a_date_that_stands(raw):
    text = (raw / RECORD).read_text()
    head, _, rest = text.partition("  decision_date:")
    head = head.replace(
        "      preferred: true\n      why: >-\n        The book gives each day.\n", ""
    )
    head = head.replace("      at: p. 90\n", "      at: p. 90\n      set_aside: No.\n", 1)
    head = head.replace("      at: p. 3\n", "      at: p. 3\n      set_aside: No.\n", 1)
    (raw / RECORD).write_text(f"{head}  decision_date:{rest}")
    assert [m.partition(": ")[2] for m in told(raw)] == [
        "claims.date: every claim is set aside: one must stand"
    ]


def test_do_two_works_that_only_quote_each_other_cite_nobody(raw):
    text = (raw / "sources" / "example-report-1980.yaml").read_text()
    for own, other in (("one", "two"), ("two", "one")):
        changed = text.replace("example-report-1980", own).replace(
            "access: excerpt", f"access: quoted_in\nquoted_in: {other}"
        )
        (raw / "sources" / f"{own}.yaml").write_text(changed)
    warned = [p.path for p in read_library(raw).problems if p.message == "nobody cites it"]
    assert [path.rpartition("/")[2] for path in warned] == ["one.yaml", "two.yaml"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id: b\nkind incident\ntitle: x\n", ":2: expected 'key: value': a colon is missing"),
        ("id: b\n  kind: incident\n", ":2: text that contains ': ' or '#' must follow >- on a line of its own; or the line stands too far in"),
        ("id: b\n<<<<<<< HEAD\nkind: incident\n=======\nkind: campaign\n>>>>>>> other\n", ":2: a merge conflict is not resolved"),
        ("id: b\nclaims:\n  persons:\n    - value: " + "9" * 6000 + "\n", "is more than any count of people can be"),
    ],
)  # fmt: skip
def test_does_a_message_point_to_what_is_wrong(raw, text, expected):
    (raw / RECORD).write_text(text)
    assert any(expected in m for m in told(raw)), told(raw)


@pytest.mark.parametrize(
    "new",
    [
        "weak_points: [The name stands in one source only, The army counted about 45,000 people]",
        "weak_points:\n  - {note: about 45,000 people}",
    ],
)
def test_does_format_leave_alone_what_flow_style_may_have_lost(raw, new):
    from refoul_data.records.formatting import Unrepairable, format_file
    from refoul_data.records.schema import Record

    text = (raw / RECORD).read_text()
    (raw / RECORD).write_text(text[: text.index("weak_points:")] + new + "\n")
    before = (raw / RECORD).read_bytes()
    with pytest.raises(Unrepairable, match="flow style"):
        format_file(raw / RECORD, Record)
    assert (raw / RECORD).read_bytes() == before


# --- codelists ---------------------------------------------------------------------------------

LIST = b"code,label,definition\nyes,Yes,It is so.\nno,No,It is not so.\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (LIST, None),
        (LIST + b"yes,Yes,Again.\n", "4: code: 'yes' stands twice; first on line 2"),
        (LIST + b",Empty,No code.\n", "4: code: required key is missing"),
        (LIST + b"maybe,,No label.\n", "4: label: required key is missing"),
        (LIST + b"maybe,Maybe,\n", "4: definition: required key is missing"),
        (LIST + b"maybe,Maybe\n", "4: 2 cells instead of 3"),
        (LIST + b"maybe,Maybe,So,so\n", "4: 4 cells instead of 3"),
        (LIST + b'maybe,"Maybe,So.\n', "4: not CSV: unexpected end of data"),
        (LIST + b"maybe,=cmd(),So.\n", "4: label: text starts with '=': begin with a word"),
        (LIST + b"maybe,May\x1bbe,So.\n", "4: label: contains the control character U+001B"),
        (LIST + b"maybe,Caf\xe9,So.\n", "4: not UTF-8 at byte 70"),
        (b"\xef\xbb\xbf" + LIST, "1: begins with a byte-order mark: run 'refoul format'"),
        (b"code,name\nyes,Yes\n", "1: the columns must be code,label,definition"),
        (b"code,label,definition\n", "1: the list is empty"),
        (LIST + b"two words,Maybe,So.\n", "4: code: 'two words' is not a code of letters, digits, - and _"),
    ],
)  # fmt: skip
def test_is_a_fault_in_a_codelist_told(tmp_path, data, expected):
    (tmp_path / "truth.csv").write_bytes(data)
    found = [str(p) for p in check_codelists(tmp_path, "codelists") if p.line]
    assert found == ([f"codelists/truth.csv:{expected}"] if expected else [])


def test_is_an_unknown_kind_of_publisher_told(tmp_path):
    shutil.copy(ROOT / "refoul_data" / "codelists" / "publisher_type.csv", tmp_path)
    text = (
        "code,label,definition,kind\nx-press,X,A newspaper.,press\ny-pres,Y,A newspaper.,presss\n"
    )
    (tmp_path / "publisher.csv").write_text(text)
    (found,) = [p for p in check_codelists(tmp_path, "codelists") if p.line]
    assert str(found) == (
        "codelists/publisher.csv:3: kind: unknown code 'presss' in codelist publisher_type; "
        "did you mean 'press'?"
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("grade", "adequate", "good_enough", "codelists/grade.csv:1: the columns must be code,label,definition,adequate"),
        ("grade", "\n5,", "\nfive,", "codelists/grade.csv:2: code: 'five' is not of the form [1-5]"),
        ("actor_role", None, None, "codelists/actor_role.csv: the file is missing"),
    ],
)  # fmt: skip
def test_is_a_list_told_that_is_not_what_the_code_reads(tmp_path, name, old, new, expected):
    shutil.copytree(ROOT / "refoul_data" / "codelists", tmp_path, dirs_exist_ok=True)
    path = tmp_path / f"{name}.csv"
    if old is None:
        path.unlink()
    else:
        path.write_text(path.read_text().replace(old, new, 1))
    assert [str(p) for p in check_codelists(tmp_path, "codelists")] == [expected]


def test_are_the_real_codelists_without_faults():
    assert check_codelists(ROOT / "refoul_data" / "codelists", "codelists") == []


def test_does_check_tell_a_fault_in_a_codelist_instead_of_failing(tmp_path):
    """The whole command, on a copy of the package whose list of publishers is spoilt."""
    shutil.copytree(
        ROOT / "refoul_data", tmp_path / "refoul_data", ignore=shutil.ignore_patterns("__pycache__")
    )
    path = tmp_path / "refoul_data" / "codelists" / "publisher.csv"
    path.write_bytes(path.read_bytes() + b"unhcr,Twice,Caf\xe9.,un_body\n")
    done = subprocess.run(
        [sys.executable, "-m", "refoul_data.cli", "check", "--raw", str(BASE)],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "codelists/publisher.csv:" in done.stdout
    assert "not UTF-8" in done.stdout
