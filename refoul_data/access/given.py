"""What a public function was given: the right kind of thing, or a message that says what to pass."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd


def _kind(value: Any) -> str:
    """Return a value in a few words; a table or a long text would fill the screen."""
    if isinstance(value, type):
        return f"the type {value.__name__}"
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    if isinstance(value, str) and len(value) < 40:
        return repr(value)
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def given_text(value: Any, name: str, example: str) -> str:
    """Return a text that an argument must be.

    Raises
    ------
    TypeError
        If it is no text; the message says what to pass.
    ValueError
        If it is an empty one.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a text such as {example!r}, not {_kind(value)}")
    if not value.strip():
        raise ValueError(f"{name} must be a text such as {example!r}, not {value!r}")
    return value


def given_texts(value: str | Iterable[str], name: str, example: str) -> list[str]:
    """Return one text or several as a list.

    Raises
    ------
    TypeError
        If it is neither; the message says what to pass.
    """
    message = f"{name} must be a text such as {example!r} or several of them, not "
    if isinstance(value, str):
        return [value]
    # A table would give the names of its columns, and a mapping its keys.
    if isinstance(value, bytes | dict | pd.DataFrame) or not isinstance(value, Iterable):
        raise TypeError(message + _kind(value))
    texts = list(value)
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(f"{message}one that is {_kind(text)}")
    return texts


def given_table(value: Any, name: str = "df") -> pd.DataFrame:
    """Return a table that an argument must be.

    Raises
    ------
    TypeError
        If it is none; the message says what to pass.
    """
    if not isinstance(value, pd.DataFrame):
        words = "must be a DataFrame, such as load_incidents() gives"
        raise TypeError(f"{name} {words}, not {_kind(value)}")
    return value


def given_truth(value: Any, name: str) -> bool:
    """Return a truth value that an argument must be; ``"no"`` would count as true.

    Raises
    ------
    TypeError
        If it is none.
    """
    if not pd.api.types.is_bool(value):
        raise TypeError(f"{name} must be True or False, not {_kind(value)}")
    return bool(value)
