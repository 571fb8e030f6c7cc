"""Does the main job make every file, the same twice, and lose nothing where it stops?"""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pyarrow.parquet as pq
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
COMMITTED = ("reports/index.html", "reports/map.html", "reports/validation.html")
pytestmark = pytest.mark.slow


def refoul(*arguments, cwd, **more):
    command = [sys.executable, "-m", "refoul_data.cli", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **more,
    )


def run(*arguments, cwd):
    process = refoul(*arguments, cwd=cwd)
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


def repository(folder, raw, notebooks=False):
    (folder / "data").mkdir(parents=True)
    shutil.copytree(raw, folder / "data" / "raw")
    if not (folder / "data" / "raw" / "boundaries").exists():
        shutil.copytree(
            ROOT / "data" / "raw" / "boundaries", folder / "data" / "raw" / "boundaries"
        )
    if notebooks:
        shutil.copytree(ROOT / "notebooks", folder / "notebooks")
        shutil.copytree(ROOT / "docs", folder / "docs")
    return folder


def generated(root):
    """Bytes of everything generated, by path."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in ("data/processed", "reports")
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A repository with the test record, built."""
    root = repository(tmp_path_factory.mktemp("small"), ROOT / "tests" / "records" / "base")
    code, out, err = run("build", cwd=root)
    assert code == 0, out + err
    return root


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """A copy of this repository's raw data, built from nothing."""
    root = repository(tmp_path_factory.mktemp("real"), ROOT / "data" / "raw", notebooks=True)
    code, out, err = run("build", cwd=root)
    assert code == 0, out + err
    return root


def test_are_the_committed_files_those_that_a_build_makes(real):
    """If not: make build, and commit what changed."""
    made = generated(real)
    kept = generated(ROOT)
    expected = [n for n in made if n.startswith("data/processed/") or n in COMMITTED]
    compared = [n for n in expected if not n.endswith((".parquet", "checksums.txt"))]
    assert [n for n in compared if kept.get(n) != made[n]] == []
    for name in expected:
        if name.endswith(".parquet"):  # bytes vary with the library's version, content does not
            assert pq.read_table(ROOT / name).equals(
                pq.read_table(real / name), check_metadata=True
            )
    stale = [n for n in kept if n.startswith("data/processed/") and n not in made]
    assert stale == []


def test_are_the_notebooks_run_and_led_to_from_the_start_page(real):
    books = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
    assert len(books) >= 2
    start = (real / "reports" / "index.html").read_text()
    for name in books:
        page = (real / "reports" / "notebooks" / f"{name}.html").read_text()
        assert "script-src 'none'" in page
        assert f'href="notebooks/{name}.html"' in start
        assert all('alt=""' not in img and "alt=" in img for img in re.findall("<img[^>]+>", page))


def test_leads_every_link_of_a_whole_build_somewhere(real):
    """From page to page, to places within them, and to files of the repository."""
    reports = real / "reports"
    pages = {path: path.read_text(encoding="utf-8") for path in reports.rglob("*.html")}
    assert (reports / "howto" / "index.html") in pages
    ids = {path: set(re.findall(r'\bid="([^"]+)"', text)) for path, text in pages.items()}
    dead = []
    for path, text in pages.items():
        for href in set(re.findall(r'<a\b[^>]*?href="([^"]+)"', text)):
            if re.match(r"[a-z]+:", href):
                continue
            target, _, anchor = href.partition("#")
            where = (path.parent / target).resolve() if target else path
            # Pages and tables are built; the rest is in the repository anyway.
            there = where.is_file() or (ROOT / where.relative_to(real.resolve())).is_file()
            # The map opens a record by its id, and shows no element of that name.
            whole = where.name == "map.html" or not anchor or anchor in ids.get(where, {anchor})
            if not (there and whole):
                dead.append(f"{path.relative_to(reports)}: {href}")
    assert dead == []


def test_stops_the_build_at_a_guide_without_a_heading(tmp_path):
    root = repository(tmp_path / "repository", ROOT / "tests" / "records" / "base")
    (root / "docs").mkdir()
    (root / "docs" / "a.md").write_text("Text.")
    code, _, err = run("build", cwd=root)
    assert code == 1 and "docs/a.md: not read as a guide: it has no heading" in err
    assert not (root / "reports").exists()


def test_do_the_committed_checksums_fit_the_committed_files():
    lines = (ROOT / "data" / "processed" / "checksums.txt").read_text().splitlines()
    for line in lines:
        digest, name = line.split("  ")
        path = ROOT / "data" / "processed" / name
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest, name
    names = {p.name for p in (ROOT / "data" / "processed").iterdir()} - {"checksums.txt"}
    assert {line.split("  ")[1] for line in lines} == names


def test_does_a_build_from_nothing_give_the_same_bytes(small):
    before = generated(small)
    for folder in ("data/processed", "reports", ".build"):
        shutil.rmtree(small / folder, ignore_errors=True)
    assert run("build", cwd=small)[0] == 0
    after = generated(small)
    assert sorted(after) == sorted(before)
    notebooks = ("reports/notebooks/",)  # executed notebooks need not be the same
    assert [n for n in after if after[n] != before[n] and not n.startswith(notebooks)] == []


