"""The one declaration of every field of the exclusion framework, and of a file of answers to it.

As in `schema`: a field's docstring is its description for a reader.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .fieldtypes import (
    Code,
    ProvisionId,
    RecordId,
    Slug,
    SourceKey,
    StateCode,
    Text,
    WholeNumber,
    YesNo,
    matching,
)
from .schema import Strict, column

Word = Annotated[str, matching(r"[a-z0-9]+(_[a-z0-9]+)*", "a code of small letters, digits and _")]
SentenceId = Annotated[
    str, matching(r"[1-9][0-9]?\.[1-9][0-9]?", "a sentence such as 19.2: paragraph and number")
]
About = Annotated[str, Code("exclusion_about")]
Force = Annotated[str, Code("exclusion_force")]
Authority = Annotated[str, Code("exclusion_authority")]
Makes = Annotated[str, Code("exclusion_makes")]
Truth = Annotated[str, Code("exclusion_truth")]
Subject = Annotated[str, Code("exclusion_subject")]
DestinationStage = Annotated[str, Code("exclusion_destination")]
AnswerCode = Annotated[str, Code("exclusion_answer")]


class AnswerList(Strict):
    """The answers that questions allow."""

    id: Word = column("List", basis="editorial")
    """Name of the list."""
    answers: list[AnswerCode] = column("Answers", basis="coded")
    """Codes of the answers; ``unclear`` is always one of them."""


class Stage(Strict):
    """One part of the framework."""

    id: Slug = column("Id", basis="editorial")
    """Name of the stage."""
    title: Text = column("Title", basis="editorial")
    """What the stage is about."""


class Based(Strict):
    """Anything that stands on paragraphs of the guidelines."""

    para: list[WholeNumber] = column("Paragraphs")
    """Paragraphs of the guidelines that it is about."""
    sentences: list[SentenceId] = column("Sentences", [])
    """Sentences of these paragraphs that it takes in, such as 19.2; none where it is ours."""


class Weighed(Based):
    """A question or a rule, with its weight."""

    force: Force = column("Force", basis="coded")
    """How strongly the paragraph puts it."""
    authority: Authority = column("Authority", basis="coded")
    """Who says so; what is ours never makes a defect."""


class Asked(Strict):
    """What a question asks, and of whom: a reader wants this before its paragraphs."""

    id: Slug = column("Id", basis="editorial")
    """Name of the question."""
    stage: Slug = column("Stage", basis="editorial")
    """The stage at which it is asked."""
    text: Text = column("Text", basis="coded")
    """The question, in our own words."""
    answers: Word = column("Answers", basis="editorial")
    """List of the answers that it allows."""
    about: About = column("About", basis="coded")
    """The case of a person, a group, or the procedure, which is asked of both."""
    required: YesNo = column("Required", False, basis="editorial")
    """Whether nothing is assessed without an answer."""


class Question(Weighed, Asked):
    """One question on the case that the state published."""


class Following(Strict):
    """What a rule says, and from what it follows."""

    id: Slug = column("Id", basis="editorial")
    """Name of the rule."""
    makes: Makes = column("Makes", basis="coded")
    """What the rule gives."""
    text: Text = column("Text", basis="coded")
    """What the rule says where it holds, in our own words."""
    all: list[Text] | None = column("All of", None, basis="coded")
    """Conditions that all hold."""
    any: list[Text] | None = column("Any of", None, basis="coded")
    """Conditions of which one holds."""


class Rule(Weighed, Following):
    """What follows from answers and other rules."""

    @property
    def join(self) -> str:
        """Tell how the conditions are joined."""
        return "any" if self.all is None else "all"

    @property
    def conditions(self) -> list[str]:
        """Return the conditions, however they are joined."""
        return self.all or self.any or []


class Note(Based):
    """Sentences that are context only."""

    text: Text = column("Text", basis="coded")
    """What they say, in our own words."""


class Harm(Strict):
    """What may threaten after a return."""

    id: Word = column("Id", basis="editorial")
    """Code of the harm."""
    text: Text = column("Text", basis="coded")
    """What it is."""


class Bar(Strict):
    """A provision that may forbid a return whatever the outcome on exclusion."""

    provision: ProvisionId = column("Provision")
    """Id of the provision."""
    survives: Truth = column("Survives exclusion", basis="coded")
    """Whether it protects a person who is excluded, or excepted under article 33(2)."""
    harms: list[Word] = column("Harms", basis="coded")
    """The harms of which one must threaten."""
    open_harms: list[Word] = column("Harms left open", [], basis="coded")
    """Harms of which it is left open whether the provision bars return to them; they never make a yes."""
    text: Text = column("Text", basis="coded")
    """Why, in our own words."""


class ExclusionFile(Strict):
    """The file of the exclusion framework."""

    stages: list[Stage] = Field()
    """The stages, in their order."""
    answer_lists: list[AnswerList] = Field()
    """The lists of answers."""
    questions: list[Question] = Field()
    """The questions."""
    rules: list[Rule] = Field()
    """The rules."""
    notes: list[Note] = Field([])
    """Sentences that are context only."""
    harms: list[Harm] = Field()
    """The harms that are asked about."""
    bars: list[Bar] = Field()
    """The provisions that may bar a return."""


class Resting(Strict):
    """An answer and what it rests on."""

    answer: Word = column("Answer", basis="coded")
    """Code of the answer."""
    source: SourceKey | None = column("Source", None)
    """Key of the source that says so; only an unclear answer may do without."""
    at: Text | None = column("Place in the source", None)
    """Page, paragraph or section of the source."""
    note: Text | None = column("Note", None, basis="editorial")
    """What a reader must know to use the answer."""


class ToQuestion(Strict):
    """Which question is answered."""

    question: Slug = column("Question", basis="editorial")
    """Id of the question."""


class GivenAnswer(Resting, ToQuestion):
    """The answer to one question."""


class OfHarm(Strict):
    """Which harm may threaten."""

    harm: Word = column("Harm", basis="coded")
    """Code of the harm."""


class GivenRisk(Resting, OfHarm):
    """Whether there was a real risk of a harm."""

    answer: Truth = column("Real risk", basis="coded")
    """Whether there was a real risk of it."""


class GivenDestination(Strict):
    """A state to which people were sent, or from there might be sent on."""

    state: StateCode = column("State")
    """Code of the state."""
    stage: DestinationStage = column("Stage", basis="coded")
    """Whether they were to be sent there, or sent on to there."""
    risks: list[GivenRisk] = Field([])
    """The harms that were asked about."""


class AnswersFile(Strict):
    """The answers on one argument of a state about one person or group."""

    incident: RecordId = column("Incident")
    """Id of the incident."""
    argument: Text = column("Argument", basis="coded")
    """What the state argued, in our own words."""
    state: StateCode | None = column("State", None)
    """Code of the state that argued it and acted; may be left out where the record has one alone."""
    subject: Subject = column("Subject", basis="coded")
    """Whether the argument is about a person or a group."""
    who: Text = column("Who", basis="coded")
    """Which person or group of the record, without a name."""
    answers: list[GivenAnswer] = Field()
    """The answers."""
    destinations: list[GivenDestination] = Field([])
    """The receiving and onward states, with the risks there."""


class NotAssessed(Strict):
    """A state that argued crime or danger in a record, and why that is not assessed there."""

    incident: RecordId = column("Record", basis="editorial")
    """Id of the record."""
    state: StateCode = column("State")
    """Code of the state that argued it."""
    reason: Text = column("Why it is not assessed", basis="coded")
    """Why no file of answers assesses it."""
    source: SourceKey = column("Source")
    """Key of the source in which that is read."""
    at: Text | None = column("Place in the source", None)
    """Page, paragraph or section of the source."""
