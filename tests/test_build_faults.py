"""Does a build end with one line where something around it is broken, and lose nothing of anybody's?"""

import errno
import multiprocessing
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from refoul_data import cli, exchange
from refoul_data.dataset.publish import write_checksums

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "tests" / "records" / "base"
COUNTRIES = "data/raw/boundaries/ne_110m_countries.geojson"
EXCEPTIONS = "data/raw/boundaries/exceptions.csv"
pytestmark = pytest.mark.slow


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command in this process; return exit code, standard output and standard error."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["refoul", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return ended.value.code or 0, told.out, told.err

    return run


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    root = tmp_path_factory.mktemp("built")
    (root / "data").mkdir()
    shutil.copytree(BASE, root / "data" / "raw")
    shutil.copytree(ROOT / "data" / "raw" / "boundaries", root / "data" / "raw" / "boundaries")
    command = [sys.executable, "-m", "refoul_data.cli", "build", "--root", root]
    made = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert made.returncode == 0, made.stdout + made.stderr
    return root


@pytest.fixture
def tree(built, tmp_path):
    """A copy of a repository that is built."""
    return Path(shutil.copytree(built, tmp_path / "tree"))


def outputs(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in exchange.FOLDERS
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
    }


# --- what is broken around the build -----------------------------------------------------------


@pytest.mark.parametrize("left", [0, 200])
def test_is_a_broken_earlier_parquet_as_good_as_none(tree, run, left):
    path = tree / "data" / "processed" / "incidents.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:left])
    code, out, err = run("build", "--root", tree)
    assert code == 0, out + err
    assert path.read_bytes() == whole


def spoil(path, content):
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (COUNTRIES, None, "No such file"),
        (COUNTRIES, b"", "not JSON"),
        (COUNTRIES, b'{"features": [', "not JSON"),
        (COUNTRIES, b"\xff\xfe\x00", "not JSON"),
        (COUNTRIES, b"{}", "not the GeoJSON"),
        (COUNTRIES, b'{"features": [{"geometry": null, "properties": {}}]}', "not the GeoJSON"),
        (EXCEPTIONS, None, "No such file"),
        (EXCEPTIONS, b"", "no column 'place'"),
    ],
)
def test_is_a_fault_in_the_boundaries_told_with_their_path(tree, run, name, content, message):
    before = outputs(tree)
    spoil(tree / name, content)
    code, out, err = run("build", "--root", tree)
    assert code == 1
    assert err.splitlines()[-1].startswith(f"{tree / name}: ")
    assert message in err
    assert outputs(tree) == before
    assert "Tables written" not in out, "it is told before the long work begins"


def test_is_a_missing_folder_of_boundaries_told(tree, run):
    shutil.rmtree(tree / "data" / "raw" / "boundaries")
    code, _, err = run("build", "--root", tree)
    assert code == 1
    assert f"{tree / COUNTRIES}: No such file" in err


@pytest.mark.parametrize("name", [".build", ".build-ready", "reports", "data/processed"])
def test_is_a_file_in_place_of_a_folder_told(tree, run, name):
    shutil.rmtree(tree / name, ignore_errors=True)
    (tree / name).write_text("mine")
    before = outputs(tree)
    code, _, err = run("build", "--root", tree)
    assert code == 1
    assert err.splitlines()[-1] == f"{tree / name}: a file stands where the build needs a folder"
    assert (tree / name).read_text() == "mine"
    assert outputs(tree) == before


def test_is_a_folder_in_place_of_a_file_told_before_anything_is_exchanged(tree, run):
    (tree / "reports" / "map.html").unlink()
    (tree / "reports" / "map.html").mkdir()
    source = tree / "data" / "raw" / "sources" / "example-list.yaml"
    source.write_text(source.read_text().replace("title: ", "title: Another "))
    before = outputs(tree)
    code, _, err = run("build", "--root", tree)
    assert code == 1
    assert f"{tree / 'reports' / 'map.html'}: a folder stands where the build needs a file" in err
    assert outputs(tree) == before
    (tree / "reports" / "map.html").rmdir()
    assert run("build", "--root", tree)[0] == 0
    assert outputs(tree) != before


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "No space left on device"),
        (errno.EROFS, "Read-only file system"),
        (errno.EACCES, "Permission denied"),
    ],
)
@pytest.mark.parametrize("named", [True, False], ids=["with its path", "without a path"])
def test_is_an_error_of_the_disk_told_in_one_line(tree, run, monkeypatch, number, words, named):
    from refoul_data.dataset import publish

    def refuse(content, path):
        raise OSError(number, os.strerror(number), *([str(path)] if named else []))

    monkeypatch.setattr(publish, "write_json", refuse)
    before = outputs(tree)
    code, _, err = run("build", "--root", tree)
    assert code == 1
    assert err.splitlines()[-1].endswith(f": {words}")
    assert str(tree / ".build") in err.splitlines()[-1]
    assert outputs(tree) == before


def test_is_a_tree_that_nobody_may_write_told(tree, run, monkeypatch):
    real = open

    def refuse(path, mode="r", *args, **kwargs):
        if str(path).startswith(str(tree)) and set(mode) & set("wax+"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, mode, *args, **kwargs)

    monkeypatch.setattr("builtins.open", refuse)
    code, _, err = run("build", "--root", tree)
    assert (code, err) == (1, f"{tree / '.build.lock'}: Permission denied\n")


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}']
)
def test_is_a_notebook_that_is_none_told(tree, run, content):
    path = tree / "notebooks" / "broken.ipynb"
    path.parent.mkdir()
    path.write_bytes(content)
    before = outputs(tree)
    code, _, err = run("build", "--root", tree)
    assert code == 1
    assert err.splitlines()[-1].startswith(f"{path}: ")
    assert outputs(tree) == before


