"""Does a memo say what a reader may take from it: sources, limits, and whom it is about?"""

import re

import pytest
import yaml
from exclusion_cases import CAT, KINDS, RAW, TORTURE, all_unclear, framework, good
from exclusion_cases import asked as questions_for

from refoul_data.law.exclusion import assess
from refoul_data.law.exclusion_bars import BarLaw, Destination
from refoul_data.law.exclusion_facts import Given
from refoul_data.law.exclusion_logic import rule_value
from refoul_data.views.exclusion_memo import make_memo

DANGERS = ("danger_to_security", "danger_to_community")
GOOD_RISK = Destination("PRK", "receiving", {"persecution": "yes", "torture": "no"})
IN_FORCE = BarLaw("REF-CONV-1951-33-1", "yes", "yes")


def run(answers, places=(), law=None, subject="person"):
    return assess(framework(), subject, answers, places, law)


def memo(answers, places=(), law=None, subject="person"):
    given = {name: Given(code, "a-source", f"on {name}") for name, code in answers.items()}
    found = run(given, places, law, subject)
    return make_memo(
        framework(), found, given, incident="a-b-1999", argument="A", who="B", destinations=places
    )


def part(text, title):
    return text.split(f"## {title}")[1].split("\n## ")[0]


def steps(found, result):
    return [s for s in found.trace if s.result == result]


def ids(found, result):
    return {s.id for s in steps(found, result)}


def remarks(found):
    return {r.rule for r in (*found.defects, *found.departures)}


# --- what the merits rest on -------------------------------------------------------------------------


def test_cite_the_merits_their_sources_behind_a_gate_that_is_unclear():
    answers = good(alien="unclear", evidence_clear="not_shown")
    found = run(answers)
    assert found.merits == "unclear"
    assert {"gate", "alien", "merits", "evidence-clear"} <= ids(found, "merits")
    assert "a-source, on evidence-clear" in part(memo(answers), "What each result rests on")


def test_rest_the_merits_on_the_gate_alone_where_it_is_closed():
    closed = good(alien="no", recognised_refugee="no", evidence_clear="not_shown")
    assert ids(run(closed), "merits") == {"gate", "alien"}
    assert "gate" not in ids(run(good()), "merits")


