"""The published value in words, what it means, and the rules that make it: the head of an explanation."""

from __future__ import annotations

from ..vocabulary.codes import read_codelist
from ..vocabulary.roles import DEATH_PHASES
from .asked import SINGLE, Asked
from .recorded import Recorded
from .recount import PUBLISHED_RULE
from .words import codes_in_words, definitions, interval_in_words

COUNTED = ("counts", "harm_deaths")
"""Ways to a number that a counting rule makes."""


def withdrawal(record: Recorded) -> list[str]:
    """Return why a record was withdrawn, where it was."""
    if record.cells["record_status"] != "withdrawn":
        return []
    return [f"This record is withdrawn: {record.cells['withdrawn_reason']}"]


def _rule(code: str) -> str:
    entry = read_codelist("rule")[code]
    return f"Rule {code} ({entry.label.lower()}): {entry.definition}"


def _basis(code: str) -> str:
    entry = read_codelist("basis")[code]
    return f"{entry.label}: {entry.definition}"


def family_line(record: Recorded, family: str) -> str:
    """Return a range with its best value and what it counts."""
    cells = record.cells
    low, best, high = (cells[f"{family}_{k}"] for k in ("low", "best", "high"))
    label = record.words.meta(f"{family}_low")["label"].removesuffix(", lowest")
    text = f"{label}: {interval_in_words(low, best, high)}"
    act = cells.get(f"{family}_act")
    return f"{text} ({codes_in_words('act', act).lower()})" if act else text


def column_line(record: Recorded, column: str, written: bool = True) -> str:
    """Return a cell in words and, unless `written` is false, as written where that differs."""
    meta, cell = record.words.meta(column), record.cells[column]
    if cell is None:
        return f"{meta['label']}: no value"
    words = record.words.value(column, cell)
    if cell == "none":  # "None" alone reads like a fault
        words = " ".join(definitions(meta["codelist"], cell))
    told = not isinstance(cell, str) or words == cell or words.endswith(f" ({cell})")
    shown = f" [{cell}]" if written and not told else ""
    return f"{meta['label']}: {words}{shown}"


def headline(record: Recorded, asked: Asked, counts: str) -> list[str]:
    """Return the value in words, what the column says, and the rules that make it."""
    column, family, rule = asked
    lines = withdrawal(record)
    if column is not None:
        lines += [column_line(record, column), record.words.meta(column)["description"]]
    if rule in COUNTED:
        lines += _counted(record, family, counts)
    elif column != family:
        lines.append(column_line(record, family))
    if rule == "final_findings" and record.cells["legal_status"] != "none":
        lines += definitions("legal_status", record.cells["legal_status"])
    if rule == "editorial":
        lines += _editorial(record, family)
    lines += [_rule(code) for code in dict.fromkeys(_rules(record, asked, counts)) if code]
    return lines + _absence(record, asked)


def _counted(record: Recorded, family: str, counts: str) -> list[str]:
    lines = [family_line(record, family)]
    flags = record.cells[f"{family}_flags"]
    lines += definitions("count_flag", flags) if flags else []
    if family in DEATH_PHASES:
        lines += [
            f"Kept apart from them: {family_line(record, other)}; see {other}."
            for other in DEATH_PHASES
            if other != family
        ]
    if counts != PUBLISHED_RULE:
        lines.append(f"By the rule {counts}; the published table uses {PUBLISHED_RULE}.")
    return lines


def _editorial(record: Recorded, column: str) -> list[str]:
    meta, cell = record.words.meta(column), record.cells[column]
    coded = cell is not None and meta.get("codelist")
    return [*(definitions(meta["codelist"], cell) if coded else []), _basis(meta["basis"])]


def _rules(record: Recorded, asked: Asked, counts: str) -> list[str]:
    """Return the codes of the rules, that of the column first."""
    column, _, rule = asked
    own = record.words.meta(column).get("rule", "") if column else ""
    if rule == "counts":
        return [counts if own == PUBLISHED_RULE else own, counts]
    if rule == "harm_deaths":
        return [rule, counts]
    return [own, rule if rule in SINGLE else ""]


def _absence(record: Recorded, asked: Asked) -> list[str]:
    """Return why there is no value."""
    given = record.missing(asked.family)
    if given is not None:
        words = "; ".join(definitions("missing_reason", given["reason"]))
        lines = [f"No value. {words}" + (f" {given['note']}" if given["note"] else "")]
        if asked.family in DEATH_PHASES and given["reason"] in ("unknown", "no_whole_count"):
            lines.append("That no number is known does not show that nobody died.")
        return lines
    return []
