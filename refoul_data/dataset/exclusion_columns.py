"""Columns of the tables of what the exclusion framework makes of the arguments of states."""

from __future__ import annotations

from ..records.schema import Column

RULE = "exclusion_assessment"


def plain(name: str, label: str, description: str, codelist: str = "", **more) -> Column:
    """Return a column of the framework itself or of the answers: a judgement of ours.

    Parameters
    ----------
    name, label, description : str
        What the column is called, and what it says.
    codelist : str
        Codelist of the values.
    **more
        Other fields of `Column`.
    """
    kind, basis = more.pop("type", "string"), more.pop("basis", "coded")
    return Column(name, label, kind, "", codelist, basis, "", description, **more)


def made(name: str, label: str, description: str, codelist: str = "", **more) -> Column:
    """Return a column that the framework makes of the answers.

    Parameters
    ----------
    name, label, description, codelist, **more
        As in `plain`.
    """
    kind = more.pop("type", "string")
    return Column(name, label, kind, "", codelist, "derived", RULE, description, **more)


INCIDENT = plain("incident_id", "Record", "Id of the record.", basis="editorial", required=True,
                 references="incidents.id")  # fmt: skip
ARGUMENT = plain("argument_id", "Argument", "Name of the argument; it is new in each record.",
                 basis="editorial", required=True)  # fmt: skip
NUMBER = plain("number", "Number", "Place in the argument, from 1.", type="int64",
               basis="editorial", required=True)  # fmt: skip
HEAD = [INCIDENT, ARGUMENT]


def _result(name: str, label: str, description: str, codelist: str = "exclusion_result") -> Column:
    return made(name, label, description, codelist, required=True)


RESULTS = [
    _result("merits", "Merits",
            "Whether the published case shows what the provision asks; about the case, never about "
            "what a person did."),
    _result("procedure_sound", "Procedure sound", "Whether every safeguard that was asked about was kept."),
    _result("bar_engaged", "Bar to return engaged",
            "Whether a prohibition of return that exclusion leaves standing was in force, in reach and "
            "met by a real risk in one receiving or onward state at least.", "exclusion_truth"),
    _result("return_carried_out", "Return carried out", "Whether the return was carried out.",
            "exclusion_truth"),
    _result("gate", "Gate", "Whether the guidelines are about the case at all.", "exclusion_truth"),
]  # fmt: skip
WHEN = [
    made("bar_engaged_when", "When a bar was engaged",
         "Parts of a campaign or measure in which such a prohibition was in force, as intervals in EDTF "
         "parted by semicolons; empty where it was in force all along, or none was "
         "engaged.", separator=";"),
]  # fmt: skip
COUNTS = [
    made(name, label, f"Number of {words}.", type="int64", required=True)
    for name, label, words in (
        ("n_defects", "Defects", "points that the guidelines require and that were not kept"),
        ("n_departures", "Departures", "points that they recommend, or call general, and that were not kept"),
        ("n_flags", "Flags", "other points that a reader must know"),
    )
]  # fmt: skip
LAW = [
    made("law_state", "State whose law was asked", "Code of the state that acted.",
         references="states.code"),
]  # fmt: skip
BASIS = [
    made("para", "Paragraphs", "Paragraphs of the guidelines that it is about.", separator=";",
         required=True),
    made("sentences", "Sentences",
         "Sentences of these paragraphs, such as 19.2; empty where the point is ours.", separator=";"),
]  # fmt: skip
REMARKS = [
    made("level", "Level", "How it weighs.", "exclusion_level", required=True),
    made("rule", "Rule", "Id of the rule.", required=True, references="exclusion_rules.id"),
    *BASIS,
    made("questions", "Questions", "Ids of the questions whose answers it rests on.", separator=";",
         references="exclusion_questions.id"),
]  # fmt: skip
BARS = [
    made("state", "State", "Code of the receiving or onward state.", required=True,
         references="states.code"),
    made("stage", "Stage", "Whether people were to be sent there, or sent on to there.",
         "exclusion_destination", required=True),
    made("provision", "Provision", "Id of the provision.", required=True, references="provisions.id"),
    made("survives", "Survives exclusion", "Whether it protects a person who is excluded.",
         "exclusion_truth", required=True),
    made("in_force", "In force",
         "Whether it was in force for the state that acted: on every day that the record allows, and in "
         "a campaign or measure in one part of it at least. In force does not mean applicable to these "
         "persons.", "exclusion_truth", required=True),
    made("in_reach", "In reach", "Whether its scope in time, person and place is met.",
         "exclusion_truth", required=True),
    made("real_risk", "Real risk", "Whether there was a real risk of a harm that it asks for.",
         "exclusion_truth", required=True),
    made("engaged", "Engaged", "Whether all four are so.", "exclusion_truth", required=True),
    made("status", "Status",
         "Codes of law_status on which that rests, parted by a slash where it changed; empty where the "
         "instrument names its states and not this one, or was adopted only later."),
    made("in_force_when", "When it was in force",
         "Parts of a campaign or measure for which the row holds, as intervals in EDTF parted by "
         "semicolons; empty where it holds for the whole.", separator=";"),
    made("source", "Source of the status",
         "Keys of the sources of the status, parted by semicolons.", separator=";",
         references="sources.key"),
    made("at", "Place in the source", "Page, paragraph or section of those sources."),
]  # fmt: skip
TRACE = [
    made("result", "Result", "The result that rests on it.", "exclusion_outcome", required=True),
    made("kind", "Kind", "What it is.", "exclusion_step", required=True),
    made("step", "Step",
         "Id of the rule or question; provision, stage and state of a bar; not_individualised for a "
         "group.", required=True),
    made("value", "Value", "Value of the rule, answer to the question, or whether the bar is engaged.",
         required=True),
    *BASIS,
]  # fmt: skip
