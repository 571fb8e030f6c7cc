"""Does the exclusion framework hold the guidelines, and does it say what a published case comes to?"""

import itertools
from types import SimpleNamespace

import pytest
import yaml
from exclusion_cases import (
    CAT,
    KINDS,
    LAW,
    ROOT,
    TORTURE,
    all_unclear,
    asked,
    exclusion_file,
    framework,
    good,
)

from refoul_data.law.exclusion import RESULTS, assess, make_answers
from refoul_data.law.exclusion_bars import BarLaw, Destination, law_on_bars
from refoul_data.law.exclusion_facts import Given
from refoul_data.law.exclusion_faults import find_faults
from refoul_data.records.exclusion_answers import read_answers
from refoul_data.records.exclusion_reader import EXCLUSION, read_exclusion, read_sentences
from refoul_data.records.exclusion_rows import sentence_table
from refoul_data.records.seed_rows import SENTENCES
from refoul_data.records.seed_text import guideline_sentences
from refoul_data.views.exclusion_memo import make_memo
from refoul_data.views.exclusion_worksheet import make_worksheet

SEED = ROOT.parent / "shared" / "seeds" / "unhcr-exclusion-guidelines.txt"
VERDICTS = ("breach", "violation", "lawful", "unlawful")


def run(subject="person", answers=None, *, destinations=(), law=None, **changes):
    """Assess the good case with some answers changed."""
    answers = good(subject=subject, **changes) if answers is None else answers
    return assess(framework(), subject, answers, destinations, law)


def rules(remarks):
    return {r.rule for r in remarks}


def everything(found):
    """What a user sees of an assessment, apart from the trace."""
    remarks = [rules(r) for r in (found.defects, found.departures, found.flags)]
    return [getattr(found, name) for name in (*RESULTS, "gate")], remarks


# --- the guidelines and the framework -----------------------------------------------------------


def test_does_every_sentence_stand_in_a_question_a_rule_or_a_note():
    file, sentences = exclusion_file()
    rows = sentence_table(file, sentences)
    assert len(rows) == 125
    assert {row["paragraph"] for row in rows} == set(range(1, 37))
    for row in rows:
        assert row["questions"] or row["rules"] or row["notes"], row
        assert (row["role"] == "context_only") == (not row["questions"] and not row["rules"])


def test_is_context_only_what_asks_for_nothing():
    rows = sentence_table(*exclusion_file())
    context = [f"{r['paragraph']}.{r['sentence']}" for r in rows if r["role"] == "context_only"]
    assert context == ["1.2", "1.3", "2.1", "2.2", "11.3", "27.2", "32.1"]


def test_is_the_committed_structure_that_of_the_seed():
    if not SEED.is_file():
        pytest.skip("the seed is not beside the repository")
    found = guideline_sentences(SEED.read_text(encoding="utf-8"))
    expected = [(s.unit, s.sentence, s.hash) for s in found if s.unit.isdigit()]
    assert [(s.unit, s.sentence, s.hash) for s in exclusion_file()[1]] == expected


def test_does_no_text_of_ours_repeat_a_sentence_of_the_guidelines():
    """Eight words in a row are theirs, not ours."""
    if not SEED.is_file():
        pytest.skip("the seed is not beside the repository")

    def runs(text):
        words = "".join(c if c.isalnum() else " " for c in text.casefold()).split()
        return {tuple(words[n : n + 8]) for n in range(len(words) - 7)}

    theirs = runs(SEED.read_text(encoding="utf-8"))
    file, _ = exclusion_file()
    for part in [*file.questions, *file.rules, *file.notes]:
        assert not runs(part.text) & theirs, part.text


def test_is_a_sentence_that_stands_nowhere_told(tmp_path):
    text = (LAW / EXCLUSION).read_text(encoding="utf-8")
    path = tmp_path / EXCLUSION
    path.write_text(text.replace("      - 33.1\n", "      - 33.2\n"), encoding="utf-8")
    _, problems = read_exclusion(path, EXCLUSION, exclusion_file()[1])
    assert "sentence 33.1 stands in no question, rule or note" in "\n".join(map(str, problems))


