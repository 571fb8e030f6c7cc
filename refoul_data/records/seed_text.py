"""The structure of the two seed documents: units, sentences and their fingerprints, without the text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple


class Sentence(NamedTuple):
    """One sentence of a seed, told by where it stands and by a fingerprint."""

    seed: str
    unit: str
    """Section and paragraph of the article, such as ``history-3``; of the guidelines the number, or ``preface-1``."""
    sentence: int
    """Number within the unit, from 1."""
    hash: str
    """First 16 digits of the SHA-256 of the sentence, blanks made single."""
    text: str


_HEADING = re.compile(r"(=+)\s*(.+?)\s*\1")
_NUMBERED = re.compile(r"([0-9]{1,2})\. +(?=\S)")
_LETTERED = re.compile(r"[A-Z]\. [A-Z]|[IVX]+\. [A-Z]")
# A full stop after these does not end a sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:v|No|Nos|St|Mr|Ms|Dr|para|paras|art|Art|e\.g|i\.e|cf|prev|Vol)|\b[A-Z])\.$"
)
_END = re.compile(r"[.!?][\"'\u201d\u2019)\]]*\s+(?=[\"'\u201c\u2018(\[]?[A-Z0-9])")


def split_sentences(paragraph: str) -> list[str]:
    """Split a paragraph into sentences; abbreviations such as ``v.`` and ``St.`` end none."""
    sentences, start = [], 0
    for match in _END.finditer(paragraph):
        head = paragraph[start : match.start() + 1]
        if _ABBREVIATION.search(head):
            continue
        sentences.append(paragraph[start : match.end()].strip())
        start = match.end()
    rest = paragraph[start:].strip()
    return [*sentences, rest] if rest else sentences


def fingerprint(sentence: str) -> str:
    """Return the fingerprint of a sentence, which does not depend on how its lines break."""
    return hashlib.sha256(" ".join(sentence.split()).encode()).hexdigest()[:16]


def _sentences(seed: str, unit: str, paragraph: str, first: int = 1) -> Iterator[Sentence]:
    for number, text in enumerate(split_sentences(paragraph), start=first):
        yield Sentence(seed, unit, number, fingerprint(text), text)


def article_sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of the article: every line of every section is a paragraph."""
    section, number = "lead", 0
    for line in text.splitlines():
        heading = _HEADING.fullmatch(line.strip())
        if heading:
            section = re.sub(r"[^a-z0-9]+", "-", heading[2].casefold()).strip("-")
            number = 0
        elif line.strip():
            number += 1
            yield from _sentences("article", f"{section}-{number}", line)


def guideline_sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of the preface and of the 36 numbered paragraphs of the guidelines; headings aside."""
    unit, count, preface = "", 0, 0
    for line in text.splitlines():
        line = line.strip()
        numbered = _NUMBERED.match(line)
        if numbered and int(numbered[1]) == int(unit or 0) + 1:
            unit, count, line = numbered[1], 0, line[numbered.end() :]
        elif not line or _LETTERED.match(line):
            continue
        if unit:
            for sentence in _sentences("guidelines", unit, line, count + 1):
                count = sentence.sentence
                yield sentence
        elif line.endswith("."):  # a title has no full stop
            preface += 1
            yield from _sentences("guidelines", f"preface-{preface}", line)


READERS = {"article": article_sentences, "guidelines": guideline_sentences}
