"""Does the wheel alone, without extras, in an empty environment and folder, do what analysts need?"""

import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from published_records import BASE, ROOT, publish_folder

pytestmark = pytest.mark.slow
UNREACHABLE = re.compile(r"NewConnectionError|ConnectTimeout|ReadTimeout|NameResolution|ProxyError")
# Runs in the new environment; each line that it prints is one answer. What only the extras bring
# cannot be imported there, whether or not another library happens to have installed it: typer
# depends on pydantic from 0.29 on, and folium on jinja2.
SCRIPT = """
import sys, warnings
from importlib.util import find_spec
warnings.simplefilter("error")
absent = ["great_expectations", "yaml", "ruamel", "nbconvert", "polars", "pyspark", "pytest"]
print("absent:", not any(map(find_spec, absent)))
sys.modules["pydantic"] = None
import geopandas
import refoul_data as rd

df = rd.load_incidents(kinds=None, execution=None)
print("frame:", isinstance(df, geopandas.GeoDataFrame) and len(df) > 0)
explanation = rd.explain(df["id"][0], "date")
print("chain:", "Rests on" in str(explanation) and explanation.rows["reference"].notna().all())
print("sources:", str(explanation).split("Sources")[-1].strip().startswith("- "))
print("page:", df["title"][0] in rd.incident(df["id"][0])._repr_html_())
print("totals:", "low" in rd.totals(df, by="returning_state"))
rd.map_incidents(df).save("map.html")
law = rd.load_law_on_date()
state = df["returning_state"].dropna().iloc[0].split(";")[0] if law.empty else law["state"][0]
bound = rd.law_at(state, "2000-01-01")
print("law:", {"provision", "status", "counts", "source"} <= set(bound) and (law.empty or len(bound) > 3))
print("verified:", len(rd.verify()) > 20)
print("cited:", rd.verify().attrs["content_hash"] in rd.cite() and rd.cite(df) != rd.cite(df[1:]))
print("from:", rd.__file__)
"""


# Copies the notebooks and runs each where it lies; a warning is a failure.
LAB_SCRIPT = '''
import nbformat
import refoul_data as rd
from nbclient import NotebookClient

strict = """
import sys, warnings, refoul_data
assert refoul_data.__file__.startswith(sys.prefix)
warnings.simplefilter("error")
warnings.simplefilter("ignore", PendingDeprecationWarning)  # the kernel's own, at its end
"""
for path in rd.copy_notebooks("notebooks"):
    book = nbformat.read(path, as_version=4)
    book.cells.insert(0, nbformat.v4.new_code_cell(strict))
    where = {"metadata": {"path": "notebooks"}}
    arguments = ["--IPKernelApp.log_level=40"]
    NotebookClient(book, timeout=120, kernel_name="python3", resources=where, extra_arguments=arguments).execute()
    print(path.name)
print("from:", rd.__file__)
'''


def run(*command, cwd):
    return subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of the working tree; with the example's tables where the real ones are not built."""
    tree = tmp_path_factory.mktemp("tree")
    for name in ("refoul_data", "data", "notebooks"):
        shutil.copytree(ROOT / name, tree / name)
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy2(path, tree / path.name)
    if not (tree / "data" / "processed" / "incidents.parquet").is_file():
        publish_folder(BASE, tree / "data" / "processed")
    made = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist", cwd=tree)
    assert made.returncode == 0, made.stderr
    return next((tree / "dist").glob("*.whl"))


def installed(wheel, folder, extras=""):
    """The interpreter of an empty environment with the wheel, and the locked versions of what it needs."""
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^[a-z0-9.-]+==[^\\\n]+", lock, re.MULTILINE)
    (folder / "constraints.txt").write_text("\n".join(pins), encoding="utf-8")
    options = ["--quiet", "--no-compile", "--disable-pip-version-check", "--retries", "1"]
    install = [python, "-m", "pip", "install", *options, "-c", "constraints.txt"]
    result = run(*install, f"{wheel}{extras}", cwd=folder)
    if result.returncode and UNREACHABLE.search(result.stderr):
        pytest.skip("the package index cannot be reached")
    assert result.returncode == 0, result.stderr
    return python


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    return installed(wheel, tmp_path_factory.mktemp("environment"))