def test_is_every_bar_a_provision_of_the_law():
    tree = yaml.load((LAW / "instruments.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    assert set(framework().bars) <= {p["id"] for i in tree["instruments"] for p in i["provisions"]}


@pytest.mark.parametrize(
    "old, new, line_of, message",
    [
        ("    force: must\n", "    force: always\n", "    force: always\n", "questions.0.force"),
        ("      - alien is yes\n", "      - aliens is yes\n", None, "did you mean 'alien'"),
        ("      - alien is yes\n", "      - alien is shown\n", None, "does not allow 'shown'"),
        ("      - alien is yes\n", "      - alien is unclear\n", None, "waits for a decided"),
        ("      - alien is yes\n", "      - alien was yes\n", None, "is no condition"),
        ("    stage: scope\n", "    stage: scop\n", "    stage: scop\n", "did you mean 'scope'"),
        ("  - id: alien\n", "  - id: exclusion-argued\n", None, "stands twice"),
        ("      - 33.1\n", "      - 33.9\n", None, "no sentence 33.9"),
        ("      - no\n      - unclear\n", "      - no\n", None, "does not allow 'unclear'"),
        (
            "      - not_shown\n",
            "      - not_shwon\n",
            "    answers:\n      - shown\n",
            "did you mean 'not_shown'",
        ),
        ("      - not_shown\n", "      - shown\n", None, "'shown' stands twice"),
        ("    para:\n      - 2\n", "    para:\n      - 37\n", None, "no paragraph 37"),
        (
            "    para:\n      - 1\n",
            "    para:\n      - 9\n",
            None,
            "its paragraph not under 'para'",
        ),
        (
            "    para:\n      - 2\n      - 4\n    force: must\n    authority: ours",
            "    para:\n      - 2\n      - 4\n    sentences:\n      - 2.1\n    force: must\n    authority: ours",
            None,
            "what is ours takes in no sentence",
        ),
        (
            "      - 4\n    force: must\n    authority: ours",
            "      - 4\n    force: must\n    authority: treaty",
            None,
            "the sentences that it takes in are missing",
        ),
        (
            "    any:\n",
            "    all:\n      - alien is yes\n    any:\n",
            None,
            "needs conditions under 'all' or under 'any'",
        ),
        (
            "      - exclusion-argued is no\n",
            "      - rule gate\n",
            None,
            "a contradiction lists answers",
        ),
        (
            "      - bars-considered is no\n",
            "      - alien is no\n",
            None,
            "nothing follows from 'bars-considered'",
        ),
        (
            "      - rule responsible\n",
            "      - rule gate\n",
            None,
            "no rule needs the conclusion 'responsible'",
        ),
        ("  - id: returned\n", "  - id: sent-back\n", None, "the rule 'returned'"),
        ("      - rule responsible\n", "      - rule attributable\n", None, "hang on themselves"),
        ("      - disappearance\n", "      - disparition\n", None, "there is no harm"),
    ],
)
def test_is_a_fault_of_the_framework_told_with_its_line(tmp_path, old, new, line_of, message):
    text = (LAW / EXCLUSION).read_text(encoding="utf-8")
    assert old in text
    text = text.replace(old, new, 1)
    path = tmp_path / EXCLUSION
    path.write_text(text, encoding="utf-8")
    _, problems = read_exclusion(path, EXCLUSION, exclusion_file()[1])
    told = "\n".join(map(str, problems))
    assert message in told
    if line_of:
        line = text[: text.index(line_of)].count("\n") + 1
        assert f"{EXCLUSION}:{line}: " in told


def test_are_verdicts_refused_in_our_words(tmp_path):
    text = (LAW / EXCLUSION).read_text(encoding="utf-8")
    path = tmp_path / EXCLUSION
    path.write_text(text.replace("Torture.", "Unlawful torture."), encoding="utf-8")
    _, problems = read_exclusion(path, EXCLUSION, exclusion_file()[1])
    assert any("'Unlawful' is a verdict" in str(p) for p in problems)


def test_is_a_broken_structure_told(tmp_path):
    path = tmp_path / SENTENCES
    path.write_text("seed,unit,sentence,hash\nguidelines,1,1,xyz\n", encoding="utf-8")
    rows, problems = read_sentences(path, SENTENCES)
    assert rows == []
    assert str(problems[0]).startswith(f"{SENTENCES}:2: hash: 'xyz' is not a fingerprint")


# --- four results -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_does_a_case_that_is_shown_in_every_part_have_merits(kind):
    found = run(argument_kind=kind)
    assert (found.merits, found.procedure_sound, found.gate) == ("yes", "yes", "yes")
    assert found.defects == found.departures == ()


@pytest.mark.parametrize("kind", KINDS)
def test_has_a_case_no_merits_where_nothing_is_shown(kind):
    answers = {
        name: "not_shown" if answer == "shown" else answer for name, answer in good(kind).items()
    }
    assert run(answers=answers).merits == "no"


def test_is_an_argument_of_no_clause_without_merits():
    found = run(argument_kind="none_of_these", provision_invoked="article_1f")
    assert found.merits == "no"
    assert rules(found.defects) == {"outside-the-list"}


@pytest.mark.parametrize("subject", ["person", "group"])
def test_gives_unclear_throughout_unclear(subject):
    found = run(subject, all_unclear(subject), destinations=[TORTURE], law={})
    expected = "unclear" if subject == "person" else "not_individualised"
    values = [getattr(found, name) for name in RESULTS]
    assert values == [expected, "unclear", "unclear", "unclear"]
    assert found.defects == found.departures == found.flags == ()


@pytest.mark.parametrize(
    "changes",
    [{"exclusion_argued": "no", "argument_kind": "unclear"}, {"alien": "no", "recognised_refugee": "no"},
     {"within_article_1d": "yes"}, {"within_article_1e": "yes"}],
)  # fmt: skip
def test_is_nothing_asked_of_the_merits_where_the_gate_is_closed(changes):
    assert run(**changes).merits == "not_asked"


def test_is_no_procedure_assessed_where_nothing_was_argued():
    found = run(exclusion_argued="no", argument_kind="none_of_these", confidential="no")
    assert found.procedure_sound == "not_asked"
    assert found.departures == ()


def test_does_contested_nationality_leave_the_merits_unclear_and_the_procedure_told():
    found = run(alien="unclear", rigorous_safeguards="no")
    assert (found.merits, found.gate, found.procedure_sound) == ("unclear", "unclear", "no")
    assert "alien" in {s.id for s in found.trace if s.result == "merits"}


def test_are_the_merits_of_a_group_never_individualised():
    found = run("group")
    assert (found.merits, found.procedure_sound) == ("not_individualised", "yes")
    assert next(s.para for s in found.trace if s.result == "merits") == (2, 18, 26, 30)
    found = run("group", mass_influx="yes", protected_meanwhile="no")
    assert rules(found.departures) == {"protection-until-screened"}
    assert found.procedure_sound == "no"


@pytest.mark.parametrize("answer", ["yes", "no", "unclear"])
def test_is_the_return_carried_out_told_as_it_is(answer):
    assert run(return_carried_out=answer, course_taken="unclear").return_carried_out == answer


def test_hangs_no_result_on_another():
    """A return that was carried out, a bar, a poor procedure: the merits stay as they were."""
    found = run(rigorous_safeguards="no", destinations=[TORTURE], law=CAT)
    values = [getattr(found, name) for name in RESULTS]
    assert values == ["yes", "no", "yes", "yes"]


def test_can_the_answer_to_every_question_change_what_a_user_sees():
    """Over good and bad cases of every kind, with each answer in turn."""

    no_expiation = {"no-expiation": "not_shown", "expiation-outweighed": "not_shown"}
    group_member = {
        "presumption-relied-on": "yes",
        "presumption-ground": "violent_group_membership",
    }
    political = (
        "other-motives",
        "no-link",
        "out-of-proportion",
        "egregious",
        "aims-against-rights",
    )
    turns = [
        {"proportionate": "not_shown", "argument-kind": "war_crime"},
        {
            "power-in-state": "not_shown",
            "act-kind": "terrorist",
            "argument-kind": "against_un_purposes",
        },
        {"procedural-point": "cancellation"},
        {"child-at-time": "yes"},
        {"child-at-time": "yes", "decided-by": "unhcr"},
        no_expiation,
        {**no_expiation, "pardon-alone": "yes", "pardon-discounted": "not_shown"},
        {**no_expiation, "pardon-alone": "yes", "pardon-outweighed": "not_shown"},
        {**group_member, "contribution": "not_shown"},
        {**group_member, "rebuttal-open": "no"},
        {"act-kind": "hijacking"},
        {"new-doubt": "yes"},
        {"inclusion-first": "no"},
        {"extradition-executed": "yes", "final-decision-first": "no"},
        {"origin-contacted": "yes"},
        {"anonymous-relied-on": "yes"},
        {"burden-on": "person"},
        {"mass-influx": "yes", "protected-meanwhile": "no"},
        {"provision-invoked": "article_33_2"},
        *({q: "not_shown" for q in political if q != but} for but in political),
    ]

    def bases(subject):
        known = {q.id for q in asked(subject)}
        yield from (good(kind, subject) for kind in KINDS)
        for turn in turns:
            yield good(subject=subject) | {k: v for k, v in turn.items() if k in known}

    for subject in ("person", "group"):
        cases = [b for b in bases(subject) if not find_faults(framework(), subject, b)]
        before = [everything(run(subject, c)) for c in cases]
        idle = [q.id for q in asked(subject) if not changes(subject, q, cases, before)]
        assert idle == [], f"nothing hangs on these about a {subject}"


def changes(subject, question, cases, before):
    """Tell whether some answer to a question changes what a user sees of a case."""
    others = (
        (c | {question.id: a}, s)
        for c, s in zip(cases, before, strict=True)
        for a in question.answers
    )
    return any(
        everything(run(subject, case)) != seen
        for case, seen in others
        if not find_faults(framework(), subject, case)
    )


# --- force and authority ------------------------------------------------------------------------


def test_does_what_is_ours_never_make_a_defect():
    levels = {r.id: r.level for r in framework().rules.values() if r.authority == "ours"}
    assert set(levels.values()) == {"flag"}


def test_does_must_make_a_defect_and_should_or_generally_a_departure():
    for rule in framework().rules.values():
        if rule.makes in ("safeguard", "shortfall") and rule.authority != "ours":
            expected = {"must": "defect", "should": "departure", "generally": "departure"}
            assert rule.level == expected[rule.force], rule.id


@pytest.mark.parametrize(
    "changes, level, rule",
    [
        ({"individual_consideration": "no"}, "defects", "considered-one-by-one"),
        ({"in_status_determination": "no"}, "defects", "within-determination"),
        ({"rigorous_safeguards": "no"}, "defects", "safeguards-built-in"),
        ({"burden_on": "person"}, "defects", "burden-kept"),
        ({"silence_as_proof": "yes"}, "defects", "silence-no-proof"),
        ({"anonymous_relied_on": "yes"}, "defects", "anonymous-limited"),
        ({"presumption_relied_on": "yes", "presumption_ground": "unclear", "rebuttal_open": "no"},
         "defects", "presumption-rebuttable"),
        ({"weighed": "no"}, "defects", "not-weighed"),
        ({"restrictive_reading": "no"}, "departures", "narrow-reading"),
        ({"new_doubt": "yes", "reconsidered": "no"}, "departures", "reconsideration"),
        ({"international_standard": "no"}, "departures", "local-standard"),
        ({"seriousness_factors": "not_addressed"}, "departures", "factors-left-aside"),
        ({"political_factors": "not_addressed"}, "departures", "political-factors-left-aside"),
        ({"treaty_label_alone": "yes"}, "departures", "label-alone"),
        ({"membership_alone": "yes"}, "departures", "membership-not-enough"),
        ({"combatant_alone": "yes"}, "departures", "fighting-not-enough"),
        ({"no_duress": "not_addressed"}, "departures", "defences-left-aside"),
        ({"terror_label_alone": "yes"}, "departures", "terror-label"),
        ({"listing_alone": "yes"}, "departures", "list-not-enough"),
        ({"child_at_time": "yes", "child_care": "no"}, "departures", "care-for-children"),
        ({"dependants_followed": "yes"}, "departures", "dependants-on-their-own"),
        ({"procedure_kind": "border"}, "departures", "in-regular-procedure"),
        ({"inclusion_first": "no"}, "departures", "inclusion-passed-over"),
        ({"extradition_executed": "yes", "final_decision_first": "no"}, "departures",
         "decision-before-extradition"),
        ({"confidential": "no"}, "departures", "kept-confidential"),
        ({"origin_contacted": "yes"}, "departures", "contact-exceptional"),
        ({"claim_disclosed": "yes"}, "departures", "claim-kept-from-origin"),
        ({"benefit_of_doubt": "no"}, "departures", "doubt-in-favour"),
        ({"unchallengeable_relied_on": "yes"}, "departures", "challengeable"),
        ({"closed_relied_on": "yes"}, "departures", "closed-not-relied-on"),
        ({"bars_considered": "no"}, "flags", "bars-not-considered"),
        ({"heard_and_appeal": "no"}, "flags", "no-hearing-or-appeal"),
        ({"final_decision_first": "no"}, "flags", "removed-before-decision"),
        ({"prosecution_feared": "yes"}, "flags", "prosecution-not-persecution"),
        ({"claim_not_establishable": "yes"}, "flags", "claim-open"),
        ({"criminal_proceedings_awaited": "no"}, "flags", "proceedings-not-awaited"),
        ({"provision_invoked": "article_33_2"}, "flags", "provision-mismatch-1f"),
    ],
)  # fmt: skip
def test_does_a_point_that_is_not_kept_weigh_as_its_paragraph_puts_it(changes, level, rule):
    before, after = run(), run(**changes)
    for name in ("defects", "departures", "flags"):
        new = rules(getattr(after, name)) - rules(getattr(before, name))
        if name == level:
            assert rule in new
            remark = next(r for r in getattr(after, name) if r.rule == rule)
            assert set(remark.questions) & {c.replace("_", "-") for c in changes}
        elif name != "flags":
            assert new == set()
    assert after.merits == ("unclear" if "not_addressed" in changes.values() and rule == "defences-left-aside" else "yes")  # fmt: skip


# --- what the paragraphs say ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes, merits",
    [
        # 5, 16: article 1F(b) is bound to place and time, (a) and (c) are not
        ({"act_place": "inside_refuge"}, "no"),
        ({"act_time": "after_admission"}, "no"),
        ({"argument_kind": "war_crime", "act_place": "inside_refuge"}, "yes"),
        ({"argument_kind": "against_un_purposes", "act_time": "after_admission"}, "yes"),
        # 6: revocation under (a) and (c) only; cancellation on facts that came later
        ({"procedural_point": "revocation"}, "no"),
        ({"procedural_point": "revocation", "argument_kind": "war_crime"}, "yes"),
        ({"procedural_point": "cancellation", "facts_known_later": "not_shown"}, "no"),
        # 11, 12, 13: each crime has its own element
        ({"argument_kind": "crime_against_peace", "peace_position": "not_shown"}, "no"),
        ({"argument_kind": "war_crime", "conflict_kind": "none"}, "no"),
        ({"argument_kind": "war_crime", "conflict_kind": "not_addressed"}, "unclear"),
        ({"argument_kind": "crime_against_humanity", "humanity_pattern": "not_shown"}, "no"),
        # 14: a minor offence is none
        ({"not_minor": "not_shown", "serious": "not_shown"}, "no"),
        # 15: violence that is extreme fails the test alone
        ({"other_motives": "not_shown", "no_link": "not_shown", "out_of_proportion": "not_shown",
          "aims_against_rights": "not_shown"}, "yes"),
        ({"other_motives": "not_shown", "no_link": "not_shown", "out_of_proportion": "not_shown",
          "aims_against_rights": "not_shown", "egregious": "not_shown"}, "no"),
        # 17: power in principle; a terrorist act must touch the plane of states, with power or without
        ({"argument_kind": "against_un_purposes", "power_in_state": "not_shown"}, "no"),
        ({"argument_kind": "against_un_purposes", "power_in_state": "not_shown",
          "act_kind": "terrorist"}, "yes"),
        ({"argument_kind": "against_un_purposes", "act_kind": "terrorist",
          "terrorist_plane": "not_shown"}, "no"),
        # 18: responsibility is individual and needs knowledge
        ({"contribution": "not_shown"}, "no"),
        ({"knowledge": "not_shown"}, "no"),
        # 19, 26, 34: presumptions, each with its own conditions
        ({"contribution": "not_shown", "presumption_ground": "violent_group_membership",
          "presumption_relied_on": "yes"}, "yes"),
        ({"contribution": "not_shown", "presumption_ground": "violent_group_membership",
          "presumption_relied_on": "yes", "own_role": "not_shown"}, "no"),
        ({"contribution": "not_shown", "presumption_ground": "government_membership",
          "presumption_relied_on": "yes", "caution": "not_shown"}, "no"),
        ({"contribution": "not_shown", "presumption_ground": "international_indictment",
          "presumption_relied_on": "yes", "unrebutted": "not_shown"}, "no"),
        # 21, 22: mental state and defences
        ({"capacity": "not_shown"}, "no"),
        ({"no_superior_orders": "not_shown"}, "no"),
        # 23: expiation is weighed; gravity outweighs a pardon or an amnesty, nothing else
        ({"no_expiation": "not_shown"}, "yes"),
        ({"no_expiation": "not_shown", "expiation_outweighed": "not_shown"}, "no"),
        ({"no_expiation": "not_shown", "expiation_outweighed": "not_shown",
          "pardon_alone": "yes"}, "yes"),
        # 24: weighing is due under (b) and for less serious war crimes; serious ones stay open
        ({"proportionate": "not_shown"}, "no"),
        ({"proportionate": "not_shown", "argument_kind": "crime_against_humanity"}, "yes"),
        ({"proportionate": "not_shown", "argument_kind": "war_crime"}, "no"),
        ({"proportionate": "not_shown", "argument_kind": "war_crime", "war_gravity": "serious"},
         "unclear"),
        # 25: a prosecution that is feared is a flag, not an end
        ({"prosecution_feared": "yes"}, "yes"),
        # 27: a hijacking is serious, and compelling circumstances still count
        ({"act_kind": "hijacking", "serious": "not_shown"}, "yes"),
        ({"act_kind": "hijacking", "no_compelling_circumstances": "not_shown"}, "no"),
        # 28: age and capacity are conditions, care is procedure
        ({"child_at_time": "yes", "child_age": "not_shown"}, "no"),
        ({"child_at_time": "yes", "child_care": "no"}, "yes"),
        # 35, 36: clear, reliable, and open evidence carries the case
        ({"evidence_clear": "not_shown"}, "no"),
        ({"evidence_reliable": "not_shown"}, "no"),
        ({"evidence_open": "not_shown"}, "no"),
        ({"closed_relied_on": "yes"}, "yes"),
        ({"silence_as_proof": "yes"}, "yes"),
        # article 33(2): the tests of the text, apart from what is contested
        ({"argument_kind": "danger_to_security", "final_conviction": "not_shown"}, "yes"),
        ({"argument_kind": "danger_to_community", "final_conviction": "not_shown"}, "no"),
        ({"argument_kind": "danger_to_community", "particularly_serious": "not_shown"}, "no"),
        ({"argument_kind": "danger_to_security", "danger_grounds": "not_shown"}, "no"),
        ({"argument_kind": "danger_to_security", "removal_necessary": "not_shown",
          "article_32_process": "no"}, "yes"),
        ({"argument_kind": "danger_to_security", "no_duress": "not_shown",
          "proportionate": "not_shown"}, "yes"),
        # what the state left aside is never shown, and never decided against it
        ({"contribution": "not_addressed"}, "unclear"),
        ({"no_duress": "not_addressed"}, "unclear"),
        ({"alien": "unclear"}, "unclear"),
    ],
)  # fmt: skip
def test_does_the_case_come_to_what_the_paragraph_says(changes, merits):
    assert run(**changes).merits == merits


@pytest.mark.parametrize(
    "shift, sound",
    [("international_indictment", "yes"), ("presumption", "yes"), ("national_indictment", "no"),
     ("listing", "no"), ("none", "no"), ("unclear", "unclear")],
)  # fmt: skip
def test_shifts_only_an_international_indictment_or_a_presumption_the_burden(shift, sound):
    assert run(burden_on="person", burden_shifted_by=shift).procedure_sound == sound


def test_is_inclusion_first_no_rigid_formula():
    found = run(inclusion_first="no")
    assert (found.procedure_sound, rules(found.departures)) == ("yes", {"inclusion-passed-over"})
    for exception in ("international_indictment", "evident_grave_crime", "appeal_on_exclusion"):
        assert run(inclusion_first="no", inclusion_exception=exception).departures == ()


def test_is_a_removal_that_is_no_extradition_outside_paragraph_32():
    assert run(final_decision_first="no").procedure_sound == "yes"


# --- bars -----------------------------------------------------------------------------------------


def bar(in_force="yes", in_reach="yes", risk="yes", provision="CAT-1984-3", harm="torture"):
    place = Destination("PRK", "receiving", {harm: risk})
    return run(destinations=[place], law={"PRK": [BarLaw(provision, in_force, in_reach)]})


@pytest.mark.parametrize("values", list(itertools.product(("yes", "no", "unclear"), repeat=3)))
def test_is_a_bar_engaged_where_in_force_in_reach_and_the_risk_real(values):
    expected = "no" if "no" in values else "unclear" if "unclear" in values else "yes"
    assert bar(*values).bar_engaged == expected


@pytest.mark.parametrize(
    "provision, harm, engaged",
    [
        ("REF-CONV-1951-33-1", "persecution", "no"),  # article 1F takes the person out
        ("OAU-1969-II-3", "persecution", "no"),  # and so does article I(5)
        ("ECHR-1950-3", "ill_treatment", "yes"),
        ("CAT-1984-3", "ill_treatment", "unclear"),  # torture was not asked about
        ("ECHR-P4-1963-4", "collective", "yes"),
        ("ECHR-P6-1983-1", "death_penalty", "unclear"),  # silent on return
    ],
)
def test_does_each_bar_ask_for_its_own_harm(provision, harm, engaged):
    assert [b.engaged for b in bar(provision=provision, harm=harm).bars] == [engaged]


def test_decides_a_clause_that_falls_with_exclusion_nothing():
    """It is no bar; whether there is another was not asked."""
    rows = [BarLaw("REF-CONV-1951-33-1", "yes", "yes")]
    risks = Destination("PRK", "receiving", {"persecution": "yes", "torture": "yes"})
    assert run(destinations=[risks], law={"PRK": rows}).bar_engaged == "unclear"
    rows.append(BarLaw("CAT-1984-3", "no", "yes"))
    assert run(destinations=[risks], law={"PRK": rows}).bar_engaged == "no"


def test_is_each_receiving_and_onward_state_asked():
    places = [Destination("CHN", "receiving", {"torture": "no"}), TORTURE._replace(stage="onward")]
    law = {"CHN": [BarLaw("CAT-1984-3", "yes", "yes")], **CAT}
    found = run(destinations=places, law=law)
    assert found.bar_engaged == "yes"
    assert [(b.state, b.engaged) for b in found.bars] == [("CHN", "no"), ("PRK", "yes")]
    assert run(destinations=places[:1], law=law).bar_engaged == "no"
    assert run(destinations=places[:1], law={}).bar_engaged == "unclear"
    assert run(destinations=[], law=law).bar_engaged == "unclear"


def law_row(**changes):
    cells = {
        "provision": "CAT-1984-3", "function": "prohibits_return", "status": "in_force", "bindingness": "treaty",
        "reading": "explicit", "scope_temporal": "met", "scope_personal": "met", "scope_place": "met",
        "status_earliest": None, "status_latest": None, "source": "a-list", "at": "IV-9",
    }  # fmt: skip
    return SimpleNamespace(**cells | changes)


@pytest.mark.parametrize(
    "changes, in_force, in_reach",
    [
        ({}, "yes", "yes"),
        ({"status": "signed_only"}, "no", "yes"),
        ({"status": "ended"}, "no", "yes"),
        ({"status": "contested"}, "unclear", "yes"),
        ({"status": "party_unknown"}, "unclear", "yes"),
        ({"status": None}, "unclear", "yes"),
        ({"status": float("nan")}, "unclear", "yes"),
        (
            {"status": None, "status_earliest": "not_adopted", "status_latest": "not_party"},
            "no",
            "yes",
        ),
        (
            {"status": None, "status_earliest": "not_party", "status_latest": "in_force"},
            "unclear",
            "yes",
        ),
        (
            {"status": None, "status_earliest": "not_party", "status_latest": "ended"},
            "unclear",
            "yes",
        ),
        ({"reading": "not_yet_recognised"}, "no", "yes"),
        ({"reading": None}, "unclear", "yes"),
        ({"bindingness": "disputed"}, "unclear", "yes"),
        ({"bindingness": "non_binding"}, "no", "yes"),
        ({"scope_place": "contested"}, "yes", "unclear"),
        ({"scope_personal": "unknown"}, "yes", "unclear"),
        ({"scope_place": "not_met", "scope_personal": "unknown"}, "yes", "no"),
        ({"status": "in_force_limited"}, "yes", "unclear"),
    ],
)
def test_is_the_law_taken_as_it_answers(changes, in_force, in_reach):
    (bar,) = law_on_bars(framework(), [law_row(**changes)])
    assert bar[:3] == ("CAT-1984-3", in_force, in_reach)
    assert (bar.source, bar.at) == ("a-list", "IV-9")


def test_is_a_provision_that_bars_no_return_passed_over():
    assert law_on_bars(framework(), [law_row(provision="CAT-1984-16", function="scope")]) == []


def test_does_a_prohibition_that_is_not_classed_stay_unclear():
    """A new treaty must not make an answer of no."""
    rows = law_on_bars(framework(), [law_row(provision="NEW-2030-1")])
    place = Destination("PRK", "receiving", dict.fromkeys(framework().harms, "yes"))
    assert run(destinations=[place], law={"PRK": rows}).bar_engaged == "unclear"
    assert (
        run(destinations=[place], law={"PRK": [rows[0]._replace(in_force="no")]}).bar_engaged
        == "no"
    )


def test_does_the_law_of_a_day_give_the_bars():
    """The United Kingdom in November 1996: the European Convention, not yet the Union's Charter."""
    from refoul_data.access.law import law_at

    rows = law_on_bars(framework(), law_at("GBR", "1996-11-15").itertuples())
    found = {row.provision: row.in_force for row in rows}
    assert (found["ECHR-1950-3"], found["CAT-1984-3"]) == ("yes", "yes")
    assert found["EUCFR-2000-19-2"] == "no"


# --- bad input --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "subject, changes, removed, told",
    [
        ("person", {"alien": "perhaps"}, None, "alien: 'perhaps' is none of yes, no, unclear (para. 1)"),
        ("person", {"alien": True}, None, "alien: True is none of yes, no, unclear (para. 1)"),
        ("person", {}, "argument-kind", "argument-kind: the answer is missing (paras. 3, 4)"),
        ("person", {"capacty": "shown"}, None, "capacty: there is no such question; did you mean 'capacity'? (para. 21)"),
        ("person", {"zzz": "yes"}, None, "zzz: there is no such question (paras. 1, 36)"),
        ("person", {"burden-shifted-by": "listing"}, None, "burden-on is state and burden-shifted-by is listing"),
        ("person", {"burden-shifted-by": "listing"}, None, "(para. 34)"),
        ("person", {"pardon-alone": "yes"}, None, "(para. 23)"),
        ("person", {"return-carried-out": "no"}, None, "(para. 8)"),
        ("person", {"course-taken": "none"}, None, "course-taken is none: The person or people were returned"),
        ("person", {"course-taken": "none"}, None, "nothing was done with them. (paras. 8, 9)"),
        ("person", {"exclusion-argued": "no"}, None, "(para. 4)"),
        ("group", {"contribution": "shown"}, None, "asked about persons only, not about a group (paras. 2, 18, 26, 30)"),
        ("person", {"mass-influx": "yes"}, None, "asked about groups only, not about a person (paras. 2, 18, 26, 30)"),
        ("crowd", {}, None, "subject: 'crowd' is neither 'person' nor 'group' (paras. 2, 18, 26, 30)"),
    ],
)  # fmt: skip
def test_is_bad_input_refused_with_the_paragraph(subject, changes, removed, told):
    answers = good(subject=subject if subject == "group" else "person") | changes
    answers.pop(removed, None)
    with pytest.raises(ValueError) as error:
        assess(framework(), subject, answers)
    assert told in str(error.value)


