"""The one declaration of every field of the coding passes: codebook, pass files, adjudications, positions.

As in `schema`: a field's docstring is its description for a reader.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BeforeValidator, Field

from .exclusion_schema import Word
from .fieldtypes import (
    Code,
    EdtfDate,
    RecordId,
    SourceKey,
    StateCode,
    Text,
    WholeNumber,
    matching,
)
from .law_schema import parted
from .schema import Codes, Interpretation, Sourced, Strict, column

Dimension = Annotated[str, Code("interpretation_dimension")]
Mode = Annotated[str, Code("interpretation_mode")]
Value = Annotated[str, Code("interpretation_value")]
Variable = Annotated[
    str, matching(r"[a-z][a-z_]*(\.[a-z][a-z_]*)?", "a variable such as stated.place_limited")
]

RECORD_CODES = ("kind", *(name for name in Codes.model_fields if name != "lines"))
"""The coded fields of a record that a second pass codes again; each has a codelist of its name."""


class Example(Strict):
    """A worked example of one dimension."""

    text: Text = column("Example", basis="editorial")
    """What happened or was said; made up, so that no record is given away."""
    mode: Mode = column("Mode", basis="editorial")
    """Stated or enacted."""
    value: Value = column("Value", basis="editorial")
    """The value that it gets."""
    why: Text = column("Why", basis="editorial")
    """Why it gets it."""


class CodebookDimension(Strict):
    """One dimension of a reading, and how to code it."""

    id: Dimension = column("Dimension", basis="editorial")
    """Code of the dimension."""
    question: Text = column("Question", basis="editorial")
    """What is asked."""
    evidence: list[Text] = column("Evidence", basis="editorial")
    """What speaks for it."""
    counter_evidence: list[Text] = column("Counter-evidence", basis="editorial")
    """What speaks against it."""
    examples: list[Example] = column("Examples", basis="editorial")
    """Worked examples."""


class Condition(Strict):
    """One dimension and the value that a type needs of it."""

    dimension: Dimension = column("Dimension", basis="coded")
    """Code of the dimension."""
    value: Value = column("Value", basis="coded")
    """The value that the type needs."""


class ReadingType(Strict):
    """One of the types that the literature names, derived from the dimensions."""

    id: Annotated[str, Code("reading_type")] = column("Type", basis="coded")
    """Code of the type."""
    seed: Text = column("As the literature has it", basis="editorial")
    """How the type is named and described there, in our own words."""
    all_of: list[Condition] = column("Conditions", basis="coded")
    """What it needs: all of them."""
    note: Text = column("Note", basis="editorial")
    """What question it answers, and where it departs."""


class Codebook(Strict):
    """The frozen codebook of readings."""

    version: WholeNumber = column("Version", basis="editorial")
    """Number of the version; a change makes a new one."""
    frozen_on: EdtfDate = column("Frozen on", basis="editorial")
    """Day on which it was frozen, before the first pass under it."""
    unit: Text = column("Unit", basis="editorial")
    """What is coded."""
    order_of_work: Text = column("Order of work", basis="editorial")
    """How a pass goes about it."""
    stated_rule: Text = column("Stated", basis="editorial")
    """How what the state said is coded."""
    enacted_rule: Text = column("Enacted", basis="editorial")
    """How what the conduct is consistent with is coded."""
    before_the_convention: Text = column("Before the Convention", basis="editorial")
    """What becomes of conduct before 28 July 1951."""
    dimensions: list[CodebookDimension] = column("Dimensions", basis="editorial")
    """The dimensions, in the order of coding."""
    types: list[ReadingType] = column("Types", basis="coded")
    """The types that follow from the dimensions."""
    departures: list[Text] = column("Departures", basis="editorial")
    """Where the scheme departs from the literature."""


class PassCode(Strict):
    """What a pass made of one coded field of a record."""

    field: Word = column("Field", basis="coded")
    """Name of the field."""
    value: Word = column("Value", basis="coded")
    """Code of the codelist of that name."""
    rationale: Text = column("Rationale", basis="coded")
    """Why this code."""
    confidence: Annotated[str, Code("confidence")] = column("Confidence", basis="coded")
    """How sure the coding is."""
    sources: list[SourceKey] = column("Sources", [], basis="coded")
    """Keys of the works on which it rests."""
    rival: Word | None = column("Rival", None, basis="coded")
    """Another code that a careful reader could choose."""
    rival_rationale: Text | None = column("Reason for the rival", None, basis="coded")
    """Why one could choose it."""


class PassFile(Strict):
    """One pass over one record. It is never edited afterwards."""

    record: RecordId = column("Record", basis="editorial")
    """Id of the record."""
    pass_: Annotated[str, Code("coding_pass")] = Field(
        alias="pass", title="Pass", json_schema_extra={"basis": "editorial", "unit": ""}
    )
    """Which pass."""
    codebook: WholeNumber = column("Codebook", basis="editorial")
    """Version of the codebook under which it was coded."""
    coded_on: EdtfDate = column("Coded on", basis="editorial")
    """Day of the coding, in EDTF."""
    basis: Text = column("What was seen", basis="editorial")
    """What the pass saw of the works."""
    interpretations: list[Interpretation] = column("Readings", basis="coded")
    """One row per acting state, mode and dimension."""
    codes: list[PassCode] = column("Coded fields", [], basis="coded")
    """Coded fields of the record."""


class Adjudication(Strict):
    """What was kept where two passes differ, and why."""

    unit: Text = column("Unit", basis="editorial")
    """Record, or record and state parted by a slash."""
    variable: Variable = column("Variable", basis="editorial")
    """Mode and dimension parted by a dot, or name of a coded field."""
    kept: Word = column("Kept", basis="coded")
    """The value that was kept."""
    note: Text = column("Why", basis="coded")
    """Why this value was kept."""


class Convention(Strict):
    """A rule for what the codebook leaves open, made when differences of passes were settled."""

    number: WholeNumber = column("Number", basis="editorial")
    """Number of the rule."""
    made_on: EdtfDate = column("Made on", basis="editorial")
    """Day on which it was made, in EDTF."""
    text: Text = column("Rule", basis="editorial")
    """The rule."""


class Fingerprint(Strict):
    """The fingerprint of a pass file, so that a later change shows."""

    path: Text = column("File", basis="editorial")
    """Pass and file, parted by a slash."""
    sha256: Annotated[str, matching(r"[0-9a-f]{64}", "a fingerprint of 64 digits")] = column(
        "Fingerprint", basis="editorial"
    )
    """SHA-256 of the file."""


class Version(Strict):
    """One frozen version of the codebook."""

    version: WholeNumber = column("Version", basis="editorial")
    """Number of the version."""
    frozen_on: EdtfDate = column("Frozen on", basis="editorial")
    """Day on which it was frozen."""
    sha256: Annotated[str, matching(r"[0-9a-f]{64}", "a fingerprint of 64 digits")] = column(
        "Fingerprint", basis="editorial"
    )
    """SHA-256 of the file, so that a later change shows."""


class RowCode(Strict):
    """One coded cell of a published table, coded again from what is publicly known of its row."""

    variable: Variable = column("Variable", basis="editorial")
    """Table and column parted by a dot."""
    unit: Text = column("Unit", basis="editorial")
    """Key of the row."""
    first: Word = column("First", basis="coded")
    """The code of the row when the second pass was made."""
    second: Word = column("Second", basis="coded")
    """The code that the second pass gave."""


class StatePosition(Sourced):
    """What a state said, on a day, of the duty not to return: apart from what it did."""

    state: StateCode = column("State")
    """The state whose position it is."""
    date: EdtfDate = column("Date")
    """When it was said, in EDTF."""
    speaker: Text = column("Speaker")
    """Who spoke for the state: an office, never a private person."""
    attributed_by: Text = column("Attributed by")
    """Who reports the words: the state itself, a newspaper, a court."""
    stance: Annotated[str, Code("position_stance")] = column("Stance", basis="coded")
    """Whether the words affirm, limit or deny."""
    dimensions: Annotated[list[Dimension], BeforeValidator(parted)] = column(
        "Dimensions", [], basis="coded"
    )
    """Dimensions of the reading on which the words bear, parted by semicolons."""
    text: Text = column("What was said")
    """What was said, in our own words."""
    records: Annotated[list[RecordId], BeforeValidator(parted)] = column(
        "Records", [], basis="editorial"
    )
    """Records to which the words belong, parted by semicolons; empty where they are general."""
    confidence: Annotated[str, Code("confidence")] = column("Confidence", basis="coded")
    """How sure it is that the state said so."""


@dataclass
class Codings:
    """The files of the coding passes, read and typed."""

    codebook: Codebook | None = None
    passes: dict[tuple[str, str], PassFile] = field(default_factory=dict)
    """Pass files by pass and record."""
    adjudications: list[Adjudication] = field(default_factory=list)
    conventions: list[Convention] = field(default_factory=list)
    rows: list[RowCode] = field(default_factory=list)
    positions: list[StatePosition] = field(default_factory=list)
