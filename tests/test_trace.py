"""Does every cell lead back to its sources, and say what it passes over and why?"""

import csv
from types import SimpleNamespace

import html5lib
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from published_records import (
    CAMPAIGN,
    EARLY,
    EXAMPLE,
    HOSTILE,
    PAYLOAD,
    PLANNED,
    ROOT,
    WITHDRAWN,
    publish_examples,
    use,
)

import refoul_data as rd
from refoul_data.access import counting
from refoul_data.access.display import WIDTH
from refoul_data.access.files import read_arrow, rows_of
from refoul_data.access.recount import count_fields
from refoul_data.access.references import labels, short_author, surname
from refoul_data.dataset import derive
from refoul_data.dataset.counts import COUNT_RULES
from refoul_data.dataset.tables import make_sources
from refoul_data.records.reader import read_library
from refoul_data.vocabulary.roles import DEATH_PHASES, is_death_of

PROCESSED = ROOT / "data" / "processed" / "incidents.csv"
NOT_BUILT = pytest.param("", marks=pytest.mark.skip(reason="data/processed is not built yet"))
MADE_FROM_ROWS = [
    "date", "decision_date", "place", "origin_state", "feared_state", "feared_harm", "group",
    "stated_reason", "conduct", "execution_status", "fact_status", "attribution_status", "chain",
    "returning_state", "destination_state", "legal_status", "n_origins", "n_sources", "n_claims",
]  # fmt: skip
IDS = [EXAMPLE, CAMPAIGN, EARLY, WITHDRAWN, PLANNED, HOSTILE]