@pytest.mark.parametrize(
    "place, law, told",
    [
        (Destination("PRK", "somewhere", {}), {}, "neither 'receiving' nor 'onward'"),
        (Destination("PRK", "onward", {"tortur": "yes"}), {}, "did you mean 'torture'"),
        (Destination("PRK", "onward", {"torture": "high"}), {}, "'high' is none of"),
        (
            Destination("PRK", "onward", ["torture"]),
            {},
            "risks must be a mapping such as {'torture': 'yes'}",
        ),
        (Destination(None, "onward", {}), {}, "needs the code of a state, not None"),
        (TORTURE, {"PRK": [BarLaw("CAT-1984-3", "in_force", "yes")]}, "is yes, no or unclear"),
    ],
)
def test_is_a_bad_destination_refused_with_the_paragraph(place, law, told):
    with pytest.raises(ValueError, match=r"para\. 9") as error:
        run(destinations=[place], law=law)
    assert told in str(error.value)


def test_are_all_faults_told_at_once():
    with pytest.raises(ValueError) as error:
        assess(framework(), "person", {"alien": "perhaps", "zzz": "yes"})
    assert len(str(error.value).splitlines()) == 6


# --- a file of answers ------------------------------------------------------------------------------

CASE = """\
incident: somewhere-1999
argument: >-
  The two had killed a man before they came
subject: person
who: >-
  The first of two fishermen
answers:
  - question: exclusion-argued
    answer: yes
    source: ministry-statement
    at: p. 2
  - question: alien
    answer: unclear
    note: >-
      The constitution counts the person among the nationals; others do not
  - question: within-article-1d
    answer: no
    source: ministry-statement
  - question: within-article-1e
    answer: no
    source: ministry-statement
  - question: argument-kind
    answer: serious_non_political_crime
    source: ministry-statement
    at: p. 3
  - question: procedure-kind
    answer: none
    source: court-report
    at: para. 14
  - question: rigorous-safeguards
    answer: no
    source: court-report
    at: para. 15
destinations:
  - state: PRK
    stage: receiving
    risks:
      - harm: torture
        answer: yes
        source: inquiry-report
        at: para. 60
"""


