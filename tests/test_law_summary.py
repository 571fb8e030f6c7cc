"""Does the table of incidents say which provisions bound those who acted, and where it cannot?"""

import pytest
from law_records import copy_raw, publish_law
from published_records import use

import refoul_data as rd
from refoul_data.dataset.law_summary import _REASONS, SUMMARY_COLUMNS, with_summaries
from refoul_data.dataset.law_tables import make_law_tables
from refoul_data.dataset.tables import make_tables
from refoul_data.records.reader import read_library
from refoul_data.vocabulary.codes import codelist_names, read_codelist

EXAMPLE = "example-return-1980"
DAY = "value: 1980-06-08/1980-06-10"
READINGS = ("by_text", "", "as_read_later")
ACTOR = "    actor_type: state\n    state: AAA"
ALSO = (
    "    actor_type: state\n    state: AAA\n    role: ordered\n    source: example-book-1985\n"
    "    at: p. 3\n  - actor: Others\n"
)
"""What stands before the actor, so that the first state acts too."""


@pytest.fixture
def make(tmp_path):
    """A function that gives the row of the example and what is missing in it, after replacements."""

    def made(*changes, also=()):
        raw = copy_raw(tmp_path / "raw")
        path = raw / "incidents" / f"{EXAMPLE}.yaml"
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        for name, old, new in also:
            path = raw / "law" / name
            text = path.read_text(encoding="utf-8")
            assert old in text, old
            path.write_text(text.replace(old, new), encoding="utf-8")
        library = read_library(raw)
        assert library.errors() == []
        tables = {c.name: c for c in make_tables(library).values()}
        plain = tables["incidents"]
        own = {c.name for c in SUMMARY_COLUMNS}
        plain = plain._replace(columns=[c for c in plain.columns if c.name not in own])
        law = make_law_tables(library, plain)
        found = {t.name: t for t in with_summaries([plain, tables["missing"]], law)}
        reasons = {r["field"]: r["reason"] for r in found["missing"].rows}
        return found["incidents"].rows[0], reasons.get("provisions_binding")

    return made


def bound(row):
    """Return the provisions of the three readings, and check that the numbers are theirs."""
    lists = []
    for reading in READINGS:
        name = "_".join(filter(None, ["provisions_binding", reading]))
        names = row[name].split(";") if row[name] else []
        assert row[f"n_{name}"] == len(names)
        lists.append(names)
    return lists


REFUGEES = ["REF-CONV-1951-33-1", "REF-PROT-1967-I"]


def test_does_a_record_name_the_provisions_that_bound_the_state_on_the_day(make):
    row, missing = make()
    assert (row["law_summary"], missing) == ("day", None)
    assert bound(row) == [REFUGEES] * 3
    assert row["n_provisions_open"] == 0


def test_is_a_reading_that_came_later_kept_apart(make):
    """Article 3 of the European Convention was read so on 7 July 1989 in the invented law."""
    european = (ACTOR, ACTOR.replace("AAA", "EUR"))
    row, _ = make(european)
    text, then, later = bound(row)
    assert text == then == REFUGEES
    assert later == [*REFUGEES, "ECHR-1950-3"]
    row, _ = make(european, (DAY, "value: 1989-07-08"), ("1980-06-01", "1989-06-01"))
    text, then, later = bound(row)
    assert text == REFUGEES and then == later == [*REFUGEES, "ECHR-1950-3"]


def test_does_one_of_several_states_that_acted_suffice(make):
    row, _ = make((ACTOR, ALSO + ACTOR.replace("AAA", "EUR")))
    assert row["returning_state"] == "AAA;EUR"
    assert bound(row)[2] == [*REFUGEES, "ECHR-1950-3"]


def test_is_what_bound_each_of_two_states_told_apart(make):
    """The second state limited the Convention to Europe, and the people fled from elsewhere."""
    row, _ = make((ACTOR, ALSO + ACTOR.replace("AAA", "BBB")))
    assert bound(row)[1] == [*REFUGEES, "GC-IV-1949-45"]
    assert row["provisions_binding_by_state"] == (
        "AAA: REF-CONV-1951-33-1, REF-PROT-1967-I; "
        "BBB: REF-CONV-1951-33-1, REF-PROT-1967-I, GC-IV-1949-45"
    )
    row, _ = make((ACTOR, ALSO + ACTOR.replace("AAA", "OLD")))
    assert row["returning_state"] == "AAA;OLD"
    assert row["provisions_binding_by_state"] == (
        "AAA: REF-CONV-1951-33-1, REF-PROT-1967-I; OLD: none recorded"
    )
    assert row["provisions_open_by_state"] is None


def test_does_a_provision_whose_scope_is_not_met_bind_and_yet_not_reach(make):
    """The War Convention protects persons in war; a limit to Europe keeps the others from the case."""
    row, _ = make((ACTOR, ACTOR.replace("AAA", "BBB")))
    assert bound(row)[1] == [*REFUGEES, "GC-IV-1949-45"]
    assert (row["n_provisions_binding_may_reach"], row["provisions_binding_may_reach"]) == (0, None)
    row, _ = make()  # refugees: unknown, which is no reason to leave it out
    assert row["provisions_binding_may_reach"] == ";".join(REFUGEES)
    assert row["n_provisions_binding_may_reach"] == 2
    row, _ = make((ACTOR, ALSO + ACTOR.replace("AAA", "BBB")))  # it may reach through one of two
    assert row["provisions_binding_may_reach"] == ";".join(REFUGEES)


