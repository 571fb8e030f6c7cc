"""The example record as a tree that a test changes, and raw folders of such records."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from published_records import BASE, EXAMPLE

from refoul_data.dataset.tables import make_tables
from refoul_data.records.reader import read_library

REPORT, BOOK = "example-report-1980", "example-book-1985"


class _Dumper(yaml.SafeDumper):
    """Writes a part that stands twice twice, since raw files know no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def example(**changes: Any) -> dict[str, Any]:
    """Return the example as a tree of texts, with some keys of the record changed."""
    text = (BASE / "incidents" / f"{EXAMPLE}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, yaml.BaseLoader) | changes


def claim(value: str, source: str = BOOK, **more: str) -> dict[str, str]:
    """Return a claim of a single value."""
    return {"value": value, "source": source, "at": "p. 90", **more}


def copy_raw(folder: Path, *trees: dict[str, Any]) -> Path:
    """Write a raw folder that holds records made from trees, and no others."""
    raw = Path(shutil.copytree(BASE, folder / "raw"))
    (raw / "incidents" / f"{EXAMPLE}.yaml").unlink()
    for tree in trees:
        text = yaml.dump(tree, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10**6)
        (raw / "incidents" / f"{tree['id']}.yaml").write_text(text, encoding="utf-8")
    return raw


def tables_of(folder: Path, *trees: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every table that records make."""
    library = read_library(copy_raw(folder, *trees))
    assert [str(p) for p in library.errors()] == []
    return {name: table.rows for name, table in make_tables(library).items()}


def told(folder: Path, *trees: dict[str, Any]) -> dict[str, str]:
    """Return the messages on each field, as `refoul check` tells them."""
    found: dict[str, str] = {}
    for problem in read_library(copy_raw(folder, *trees)).errors():
        before = f"{found[problem.field]}; " if problem.field in found else ""
        found[problem.field] = before + problem.message
    return found


def mappings(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every mapping of a tree with its path, as problems name it."""
    if isinstance(node, list):
        node = dict(enumerate(node))
    elif isinstance(node, dict):
        yield path, node
    if isinstance(node, dict):
        for key, value in node.items():
            yield from mappings(value, f"{path}.{key}" if path else str(key))