def real_ids():
    if not PROCESSED.is_file():
        return [NOT_BUILT]
    with open(PROCESSED, encoding="utf-8", newline="") as file:
        return [row["id"] for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return publish_examples(tmp_path_factory.mktemp("examples"))


@pytest.fixture
def published(folder, monkeypatch):
    use(monkeypatch, folder)
    return folder


def cells_of(id):
    return next(row for row in rows_of(read_arrow("incidents")) if row["id"] == id)


# --- what it prints ----------------------------------------------------------------------------


def test_does_a_count_print_like_a_footnote(published):
    text = str(rd.explain(EXAMPLE, "persons"))
    for line in [
        "Persons: 900 to 1,500, best 1,000 (returns of persons)",
        "Rule whole_range (range of whole counts): Claims that cover the whole, count the",
        "  [1] 900 to 1,200, best 1,000 (returns of persons)",
        "      UNHCR 1980, p. 5; grade 4 (first-hand or official); origin: UN, UNHCR",
        "      Preferred: Counted by staff at the pass.",
        "      Set aside: No source is named, and no other comes near.",
        "      Covers a part only.",
        "  - Author, An (1985): An example: a book. Example Press.",
    ]:
        assert line in text.splitlines(), line
    used, passed = text.split("Shown, and not computed with")
    assert "[2] 1,500" in used
    assert "[3] 90,000" in passed and "[4] 200 (returns of persons); when: 8 June 1980" in passed


def test_is_it_wrapped_but_for_addresses(published):
    for field in ("persons", "conduct", "n_origins", "place"):
        for line in str(rd.explain(EXAMPLE, field)).splitlines():
            assert len(line) <= WIDTH or "http" in line, line


def test_is_the_display_in_a_notebook_the_same_as_the_text(published):
    explanation = rd.explain(EXAMPLE, "persons")
    assert repr(explanation) == str(explanation)
    html = explanation._repr_html_()
    assert "Counted by staff at the pass." in html
    assert '<a href="https://example.org/report" rel="noreferrer">' in html


@pytest.mark.parametrize("field", ["persons", "conduct", "title", "legal_status"])
def test_does_hostile_text_stay_text(published, field):
    explanation, page = rd.explain(HOSTILE, field), rd.incident(HOSTILE)
    for shown in (explanation._repr_html_(), page._repr_html_()):
        tree = html5lib.parseFragment(shown, namespaceHTMLElements=False)
        names = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
        assert names <= {"DOCUMENT_FRAGMENT", "div", "p", "strong", "table", "tbody", "tr", "td",
                         "br", "a", "details", "summary"}  # fmt: skip
        assert PAYLOAD in "".join(tree.itertext())
        assert all(set(e.attrib) <= {"class", "style", "role", "href", "rel"} for e in tree.iter())


def test_are_deaths_during_and_after_the_return_apart(published):
    during, after = rd.explain(EXAMPLE, "deaths_during"), rd.explain(EXAMPLE, "deaths_after")
    assert "Deaths during the return and at the hand-over: 10 to 30" in str(during)
    assert "Kept apart from them: Deaths after the return: 4; see deaths_after." in str(during)
    assert list(during.rows["phase"]) == ["at_handover"]
    assert list(after.rows["phase"]) == ["after_return"]


def test_does_a_returning_state_rest_on_actors(published):
    explanation = rd.explain(EXAMPLE, "returning_state")
    assert "Returning state: First State (AAA)" in str(explanation)
    assert list(explanation.rows["used"]) == [True, False]
    assert "its role is not that of an acting state: received" in explanation.rows["reason"][1]


def test_is_a_state_called_by_the_name_of_the_day(published):
    assert "Returning state: Ended State (OLD)" in str(rd.explain(EARLY, "returning_state"))
    assert "Origin" not in str(rd.explain(EXAMPLE, "origin_state"))


def test_has_a_code_its_reason_sources_and_rival(published):
    text = str(rd.explain(EXAMPLE, "fact_status"))
    assert "Why: Two origins." in text
    assert "Confidence: medium. Rests on: Author 1985." in text
    assert "Rival code: Contested. The army gave other numbers." in text


def test_does_a_place_lead_to_the_source_of_its_coordinates(published):
    text = str(rd.explain(EXAMPLE, "place_lat"))
    assert "Place, latitude: 14.4" in text
    assert "Hill Pass (site), border; 14.4° N, 104.7° E; GeoNames, undated, row 2" in text


def test_are_other_rules_explained_too(published):
    explanation = rd.explain(EXAMPLE, "persons", counts="preferred_only")
    assert "Persons: 900 to 1,200, best 1,000" in str(explanation)
    assert "the published table uses whole_range" in str(explanation)
    assert list(explanation.rows["used"]) == [True, False, False, False]


def test_does_a_campaign_say_why_totals_leave_it_out(published):
    explanation = rd.explain(CAMPAIGN, "count_in_totals")
    assert "What lies within it has counts of the same act, which count instead." in str(
        explanation
    )
    assert EXAMPLE in set(explanation.rows["id"])


def test_does_a_withdrawn_record_say_so(published):
    assert "This record is withdrawn: Not so" in str(rd.explain(WITHDRAWN, "persons"))
    assert "This record is withdrawn: Not so" in str(rd.incident(WITHDRAWN))


@pytest.mark.parametrize(
    ("id", "field", "hint"),
    [
        ("example-return-1990", "persons", "did you mean 'example-return-19[48]0'"),
        (EXAMPLE, "person", "did you mean 'persons'"),
        (EXAMPLE, "destination", "did you mean 'destination_state'"),
    ],
)
def test_does_a_wrong_word_name_the_nearest(published, id, field, hint):
    with pytest.raises(ValueError, match=hint):
        rd.explain(id, field)


def test_do_the_rows_say_what_is_used_and_why(published):
    rows = rd.explain(EXAMPLE, "persons").rows
    assert list(rows["used"]) == [True, True, False, False]
    assert str(rows["used"].dtype) == "boolean"
    assert str(rows["reason"].dtype) == str(rows["reference"].dtype) == "string"
    assert rows["reference"][1] == "Author 1985, p. 92"


# --- the rows that are said to be used make the published cell ---------------------------------


def follows(interval, used):
    """Tell whether an interval spans the counts said to be used, all of them and no others."""
    lows = [count.low for count in used if count.low is not None]
    highs = [count.high for count in used if count.high is not None]
    ends = (min(lows, default=None), max(highs, default=None))
    acts = {count.act for count in used}
    return (
        (interval.low, interval.high) == ends
        and acts == ({interval.act} if used else set())
        and ("single_claim" in interval.flags) == (len(used) == 1)
        and ("open_above" in interval.flags) == (len(highs) < len(used))
    )


def check_counts(id, cells, family):
    """Every rule gives the same from the rows said to be used as from all of them."""
    for rule in COUNT_RULES:
        rows = plain(rd.explain(id, family, counts=rule).rows)
        used = [counting.count_of(row) for row in rows if row["used"]]
        placed = [
            row
            for row in rows
            if "phase" not in row or is_death_of(row["type"], row["phase"], family)
        ]
        everything = [count for row in placed if (count := counting.count_of(row))]
        interval = COUNT_RULES[rule](used)
        assert interval == COUNT_RULES[rule](everything), (family, rule)
        assert follows(interval, used), (family, rule)
        if rule == "whole_range":
            assert list(interval[:3]) == [cells[f"{family}_{p}"] for p in ("low", "best", "high")]


def made_again(column, used):
    """The cell as it follows from the rows said to be used, for columns where it does."""
    if column in ("n_origins", "n_sources"):
        return used["origin" if column == "n_origins" else "source"].nunique()
    if column == "n_claims":
        return len(used)
    if column == "legal_status":
        return derive.legal_status([SimpleNamespace(**row) for row in plain(used)])
    name = {"returning_state": "state", "destination_state": "to_state"}.get(column, "value")
    return ";".join(dict.fromkeys(used[name])) or None


def check_record(id):
    """Explain every cell of a record, and make the published ones again from what is used."""
    cells = cells_of(id)
    families = [*count_fields(read_arrow("incidents")), *DEATH_PHASES]
    for family in families:
        check_counts(id, cells, family)
    made = 0
    for column in [*cells, "geometry"]:
        explanation = rd.explain(id, column)
        assert str(explanation) and explanation._repr_html_()
        if column in MADE_FROM_ROWS:
            used = explanation.rows[explanation.rows["used"]]
            assert made_again(column, used) == cells[column], column
            made += 1
    assert made == len(MADE_FROM_ROWS)


def plain(frame):
    return [
        {key: None if pd.isna(value) else value for key, value in row.items()}
        for row in frame.astype(object).to_dict("records")
    ]


@pytest.mark.parametrize("id", IDS)
def test_do_the_rows_used_make_every_cell_of_an_example(published, id):
    check_record(id)


@pytest.mark.parametrize("id", real_ids())
def test_do_the_rows_used_make_every_cell_of_a_record(id):
    check_record(id)


COUNT_ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "low": st.none() | st.integers(0, 3),
            "best": st.none(),
            "high": st.none() | st.integers(3, 5),
            "act": st.sampled_from(["person_returns", "refusals"]),
            "scope": st.sampled_from(["whole", "whole", "part", None]),
            "set_aside": st.sampled_from([None, None, "a reason"]),
            "why": st.none(),
            "preferred": st.booleans(),
            "grade": st.sampled_from("12345"),
            "origin": st.sampled_from(["un:unhcr", "state:AAA"]),
        }
    ),
    max_size=6,
)


