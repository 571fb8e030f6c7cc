"""The command line: check, format, new, build, exclude, diff, export; each imports what it needs when it runs."""

from __future__ import annotations

import gc
import os
import sys
import unicodedata
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Curate, check and build the reference data set on refoulement.",
)

RawFolder = Annotated[
    Path,
    typer.Option("--raw", help="The folder with incidents/, sources/, places.csv and states.csv."),
]
RAW = Path("data/raw")
LONGEST_NAME = 100
"""Letters in an id or key, which is also the name of a file and part of an address."""


def _console(stderr: bool = False):
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True)


def _shown(text: object) -> str:
    """Return a text for one line of a terminal: control characters, also those in paths, as escapes."""
    return "".join(
        ascii(c)[1:-1] if c != "\n" and unicodedata.category(c) in ("Cc", "Cs") else c
        for c in str(text)
    )


def fail(message: str) -> typer.Exit:
    """Print a message on standard error; raise what this returns to end with exit code 1."""
    print(_shown(message), file=sys.stderr)
    return typer.Exit(1)


def _in_words(error: OSError, path: Path | str = "") -> str:
    """Return an error of the system as ``path: message``; not every one of them names a path."""
    name = error.filename if error.filename is not None else path
    name = os.fsdecode(name) if isinstance(name, bytes) else name
    return f"{name}: {error.strerror or error}" if name else str(error.strerror or error)


def need_extra(module: str, extra: str) -> None:
    """End with a message where a command's extra is not installed."""
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise fail(f"this command needs the extra '{extra}': pip install 'refoul_data[{extra}]'")


def _need_raw(raw: Path) -> None:
    if not raw.is_dir():
        raise fail(f"{raw}: no such folder; run this in the repository, or give --raw")


def _need_codelists() -> None:
    """End where a codelist is broken: to be called before an import that reads one."""
    from .records.codelist_files import check_package_codelists

    faults = check_package_codelists()
    for problem in faults:
        print(_shown(problem))
    if faults:
        raise fail(f"{len(faults)} errors in the codelists: nothing else was read")


def read_checked(raw: Path, title: str):
    """Read the raw files with progress on a terminal; print every problem."""
    need_extra("yaml", "build")
    _need_raw(raw)
    _need_codelists()
    # Reading makes hundreds of thousands of objects that all stay: to look for garbage among them
    # again and again took a fifth of the time.
    gc.disable()
    from rich.text import Text  # a path is no markup

    from .records.reader import read_library

    console = _console(stderr=True)
    with console.status(title) as status:
        library = read_library(raw, lambda path: status.update(Text(_shown(f"{title} {path}"))))
    gc.enable()
    for problem in library.problems:
        print(_shown(problem))
    return library


