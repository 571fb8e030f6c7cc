"""Two passes of coding: are they read, held against each other, measured and published?"""

import csv
import json
import re

import pytest
from coding_records import INCIDENT, ROOT, copy_coded
from hypothesis import given
from hypothesis import strategies as st
from published_records import publish_folder, use

import refoul_data as rd
from refoul_data.dataset.agreement_tables import (
    label_of_variable,
    make_agreement,
    make_confusion,
    variables_of,
)
from refoul_data.dataset.coding_tables import make_types
from refoul_data.dataset.sensitivity import make_sensitivity
from refoul_data.dataset.tables import Table, make_tables
from refoul_data.law.agreement import (
    cohen_kappa,
    is_exploratory,
    krippendorff_alpha,
    share_equal,
    with_interval,
)
from refoul_data.law.interpretation import derive_type
from refoul_data.records.coding_rules import CODING_RULES
from refoul_data.records.coding_schema import Codings, RowCode
from refoul_data.records.reader import read_library
from refoul_data.vocabulary.codes import read_codelist

UNIT = f"{INCIDENT}/AAA"
FIRST, SECOND = f"codings/first/{INCIDENT}.yaml", f"codings/second/{INCIDENT}.yaml"


@pytest.fixture
def raw(tmp_path):
    return copy_coded(tmp_path / "raw")


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    return make_tables(read_library(copy_coded(tmp_path_factory.mktemp("raw") / "raw")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("published")
    return publish_folder(copy_coded(made / "raw"), made / "processed")


def told(raw):
    return [str(p).removeprefix(f"{raw.as_posix()}/") for p in read_library(raw).errors()]


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# --- reading -----------------------------------------------------------------------------------


def test_are_passes_read_without_errors(raw):
    library = read_library(raw)
    assert library.errors() == []
    assert set(library.codings.passes) == {("first", INCIDENT), ("second", INCIDENT)}


def test_names_the_codebook_the_dimensions_and_types_of_the_codelists(raw):
    book = read_library(raw).codings.codebook
    assert [d.id for d in book.dimensions] == list(read_codelist("interpretation_dimension"))
    assert [t.id for t in book.types] == list(read_codelist("reading_type"))
    assert all(d.examples and d.evidence and d.counter_evidence for d in book.dimensions)


# rule, file, old text, new text, what must be told
EDITS = [
    ("pass_files_are_named_after_their_record", FIRST, f"record: {INCIDENT}", "record: other-return-1980",
     f"{FIRST}:1: record: 'other-return-1980' is unlike the file name '{INCIDENT}'"),
    ("pass_files_are_named_after_their_record", SECOND, "pass: second", "pass: first",
     f"{SECOND}:2: pass: 'first' lies in the folder 'second'"),
    ("pass_files_are_named_after_their_record", SECOND, "codebook: 1", "codebook: 2",
     f"{SECOND}:3: codebook: version 2 is not that of the codebook, 1"),
    ("passes_code_every_dimension_once", FIRST, "dimension: mass_influx\n    value: yes",
     "dimension: denied_fact\n    value: yes",
     f"{FIRST}:7: interpretations: stated mass_influx of AAA is missing"),
    ("passes_code_every_dimension_once", FIRST, "dimension: mass_influx\n    value: yes",
     "dimension: denied_fact\n    value: yes",
     f"{FIRST}:7: interpretations: stated denied_fact of AAA stands 2 times"),
    ("passes_code_every_dimension_once", FIRST, "  - state: AAA", "  - state: BBB",
     f"{FIRST}:7: interpretations: BBB is none of those that acted (AAA)"),
    ("passes_keep_to_the_codebook", SECOND, "mode: enacted\n    dimension: place_limited\n    value: no",
     "mode: enacted\n    dimension: place_limited\n    value: no_position_found",
     f"{SECOND}:92: interpretations.9.value: only a stated reading can be no_position_found"),
    ("passes_keep_to_the_codebook", FIRST, "confidence: medium", "confidence: medium\n    rival_value: unclear",
     f"{FIRST}:8: interpretations.0.rival_value: 'rival_value' and 'rival_rationale' go together"),
    ("passes_keep_to_the_codebook", FIRST, "source: example-book-1985", "source: example-bok-1985",
     f"{FIRST}:15: interpretations.0.source: no source 'example-bok-1985'; did you mean 'example-book-1985'?"),
    ("passes_keep_to_the_codebook", FIRST, "Of place_limited.", "The return was unlawful.",
     f"{FIRST}:12: interpretations.0.rationale: 'unlawful' is a verdict: it stands in findings only"),
    ("passes_keep_to_the_codebook", FIRST, "value: return_across_border", "value: return_across_boarder",
     f"{FIRST}:172: codes.0.value: unknown code 'return_across_boarder' in codelist conduct; "
     f"did you mean 'return_across_border'?"),
    ("passes_keep_to_the_codebook", FIRST, "field: conduct", "field: conductt",
     f"{FIRST}:171: codes.0.field: no field 'conductt'; did you mean 'conduct'?"),
    ("differences_are_adjudicated", "codings/adjudications.csv", "stated.mass_influx", "stated.denied_fact",
     f"codings/adjudications.csv: yes and unclear on stated.mass_influx of {UNIT}: nobody adjudicated"),
    ("differences_are_adjudicated", "codings/adjudications.csv", f"{UNIT},stated.mass_influx",
     f"{INCIDENT}/BBB,stated.mass_influx",
     f"codings/adjudications.csv:2: unit: no pass coded stated.mass_influx of {INCIDENT}/BBB"),
    ("differences_are_adjudicated", "codings/rows.csv", "example-book-1985,3,3", "example-book-1985,3,4",
     "codings/adjudications.csv: 3 and 4 on sources.grade of example-book-1985: nobody adjudicated"),
    ("records_keep_what_the_passes_found", "codings/adjudications.csv", ",yes,", ",unclear,",
     f"incidents/{INCIDENT}.yaml:{{line}}: interpretations: stated.mass_influx of {UNIT} is yes; "
     f"the passes give unclear"),
    ("positions_are_sourced", "state_positions.csv", ",AAA,", ",AAB,",
     "state_positions.csv:2: state: no state 'AAB'; did you mean 'AAA'?"),
    ("positions_are_sourced", "state_positions.csv", "example-return-1980,high", "example-retrun-1980,high",
     "state_positions.csv:2: records: no record 'example-retrun-1980'; did you mean 'example-return-1980'?"),
    ("positions_are_sourced", "state_positions.csv", "They were too many", "They came unlawfully",
     "state_positions.csv:2: text: 'unlawfully' is a verdict: it stands in findings only"),
    ("positions_are_sourced", "state_positions.csv", "p. 2", "",
     "state_positions.csv:2: at: missing: name the page of 'example-report-1980'"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "file", "old", "new", "expected"), EDITS)
def test_is_a_fault_of_the_passes_told(raw, rule, file, old, new, expected):
    change(raw / file, old, new)
    text = (raw / "incidents" / f"{INCIDENT}.yaml").read_text(encoding="utf-8")
    line = text[: text.index("interpretations:")].count("\n") + 1
    assert expected.format(line=line) in told(raw)


def test_has_every_rule_on_passes_a_fault_that_breaks_it():
    assert {r.__name__ for r in CODING_RULES} == {rule for rule, *_ in EDITS}


def test_gives_one_fault_of_an_adjudication_one_message(raw):
    change(raw / "codings" / "adjudications.csv", ",yes,", ",Yes!,")
    (line,) = told(raw)
    assert line.startswith(
        "codings/adjudications.csv:2: kept: 'Yes!' is not a code of small letters"
    )


def test_is_a_change_of_the_frozen_codebook_told(raw):
    change(raw / "codings" / "codebook.yaml", "Is the duty treated", "Was the duty treated")
    (line,) = told(raw)
    assert line.startswith(
        "codings/codebook.yaml:1: version: changed since version 1 was frozen on 2026-11-25"
    )


def test_is_a_pass_that_was_edited_or_taken_away_told(raw):
    change(raw / SECOND, "Of denied_fact.", "Of another thing.")
    (line,) = told(raw)
    assert line.startswith(f"{SECOND}:1: changed since it was made: a pass file is never edited")
    (raw / SECOND).unlink()
    assert (
        f"codings/fingerprints.csv:3: path: there is no second/{INCIDENT}.yaml; a pass file is never taken away"
        in told(raw)
    )


def test_may_there_be_no_passes(raw):
    for path in sorted((raw / "codings").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (raw / "codings").rmdir()
    (raw / "state_positions.csv").unlink()
    assert told(raw) == []
    made = make_tables(read_library(raw))
    assert "agreement" not in made
    assert {r["passes"] for r in made["interpretations"].rows} == {"none"}


# --- statistics --------------------------------------------------------------------------------

PAIRS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30)


def test_are_the_figures_those_of_worked_examples():
    binary = list(zip("0100000010", "1110010000", strict=True))
    assert krippendorff_alpha(binary) == pytest.approx(0.095, abs=5e-4)
    nominal = list(zip("aabbdcccedda", "babbbccceddd", strict=True))
    assert krippendorff_alpha(nominal) == pytest.approx(0.692, abs=5e-4)
    fifty = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert cohen_kappa(fifty) == pytest.approx(0.4)
    assert share_equal(fifty) == 0.7


def test_is_nothing_shown_by_codes_that_never_vary():
    same = [("no", "no")] * 20
    assert (share_equal(same), cohen_kappa(same), krippendorff_alpha(same)) == (1, None, None)
    assert is_exploratory(same) and is_exploratory([])


@given(PAIRS)
def test_are_the_figures_in_bounds_and_blind_to_order_and_names(pairs):
    for figure in (cohen_kappa, krippendorff_alpha):
        value = figure(pairs)
        if value is None:
            continue
        assert value <= 1
        assert (value == pytest.approx(1)) == all(a == b for a, b in pairs)
        names = {"a": "x", "b": "y", "c": "z"}
        assert figure([(names[a], names[b]) for a, b in reversed(pairs)]) == pytest.approx(value)
    alpha = krippendorff_alpha(pairs)
    if alpha is not None:
        assert krippendorff_alpha([(b, a) for a, b in pairs]) == pytest.approx(alpha)


@given(PAIRS)
def test_does_an_interval_hold_what_resampling_gives(pairs):
    found = with_interval(share_equal, {str(n): [p] for n, p in enumerate(pairs)}, draws=100)
    assert found.value == share_equal(pairs)
    assert 0 <= found.low <= found.high <= 1
    again = with_interval(share_equal, {str(n): [p] for n, p in enumerate(pairs)}, draws=100)
    assert again == found


def test_are_whole_records_drawn_and_not_their_units():
    one = {"r": [("a", "a")] * 50 + [("a", "b")] * 50}
    assert with_interval(share_equal, one, draws=50)[:] == (0.5, 0.5, 0.5)


VALUES = st.sampled_from(["yes", "no", "unclear", "no_position_found"])
BOTH = (("a", "yes"), ("b", "yes"))


@given(VALUES, VALUES)
def test_follows_a_type_in_three_values(a, b):
    found = derive_type(BOTH, {"a": a, "b": b})
    assert (found == "yes") == (a == b == "yes")
    assert (found == "no") == ("no" in (a, b))
    if found in ("yes", "no"):
        for held in ({"a": "unclear", "b": b}, {"a": a, "b": "unclear"}):
            assert derive_type(BOTH, held) in (found, "unclear")


def made(pairs, **more):
    """Codings whose sources' grades were coded twice, each of another work."""
    rows = [
        RowCode(variable="sources.grade", unit=f"work-{n}", first=a, second=b)
        for n, (a, b) in enumerate(pairs)
    ]
    return Codings(rows=rows, **more)


def test_is_a_variable_exploratory_below_two_thirds_and_not_above():
    """On either side of the threshold: eleven of twelve equal give 0.84, nine 0.49."""
    ordered = [("1", "1")] * 6 + [("2", "2")] * 6
    for unlike, expected in ((1, False), (3, True)):
        pairs = [("1", "2")] * unlike + ordered[unlike:]
        row = next(r for r in make_agreement(made(pairs)).rows if r["variable"] == "sources.grade")
        assert row["exploratory"] is expected
        assert (row["alpha"] < 0.67) is expected


def test_are_the_ends_the_middle_of_what_resampling_gives():
    """Of 1,000 works half are equal: the middle 95 % of shares is about 0.5 give or take 0.031."""
    pairs = {str(n): [("a", "a" if n % 2 else "b")] for n in range(1000)}
    found = with_interval(share_equal, pairs, draws=1000)
    assert found.low == pytest.approx(0.469, abs=0.006)
    assert found.high == pytest.approx(0.531, abs=0.006)


def test_are_analogues_left_out_of_the_agreement_and_counted_beside_it(raw):
    library = read_library(raw)
    rows = {r["variable"]: r for r in make_agreement(library.codings, {INCIDENT}).rows}
    row = rows["enacted.access_prevented"]
    assert (row["n_units"], row["n_with_analogues"], row["agreement"]) == (0, 1, None)
    assert rows["conduct"]["n_units"] == 1  # the form of the conduct is no reading
    assert not any("." in r["variable"] and r["variable"] != "sources.grade"
                   for r in make_confusion(library.codings, {INCIDENT}).rows)  # fmt: skip


def test_are_types_exploratory_only_where_a_dimension_they_need_is(raw):
    library = read_library(raw)
    types = library.codings.codebook.types
    rows = make_types(library, types, {"stated.zone_of_non_entry"}).rows
    marked = {(r["mode"], r["type"]) for r in rows if r["exploratory"]}
    assert marked == {("stated", "collectivist_barred")}


READINGS = [
    {"incident_id": "r", "state": "AAA", "mode": "enacted", "dimension": "place_limited", "value": v,
     "rival_value": rival, "is_analogue": early}
    for v, rival, early in (
        ("yes", None, False), ("yes", "no", False), ("no", "yes", False), ("no", None, False),
        ("yes", None, True),
    )
]  # fmt: skip


def test_count_sensitivity_rows_with_rivals_the_one_way_and_the_other():
    """Two yes, of which one has a rival, and one no whose rival is yes; an analogue counts nowhere."""

    def table(name, rows):
        return Table(name, name, [], rows, ("x",))

    law = [
        {"incident_id": "r", "provision": p, "counts": then, "reading": "explicit" if text else "recognised",
         "status": "in_force", "status_earliest": None, "status_latest": None,
         **dict.fromkeys(("scope_temporal", "scope_personal", "scope_place"), "met")}
        for p, then, text in (("A", True, True), ("B", True, False), ("C", False, False))
    ]  # fmt: skip
    provisions = [
        {"id": p, "function": "prohibits_return", "bindingness": "treaty", "text_explicit": p == "A",
         "reading_recognised_on": None if p == "A" else "2000"}
        for p in "ABC"
    ]  # fmt: skip
    tables = {
        "incidents": [{"id": "r", "record_status": "published", "kind": "incident"}],
        "codes": [], "codings": [], "interpretations": READINGS, "law_on_date": law,
        "provisions": provisions,
        "agreement": [{"variable": "enacted.place_limited", "exploratory": True}],
    }  # fmt: skip
    made_tables = {name: table(name, rows) for name, rows in tables.items()}
    rows = {r["row"]: r for r in make_sensitivity(made_tables, []).rows}
    row = rows["enacted.place_limited=yes"]
    assert [row[k] for k in ("n", "n_rival_low", "n_rival_high")] == [2, 1, 3]
    assert row["exploratory"] is True and rows["A"]["exploratory"] is False
    counts = {p: [rows[p][k] for k in ("n_by_text", "n", "n_as_read_later")] for p in "ABC"}
    assert counts == {"A": [1, 1, 1], "B": [0, 1, 1], "C": [0, 0, 1]}


# --- tables ------------------------------------------------------------------------------------


def test_stands_every_coded_variable_in_the_agreement_whatever_it_is(tables):
    rows = {r["variable"]: r for r in tables["agreement"].rows}
    twice = [*variables_of(), "sources.grade"]
    assert list(rows)[: len(twice)] == twice
    others = [
        f"{table.name}.{column.name}"
        for table in tables.values()
        if table.name in ("claims", "actors", "places", "harm", "parties")
        for column in table.columns
        if column.basis == "coded" and column.codelist
    ]
    assert others and set(others) <= set(rows)
    assert all(rows[name]["n_units"] == 0 and rows[name]["exploratory"] for name in others)
    grades = rows["sources.grade"]
    assert (grades["n_units"], grades["n_equal"], grades["n_records"]) == (2, 1, 2)
    assert rows["chain"]["n_units"] == 0 and rows["chain"]["exploratory"]
    assert rows["stated.mass_influx"]["n_equal"] == 0
    assert rows["stated.mass_influx"]["rates_second"] == "unclear 1"
    assert rows["enacted.access_prevented"]["agreement"] == 1
    assert all(label_of_variable(v) for v in rows)


def test_is_it_measured_apart_whether_a_finding_is_about_the_return_at_all(raw):
    change(raw / "codings" / "rows.csv", "sources.grade,example-book-1985,3,3",
           "findings.about_return,example-return-1980/1,yes,partly")  # fmt: skip
    with open(raw / "codings" / "adjudications.csv", "a", encoding="utf-8") as file:
        file.write("example-return-1980/1,findings.about_return,yes,It judged the return.\n")
    library = read_library(raw)
    assert library.errors() == []
    rows = {r["variable"]: r for r in make_tables(library)["agreement"].rows}
    assert rows["findings.about_return"]["n_equal"] == 0
    assert rows["findings.about_return_at_all"]["n_equal"] == 1


def test_tells_the_table_of_readings_how_a_value_came_about(tables):
    found = {(r["mode"], r["dimension"]): r["passes"] for r in tables["interpretations"].rows}
    assert found["stated", "mass_influx"] == "adjudicated"
    assert found["enacted", "access_prevented"] == "both"
    assert all(r["exploratory"] for r in tables["interpretations"].rows)


def test_counts_the_confusion_every_pair_of_codes(tables):
    rows = [r for r in tables["agreement_confusion"].rows if r["variable"] == "stated.mass_influx"]
    assert rows == [{"variable": "stated.mass_influx", "first": "yes", "second": "unclear", "n": 1}]


def test_say_sensitivity_tables_what_each_pass_alone_would_give(tables):
    rows = {r["row"]: r for r in tables["sensitivity"].rows}
    row = rows["stated.mass_influx=yes"]
    assert [row[k] for k in ("n", "n_first", "n_second")] == [1, 1, 0]
    assert [row[k] for k in ("n_by_text", "n_as_read_later")] == [None, None]
    codes = rows["fact_status=contested"]
    assert [codes[k] for k in ("n", "n_rival_low", "n_rival_high")] == [0, 0, 1]
    by_instrument = [r for r in rows.values() if r["headline"] == "instruments"]
    assert by_instrument and all(
        r["n_by_text"] <= r["n"] <= r["n_as_read_later"] for r in by_instrument
    )


def test_stand_positions_apart_from_conduct(tables):
    (row,) = tables["state_positions"].rows
    assert (row["state"], row["date"], row["stance"]) == ("AAA", "1980-06-02", "limits")
    assert row["dimensions"] == "mass_influx" and row["records"] == INCIDENT


def test_are_the_tables_loaded(folder, monkeypatch):
    use(monkeypatch, folder)
    assert set(rd.load_codings()["pass"]) == {"first", "second"}
    assert len(rd.load_codings(analogues=True)) == len(rd.load_codings())
    assert rd.load_agreement()["exploratory"].dtype == "boolean"
    assert len(rd.load_state_positions()) == 1
    types = rd.load_reading_types()
    assert set(types["type"]) == set(read_codelist("reading_type"))
    assert rd.load_sensitivity()["n"].notna().all()


# --- headline tables ---------------------------------------------------------------------------

NOTEBOOKS = sorted((ROOT / "notebooks").glob("0[234]_*.ipynb"))


def sections(path):
    """Yield heading and code of every section of a notebook."""
    heading = ""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            heading = next((x for x in text.splitlines() if x.startswith("#")), heading)
        else:
            yield heading, text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_stays_what_is_exploratory_out_of_the_headline_tables(path):
    """Coded fields and cells by their name; readings are filtered by their column."""
    with open(ROOT / "data" / "processed" / "agreement.csv", encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["exploratory"] == "true" and int(r["n_units"])]
    names = {
        r["variable"].rpartition(".")[2]
        for r in rows
        if not r["variable"].startswith(("stated", "enacted"))
    }
    counted_whole = {"about_return"}  # its yes and partly count as one, which the passes tell alike
    text = "\n".join(code for _, code in sections(path))
    if "load_interpretations" in text or "load_reading_types" in text:
        assert "exploratory" in text
    for heading, code in sections(path):
        if "xploratory" not in heading and "agree" not in heading:
            found = {n for n in names - counted_whole if re.search(rf"[\"']{n}[\"']", code)}
            assert found == set(), (heading, found)


def test_shows_the_notebook_of_readings_only_what_the_passes_tell_alike():
    path = ROOT / "notebooks" / "02_by_interpretation.ipynb"
    for heading, code in sections(path):
        if "xploratory" not in heading and "agree" not in heading and not code.startswith("import"):
            assert "codings[" not in code, heading
            assert "types[types" not in code, heading
