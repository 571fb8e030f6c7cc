"""Does a redacted record leave a tombstone, and no trace of what it said?"""

import csv
import json
import shutil

import pytest
from coding_records import INCIDENT, copy_coded
from map_pages import data_of
from published_records import BASE, EXAMPLE, ROOT, publish_folder, use
from typer.testing import CliRunner

import refoul_data as rd
from refoul_data.cli import app
from refoul_data.dataset.tables import make_tables
from refoul_data.records.formatting import format_text
from refoul_data.records.reader import read_library
from refoul_data.records.schema import Record
from refoul_data.views.maps import make_map
from refoul_data.views.pages import make_codebook_page, make_index_page, make_methods_page

BOUNDARIES = ROOT / "data" / "raw" / "boundaries"
GONE = "example-redacted-1984"
MARKER = "Zebulon"
TOMBSTONE = f"""id: {GONE}
kind: incident
record_status: redacted
redacted_on: 2026-11-20
reason: person_at_risk
"""


def raw_folder(folder, content):
    raw = folder / "raw"
    shutil.copytree(BASE, raw)
    (raw / "incidents" / f"{GONE}.yaml").write_text(content, encoding="utf-8")
    return raw


def with_marker():
    """The example under another id, with the marker in its texts."""
    text = (BASE / "incidents" / f"{EXAMPLE}.yaml").read_text("utf-8").replace(EXAMPLE, GONE)
    for word in ("An invented return", "Return over a hill pass", "Army of the First State"):
        assert word in text
        text = text.replace(word, f"{MARKER} {word}")
    return text


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    folder = tmp_path_factory.mktemp("before")
    return publish_folder(raw_folder(folder, with_marker()), folder / "processed")


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    return raw_folder(tmp_path_factory.mktemp("after"), TOMBSTONE)


@pytest.fixture(scope="module")
def after(raw):
    return publish_folder(raw, raw.parent / "processed")


def traces(folder):
    """The files of a folder that hold the marker, also where Parquet packs its texts."""
    import pyarrow.parquet as pq

    found = []
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        if path.suffix == ".parquet":
            data = json.dumps(pq.read_table(path).to_pylist(), default=str).encode()
        if MARKER.encode() in data:
            found.append(path.name)
    return found


def test_is_the_marker_found_where_the_record_is_not_redacted(before):
    """Else the other tests would pass in silence."""
    names = traces(before)
    assert {"incidents.csv", "incidents.parquet", "actors.csv", "incidents.geojson"} <= set(names)


def test_passes_a_tombstone_every_check(raw):
    library = read_library(raw)
    assert library.errors() == []
    assert GONE not in library.records and GONE in library.redacted


def test_holds_no_table_or_paper_a_trace(after):
    assert traces(after) == []
    rows = (after / "redactions.csv").read_text("utf-8").splitlines()
    assert rows[1:] == [f"{GONE},incident,redacted,2026-11-20,person_at_risk"]
    files = [p.name for p in after.iterdir() if GONE in p.read_bytes().decode("utf-8", "ignore")]
    assert {n for n in files if not n.endswith(".parquet")} == {"redactions.csv"}


def test_holds_no_page_a_trace(raw):
    tables = make_tables(read_library(raw))
    rows = {name: table.rows for name, table in tables.items()}
    pages = [
        page := make_map(rows, BOUNDARIES),
        json.dumps(data_of(page)),  # the map packs its texts
        make_codebook_page(tables.values(), []),
        make_methods_page(rows),
        make_index_page(tables, dict.fromkeys(tables, 1), []),
    ]
    assert [number for number, page in enumerate(pages) if MARKER in page] == []


