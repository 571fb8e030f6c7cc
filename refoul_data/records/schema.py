"""The one declaration of every field: record, claim classes, source, place.

JSON Schema, published columns, codebook, Arrow metadata and expectations are derived from here.
A field's docstring is its description for a reader; `column` gives label, unit and basis.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field

from .fieldtypes import (
    Code,
    Decimal,
    EdtfDate,
    Origin,
    PlaceId,
    RecordId,
    Refers,
    Slug,
    SourceKey,
    StateCode,
    Text,
    Url,
    WholeNumber,
    YesNo,
)


def column(
    label: str,
    default: Any = ...,
    *,
    basis: str = "claimed",
    unit: str = "",
    alias: str | None = None,
):
    """Declare a field together with its label, basis and unit."""
    return Field(
        default, title=label, alias=alias, json_schema_extra={"basis": basis, "unit": unit}
    )


class Column(NamedTuple):
    """One published column."""

    name: str
    label: str
    type: str
    """``string``, ``int64``, ``float64``, ``bool``, ``date32``."""
    unit: str
    codelist: str
    basis: str
    rule: str
    description: str
    separator: str = ""
    """What parts several values in one cell; empty where there is one value."""
    required: bool = False
    """Whether every row has a value."""
    references: str = ""
    """Table and column whose values it takes, such as ``sources.key``."""


class Strict(BaseModel):
    """A mapping in a raw file: unknown keys are refused, and every key remembers its line."""

    # Built when first used, so that a class that only stands within others is not built by itself.
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, defer_build=True)
    lines: dict[str, int] = Field(default_factory=dict, alias="__lines__", exclude=True, repr=False)

    def line(self, key: str = "") -> int:
        """Return the line of a key, or the first line of the mapping."""
        return self.lines.get(key, self.lines.get("", 1))


class Sourced(Strict):
    """Anything that rests on a place in a source."""

    source: SourceKey = column("Source")
    """Key of the source that says so."""
    at: Text | None = column("Place in the source", None)
    """Page, paragraph or section of the source."""
    note: Text | None = column("Note", None, basis="editorial")
    """What a reader must know to use the value."""
    origin: Origin | None = column("Origin of information", None)
    """Who knew it first, where it differs from the origin of the source as a whole."""


class Claim(Sourced):
    """What one source says about one field. Competing claims all stay."""

    preferred: YesNo = column("Preferred", False, basis="coded")
    """Whether this claim gives the published value."""
    set_aside: Text | None = column("Set aside because", None, basis="coded")
    """Why the claim is passed over; it stays in the record."""
    why: Text | None = column("Why preferred", None, basis="coded")
    """Why the claim is preferred to the others."""


class DateClaim(Claim):
    """A date as the source has it, never more precise."""

    value: EdtfDate = column("Date")
    """The date in EDTF."""


class StateClaim(Claim):
    """A state."""

    value: StateCode = column("State")
    """Code of the state."""


class PlaceClaim(Claim):
    """A place."""

    value: PlaceId = column("Place")
    """Id of the place in places.csv."""


class HarmCodeClaim(Claim):
    """A kind of harm."""

    value: Annotated[str, Code("harm_type")] = column("Harm")
    """Kind of harm."""


class TextClaim(Claim):
    """A short text in our own words."""

    value: Text = column("Text")
    """What the source says, in our own words."""


class Counted(Strict):
    """How many: an exact `value`, or `low` and `high`, either of which may be open."""

    value: WholeNumber | None = column("Exact count", None, unit="see the act")
    """The count, where the source gives one number."""
    low: WholeNumber | None = column("Lowest", None, unit="see the act")
    """Lowest count; left out where the source says "up to"."""
    best: WholeNumber | None = column("Best", None, unit="see the act")
    """The source's own best count within its range."""
    high: WholeNumber | None = column("Highest", None, unit="see the act")
    """Highest count; left out where the source says "more than"."""
    act: Annotated[str, Code("act")] | None = column("What is counted", None)
    """What the number counts."""
    scope: Annotated[str, Code("scope")] | None = column("Whole or part", None, basis="coded")
    """Whether the number covers the whole incident or a part of it."""
    who: Text | None = column("Whom", None)
    """Whom the number counts."""
    where: Text | None = column("Where", None)
    """Where, if the number covers a part."""
    when: EdtfDate | None = column("When", None)
    """When, if the number covers a part or is as of a day."""


