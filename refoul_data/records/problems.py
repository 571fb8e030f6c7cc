"""A problem in a raw file: where it is, which field, what is wrong."""

from __future__ import annotations

from typing import NamedTuple

EMPTY = "empty value: fill it in, or leave the key out (a field of a record then stands under 'missing')"
"""What is said of a key without a value, wherever it stands."""


def _one_line(text: str) -> str:
    """Escape what would start a second line, steer a terminal or turn the reading direction."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode("ascii")
        for c in text
    )


class Problem(NamedTuple):
    """One thing that is wrong in a raw file."""

    path: str
    line: int
    """Line in the file, from 1; 0 where the file as a whole is meant."""
    field: str
    message: str
    level: str = "error"
    """``error`` stops the build, ``warning`` does not."""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        mark = "warning: " if self.level == "warning" else ""
        field = f"{self.field}: " if self.field else ""
        return _one_line(f"{place}: {mark}{field}{self.message}")
