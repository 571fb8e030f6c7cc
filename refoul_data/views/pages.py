"""Published tables become pages: Jinja2 with autoescape, one stylesheet, no network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2

from .. import __version__
from ..access.references import labels, name_works
from ..dataset.tables import share_missing
from ..vocabulary import about
from ..vocabulary.codes import codelist_names, label_of, read_codelist
from ..vocabulary.dates import date_in_words
from ..vocabulary.states import State, states_from_rows
from .addresses import record_beside, record_on_map, record_page
from .offline import with_policy

NAVIGATION = (
    ("index", "Start", "index.html"),
    ("map", "Map", "map.html"),
    ("browse", "Browse", "browse.html"),
    ("law", "Law", "law.html"),
    ("readings", "Readings", "readings.html"),
    ("exclusion", "Exclusion", "exclusion.html"),
    ("seeds", "Seeds", "seeds.html"),
    ("codebook", "Codebook", "codebook.html"),
    ("methods", "Methods", "methods.html"),
    ("validation", "Validation", "validation.html"),
    ("downloads", "Downloads", "downloads.html"),
    ("howto", "How-to", "howto/index.html"),
    ("api", "Python", "api.html"),
)
CITATION = about.citation(__version__)
Row = Mapping[str, Any]


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("refoul_data.views", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["thin"] = thin
    for address in (record_page, record_beside, record_on_map):
        environment.globals[address.__name__] = address
    return environment


def render(template: str, current: str = "", up: str = "", **context: Any) -> str:
    """Return a page with stylesheet, navigation and policy.

    Parameters
    ----------
    template : str
        Name of the template, without ``.html.j2``.
    current : str
        Name of the page in the navigation.
    up : str
        Way back to the folder of the start page, such as ``"../"``.
    **context
        What the template shows. Every text is escaped.
    """
    assets = files("refoul_data.views") / "assets"
    html = (
        _environment()
        .get_template(f"{template}.html.j2")
        .render(
            style=(assets / "page.css").read_text(encoding="utf-8"),
            navigation=[{"name": n, "label": x, "href": h} for n, x, h in NAVIGATION],
            current=current,
            up=up,
            version=__version__,
            **context,
        )
    )
    return with_policy(html)


def thin(number: Any) -> str:
    """Return a number with thin spaces between thousands, or a dash where there is none."""
    return "–" if number is None else f"{number:,}".replace(",", "\u202f")


# --- validation --------------------------------------------------------------------------------


def make_validation_page(
    outcomes: Iterable[Any], titles: Mapping[str, tuple[str, int]], record_rules: int
) -> str:
    """Return the page that tells what was checked and what was found.

    Parameters
    ----------
    outcomes : iterable of Outcome
        As `run_expectations` gives them.
    titles : mapping
        Title and number of rows by table.
    record_rules : int
        Number of rules that raw files are held against.
    """
    outcomes = list(outcomes)
    groups: dict[str, list[Any]] = {}
    for outcome in outcomes:
        groups.setdefault(outcome.table if outcome.table in titles else "", []).append(outcome)
    across = groups.pop("", [])
    shown = [_group(n, titles[n][0], titles[n][1], f"table {n}", g) for n, g in groups.items()]
    if across:
        words = "questions that only several tables together can answer"
        shown.append(_group("across-tables", "Across tables", None, words, across))
    return render(
        "validation",
        current="validation",
        outcomes=outcomes,
        groups=shown,
        failed=sum(_failed(o) for o in outcomes),
        warned=sum(_warned(o) for o in outcomes),
        record_rules=record_rules,
    )


def _failed(outcome: Any) -> bool:
    return bool(outcome.error) or (not outcome.success and outcome.severity == "critical")


def _warned(outcome: Any) -> bool:
    return not outcome.success and not _failed(outcome)


def _group(name: str, title: str, rows: int | None, subtitle: str, outcomes: list[Any]) -> dict:
    return {
        "name": name,
        "title": title,
        "rows": rows,
        "subtitle": subtitle,
        "outcomes": outcomes,
        "failed": sum(map(_failed, outcomes)),
        "warned": sum(map(_warned, outcomes)),
    }


def share_in_words(share: float | None) -> str:
    """Return a share in whole per cent; nothing where there is none.

    Examples
    --------
    >>> share_in_words(0.123), share_in_words(0.001), share_in_words(0.999), share_in_words(0.0)
    ('12\xa0%', 'less than 1\xa0%', 'more than 99\xa0%', '')
    """
    if not share:
        return ""
    if share != 1 and not 0.005 <= share < 0.995:
        return "less than 1\xa0%" if share < 0.5 else "more than 99\xa0%"
    return f"{share:.0%}".replace("%", "\xa0%")


# --- codebook and methods ----------------------------------------------------------------------


def make_codebook_page(tables: Iterable[Any], rules: Iterable[tuple[str, str]]) -> str:
    """Return the codebook: every table, column, code and rule.

    Parameters
    ----------
    tables : iterable of Table
        Declarations and rows.
    rules : iterable of (name, text)
        The rules that raw files are held against.
    """
    lists = []
    for name in codelist_names():
        codes = list(read_codelist(name).values())
        if name != "rule":
            lists.append({"name": name, "codes": codes, "extra": list(codes[0].extra)})
    return render(
        "codebook",
        current="codebook",
        tables=[
            {
                "name": t.name,
                "title": t.title,
                "rows": thin(len(t.rows)),
                "key": t.key,
                "columns": t.columns,
                "empty": {c.name: share_in_words(share_missing(t.rows, c.name)) for c in t.columns},
            }
            for t in tables
        ],
        codelists=lists,
        derivations=list(read_codelist("rule").values()),
        rules=[{"name": n, "text": t} for n, t in rules],
    )


def _tally(list_name: str, values: Iterable[str]) -> list[dict[str, Any]]:
    counts = Counter(values)
    return [
        {"code": c.code, "label": c.label, "definition": c.definition, "n": counts[c.code]}
        for c in read_codelist(list_name).values()
    ]


def _law_facts(rows: Mapping[str, list[Row]]) -> dict[str, Any]:
    counts = Counter(r["confidence"] for r in rows["parties"])
    return {
        "parties": thin(len(rows["parties"])),
        "confidence": [
            {"label": entry.label.lower(), "n": thin(counts[code])}
            for code, entry in read_codelist("date_confidence").items()
        ],
        "incomplete": [
            {"short": r["short"], "words": label_of("parties_known", r["parties_known"]).lower()}
            for r in rows["instruments"]
            if r["parties_known"] != "complete"
        ],
        "statements": {
            code: [r["short"] for r in rows["instruments"] if r["statements_known"] == code]
            for code in read_codelist("statements_known")
        },
        "totals": Counter(r["counted_by"] for r in rows["party_totals"]),
        "in_territory": any(r["territory"] for r in rows["law_on_date"]),
    }


def _agreement_facts(rows: Mapping[str, list[Row]]) -> dict[str, Any]:
    return {
        "records": len({r["incident_id"] for r in rows["codings"] if r["pass"] == "second"}),
        "variables": len(rows["agreement"]),
        "held": sum(not r["exploratory"] for r in rows["agreement"]),
    }


def harm_unknowns(rows: Mapping[str, list[Row]]) -> list[dict[str, Any]]:
    """Count, by phase, the returns of which nothing is told, and the rows that leave a cell open.

    Only returns that were carried out, at least in part, are asked what came of them.
    """
    returns = {
        r["id"] for r in rows["incidents"]
        if r["record_status"] == "published"
        and r["kind"] != "measure"
        and r["execution_status"] in ("executed", "partly")
    }  # fmt: skip
    harm = [h for h in rows["harm"] if h["incident_id"] in returns and not h["set_aside"]]
    found = []
    for phase in read_codelist("harm_phase").values():
        told = [h for h in harm if h["phase"] == phase.code]
        cells = {n: sum(h[n] is None for h in told) for n in ("agent", "lag", "traced")}
        untold = len(returns - {h["incident_id"] for h in told})
        found.append(
            {"code": phase.code, "label": phase.label, "returns": len(returns), "untold": untold,
             "rows": len(told), **cells}
        )  # fmt: skip
    return found


def make_methods_page(rows: Mapping[str, list[Row]]) -> str:
    """Return the page on how records are made, and what is weak; `rows` are the tables' rows."""
    cited = rows["sources"]
    weak: dict[str, list[str]] = {}
    known = labels(cited)
    for point in rows["weak_points"]:
        weak.setdefault(point["incident_id"], []).append(name_works(point["text"], known))
    titles = {r["id"]: r["title"] for r in rows["incidents"]}
    return render(
        "methods",
        current="methods",
        total=len(rows["incidents"]),
        reviewed=sum(bool(r["reviewed_by_person"]) for r in rows["incidents"]),
        access=_tally("access", (s["access"] for s in cited)),
        grades=_tally("grade", (s["grade"] for s in cited)),
        missing_unknown=sum(m["reason"] == "unknown" for m in rows["missing"]),
        harm_unknowns=harm_unknowns(rows),
        missing_whole=sum(m["reason"] == "no_whole_count" for m in rows["missing"]),
        weak=[{"id": k, "title": titles[k], "texts": v} for k, v in weak.items()],
        n_weak=len(rows["weak_points"]),
        law=_law_facts(rows) if "parties" in rows else None,
        agreement=_agreement_facts(rows) if "agreement" in rows else None,
    )