def test_does_a_build_make_every_file(small):
    names = set(generated(small))
    tables = [
        "incidents",
        "claims",
        "sources",
        "places",
        "actors",
        "legs",
        "harm",
        "findings",
        "interpretations",
        "missing",
    ]
    for table in tables:
        assert {f"data/processed/{table}.csv", f"data/processed/{table}.parquet"} <= names
    for name in ("incidents.geojson", "legs.geojson", "record.schema.json", "checksums.txt"):
        assert f"data/processed/{name}" in names
    pages = ("index", "map", "browse", "validation", "codebook", "methods", "downloads", "api")
    for name in (*pages, "incidents/example-return-1980"):
        assert f"reports/{name}.html" in names


def test_carry_parquet_fields_their_texts_and_incidents_a_geometry(small):
    for path in (small / "data" / "processed").glob("*.parquet"):
        for field in pq.read_schema(path):
            texts = {k.decode(): v.decode() for k, v in (field.metadata or {}).items()}
            assert texts.get("label"), f"{path.name}: {field.name}"
            assert texts["description"].endswith("."), f"{path.name}: {field.name}"
            assert texts["basis"] in ("claimed", "coded", "derived", "editorial")
    import geopandas

    frame = geopandas.read_parquet(small / "data" / "processed" / "incidents.parquet")
    assert frame.crs == "OGC:CRS84"
    assert list(frame.geometry.iloc[0].coords) == [(104.7, 14.4)]


class EditorLoader(yaml.SafeLoader):
    """Reads as editors do, with YAML 1.2: a year is a number, a date is a text, ``no`` is a text."""


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag.endswith((":int", ":float", ":null"))]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.mark.parametrize("loader", [EditorLoader, yaml.SafeLoader], ids=["YAML 1.2", "YAML 1.1"])
@pytest.mark.parametrize("folder", ["incidents", "sources"])
def test_do_raw_files_fit_the_published_schema(small, folder, loader):
    """Every real file and the example, as an editor reads them; and a wrong code does not fit."""
    name = {"incidents": "record", "sources": "source"}[folder]
    schema = json.loads((small / "data" / "processed" / f"{name}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    paths = [
        *(ROOT / "data" / "raw" / folder).glob("*.yaml"),
        *(small / "data" / "raw" / folder).glob("*.yaml"),
    ]
    assert len(paths) > 10
    faults = []
    for path in paths:
        tree = json.loads(
            json.dumps(yaml.load(path.read_text(encoding="utf-8"), loader), default=str)
        )
        faults += [f"{path.name}: {e.json_path}: {e.message}" for e in validator.iter_errors(tree)]
    assert faults == []
    part = tree["codes"]["conduct"] if folder == "incidents" else tree
    part["value" if folder == "incidents" else "access"] = "no-code"
    assert ["no-code" in e.message for e in validator.iter_errors(tree)] == [True]


def test_does_an_error_in_a_record_stop_the_build_and_write_nothing(small):
    before = generated(small)
    path = small / "data" / "raw" / "incidents" / "example-return-1980.yaml"
    text = path.read_text()
    try:
        path.write_text(text.replace("value: 1980-06\n", "value: 1980-13\n"))
        code, out, err = run("build", cwd=small)
    finally:
        path.write_text(text)
    assert code == 1
    assert (
        "example-return-1980.yaml:17: claims.date.1.value: '1980-13': there is no month 13" in out
    )
    assert "Traceback" not in out + err
    assert generated(small) == before


def test_does_a_failed_critical_check_stop_the_build_and_write_nothing(small):
    """One origin of information alone is no record: the tables are checked for that."""
    before = generated(small)
    folder = small / "data" / "raw" / "sources"
    path = folder / "example-report-1980.yaml"
    text = path.read_text()
    try:
        path.write_text(text.replace("un:unhcr", "scholarship:example-author"))
        code, out, err = run("build", cwd=small)
    finally:
        path.write_text(text)
    assert code == 1
    assert "failed: independent_origins" in out
    assert "nothing is published" in err
    assert "Traceback" not in out + err
    assert generated(small) == before


@pytest.mark.parametrize("share", [0.1, 0.4, 0.7, 0.95])
def test_does_a_killed_build_leave_whole_files_and_the_next_complete_them(small, share):
    before = generated(small)
    started = time.monotonic()
    assert run("build", cwd=small)[0] == 0
    length = time.monotonic() - started
    process = refoul("build", cwd=small, start_new_session=True)
    time.sleep(length * share)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert not list((small / "data" / "processed").glob("*.part"))
    assert generated(small) == before
    assert run("build", cwd=small)[0] == 0
    assert generated(small) == before


def test_is_a_half_exchange_noticed_and_completed_by_the_next_build(small):
    from refoul_data import exchange

    before = generated(small)
    new = exchange.begin(small)
    for folder in exchange.FOLDERS:
        shutil.copytree(small / folder, new / folder)
    exchange.declare_ready(small)
    os.rename(small / "reports", small / ".build" / "reports-gone")  # between two renames
    code, _, err = run("build", cwd=small)
    assert code == 0
    assert "completed the exchange" in err
    assert generated(small) == before
