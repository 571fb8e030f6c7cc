"""Does a build that is killed at any moment leave whole folders, and the next one complete it?"""

import os
import shutil

import pytest

from refoul_data import exchange

KINDS = ("rename", "replace", "unlink")


def fill(root, content):
    for folder in exchange.FOLDERS:
        path = root / folder
        path.mkdir(parents=True, exist_ok=True)
        (path / "file").write_text(content)


def contents(root):
    return [(root / f / "file").read_text() for f in exchange.FOLDERS]


@pytest.fixture
def ready(tmp_path):
    """A repository with an earlier build in place and a new one ready beside it."""
    fill(tmp_path, "old")
    fill(exchange.begin(tmp_path), "new")
    exchange.declare_ready(tmp_path)
    return tmp_path


def test_is_everything_exchanged(ready):
    assert exchange.complete_exchange(ready)
    assert contents(ready) == ["new", "new"]
    assert not exchange.complete_exchange(ready)


@pytest.mark.parametrize("moment", range(1, 6))
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
            assert exchange.complete_exchange(ready), "never reached"
    monkeypatch.undo()
    found = [
        p
        for f in exchange.FOLDERS
        for p in ((ready / f), (ready / ".build/old" / f), (ready / ".build/new" / f))
    ]
    texts = [(p / "file").read_text() for p in found if p.exists()]
    assert texts.count("new") == 2, "nothing of the new build is lost"
    exchange.complete_exchange(ready)
    assert contents(ready) == ["new", "new"]


def test_is_a_build_that_was_not_ready_thrown_away(tmp_path):
    fill(tmp_path, "old")
    fill(exchange.begin(tmp_path), "half")
    assert not exchange.complete_exchange(tmp_path)
    assert contents(tmp_path) == ["old", "old"]
    assert list(exchange.begin(tmp_path).iterdir()) == []


def test_is_a_build_without_one_of_its_folders_not_ready(tmp_path):
    fill(exchange.begin(tmp_path), "new")
    shutil.rmtree(tmp_path / ".build" / "new" / "reports")
    with pytest.raises(FileNotFoundError, match="nothing was built for reports"):
        exchange.declare_ready(tmp_path)


def test_does_a_first_build_need_no_earlier_one(tmp_path):
    fill(exchange.begin(tmp_path), "new")
    exchange.declare_ready(tmp_path)
    assert exchange.complete_exchange(tmp_path)
    assert contents(tmp_path) == ["new", "new"]
