"""Whole numbers as short text, for what the map's page holds by the thousand."""

from __future__ import annotations

from collections.abc import Iterable


def pack_numbers(numbers: Iterable[int]) -> str:
    """Return whole numbers from zero up as text: five bits a character, no separators.

    The form is that of Google's encoded polylines; ``numbersOf`` in map_base.js reads it.

    Examples
    --------
    >>> pack_numbers([0, 3, 31, 32])
    '?B^_@'
    """
    text = []
    for number in numbers:
        while number >= 32:
            text.append(chr((number & 31 | 32) + 63))
            number >>= 5
        text.append(chr(number + 63))
    return "".join(text)
