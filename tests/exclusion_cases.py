"""Invented answers to the exclusion framework that is committed: one good case for each argument."""

from functools import cache
from pathlib import Path

from refoul_data.law.exclusion_bars import BarLaw, Destination
from refoul_data.law.exclusion_facts import UNCLEAR, make_framework
from refoul_data.records.exclusion_reader import EXCLUSION, read_exclusion, read_sentences
from refoul_data.records.exclusion_rows import exclusion_tables
from refoul_data.records.seed_rows import SENTENCES

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "data" / "raw"
LAW = RAW / "law"
KINDS = (
    "crime_against_peace",
    "war_crime",
    "crime_against_humanity",
    "serious_non_political_crime",
    "against_un_purposes",
    "danger_to_security",
    "danger_to_community",
)
_GOOD = {
    "exclusion-argued": "yes",
    "alien": "yes",
    "provision-invoked": "none_named",
    "decided-by": "state",
    "restrictive-reading": "yes",
    "act-place": "outside_refuge",
    "act-time": "before_admission",
    "procedural-point": "first_determination",
    "inclusion-first": "yes",
    "inclusion-exception": "none",
    "conflict-kind": "international",
    "war-gravity": "less_serious",
    "international-standard": "yes",
    "rebuttal-open": "yes",
    "presumption-ground": "none",
    "weighed": "yes",
    "act-kind": "other",
    "child-care": "yes",
    "protected-meanwhile": "yes",
    "armed-elements-separated": "yes",
    "main-evidence": "document",
    "individual-consideration": "yes",
    "in-status-determination": "yes",
    "mandate-wording": "yes",
    "rigorous-safeguards": "yes",
    "heard-and-appeal": "yes",
    "procedure-kind": "regular",
    "final-decision-first": "yes",
    "criminal-proceedings-awaited": "yes",
    "confidential": "yes",
    "burden-on": "state",
    "burden-shifted-by": "none",
    "benefit-of-doubt": "yes",
    "recognised-refugee": "yes",
    "article-32-process": "yes",
    "course-taken": "returned",
    "bars-considered": "yes",
    "return-carried-out": "yes",
}


@cache
def exclusion_file():
    """Return the committed framework, and the structure of the guidelines."""
    sentences, faults = read_sentences(RAW / SENTENCES, SENTENCES)
    file, problems = read_exclusion(LAW / EXCLUSION, EXCLUSION, sentences)
    assert [*faults, *problems] == []
    return file, sentences


@cache
def framework():
    """Return the committed framework as the engine has it."""
    return make_framework(exclusion_tables(exclusion_file()[0]))


def asked(subject="person"):
    """Return the questions that are asked of a person or a group."""
    return [q for q in framework().questions.values() if q.is_asked_of(subject)]


def good(kind="serious_non_political_crime", subject="person", **changes):
    """Return a case that is shown in every part and sound in every step; underscores stand for hyphens."""
    answers = {"argument-kind": kind}
    for question in asked(subject):
        default = "shown" if "shown" in question.answers else "no"
        answers.setdefault(question.id, _GOOD.get(question.id, default))
    return answers | {name.replace("_", "-"): answer for name, answer in changes.items()}


def all_unclear(subject="person"):
    """Return unclear as the answer to every question."""
    return {q.id: UNCLEAR for q in asked(subject)}


TORTURE = Destination("PRK", "receiving", {"torture": "yes"})
CAT = {"PRK": [BarLaw("CAT-1984-3", "yes", "yes")]}