@pytest.mark.parametrize("options", [[], ["--changelog"]])
def test_tells_a_comparison_the_redaction_and_nothing_else(before, after, options):
    result = CliRunner().invoke(app, ["diff", str(before), str(after), *options])
    assert result.exit_code == 0
    assert MARKER not in result.output
    assert "person" in result.output and GONE in result.output
    assert rd.diff(before, after)["table"].tolist() == ["redactions"]
    assert rd.diff(before, after)["reason"].tolist() == ["person_at_risk"]
    back = CliRunner().invoke(app, ["diff", str(after), str(before), *options])
    assert back.exit_code == 0


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory):
    """Versions in which a work and a place serve the redacted record alone, and others name it."""

    def edit(folder, name, change):
        path = folder / f"{name}.csv"
        with open(path, encoding="utf-8", newline="") as file:
            rows = change(list(csv.DictReader(file)))
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    made = tmp_path_factory.mktemp("neighbours")
    old = publish_folder(raw_folder(made / "a", with_marker()), made / "old")
    new = publish_folder(raw_folder(made / "b", TOMBSTONE), made / "new")
    own = {"title": f"{MARKER} by the sea", "name": f"{MARKER} camp"}
    for table, key, id in (("sources", "key", "own-work-1984"), ("places", "id", "own-place")):

        def add(rows, key=key, id=id):
            return [*rows, rows[-1] | {k: v for k, v in own.items() if k in rows[0]} | {key: id}]

        edit(old, table, add)

    def use_own(rows):
        claims = [r for r in rows if r["incident_id"] == GONE]
        claims[0]["source"] = "own-work-1984"
        next(r for r in claims if r["field"] == "place")["value"] = "own-place"
        return rows

    def name_it(rows):
        row = next(r for r in rows if r["id"] == EXAMPLE)
        row |= {"part_of": GONE, "summary": f"{MARKER} went before"}
        return rows

    def note_it(rows):
        row = next(r for r in rows if r["incident_id"] == EXAMPLE and r["field"] == "persons")
        row["note"] = f"As in {GONE}, of {MARKER}."
        return rows

    edit(old, "claims", use_own)
    edit(old, "incidents", name_it)
    edit(old, "claims", note_it)
    return old, new


@pytest.mark.parametrize("options", [[], ["--changelog"]])
def test_tells_a_comparison_nothing_of_what_only_a_redacted_record_used_or_what_named_it(
    neighbours, options
):
    old, new = neighbours
    assert MARKER in (old / "sources.csv").read_text("utf-8")
    for versions in ((old, new), (new, old)):
        result = CliRunner().invoke(app, ["diff", *map(str, versions), *options])
        assert result.exit_code == 0, result.output
        for word in (MARKER, "own-work-1984", "own-place", "part_of"):
            assert word not in result.output, word
    assert rd.diff(old, new)["table"].tolist() == ["redactions"]


def test_tells_a_comparison_all_the_same_of_a_work_that_others_use(neighbours, tmp_path):
    """It would hide every work and place if it did not look who uses them."""
    old, new = neighbours
    other = tmp_path / "other"
    shutil.copytree(new, other)
    lines = (other / "sources.csv").read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("example-book-1985,")]
    assert len(kept) == len(lines) - 1
    (other / "sources.csv").write_text("".join(kept), "utf-8")
    assert "example-book-1985" in set(rd.diff(old, other)["key"])


def test_says_the_package_that_and_why_a_record_was_redacted(after, monkeypatch):
    use(monkeypatch, after)
    assert GONE not in set(rd.load_incidents(kinds=None, execution=None, withdrawn=True)["id"])
    for ask in (rd.incident, rd.explain):
        with pytest.raises(ValueError, match=f"{GONE}' was redacted on 2026-11-20: Person at risk"):
            ask(GONE) if ask is rd.incident else ask(GONE, "date")


@pytest.mark.parametrize(
    "old, new, told",
    [
        ("kind: incident\n", "kind: incident\ntitle: Left behind\n", "title"),
        ("kind: incident\n", "kind: incident\nweak_points:\n  - Left behind\n", "weak_points"),
        ("reason: person_at_risk", "reason: Because Zebulon asked", "reason"),
        (f"id: {GONE}", "id: another-1984", "id"),
        ("redacted_on: 2026-11-20\n", "", "redacted_on"),
    ],
)
def test_refuses_a_tombstone_content(tmp_path, old, new, told):
    library = read_library(raw_folder(tmp_path, TOMBSTONE.replace(old, new)))
    assert [p.field for p in library.errors()] == [told]


