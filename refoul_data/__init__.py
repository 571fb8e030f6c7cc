"""The reference data set on refoulement: incidents, claims, sources, law and maps, offline."""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

_PUBLIC = {
    "load_incidents": "access.load",
    "load_claims": "access.load",
    "load_codes": "access.load",
    "load_sources": "access.load",
    "load_places": "access.load",
    "load_states": "access.load",
    "load_actors": "access.load",
    "load_events": "access.load",
    "load_legs": "access.load",
    "load_harm": "access.load",
    "load_findings": "access.load",
    "load_assessments": "access.load",
    "load_interpretations": "access.load",
    "load_reading_types": "access.load",
    "load_codings": "access.load",
    "load_agreement": "access.load",
    "load_state_positions": "access.load",
    "load_sensitivity": "access.load",
    "load_persons_named": "access.load",
    "load_missing": "access.load",
    "load_weak_points": "access.load",
    "load_redactions": "access.load",
    "load_variables": "access.load",
    "load_instruments": "access.law",
    "load_provisions": "access.law",
    "load_parties": "access.law",
    "load_statements": "access.law",
    "load_parties_territories": "access.law",
    "load_party_totals": "access.law",
    "load_law_on_date": "access.law",
    "law_at": "access.law",
    "law_for": "access.law",
    "assess_exclusion": "access.exclusion_asked",
    "exclusion_questions": "access.exclusion_asked",
    "load_exclusion_assessments": "access.exclusion_asked",
    "totals": "access.totalling",
    "explain": "access.trace",
    "incident": "access.overview",
    "codelist": "access.load",
    "cite": "access.citing",
    "verify": "access.verifying",
    "diff": "access.comparing",
    "copy_notebooks": "access.handing_out",
    "map_incidents": "views.maps",
}

__all__ = ["__version__", *_PUBLIC]

if TYPE_CHECKING:  # editors complete names that they can read; a test compares both lists
    from .access.citing import cite as cite
    from .access.comparing import diff as diff
    from .access.exclusion_asked import assess_exclusion as assess_exclusion
    from .access.exclusion_asked import exclusion_questions as exclusion_questions
    from .access.exclusion_asked import load_exclusion_assessments as load_exclusion_assessments
    from .access.handing_out import copy_notebooks as copy_notebooks
    from .access.law import law_at as law_at
    from .access.law import law_for as law_for
    from .access.law import load_instruments as load_instruments
    from .access.law import load_law_on_date as load_law_on_date
    from .access.law import load_parties as load_parties
    from .access.law import load_parties_territories as load_parties_territories
    from .access.law import load_party_totals as load_party_totals
    from .access.law import load_provisions as load_provisions
    from .access.law import load_statements as load_statements
    from .access.load import codelist as codelist
    from .access.load import load_actors as load_actors
    from .access.load import load_agreement as load_agreement
    from .access.load import load_assessments as load_assessments
    from .access.load import load_claims as load_claims
    from .access.load import load_codes as load_codes
    from .access.load import load_codings as load_codings
    from .access.load import load_events as load_events
    from .access.load import load_findings as load_findings
    from .access.load import load_harm as load_harm
    from .access.load import load_incidents as load_incidents
    from .access.load import load_interpretations as load_interpretations
    from .access.load import load_legs as load_legs
    from .access.load import load_missing as load_missing
    from .access.load import load_persons_named as load_persons_named
    from .access.load import load_places as load_places
    from .access.load import load_reading_types as load_reading_types
    from .access.load import load_redactions as load_redactions
    from .access.load import load_sensitivity as load_sensitivity
    from .access.load import load_sources as load_sources
    from .access.load import load_state_positions as load_state_positions
    from .access.load import load_states as load_states
    from .access.load import load_variables as load_variables
    from .access.load import load_weak_points as load_weak_points
    from .access.overview import incident as incident
    from .access.totalling import totals as totals
    from .access.trace import explain as explain
    from .access.verifying import verify as verify
    from .views.maps import map_incidents as map_incidents


def __getattr__(name: str):
    # Names are bound on first use, so that importing the package costs next to nothing.
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_PUBLIC[name]}"), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted(__all__)
