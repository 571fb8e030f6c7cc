"""YAML as text only: every scalar stays the text that was written, every key keeps its line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from .problems import EMPTY, Problem


class loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
    """Reads text only; asking which of no patterns a text matches took a tenth of the time."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        """Return the one tag of each kind of node."""
        return _TAGS[kind]


_TAGS = {
    yaml.ScalarNode: "tag:yaml.org,2002:str",
    yaml.MappingNode: "tag:yaml.org,2002:map",
    yaml.SequenceNode: "tag:yaml.org,2002:seq",
}
_PLAIN_TAGS = set(_TAGS.values())
# The composer is recursive: what nests thousands deep would end the process, not raise.
_DEEPEST = 60
_SIGNS_OF_DEPTH = ("\n" + " " * _DEEPEST, "- - -", "? ?", "- ?", "? -")
# YAML and Python count these as line ends, editors do not: no line number would be right.
_ODD_LINE_END = re.compile(r"\r(?!\n)|[\x85\u2028\u2029]")
_CONFLICT = re.compile(r"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)
_NULLS = {"~", "null", "Null", "NULL"}
_PROSE = "text that contains ': ' or '#' must follow >- on a line of its own"
FLOW = "flow style ([...] or {...}) loses text: write one item a line, or quote it"
MULTILINE = f"text over several lines: it, like {_PROSE}"


class _Walker:
    def __init__(self, path: str, text: str):
        self.path, self.problems, self.seen = path, [], set()
        self.rows = text.split("\n")

    def report(self, node: Any, field: tuple, message: str) -> None:
        name = ".".join(map(str, field))
        self.problems.append(Problem(self.path, node.start_mark.line + 1, name, message))

    def walk(self, node: Any, field: tuple = ()) -> Any:
        if id(node) in self.seen:
            self.report(node, field, "aliases (*name) are not used: write the value again")
            return None
        self.seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            self.report(node, field, f"tags such as {node.tag} are not used")
            return None
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node, field)
        if node.flow_style:
            self.report(node, field, FLOW if node.value else EMPTY)
            return None
        if isinstance(node, yaml.SequenceNode):
            return [self.walk(item, (*field, i)) for i, item in enumerate(node.value)]
        return self.mapping(node, field)

    def scalar(self, node: Any, field: tuple) -> str | None:
        if not node.style and node.value in _NULLS:
            self.report(node, field, EMPTY)
            return None
        if not node.style and node.value:
            rest = self.rows[node.end_mark.line][node.end_mark.column :]
            if rest.lstrip().startswith("#"):
                self.report(node, field, f"a comment needs a line of its own, and {_PROSE}")
            elif node.end_mark.line != node.start_mark.line:
                self.report(node, field, MULTILINE)
        return node.value

    def mapping(self, node: Any, field: tuple) -> dict:
        result: dict[str, Any] = {}
        lines = {"": node.start_mark.line + 1}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.report(key_node, field, "a key is a single word")
                continue
            key = key_node.value
            if key == "__lines__":  # the place of the lines themselves
                self.report(key_node, (*field, key), "unknown key")
                continue
            if key in result:
                self.report(
                    key_node, (*field, key), f"the key stands twice; first on line {lines[key]}"
                )
                continue
            lines[key] = key_node.start_mark.line + 1
            result[key] = self.walk(value_node, (*field, key))
        result["__lines__"] = lines
        return result


def find_problems(root: Any, text: str, shown: str) -> list[Problem]:
    """Return what keeps a composed document from being read as text only."""
    walker = _Walker(shown, text)
    walker.walk(root)
    return walker.problems


def is_safe_flow(node: Any) -> bool:
    """Tell whether flow style lost nothing: what has blanks is quoted, and no key lacks its value."""
    if isinstance(node, yaml.ScalarNode):
        return bool(node.style) or (bool(node.value) and not re.search(r"\s", node.value))
    if isinstance(node, yaml.SequenceNode):
        return all(map(is_safe_flow, node.value))
    return all(is_safe_flow(key) and is_safe_flow(value) for key, value in node.value)


def is_deep(text: str) -> bool:
    """Tell whether a text nests deeper than any record, so that reading it could end the process."""
    brackets = text.count("[") + text.count("{") >= _DEEPEST
    if not brackets and not any(sign in text for sign in _SIGNS_OF_DEPTH):
        return False
    depth = 0
    try:
        for event in yaml.parse(text, Loader=loader):  # not recursive, unlike composing
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > _DEEPEST:
                    return True
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError:
        return False  # it is told when the text is composed
    return False


def explain(error: yaml.YAMLError, path: str, text: str) -> Problem:
    """Return a YAML error as a problem, in words that a curator understands."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    line = mark.line + 1 if mark else 1
    conflict = _CONFLICT.search(text)
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        return Problem(path, line, "", "a merge conflict is not resolved")
    if "could not find expected ':'" in reason:
        start = getattr(error, "context_mark", None) or mark
        message = f"expected 'key: value': a colon is missing, or it is {_PROSE}"
        return Problem(path, start.line + 1, "", message)
    if "mapping values" in reason:
        return Problem(path, line, "", f"{_PROSE}; or the line stands too far in")
    row = "".join(text.split("\n")[line - 1 : line])
    if "\t" in row[: len(row) - len(row.lstrip())]:
        return Problem(path, line, "", "a tab cannot indent YAML: use spaces")
    return Problem(path, line, "", f"not YAML: {' '.join(reason.split())}")


def compose(text: str, shown: str) -> tuple[yaml.MappingNode | None, list[Problem]]:
    """Return the document as nodes with their places, or say why it is no record."""
    odd = _ODD_LINE_END.search(text)
    if odd:
        line = text.count("\n", 0, odd.start()) + 1
        message = f"the line end U+{ord(odd[0]):04X} is not used: end the line with a line feed"
        return None, [Problem(shown, line, "", message)]
    if is_deep(text):
        return None, [Problem(shown, 1, "", "nested too deeply")]
    try:
        node = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        return None, [explain(error, shown, text)]
    if node is None:
        return None, [Problem(shown, 1, "", "the file is empty")]
    if not isinstance(node, yaml.MappingNode):
        message = "not a record: expected lines of the form 'key: value'"
        return None, [Problem(shown, 1, "", message)]
    return node, []


def read_text(path: Path, shown: str) -> tuple[str | None, list[Problem]]:
    """Read a file as UTF-8, or say at which byte it is not."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return None, [Problem(shown, 0, "", f"cannot be read: {error.strerror}")]
    if data.startswith(b"\xef\xbb\xbf"):
        return None, [Problem(shown, 1, "", "begins with a byte-order mark: run 'refoul format'")]
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return None, [Problem(shown, line, "", f"not UTF-8 at byte {error.start + 1}")]


def read_tree(text: str, shown: str) -> tuple[dict | None, list[Problem]]:
    """Read the text of one YAML document into nested dicts and lists of texts.

    Parameters
    ----------
    text : str
        The content of the file.
    shown : str
        The path as problems show it.

    Returns
    -------
    tuple of (dict or None, list of Problem)
        Each mapping carries its keys' lines under ``"__lines__"``.
    """
    node, problems = compose(text, shown)
    if node is None:
        return None, problems
    walker = _Walker(shown, text)
    return walker.walk(node), walker.problems