def read(tmp_path, text):
    path = tmp_path / "answers.yaml"
    path.write_text(text, encoding="utf-8")
    return read_answers(path, "answers.yaml", framework())


def test_is_a_file_of_answers_read_and_assessed(tmp_path):
    file, problems = read(tmp_path, CASE)
    assert problems == []
    answers, places = make_answers(file)
    found = assess(framework(), file.subject, answers, places, CAT)
    values = [getattr(found, name) for name in RESULTS]
    assert values == ["unclear", "no", "yes", "unclear"]


@pytest.mark.parametrize(
    "old, new, told",
    [
        ("answer: none\n", "answer: nun\n", "answers.yaml:27: answers: procedure-kind: 'nun' is none of"),
        ("question: alien", "question: aliens", "answers.yaml:13: answers: aliens: there is no such question; did you mean 'alien'? (para. 1)"),
        ("  - question: within-article-1e\n    answer: no\n    source: ministry-statement\n", "",
         "answers.yaml:7: answers: within-article-1e: the answer is missing (para. 4)"),
        ("question: rigorous-safeguards\n    answer: no", "question: rigorous-safeguards\n    answer: yes",
         "answers.yaml:31: answers: rigorous-safeguards: procedure-kind is none and"),
        ("question: rigorous-safeguards", "question: procedure-kind",
         "answers.yaml:30: answers: 'procedure-kind' is answered twice; first on line 26"),
        ("    source: court-report\n    at: para. 14\n", "",
         "answers.yaml:26: answers.source: an answer other than 'unclear' needs the source"),
        ("subject: person", "subject: crowd", "answers.yaml:4: subject: "),
        ("harm: torture", "harm: tortur", "answers.yaml:38: destinations.risks.harm: there is no harm"),
        ("stage: receiving", "stage: there", "answers.yaml:36: destinations.0.stage: "),
        ("others do not", "others call it unlawful", "answers.yaml:14: answers.note: 'unlawful' is a verdict"),
        ("The two had killed", "They violated the law and killed", "answers.yaml:2: argument: 'violated' is a verdict"),
        ("    at: p. 2\n", "    page: 2\n", "answers.yaml:11: answers.0.page: unknown key"),
        ("incident: somewhere-1999\n", "", "incident: required key is missing"),
        ("    at: p. 2\n", "    at: {p: 2}\n", "answers.yaml:11: answers.0.at: flow style"),
    ],
)  # fmt: skip
def test_is_a_fault_of_a_file_of_answers_told_with_its_line(tmp_path, old, new, told):
    assert old in CASE
    _, problems = read(tmp_path, CASE.replace(old, new, 1))
    assert any(told in str(p) for p in problems), "\n".join(map(str, problems))


