"""Does a redacted record leave a tombstone, and no trace of what it said?"""

import json
import shutil

import pytest
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
        make_map(rows, BOUNDARIES),
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
