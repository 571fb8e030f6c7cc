"""Two passes of coding: are they read, held against each other, measured and published?"""

import pytest
from coding_records import INCIDENT, copy_coded
from hypothesis import given
from hypothesis import strategies as st
from published_records import publish_folder, use

import refoul_data as rd
from refoul_data.dataset.coding_tables import label_of_variable, variables_of
from refoul_data.dataset.tables import make_tables
from refoul_data.law.agreement import (
    cohen_kappa,
    is_exploratory,
    krippendorff_alpha,
    share_equal,
    with_interval,
)
from refoul_data.law.interpretation import derive_type
from refoul_data.records.coding_rules import CODING_RULES
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


def test_is_a_change_of_the_frozen_codebook_told(raw):
    change(raw / "codings" / "codebook.yaml", "Is the duty treated", "Was the duty treated")
    (line,) = told(raw)
    assert line.startswith(
        "codings/codebook.yaml:1: version: changed since version 1 was frozen on 2026-11-25"
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


# --- tables ------------------------------------------------------------------------------------


def test_stands_every_coded_variable_in_the_agreement_whatever_it_is(tables):
    rows = {r["variable"]: r for r in tables["agreement"].rows}
    assert list(rows) == [*variables_of(), "sources.grade"]
    grades = rows["sources.grade"]
    assert (grades["n_units"], grades["n_equal"], grades["n_records"]) == (2, 1, 2)
    assert rows["chain"]["n_units"] == 0 and rows["chain"]["exploratory"]
    assert rows["stated.mass_influx"]["n_equal"] == 0
    assert rows["stated.mass_influx"]["rates_second"] == "unclear 1"
    assert rows["enacted.access_prevented"]["agreement"] == 1
    assert all(label_of_variable(v) for v in rows)


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
    assert rd.load_agreement()["exploratory"].dtype == "boolean"
    assert len(rd.load_state_positions()) == 1
    types = rd.load_reading_types()
    assert set(types["type"]) == set(read_codelist("reading_type"))
    assert rd.load_sensitivity()["n"].notna().all()
