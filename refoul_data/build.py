"""The main job: check, tables, files, validation, map, notebooks, pages; then one exchange."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from . import exchange
from .dataset.publish import publish, write_checksums
from .dataset.tables import Table, make_tables
from .records.coding_rules import CODING_RULES
from .records.coding_schema import Codebook
from .records.exclusion_answers import ANSWER_RULES, answers_fit_library
from .records.exclusion_checks import FRAMEWORK_RULES
from .records.exclusion_coverage import arguments_are_assessed, lines_fit_library
from .records.law_reader import LAW_RULES
from .records.library import Library
from .records.redacted_traces import redacted_records_are_named_nowhere
from .records.rules import RECORD_RULES, SOURCE_RULES

BOUNDARIES = Path("data/raw/boundaries")
OUTLINES = {
    "ne_110m_countries.geojson": ("name", "iso_a3"),
    "ne_110m_outlines.geojson": ("kind",),
}
"""What the features of each file say beside their geometry."""


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
    exclusion = (
        *FRAMEWORK_RULES, *ANSWER_RULES, answers_fit_library, arguments_are_assessed, lines_fit_library,
    )  # fmt: skip
    library = (redacted_records_are_named_nowhere,)
    return [
        (r.__name__, " ".join(r.__doc__.split("\n\n")[0].split()))
        for r in (*RECORD_RULES, *SOURCE_RULES, *LAW_RULES, *exclusion, *CODING_RULES, *library)
    ]


def _write(path: Path, html: str) -> None:
    path.write_text(html, encoding="utf-8", newline="\n")


def _check_boundaries(folder: Path) -> None:
    """Read the boundaries before the long work, so that a fault in them is told with its file.

    Raises
    ------
    BuildError
        If a file is not what the map, the law page and the checks read.
    """
    from shapely.geometry import shape

    for name, properties in OUTLINES.items():
        path = folder / name
        try:
            features = json.loads(path.read_bytes())["features"]
            shapes = [
                (shape(f["geometry"]), *map(f["properties"].get, properties)) for f in features
            ]
            whole = bool(shapes) and all(map(all, shapes))
        except (KeyError, TypeError, AttributeError, IndexError):
            whole = False
        except ValueError as error:
            raise BuildError(f"{path}: not JSON: {error}") from None
        if not whole:
            words = f"not the GeoJSON that the map reads, of features with {', '.join(properties)}"
            raise BuildError(f"{path}: {words}")
    with open(folder / "exceptions.csv", encoding="utf-8", newline="") as file:
        if "place" not in next(csv.reader(file), []):
            raise BuildError(f"{file.name}: it has no column 'place'")


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
            except (ValueError, LookupError, TypeError, AttributeError, RuntimeError) as error:
                words = f"{type(error).__name__}: {error}"
                raise BuildError(f"{path}: not run as a notebook: {words}") from None
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
    book: Codebook | None = None,
) -> None:
    from .views.addresses import FOLDER as RECORDS
    from .views.api_page import make_api_page
    from .views.browse_page import make_browse_page
    from .views.downloads_page import make_downloads_page
    from .views.exclusion_page import make_exclusion_page
    from .views.law_page import make_law_page
    from .views.maps import make_map
    from .views.pages import make_codebook_page, make_index_page, make_methods_page
    from .views.reading_pages import make_agreement_page, make_readings_page
    from .views.record_pages import make_record_pages
    from .views.seed_page import make_seed_page

    rows = {name: table.rows for name, table in tables.items()}
    _write(reports / "map.html", make_map(rows, root / BOUNDARIES, entries=f"{RECORDS}/"))
    _write(reports / "browse.html", make_browse_page(rows))
    (reports / RECORDS).mkdir()
    for record, page in make_record_pages(rows, root / BOUNDARIES, _changelog(root)):
        _write(reports / RECORDS / f"{record}.html", page)
    if "parties" in rows:  # a raw folder may hold no law
        _write(reports / "law.html", make_law_page(rows, root / BOUNDARIES))
    if "exclusion_assessments" in rows:
        _write(reports / "exclusion.html", make_exclusion_page(rows))
    if book is not None:
        _write(reports / "readings.html", make_readings_page(rows, book))
        _write(reports / "agreement.html", make_agreement_page(rows))
    if "seed_statements" in rows:
        _write(reports / "seeds.html", make_seed_page(rows))
    _write(reports / "codebook.html", make_codebook_page(tables.values(), rule_texts()))
    _write(reports / "methods.html", make_methods_page(rows))
    _write(reports / "downloads.html", make_downloads_page(tables, processed))
    _write(reports / "api.html", make_api_page())
    _write_guides(reports, root)
    sizes = {name: (processed / f"{name}.csv").stat().st_size for name in tables}
    _write(reports / "index.html", make_index_page(tables, sizes, notebooks))


def _changelog(root: Path) -> str:
    path = root / "CHANGELOG.md"
    try:
        return path.read_text(encoding="utf-8") if path.is_file() else ""
    except UnicodeDecodeError as error:
        raise BuildError(f"{path}: not text in UTF-8: {error}") from None


def _write_guides(reports: Path, root: Path) -> None:
    from .views.guide_pages import GuideError, guides_of, make_guide_page, page_path

    for guide, path in guides_of(root):
        try:
            page = make_guide_page(path.read_text(encoding="utf-8"), guide)
        except (GuideError, UnicodeDecodeError) as error:
            raise BuildError(f"{path}: not read as a guide: {error}") from None
        target = reports.parent / page_path(guide)
        target.parent.mkdir(exist_ok=True)
        _write(target, page)


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
        If a critical check on the tables fails, or something that the build reads is broken.
        Nothing is exchanged then.
    OSError
        If a file cannot be read or written.
    """
    _check_boundaries(root / BOUNDARIES)
    new = exchange.begin(root)
    processed, reports = new / "data" / "processed", new / "reports"
    reports.mkdir(parents=True)
    with step("Tables written", say):
        tables = make_tables(library)
        publish(tables, processed, root / "data" / "processed", library.sources.values())
    with step("Tables checked", say):
        _validate(tables, processed, reports, root, say)
    notebooks = _run_notebooks(processed, reports, root, say)
    with step("Map and pages written", say):
        book = library.codings.codebook if library.codings else None
        _write_pages(tables, notebooks, processed, reports, root, book)
        write_checksums(reports)
    exchange.declare_ready(root)
    own = exchange.complete_exchange(root)
    if own:
        names = ", ".join(path.relative_to(root).as_posix() for path in own)
        say(f"left alone, since no build made them: {names}")
