"""Does a build that is killed at any moment leave whole files, and the next one complete it?"""

import errno
import os
import shutil

import pytest

from refoul_data import exchange
from refoul_data.dataset.publish import write_checksums

KINDS = ("rename", "replace", "unlink")
FILES = ("a.csv", "b.csv", "below/c.csv")


def fill(root, content):
    for folder in exchange.FOLDERS:
        for name in FILES:
            path = root / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        write_checksums(root / folder)


def contents(root):
    return [(root / folder / name).read_text() for folder in exchange.FOLDERS for name in FILES]


def is_whole(folder):
    """Does the list of a folder fit its files?"""
    before = (folder / exchange.LIST).read_text()
    write_checksums(folder)
    return (folder / exchange.LIST).read_text() == before


@pytest.fixture
def ready(tmp_path):
    """A repository with an earlier build in place and a new one ready beside it."""
    fill(tmp_path, "old")
    fill(exchange.begin(tmp_path), "new")
    exchange.declare_ready(tmp_path)
    return tmp_path


def test_is_everything_exchanged(ready):
    assert exchange.complete_exchange(ready) == []
    assert contents(ready) == ["new"] * 6
    assert exchange.complete_exchange(ready) is None
    assert not (ready / ".build-ready").exists()


@pytest.mark.parametrize("moment", range(1, 9))
def test_is_an_exchange_cut_short_completed_by_the_next(ready, monkeypatch, moment):
    calls = 0
    real = {name: getattr(os, name) for name in KINDS}

    def cut(name):
        def call(*args, **kwargs):
            nonlocal calls
            calls += 1
            if calls == moment:
                raise SystemExit("killed")
            return real[name](*args, **kwargs)

        return call

    for name in KINDS:
        monkeypatch.setattr(exchange.os, name, cut(name))
    with pytest.raises(SystemExit):
        while True:  # past the last call nothing is left to cut
            assert exchange.complete_exchange(ready) is not None, "never reached"
    monkeypatch.undo()
    assert set(contents(ready)) <= {"old", "new"}, "every name has a whole file"
    for folder in exchange.FOLDERS:
        texts = {(ready / folder / name).read_text() for name in FILES}
        assert len(texts) == 1 or not is_whole(ready / folder), "a mixture is noticed"
    shutil.rmtree(ready / ".build", ignore_errors=True)  # holds nothing that is needed
    exchange.complete_exchange(ready)
    assert contents(ready) == ["new"] * 6
    assert all(is_whole(ready / folder) for folder in exchange.FOLDERS)


def test_is_a_build_that_was_not_ready_thrown_away(tmp_path):
    fill(tmp_path, "old")
    fill(exchange.begin(tmp_path), "half")
    assert exchange.complete_exchange(tmp_path) is None
    assert contents(tmp_path) == ["old"] * 6
    assert list(exchange.begin(tmp_path).iterdir()) == []


def test_is_a_build_without_one_of_its_folders_not_ready(tmp_path):
    fill(exchange.begin(tmp_path), "new")
    shutil.rmtree(tmp_path / ".build" / "new" / "reports")
    with pytest.raises(FileNotFoundError, match="nothing was built for reports"):
        exchange.declare_ready(tmp_path)


def test_does_a_first_build_need_no_earlier_one(tmp_path):
    fill(exchange.begin(tmp_path), "new")
    exchange.declare_ready(tmp_path)
    assert exchange.complete_exchange(tmp_path) == []
    assert contents(tmp_path) == ["new"] * 6


def test_are_files_that_no_build_made_left_where_they_are(ready):
    for name in ("reports/mine.txt", "reports/below/mine.txt", "reports/.hidden"):
        (ready / name).write_text("mine")
    own = exchange.complete_exchange(ready)
    assert {path.relative_to(ready).as_posix() for path in own} == {
        "reports/mine.txt",
        "reports/below/mine.txt",
    }
    assert (ready / "reports" / ".hidden").read_text() == "mine"


def test_is_an_own_report_kept_where_no_build_was_yet(tmp_path):
    """In a fresh clone three reports are there, and no list of what a build made."""
    reports = tmp_path / "reports"
    reports.mkdir()
    for name in ("map.html", "a.csv"):
        (reports / name).write_text("of the clone")
    new = exchange.begin(tmp_path)
    fill(new, "new")
    (new / "reports" / "map.html").write_text("new")
    write_checksums(new / "reports")
    exchange.declare_ready(tmp_path)
    exchange.complete_exchange(tmp_path)
    assert (reports / "map.html").read_text() == "new"
    assert not (reports / "map.kept.html").exists()
    assert (reports / "a.csv").read_text() == "new"
    assert (reports / "a.kept.csv").read_text() == "of the clone"


@pytest.mark.parametrize("listing", ["", "<<<<<<< ours\n=======\n>>>>>>> theirs\n"])
def test_is_nothing_removed_by_a_list_that_cannot_be_read(ready, listing):
    (ready / "reports" / "mine.txt").write_text("mine")
    (ready / "reports" / exchange.LIST).write_text(listing)
    exchange.complete_exchange(ready)
    assert (ready / "reports" / "mine.txt").read_text() == "mine"
    assert contents(ready) == ["new"] * 6


def test_does_a_list_reach_no_file_outside_its_folder(ready):
    """A list is a file that anybody can write to."""
    outside = ready / "outside.txt"
    outside.write_text("mine")
    digest = exchange._digest(outside)
    with open(ready / "reports" / exchange.LIST, "a") as file:
        file.write(f"{digest}  ../outside.txt\n{digest}  {outside}\n")
    exchange.complete_exchange(ready)
    assert outside.read_text() == "mine"


def test_are_files_put_in_a_folder_on_another_disk(ready, monkeypatch):
    real = os.replace

    def other_disk(source, target):
        if ".build-ready" in str(source) and "reports" in str(target):
            raise OSError(errno.EXDEV, "Invalid cross-device link", str(source))
        real(source, target)

    monkeypatch.setattr(exchange.os, "replace", other_disk)
    exchange.complete_exchange(ready)
    assert contents(ready) == ["new"] * 6
    assert not list(ready.rglob("*.part"))


def test_does_one_process_hold_the_lock_at_a_time(tmp_path):
    with exchange.locked(tmp_path):
        with (
            pytest.raises(exchange.Busy, match="another build is running"),
            exchange.locked(tmp_path),
        ):
            pass
    with exchange.locked(tmp_path):
        pass