def test_refuses_another_record_to_be_part_of_a_redacted_one(tmp_path):
    raw = raw_folder(tmp_path, TOMBSTONE)
    path = raw / "incidents" / f"{EXAMPLE}.yaml"
    text = path.read_text("utf-8").replace("kind: incident", f"kind: incident\npart_of: {GONE}")
    path.write_text(text, encoding="utf-8")
    assert [p.field for p in read_library(raw).errors()] == ["part_of"]


def test_leaves_the_one_form_of_files_a_tombstone_as_it_is():
    assert format_text(TOMBSTONE, Record, "tombstone") == TOMBSTONE


# --- passes of coding, tables and texts that name a redacted record -----------------------------

REDACTED = TOMBSTONE.replace(GONE, INCIDENT)


@pytest.fixture
def coded(tmp_path):
    """A raw folder whose only record was coded twice, and is redacted."""
    raw = copy_coded(tmp_path / "raw")
    with open(raw / "codings" / "rows.csv", "a", encoding="utf-8") as file:
        file.write(f"actors.actor_type,{INCIDENT}/1,state,state\n")
    path = raw / "incidents" / f"{INCIDENT}.yaml"
    text = path.read_text("utf-8").replace(INCIDENT, "example-other-1986")
    (raw / "incidents" / "example-other-1986.yaml").write_text(text, encoding="utf-8")
    path.write_text(REDACTED, encoding="utf-8")
    return raw


def clear(raw, name):
    """Take away what `refoul check` names in a file: the rows, or the file."""
    path, told = raw / name, []
    for problem in read_library(raw).errors():
        if problem.path == path.as_posix():
            assert "take " in problem.message and "redacted" in problem.message, problem
            told.append(problem.line)
    assert told, name
    if told == [0]:
        path.unlink()
        return
    lines = path.read_text("utf-8").split("\n")
    kept = [line for number, line in enumerate(lines, start=1) if number not in told]
    path.write_text("\n".join(kept), encoding="utf-8")


NAMING = [
    f"codings/first/{INCIDENT}.yaml", f"codings/second/{INCIDENT}.yaml", "codings/fingerprints.csv",
    "codings/rows.csv", "codings/adjudications.csv", "state_positions.csv",
]  # fmt: skip


def test_names_the_check_every_file_and_row_that_says_something_of_a_redacted_record(coded):
    errors = read_library(coded).errors()
    assert {p.path.removeprefix(f"{coded.as_posix()}/") for p in errors} == set(NAMING)
    assert all("redacted" in p.message for p in errors)
    lines = [p.line for p in errors if p.path.endswith("fingerprints.csv")]
    assert lines == [2, 3]


def test_builds_a_redacted_record_that_was_coded_once_all_that_is_named_is_gone(coded, tmp_path):
    for name in NAMING:
        clear(coded, name)
    library = read_library(coded)
    assert library.errors() == []
    folder = publish_folder(coded, tmp_path / "processed")
    files = [p.name for p in folder.iterdir() if p.suffix != ".parquet"]
    assert [n for n in files if INCIDENT in (folder / n).read_text("utf-8")] == ["redactions.csv"]


def test_names_the_check_a_redacted_record_in_the_text_of_another(coded):
    for name in NAMING:
        clear(coded, name)
    path = coded / "incidents" / "example-other-1986.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("summary: >-\n", f"summary: >-\n  See {INCIDENT}. ", 1), "utf-8")
    (problem,) = read_library(coded).errors()
    assert INCIDENT in problem.message and problem.path == path.as_posix() and problem.line
    path.write_text(text.replace("summary: >-\n", f"summary: >-\n  See {INCIDENT}-b. ", 1), "utf-8")
    assert read_library(coded).errors() == []
