"""Does the command line say what it did, end with the right code, and never with a traceback?"""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from refoul_data import __version__
from refoul_data.cli import app

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "tests" / "records" / "base"


@pytest.fixture
def raw(tmp_path):
    return Path(shutil.copytree(BASE, tmp_path / "raw"))


def call(*arguments):
    return CliRunner().invoke(app, [str(a) for a in arguments])


def test_is_the_version_told():
    assert call("--version").output.strip() == f"refoul_data {__version__}"


@pytest.mark.parametrize("command", ["check", "build", "format", "new"])
def test_does_help_teach_every_command(command):
    shown = call(command, "--help")
    assert shown.exit_code == 0
    assert len(shown.output) > 300
    assert command in call("--help").output


def test_does_check_end_with_0_where_all_is_well(raw):
    (raw / "places.csv").write_text(
        (raw / "places.csv")
        .read_text()
        .replace("open-water,Open Water,,,high_seas,10.5,102.5,sea_area,example-list,,\n", "")
    )
    shown = call("check", "--raw", raw)
    assert (shown.exit_code, shown.stdout) == (0, "")
    assert "1 records, 4 sources, 3 places: 0 errors, 0 warnings" in shown.stderr


def test_does_check_end_with_0_on_a_warning_and_tell_it(raw):
    shown = call("check", "--raw", raw)
    assert shown.exit_code == 0
    assert (
        shown.stdout == f"{raw.as_posix()}/places.csv:5: warning: id: no record uses 'open-water'\n"
    )


def test_does_check_tell_every_problem_and_end_with_1(raw):
    path = raw / "incidents" / "example-return-1980.yaml"
    path.write_text(
        path.read_text()
        .replace("role: carried_out", "role: did_it")
        .replace("scope: part", "scope: some")
    )
    shown = call("check", "--raw", raw)
    assert shown.exit_code == 1
    assert "2 errors" in shown.stderr
    for line in shown.stdout.splitlines():
        assert line.startswith(raw.as_posix())


@pytest.mark.parametrize("arguments", [("check",), ("format",), ("new", "a-b-1999")])
def test_is_a_missing_folder_told(tmp_path, arguments):
    shown = call(*arguments, "--raw", tmp_path / "nowhere")
    assert shown.exit_code == 1
    assert "run this in the repository, or give --raw" in shown.stderr


def test_does_build_outside_a_repository_say_so(tmp_path):
    shown = call("build", "--root", tmp_path)
    assert shown.exit_code == 1
    assert "no such folder" in shown.stderr
    assert list(tmp_path.iterdir()) == []


def test_does_new_write_a_file_that_check_guides_through(raw):
    shown = call("new", "thailand-example-1999", "--raw", raw)
    path = raw / "incidents" / "thailand-example-1999.yaml"
    assert (shown.exit_code, shown.stdout.strip()) == (0, str(path))
    told = call("check", "--raw", raw).stdout
    assert f"{path.as_posix()}:" in told
    assert "title: empty value" in told


def test_does_new_overwrite_nothing_and_refuse_a_bad_name(raw):
    before = (raw / "incidents" / "example-return-1980.yaml").read_bytes()
    shown = call("new", "example-return-1980", "--raw", raw)
    assert shown.exit_code == 1
    assert "is there already" in shown.stderr
    assert (raw / "incidents" / "example-return-1980.yaml").read_bytes() == before
    for name in ("Éxample", "../escape", "a b", "a--b"):
        assert call("new", name, "--raw", raw).exit_code == 1
    assert len(list(raw.rglob("*.yaml"))) == 5


def test_does_new_write_a_source(raw):
    assert call("new", "a-report-1999", "--source", "--raw", raw).exit_code == 0
    assert (raw / "sources" / "a-report-1999.yaml").read_text().count("\nkey: a-report-1999\n") == 1


def test_does_format_say_what_it_changed_and_check_change_nothing(raw):
    path = raw / "sources" / "example-list.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    shown = call("format", "--check", "--raw", raw)
    assert shown.exit_code == 1
    assert shown.stdout == f"{path}: would change\n"
    assert path.read_bytes() == before
    assert call("format", path, "--raw", raw).exit_code == 0
    assert path.read_bytes() == before.replace(b"\r\n", b"\n")


def test_does_format_leave_alone_what_it_cannot_repair_and_do_the_rest(raw):
    bad = raw / "incidents" / "example-return-1980.yaml"
    bad.write_text(bad.read_text() + "id: again\n")
    other = raw / "sources" / "example-list.yaml"
    other.write_text(other.read_text() + "\n\n")
    before = bad.read_bytes()
    shown = call("format", "--raw", raw)
    assert shown.exit_code == 1
    assert "the key stands twice" in shown.stdout
    assert f"{other}: formatted" in shown.stdout
    assert bad.read_bytes() == before


def test_is_a_file_that_is_not_there_told(tmp_path):
    shown = call("format", tmp_path / "x.yaml", "--raw", BASE)
    assert shown.exit_code == 1
    assert "no such file" in shown.stdout
