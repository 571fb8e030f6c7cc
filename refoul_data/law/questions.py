"""What is asked of the law, and what one row of the answer holds."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple


class Question(NamedTuple):
    """What is asked of every provision."""

    state: str
    first: dt.date
    last: dt.date
    territory: str | None = None
    regions: tuple[str, ...] = ()
    """UN M49 regions of the states from which the people had fled."""
    place_kind: str | None = None
    known_on: dt.date | None = None
    """Day as on which readings are known; None for the day itself."""


class Answer(NamedTuple):
    """One row: the columns of `law_at`, in their order."""

    instrument: str
    provision: str
    article: str
    function: str
    bindingness: str
    status: str | None
    status_earliest: str
    status_latest: str
    ended_by: str | None
    scope_temporal: str
    scope_temporal_reading: str | None
    scope_personal: str
    scope_personal_reading: str | None
    scope_place: str
    scope_place_reading: str | None
    reading: str | None
    limitation: str | None
    limitation_source: str | None
    limitation_at: str | None
    retroactive: bool
    signed_on: str | None
    deposited_on: str | None
    effective_on: str | None
    ended_on: str | None
    checked_on: str | None
    as_on: str | None
    source: str
    at: str | None
    confidence: str | None
    counts: bool | None