# --- two builds at once ------------------------------------------------------------------------


def hold(root, locked, leave):
    with exchange.locked(root):
        locked.set()
        leave.wait(60)


def test_does_a_second_build_stop_while_one_is_running_and_not_after_it_was_killed(tree, run):
    context = multiprocessing.get_context("spawn")
    locked, leave = context.Event(), context.Event()
    other = context.Process(target=hold, args=(tree, locked, leave))
    other.start()
    try:
        assert locked.wait(60)
        before = outputs(tree)
        code, _, err = run("build", "--root", tree)
        assert (code, err) == (1, f"{tree}: another build is running here; wait until it is done\n")
        assert outputs(tree) == before
    finally:
        other.kill()
        other.join()
    assert run("build", "--root", tree)[0] == 0


# --- files that no build made ------------------------------------------------------------------


def test_are_files_that_no_build_made_left_alone_and_told(tree, run):
    own = {
        "reports/notes.txt": "mine",
        "reports/notebooks/draft.html": "mine too",
        "reports/mine/deep/table.csv": "a,b",
        "data/processed/subset.csv": "id",
    }
    for name, text in own.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text)
    for _ in range(2):
        code, out, err = run("build", "--root", tree)
        assert code == 0, out + err
        assert {name: (tree / name).read_text() for name in own} == own
        for name in own:
            assert name in out + err
    listed = (tree / "data" / "processed" / "checksums.txt").read_text()
    assert "subset.csv" not in listed


def test_are_files_removed_that_an_earlier_build_made_and_this_one_does_not(tree, run):
    for name in ("data/processed/gone.csv", "reports/notebooks/gone.html"):
        (tree / name).parent.mkdir(exist_ok=True)
        (tree / name).write_text("made")
    for folder in exchange.FOLDERS:
        write_checksums(tree / folder)
    kept = tree / "reports" / "notebooks" / "other.html"
    kept.write_text("not in the list")
    assert run("build", "--root", tree)[0] == 0
    assert not (tree / "data" / "processed" / "gone.csv").exists()
    assert not (tree / "reports" / "notebooks" / "gone.html").exists()
    assert kept.exists()


def test_is_a_folder_removed_that_only_held_files_of_an_earlier_build(tree, run):
    (tree / "reports" / "notebooks").mkdir()
    (tree / "reports" / "notebooks" / "gone.html").write_text("made")
    write_checksums(tree / "reports")
    assert run("build", "--root", tree)[0] == 0
    assert not (tree / "reports" / "notebooks").exists()


def test_is_a_stale_file_kept_that_somebody_wrote_anew(tree, run):
    path = tree / "reports" / "gone.html"
    path.write_text("made")
    write_checksums(tree / "reports")
    path.write_text("mine now")
    assert run("build", "--root", tree)[0] == 0
    assert path.read_text() == "mine now"


def test_is_an_own_file_kept_beside_the_builds_file_of_the_same_name(tree, run):
    """The last build made no codebook; somebody put one there."""
    listing = tree / "reports" / "checksums.txt"
    lines = [s for s in listing.read_text().splitlines(True) if not s.endswith("codebook.html\n")]
    listing.write_text("".join(lines))
    (tree / "reports" / "codebook.html").write_text("mine")
    code, out, err = run("build", "--root", tree)
    assert code == 0
    assert (tree / "reports" / "codebook.kept.html").read_text() == "mine"
    assert "codebook.kept.html" in out + err
    assert (tree / "reports" / "codebook.html").read_text().startswith("<!")


def test_does_a_build_over_reports_of_no_list_take_their_place(tree, run):
    """As in a fresh clone, which holds three of the reports and no list."""
    (tree / "reports" / "checksums.txt").unlink()
    (tree / "reports" / "index.html").write_text("an older one")
    assert run("build", "--root", tree)[0] == 0
    assert (tree / "reports" / "index.html").read_text() != "an older one"
    assert list((tree / "reports").glob("*.kept*")) == []


# --- removing what builds leave behind ---------------------------------------------------------


@pytest.mark.skipif(not shutil.which("make"), reason="make is not on this machine")
def test_does_make_clean_after_a_half_exchange_lose_nothing(tree, run, monkeypatch):
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tree / name)
    for name in ("refoul_data", "tests", "scripts"):
        (tree / name).mkdir()
    before = outputs(tree)
    source = tree / "data" / "raw" / "sources" / "example-list.yaml"
    source.write_text(source.read_text().replace("title: ", "title: Another "))
    real, calls = os.replace, 0

    def cut(*args):
        nonlocal calls
        calls += str(args[1]).startswith((str(tree / "data" / "proc"), str(tree / "reports")))
        if calls == 12:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(exchange.os, "replace", cut)
    assert run("build", "--root", tree)[0] == 130
    monkeypatch.undo()
    half = outputs(tree)
    assert sorted(half) == sorted(before), "every file is there, whole"
    subprocess.run(["make", "clean"], cwd=tree, check=True, capture_output=True)
    assert outputs(tree) == half
    shutil.rmtree(tree / ".build", ignore_errors=True)
    assert exchange.complete_exchange(tree) is not None
    after = outputs(tree)
    assert after["data/processed/sources.csv"] != before["data/processed/sources.csv"]
    for name in ("data/processed", "reports"):
        subprocess.run(["sha256sum", "-c", "--quiet", "checksums.txt"], cwd=tree / name, check=True)
