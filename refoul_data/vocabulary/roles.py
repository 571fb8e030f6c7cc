"""What codes of harm, actors, findings and grades mean for derived columns, as their codelists declare it."""

from __future__ import annotations

from .codes import read_codelist

DEATHS = tuple(c for c, e in read_codelist("harm_type").items() if e.extra["is_death"] == "yes")
"""Types of harm that are deaths."""

DEATH_PHASES = {
    f"deaths_{family}": tuple(
        c for c, e in read_codelist("harm_phase").items() if e.extra["deaths"] == family
    )
    for family in dict.fromkeys(e.extra["deaths"] for e in read_codelist("harm_phase").values())
}
"""Phases of harm by family of columns: ``deaths_during``, ``deaths_after``, ``deaths_untraced``."""

ACTING_ROLES = tuple(c for c, e in read_codelist("actor_role").items() if e.extra["acts"] == "yes")
"""Roles that make the state of an actor a returning state."""

ADEQUATE_GRADE = min(
    int(c) for c, e in read_codelist("grade").items() if e.extra["adequate"] == "yes"
)
"""Lowest grade of a source that a published number may rest on."""

SENSES = {c: e.extra["sense"] for c, e in read_codelist("disposition").items()}
"""Whether a disposition goes against or for the respondent, is interim, or neither."""


def finding_weight(disposition: str, finality: str, about_return: str) -> str:
    """Return what a finding says of the legal status: against, for, interim or nothing.

    What is final decides; what is interim or under appeal is pending. What fell or was not read
    weighs nothing, whatever it was; nor does the end of an interim measure, once it is final.
    """
    sense = SENSES[disposition]
    if about_return == "no":
        return "nothing"
    if finality in ("under_appeal", "interim"):
        return "interim"
    if finality != "final" or sense == "neutral" or disposition == "interim_measure_lifted":
        return "nothing"
    return sense


def is_independent(origin: str) -> bool:
    """Tell whether an origin of information counts: encyclopedias, mirrors and gazetteers do not."""
    entry = read_codelist("origin_type").get(origin.partition(":")[0])
    return entry is not None and entry.extra["counts"] == "yes"


def is_death_of(type_: str, phase: str, family: str) -> bool:
    """Tell whether harm of a type and phase belongs to a family of columns on deaths."""
    return type_ in DEATHS and phase in DEATH_PHASES[family]