class CountClaim(Claim, Counted):
    """A number of people or acts, and what it counts."""

    act: Annotated[str, Code("act")] = column("What is counted")
    """What the number counts."""
    scope: Annotated[str, Code("scope")] = column("Whole or part", basis="coded")
    """Whether the number covers the whole incident or a part of it."""


class Claims(Strict):
    """The claimed fields of a record."""

    date: list[DateClaim] = column("Date", [])
    """When the conduct took place. For a measure, when it was in operation."""
    decision_date: list[DateClaim] = column("Decision date", [])
    """When the conduct was decided or ordered, or a measure adopted."""
    place: list[PlaceClaim] = column("Place", [])
    """Where the conduct took place."""
    origin_state: list[StateClaim] = column("State of origin", [])
    """State from which the people had fled, or whose nationals they were."""
    feared_state: list[StateClaim] = column("Feared state", [])
    """State where the people feared harm; not always the one they were sent to."""
    feared_harm: list[HarmCodeClaim] = column("Feared harm", [])
    """What an identified source said that the people faced."""
    group: list[TextClaim] = column("Group", [])
    """Who the people were, in neutral words."""
    persons: list[CountClaim] = column("Persons", [])
    """People returned, rejected or handed over, or whom a plan concerned."""
    stated_reason: list[TextClaim] = column("Stated reason", [])
    """The reason that the acting state or group gave."""


class Coded(Strict):
    """A judgement under the codebook."""

    value: str = column("Code", basis="coded")
    """The code."""
    rationale: Text = column("Rationale", basis="coded")
    """Why this code, in one to three sentences."""
    sources: list[SourceKey] = column("Sources", basis="coded")
    """Keys of the sources on which the judgement rests."""
    confidence: Annotated[str, Code("confidence")] = column("Confidence", basis="coded")
    """How sure the coding is."""
    rival: str | None = column("Rival code", None, basis="coded")
    """Another code that a careful reader could choose."""
    rival_rationale: Text | None = column("Reason for the rival code", None, basis="coded")
    """Why one could choose the rival code."""


class CodedConduct(Coded):
    """The form of the conduct."""

    value: Annotated[str, Code("conduct")]
    rival: Annotated[str, Code("conduct")] | None = None


class CodedExecution(Coded):
    """How far it was carried out."""

    value: Annotated[str, Code("execution_status")]
    rival: Annotated[str, Code("execution_status")] | None = None


class CodedFact(Coded):
    """How well the facts are established."""

    value: Annotated[str, Code("fact_status")]
    rival: Annotated[str, Code("fact_status")] | None = None


class CodedAttribution(Coded):
    """How well the attribution is established."""

    value: Annotated[str, Code("attribution_status")]
    rival: Annotated[str, Code("attribution_status")] | None = None


class CodedChain(Coded):
    """What is known about onward return."""

    value: Annotated[str, Code("chain")]
    rival: Annotated[str, Code("chain")] | None = None


class Codes(Strict):
    """The coded fields of a record."""

    conduct: CodedConduct | None = column("Conduct", None, basis="coded")
    """Form of the conduct."""
    execution_status: CodedExecution | None = column("Execution", None, basis="coded")
    """Whether and how far it was carried out."""
    fact_status: CodedFact | None = column("Evidence for the facts", None, basis="coded")
    """How well it is established that it happened."""
    attribution_status: CodedAttribution | None = column(
        "Evidence for the attribution", None, basis="coded"
    )
    """How well it is established who acted."""
    chain: CodedChain | None = column("Onward return", None, basis="coded")
    """Whether the people were or might have been sent on."""