def test_is_a_missing_file_told(tmp_path):
    _, problems = read_answers(tmp_path / "none.yaml", "none.yaml", framework())
    assert [str(p) for p in problems] == ["none.yaml: the file is missing"]


@pytest.mark.parametrize("subject", ["person", "group"])
def test_is_the_worksheet_a_file_of_answers_that_are_all_unclear(tmp_path, subject):
    text = make_worksheet(framework(), subject)
    file, problems = read(tmp_path, text)
    assert problems == []
    answers, _ = make_answers(file)
    assert {name: given.answer for name, given in answers.items()} == all_unclear(subject)
    assert max(map(len, text.splitlines())) <= 100


def test_is_the_worksheet_whole_with_its_destinations(tmp_path):
    """What is a comment there can be taken in as it stands."""
    lines = make_worksheet(framework(), "person").splitlines()
    start = lines.index("# destinations:")
    taken_in = [*lines[:start], *(line.removeprefix("# ") for line in lines[start:])]
    file, problems = read(tmp_path, "\n".join(taken_in) + "\n")
    assert problems == []
    assert {r.harm for d in file.destinations for r in d.risks} == set(framework().harms)


# --- the memo -----------------------------------------------------------------------------------------


def memo(tmp_path, text=CASE):
    file, problems = read(tmp_path, text)
    assert problems == []
    answers, places = make_answers(file)
    found = assess(framework(), file.subject, answers, places, CAT)
    return make_memo(
        framework(), found, answers, incident=file.incident, argument=file.argument, who=file.who,
        destinations=places,
    )  # fmt: skip


