"""Does what an analyst calls keep its word: which records come, why a claim does not, who counts?"""

import re

import html5lib
import pytest
from kept_records import BOOK, REPORT, claim, copy_raw, example
from published_records import EXAMPLE, publish_folder, use

import refoul_data as rd

WHY = "The author took one pass for another"


@pytest.fixture
def publish(tmp_path, monkeypatch):
    """A function that publishes records and lets the package read them."""

    def published(*trees):
        use(monkeypatch, publish_folder(copy_raw(tmp_path, *trees), tmp_path / "processed"))

    return published


def executed(code, **changes):
    """The example, executed so far."""
    tree = example(id=f"record-{code.replace('_', '-')}-1980", **changes)
    tree["codes"]["execution_status"]["value"] = code
    return tree


# --- which records come ------------------------------------------------------------------------


def test_does_it_load_what_was_carried_out_wholly_or_partly_and_nothing_else(publish):
    """A return of half of those meant is a return: without it every total is too low."""
    codes = list(rd.codelist("execution_status")["code"])
    publish(*map(executed, codes), example())
    loaded = set(rd.load_incidents()["id"])
    assert loaded == {EXAMPLE, "record-executed-1980", "record-partly-1980"}
    assert len(rd.load_incidents(execution=None)) == len(codes) + 1
    assert list(rd.load_incidents(execution="attempted_blocked")["id"]) == [
        "record-attempted-blocked-1980"
    ]


def test_does_a_record_that_is_not_coded_come_only_when_all_are_asked_for(publish):
    tree = example()
    del tree["codes"]
    publish(tree)
    assert len(rd.load_incidents()) == 0
    assert list(rd.load_incidents(execution=None)["id"]) == [EXAMPLE]
    missing = rd.load_missing().set_index("field")["reason"]
    assert missing["execution_status"] == "not_coded_yet"
    text = " ".join(str(rd.explain(EXAMPLE, "execution_status")).split())
    assert "Not coded yet: Nobody has looked yet." in text


# --- why a claim does not count ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "values", "asked"),
    [
        ("date", ("1980-06", "1979"), "date_latest"),
        ("decision_date", ("1980-05", "1979"), "decision_date"),
        ("place", ("hill-pass", "camp-one"), "place_lat"),
        ("group", ("People of a valley", "People of a town"), "group"),
        ("origin_state", ("BBB", "AAA"), "origin_state"),
        ("feared_state", ("BBB", "AAA"), "feared_state"),
        ("feared_harm", ("persecution", "death"), "feared_harm"),
        ("stated_reason", ("The camp was full", "It was cold"), "stated_reason"),
    ],
)
def test_says_an_explanation_why_a_claim_was_set_aside(publish, field, values, asked):
    tree = example()
    taken, aside = values
    tree["claims"][field] = [claim(aside, REPORT, set_aside=WHY), claim(taken)]
    publish(tree)
    explanation = rd.explain(EXAMPLE, asked)
    assert list(explanation.rows["used"]) == [False, True]
    assert explanation.rows["reason"][0] == f"set aside: {WHY}"
    used, passed = str(explanation).split("Recorded, and passed over")
    assert f"Set aside: {WHY}." in " ".join(passed.split())
    assert WHY not in used
    assert f"Set aside: {WHY}." in explanation._repr_html_()


def test_says_an_explanation_why_an_actor_or_a_count_of_deaths_was_set_aside(publish):
    tree = example()
    tree["actors"].append(
        {"actor": "Navy of the Ended State", "actor_type": "state", "state": "OLD",
         "role": "carried_out", "set_aside": WHY, "source": REPORT, "at": "p. 6"}
    )  # fmt: skip
    tree["harm"].append(tree["harm"][0] | {"high": "999", "set_aside": WHY, "source": REPORT})
    publish(tree)
    for field in ("returning_state", "deaths_during"):
        assert f"Set aside: {WHY}." in " ".join(str(rd.explain(EXAMPLE, field)).split()), field
    row = rd.load_incidents().iloc[0]
    assert (row["returning_state"], row["deaths_during_high"]) == ("AAA", 30)