def _version(value: bool) -> None:
    if value:
        from . import __version__

        print(f"refoul_data {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def check(raw: RawFolder = RAW) -> None:
    """Check every raw file and print each problem as `path:line: field: message`.

    Ends with 0 if there is no error (warnings aside), else with 1.
    """
    library = read_checked(raw, "Reading")
    errors, warnings = library.errors(), len(library.problems) - len(library.errors())
    words = (
        f"{len(library.records)} records, {len(library.sources)} sources, "
        f"{len(library.places)} places: {len(errors)} errors, {warnings} warnings"
    )
    print(words, file=sys.stderr)
    if errors:
        raise typer.Exit(1)


@app.command()
def build(
    root: Annotated[Path, typer.Option("--root", help="The repository.")] = Path("."),
) -> None:
    """Check the records and make tables, validation, map, notebooks and pages.

    Everything is made beside what is there and put in place at the end: a build that fails or is
    killed leaves the earlier files whole, and the next build completes a half exchange. Files that
    no build made stay where they are. One build at a time runs in a repository.
    """
    need_extra("great_expectations", "build")
    raw = root / "data" / "raw"
    _need_raw(raw)
    _need_codelists()
    from . import exchange
    from .build import BuildError

    try:
        with exchange.locked(root):
            _build(root, raw)
    except (BuildError, exchange.Busy) as error:
        raise fail(str(error)) from None
    except OSError as error:
        raise fail(_in_words(error, root / ".build")) from None


def _build(root: Path, raw: Path) -> None:
    from . import exchange
    from .build import build as run_build

    if exchange.complete_exchange(root) is not None:
        print("completed the exchange that an earlier build had begun", file=sys.stderr)
    library = read_checked(raw, "Reading")
    if library.errors():
        raise fail(f"{len(library.errors())} errors: nothing is built")
    console = _console()
    console.print(f"{len(library.records)} records read and checked")
    with console.status("Building"):
        run_build(root, library, lambda line: console.print(_shown(line), markup=False))
    console.print("Open reports/index.html")


@app.command("format")
def format_(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files; all of them if none.")] = None,
    only_check: Annotated[
        bool, typer.Option("--check", help="Change nothing; end with 1 if a file would change.")
    ] = False,
    raw: RawFolder = RAW,
) -> None:
    """Put raw files in their one form: YAML in block style, schema order, prose after `>-`.

    Tables lose a byte-order mark, line ends of other systems and spaces at the ends of rows; comments
    and content stay. A file that could only be repaired by guessing is left alone and named.
    """
    need_extra("yaml", "build")
    from .records.formatting import Unrepairable, format_file, raw_files

    files = paths or raw_files(raw)
    if not files:
        raise fail(f"{raw}: no YAML files or tables; run this in the repository, or give --raw")
    changed = broken = 0
    for path in files:
        try:
            if not path.is_file():
                print(_shown(f"{path}: no such file"))
                broken += 1
                continue
            if format_file(path, write=not only_check):
                changed += 1
                print(_shown(f"{path}: {'would change' if only_check else 'formatted'}"))
        except Unrepairable as error:
            broken += 1
            for problem in error.problems:
                print(_shown(problem))
        except OSError as error:
            broken += 1
            print(_shown(_in_words(error, path)))
    print(f"{len(files)} files: {changed} changed, {broken} left alone", file=sys.stderr)
    if broken or (only_check and changed):
        raise typer.Exit(1)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Id of the record (state, place, year), or key.")],
    source: Annotated[bool, typer.Option("--source", help="A source, not a record.")] = False,
    raw: RawFolder = RAW,
) -> None:
    """Write an annotated file to fill in: a record, or with --source a source."""
    need_extra("yaml", "build")
    import datetime as dt
    import re

    from .records.schema import Record, Source
    from .records.template import make_template

    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise fail(f"{name!r} is not a name of small letters, digits and hyphens")
    if len(name) > LONGEST_NAME:
        raise fail(f"a name of {len(name)} letters is too long; {LONGEST_NAME} are allowed")
    path = raw / ("sources" if source else "incidents") / f"{name}.yaml"
    if path.exists():
        raise fail(f"{path}: is there already")
    if not path.parent.is_dir():
        raise fail(f"{path.parent}: no such folder; run this in the repository, or give --raw")
    today = dt.date.today().isoformat()
    given = {"id": name, "reviewed_by_person": "no", "curated_on": today}
    text = make_template(Source, {"key": name}) if source else make_template(Record, given)
    path.write_text(text, encoding="utf-8", newline="\n")
    print(_shown(path))


