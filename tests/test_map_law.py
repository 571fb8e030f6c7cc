"""Does the panel say what bound each state on the day, and that nothing did where nothing did?"""

import pytest
from conftest import BOUNDARIES
from law_records import copy_raw

from refoul_data.dataset.tables import make_tables
from refoul_data.law.facts import NOTE
from refoul_data.records.reader import read_library
from refoul_data.views.map_law import law_entries
from refoul_data.views.map_records import pack_records
from refoul_data.views.map_shelf import Shelf
from refoul_data.views.maps import make_map

EXAMPLE = "example-return-1980"
ACTOR = "    actor_type: state\n    state: AAA"
OTHER = (ACTOR, ACTOR.replace("AAA", "OLD"))
ALSO = (
    "    actor_type: state\n    state: AAA\n    role: ordered\n    source: example-book-1985\n"
    "    at: p. 3\n  - actor: Others\n"
)
LATER = ("value: 1980-06-08/1980-06-10", "value: 1985-06-08")


@pytest.fixture
def make(tmp_path):
    """A function that gives the tables of the example after replacements in its record or in the law."""

    def made(*changes, also=()):
        raw = copy_raw(tmp_path / "raw")
        record = raw / "incidents" / f"{EXAMPLE}.yaml"
        instruments = raw / "law" / "instruments.yaml"
        for path, replaced in ((record, changes), (instruments, also)):
            text = path.read_text(encoding="utf-8")
            for old, new in replaced:
                assert old in text, old
                text = text.replace(old, new)
            path.write_text(text, encoding="utf-8")
        library = read_library(raw)
        assert library.errors() == []
        return {name: table.rows for name, table in make_tables(library).items()}

    return made


def told(tables):
    """The entries of the law as (group, text of head and lines)."""
    (row,) = tables["incidents"]
    entries = [entry for entry, _ in law_entries(row, Shelf(tables))]
    return [
        (e.get("group", ""), " | ".join([e["head"], *(f"{label}: {text}" for label, text in e["lines"])]))
        for e in entries
    ]  # fmt: skip


def test_says_the_panel_what_bound_the_state_with_the_sentence(make):
    first, *entries = told(make())
    assert NOTE in first[1] and "bound the acting state" in first[1]
    assert [group for group, _ in entries] == ["First State", "First State"]
    assert "Refugee Convention, article 33(1)" in entries[0][1]
    assert not any("No provision" in text for _, text in entries)


def test_says_the_panel_that_nothing_bound_the_state_and_what_there_was_besides(make):
    first, entry = told(make(OTHER, LATER))
    assert first[1].endswith(NOTE) and "bound the acting state" not in first[1]
    group, text = entry
    assert group == "Ended State"
    assert "No provision that prohibits return bound Ended State as treaty law on that day." in text
    assert "read so only later: Regional Convention, article 3" in text
    assert "not binding: Conclusion, paragraph c" in text
    assert "Custom asserted" in text and "Custom, the limb on refugees" in text
    assert "Border Treaty" not in text and "Memorandum" not in text


def test_is_each_of_two_states_told_by_itself(make):
    entries = told(make((ACTOR, ALSO + OTHER[1])))[1:]
    groups = [group for group, _ in entries]
    assert groups == ["First State", "First State", "Ended State"]
    assert "No provision that prohibits return bound Ended State" in entries[-1][1]


def test_is_nothing_denied_that_is_open(make):
    partial = (
        "    in_force: 1967-10-04\n",
        "    in_force: 1967-10-04\n    parties_known: partial\n",
    )
    _, (_, text) = told(make(OTHER, LATER, also=[partial]))
    assert "is known to have bound Ended State" in text
    assert "Left open" in text and "Refugee Protocol" in text


def test_is_what_a_state_had_signed_told(make):
    unbound = (ACTOR, ACTOR.replace("AAA", "BBB"))
    tables = make(unbound, LATER)
    tables["law_on_date"] = [
        row | ({"counts": False, "status": "not_party"} if row["counts"] else {})
        for row in tables["law_on_date"]
    ]
    (_, text) = told(tables)[1]
    assert "not in force for the state: Torture Convention, article 3" in text


def test_is_a_campaign_told_for_its_time_and_a_territory_by_name(make):
    tables = make(OTHER, LATER, ("kind: incident", "kind: campaign"))
    assert "in that time" in told(tables)[1][1]
    tables = make((ACTOR, ACTOR.replace("AAA", "EUR")))
    tables["law_on_date"] = [row | {"territory": "ISD"} for row in tables["law_on_date"]]
    assert "in Long Island" in told(tables)[1][0]


def test_is_a_record_without_a_state_that_acted_told_as_such(make):
    tables = make((ACTOR, ACTOR.replace("state\n", "insurgent\n")))
    assert [text for _, text in told(tables)] == [" | : No state acted that law could have bound."]


def test_is_nothing_said_of_the_law_where_the_tables_do_not_have_it(make):
    tables = make()
    without = {name: rows for name, rows in tables.items() if name != "law_on_date"}
    assert told(without) == []
    data, _ = pack_records({"incidents": [{"id": "a", "title": "Only this"}]})
    assert "sections" not in data["records"][0]


@pytest.mark.browser
def test_shows_the_page_that_nothing_bound_the_state(open_page, make):
    page = open_page(make_map(make(OTHER, LATER), BOUNDARIES))
    page.run("location.hash = arguments[0]", f"#{EXAMPLE}")
    page.run("document.querySelectorAll('#record_panel details').forEach(d => d.open = true)")
    text = page.find("#record_panel").text
    assert "Law in force on the day" in text and NOTE in text
    assert "No provision that prohibits return bound Ended State as treaty law on that day." in text
    assert "provisions_binding" not in text and "law_summary" not in text
    assert page.errors() == []
