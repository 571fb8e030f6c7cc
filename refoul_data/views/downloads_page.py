"""Published files become the page of downloads: each with its size and checksum."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..dataset.datapackage import file_facts
from .pages import CITATION, render, thin

OTHER = {
    "incidents.geojson": "Incidents as points, for map programs",
    "legs.geojson": "Movements as lines, for map programs",
    "datapackage.json": "Data Package (version 2): every table with its columns, keys and checksums",
    "croissant.json": "Croissant (schema.org Dataset): the same for search engines and machines",
    "sources.bib": "All works, as BibTeX",
    "sources.csl.json": "All works, as CSL-JSON (Zotero, Pandoc)",
    "record.schema.json": "JSON Schema of a record",
    "redacted.schema.json": "JSON Schema of what stays of a redacted record",
    "source.schema.json": "JSON Schema of a source",
    "README.md": "What the folder holds",
}
"""What is published beside the tables, and what each is."""
FORMATS = ("csv", "parquet")


def size_in_words(size: int) -> str:
    """Return a number of bytes as a reader counts.

    Examples
    --------
    >>> size_in_words(12), size_in_words(45_678), size_in_words(2_345_678)
    ('12 B', '46 kB', '2.3 MB')
    """
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.0f} kB" if size < 999_500 else f"{size / 1_000_000:.1f} MB"


def make_downloads_page(tables: Mapping[str, Any], processed: Path) -> str:
    """Return the page of downloads.

    Parameters
    ----------
    tables : mapping of str to Table
        Declarations and rows.
    processed : Path
        The folder of their files, of which sizes and checksums are told as they are.
    """
    paths = [p for p in sorted(processed.iterdir()) if p.is_file() and p.name != "checksums.txt"]
    facts = {path.name: file_facts(path) for path in paths}
    files = [
        {"name": name, "size": size_in_words(size), "sha256": digest}
        for name, (size, digest) in facts.items()
    ]
    sizes = {f["name"]: f["size"] for f in files}
    in_tables = {f"{name}.{form}" for name in tables for form in FORMATS}
    beside = [f | {"text": OTHER.get(f["name"], "")} for f in files if f["name"] not in in_tables]
    order = list(OTHER)
    beside.sort(key=lambda f: order.index(f["name"]) if f["name"] in OTHER else len(order))
    return render(
        "downloads",
        current="downloads",
        tables=[
            {
                "name": t.name,
                "title": t.title,
                "rows": thin(len(t.rows)),
                "columns": len(t.columns),
                "files": [
                    {
                        "name": f"{t.name}.{form}",
                        "form": "CSV" if form == "csv" else "Parquet",
                        "size": sizes[f"{t.name}.{form}"],
                    }
                    for form in FORMATS
                ],
            }
            for t in tables.values()
        ],
        others=[
            f | {"text": OTHER.get(f["name"], "")} for f in files if f["name"] not in in_tables
        ],
        files=files,
        total=size_in_words(sum(size for size, _ in facts.values())),
        citation=CITATION,
    )