# --- start -------------------------------------------------------------------------------------


def _record(row: Row, states: Mapping[str, State]) -> dict[str, str]:
    codes = (row["returning_state"] or "").split(";")
    day = row["date_earliest"] or row["date_latest"]
    names = [states[c].name_on(day) if c in states else c for c in codes if c]
    words = label_of("act", row["persons_act"]).lower() if row["persons_act"] else ""
    count = row["persons_best"]
    return {
        "id": row["id"],
        "title": row["title"],
        "kind": label_of("kind", row["kind"]),
        "execution": label_of("execution_status", row["execution_status"] or "").lower(),
        "date": date_in_words(row["date"]) if row["date"] else "–",
        "states": ", ".join(names) or "none named",
        "count": f"{thin(count)} ({words})" if count is not None else "–",
        "origins": str(row["n_origins"]),
    }


def make_index_page(
    tables: Mapping[str, Any], sizes: Mapping[str, int], notebooks: Iterable[tuple[str, str]]
) -> str:
    """Return the start page.

    Parameters
    ----------
    tables : mapping of str to Table
        Declarations and rows.
    sizes : mapping of str to int
        Bytes of each CSV file by table.
    notebooks : iterable of (href, title)
        Executed notebooks.
    """
    rows = {name: table.rows for name, table in tables.items()}
    published = [r for r in rows["incidents"] if r["record_status"] == "published"]
    kinds = Counter(r["kind"] for r in published)
    facts = [
        {"n": thin(kinds[code]), "label": f"{entry.label.lower()}s"}
        for code, entry in read_codelist("kind").items()
    ]
    origins = {c["origin"] for c in rows["claims"]}
    facts += [
        {"n": thin(len(rows["claims"])), "label": "claims, each with a source"},
        {"n": thin(len(rows["sources"])), "label": "works cited"},
        {"n": thin(len(origins)), "label": "origins of information"},
        {"n": thin(len(rows["findings"])), "label": "findings of courts and bodies"},
    ]
    cards = [
        {
            "href": "map.html",
            "label": "Map",
            "text": "Places with their precision, movements, claims and sources in one offline file.",
        },
        {
            "href": "browse.html",
            "label": "Browse",
            "text": "All records in one table, with search and filters; each leads to its own page.",
        },
        {
            "href": "law.html",
            "label": "Law in force",
            "text": "For a state, what bound it and when; for a provision, who was bound in a year.",
        },
        {
            "href": "readings.html",
            "label": "Readings of the duty",
            "text": "What states said and what their conduct is consistent with, and how far two passes agree.",
        },
        {
            "href": "exclusion.html",
            "label": "Exclusion",
            "text": "Where a state argued crime or danger: the Guidelines as questions, and each case.",
        },
        {
            "href": "seeds.html",
            "label": "What the seeds say",
            "text": "Each sentence of the two documents that the project started from, and what became of it.",
        },
        {
            "href": "codebook.html",
            "label": "Codebook",
            "text": "Every table, column, code and rule.",
        },
        {
            "href": "methods.html",
            "label": "Methods and limits",
            "text": "How records are made, what was read, what stays weak.",
        },
        {
            "href": "validation.html",
            "label": "Validation",
            "text": "What the published tables were checked for.",
        },
        {
            "href": "downloads.html",
            "label": "Downloads",
            "text": "Every table as CSV and Parquet, with sizes and checksums; Stata and Excel.",
        },
        {
            "href": "howto/index.html",
            "label": "How-to",
            "text": "Cite, join, read in R and Stata, set your own table beside the law, add or correct.",
        },
        {
            "href": "api.html",
            "label": "Python reference",
            "text": "What the package offers analysts, function by function.",
        },
    ]
    cards += [
        {
            "href": href,
            "label": title,
            "text": "Notebook: tables and figures with the code that made them.",
        }
        for href, title in notebooks
    ]
    states = states_from_rows({k: v or "" for k, v in row.items()} for row in rows["states"])
    ordered = sorted(published, key=lambda r: (str(r["date_earliest"] or ""), r["id"]))
    return render(
        "index",
        current="index",
        facts=facts,
        cards=cards,
        records=[_record(r, states) for r in ordered],
        example=ordered[0]["id"] if ordered else "",
        tables=[
            {
                "name": t.name,
                "title": t.title,
                "rows": thin(len(t.rows)),
                "columns": len(t.columns),
                "size": f"{max(1, round(sizes[t.name] / 1024))} kB",
            }
            for t in tables.values()
        ],
        citation=CITATION,
    )