OTHERS = {
    "danger_to_community": ("exclusion-shown", "clause-met", "danger-to-security"),
    "danger_to_security": ("exclusion-shown", "war-crime", "danger-to-community"),
    "war_crime": ("danger-to-security", "danger-to-community", "non-political-crime"),
    "serious_non_political_crime": ("danger-to-security", "war-crime", "crime-against-peace"),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_are_limbs_of_another_kind_no_ground_of_the_merits(kind):
    bad = {n: "not_shown" if a == "shown" else a for n, a in good(kind).items()}
    for answers in (bad, bad | {"alien": "unclear"}):
        told = ids(run(answers), "merits")
        assert "merits" in told and len(told) > 2
        assert told & set(OTHERS[kind]) == set()


def test_rests_an_argument_of_no_clause_on_its_kind():
    found = run(good(argument_kind="none_of_these"))
    assert [(s.id, s.value) for s in steps(found, "merits")] == [
        ("merits", "no"),
        ("argument-kind", "none_of_these"),
    ]


# --- article 33(2) is no exclusion -------------------------------------------------------------------

NO_CLAIM = {"in_status_determination": "no", "procedure_kind": "deportation"}


@pytest.mark.parametrize("kind", DANGERS)
@pytest.mark.parametrize(
    "changes", [NO_CLAIM, {"inclusion_first": "no", "inclusion_exception": "none"}]
)
def test_need_an_argument_of_danger_no_procedure_of_exclusion(kind, changes):
    found = run(good(kind, **changes))
    assert (found.procedure_sound, remarks(found)) == ("yes", set())


@pytest.mark.parametrize("kind", [k for k in KINDS if k not in DANGERS])
def test_need_an_argument_of_exclusion_its_procedure(kind):
    found = run(good(kind, inclusion_first="no", **NO_CLAIM))
    assert found.procedure_sound == "no"
    assert remarks(found) == {
        "within-determination",
        "in-regular-procedure",
        "inclusion-passed-over",
    }


def test_cite_the_safeguards_of_exclusion_the_sentence_on_danger():
    for name in ("within-determination", "in-regular-procedure"):
        assert "4.3" in framework().rules[name].sentences


def test_say_the_files_on_danger_what_their_sources_decide_of_the_procedure():
    told = {}
    for path in sorted((RAW / "exclusion").glob("*.yaml")):
        file = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        given = {a["question"]: a for a in file["answers"]}
        if given["argument-kind"]["answer"] in DANGERS:
            told[path.stem] = given
    # Records that are there: one may be redacted, and its answers with it.
    for stem, question, answer in (
        (
            "south-korea-north-korea-return-2019--danger-to-the-public",
            "in-status-determination",
            "no",
        ),
        ("south-korea-north-korea-return-2019--danger-to-the-public", "procedure-kind", "none"),
        ("uk-india-removal-1990--national-security", "procedure-kind", "deportation"),
    ):
        assert stem not in told or told[stem][question]["answer"] == answer
    assert told
    for given in told.values():
        for name in ("in-status-determination", "procedure-kind", "inclusion-exception"):
            assert given.get(name, {}).get("answer") != "unclear", name


# --- bars ----------------------------------------------------------------------------------------------


def test_says_a_clause_for_refugees_when_it_counts_and_not_that_it_is_no_bar():
    text = part(memo(good(contribution="not_shown"), [GOOD_RISK], {"PRK": [IN_FORCE]}), "Bars")
    (line,) = [row for row in text.splitlines() if IN_FORCE.provision in row]
    assert "engaged **no**" not in line
    assert "counts only where neither exclusion nor the exception stands" in line
    assert "in force: yes; in reach: yes; real risk: yes" in line
    assert "excepted under article 33(2) cannot claim it" in line


def test_rests_no_bar_on_a_clause_that_falls_with_exclusion():
    law = {"PRK": [IN_FORCE, BarLaw("CAT-1984-3", "yes", "yes")]}
    found = run(good(), [GOOD_RISK], law)
    assert found.bar_engaged == "no"
    assert ids(found, "bar_engaged") == {"CAT-1984-3 receiving PRK"}


@pytest.mark.parametrize("places", [[TORTURE], []])
def test_says_the_memo_that_no_law_was_read(places):
    found = run(good(), places, {})
    (step,) = steps(found, "bar_engaged")
    assert (step.kind, step.value, step.para) == ("bar", "unclear", (9,))
    text = memo(good(), places, {})
    assert "No law was read for this record and date" in part(text, "Bars to return")
    assert "No law was read for this record and date: **unclear** (para. 9)" in part(
        text, "What each result rests on"
    )


def test_says_the_memo_for_which_state_no_law_was_read():
    places = [TORTURE._replace(risks={"torture": "no"}), Destination("CHN", "onward", {})]
    found = run(good(), places, CAT)
    assert found.bar_engaged == "unclear"
    (step,) = steps(found, "bar_engaged")
    assert step.value == "unclear"
    text = part(memo(good(), places, CAT), "Bars to return")
    assert "CHN (onward): no law was read for this record and date" in text
    assert "PRK (receiving): no law was read" not in text
    read = run(good(), [GOOD_RISK], {"PRK": [IN_FORCE]})
    assert [s.value for s in steps(read, "bar_engaged")] == ["unclear"]
    assert "No law was read" not in memo(good(), [GOOD_RISK], {"PRK": [IN_FORCE]})


def test_says_the_memo_that_a_clause_may_be_in_force_and_not_yet_read_so():
    law = {"PRK": [BarLaw("CAT-1984-3", "no", "yes")]}
    text = part(memo(good(), [TORTURE], law), "Bars to return")
    assert "PRK (receiving), not in force, or not yet read so: CAT-1984-3." in text


# --- questions and answers -----------------------------------------------------------------------------


def test_are_stateless_people_asked_about():
    text = framework().questions["alien"].text
    assert "nationality or, without one, of the state where they lived" in text


@pytest.mark.parametrize(
    "changes, value",
    [({}, "yes"), ({"act_place": "both"}, "unclear"), ({"act_place": "inside_refuge"}, "no"),
     ({"act_place": "both", "act_time": "after_admission"}, "no")],
)  # fmt: skip
def test_leave_acts_in_both_places_open_which_of_them_is_shown(changes, value):
    found = run(good(**changes))
    assert found.merits == value
    flags = {r.rule for r in found.flags}
    assert ("act-in-country-of-refuge" in flags) == ("act_place" in changes)
    if value == "unclear":
        assert "both-places-open" in ids(found, "merits")


def test_is_a_deportation_no_regular_procedure():
    found = run(good(procedure_kind="deportation"))
    assert remarks(found) == {"in-regular-procedure"}
    assert (
        rule_value(framework(), "in-regular-procedure", {"procedure-kind": "deportation"})
        == "unclear"
    )


def test_says_the_decider_nothing_of_the_burden_of_proof():
    assert framework().meanings["decided-by"]["state"] == "The state."
    assert (
        "burden"
        not in part(memo({**all_unclear(), "decided-by": "state"}), "Answers")
        .split("Who took the decision")[1]
        .splitlines()[0]
    )
    assert "UNHCR" in framework().questions["burden-on"].text


def test_speaks_the_memo_of_a_group_of_more_than_one_person():
    alone = re.compile(r"\bthe person\b(?! or people| or the people|, or any of the people)", re.I)
    group = questions_for("group")
    texts = [q.text for q in group]
    texts += [m for q in group for m in framework().meanings[q.id].values()]
    texts += [r.text for n, r in framework().rules.items() if framework().applies(n, "group")]
    assert [t for t in texts if alone.search(t)] == []
    bad = {q.id: "no" if "no" in q.answers else q.answers[0] for q in group}
    bad = good(subject="group") | {k: v for k, v in bad.items() if k in ("heard-and-appeal",)}
    assert not alone.search(memo(bad, subject="group"))
