"""Do the named rules make the interval that the codebook promises?"""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refoul_data.dataset.counts import (
    COUNT_RULES,
    Count,
    Interval,
    counted_once,
    make_count,
    preferred_only,
    whole_range,
    widest,
)
from refoul_data.vocabulary.codes import read_codelist


def count(
    low,
    best,
    high,
    *,
    act="person_returns",
    scope="whole",
    preferred=False,
    set_aside=False,
    grade=3,
    origin="a",
):
    return Count(low, best, high, act, scope, preferred, set_aside, grade, f"press:{origin}")


def test_is_the_best_count_the_preferred_one_and_no_midpoint():
    counts = [count(100, 100, 100, preferred=True), count(300, 300, 300, origin="b")]
    assert whole_range(counts) == Interval(100, 100, 300, "person_returns", ())


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (count(1, 1, 1, origin="b", scope="part"), "a part"),
        (count(1, 1, 1, origin="b", act="families"), "another act"),
        (count(1, 1, 1, origin="b", set_aside=True), "set aside"),
        (count(1, 1, 1, origin="b", grade=1), "grade"),
        (count(1, 1, 1, origin="a"), "the same origin"),
    ],
)
def test_is_a_claim_shown_and_not_computed_with(other, why):
    assert whole_range([count(41, 41, 41, preferred=True), other]) == Interval(
        41, 41, 41, "person_returns", ("single_claim",)
    )


def test_does_an_encyclopedia_set_no_bound_but_for_its_own_preferred_claim():
    other = count(1, 1, 90, origin="b")._replace(origin="derivative:wikipedia")
    first = count(41, 41, 41, preferred=True)
    assert whole_range([first, other])[:3] == (41, 41, 41)
    assert whole_range([first._replace(origin="derivative:x")])[:3] == (41, 41, 41)


def test_does_the_widest_rule_take_every_grade_and_origin():
    counts = [count(41, 41, 41, preferred=True), count(1, 1, 90, origin="a", grade=1)]
    assert widest(counts)[:3] == (1, 41, 90)
    assert preferred_only(counts)[:3] == (41, 41, 41)


def test_of_one_origin_does_the_better_grade_stand():
    counts = [
        count(10, 10, 10, preferred=True),
        count(5, 5, 5, origin="b", grade=2),
        count(7, 7, 7, origin="b", grade=4),
    ]
    assert whole_range(counts).low == 7


def test_are_open_ends_flagged():
    counts = [count(500, None, None, preferred=True), count(None, None, 900, origin="b")]
    assert whole_range(counts) == Interval(
        500, None, 900, "person_returns", ("open_above", "open_below", "no_best")
    )


def test_is_nothing_published_where_claims_compete_and_none_is_preferred():
    assert whole_range([count(1, 1, 1), count(2, 2, 2, origin="b")]) == Interval()
    assert whole_range([]) == Interval()


def test_is_a_preferred_claim_of_too_low_a_grade_not_published():
    assert whole_range([count(1, 1, 1, preferred=True, grade=1)]) == Interval()


def test_does_an_exact_value_fill_all_three():
    made = make_count({"value": 41, "act": "handover", "scope": "whole"}, 4, "a")
    assert (made.low, made.best, made.high) == (41, 41, 41)
    ranged = make_count({"low": 900, "high": 1200, "act": "boats", "scope": "whole"}, 4, "a")
    assert (ranged.low, ranged.best, ranged.high) == (900, None, 1200)


numbers = st.integers(0, 1000)
counts = st.builds(
    lambda a, b, c, **k: count(*sorted((a, b, c)), **k),
    numbers, numbers, numbers,
    act=st.sampled_from(["person_returns", "boats"]), scope=st.sampled_from(["whole", "part"]),
    set_aside=st.booleans(), grade=st.integers(1, 5), origin=st.sampled_from("abc"),
)  # fmt: skip


@given(counts, st.lists(counts, max_size=6))
def test_do_the_three_numbers_never_fall_under_any_rule(first, others):
    everything = [first._replace(preferred=True, scope="whole", set_aside=False), *others]
    for rule in COUNT_RULES.values():
        interval = rule(everything)
        given_ = [x for x in interval[:3] if x is not None]
        assert given_ == sorted(given_)


@given(counts, st.lists(counts, max_size=4), st.randoms())
def test_does_the_order_of_claims_of_different_origins_not_matter(first, others, random):
    unlike = [c._replace(origin=f"un:o{n}") for n, c in enumerate(others)]
    claims = [
        first._replace(preferred=True, scope="whole", set_aside=False, origin="un:p"),
        *unlike,
    ]
    shuffled = claims[:]
    random.shuffle(shuffled)
    assert whole_range(claims) == whole_range(shuffled)


def test_is_every_rule_in_the_codelist():
    assert set(COUNT_RULES) <= set(read_codelist("rule"))


def row(id_, kind="incident", part_of=None, act="person_returns", status="published"):
    return {
        "id": id_,
        "kind": kind,
        "part_of": part_of,
        "persons_act": act,
        "record_status": status,
    }


def test_is_a_campaign_not_counted_with_its_incidents():
    rows = [row("c", "campaign"), row("i", part_of="c"), row("m", "measure")]
    assert counted_once(rows) == {"c": False, "i": True, "m": False}


def test_is_a_campaign_counted_where_its_incidents_count_something_else():
    rows = [row("c", "campaign", act="boats"), row("i", part_of="c")]
    assert counted_once(rows)["c"]
    withdrawn = [row("c", "campaign"), row("i", part_of="c", status="withdrawn")]
    assert counted_once(withdrawn) == {"c": True}


def test_is_a_campaign_of_a_campaign_not_counted_either_and_a_circle_no_trap():
    rows = [row("a", "campaign"), row("b", "campaign", part_of="a"), row("i", part_of="b")]
    assert counted_once(rows) == {"a": False, "b": False, "i": True}
    circle = [
        row("a", "campaign", part_of="b"),
        row("b", "campaign", part_of="a"),
        row("i", part_of="b"),
    ]
    assert list(itertools.compress("abi", counted_once(circle).values())) == ["i"]
