"""Types of single values in a record: text, codes, dates, numbers; each says what is wrong in words."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

from ..vocabulary.codes import nearest, read_codelist
from ..vocabulary.dates import date_bounds
from .problems import EMPTY

MOST = 10**10
FORMULA_STARTS = ("=", "+", "-", "@")


def _clean(text: str) -> str:
    if not text.strip():
        raise ValueError(EMPTY)
    # Most texts are printable throughout, and that is told a hundred times faster.
    for character in "" if text.isprintable() else text:
        if character != "\n" and unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co"):
            raise ValueError(f"contains the control character U+{ord(character):04X}")
    return text.strip()


def check_text(text: str) -> str:
    """Return a text without the spaces around it, or raise where it cannot stand in a cell."""
    text = _clean(text)
    if text.startswith(FORMULA_STARTS):
        # A spreadsheet runs such a cell; escaping it in CSV would alter the data instead.
        raise ValueError(f"text starts with {text[0]!r}: begin with a word")
    return text


def matching(pattern: str, description: str):
    """Return a check that a text, without the spaces around it, has a form."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        text = _clean(text)
        if not compiled.fullmatch(text):
            raise ValueError(f"{text!r} is not {description}")
        return text

    return AfterValidator(check)


def _whole_number(value: Any) -> Any:
    if isinstance(value, str):
        if not re.fullmatch(r"0|[1-9][0-9]*", value):
            raise ValueError(f"{value!r} is not a whole number (digits only, no separators)")
        if len(value) > len(str(MOST)) or int(value) > MOST:
            raise ValueError(f"{value!r} is more than any count of people can be")
        return int(value)
    return value


def _decimal(value: Any) -> Any:
    if isinstance(value, str):
        if not re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", value):
            raise ValueError(f"{value!r} is not a decimal number")
        return float(value)
    return value


_TRUTH = {"yes": True, "true": True, "no": False, "false": False}


def _yes_no(value: Any) -> Any:
    if isinstance(value, str):
        if value not in _TRUTH:
            raise ValueError(f"{value!r} is neither 'yes' nor 'no'")
        return _TRUTH[value]
    return value


def _edtf(text: str) -> str:
    text = _clean(text)
    date_bounds(text)
    return text


def _url(text: str) -> str:
    text = _clean(text)
    if not re.fullmatch(r"https?://[^\s\"'<>`{}\\]+", text):
        raise ValueError(f"{text!r} is not an http(s) address")
    return text


class Code:
    """Marks a text as a code of a codelist: ``Annotated[str, Code("conduct")]``."""

    def __init__(self, list_name: str):
        self.list_name = list_name

    def check(self, value: str) -> str:
        """Return the code, or raise with the nearest one."""
        entries = read_codelist(self.list_name)
        value = _clean(value)
        if value not in entries:
            hint = nearest(value, entries)
            raise ValueError(f"unknown code {value!r} in codelist {self.list_name}{hint}")
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler):
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler):
        return {**handler(schema), "enum": list(read_codelist(self.list_name))}


class Refers:
    """Marks a text as the key of a row of another table: ``Annotated[Slug, Refers("places.id")]``."""

    def __init__(self, target: str):
        self.target = target


Text = Annotated[str, AfterValidator(check_text)]
Slug = Annotated[
    str, matching(r"[a-z0-9]+(-[a-z0-9]+)*", "a name of small letters, digits and hyphens")
]
SourceKey = Annotated[Slug, Refers("sources.key")]
PlaceId = Annotated[Slug, Refers("places.id")]
RecordId = Annotated[Slug, Refers("incidents.id")]
StateCodeText = Annotated[str, matching(r"[A-Z]{3}", "a state code of three capital letters")]
StateCode = Annotated[StateCodeText, Refers("states.code")]
_LAW_ID = r"[A-Z0-9]+(-[A-Za-z0-9]+)*"
InstrumentId = Annotated[
    str, matching(_LAW_ID, "an instrument id such as REF-CONV-1951"), Refers("instruments.id")
]
ProvisionId = Annotated[
    str, matching(_LAW_ID, "a provision id such as REF-CONV-1951-33-1"), Refers("provisions.id")
]
Origin = Annotated[
    str,
    matching(
        r"[a-z]+:[A-Za-z0-9]+(-[A-Za-z0-9]+)*",
        "an origin of information such as state:THA or testimony:survivors",
    ),
]
EdtfDate = Annotated[str, AfterValidator(_edtf)]
WholeNumber = Annotated[int, BeforeValidator(_whole_number)]
Decimal = Annotated[float, BeforeValidator(_decimal)]
YesNo = Annotated[bool, BeforeValidator(_yes_no)]
Url = Annotated[str, AfterValidator(_url)]