def test_says_an_explanation_why_a_claim_is_preferred_wherever_it_stands(publish):
    tree = example()
    why = {"preferred": "yes", "why": "The book gives each day"}
    tree["claims"]["date"] = [claim("1980", REPORT), claim("1980-06-09", **why)]
    publish(tree)
    rows = rd.explain(EXAMPLE, "date").rows
    assert list(rows["used"]) == [False, True]
    assert list(rows["reason"]) == ["claim 2 is preferred", "preferred: The book gives each day"]


# --- what an explanation says in words ---------------------------------------------------------


def test_says_an_explanation_where_a_missing_value_was_looked_for(publish):
    tree = example()
    del tree["claims"]["group"]
    note = "Looked for in the reports of both armies"
    tree["missing"] = [{"field": "group", "reason": "unknown", "note": note}]
    publish(tree)
    text = " ".join(str(rd.explain(EXAMPLE, "group")).split())
    assert f"No value. Unknown: Looked for and not found, or no source knows. {note}" in text


def test_is_a_state_called_by_the_name_that_it_bore_on_the_day(publish):
    """The first state had another name until 1979."""
    tree = example()
    tree["claims"]["date"], tree["claims"]["decision_date"] = [claim("1960-06")], [claim("1960")]
    publish(tree)
    assert "Returning state: Old Name (AAA)" in str(rd.explain(EXAMPLE, "returning_state"))
    assert "First State (AAA)" not in str(rd.incident(EXAMPLE))


def test_is_a_place_in_the_south_and_west_told_so(tmp_path, monkeypatch):
    raw = copy_raw(tmp_path, example())
    path = raw / "places.csv"
    text = path.read_text(encoding="utf-8").replace(",14.4,104.7,", ",-14.4,-104.7,")
    path.write_text(text, encoding="utf-8")
    use(monkeypatch, publish_folder(raw, tmp_path / "processed"))
    assert "14.4° S, 104.7° W" in str(rd.explain(EXAMPLE, "place"))
    assert list(rd.load_incidents().geometry.iloc[0].coords) == [(-104.7, -14.4)]


def test_are_deaths_that_no_source_places_in_time_shown_beside_those_it_does(publish):
    tree = example()
    tree["harm"].append(tree["harm"][0] | {"phase": "untraced", "low": "70", "high": "80"})
    publish(tree)
    for family, number in (("deaths_during", 1), ("deaths_after", 2)):
        rows = rd.explain(EXAMPLE, family).rows
        assert list(rows["number"]) == [number, 3], family
        assert list(rows["reason"][~rows["used"]]) == ["the source does not tell the phases apart"]
    row = rd.load_incidents().iloc[0]
    assert (row["deaths_during_high"], row["deaths_after_high"]) == (30, 4)
    assert row["deaths_untraced_high"] == 80


@pytest.mark.parametrize(
    ("access", "words"),
    [
        ("access: quoted_in\nquoted_in: example-book-1985",
         "[Quoted in Author 1985: Pages 1 to 9 were read. Read at https://example.org/copy]"),
        ("access: excerpt",
         "[Excerpt: Pages 1 to 9 were read. Read at https://example.org/copy]"),
    ],
)  # fmt: skip
def test_says_a_reference_what_of_the_work_was_read_and_where(tmp_path, monkeypatch, access, words):
    record = example()
    if "quoted" in access:  # conclusions that were read through another work alone are not read
        record["findings"] = [row | {"finality": "not_read"} for row in record["findings"]]
    raw = copy_raw(tmp_path, record)
    path = raw / "sources" / f"{REPORT}.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("access: excerpt", f"{access}\nread_at: https://example.org/copy")
    path.write_text(text, encoding="utf-8")
    use(monkeypatch, publish_folder(raw, tmp_path / "processed"))
    assert words in " ".join(str(rd.explain(EXAMPLE, "persons")).split())


# --- campaigns within campaigns ----------------------------------------------------------------


