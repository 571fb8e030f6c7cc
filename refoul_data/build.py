"""The main job: check, tables, files, validation, map, notebooks, pages; then one exchange."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from . import exchange
from .dataset.publish import publish
from .dataset.tables import Table, make_tables
from .records.law_reader import LAW_RULES
from .records.library import Library
from .records.rules import RECORD_RULES, SOURCE_RULES

BOUNDARIES = Path("data/raw/boundaries")


class BuildError(Exception):
    """The build stops; the message says why, and what was there before is untouched."""


Say = Callable[[str], None]


@contextmanager
def step(title: str, say: Say) -> Iterator[None]:
    """Tell when a step begins and how long it took."""
    started = time.perf_counter()
    yield
    say(f"{title} ({time.perf_counter() - started:.1f} s)")


def rule_texts() -> list[tuple[str, str]]:
    """Return name and text of every rule that raw files are held against."""
    return [
        (r.__name__, " ".join(r.__doc__.split()))
        for r in (*RECORD_RULES, *SOURCE_RULES, *LAW_RULES)
    ]


def _write(path: Path, html: str) -> None:
    path.write_text(html, encoding="utf-8", newline="\n")


def _validate(
    tables: dict[str, Table], processed: Path, reports: Path, root: Path, say: Say
) -> None:
    from .dataset.expectations import critical_failures, run_expectations
    from .views.pages import make_validation_page

    outcomes = run_expectations(tables, processed, root / BOUNDARIES)
    titles = {n: (t.title, len(t.rows)) for n, t in tables.items()}
    report = reports / "validation.html"
    _write(report, make_validation_page(outcomes, titles, len(rule_texts())))
    failures = critical_failures(outcomes)
    for outcome in outcomes:
        if outcome in failures or not outcome.success:
            word = "failed" if outcome in failures else "warning"
            found = outcome.error or "; ".join(outcome.examples)
            say(f"{word}: {outcome.table}: {outcome.sentence}: {found}")
    if failures:
        raise BuildError(
            f"{len(failures)} of {len(outcomes)} checks on the tables failed; nothing is published. "
            f"The report is {report}"
        )
    say(f"{len(outcomes)} checks on the tables passed or only warned")


def _run_notebooks(processed: Path, reports: Path, root: Path, say: Say) -> list[tuple[str, str]]:
    """Run every notebook on the new tables; return address and title of each page."""
    from .views.notebooks import NotebookError, execute

    pages = []
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        with step(f"Notebook {path.name} run", say):
            try:
                page = execute(path, processed, root)
            except NotebookError as error:
                raise BuildError(str(error)) from None
        target = reports / "notebooks" / f"{page.name}.html"
        target.parent.mkdir(exist_ok=True)
        _write(target, page.html)
        pages.append((f"notebooks/{page.name}.html", page.title))
    return pages


def _write_pages(
    tables: dict[str, Table],
    notebooks: list[tuple[str, str]],
    processed: Path,
    reports: Path,
    root: Path,
) -> None:
    from .views.law_page import make_law_page
    from .views.maps import make_map
    from .views.pages import make_codebook_page, make_index_page, make_methods_page

    rows = {name: table.rows for name, table in tables.items()}
    _write(reports / "map.html", make_map(rows, root / BOUNDARIES))
    if "parties" in rows:  # a raw folder may hold no law
        _write(reports / "law.html", make_law_page(rows, root / BOUNDARIES))
    _write(reports / "codebook.html", make_codebook_page(tables.values(), rule_texts()))
    _write(reports / "methods.html", make_methods_page(rows))
    sizes = {name: (processed / f"{name}.csv").stat().st_size for name in tables}
    _write(reports / "index.html", make_index_page(tables, sizes, notebooks))


def build(root: Path, library: Library, say: Say) -> None:
    """Make everything that is generated, and put it in place of what was there.

    Parameters
    ----------
    root : Path
        The repository.
    library : Library
        The raw files, without errors.
    say : callable
        Called with a line when a step is done.

    Raises
    ------
    BuildError
        If a critical check on the tables fails. Nothing is exchanged then.
    """
    new = exchange.begin(root)
    processed, reports = new / "data" / "processed", new / "reports"
    reports.mkdir(parents=True)
    with step("Tables written", say):
        tables = make_tables(library)
        publish(tables, processed, root / "data" / "processed")
    with step("Tables checked", say):
        _validate(tables, processed, reports, root, say)
    notebooks = _run_notebooks(processed, reports, root, say)
    with step("Map and pages written", say):
        _write_pages(tables, notebooks, processed, reports, root)
    exchange.declare_ready(root)
    exchange.complete_exchange(root)
