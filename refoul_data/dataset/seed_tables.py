"""The concordance with the two seed documents becomes a table."""

from __future__ import annotations

from ..records.law_schema import law_columns
from ..records.library import Library
from ..records.seed_rows import SeedStatement
from .tables import Table

LISTED = ("lives_in", "shown_by")


def make_seed_tables(library: Library) -> list[Table]:
    """Return the table of statements, one row per statement, or nothing where there is no concordance."""
    if not library.seed_statements:
        return []
    columns = [
        c._replace(separator=";") if c.name in LISTED else c for c in law_columns(SeedStatement)
    ]
    rows = [{c.name: getattr(s, c.name) for c in columns} for s in library.seed_statements]
    for row in rows:
        for name in LISTED:
            parts = (row[name] or "").split(";")
            row[name] = ";".join(p.strip() for p in parts if p.strip()) or None
    title = "What the two seed documents state, and what became of it"
    return [Table("seed_statements", title, columns, rows, ("seed", "unit", "sentence", "part"))]