class Actor(Sourced):
    """One actor in one role, as one source has it."""

    actor: Text = column("Actor")
    """Name of the body, unit or group, as the field names it."""
    actor_type: Annotated[str, Code("actor_type")] = column("Type of actor", basis="coded")
    """Whether the actor belongs to a state, a group or an organisation."""
    state: StateCode | None = column("State", None)
    """State to which the source attributes the actor's conduct."""
    role: Annotated[str, Code("actor_role")] = column("Role")
    """What the actor did."""
    attribution_basis: Annotated[str, Code("attribution_basis")] | None = column(
        "Basis of attribution", None, basis="coded"
    )
    """Ground on which the conduct is attributed to the state (ILC Articles)."""
    attributed_by: Text | None = column("Attributed by", None)
    """Who attributes the conduct to the state."""
    contested_by: Text | None = column("Contested by", None)
    """Who contests the attribution."""
    set_aside: Text | None = column("Set aside because", None, basis="coded")
    """Why the row is passed over when the acting states are derived."""


class Event(Sourced):
    """One dated step in the course of a record: an order, a vote, an entry into force, a landing."""

    date: EdtfDate = column("Date")
    """When it happened, in EDTF."""
    event: Annotated[str, Code("event")] = column("Event")
    """Kind of step."""
    text: Text = column("What happened")
    """What happened, in our own words."""
    place: PlaceId | None = column("Place", None)
    """Id of the place, where it matters."""
    set_aside: Text | None = column("Set aside because", None, basis="coded")
    """Why the row is passed over; it stays in the record."""


class Leg(Sourced):
    """One movement of people from one place to another, made or meant."""

    stage: Annotated[str, Code("leg_stage")] = column("Stage", basis="coded")
    """Whether people were in flight, were being returned, or were moved on later."""

    from_place: PlaceId = column("From (place)")
    """Id of the place where the leg begins."""
    to_place: PlaceId = column("To (place)")
    """Id of the place where the leg ends."""
    to_state: StateCode | None = column("To (state)", None)
    """State where the leg ends; empty at sea."""
    date: EdtfDate | None = column("Date", None)
    """When people were moved, in EDTF."""
    status: Annotated[str, Code("leg_status")] = column("Executed or intended")
    """Whether people were moved along this leg."""
    actor: Text | None = column("Actor", None)
    """The actor who moved them: a name that stands under actors."""
    persons_low: WholeNumber | None = column("Persons, lowest", None, unit="persons")
    """Fewest people who were moved along this leg."""
    persons_high: WholeNumber | None = column("Persons, highest", None, unit="persons")
    """Most people who were moved along this leg."""


class Harm(Claim, Counted):
    """Harm that people met, in which phase, by whom, and who says that the return caused it."""

    phase: Annotated[str, Code("harm_phase")] = column("Phase")
    """When the harm was done: during the return, at the hand-over, after it."""
    type: Annotated[str, Code("harm_type")] = column("Type of harm")
    """Kind of harm."""
    agent: Text | None = column("Agent", None)
    """Who or what did the harm, as the source says."""
    lag: Text | None = column("Time after the return", None)
    """How long after the return, as the source says."""
    traced: WholeNumber | None = column("Traced", None, unit="persons")
    """How many people the source traced."""
    traced_of: WholeNumber | None = column("Traced of", None, unit="persons")
    """Of how many people."""
    link_claimed_by: Text | None = column("Link claimed by", None)
    """Who says that the return led to the harm."""


class Finding(Sourced):
    """What a court or body decided about one respondent and one provision."""

    body: Text = column("Body")
    """Name of the court or body."""
    body_type: Annotated[str, Code("body_type")] = column("Type of body")
    """Kind of court or body."""
    bindingness: Annotated[str, Code("finding_bindingness")] = column("Binding")
    """Whether the decision binds the respondent."""
    formation: Text | None = column("Formation", None)
    """Chamber, panel or plenary."""
    date: EdtfDate = column("Date")
    """Date of the decision, in EDTF; never the date of the conduct."""
    case_name: Text | None = column("Case", None)
    """Name of the case as the body gives it."""
    citation: Text = column("Citation")
    """Case or document number."""
    respondent: StateCode | None = column("Respondent", None)
    """State that answered."""
    instrument: Annotated[str, Code("instrument")] = column("Instrument")
    """Instrument that was applied."""
    provision: Text | None = column("Provision", None)
    """Article of the instrument."""
    disposition: Annotated[str, Code("disposition")] = column("Disposition")
    """What the body decided, in its own terms."""
    finality: Annotated[str, Code("finality")] = column("Finality")
    """Whether the decision stands."""
    about_return: Annotated[str, Code("about_return")] = column("About the return", basis="coded")
    """Whether the decision judges the return."""
    conduct_assessed: Text = column("Conduct assessed")
    """What conduct was judged, in our own words."""
    compliance: Text | None = column("Compliance", None)
    """Whether the respondent complied."""


