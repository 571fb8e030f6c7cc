"""What holds for every set of answers to the exclusion framework?"""

from exclusion_cases import KINDS, all_unclear, asked, framework, good
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from refoul_data.law.exclusion import RESULTS, assess
from refoul_data.law.exclusion_bars import BarLaw, Destination
from refoul_data.law.exclusion_facts import SUBJECTS, UNCLEAR, VALUES, Given
from refoul_data.law.exclusion_faults import find_faults
from refoul_data.views.exclusion_memo import make_memo

VERDICTS = ("breach", "violation", "lawful", "unlawful")
DECIDED = ("yes", "no")
BARS = tuple(framework().bars)
values = st.sampled_from(VALUES)
sometimes = settings(max_examples=60, deadline=None)


@st.composite
def answer_sets(draw, subject=None):
    """Draw who is argued about, and valid answers.

    Starts from a good case, from all unclear or from nothing, so that open gates and shown cases are as
    frequent as others; what contradicts is made unclear, which no contradiction can hang on.
    """
    subject = subject or draw(st.sampled_from(SUBJECTS))
    questions = asked(subject)
    kind = draw(st.sampled_from(KINDS))
    required = {q.id: draw(st.sampled_from(q.answers)) for q in questions if q.required}
    starts = [good(kind, subject), all_unclear(subject), required]
    answers = dict(draw(st.sampled_from(starts)))
    for question in draw(st.lists(st.sampled_from(questions), max_size=40)):
        answers[question.id] = draw(st.sampled_from(question.answers))
    if draw(st.booleans()):
        answers = {q.id: draw(st.sampled_from(q.answers)) for q in questions}
    for fault in find_faults(framework(), subject, answers):
        answers[fault.question] = UNCLEAR
    assert find_faults(framework(), subject, answers) == []
    return subject, answers


@st.composite
def places(draw):
    """Draw receiving and onward states with risks, and what the law says for them."""
    destinations, law = [], {}
    for state in draw(st.lists(st.sampled_from(("PRK", "CHN", "LKA")), unique=True)):
        harms = st.dictionaries(st.sampled_from(tuple(framework().harms)), values)
        stage = draw(st.sampled_from(("receiving", "onward")))
        destinations.append(Destination(state, stage, draw(harms)))
        parts = st.sampled_from([None, "1988-11-03/..", "1950-01-01/1969-12-31;1974-11-28/.."])
        made = st.builds(
            lambda *cells, when: BarLaw(*cells, in_force_when=when),
            st.sampled_from(BARS), values, values, when=parts,
        )  # fmt: skip
        rows = st.lists(made, max_size=4)
        law[state] = draw(rows)
    return destinations, law


def results(found):
    return {name: getattr(found, name) for name in RESULTS}


def is_no_other(before, after):
    """Tell whether each result stayed as it was or became unclear."""
    return all(after[name] in (before[name], UNCLEAR) for name in RESULTS)


@sometimes
@given(answer_sets(), places())
def test_do_valid_answers_always_give_four_results(case, where):
    found = assess(framework(), *case, *where)
    assert found.merits in (*VALUES, "not_asked", "not_individualised")
    assert found.procedure_sound in (*VALUES, "not_asked")
    assert found.bar_engaged in VALUES
    assert found.return_carried_out in VALUES
    assert {s.result for s in found.trace} <= set(RESULTS)
    assert all(s.para for s in found.trace)


@sometimes
@given(st.data(), answer_sets(), places())
def test_does_an_answer_made_unclear_decide_nothing_anew(data, case, where):
    subject, answers = case
    assume(answers)
    before = results(assess(framework(), subject, answers, *where))
    for name in data.draw(st.lists(st.sampled_from(sorted(answers)), min_size=1, max_size=8)):
        after = results(assess(framework(), subject, answers | {name: UNCLEAR}, *where))
        assert is_no_other(before, after), name
        left_out = {k: v for k, v in answers.items() if k != name}
        if not framework().questions[name].required:
            assert results(assess(framework(), subject, left_out, *where)) == after