@pytest.fixture(scope="module")
def answers(python, tmp_path_factory):
    """What the script prints in an empty folder, and that folder."""
    empty = tmp_path_factory.mktemp("empty")
    result = run(python, "-I", "-c", SCRIPT, cwd=empty)
    assert result.returncode == 0, result.stderr
    pairs = (line.partition(": ") for line in result.stdout.splitlines())
    return {key: value for key, _, value in pairs}, empty


def test_does_it_load_explain_and_add_without_extras(answers, python):
    told, _ = answers
    assert Path(told.pop("from")).is_relative_to(python.parent.parent)
    asked = ["absent", "frame", "chain", "sources", "page", "totals", "law", "verified", "cited"]
    assert told == dict.fromkeys(asked, "True")


def test_do_all_notebooks_run_from_the_wheel_with_the_extra_lab_in_an_empty_folder(wheel, tmp_path):
    (tmp_path / "environment").mkdir()
    python = installed(wheel, tmp_path / "environment", "[lab]")
    empty = tmp_path / "empty"
    empty.mkdir()
    result = run(python, "-I", "-c", LAB_SCRIPT, cwd=empty)
    assert result.returncode == 0, result.stderr
    *names, place = result.stdout.splitlines()
    assert names == sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    assert Path(place.removeprefix("from: ")).is_relative_to(python.parent.parent)
    assert [path.name for path in empty.iterdir()] == ["notebooks"]
    assert sorted(path.name for path in (empty / "notebooks").iterdir()) == names
    assert run(python, "-m", "jupyter", "lab", "--version", cwd=empty).returncode == 0


def test_writes_the_wheel_alone_the_files_for_stata(python, tmp_path):
    import pandas as pd

    command = python.parent / "refoul"
    written = run(command, "export", "--format", "stata", "--output", tmp_path, cwd=tmp_path)
    assert written.returncode == 0, written.stderr
    paths = {Path(line).stem: Path(line) for line in written.stdout.splitlines()}
    with pd.io.stata.StataReader(paths["incidents"]) as reader:
        assert reader.variable_labels()["persons_low"] == "Persons, lowest"
        assert reader.read()["id"].is_unique
    refused = run(command, "export", "--format", "excel", "--output", tmp_path, cwd=tmp_path)
    assert refused.returncode == 1 and "refoul_data[publish]" in refused.stderr


def test_are_wheel_and_source_distribution_small(wheel):
    """In megabytes; what is in them grows with the records, not with what a build leaves behind."""
    made = run(
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "-t",
        "sdist",
        "-d",
        "dist",
        cwd=wheel.parent.parent,
    )
    assert made.returncode == 0, made.stderr
    source = next(wheel.parent.glob("*.tar.gz"))
    assert wheel.stat().st_size < 5_000_000
    assert source.stat().st_size < 5_000_000


def test_does_it_make_a_map_that_asks_the_network_for_nothing(answers):
    _, folder = answers
    page = (folder / "map.html").read_text(encoding="utf-8")
    assert [path.name for path in folder.iterdir()] == ["map.html"]
    assert re.findall(r"""(?:src|srcset|poster|data)=["']?\s*(?:https?:)?//[^"'\s>]+""", page) == []
    assert re.findall(r"<link\b[^>]*>", page) == []
    assert re.findall(r"@import|url\(\s*[\"']?(?:https?:)?//", page) == []
    assert "default-src 'none'" in page


def test_does_a_command_that_needs_an_extra_say_which(python, tmp_path):
    result = run(python.parent / "refoul", "check", "--raw", BASE, cwd=tmp_path)
    assert result.returncode == 1
    assert "pip install 'refoul_data[build]'" in result.stderr
    assert "Traceback" not in result.stderr