class Assessment(Sourced):
    """What an organisation, state or scholar said about the conduct, with the verb they used."""

    by: Text = column("By")
    """Who said it."""
    by_type: Annotated[str, Code("publisher_type")] = column("Type of speaker")
    """Kind of organisation."""
    verb: Annotated[str, Code("assessment_verb")] = column("Verb")
    """What they did: protested, condemned, could not confirm."""
    text: Text = column("What was said")
    """What they said, in our own words."""
    date: EdtfDate | None = column("Date", None)
    """When they said it, in EDTF."""


class Interpretation(Sourced):
    """One dimension of the state's reading of the duty, stated or enacted."""

    mode: Annotated[str, Code("interpretation_mode")] = column("Stated or enacted", basis="coded")
    """Whether the state said it or its conduct is consistent with it."""
    dimension: Annotated[str, Code("interpretation_dimension")] = column("Dimension", basis="coded")
    """Dimension of the reading."""
    value: Annotated[str, Code("interpretation_value")] = column("Value", basis="coded")
    """Whether the evidence shows it."""
    state: StateCode | None = column("State", None, basis="coded")
    """State whose reading it is, where several acted."""
    rationale: Text = column("Rationale", basis="coded")
    """Why this value."""
    confidence: Annotated[str, Code("confidence")] = column("Confidence", basis="coded")
    """How sure the coding is."""
    rival_value: Annotated[str, Code("interpretation_value")] | None = column(
        "Rival value", None, basis="coded"
    )
    """Another value that a careful reader could choose."""
    rival_rationale: Text | None = column("Reason for the rival value", None, basis="coded")
    """Why one could choose the rival value."""


class NamedPerson(Sourced):
    """A person whom the record names, and why this may be done."""

    name: Text = column("Name", basis="editorial")
    """The name as the record uses it."""
    reason: Text = column("Reason", basis="editorial")
    """Why the name may be used: public office, final public judgment, the person's own public act."""


class Missing(Strict):
    """A field without a value, and why."""

    field: str = column("Field", basis="editorial")
    """Name of the field; for harm of one phase alone, harm and the phase, as in harm_after_return."""
    reason: Annotated[str, Code("missing_reason")] = column("Reason", basis="editorial")
    """Why it has no value."""
    note: Text | None = column("Note", None, basis="editorial")
    """Where it was looked for."""


class Record(Strict):
    """One incident, campaign or measure: a ledger of claims, and the codes that rest on them."""

    id: Slug = column("Id", basis="editorial")
    """Permanent name: state, place, year. Never reused."""
    kind: Annotated[str, Code("kind")] = column("Kind", basis="coded")
    """Incident, campaign or measure."""
    title: Text = column("Title", basis="editorial")
    """Title in neutral words."""
    summary: Text = column("Summary", basis="editorial")
    """What happened, in three to six sentences; each fact in it stands below with its source."""
    part_of: RecordId | None = column("Part of", None, basis="coded")
    """Id of the campaign to which the record belongs."""
    record_status: Annotated[str, Code("record_status")] = column(
        "Record status", "published", basis="editorial"
    )
    """Published or withdrawn."""
    withdrawn_reason: Text | None = column("Withdrawn because", None, basis="editorial")
    """Why the record was withdrawn."""
    reviewed_by_person: YesNo = column("Reviewed by a person", basis="editorial")
    """Whether a person has reviewed the record."""
    curated_on: EdtfDate = column("Curated on", basis="editorial")
    """Day of the last curation, in EDTF."""
    claims: Claims
    """Claims by field."""
    codes: Codes = Codes()
    """Coded fields."""
    actors: list[Actor] = []
    """Who acted, in which role."""
    events: list[Event] = []
    """Dated steps, in the order of time."""
    legs: list[Leg] = []
    """Movements of people, made or meant."""
    harm: list[Harm] = []
    """Harm during and after the return, told apart."""
    findings: list[Finding] = []
    """Decisions of courts and bodies."""
    assessments: list[Assessment] = []
    """What others said, with the verb they used."""
    interpretations: list[Interpretation] = []
    """Reading of the duty, by dimension."""
    persons_named: list[NamedPerson] = []
    """Every person named in the record, with the reason."""
    missing: list[Missing] = []
    """Fields without a value, with the reason."""
    weak_points: list[Text] = []
    """What stays weak: one sentence each."""