def test_does_no_single_answer_made_unclear_decide_a_good_case_anew():
    """Every question in turn, which a sample may miss."""
    for kind in KINDS:
        for change in ({}, {"alien": "no", "recognised-refugee": "no"}, {"knowledge": "not_shown"}):
            answers = good(kind) | change
            before = results(assess(framework(), "person", answers))
            for name in answers:
                after = results(assess(framework(), "person", answers | {name: UNCLEAR}))
                assert is_no_other(before, after), name


@sometimes
@given(st.data(), places())
def test_does_a_risk_or_a_law_made_unclear_decide_nothing_anew(data, where):
    destinations, law = where
    assume(any(law.values()))
    answers = all_unclear()
    before = results(assess(framework(), "person", answers, destinations, law))
    state = data.draw(st.sampled_from([s for s, rows in law.items() if rows]))
    blurred = {
        **law,
        state: [r._replace(**{data.draw(st.sampled_from(r._fields[1:3])): UNCLEAR}) for r in law[state]],
    }  # fmt: skip
    dim = [d._replace(risks=dict.fromkeys(d.risks, UNCLEAR)) for d in destinations]
    for changed in ((destinations, blurred), (dim, law), (dim, blurred)):
        assert is_no_other(before, results(assess(framework(), "person", answers, *changed)))


@sometimes
@given(answer_sets("person"))
def test_is_no_result_yes_while_what_it_rests_on_is_open(case):
    """What a yes rests on was shown: no step of its trace is unclear or left aside."""
    found = assess(framework(), *case)
    for step in found.trace:
        if getattr(found, step.result) == "yes":
            assert step.value not in (UNCLEAR, "not_addressed", "not_answered")


@sometimes
@given(st.sampled_from(SUBJECTS), places())
def test_does_all_unclear_never_give_yes_or_no(subject, where):
    dim = [d._replace(risks=dict.fromkeys(d.risks, UNCLEAR)) for d in where[0]]
    answers = all_unclear(subject)
    blurred = {s: [r._replace(in_force=UNCLEAR, in_reach=UNCLEAR) for r in rows] for s, rows in where[1].items()}  # fmt: skip
    found = assess(framework(), subject, answers, dim, blurred)
    assert not {getattr(found, name) for name in RESULTS} & set(DECIDED)


@sometimes
@given(answer_sets("group"), places())
def test_are_the_merits_of_a_group_never_decided(case, where):
    assert assess(framework(), *case, *where).merits == "not_individualised"


@sometimes
@given(answer_sets(), places())
def test_does_nothing_that_is_said_give_a_verdict(case, where):
    subject, answers = case
    sourced = {name: Given(answer, "a-source", "p. 1") for name, answer in answers.items()}
    found = assess(framework(), subject, sourced, *where)
    memo = make_memo(
        framework(), found, sourced, incident="somewhere-1999", argument="A", who="B",
        destinations=where[0],
    )  # fmt: skip
    said = f"{found}\n{memo}".lower()
    assert [word for word in VERDICTS if word in said] == []


@sometimes
@given(answer_sets())
def test_is_nothing_of_ours_a_defect_and_a_defect_always_of_a_must(case):
    found = assess(framework(), *case)
    for level, forces in (("defects", {"must"}), ("departures", {"should", "generally"})):
        for remark in getattr(found, level):
            rule = framework().rules[remark.rule]
            assert rule.authority != "ours" and rule.force in forces
            assert remark.questions


@sometimes
@given(st.data(), answer_sets())
def test_does_the_answer_of_another_list_always_raise(data, case):
    subject, answers = case
    name = data.draw(st.sampled_from([q.id for q in asked(subject)]))
    faults = find_faults(framework(), subject, answers | {name: "maybe"})
    question = framework().questions[name]
    assert [f.para for f in faults if f.question == name] == [question.para]
