"""Raw files become a `Library`: every file is read, every problem of every file is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..vocabulary.states import states_from_rows
from .csvtext import read_rows
from .law_reader import read_law
from .library import Library, iterate_mappings
from .problems import Problem
from .redacted_traces import add_traces
from .rules import check_library
from .schema import Place, Record, Redacted, Source
from .seed_rows import read_seeds
from .state_rows import StateRow
from .validate import validate
from .yamltext import read_text, read_tree

STATE_COLUMNS = tuple(i.alias or n for n, i in StateRow.model_fields.items() if n != "lines")


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if not p.name.startswith("."))


def _note_citations(library: Library, tree: Any) -> None:
    for _, mapping in iterate_mappings(tree):
        if isinstance(mapping.get("source"), str):
            library.cited.add(mapping["source"])
        listed = mapping.get("sources")
        if isinstance(listed, list):
            library.cited.update(x for x in listed if isinstance(x, str))


def _note_places(library: Library, tree: dict) -> None:
    for path, mapping in iterate_mappings(tree):
        names = [mapping.get("from_place"), mapping.get("to_place")]
        if path == "claims.place":
            names.append(mapping.get("value"))
        elif path == "events":
            names.append(mapping.get("place"))
        library.used_places.update(n for n in names if isinstance(n, str))


def _read_yaml_folder(
    library: Library,
    folder: str,
    keep: Callable[[Path, str, dict | None, list[Problem]], None],
    progress: Callable[[str], None],
) -> None:
    base = library.root / folder
    shown_base = f"{library.root.as_posix()}/{folder}"
    files = _files(base) if base.is_dir() else []
    if not files:
        library.problems.append(Problem(shown_base, 0, "", "the folder is missing or empty"))
    for path in files:
        shown = f"{shown_base}/{path.name}"
        progress(shown)
        if path.suffix != ".yaml" or not path.is_file():
            library.problems.append(Problem(shown, 0, "", "not a .yaml file"))
            continue
        text, problems = read_text(path, shown)
        tree = None
        if text is not None:
            tree, problems = read_tree(text, shown)
        keep(path, shown, tree, problems)


def _read_csv(library: Library, name: str, columns: tuple[str, ...]) -> list[dict]:
    shown = f"{library.root.as_posix()}/{name}"
    rows, problems = read_rows(library.root / name, shown, columns)
    library.problems += problems
    return rows


def _read_places(library: Library) -> None:
    columns = tuple(n for n in Place.model_fields if n != "lines")
    shown = f"{library.root.as_posix()}/places.csv"
    for row in _read_csv(library, "places.csv", columns):
        tree = {k: v for k, v in row.items() if v != ""}
        if tree.get("source"):
            library.cited.add(tree["source"])
        place, problems, _ = validate(Place, tree, shown)
        library.problems += problems
        if place is None:
            library.faulty_places.add(row["id"].strip())
            continue
        if place.id in library.places:
            first = library.places[place.id].line()
            library.problems.append(
                Problem(
                    shown, place.line(), "id", f"{place.id!r} stands twice; first on line {first}"
                )
            )
            continue
        library.places[place.id] = place


def _read_states(library: Library) -> None:
    shown = f"{library.root.as_posix()}/states.csv"
    for row in _read_csv(library, "states.csv", STATE_COLUMNS):
        tree = {k: v for k, v in row.items() if v != ""}
        line = row.pop("__lines__")[""]
        library.cited.update(filter(None, row["source"].split(";")))
        row = {k: v.strip() for k, v in row.items()}  # as the check reads them
        _, problems, _ = validate(StateRow, tree, shown)
        library.problems += problems
        faulty = {p.field for p in problems}
        if "code" in faulty:
            continue
        code = row["code"]
        if code in library.states:
            first = library.state_lines[code]
            message = f"{code!r} stands twice; first on line {first}"
            library.problems.append(Problem(shown, line, "code", message))
            continue
        # Known all the same, so that nobody else complains that it is not there.
        library.states.update(states_from_rows([row | dict.fromkeys(faulty, "")]))
        library.state_lines[code] = line


def _keep_redacted(library: Library, stem: str, shown: str, tree: dict) -> None:
    """Keep the remains of a record; any key of its content is unknown there, and so an error."""
    remains, problems, _ = validate(Redacted, tree, shown)
    library.problems += problems
    if remains is None:
        return
    if remains.id != stem:
        message = f"{remains.id!r} is unlike the file name {stem!r}"
        library.problems.append(Problem(shown, remains.line("id"), "id", message))
    library.redacted[stem] = remains


def _silent(_: str) -> None:
    return None


def read_library(root: Path, progress: Callable[[str], None] = _silent) -> Library:
    """Read and check everything under `data/raw`.

    Parameters
    ----------
    root : Path
        The folder ``data/raw``.
    progress : callable, optional
        Called with the shown path of each file before it is read.

    Returns
    -------
    Library
        The typed raw files; `Library.problems` holds every problem, sorted by file and line.
    """
    library = Library(root=Path(root))
    _read_states(library)
    _read_places(library)

    def keep_source(path: Path, shown: str, tree: dict | None, problems: list[Problem]) -> None:
        library.problems += problems
        if tree is None:
            library.sources.setdefault(path.stem, None)  # known, although unreadable
            library.unread.add(shown)
            return
        source, problems, damaged = validate(Source, tree, shown, {"key": path.stem})
        library.problems += problems
        library.damaged[shown] = damaged
        library.sources[path.stem] = source
        library.paths[f"source:{path.stem}"] = shown

    def keep_record(path: Path, shown: str, tree: dict | None, problems: list[Problem]) -> None:
        library.problems += problems
        if tree is None:
            library.unread.add(shown)
            return
        if tree.get("record_status") == "redacted":
            _keep_redacted(library, path.stem, shown, tree)
            return
        _note_citations(library, tree)
        _note_places(library, tree)
        fallback = {
            "id": path.stem, "kind": "incident", "title": "x", "summary": "x",
            "reviewed_by_person": "no", "curated_on": "9999", "claims": {},
        }  # fmt: skip
        refused = {".".join(x for x in p.field.split(".") if not x.isdigit()) for p in problems}
        record, problems, damaged = validate(Record, tree, shown, fallback)
        library.problems += problems
        library.damaged[shown] = damaged | refused
        if record is not None:
            library.records[path.stem] = record
            library.paths[path.stem] = shown

    _read_yaml_folder(library, "sources", keep_source, progress)
    _read_yaml_folder(library, "incidents", keep_record, progress)
    read_law(library)
    if (library.root / "law" / "exclusion.yaml").exists() or (library.root / "exclusion").exists():
        from .exclusion_reader import read_exclusion_files  # an eighth of the time of a small check

        read_exclusion_files(library, progress)
    if (library.root / "codings").is_dir() or (library.root / "state_positions.csv").is_file():
        from .coding_reader import read_codings

        read_codings(library, progress)
    read_seeds(library)
    library.problems += check_library(library)
    add_traces(library)
    library.problems.sort(key=lambda p: (p.level, p.path, p.line, p.field, p.message))
    return library
