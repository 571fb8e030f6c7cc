"""The one declaration of every field of the law: instruments, provisions, parties, statements, territories.

As in `schema`: a field's docstring is its description for a reader, and published columns, codebook,
Arrow metadata and expectations are derived from here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from .fieldtypes import (
    Code,
    EdtfDate,
    InstrumentId,
    ProvisionId,
    SourceKey,
    StateCode,
    Text,
    WholeNumber,
    YesNo,
)
from .schema import Column, Strict, column, field_column


def parted(value: Any) -> Any:
    """Part a cell of a table at its semicolons."""
    return [p.strip() for p in value.split(";")] if isinstance(value, str) else value


Keys = Annotated[list[SourceKey], BeforeValidator(parted)]


class Provision(Strict):
    """One article of an instrument, or one rule in it, and what it asks."""

    id: ProvisionId = column("Id", basis="editorial")
    """Permanent name: that of the instrument and a short form of the article."""
    article: Text = column("Article")
    """The article as it is cited."""
    function: Annotated[str, Code("provision_function")] = column("Function", basis="coded")
    """What the provision does. Only those that prohibit return count as obligations."""
    bindingness: Annotated[str, Code("provision_bindingness")] = column(
        "Bindingness", basis="coded"
    )
    """In what way it binds those that it binds."""
    text_explicit: YesNo = column("Said by the text", basis="coded")
    """Whether the text itself says so; if not, an authority read it into the text."""
    reading_recognised_on: EdtfDate | None = column("Reading recognised on", None)
    """When an authority first read it into the text, in EDTF."""
    reading_authority: Text | None = column("Authority for the reading", None)
    """The decision that read it into the text."""
    protects: Annotated[str, Code("protects")] = column("Protects", basis="coded")
    """Whom the provision protects."""
    threshold: Text | None = column("Threshold", None)
    """What must be feared, and how likely it must be, in our own words."""
    exceptions: Text | None = column("Exceptions", None)
    """What the provision excepts, in our own words."""
    reaches: Annotated[str, Code("reaches")] = column("Reaches", basis="coded")
    """Where the provision reaches."""
    high_seas_since: EdtfDate | None = column("Reaches the high seas since", None)
    """When an authority first applied it to acts on the high seas, in EDTF."""
    high_seas_authority: Text | None = column("Authority on the high seas", None)
    """The decision that applied it to acts on the high seas."""
    note: Text | None = column("Note", None, basis="editorial")
    """What a reader must know about the provision."""
    source: SourceKey = column("Source")
    """Key of the source that says so."""
    at: Text | None = column("Place in the source", None)
    """Page, paragraph or section of the source."""


class Instrument(Strict):
    """One treaty, act, declaration or rule of custom, with its dates and provisions."""

    id: InstrumentId = column("Id", basis="editorial")
    """Permanent name of the instrument."""
    title: Text = column("Title")
    """Title of the instrument."""
    short: Text = column("Short title", basis="editorial")
    """Short title."""
    kind: Annotated[str, Code("instrument_kind")] = column("Kind", basis="coded")
    """Kind of instrument; it decides by what a state is bound."""
    region: Annotated[str, Code("instrument_region")] = column("Region", basis="coded")
    """For which states it was made."""
    adopted: EdtfDate = column("Adopted on")
    """Day of adoption, in EDTF; for custom, when it was first asserted."""
    in_force: EdtfDate | None = column("In force from", None)
    """First day on which it was in force for anybody, in EDTF."""
    applies_from: EdtfDate | None = column("Applies from", None)
    """First day on which it applied to anybody, in EDTF, where that is later than its entry into force."""
    transpose_by: EdtfDate | None = column("To be transposed by", None)
    """Last day of the time that a directive left to bring national law into line with it, in EDTF."""
    ended: EdtfDate | None = column("Ended on", None)
    """Last day on which it was in force for anybody, in EDTF."""
    ended_by: Annotated[str, Code("ended_by")] | None = column("Ended by", None)
    """How it ended."""
    states: list[StateCode] = column("States", [])
    """The states between which it was made, or whose law it is."""
    open_to: list[Text] = column("Open to", [], basis="coded")
    """Regions, subregions and states that alone could join; others without a row were no party, whatever the list."""
    open_rule: Text | None = column("Rule on who may join", None)
    """What limits who may join, in our own words, with the article or what else says so."""
    entry_rule: Text | None = column("Rule on entry into force", None)
    """From when it binds a state that consents, in our own words."""
    monitoring_body: Text | None = column("Supervised by", None)
    """Body that supervises it."""
    parties_known: Annotated[str, Code("parties_known")] = column(
        "Parties recorded", "complete", basis="editorial"
    )
    """Whether all parties have a row; where not, silence does not mean that a state was no party."""
    checked_on: EdtfDate | None = column("Parties known up to", None, basis="editorial")
    """Day up to which a source says who was a party, in EDTF; a later day is answered as on that day.
    Empty where no source says up to when its list holds: then a day after ``read_on`` is answered as on it."""
    limits_known_from: EdtfDate | None = column("Limits known from", None, basis="editorial")
    """Day from which the limits of place that states declared are all known, in EDTF; before it, where
    none is recorded, the scope in place is unknown."""
    statements_known: Annotated[str, Code("statements_known")] | None = column(
        "Statements recorded", None, basis="editorial"
    )
    """Whether what states declared about it is recorded; where it is not, silence is no sign that a state
    made no reservation. Empty where it has no parties."""
    note: Text | None = column("Note", None, basis="editorial")
    """What a reader must know about the instrument."""
    source: Keys = column("Sources")
    """Keys of the sources that say so, parted by semicolons."""
    at: Text | None = column("Place in the source", None)
    """Page, paragraph or section of the source."""
    provisions: list[Provision] = Field([])
    """The articles that bear on return."""


class InstrumentFile(Strict):
    """The file of instruments."""

    instruments: list[Instrument] = Field([])
    """All instruments."""


class LawRow(Strict):
    """A row of a table of the law."""

    instrument: InstrumentId = column("Instrument")
    """Id of the instrument."""
    state: StateCode = column("State")
    """Code of the state as a legal person."""


class Party(LawRow):
    """One period in which an instrument bound a state, or the act that led to none."""

    act: Annotated[str, Code("party_act")] | None = column("Act", None)
    """By what act the state consented, or what else stands in its place; empty where it is not known."""
    signed_on: EdtfDate | None = column("Signed on", None)
    """Day of signature, in EDTF."""
    deposited_on: EdtfDate | None = column("Deposited on", None)
    """Day on which the instrument of consent was deposited, in EDTF."""
    effective_on: EdtfDate | None = column("Effective on", None)
    """First day of effect for the state, in EDTF."""
    ended_on: EdtfDate | None = column("Ended on", None)
    """Last day of effect for the state, in EDTF."""
    ended_by: Annotated[str, Code("ended_by")] | None = column("Ended by", None)
    """How the period ended."""
    retroactive: YesNo = column("Retroactive", False)
    """Whether it took effect from a day before the deposit, as successions do."""
    basis: Text | None = column("Basis of the day of effect", None)
    """How the first day of effect is known: published, or computed by a rule that is named."""
    note: Text | None = column("Note", None, basis="editorial")
    """What a reader must know about the row."""
    source: Keys = column("Sources")
    """Keys of the sources that say so, parted by semicolons."""
    at: Text | None = column("Place in the source", None)
    """Page, paragraph or section of the source."""
    confidence: Annotated[str, Code("date_confidence")] = column("Confidence", basis="coded")
    """How well the days are known."""


class Statement(LawRow):
    """What a state declared when it consented, or later: limits, reservations and other statements."""

    type: Annotated[str, Code("statement_type")] = column("Type", basis="coded")
    """Kind of statement; it decides what the statement limits."""
    provisions: Annotated[list[ProvisionId], BeforeValidator(parted)] = column("Provisions", [])
    """Ids of the provisions that it names; empty where it is general."""
    territory: Annotated[list[StateCode], BeforeValidator(parted)] = column("Territories", [])
    """Codes of the territories for which alone it was made, parted by semicolons: it limits nothing in the
    state's own territory. Empty where it is made for the whole state."""
    from_: EdtfDate | None = column("From", None, alias="from")
    """First day, in EDTF."""
    to: EdtfDate | None = column("To", None)
    """Last day, in EDTF; empty where it stands."""
    text: Text = column("What it says")
    """What it says, in our own words."""
    source: Keys = column("Sources")
    """Keys of the sources that say so, parted by semicolons."""
    at: Text | None = column("Place in the source", None)
    """Page, paragraph or section of the source."""
    confidence: Annotated[str, Code("date_confidence")] = column("Confidence", basis="coded")
    """How well the days are known."""