def test_does_the_memo_name_grounds_and_cite_paragraph_and_source(tmp_path):
    text = memo(tmp_path)
    assert "# somewhere-1999: The two had killed a man before they came" in text
    assert "Merits: unclear." in text
    assert "Procedure sound: no." in text
    assert "counts the person among the nationals" in text
    defects = text.split("## Defects")[1].split("## ")[0]
    assert "para. 31.1" in defects
    assert "rigorous-safeguards: no [court-report, para. 15]" in defects
    assert "PRK (receiving), CAT-1984-3: engaged **yes**" in text
    assert "[inquiry-report, para. 60]" in text
    assert "The gate is unclear." in text


def test_does_every_step_of_the_memo_cite_a_paragraph(tmp_path):
    rests = memo(tmp_path).split("## What each result rests on")[1].split("## Answers")[0]
    steps = [line for line in rests.splitlines() if line.lstrip().startswith("- ")]
    assert steps and all("para" in line for line in steps)
    questions = [line for line in steps if line.startswith("  - ")]
    assert questions and all("; " in line for line in questions)


def test_does_the_memo_tell_the_parts_of_the_merits_behind_a_gate_that_is_unclear(tmp_path):
    text = CASE.replace("destinations:", """\
  - question: evidence-clear
    answer: not_shown
    source: court-report
destinations:""")  # fmt: skip
    parts = memo(tmp_path, text).split("## Parts of the merits")[1].split("## ")[0]
    assert (
        "open to challenge; open evidence may do without the closed. **no** (paras. 3.3, 35.1"
        in parts
    )
    assert parts.count("**unclear**") > 5


