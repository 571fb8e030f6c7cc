"""From a published cell back to its sources: the rule, the claims that entered, and those that did not."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa

from ..vocabulary.roles import DEATHS, is_death_of
from .asked import Asked, ask
from .counting import Verdict, check_rule, count_verdicts
from .display import Block, as_html, as_text
from .files import TEXT, to_frame
from .headline import COUNTED, headline
from .law_behind import law_behind
from .reckoning import origins_behind, records_behind
from .recorded import Recorded
from .recount import PUBLISHED_RULE
from .telling import TELL
from .verdicts import VERDICTS
from .words import codes_in_words, point_in_words, sentence

TYPES = {"used": "boolean", "reason": TEXT}
_TABLES = {"acting_states": "actors", "leg_destinations": "legs", "final_findings": "findings"}
_NOTHING = {
    "claims": "No claim is recorded.",
    "codes": "No code is recorded.",
    "actors": "No actor is recorded.",
    "legs": "No movement is recorded.",
    "findings": "No finding is recorded.",
    "harm": "No death that this could count is recorded.",
}
"""What stands where there is no row: a reader must not take silence for a fault of the display."""
_PLAIN = ("coded", "all_values")
"""Rules under which the reason for using a row says nothing new."""
_RECKONED = {
    "independent_origins": origins_behind,
    "counted_once": records_behind,
    "law_summary": law_behind,
}


class Explanation:
    """Where a cell comes from.

    Attributes
    ----------
    rows : DataFrame
        The claims or rows behind the cell, with ``used`` (whether the rule takes the row),
        ``reason`` and, where a row has a source, ``reference``.

    Notes
    -----
    ``print`` shows the whole as text; Jupyter shows it as HTML without scripts.
    """

    def __init__(self, title: str, blocks: list[Block], rows: pd.DataFrame):
        self._title, self._blocks, self.rows = title, blocks, rows

    def __str__(self) -> str:
        return as_text(self._title, self._blocks)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return as_html(self._title, self._blocks)


def explain(id: str, field: str, counts: str = PUBLISHED_RULE) -> Explanation:
    """Explain a cell of the table of incidents: the rule, what entered, what did not, the sources.

    Parameters
    ----------
    id : str
        Id of the record.
    field : str
        A column (``"persons_low"``, ``"date_latest"``, ``"conduct"``, ``"returning_state"``) or a
        family of columns (``"persons"``, ``"deaths_during"``, ``"deaths_after"``).
    counts : str
        The rule that makes one range from competing counts, as in `load_incidents`.

    Returns
    -------
    Explanation
        Prints like a footnote; ``rows`` holds the claims as a frame.

    Raises
    ------
    ValueError
        If the id, the field or the rule is unknown; the message names the nearest one.
    TypeError
        If an argument is no text.

    Examples
    --------
    >>> import refoul_data as rd
    >>> print(rd.explain("preah-vihear-1979", "persons"))  # doctest: +SKIP
    """
    check_rule(counts)
    record = Recorded(id, counts)
    asked = ask(field, record.incidents)
    head = Block(paragraphs=headline(record, asked, counts))
    if asked.rule in _RECKONED:
        blocks, rows = _RECKONED[asked.rule](record, asked.family)
    elif asked.rule == "editorial":
        blocks, rows = [], pd.DataFrame(columns=["used", "reason"]).astype(TYPES)
    else:
        blocks, rows = _chain(record, asked, counts)
    blocks = [block.worded(record.words.prose) for block in (head, *blocks)]
    return Explanation(f"{record.cells['title']} ({id})", blocks, rows)


def _rows_behind(record: Recorded, asked: Asked, counts: str):
    """Return the name of the table, the rows that matter in it, and the verdict on each."""
    _, family, rule = asked
    if rule == "coded":
        rows = [row for row in record.rows("codes") if row["field"] == family]
        return "codes", rows, [Verdict(True, row["rationale"]) for row in rows]
    if rule == "harm_deaths":
        deaths = [row for row in record.rows("harm") if row["type"] in DEATHS]
        placed = [r for r in deaths if is_death_of(r["type"], r["phase"], family)]
        rows = [r for r in deaths if r in placed or r["phase"] == "untraced"]
        verdicts = iter(count_verdicts(placed, counts))
        unplaced = Verdict(False, "the source does not tell the phases apart")
        return "harm", rows, [next(verdicts) if r in placed else unplaced for r in rows]
    if rule in _TABLES:
        rows = record.rows(_TABLES[rule])
        return _TABLES[rule], rows, VERDICTS[rule](rows)
    rows = record.claims(family)
    verdicts = count_verdicts(rows, counts) if rule == "counts" else VERDICTS[rule](rows)
    return "claims", rows, verdicts


def _chain(record: Recorded, asked: Asked, counts: str) -> tuple[list[Block], pd.DataFrame]:
    """Return what a rule takes and what it passes over, with the works at the end."""
    name, rows, verdicts = _rows_behind(record, asked, counts)
    counted = asked.rule in COUNTED
    used = Block("Rests on" if name != "codes" else "The judgement")
    passed = Block("Shown, and not computed with" if counted else "Recorded, and passed over")
    for row, verdict in zip(rows, verdicts, strict=True):
        block = used if verdict.used else passed
        lines = TELL[name](row, record.words)
        if asked.rule not in _PLAIN or not verdict.used:
            lines.append(sentence(verdict.reason))
        block.items.append((_mark(row), lines))
    if not rows:
        used.paragraphs.append(_NOTHING[name])
    keys = [key for row in rows for key in _keys(row)]
    blocks = [used, passed]
    if asked.family == "place" and record.cells["place"]:
        place = record.words.places[record.cells["place"]]
        blocks.append(Block("The place", [_place_line(record, place)]))
        keys.append(place["source"])
    blocks.append(
        Block("Sources", items=[("-", [r]) for r in record.words.references(keys)], listed=True)
    )
    return blocks, _frame(record, name, rows, verdicts)


def _mark(row: dict[str, Any]) -> str:
    return f"[{row['number']}]" if "number" in row else "-"


def _keys(row: dict[str, Any]) -> list[str]:
    return row["sources"].split(";") if "sources" in row else [row["source"]]


def _place_line(record: Recorded, place: dict[str, Any]) -> str:
    kind = codes_in_words("place_kind", place["place_kind"]).lower()
    point = point_in_words(place["lat"], place["lon"])
    footnote = record.words.cite(place["source"], place["at"])
    return f"{record.words.place(place['id'])}, {kind}; {point}; {footnote}"


def _frame(record: Recorded, name: str, rows, verdicts: list[Verdict]) -> pd.DataFrame:
    frame = to_frame(pa.Table.from_pylist(rows, schema=record.table(name).schema))
    if "source" in frame:
        cited = [record.words.cite(row["source"], row["at"]) for row in rows]
        frame["reference"] = pd.array(cited, TEXT)
    reasons = pd.DataFrame(verdicts, columns=list(Verdict._fields)).astype(TYPES)
    return pd.concat([frame, reasons], axis="columns")
