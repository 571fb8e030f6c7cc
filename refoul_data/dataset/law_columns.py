"""Columns of the table of the law on the date of each record."""

from __future__ import annotations

from ..records.schema import Column


def _column(
    name: str, label: str, codelist: str, rule: str, description: str,
    type_: str = "string", **more,
) -> Column:  # fmt: skip
    return Column(name, label, type_, "", codelist, "derived", rule, description, **more)


LAW_COLUMNS: list[Column] = [
    Column("incident_id", "Record", "string", "", "", "editorial", "", "Id of the record.",
           required=True, references="incidents.id"),
    _column("state", "State that acted", "", "acting_states", "Code of the state that acted.",
            required=True, references="states.code"),
    _column("territory", "Territory", "", "law_territory",
            "Code of the territory in which the place lies, where the law was asked for that "
            "territory; empty where the place lies in a state, or in none.",
            references="states.code"),
    _column("instrument", "Instrument", "", "law_status", "Id of the instrument.",
            required=True, references="instruments.id"),
    _column("provision", "Provision", "", "law_status",
            "Id of the provision. Left out are provisions of instruments that name their states, "
            "and not this one, and of those that were adopted only after the last day; the table "
            "instruments has the day of adoption.", required=True, references="provisions.id"),
    _column("day_of", "Day of", "law_day", "law_day",
            "Whether the law was read on the day of the conduct or of the decision.", required=True),
    _column("from_day", "From", "", "law_day",
            "First possible day of the conduct or decision; for campaigns and measures, first day on "
            "which the row holds.", "date32", required=True),
    _column("to_day", "To", "", "law_day",
            "Last possible day; for campaigns and measures, last day on which the row holds; empty "
            "where it goes on.", "date32"),
    _column("status", "Status", "law_status", "law_status",
            "How the provision stood for the state; empty where it is not the same on every day that "
            "the dates allow. In force does not mean applicable to these persons."),
    _column("status_earliest", "Status, first possible", "law_status", "law_status",
            "Status on the first possible day.", required=True),
    _column("status_latest", "Status, last possible", "law_status", "law_status",
            "Status on the last possible day.", required=True),
    _column("ended_by", "Ended by", "ended_by", "law_status", "How it ended."),
    _column("scope_temporal", "Scope in time", "law_scope", "law_scope",
            "Whether the provision's scope in time is met."),
    _column("scope_personal", "Scope in person", "law_scope", "law_scope",
            "Whether the provision's scope in person is met."),
    _column("scope_place", "Scope in place", "law_scope", "law_scope",
            "Whether the provision's scope in place is met."),
    _column("reading", "Reading", "law_reading", "law_reading",
            "Whether the text says so, or an authority had read it so by that day; empty where "
            "neither is recorded."),
    _column("limitation", "Limitation", "", "law_status", "What limits it, in our own words."),
    _column("limitation_source", "Source of the limitation", "", "law_status",
            "Keys of the sources of the limitation, parted by semicolons.",
            separator=";", references="sources.key"),
    _column("limitation_at", "Place in the source of the limitation", "", "law_status",
            "Page, paragraph or section of those sources."),
    _column("retroactive", "Retroactive", "", "law_status",
            "Whether it was in force through a deposit that the state made only later.", "bool"),
    _column("signed_on", "Signed on", "", "law_status", "Day of signature, in EDTF."),
    _column("deposited_on", "Deposited on", "", "law_status",
            "Day on which the instrument of consent was deposited, in EDTF."),
    _column("effective_on", "Effective on", "", "law_status",
            "First day of effect for the state, in EDTF; for one not bound yet, that of its next "
            "period."),
    _column("ended_on", "Ended on", "", "law_status", "Last day of effect for the state, in EDTF."),
    _column("as_on", "As on", "", "law_status",
            "Day as on which the row is answered, where the parties are not known up to the end of "
            "the row, in EDTF."),
    _column("source", "Source", "", "law_status",
            "Keys of the sources of the row that decides, parted by semicolons; where the silence of a "
            "list does, that of the instrument.", separator=";", references="sources.key"),
    _column("at", "Place in the source", "", "law_status",
            "Page, paragraph or section of the source."),
    _column("confidence", "Confidence", "date_confidence", "law_status",
            "How well the days of the row that decides are known; empty where no row does."),
    _column("counts", "Counts by instrument", "", "law_counts",
            "Whether the provision prohibits return, binds as treaty, was in force and was read so; "
            "empty where the date leaves it open.", "bool"),
]  # fmt: skip