def test_is_what_the_date_leaves_open_neither_counted_nor_lost(make):
    """The Protocol binds the state from 1 October 1968; the Convention bound it before and after."""
    row, missing = make((DAY, "value: 1968"), ("1980-06-01", "1967-06-01"))
    assert (row["law_summary"], missing) == ("day", None)
    assert bound(row)[1] == ["REF-CONV-1951-33-1"]
    assert row["n_provisions_open"] == 1
    assert row["provisions_binding_by_state"] == "AAA: REF-CONV-1951-33-1"
    assert row["provisions_open_by_state"] == "AAA: REF-PROT-1967-I"


def test_is_what_is_open_for_one_state_told_though_it_bound_the_other(make):
    """The Protocol bound the Western State from 29 January 1968."""
    row, _ = make(
        (ACTOR, ALSO + ACTOR.replace("AAA", "EUR")),
        (DAY, "value: 1968-02/1968-12"),
        ("1980-06-01", "1967-06-01"),
    )
    assert "REF-PROT-1967-I" in bound(row)[1] and row["n_provisions_open"] == 0
    assert row["provisions_open_by_state"] == "AAA: REF-PROT-1967-I"


def test_are_parties_that_are_not_recorded_open_and_not_absent(make):
    partial = (
        "instruments.yaml",
        "    in_force: 1987-06-26\n",
        "    in_force: 1987-06-26\n    parties_known: partial\n",
    )
    row, _ = make((DAY, "value: 1990-01-01"), ("1980-06-01", "1989-06-01"), also=[partial])
    assert "CAT-1984-3" not in bound(row)[2]
    assert row["n_provisions_open"] == 1


@pytest.mark.parametrize(
    ("changes", "code", "reason"),
    [
        ([("kind: incident", "kind: campaign")], "timeline", "timeline"),
        ([("kind: incident", "kind: campaign"), (DAY, "value: 1980-06/..")], "timeline", "timeline"),
        ([("kind: incident", "kind: measure"), (DAY, "value: 1980-06-08")], "day", None),
        ([(ACTOR, ACTOR.replace("state\n", "insurgent\n"))], "no_state", "not_applicable"),
    ],
)  # fmt: skip
def test_says_a_record_why_its_law_is_not_summed_up(make, changes, code, reason):
    row, missing = make(*changes)
    assert (row["law_summary"], missing) == (code, reason)
    if code != "day":
        cells = {c.name: row[c.name] for c in SUMMARY_COLUMNS[1:]}
        assert set(cells.values()) == {None}


def test_says_every_column_of_the_law_that_it_is_not_applied():
    for column in SUMMARY_COLUMNS:
        if "provisions_binding" in column.name:
            assert "In force does not mean applicable to these persons." in column.description
        assert column.label and column.description.endswith(".")


def test_is_nothing_added_where_there_is_no_law():
    assert with_summaries(["whatever"], []) == ["whatever"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return publish_law(tmp_path_factory.mktemp("law"))


@pytest.mark.parametrize("reading", [*READINGS, "may_reach"])
def test_explains_a_sum_the_rows_that_make_it(folder, monkeypatch, reading):
    use(monkeypatch, folder)
    name = "_".join(filter(None, ["provisions_binding", reading]))
    cells = rd.load_incidents().iloc[0]
    for column in (name, f"n_{name}"):
        explanation = rd.explain(EXAMPLE, column)
        used = explanation.rows[explanation.rows["used"]]
        assert ";".join(used["provision"].unique()) == cells[name]
        assert "In force does not mean applicable to these persons" in str(explanation)
        assert "REF-CONV-1951-33-1, First State (AAA): In force" in str(explanation)
        assert explanation._repr_html_()
    assert rd.explain(EXAMPLE, "n_provisions_open").rows["used"].sum() == 0
    assert rd.explain(EXAMPLE, "provisions_binding_by_state").rows["used"].sum() == 2
    assert rd.explain(EXAMPLE, "provisions_open_by_state").rows["used"].sum() == 0
    assert "Summed up" in str(rd.explain(EXAMPLE, "law_summary"))


def test_is_the_table_that_is_published_the_one_with_the_sums(folder, monkeypatch):
    use(monkeypatch, folder)
    frame = rd.load_incidents()
    assert list(frame)[-len(SUMMARY_COLUMNS) - 1 : -1] == [c.name for c in SUMMARY_COLUMNS]
    assert (frame["n_provisions_binding"] == 2).all()
    for column in SUMMARY_COLUMNS:
        assert column.rule in read_codelist("rule")
        assert not column.codelist or column.codelist in codelist_names()
    assert {*_REASONS.values()} <= set(read_codelist("missing_reason"))