class Redacted(Strict):
    """What stays of a record whose content was removed: nothing but that there was one."""

    id: Slug = column("Id", basis="editorial")
    """Permanent name of the record. Never reused."""
    kind: Annotated[str, Code("kind")] = column("Kind", basis="editorial")
    """Incident, campaign or measure."""
    record_status: Annotated[str, Code("record_status")] = column(
        "Record status", basis="editorial"
    )
    """Redacted."""
    redacted_on: EdtfDate = column("Redacted on", basis="editorial")
    """Day on which the content was removed, in EDTF."""
    reason: Annotated[str, Code("redaction_reason")] = column("Reason", basis="editorial")
    """Why the content was removed: a code, for words could tell what was there."""


class Name(Strict):
    """A name in CSL terms: family and given, or literal for an organisation."""

    family: Text | None = None
    """Family name of a person, with `given`."""
    given: Text | None = None
    """Given names of a person."""
    literal: Text | None = None
    """Name of an organisation, instead of `family`."""


class Source(Strict):
    """One work, in the terms of the Citation Style Language, with what was really read of it."""

    key: Slug = column("Key", basis="editorial")
    """Permanent name of the work."""
    type: Annotated[str, Code("source_type")] = column("Type", basis="editorial")
    """Kind of work."""
    title: Text = column("Title", basis="editorial")
    """Title of the work."""
    author: list[Name] = column("Authors", [], basis="editorial")
    """Authors in the order of the work."""
    container_title: Text | None = column(
        "Container", None, basis="editorial", alias="container-title"
    )
    """Journal, newspaper, series or book in which the work stands."""
    publisher: Text | None = column("Publisher", None, basis="editorial")
    """Publisher as printed."""
    publisher_id: Annotated[str, Code("publisher")] = column("Publisher (code)", basis="editorial")
    """Publisher in the list of publishers."""
    publisher_place: Text | None = column(
        "Place of publication", None, basis="editorial", alias="publisher-place"
    )
    """Where it was published."""
    issued: EdtfDate | None = column("Issued", None, basis="editorial")
    """Date of publication, in EDTF."""
    volume: Text | None = column("Volume", None, basis="editorial")
    """Volume."""
    issue: Text | None = column("Issue", None, basis="editorial")
    """Issue."""
    page: Text | None = column("Pages", None, basis="editorial")
    """Pages of the work in its container."""
    number: Text | None = column("Number", None, basis="editorial")
    """Document, report or case number."""
    DOI: Text | None = column("DOI", None, basis="editorial")
    """Digital object identifier, without an address."""
    ISBN: Text | None = column("ISBN", None, basis="editorial")
    """Book number."""
    URL: Url | None = column("Address", None, basis="editorial")
    """Address of the original work."""
    archived_url: Url | None = column("Archived address", None, basis="editorial")
    """Address of an archived copy."""
    language: Text | None = column("Language", None, basis="editorial")
    """Language of the work, as a BCP 47 tag."""
    origin: Origin = column("Origin of information", basis="coded")
    """Who knew it first. Independence is counted by this, never by publishers or mirrors."""
    grade: Annotated[str, Code("grade")] = column("Grade", basis="coded")
    """How far the work can be relied on, from 1 to 5."""
    access: Annotated[str, Code("access")] = column("Access", basis="editorial")
    """What of the work was really read."""
    access_note: Text | None = column("What was read", None, basis="editorial")
    """What was read instead, where it was not the full text of the work itself."""
    read_at: Url | None = column("Read at", None, basis="editorial")
    """Address of the copy that was read, where it is not the original."""
    quoted_in: SourceKey | None = column("Quoted in", None, basis="editorial")
    """Key of the work that quotes it, where it was not seen itself."""
    accessed: EdtfDate | None = column("Accessed", None, basis="editorial")
    """When it was read, in EDTF."""
    locator: Annotated[str, Code("locator")] | None = column("Locator", None, basis="editorial")
    """Kind of locator that claims give, where it differs from that of the type."""
    note: Text | None = column("Note", None, basis="editorial")
    """What a reader must know about the work."""


