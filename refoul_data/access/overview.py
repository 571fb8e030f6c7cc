"""One record as a page to read, and its rows in every table as frames."""

from __future__ import annotations

import pandas as pd

from ..vocabulary.codes import label_of
from ..vocabulary.dates import date_in_words
from ..vocabulary.roles import DEATH_PHASES
from .counting import count_verdicts
from .display import Block, as_html, as_text
from .files import read_arrow, to_frame
from .headline import column_line, family_line, withdrawal
from .recorded import Recorded
from .recount import PUBLISHED_RULE, count_fields
from .telling import TELL
from .trace import Explanation, explain
from .words import sentence

_FACTS = (
    "date", "decision_date", "place", "origin_state", "returning_state", "destination_state",
    "feared_state", "feared_harm", "group", "stated_reason", "legal_status",
)  # fmt: skip
_PARTS = {
    "actors": "Who acted",
    "events": "Steps",
    "legs": "Movements",
    "harm": "Harm",
    "findings": "What courts and bodies decided",
    "assessments": "What others said",
    "interpretations": "How the state read the duty",
    "codes": "Our coding",
}
SAID = {
    "harm": "Refoulement is judged by the risk at the time: harm that followed does not prove it, "
    "and that none is known does not disprove it.",
    "findings": "Each in the body's own terms.",
    "interpretations": "What was enacted is what the conduct is consistent with; it is never said "
    "that the state adopted it.",
}
ANALOGUE = "The conduct ended before the Convention of 1951 was adopted: these are analogues."


class Incident:
    """One record: a page for the reader, and frames for the analyst.

    Attributes
    ----------
    id : str
        Id of the record.
    claims, codes, actors, events, legs, harm, findings, assessments, interpretations : DataFrame
        The record's rows in the table of that name.
    persons_named, missing, weak_points, sources : DataFrame
        Likewise; ``sources`` holds the works on which the record rests.
    """

    def __init__(self, record: Recorded):
        self.id: str = record.id
        self.claims: pd.DataFrame = record.frame("claims")
        self.codes: pd.DataFrame = record.frame("codes")
        self.actors: pd.DataFrame = record.frame("actors")
        self.events: pd.DataFrame = record.frame("events")
        self.legs: pd.DataFrame = record.frame("legs")
        self.harm: pd.DataFrame = record.frame("harm")
        self.findings: pd.DataFrame = record.frame("findings")
        self.assessments: pd.DataFrame = record.frame("assessments")
        self.interpretations: pd.DataFrame = record.frame("interpretations")
        self.persons_named: pd.DataFrame = record.frame("persons_named")
        self.missing: pd.DataFrame = record.frame("missing")
        self.weak_points: pd.DataFrame = record.frame("weak_points")
        works = to_frame(read_arrow("sources"))
        self.sources: pd.DataFrame = works[works["key"].isin(record.sources())].reset_index(
            drop=True
        )
        self._title = f"{record.cells['title']} ({record.id})"
        self._blocks = [block.worded(record.words.prose) for block in _page(record)]

    def explain(self, field: str) -> Explanation:
        """Explain a cell of this record; see `explain`."""
        return explain(self.id, field)

    def __str__(self) -> str:
        return as_text(self._title, self._blocks)

    def __repr__(self) -> str:
        """Return the page with its long lists counted only."""
        told = (f"{block.heading}: {len(block.items)}" for block in self._blocks if block.items)
        short = [block for block in self._blocks if not block.items]
        return as_text(self._title, [*short, Block("print() shows all of it", list(told))])

    def _repr_html_(self) -> str:
        return as_html(self._title, self._blocks)


def incident(id: str) -> Incident:
    """Return one record, to read and to work with.

    Parameters
    ----------
    id : str
        Id of an incident, campaign or measure.

    Returns
    -------
    Incident
        Prints as a page, in Jupyter as HTML; its rows in each table are attributes.

    Raises
    ------
    ValueError
        If there is no such record; the message names the nearest one.
    TypeError
        If the id is no text.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.incident("preah-vihear-1979").claims  # doctest: +SKIP
    """
    return Incident(Recorded(id))


def _page(record: Recorded) -> list[Block]:
    """Return the parts of the page, the shortest answer first."""
    blocks = [
        Block(paragraphs=[*withdrawal(record), _status(record)]),
        Block(paragraphs=[record.cells["summary"]]),
        Block("In short", _facts(record)),
        Block("Counts, as each source has them", items=_counts(record), folded=True),
    ]
    for name, heading in _PARTS.items():
        rows = record.rows(name)
        items = [(_mark(row), _tell(record, name, row)) for row in rows]
        said = [SAID[name]] if name in SAID and rows else []
        if name == "interpretations" and any(row["is_analogue"] for row in rows):
            said.append(ANALOGUE)
        blocks.append(Block(heading, said, items, folded=True))
    weak = [("-", [row["text"]]) for row in record.rows("weak_points")]
    references = [("-", [text]) for text in record.words.references(record.sources())]
    return [
        *blocks,
        Block("What stays weak", items=weak),
        Block("What is missing", items=[("-", [_gap(r)]) for r in record.rows("missing")]),
        Block("Sources", items=references, folded=True, listed=True),
    ]


def _status(record: Recorded) -> str:
    cells = record.cells
    kind = label_of("kind", cells["kind"])
    seen = "reviewed by a person" if cells["reviewed_by_person"] else "not reviewed by a person"
    campaign = f"; part of {cells['part_of']}" if cells["part_of"] else ""
    return f"{kind}{campaign}; curated on {date_in_words(cells['curated_on'])}; {seen}"


def _facts(record: Recorded) -> list[str]:
    """Return the facts in short; deaths during and after the return stay apart."""
    known = [name for name in _FACTS if record.cells.get(name) is not None]
    families = [*count_fields(record.incidents), *DEATH_PHASES]
    lines = [column_line(record, name, written=False) for name in known]
    return [*lines, *(family_line(record, family) for family in families)]


def _counts(record: Recorded) -> list[tuple[str, list[str]]]:
    """Return every claim to a count, with what the published numbers make of it."""
    items = []
    for field in count_fields(record.incidents):
        rows = record.claims(field)
        for row, verdict in zip(rows, count_verdicts(rows, PUBLISHED_RULE), strict=True):
            lines = TELL["claims"](row, record.words)
            items.append((_mark(row), [*lines, sentence(verdict.reason)]))
    return items


def _tell(record: Recorded, name: str, row: dict) -> list[str]:
    lines = TELL[name](row, record.words)
    if name == "codes":
        lines[0] = f"{record.words.meta(row['field'])['label']}: {lines[0]}"
    if row.get("set_aside"):
        lines.append(f"Set aside: {row['set_aside']}")
    elif row.get("scope") == "part":
        lines.append("Covers a part only.")
    return lines


def _gap(row: dict) -> str:
    reason = label_of("missing_reason", row["reason"]).lower()
    return f"{row['field']}: {reason}" + (f". {row['note']}" if row["note"] else "")


def _mark(row: dict) -> str:
    return f"[{row['number']}]" if "number" in row else "-"
