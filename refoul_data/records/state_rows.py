"""The declaration of a row of the table of states."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..vocabulary.dates import DateError
from ..vocabulary.states import dated_names
from .fieldtypes import Code, EdtfDate, StateCodeText, Text, check_text, matching
from .schema import Strict, column


def _dated(text: str) -> str:
    text = check_text(text)
    try:
        list(dated_names(text))
    except DateError as error:
        raise ValueError(f"each name is followed by its period in EDTF: {error}") from None
    return text


_Codes = Annotated[str, matching(r"[A-Z]{3}(;[A-Z]{3})*", "state codes parted by semicolons")]
_Numbers = Annotated[str, matching(r"[0-9]+(;[0-9]+)*", "numbers parted by semicolons")]
_Keys = Annotated[
    str, matching(r"[a-z0-9]+([-;][a-z0-9]+)*", "keys of sources parted by semicolons")
]


class StateRow(Strict):
    """One legal person, territory or other entity with its days, names and numbers."""

    code: StateCodeText = column("Code", basis="editorial")
    """Code of the state: ISO 3166-1 alpha-3, or our own where the legal person ended."""
    name: Text = column("Name", basis="editorial")
    """Name in UN usage."""
    names: Annotated[str, AfterValidator(_dated)] | None = column(
        "Earlier names", None, basis="editorial"
    )
    """Earlier names with their period in EDTF, parted by semicolons."""
    iso3166_1: StateCodeText | None = column("ISO 3166-1", None, basis="editorial")
    """ISO 3166-1 alpha-3 code."""
    iso3166_3: Annotated[str, matching(r"[A-Z]{4}", "an ISO 3166-3 code")] | None = column(
        "ISO 3166-3", None, basis="editorial"
    )
    """ISO 3166-3 code of a former country."""
    gw: _Numbers | None = column("Gleditsch-Ward", None, basis="editorial")
    """Number in the list of Gleditsch and Ward."""
    cow: _Numbers | None = column("COW", None, basis="editorial")
    """Number in the list of the Correlates of War project."""
    m49_region: Text | None = column("Region", None, basis="editorial")
    """UN M49 region."""
    m49_subregion: Text | None = column("Subregion", None, basis="editorial")
    """UN M49 subregion."""
    from_: EdtfDate | None = column("From", None, basis="editorial", alias="from")
    """First day as a legal person, in EDTF."""
    to: EdtfDate | None = column("To", None, basis="editorial")
    """Last day as a legal person, in EDTF."""
    successor: _Codes | None = column("Successor", None, basis="editorial")
    """States that followed it."""
    continues: _Codes | None = column("Continues", None, basis="editorial")
    """State whose legal person it continues."""
    status: Annotated[str, Code("state_status")] = column("Status", basis="editorial")
    """State, former state, territory and so on; no position is implied."""
    aliases: Text | None = column("Aliases", None, basis="editorial")
    """Other names and old codes, parted by semicolons."""
    source: _Keys = column("Source", basis="editorial")
    """Keys of the sources of the row, parted by semicolons."""
