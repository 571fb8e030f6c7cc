"""The command line: check, format, new, build; each imports what it needs when it runs."""

from __future__ import annotations

import os
import sys
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


def _console(stderr: bool = False):
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True)


def fail(message: str) -> typer.Exit:
    """Print a message on standard error; raise what this returns to end with exit code 1."""
    print(message, file=sys.stderr)
    return typer.Exit(1)


def need_extra(module: str, extra: str) -> None:
    """End with a message where a command's extra is not installed."""
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise fail(f"this command needs the extra '{extra}': pip install 'refoul_data[{extra}]'")


def read_checked(raw: Path, title: str):
    """Read the raw files with progress on a terminal; print every problem."""
    need_extra("pydantic", "build")
    from .records.reader import read_library

    if not raw.is_dir():
        raise fail(f"{raw}: no such folder; run this in the repository, or give --raw")
    console = _console(stderr=True)
    with console.status(title) as status:
        library = read_library(raw, lambda path: status.update(f"{title} {path}"))
    for problem in library.problems:
        print(problem)
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


def main() -> None:
    """Run the command line; a broken pipe and an interruption end it without a traceback."""
    try:
        app()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