@given(rows=COUNT_ROWS, rule=st.sampled_from(list(COUNT_RULES)))
def test_does_every_rule_give_the_same_from_the_rows_said_to_be_used(rows, rule):
    numbered = [{**row, "number": n} for n, row in enumerate(rows, start=1)]
    used = [
        counting.count_of(row)
        for row, verdict in zip(numbered, counting.count_verdicts(numbered, rule), strict=True)
        if verdict.used
    ]
    everything = [c for c in map(counting.count_of, numbered) if c is not None]
    assert COUNT_RULES[rule](used) == COUNT_RULES[rule](everything)
    assert follows(COUNT_RULES[rule](everything), used)


def test_does_a_record_read_as_a_page(published):
    text = str(rd.incident(EXAMPLE))
    for words in [
        "part of example-campaign-1980; curated on 2 January 2026; not reviewed by a person",
        "Deaths during the return and at the hand-over: 10 to 30\nDeaths after the return: 4",
        "harm that followed does not prove it",
        "Example Ministry (July 1980) denied:",
        "Mass influx argued, stated by First State (AAA): yes",
        "The name of A. Minister stands in one source only.",
        "[Excerpt: Pages 1 to 9 were read.]",
    ]:
        assert words in " ".join(text.split()) or words in text, words


def test_is_the_short_form_of_a_record_short(published):
    record = rd.incident(EXAMPLE)
    assert "Deaths after the return: 4" in repr(record)
    assert "Who acted: 2" in repr(record)
    assert len(repr(record)) < len(str(record)) / 2
    assert "<summary><strong>Who acted</strong> (2)</summary>" in record._repr_html_()


def test_has_a_record_its_rows_as_frames(published):
    record = rd.incident(EXAMPLE)
    assert set(record.claims["incident_id"]) == {EXAMPLE}
    assert list(record.actors["role"]) == ["carried_out", "received"]
    assert set(record.sources["key"]) == {
        "example-book-1985", "example-report-1980", "example-encyclopedia",
    }  # fmt: skip
    assert str(record.explain("date")) == str(rd.explain(EXAMPLE, "date"))
    with pytest.raises(ValueError, match="did you mean"):
        rd.incident("example-retrun-1980")


def test_are_readings_from_before_1951_called_analogues(published):
    assert "these are analogues" in str(rd.incident(EARLY))
    assert "these are analogues" not in str(rd.incident(EXAMPLE))


def work(key, **fields):
    empty = {"author": None, "container_title": None, "publisher": None, "publisher_id": "unhcr"}
    return {**empty, "key": key, "title": "T", "issued": "1994-05", **fields}


def test_are_works_of_one_author_and_year_told_apart_by_letters():
    works = [work("b", title="Second"), work("a", title="First"), work("c", issued="1995/1997")]
    found = {key: str(label) for key, label in labels(works).items()}
    assert found == {"a": "UNHCR 1994a", "b": "UNHCR 1994b", "c": "UNHCR 1995-1997"}


@pytest.mark.parametrize(
    ("fields", "author"),
    [
        ({"author": "Author, An"}, "Author"),
        ({"author": "Author, An; de Other, B."}, "Author and de Other"),
        ({"author": "A, B; C, D; E, F"}, "A and others"),
        ({"author": "Ministry of Affairs, Sri Lanka"}, "Ministry of Affairs, Sri Lanka"),
        ({"container_title": "Daily News", "publisher": "Press"}, "Daily News"),
        ({}, "UNHCR"),
    ],
)
def test_is_the_author_of_a_footnote_short(fields, author):
    assert short_author(work("x", **fields)) == author


def test_are_surnames_of_real_works_guessed_as_the_raw_files_have_them():
    library = read_library(ROOT / "data" / "raw")
    library.sources = {k: s for k, s in library.sources.items() if s is not None}
    for source, row in zip(library.sources.values(), make_sources(library).rows, strict=True):
        names = row["author"].split("; ") if row["author"] else []
        assert [surname(n) for n in names] == [n.literal or n.family for n in source.author]