@app.command()
def exclude(
    answers: Annotated[
        Path | None, typer.Argument(help="A file of answers on the argument of a state.")
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(
            "--template", help="Print a worksheet to fill in: for a `person` or a `group`."
        ),
    ] = None,
    state: Annotated[
        str | None, typer.Option("--state", help="State whose law is asked, with --date.")
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", help="Day on which the law is read, with --state.")
    ] = None,
    raw: RawFolder = RAW,
) -> None:
    """Hold the case that a state published against the guidelines on exclusion, and print a memo.

    The memo names paragraph and source at each step. It is about the case, never about what a person
    did, and it is no finding. Which bars to return were in force is read from the published law on the
    date of the record, or of --state and --date. Ends with 1 if an answer is missing at the gate,
    unknown, outside its list, without a source, or contradicts another.
    """
    need_extra("yaml", "build")
    _need_codelists()
    if (answers is None) == (template is None):
        raise fail("give a file of answers, or --template person (or group)")
    if template not in (None, "person", "group"):
        raise fail(f"--template: {template!r} is neither 'person' nor 'group'")
    from .memo import MemoError, read_framework, write_memo
    from .views.exclusion_worksheet import make_worksheet

    try:
        if template is not None:
            text = make_worksheet(read_framework(raw), template)
        else:
            text = write_memo(answers, raw, state, date)
    except MemoError as error:
        for problem in error.problems:
            print(_shown(problem))
        raise fail(f"{len(error.problems)} problems: no memo is written") from None
    except (ValueError, FileNotFoundError) as error:
        raise fail(str(error)) from None
    print(_shown(text), end="")


@app.command()
def diff(
    a: Annotated[Path, typer.Argument(help="The earlier folder of processed tables, or a wheel.")],
    b: Annotated[Path, typer.Argument(help="The later one.")],
    changelog: Annotated[
        bool, typer.Option("--changelog", help="Print the section on data of a changelog.")
    ] = False,
    hide: Annotated[
        list[str] | None,
        typer.Option(
            "--hide", help="An id, key or word: leave out every row that holds it; may be repeated."
        ),
    ] = None,
    hide_cell: Annotated[
        list[str] | None,
        typer.Option(
            "--hide-cell", help="A column as table.column: leave it out; may be repeated."
        ),
    ] = None,
) -> None:
    """Print what changed between two versions of the published tables, cell by cell.

    Of a redacted record only the redaction is told. A detail that was deleted from a record is told
    with its old text, unless --hide or --hide-cell leaves it out.
    """
    from .access.changelog import make_changelog
    from .access.comparing import diff as compare

    try:
        changes = compare(a, b, hide=hide, hide_cells=hide_cell)
    except ValueError as error:
        raise fail(str(error)) from None
    if changelog:
        print(_shown(make_changelog(changes)), end="")
        return
    for row in changes.fillna("").itertuples():
        what = f": {row.field}: {row.old!r} -> {row.new!r}" if row.change == "changed" else ""
        if row.change.startswith("column "):
            print(_shown(f"{row.table}: {row.change}: {row.field}"))
            continue
        why = f" ({row.reason})" if row.reason else ""
        print(_shown(f"{row.table}: {row.key}: {row.change}{what}{why}"))
    print(f"{len(changes)} changes", file=sys.stderr)


class Program(StrEnum):
    """What the exported files are for."""

    stata = "stata"
    excel = "excel"


@app.command()
def export(
    program: Annotated[Program, typer.Option("--format", help="The program that shall read them.")],
    output: Annotated[Path, typer.Option("--output", help="Folder for the files.")] = Path("dist"),
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Folder of processed tables; the package's if none."),
    ] = None,
) -> None:
    """Write the published tables for Stata or Excel, with the labels of columns and codes.

    For Stata one file a table in a folder of its own, codes as numbers with value labels; for Excel
    one workbook with a sheet a table, the codebook and the codes. Needs no raw files.
    """
    if program is Program.excel:
        need_extra("xlsxwriter", "publish")
        from .dataset.excel import write_excel as write
    else:
        from .dataset.stata import write_stata as write
    from .access.files import find_folder

    try:
        with _console(stderr=True).status("Writing"):
            paths = write(data or find_folder("processed"), output)
    except (ValueError, FileNotFoundError) as error:
        raise fail(_in_words(error) if isinstance(error, OSError) else str(error)) from None
    for path in paths:
        print(_shown(path))


def main() -> None:
    """Run the command line; an error of the system, a broken pipe and an interruption are no traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A message has letters that the terminal may not have; none is worth the loss of all others.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    try:
        app()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        print(_shown(_in_words(error)), file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
