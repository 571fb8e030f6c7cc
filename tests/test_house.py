"""Is the house in order: version, licences, lock, Makefile, boundaries, no trace of a machine?"""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import refoul_data

ROOT = Path(__file__).resolve().parent.parent
BOUNDARIES = ROOT / "data" / "raw" / "boundaries"
TARGETS = ["build", "test", "quick", "lock", "notebooks", "clean", "help"]
UNLOCKED = {"pyspark"}  # 400 MB that only the Spark extra needs


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project():
    return tomllib.loads(read("pyproject.toml"))


@pytest.fixture(scope="module")
def citation():
    return yaml.load(read("CITATION.cff"), yaml.BaseLoader)


@pytest.fixture(scope="module")
def locked():
    """The lock's requirements: each a requirement line with the hash lines that follow it."""
    joined = read("requirements.lock").replace("\\\n", " ")
    return [line for line in joined.splitlines() if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def files():
    """Every file that is in git or would be added."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if listing.returncode:
        pytest.skip("not a git repository")
    paths = (ROOT / name for name in listing.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def test_does_the_citation_name_the_version_of_the_package(citation):
    assert citation["version"] == refoul_data.__version__


def test_is_the_citation_valid_cff():
    command = [sys.executable, "-m", "check_jsonschema", "CITATION.cff"]
    command += ["--builtin-schema", "vendor.citation-file-format"]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_do_the_citation_and_the_data_licence_agree(citation):
    assert citation["license"] == "CC-BY-4.0"
    assert "CC BY 4.0" in read("data/LICENSE")


def test_is_no_single_person_named_as_author(citation, project):
    contributors = [{"name": "refoul_data contributors"}]
    assert citation["authors"] == contributors
    assert project["project"]["authors"] == contributors
    assert contributors[0]["name"] in read("LICENSE")


def test_has_every_locked_requirement_an_exact_version_and_a_hash(locked):
    assert len(locked) > 100
    exact = re.compile(r"[a-z0-9.-]+==\S+( ; .+?)?( +--hash=sha256:[0-9a-f]{64})+")
    assert [line[:60] for line in locked if not exact.fullmatch(line)] == []


def test_does_the_lock_hold_no_address_host_or_path():
    suspicious = re.compile(r"[/@]|\.(org|com|net|io|dev)\b|localhost|--(index|find|extra)")
    lines = read("requirements.lock").splitlines()
    assert [line for line in lines if suspicious.search(line)] == []


def test_does_the_lock_satisfy_pyproject(locked, project):
    """If not: make lock."""
    versions = {}
    for line in locked:
        pin = Requirement(re.split(r"\s+--hash", line)[0])
        versions.setdefault(canonicalize_name(pin.name), []).append(str(pin.specifier)[2:])
    declared = list(project["project"]["dependencies"])
    for extra in project["project"]["optional-dependencies"].values():
        declared += extra
    declared += project["dependency-groups"]["house"] + project["build-system"]["requires"]
    for requirement in map(Requirement, declared):
        name = canonicalize_name(requirement.name)
        if name not in UNLOCKED:
            assert name in versions, f"{name} is not locked"
            assert all(requirement.specifier.contains(v) for v in versions[name]), requirement


@pytest.mark.skipif(not shutil.which("make"), reason="make is not on this machine")
def test_does_make_help_tell_every_target():
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True).stdout
    assert sorted(re.findall(r"^  (\w+)\s+\w", shown, re.MULTILINE)) == sorted(TARGETS)


@pytest.mark.parametrize("target", TARGETS)
def test_is_a_make_target_phony_and_defined(target):
    makefile = read("Makefile")
    assert target in re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].split()
    assert re.search(rf"^{target}:.* ## \w", makefile, re.MULTILINE)


def test_does_ci_run_make_test_from_a_clean_clone():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    lines = script.read_text(encoding="utf-8").splitlines()
    assert "set -eu" in lines
    assert lines[-1] == "make test"


# Written in pieces, so that this file does not hold what it looks for.
HOSTS = ["pypi" + r"\.org", "python" + r"hosted\.org", "deb" + r"\.debian\.org"]
HOSTS += ["security" + r"\.debian\.org", "registry" + r"\.npmjs"]
PLACES = ["work/" + "main", "work/" + "shared", "work/" + r"\.library", "root", "opt/" + "pypi"]
PLACES += ["opt/" + "wheels", re.escape(ROOT.as_posix().strip("/"))]
MACHINE = re.compile(f"{'|'.join(HOSTS)}|(?<![\\w.:/*-])/(?:{'|'.join(PLACES)})/".encode())


@pytest.mark.parametrize(
    "text",
    [
        "index: https://" + "pypi" + ".org/simple",
        "https://files." + "python" + "hosted.org/packages/a.whl",
        '"/' + "root" + '/.cache/pip"',
        "see /" + "work/" + "shared/DESIGN.md",
        f"at {ROOT.as_posix()}/data",
    ],
)
def test_is_a_trace_of_one_machine_recognised(text):
    assert MACHINE.search(text.encode())


def test_does_no_file_name_a_registry_or_a_path_of_one_machine(files):
    found = []
    for path in files:
        trace = MACHINE.search(path.read_bytes())
        if trace:
            found.append(f"{path.relative_to(ROOT)}: {trace[0].decode()}")
    assert found == []


def features(name):
    return json.loads((BOUNDARIES / name).read_text(encoding="utf-8"))["features"]


def positions(coordinates):
    if isinstance(coordinates[0], list):
        for part in coordinates:
            yield from positions(part)
    else:
        yield coordinates


def outline_edges():
    for feature in features("ne_110m_outlines.geojson"):
        for line in feature["geometry"]["coordinates"]:
            yield from pairwise(line)


def test_are_the_boundaries_small():
    for path in BOUNDARIES.glob("*.geojson"):
        assert path.stat().st_size < 200_000, path.name


def test_have_areas_only_a_name_and_a_code():
    areas = [feature["properties"] for feature in features("ne_110m_countries.geojson")]
    assert len(areas) == 177
    assert all(set(area) == {"name", "iso_a3"} for area in areas)
    assert all(re.fullmatch("[A-Z]{3}", area["iso_a3"]) for area in areas)
    assert len({area["iso_a3"] for area in areas}) == len(areas)


@pytest.mark.parametrize("name", ["ne_110m_countries.geojson", "ne_110m_outlines.geojson"])
def test_are_coordinates_on_the_globe_with_two_decimals(name):
    for feature in features(name):
        for longitude, latitude in positions(feature["geometry"]["coordinates"]):
            assert -180 <= longitude <= 180
            assert -90 <= latitude <= 90
            assert (round(longitude, 2), round(latitude, 2)) == (longitude, latitude)


def test_are_there_no_bars_along_the_antimeridian():
    """Coasts may touch it (Fiji, Chukotka: edges of a tenth of a degree) but not run along it."""
    along = [
        (a, b)
        for a, b in outline_edges()
        if abs(a[0]) > 179.9 and abs(b[0]) > 179.9 and abs(a[1] - b[1]) + abs(a[0] - b[0]) > 0.2
    ]
    assert along == []


def test_does_no_line_cross_the_map_or_follow_its_lower_edge():
    for a, b in outline_edges():
        assert abs(a[0] - b[0]) < 90, (a, b)
        assert min(a[1], b[1]) > -89, (a, b)


def test_is_every_line_drawn_once():
    edges = [frozenset(map(tuple, edge)) for edge in outline_edges()]
    assert len(edges) > 7000
    assert len(set(edges)) == len(edges)


def test_are_areas_valid_geometries():
    from shapely.geometry import shape

    for feature in features("ne_110m_countries.geojson"):
        assert shape(feature["geometry"]).is_valid, feature["properties"]["name"]


def test_does_the_script_still_make_the_committed_boundaries(tmp_path):
    source = ROOT.parent / "shared" / "external" / "ne_110m_admin_0_countries.geojson"
    if not source.exists():
        pytest.skip("the Natural Earth source is not beside the repository")
    script = ROOT / "scripts" / "reduce_boundaries.py"
    subprocess.run([sys.executable, script, source, tmp_path], check=True, capture_output=True)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in BOUNDARIES.glob("*.geojson")}


@pytest.mark.slow
def test_does_the_wheel_carry_the_published_tables_and_the_boundaries(tmp_path):
    if not any((ROOT / "data" / "processed").glob("*.csv")):
        pytest.skip("data/processed is not built yet")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    places = {
        "data/processed": "processed",
        "data/raw/boundaries": "boundaries",
        "notebooks": "notebooks",
    }
    for folder, place in places.items():
        for path in (ROOT / folder).iterdir():
            if path.is_file():
                assert f"refoul_data/_data/{place}/{path.name}" in names
    assert any(name.startswith("refoul_data/codelists/") for name in names)
    assert "refoul_data/examples/returns.csv" in names
    assert any(name.endswith(".dist-info/licenses/data/LICENSE") for name in names)