class Place(Strict):
    """A place that records cite by its id."""

    id: Slug = column("Id", basis="editorial")
    """Permanent name of the place."""
    name: Text = column("Name")
    """Name in UN usage where there is one."""
    other_names: Text | None = column("Other names", None)
    """Other names, parted by semicolons."""
    state: StateCode | None = column("State", None)
    """State on whose territory it lies; empty at sea. No position is implied."""
    place_kind: Annotated[str, Code("place_kind")] = column("Kind of place", basis="coded")
    """Border, port, sea and so on."""
    lat: Decimal = column("Latitude", unit="degrees north, WGS 84")
    """Latitude."""
    lon: Decimal = column("Longitude", unit="degrees east, WGS 84")
    """Longitude."""
    precision: Annotated[str, Code("place_precision")] = column("Precision", basis="coded")
    """How exactly the place is known."""
    source: SourceKey = column("Source")
    """Key of the source of name and coordinates."""
    at: Text | None = column("Place in the source", None)
    """Page, entry or feature in the source."""
    note: Text | None = column("Note", None, basis="editorial")
    """What a reader must know about the place."""


class _Out(NamedTuple):
    suffix: str
    label: str
    type: str
    codelist: str
    rule: str
    description: str


# What each claim class becomes in the table of incidents; {} stands for the field's description.
OUTPUT: dict[type[Claim], list[_Out]] = {
    DateClaim: [
        _Out("", "", "string", "", "preferred_claim", "{} As the source has it, in EDTF."),
        _Out(
            "_earliest",
            ", first possible day",
            "date32",
            "",
            "edtf_bounds",
            "{} First day that the date allows.",
        ),
        _Out(
            "_latest",
            ", last possible day",
            "date32",
            "",
            "edtf_bounds",
            "{} Last day that the date allows.",
        ),
        _Out(
            "_precision",
            ", precision",
            "string",
            "date_precision",
            "edtf_bounds",
            "{} How precise the date is.",
        ),
    ],
    StateClaim: [_Out("", "", "string", "", "all_values", "{} Codes, parted by semicolons.")],
    HarmCodeClaim: [
        _Out("", "", "string", "harm_type", "all_values", "{} Codes, parted by semicolons.")
    ],
    TextClaim: [_Out("", "", "string", "", "preferred_claim", "{}")],
    PlaceClaim: [
        _Out("", "", "string", "", "preferred_claim", "{} Id of the place."),
        _Out("_name", ", name", "string", "", "place_lookup", "{} Name of the place."),
        _Out("_lat", ", latitude", "float64", "", "place_lookup", "{} Latitude, in degrees."),
        _Out("_lon", ", longitude", "float64", "", "place_lookup", "{} Longitude, in degrees."),
        _Out(
            "_precision",
            ", precision",
            "string",
            "place_precision",
            "place_lookup",
            "{} How exactly the place is known.",
        ),
    ],
    CountClaim: [
        _Out("_low", ", lowest", "int64", "", "whole_range", "{} Lowest count."),
        _Out("_best", ", best", "int64", "", "whole_range", "{} Best count."),
        _Out("_high", ", highest", "int64", "", "whole_range", "{} Highest count."),
        _Out(
            "_act",
            ", what is counted",
            "string",
            "act",
            "preferred_claim",
            "{} What the numbers count.",
        ),
        _Out(
            "_flags",
            ", flags",
            "string",
            "count_flag",
            "whole_range",
            "{} What to know about the numbers; codes, parted by semicolons.",
        ),
    ],
}


def _inner(annotation: Any) -> Any:
    """Return the class behind ``list[X]`` or ``X | None``."""
    args = [a for a in get_args(annotation) if a is not type(None)]
    return _inner(args[0]) if args else annotation


