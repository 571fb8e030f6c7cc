"""The one form of a raw file. YAML: block style, schema order, prose folded, comments kept.

Tables: UTF-8 without a mark, line feeds, no spaces at the end of a row; nothing else is touched.
"""

from __future__ import annotations

import csv
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from .exclusion_reader import ANSWERS, EXCLUSION
from .exclusion_schema import AnswersFile, ExclusionFile
from .law_rules import INSTRUMENTS
from .law_schema import InstrumentFile
from .problems import Problem
from .schema import Claim, Record, Source, Sourced, model_of
from .yamltext import FLOW, MULTILINE, compose, find_problems, is_safe_flow, loader

WIDTH = 100
_KEY_AND_PROSE = re.compile(r"(\s*(?:- )*[A-Za-z][\w-]*:) +([^\s'\"\[\]{}>|&*!%#@`].*)")
_BLOCK_START = re.compile(r"[^#]*[:-] [>|][+-]?\d?\s*")


class Unrepairable(ValueError):
    """A file that only its author can repair; `problems` says why."""

    def __init__(self, problems: list[Problem]):
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


def _decode(data: bytes, shown: str) -> str:
    """Return the text of a file without a byte-order mark, with its line ends as they are."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"not UTF-8 at byte {error.start + 1}"
        raise Unrepairable([Problem(shown, line, "", message)]) from None


def decode(data: bytes, shown: str) -> str:
    """Return the text of a file, without a byte-order mark and with line feeds alone."""
    return _decode(data, shown).replace("\r\n", "\n").replace("\r", "\n")


def _indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def fold_colons(text: str) -> str:
    """Put prose that holds ``: `` after ``>-``, where YAML can read it; indent with spaces."""
    result: list[str] = []
    block: int | None = None
    for line in text.split("\n"):
        stripped = line.lstrip(" \t")
        line = line[: len(line) - len(stripped)].replace("\t", "  ") + stripped.rstrip()
        if block is not None and (not stripped or _indent_of(line) > block):
            result.append(line)
            continue
        block = None
        if _BLOCK_START.fullmatch(line):
            block = _indent_of(line)
        match = _KEY_AND_PROSE.fullmatch(line)
        if match and ": " in match[2] and " #" not in match[2]:
            inner = _indent_of(line) + 2 + 2 * line.lstrip().startswith("- ")
            result += [f"{match[1]} >-", " " * inner + match[2]]
        else:
            result.append(line)
    return "\n".join(result)


def _scalars(node: Any) -> Iterator[Any]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _scalars(item)
    else:
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)


def _comments(text: str, root: Any) -> dict[float, list[str]]:
    """Return the lines that are comments, and not part of a text, by the line that they stand above."""
    inside: set[int] = set()
    for node in _scalars(root):
        inside.update(range(node.start_mark.line + 1, node.end_mark.line))
    anchors = sorted({node.start_mark.line for node in _scalars(root)})
    found: dict[float, list[str]] = {}
    for number, line in enumerate(text.split("\n")):
        if line.lstrip().startswith("#") and number not in inside:
            below = next((a for a in anchors if a > number), float("inf"))
            found.setdefault(below, []).append(line.rstrip())
    return found


class _Writer:
    def __init__(self, comments: dict[float, list[str]]):
        self.comments = comments
        self.lines: list[str] = []

    def comment(self, line: float) -> None:
        """Write the comments that stand above a line, each as far in as its author put it."""
        self.lines += self.comments.pop(line, [])

    def mapping(self, node: Any, indent: int, model: Any, prefix: str = "") -> None:
        order = model_keys(model)
        pairs = sorted(
            node.value, key=lambda p: order.index(p[0].value) if p[0].value in order else 999
        )
        for number, (key, value) in enumerate(pairs):
            self.comment(key.start_mark.line)
            lead = prefix if prefix and number == 0 else " " * indent
            self.value(f"{lead}{key.value}:", value, indent, model_of(model, key.value))

    def value(self, lead: str, node: Any, indent: int, model: Any) -> None:
        if isinstance(node, yaml.ScalarNode):
            self.scalar(lead, node.value, indent)
        elif isinstance(node, yaml.MappingNode):
            self.lines.append(lead)
            self.mapping(node, indent + 2, model)
        else:
            self.lines.append(lead)
            for item in node.value:
                self.item(item, indent + 2, model)

    def item(self, node: Any, indent: int, model: Any) -> None:
        self.comment(node.start_mark.line)
        if isinstance(node, yaml.MappingNode) and node.value:
            self.mapping(node, indent + 2, model, " " * indent + "- ")
        else:
            self.value(" " * indent + "-", node, indent, model)

    def scalar(self, lead: str, value: str, indent: int) -> None:
        paragraphs = [" ".join(p.split()) for p in value.split("\n")]
        text = "\n".join(paragraphs).strip("\n")
        if not text:
            self.lines.append(lead)
        elif is_plain(text) and len(lead) + 1 + len(text) <= WIDTH:
            self.lines.append(f"{lead} {text}")
        elif text[0] in "[{" and "\n" not in text and len(text) < 60:
            self.lines.append(f'{lead} "{text}"')
        else:
            self.lines.append(f"{lead} >-")
            for number, paragraph in enumerate(text.split("\n")):
                if number:
                    self.lines.append("")
                self.lines += textwrap.wrap(
                    paragraph, WIDTH, initial_indent=" " * (indent + 2),
                    subsequent_indent=" " * (indent + 2),
                    break_long_words=False, break_on_hyphens=False,
                )  # fmt: skip


def is_plain(text: str) -> bool:
    """Tell whether a text is no prose, and YAML reads it back without quotes."""
    is_prose = " " in text and text.endswith((".", "!", "?"))
    if is_prose or "\n" in text or ": " in text or "#" in text:
        return False
    line = f"k: {text}"
    try:
        node = yaml.compose(line, Loader=loader)
        (pair,) = node.value
    except (yaml.YAMLError, ValueError, TypeError):
        return False
    value = pair[1]
    is_same = isinstance(value, yaml.ScalarNode) and value.value == text and not value.style
    return is_same and not find_problems(node, line, "")  # such as ~, which stands for nothing


def model_keys(model: Any) -> list[str]:
    """Return the keys of a class in the order of its declaration, or nothing."""
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return []
    names = [i.alias or n for n, i in model.model_fields.items() if n != "lines"]
    if not issubclass(model, Sourced):
        return names
    # Inheritance puts where it stands before what it says; a reader wants it the other way round.
    base = [n for n in names if n in Claim.model_fields]
    content = [n for n in names if n not in base]
    return sorted(content, key=lambda n: n not in ("phase", "type")) + base


def _lost_in_flow(node: Any, shown: str) -> Iterator[Problem]:
    """Yield what stands in flow style and may have lost its commas: only its author knows."""
    if isinstance(node, yaml.ScalarNode):
        return
    if node.flow_style and node.value:
        if not is_safe_flow(node):
            yield Problem(shown, node.start_mark.line + 1, "", FLOW)
        return
    for item in node.value:
        for part in item if isinstance(item, tuple) else (item,):
            yield from _lost_in_flow(part, shown)


def format_text(text: str, model: type[BaseModel], shown: str) -> str:
    """Return the text of a raw YAML file in its one form.

    Parameters
    ----------
    text : str
        The text as `decode` gives it.
    model : type
        Class that declares the file: `Record` or `Source`.
    shown : str
        The path as problems show it.

    Raises
    ------
    Unrepairable
        If the text cannot be read, or could only be read by guessing.
    """
    text = fold_colons(text)
    root, problems = compose(text, shown)
    if root is None:
        raise Unrepairable(problems)
    repairable = (FLOW, MULTILINE)
    problems = [p for p in find_problems(root, text, shown) if p.message not in repairable]
    problems += _lost_in_flow(root, shown)
    if problems:
        raise Unrepairable(problems)
    writer = _Writer(_comments(text, root))
    writer.mapping(root, 0, model)
    writer.comment(float("inf"))
    return "\n".join(writer.lines) + "\n"


def format_table(text: str, shown: str) -> str:
    """Return the text of a raw CSV without spaces at the ends of its rows, and blank lines after them.

    Parameters
    ----------
    text : str
        The text, without a byte-order mark.
    shown : str
        The path as problems show it.

    Raises
    ------
    Unrepairable
        If the text cannot be parted into rows.
    """
    text = text.replace("\r\n", "\n")
    if "\n" not in text:
        text = text.replace("\r", "\n")
    lines = [f"{line}\n" for line in text.split("\n")]
    # Not strict: a space after a closing quote is what this repairs.
    reader = csv.reader(lines)
    while True:
        try:
            next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            message = f"not CSV: {error}"
            raise Unrepairable([Problem(shown, reader.line_num, "", message)]) from None
        # A row ends outside quotes, and any line before its last one ends within them.
        last = reader.line_num - 1
        lines[last] = lines[last].rstrip(" \t\n") + "\n"
    body = "".join(lines).rstrip("\n")
    return f"{body}\n" if body else ""


def model_for(path: Path) -> type[BaseModel]:
    """Return the class that declares a raw YAML file, from where it lies."""
    if path.name == INSTRUMENTS:
        return InstrumentFile
    if path.name == EXCLUSION:
        return ExclusionFile
    return {"sources": Source, ANSWERS: AnswersFile}.get(path.parent.name, Record)


def raw_files(raw: Path) -> list[Path]:
    """Return every file of a raw folder that has a form: records, sources, law, answers, tables."""
    files = (f"law/{INSTRUMENTS}", f"law/{EXCLUSION}", f"{ANSWERS}/*.yaml")
    patterns = ("incidents/*.yaml", "sources/*.yaml", *files, "**/*.csv")
    found = [path for pattern in patterns for path in sorted(raw.glob(pattern))]
    return [path for path in found if not path.name.startswith(".")]


def _formatted(data: bytes, path: Path, model: type[BaseModel] | None) -> str:
    shown = path.as_posix()
    if path.suffix == ".csv":
        return format_table(_decode(data, shown), shown)
    return format_text(decode(data, shown), model or model_for(path), shown)


def format_file(path: Path, model: type[BaseModel] | None = None, write: bool = True) -> bool:
    """Format a file in place and tell whether it changed.

    Parameters
    ----------
    path : Path
        A YAML file, or a table.
    model : type, optional
        Class that declares a YAML file; by default from where it lies.
    write : bool
        Whether to write the file; if not, only tell.

    Raises
    ------
    Unrepairable
        As `format_text` and `format_table`; the file is left as it is.
    """
    data = path.read_bytes()
    formatted = _formatted(data, path, model).encode()
    if formatted == data:
        return False
    if write:
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(formatted)
        part.replace(path)
    return True