def test_counts_a_campaign_within_a_campaign_nobody_twice_and_says_why(publish):
    outer = example(id="outer-1980", kind="campaign")
    inner = example(id="inner-1980", kind="campaign", part_of="outer-1980")
    other = example(id="other-1980", kind="campaign")
    publish(outer, inner, other, example(part_of="inner-1980"))
    everything = rd.load_incidents(kinds=None, execution=None)
    counted = everything.set_index("id")["count_in_totals"]
    assert counted[counted].index.tolist() == [EXAMPLE, "other-1980"]
    sums = rd.totals(everything).set_index("kind")
    assert sums["low"].to_dict() == {"incident": 900, "campaign": 900}
    assert sums["n_left_out"].to_dict() == {"incident": 0, "campaign": 2}
    deaths = rd.totals(everything, count="deaths_during").set_index("kind")
    assert deaths["high"].to_dict() == {"incident": 30, "campaign": 30}

    for campaign in ("outer-1980", "inner-1980"):
        explanation = rd.explain(campaign, "count_in_totals")
        assert "What lies within it has counts of the same act" in str(explanation)
        rows = explanation.rows.set_index("id")["used"]
        assert rows.index[0] == campaign and rows.index.is_unique
        # The incident decides, from however deep within it lies.
        assert rows[rows].index.tolist() == [EXAMPLE]
    alone = rd.explain("other-1980", "count_in_totals")
    assert list(alone.rows["id"]) == ["other-1980"]
    assert "nothing within it has a count of the same act" in " ".join(str(alone).split())


def test_does_another_rule_of_counting_decide_anew_what_is_counted_and_who_counts(publish):
    """By the widest rule an incident has a number that is too weak to be published."""
    campaign = example(id="outer-1980", kind="campaign")
    weak = example(part_of="outer-1980")
    weak["claims"]["persons"] = [
        {"value": "700", "act": "person_returns", "scope": "whole",
         "source": "example-encyclopedia", "at": "s. History"}
    ]  # fmt: skip
    publish(campaign, weak)

    def cells(rule):
        frame = rd.load_incidents(counts=rule, kinds=None, execution=None).set_index("id")
        columns = ["persons_high", "persons_act", "count_in_totals"]
        rows = frame[columns].astype(object)
        return rows.where(rows.notna(), None).loc[[EXAMPLE, "outer-1980"]].to_numpy().tolist()

    assert cells("whole_range") == [[None, None, True], [1500, "person_returns", True]]
    assert cells("widest") == [[700, "person_returns", True], [1500, "person_returns", False]]
    sums = rd.totals(rd.load_incidents(counts="widest", kinds=None))
    assert sums["high"].dropna().tolist() == [700]


def test_is_a_measure_neither_counted_nor_said_to_be_left_out(publish):
    """A law moves nobody by itself, whatever number it names."""
    publish(example(), example(id="plan-1980", kind="measure"))
    sums = rd.totals(rd.load_incidents(kinds=None, execution=None))
    assert sums[["kind", "n", "low", "n_left_out"]].to_numpy().tolist() == [["incident", 1, 900, 0]]


# --- what a notebook shows ---------------------------------------------------------------------


@pytest.mark.parametrize("show", ["explain", "incident"])
def test_stay_dollar_signs_dollar_signs_in_a_notebook(publish, show):
    """Jupyter sets what stands between two of them as mathematics, unless a class forbids it."""
    price = "Boats cost $50 and $70 each"
    tree = example(title=price)
    tree["claims"]["group"] = [claim(price)]
    publish(tree)
    shown = rd.explain(EXAMPLE, "group") if show == "explain" else rd.incident(EXAMPLE)
    (outermost,) = html5lib.parseFragment(shown._repr_html_(), namespaceHTMLElements=False)
    classes = outermost.attrib["class"].split()
    # One for each generation of MathJax.
    assert {"tex2jax_ignore", "mathjax_ignore"} <= set(classes)
    assert "".join(outermost.itertext()).count(price) >= 2


def test_is_a_work_named_in_full_once_however_often_it_is_cited(publish):
    publish(example())
    text = str(rd.incident(EXAMPLE))
    works = text[text.index("Sources") :]
    assert len(re.findall(r"An example: a book\.", works)) == 1
    assert BOOK not in text
