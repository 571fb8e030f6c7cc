"""Everything that the published tables hold on one record, as rows, frames and words."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa

from ..vocabulary.codes import label_of, nearest
from .files import read_arrow, rows_of, to_frame, where
from .given import given_text
from .recount import PUBLISHED_RULE, recounted
from .words import Words


class Recorded:
    """One record in all tables.

    Parameters
    ----------
    id : str
        Id of the record.
    counts : str
        The rule that makes one range from competing counts.

    Raises
    ------
    ValueError
        If there is no such record; the message names the nearest one.
    """

    def __init__(self, id: str, counts: str = PUBLISHED_RULE):
        given_text(id, "id", "preah-vihear-1979")
        self.incidents = read_arrow("incidents")
        if counts != PUBLISHED_RULE:
            self.incidents = recounted(self.incidents, counts)
        found = rows_of(where(self.incidents.drop_columns(["geometry"]), id=id))
        if not found:
            for row in rows_of(where(read_arrow("redactions"), id=id)):
                why = label_of("redaction_reason", row["reason"])
                raise ValueError(f"the record {id!r} was redacted on {row['redacted_on']}: {why}")
            ids = self.incidents["id"].to_pylist()
            raise ValueError(f"no record {id!r}{nearest(id, ids)}")
        self.id, self.cells = id, found[0]
        self.words = Words(
            self.incidents.schema,
            *(rows_of(read_arrow(name)) for name in ("sources", "places", "states")),
            self.cells["date_earliest"],
        )
        self._tables: dict[str, pa.Table] = {}

    def table(self, name: str) -> pa.Table:
        """Return the record's part of a table."""
        if name not in self._tables:
            self._tables[name] = where(read_arrow(name), incident_id=self.id)
        return self._tables[name]

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return the record's rows of a table."""
        return rows_of(self.table(name))

    def claims(self, field: str) -> list[dict[str, Any]]:
        """Return the claims to a field."""
        return [row for row in self.rows("claims") if row["field"] == field]

    def frame(self, name: str) -> pd.DataFrame:
        """Return the record's part of a table as a typed frame."""
        return to_frame(self.table(name))

    def missing(self, field: str) -> dict[str, Any] | None:
        """Return the row that says why a field has no value, if there is one."""
        return next((row for row in self.rows("missing") if row["field"] == field), None)

    def sources(self) -> list[str]:
        """Return the keys of all works on which the record rests."""
        keys = [row["source"] for name in SOURCED for row in self.rows(name)]
        keys += [key for row in self.rows("codes") for key in row["sources"].split(";")]
        return list(dict.fromkeys(keys))


SOURCED = (
    "claims", "actors", "events", "legs", "harm", "findings", "assessments", "interpretations",
    "persons_named",
)  # fmt: skip
"""Tables whose rows rest on a place in a source."""