@pytest.mark.parametrize(
    "kind, parts, other",
    [("danger_to_community", "second limb", "closed list"),
     ("war_crime", "closed list", "limb"),
     ("none_of_these", "comes under no clause", "closed list")],
)  # fmt: skip
def test_does_the_memo_tell_the_parts_of_the_argument_that_was_made(kind, parts, other):
    given = {name: Given(answer) for name, answer in good(argument_kind=kind).items()}
    found = assess(framework(), "person", given)
    text = make_memo(framework(), found, given, incident="a-b-1999", argument="A", who="B")
    told = text.split("## Parts of the merits")[1].split("## ")[0]
    assert parts in told and other not in told


def test_has_the_memo_of_a_group_no_parts_of_merits():
    found = run("group")
    text = make_memo(framework(), found, {}, incident="a-b-1999", argument="A", who="B")
    assert (
        "None: a group was argued about" in text.split("## Parts of the merits")[1].split("## ")[0]
    )
    assert "A group was argued about: **not_individualised** (paras. 2, 18, 26, 30)" in text


def test_says_the_memo_that_it_is_no_finding(tmp_path):
    assert "it is no finding" in memo(tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_does_no_text_of_the_memo_give_a_verdict(kind):
    bad = {n: "not_shown" if a == "shown" else a for n, a in good(kind).items()}
    for answers in (good(kind), bad, all_unclear()):
        given = {name: Given(answer) for name, answer in answers.items()}
        found = assess(framework(), "person", given, [TORTURE], CAT)
        text = make_memo(
            framework(), found, given, incident="a-b-1999", argument="A", who="B"
        ).lower()
        assert not [word for word in VERDICTS if word in text]