def model_of(model: Any, key: str) -> type[BaseModel] | None:
    """Return the class behind a key of a class, or None where the key holds a plain value."""
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return None
    field = next((f for n, f in model.model_fields.items() if key in (n, f.alias)), None)
    inner = _inner(field.annotation) if field else None
    return inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None


def is_sourced_list(annotation: Any) -> bool:
    """Tell whether an annotation is a list of rows that rest on a place in a source."""
    inner = _inner(annotation)
    return get_origin(annotation) is list and isinstance(inner, type) and issubclass(inner, Sourced)


def claim_class(field: str) -> type[Claim]:
    """Return the claim class of a claimed field."""
    return _inner(Claims.model_fields[field].annotation)


def _markers(item: Any, kind: type) -> Iterator[Any]:
    """Yield the markers of a kind anywhere in an annotation."""
    if isinstance(item, kind):
        yield item
    for part in (*getattr(item, "__metadata__", ()), *get_args(item)):
        yield from _markers(part, kind)


def _marker(model: type[BaseModel], field: str, kind: type) -> Any:
    info = model.model_fields[field]
    found = [m for m in info.metadata if isinstance(m, kind)]
    return next(iter([*found, *_markers(info.annotation, kind)]), None)


def codelist_of(model: type[BaseModel], field: str) -> str:
    """Return the codelist of a field, or an empty text."""
    marker = _marker(model, field, Code)
    return marker.list_name if marker else ""


def reference_of(model: type[BaseModel], field: str) -> str:
    """Return the table and column whose values a field takes, or an empty text."""
    marker = _marker(model, field, Refers)
    return marker.target if marker else ""


_TYPES = {int: "int64", float: "float64", bool: "bool"}


def field_column(model: type[BaseModel], field: str) -> Column:
    """Return the published column of a plain field."""
    info = model.model_fields[field]
    extra = info.json_schema_extra or {}
    return Column(
        field,
        info.title or field,
        _TYPES.get(_inner(info.annotation), "string"),
        extra.get("unit", ""),
        codelist_of(model, field),
        extra.get("basis", "editorial"),
        "",
        info.description or "",
        ";" if get_origin(info.annotation) is list else "",
        info.is_required(),
        reference_of(model, field),
    )


def row_columns(model: type[BaseModel]) -> list[Column]:
    """Return the published columns of a row class, in the order of declaration."""
    names = [n for n, i in model.model_fields.items() if n != "lines"]
    # Sourced and Claim come first by inheritance; a reader wants the content first.
    base = [n for n in names if n in Claim.model_fields]
    content = [n for n in names if n not in base]
    order = content + base if issubclass(model, Sourced) else names
    return [field_column(model, n) for n in order]


EDITORIAL_FIELDS = tuple(
    n for n, i in Record.model_fields.items() if n != "lines" and i.title is not None
)


def incident_columns() -> list[Column]:
    """Return the columns of the table of incidents that hang on one field each."""
    columns = [field_column(Record, n) for n in EDITORIAL_FIELDS]
    for name, info in Codes.model_fields.items():
        if name != "lines":
            codes = codelist_of(_inner(info.annotation), "value")
            columns.append(
                Column(name, info.title, "string", "", codes, "coded", "", info.description)
            )
    for name, info in Claims.model_fields.items():
        if name != "lines":
            columns += [_claimed_column(name, info, out) for out in OUTPUT[claim_class(name)]]
    return columns


_UNITS = {"_lat": "degrees north, WGS 84", "_lon": "degrees east, WGS 84"}


def _claimed_column(field: str, info: Any, out: _Out) -> Column:
    return Column(
        name=field + out.suffix,
        label=info.title + out.label,
        type=out.type,
        unit=_UNITS.get(out.suffix) or ("see the act" if out.type == "int64" else ""),
        codelist=out.codelist,
        basis="derived" if out.rule in ("edtf_bounds", "place_lookup") else "claimed",
        rule=out.rule,
        description=out.description.format(info.description),
        separator=";" if "semicolons" in out.description else "",
        references="" if out.suffix else reference_of(claim_class(field), "value"),
    )
