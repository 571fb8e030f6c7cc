"""One row of a published table in one to four lines, with its footnote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..vocabulary.codes import label_of, read_codelist
from ..vocabulary.dates import date_in_words
from .words import Words, interval_in_words, provision_in_words

Row = Mapping[str, Any]


def _label(codelist: str, code: str) -> str:
    return label_of(codelist, code).lower()


def _joined(*parts: str | None, by: str = "; ") -> str:
    return by.join(part for part in parts if part)


def _prefixed(words: str, text: Any) -> str | None:
    return f"{words} {text}" if text else None


def _lines(row: Row, words: Words, *lines: str | None) -> list[str]:
    """Return the lines that are not empty, the footnote and the note."""
    return [line for line in (*lines, words.evidence(row), _prefixed("Note:", row["note"])) if line]


def _number(row: Row) -> str:
    act = f"({_label('act', row['act'])})" if row["act"] else None
    when = date_in_words(row["when"]) if row["when"] else None
    return _joined(
        _joined(interval_in_words(row["low"], row["best"], row["high"]), act, by=" "),
        _prefixed("whom:", row["who"]),
        _prefixed("where:", row["where"]),
        _prefixed("when:", when),
    )


def tell_claim(row: Row, words: Words) -> list[str]:
    """Tell a claim: the value or the number, and what it counts."""
    counted = row["act"] is not None
    return _lines(row, words, _number(row) if counted else words.value(row["field"], row["value"]))


def tell_code(row: Row, words: Words) -> list[str]:
    """Tell a coded field: code, reason, confidence, sources, rival."""
    codelist = words.meta(row["field"])["codelist"]
    entry = read_codelist(codelist)[row["value"]]
    sources = ", ".join(words.cite(key) for key in row["sources"].split(";"))
    rival = None
    if row["rival"]:
        rival = f"Rival code: {label_of(codelist, row['rival'])}. {row['rival_rationale']}"
    return [
        f"{entry.label}: {entry.definition}",
        f"Why: {row['rationale']}",
        f"Confidence: {_label('confidence', row['confidence'])}. Rests on: {sources}.",
        *([rival] if rival else []),
    ]


def tell_actor(row: Row, words: Words) -> list[str]:
    """Tell an actor: role, type, state, and who attributes or contests."""
    basis = row["attribution_basis"]
    kind = _label("actor_type", row["actor_type"])
    if row["actor_type"] == "state" and row["state"]:
        kind = f"{kind}: {words.state(row['state'])}"
    elif row["state"]:
        kind = f"{kind}; conduct attributed to: {words.state(row['state'])}"
    return _lines(
        row,
        words,
        f"{row['actor']}: {_label('actor_role', row['role'])}",
        _joined(
            kind,
            f"basis: {_label('attribution_basis', basis)}" if basis else None,
            _prefixed("claimed by", row["attributed_by"]),
            _prefixed("contested by", row["contested_by"]),
        ),
    )


def tell_event(row: Row, words: Words) -> list[str]:
    """Tell a dated step."""
    text = f"{date_in_words(row['date'])}, {_label('event', row['event'])}: {row['text']}"
    place = words.place(row["place"]) if row["place"] else None
    return _lines(row, words, text, _prefixed("Place:", place))


def tell_leg(row: Row, words: Words) -> list[str]:
    """Tell a movement: from, to, when, how many, by whom."""
    persons = None
    if row["persons_low"] is not None or row["persons_high"] is not None:
        numbers = interval_in_words(row["persons_low"], None, row["persons_high"])
        one = {row["persons_low"], row["persons_high"]} == {1}
        persons = f"{numbers} {'person' if one else 'persons'}"
    return _lines(
        row,
        words,
        f"{words.place(row['from_place'])} to {words.place(row['to_place'])}"
        + (f", {words.state(row['to_state'])}" if row["to_state"] else ""),
        _joined(
            f"{_label('leg_stage', row['stage'])}, {_label('leg_status', row['status'])}",
            date_in_words(row["date"]) if row["date"] else None,
            persons,
            _prefixed("moved by", row["actor"]),
        ),
    )


def tell_harm(row: Row, words: Words) -> list[str]:
    """Tell harm: what, when, how many, by whom, and who says that the return led to it."""
    numbers = row["low"] is not None or row["high"] is not None
    traced = None
    if row["traced"] is not None:
        of = f" of {row['traced_of']:,}" if row["traced_of"] is not None else ""
        traced = f"traced: {row['traced']:,}{of}"
    return _lines(
        row,
        words,
        _joined(
            f"{label_of('harm_type', row['type'])}, {_label('harm_phase', row['phase'])}",
            _number(row) if numbers else "no number",
            by=": ",
        ),
        _joined(
            _prefixed("by:", row["agent"]),
            _prefixed("time after the return:", row["lag"]),
            traced,
            _prefixed("the return led to it, according to:", row["link_claimed_by"]),
        ),
    )


def tell_finding(row: Row, words: Words) -> list[str]:
    """Tell what a body decided, in its own terms, about what conduct."""
    case = f"{row['case_name']}, " if row["case_name"] else ""
    return _lines(
        row,
        words,
        f"{row['body']}, {case}{row['citation']}, {date_in_words(row['date'])}",
        _joined(
            f"{label_of('disposition', row['disposition'])}, "
            + provision_in_words(row["provision"], row["instrument"]),
            f"respondent: {words.state(row['respondent'])}" if row["respondent"] else None,
            f"finality: {_label('finality', row['finality'])}",
            f"about the return: {_label('about_return', row['about_return'])}",
        ),
        f"Conduct assessed: {row['conduct_assessed']}",
        _prefixed("Compliance:", row["compliance"]),
    )


def tell_assessment(row: Row, words: Words) -> list[str]:
    """Tell what someone said, with the verb they used."""
    date = f" ({date_in_words(row['date'])})" if row["date"] else ""
    verb = _label("assessment_verb", row["verb"])
    return _lines(row, words, f"{row['by']}{date} {verb}: {row['text']}")


def tell_interpretation(row: Row, words: Words) -> list[str]:
    """Tell one dimension of a state's reading of the duty."""
    value = _label("interpretation_value", row["value"])
    mode = _label("interpretation_mode", row["mode"])
    state = f" by {words.state(row['state'])}" if row["state"] else ""
    rival = None
    if row["rival_value"]:
        other = _label("interpretation_value", row["rival_value"])
        rival = f"Rival value: {other}. {row['rival_rationale']}"
    return _lines(
        row,
        words,
        f"{label_of('interpretation_dimension', row['dimension'])}, {mode}{state}: {value}",
        f"Why: {row['rationale']} Confidence: {_label('confidence', row['confidence'])}.",
        rival,
    )


TELL = {
    "claims": tell_claim,
    "codes": tell_code,
    "actors": tell_actor,
    "events": tell_event,
    "legs": tell_leg,
    "harm": tell_harm,
    "findings": tell_finding,
    "assessments": tell_assessment,
    "interpretations": tell_interpretation,
}
"""By the name of the table."""
