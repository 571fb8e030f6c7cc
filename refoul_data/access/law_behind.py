"""Which provisions stand behind a sum of the law in the table of incidents, and which do not."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..law.facts import NOTE
from ..law.sums import AS_READ_THEN, OPEN, SCOPES, prohibits_return, sums_of
from ..vocabulary.codes import label_of, read_codelist
from .display import Block
from .files import TEXT, read_arrow, rows_of
from .recorded import Recorded

_SHOWN = ("provision", "state", "territory", "status", "status_earliest", "status_latest", *SCOPES, "reading",
          "limitation", "source", "at", "counts")  # fmt: skip
_BY_STATE = "_by_state"
_WORDS = {"scope_temporal": "time", "scope_personal": "person", "scope_place": "place"}


def _told(row: dict[str, Any], record: Recorded) -> list[str]:
    status = label_of("law_status", row["status"]) if row["status"] else "Open on that date"
    reading = row["reading"] and label_of("law_reading", row["reading"]).lower()
    works = ", ".join(record.words.cite(key, row["at"]) for key in row["source"].split(";"))
    text = f"{row['provision']}, {record.words.state(row['state'])}: {status}"
    unmet = ", ".join(word for scope, word in _WORDS.items() if row[scope] == "not_met")
    outside = f"Scope not met: {unmet}" if unmet else ""
    lines = [f"{text}; {reading}" if reading else text, row["limitation"], outside, works]
    return list(filter(None, lines))


def law_behind(record: Recorded, column: str) -> tuple[list[Block], pd.DataFrame]:
    """Return the rows of ``law_on_date`` that a column sums, and those that it passes over."""
    provisions = {row["id"]: row for row in rows_of(read_arrow("provisions"))}
    code = record.cells["law_summary"]
    rows = [r for r in record.rows("law_on_date") if prohibits_return(provisions[r["provision"]])]
    sums = [sums_of(row, provisions[row["provision"]]) for row in rows]
    bound = {
        row["provision"] for row, found in zip(rows, sums, strict=True) if AS_READ_THEN in found
    }
    by_state = column.endswith(_BY_STATE)
    name = AS_READ_THEN if column == "law_summary" else column.removeprefix("n_")
    name = name.removesuffix(_BY_STATE)
    kept = []
    for row, found in zip(rows, sums, strict=True):
        bound_another = name == OPEN and not by_state and row["provision"] in bound
        used = code == "day" and name in found and not bound_another
        kept.append({key: row[key] for key in _SHOWN} | {"used": used})
    why = [read_codelist("law_summary")[code].definition, NOTE]
    used_items = [("-", _told(row, record)) for row in kept if row["used"]]
    frame = pd.DataFrame(kept, columns=[*_SHOWN, "used"])
    frame = frame.astype({n: "boolean" if n in ("used", "counts") else TEXT for n in frame})
    keys = dict.fromkeys(k for row in kept if row["used"] for k in row["source"].split(";"))
    references = [("-", [line]) for line in record.words.references(list(keys))]
    blocks = [Block("Why", why), Block("Rests on", items=used_items)]
    return [*blocks, Block("Sources", items=references)], frame