class TerritoryRow(LawRow):
    """Whether a state's instrument extended to one of its territories."""

    territory: StateCode = column("Territory")
    """Code of the territory."""
    status: Annotated[str, Code("territory_status")] = column("Status")
    """Whether the instrument extended to the territory."""
    from_: EdtfDate | None = column("From", None, alias="from")
    """First day, in EDTF; empty where it was so from the start."""
    to: EdtfDate | None = column("To", None)
    """Last day, in EDTF; empty where it stands."""
    note: Text | None = column("Note", None, basis="editorial")
    """What a reader must know about the row."""
    source: Keys = column("Sources")
    """Keys of the sources that say so, parted by semicolons."""
    at: Text | None = column("Place in the source", None)
    """Page, paragraph or section of the source."""
    confidence: Annotated[str, Code("date_confidence")] = column("Confidence", basis="coded")
    """How well the days are known."""


class Total(Strict):
    """How many states were parties on a day, by our tables and by another count."""

    instruments: Annotated[list[InstrumentId], BeforeValidator(parted)] = column(
        "Instruments", alias="instrument"
    )
    """Ids of the instruments, parted by semicolons: states that are party to at least one of them."""
    on: EdtfDate = column("On")
    """Day of the count, in EDTF."""
    ours: WholeNumber | None = column("Our total", None, unit="states")
    """What the tables give; empty where they do not know the days."""
    published: WholeNumber | None = column("Total beside it", None, unit="states")
    """The number held against ours for that day; ``counted_by`` says who counted it. Empty where nothing
    was found."""
    counted_by: Annotated[str, Code("total_counted_by")] | None = column("Counted by", None)
    """Who counted the number beside ours: somebody else who published it, or we, in a dated list."""
    source: Keys = column("Sources", [])
    """Keys of the sources of that number, parted by semicolons."""
    note: Text | None = column("Note", None, basis="editorial")
    """How the two compare, and why they differ."""


@dataclass
class LawFiles:
    """The files of the law, read and typed."""

    instruments: list[Instrument] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    territories: list[TerritoryRow] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)


def raw_name(model: type[BaseModel], name: str) -> str:
    """Return the name of a field in raw files and published tables."""
    return model.model_fields[name].alias or name


def law_columns(model: type[BaseModel]) -> list[Column]:
    """Return the published columns of a class of the law, in the order of declaration."""
    names = [n for n, i in model.model_fields.items() if n != "lines" and i.title is not None]
    return [field_column(model, n)._replace(name=raw_name(model, n)) for n in names]
