"""Does the command line say what it did, end with the right code, and never with a traceback?"""

import os
import shutil
import subprocess
import sys
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


@pytest.mark.parametrize("command", ["check", "build", "format", "new", "exclude"])
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


# --- what a terminal, a path or a file system can do -------------------------------------------


def run(*arguments, cwd=None, **environment):
    """Run a command in a process of its own, whose streams and errors are the real ones."""
    command = [sys.executable, "-m", "refoul_data.cli", *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    ended = subprocess.run(command, capture_output=True, cwd=cwd or ROOT, env=environment)
    assert b"Traceback" not in ended.stderr, ended.stderr.decode()
    return ended.returncode, ended.stdout, ended.stderr


def test_is_a_message_told_to_a_terminal_without_its_letters(raw):
    path = raw / "incidents" / "example-return-1980.yaml"
    path.write_text(
        path.read_text().replace("role: carried_out", "role: exécuté"), encoding="utf-8"
    )
    code, out, _ = run("check", "--raw", raw, PYTHONIOENCODING="ascii")
    assert code == 1
    assert b"ex\\xe9cut\\xe9" in out
    code, out, _ = run("check", "--raw", raw, PYTHONIOENCODING="utf-8")
    assert "exécuté".encode() in out


@pytest.mark.parametrize("name", ["x[/foo]y", "[bold]x", "[link=http://a]"])
@pytest.mark.parametrize("command", ["check", "build"])
def test_is_a_path_no_markup(tmp_path, name, command):
    root = tmp_path / name
    (root / "data").mkdir(parents=True)
    folder = Path(shutil.copytree(BASE, root / "data" / "raw"))
    (folder / "places.csv").write_text("nothing\n")
    arguments = ("--raw", folder) if command == "check" else ("--root", root)
    # A terminal, else nothing is drawn.
    code, out, _ = run(command, *arguments, FORCE_COLOR="1", TTY_COMPATIBLE="1", TERM="xterm")
    assert code == 1
    assert f"{folder.as_posix()}/places.csv:1: ".encode() in out


def test_are_control_characters_in_a_path_shown_and_not_done(tmp_path):
    folder = Path(shutil.copytree(BASE, tmp_path / "raw"))
    (folder / "incidents" / "a\x1b[2Jb.txt").write_text("")
    code, out, err = run("check", "--raw", folder, PYTHONIOENCODING="utf-8")
    assert code == 1
    assert b"\x1b" not in out + err
    assert b"a\\x1b[2Jb.txt: not a .yaml file" in out


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_is_a_name_of_bytes_that_are_no_text_told(tmp_path):
    folder = Path(shutil.copytree(BASE, tmp_path / "raw"))
    Path(os.fsdecode(os.fsencode(folder) + b"/incidents/\xff.yaml")).write_text("id: x\n")
    code, out, _ = run("check", "--raw", folder, PYTHONIOENCODING="utf-8")
    assert code == 1
    assert b"\\udcff.yaml" in out


@pytest.mark.parametrize("more", [(), ("--source",)])
def test_is_an_id_refused_that_is_too_long_for_a_file(raw, more):
    code, _, err = run("new", "a" * 300, *more, "--raw", raw)
    assert code == 1
    assert err == b"a name of 300 letters is too long; 100 are allowed\n"
    assert run("new", "a" * 100, *more, "--raw", raw)[0] == 0


def test_is_a_path_told_that_is_too_long(raw):
    long = "a" * 300 + ".yaml"
    code, out, _ = run("format", long, raw / "sources" / "example-list.yaml", "--raw", raw)
    assert code == 1
    assert f"{long}: File name too long\n".encode() in out
    for command in ("check", "format", "new"):
        name = ["x"] if command == "new" else []
        code, _, err = run(command, *name, "--raw", "a" * 300)
        assert code == 1
        assert f"{'a' * 300}".encode() in err


def test_is_a_file_that_cannot_be_written_told_and_the_rest_formatted(raw, monkeypatch):
    from refoul_data.records import formatting

    first, second = (
        raw / "sources" / "example-list.yaml",
        raw / "sources" / "example-report-1980.yaml",
    )
    for path in (first, second):
        path.write_text(path.read_text() + "\n\n")
    real = formatting.format_file

    def refuse(path, *arguments, **more):
        if path == first:
            raise PermissionError(13, "Permission denied", f"{path}.part")
        return real(path, *arguments, **more)

    monkeypatch.setattr(formatting, "format_file", refuse)
    shown = call("format", "--raw", raw)
    assert shown.exit_code == 1
    assert f"{first}.part: Permission denied\n" in shown.stdout
    assert f"{second}: formatted" in shown.stdout


def test_is_an_unknown_word_with_brackets_told(raw):
    code, _, err = run("check", "x[/foo]y", "--raw", raw, COLUMNS="200")
    assert code == 2
    assert b"x[/foo]y" in err
