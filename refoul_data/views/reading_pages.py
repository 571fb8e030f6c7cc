"""The pages on readings of the duty: the frozen codebook and what follows from it, and how far passes agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from ..access.references import labels
from ..dataset.agreement_tables import codelist_of, label_of_variable
from ..dataset.sensitivity import SENSITIVITY_LABELS
from ..vocabulary.codes import label_of, read_codelist
from ..vocabulary.dates import date_in_words
from ..vocabulary.states import State, states_from_rows
from .pages import render, thin

Row = Mapping[str, Any]
_STYLE = {"yes": "pass", "no": "quiet", "unclear": "warn", "no_position_found": "quiet"}


def _code(variable: str, code: str) -> str:
    codelist = codelist_of(variable)
    if not codelist or code not in read_codelist(codelist):
        return code.replace("_", " ")
    return label_of(codelist, code).lower()


def _figure(row: Row, name: str) -> str:
    value, low, high = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
    if value is None:
        return "not defined"
    shown = f"{value:.2f}"
    return shown if low is None else f"{shown} ({low:.2f} to {high:.2f})"


def _rates(variable: str, text: str | None) -> str:
    parts = [part.rpartition(" ") for part in (text or "").split(";") if part]
    return ", ".join(f"{_code(variable, code)} {n}" for code, _, n in parts) or "–"


def _matrix(variable: str, rows: list[Row]) -> dict[str, Any]:
    """Return a confusion table: codes of the first pass down, of the second across."""
    present = [c for row in rows for c in (row["first"], row["second"])]
    codes = list(dict.fromkeys(present))
    known = read_codelist(codelist_of(variable)) if codelist_of(variable) else {}
    codes.sort(key=lambda c: list(known).index(c) if c in known else len(known))
    counts = {(r["first"], r["second"]): r["n"] for r in rows}
    return {
        "codes": [_code(variable, c) for c in codes],
        "lines": [
            {
                "label": _code(variable, a),
                "cells": [{"n": counts.get((a, b), 0), "same": a == b} for b in codes],
            }
            for a in codes
        ],
    }


def make_agreement_page(rows: Mapping[str, list[Row]]) -> str:
    """Return the page on how far two passes of coding agree.

    Parameters
    ----------
    rows : mapping of str to list
        Rows of the published tables.
    """
    confusion = {
        variable: list(group)
        for variable, group in groupby(rows["agreement_confusion"], lambda r: r["variable"])
    }
    variables = [
        {
            "id": row["variable"],
            "label": row["label"],
            "units": thin(row["n_units"]),
            "records": thin(row["n_records"]),
            "figures": [_figure(row, name) for name in ("agreement", "kappa", "alpha")],
            "first": _rates(row["variable"], row["rates_first"]),
            "second": _rates(row["variable"], row["rates_second"]),
            "exploratory": row["exploratory"],
            "more": row["n_with_analogues"] > row["n_units"],
            "units_more": thin(row["n_with_analogues"]),
            "alpha_more": "not defined"
            if row["alpha_with_analogues"] is None
            else f"{row['alpha_with_analogues']:.2f}",
            "matrix": _matrix(row["variable"], confusion.get(row["variable"], [])),
        }
        for row in rows["agreement"]
    ]
    measured = [v for v in variables if v["units"] != "0"]
    titles = {r["id"]: r["title"] for r in rows["incidents"]}
    adjudications = [
        {
            "record": titles.get(row["unit"].partition("/")[0], row["unit"]),
            "state": row["unit"].partition("/")[2],
            "variable": label_of_variable(row["variable"]),
            **{
                key: _code(row["variable"], row[key]) if row[key] else "–"
                for key in ("first", "second", "kept")
            },
            "note": row["note"],
        }
        for row in rows["adjudications"]
    ]
    return render(
        "agreement",
        current="readings",
        variables=measured,
        once=[v["id"] for v in variables if v["units"] == "0"],
        held=sum(not v["exploratory"] for v in measured),
        records=len({r["incident_id"] for r in rows["codings"]}),
        adjudications=adjudications,
        conventions=rows["coding_conventions"],
        passes=[
            {
                "record": titles.get(row["incident_id"], row["incident_id"]),
                "which": label_of("coding_pass", row["pass"]),
                "basis": row["basis"],
            }
            for row in rows["coding_passes"]
        ],
    )


def _derived(rows: Mapping[str, list[Row]], states: Mapping[str, State]) -> list[dict[str, Any]]:
    """Return, per record and state, the value of each type in each mode."""
    incidents = {r["id"]: r for r in rows["incidents"]}
    kinds = list(read_codelist("reading_type"))
    modes = list(read_codelist("interpretation_mode"))
    cells: dict[tuple[str, str], dict[tuple[str, str], Row]] = {}
    for row in rows["reading_types"]:
        cells.setdefault((row["incident_id"], row["state"]), {})[row["mode"], row["type"]] = row
    lines = []
    for (record, state), found in cells.items():
        incident = incidents[record]
        day = incident["date_earliest"] or incident["date_latest"]
        lines.append({
            "id": record,
            "title": incident["title"],
            "state": states[state].name_on(day) if state in states else state,
            "analogue": any(r["is_analogue"] for r in found.values()),
            "cells": [
                {
                    "column": f"{label_of('reading_type', kind)}, {label_of('interpretation_mode', mode).lower()}",
                    "label": label_of("interpretation_value", found[mode, kind]["value"]),
                    "style": _STYLE[found[mode, kind]["value"]],
                    "exploratory": found[mode, kind]["exploratory"],
                }
                for kind in kinds
                for mode in modes
                if (mode, kind) in found
            ],
        })  # fmt: skip
    return lines


def _positions(rows: Mapping[str, list[Row]], states: Mapping[str, State]) -> list[dict[str, Any]]:
    works = labels(rows["sources"])
    titles = {r["id"]: r["title"] for r in rows["incidents"]}
    shown = []
    for state, group in groupby(rows["state_positions"], lambda r: r["state"]):
        shown.append({
            "name": states[state].name if state in states else state,
            "rows": [
                {
                    "date": date_in_words(row["date"]),
                    "speaker": row["speaker"],
                    "attributed_by": row["attributed_by"],
                    "stance": label_of("position_stance", row["stance"]),
                    "text": row["text"],
                    "dimensions": [
                        label_of("interpretation_dimension", d).lower()
                        for d in (row["dimensions"] or "").split(";") if d
                    ],
                    "records": [
                        {"id": r, "title": titles.get(r, r)}
                        for r in (row["records"] or "").split(";") if r
                    ],
                    "source": works[row["source"]],
                    "at": row["at"],
                    "analogue": row["is_analogue"],
                }
                for row in group
            ],
        })  # fmt: skip
    return shown


def _of_time(state: dict[str, Any], early: bool) -> dict[str, Any]:
    """Return the statements of a state from before the Convention, or from after it."""
    return state | {"rows": [row for row in state["rows"] if row["analogue"] == early]}


def _sensitivity(rows: Iterable[Row]) -> list[dict[str, Any]]:
    shown = []
    for headline, group in groupby(rows, lambda r: r["headline"]):
        lines = list(group)
        used = [
            name for name in SENSITIVITY_LABELS if any(line[name] is not None for line in lines)
        ]
        shown.append({
            "title": label_of("sensitivity_table", headline),
            "note": read_codelist("sensitivity_table")[headline].definition,
            "columns": used,
            "lines": [
                {
                    "label": line["label"],
                    "exploratory": line["exploratory"],
                    "cells": [thin(line[n]) for n in used],
                }
                for line in lines
            ],
        })  # fmt: skip
    return shown


def make_readings_page(rows: Mapping[str, list[Row]], book: Any) -> str:
    """Return the page on readings: frozen codebook, types, positions of states, sensitivity.

    Parameters
    ----------
    rows : mapping of str to list
        Rows of the published tables.
    book : Codebook
        The frozen codebook.
    """
    states = states_from_rows({k: v or "" for k, v in row.items()} for row in rows["states"])
    dimensions = [
        {
            "id": d.id,
            "label": label_of("interpretation_dimension", d.id),
            "question": d.question,
            "evidence": d.evidence,
            "counter": d.counter_evidence,
            "examples": [
                {
                    "text": e.text,
                    "why": e.why,
                    "mode": label_of("interpretation_mode", e.mode),
                    "value": label_of("interpretation_value", e.value).lower(),
                }
                for e in d.examples
            ],
        }
        for d in book.dimensions
    ]
    types = [
        {
            "label": label_of("reading_type", t.id),
            "seed": t.seed,
            "note": t.note,
            "needs": " and ".join(
                f"{label_of('interpretation_dimension', c.dimension).lower()}: "
                f"{label_of('interpretation_value', c.value).lower()}"
                for c in t.all_of
            ),
        }
        for t in book.types
    ]
    derived, positions = _derived(rows, states), _positions(rows, states)
    return render(
        "readings",
        current="readings",
        book=book,
        frozen=date_in_words(book.frozen_on),
        dimensions=dimensions,
        types=types,
        values=list(read_codelist("interpretation_value").values()),
        type_labels=[e.label for e in read_codelist("reading_type").values()],
        lines=[line for line in derived if not line["analogue"]],
        analogues=[line for line in derived if line["analogue"]],
        positions=[p for p in (_of_time(s, False) for s in positions) if p["rows"]],
        early_positions=[p for p in (_of_time(s, True) for s in positions) if p["rows"]],
        n_positions=sum(not r["is_analogue"] for r in rows["state_positions"]),
        n_early=sum(r["is_analogue"] for r in rows["state_positions"]),
        sensitivity=_sensitivity(rows["sensitivity"]),
        count_labels=SENSITIVITY_LABELS,
    )
