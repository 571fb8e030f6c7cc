"""The reference data set on refoulement: incidents, claims, sources, law and maps, offline."""

__version__ = "0.1.0"

_PUBLIC = {
    "load_incidents": "access.load",
    "load_claims": "access.load",
    "load_codes": "access.load",
    "load_sources": "access.load",
    "load_places": "access.load",
    "load_states": "access.load",
    "load_actors": "access.load",
    "load_legs": "access.load",
    "load_harm": "access.load",
    "load_findings": "access.load",
    "load_assessments": "access.load",
    "load_interpretations": "access.load",
    "load_missing": "access.load",
    "load_weak_points": "access.load",
    "load_variables": "access.load",
    "totals": "access.totalling",
    "explain": "access.trace",
    "incident": "access.trace",
    "codelist": "access.load",
    "map_incidents": "views.maps",
}

__all__ = ["__version__", *_PUBLIC]


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
