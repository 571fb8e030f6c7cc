"""Numbers and texts in few bytes, and everything the map's page reads as one packed text."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

# The alphabet of base64.b85encode, with , . / for < > &, with which a script element could be left.
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%/()*+-;,=.?@^_`{|}~"


def pack_numbers(numbers: Iterable[int]) -> str:
    """Return whole numbers from zero up as text: five bits a character, no separators.

    The form is that of Google's encoded polylines; ``numbersOf`` in map_packing.js reads it.

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


def pack_texts(texts: Iterable[str]) -> tuple[list[str], str]:
    """Return the words of many texts, the commonest first, and the texts as numbers of words.

    A word is what stands between two spaces; number 0 ends a text. Deflate does not see that words
    recur from far away, so that this saves a third beyond it. ``textsOf`` in map_packing.js reads
    it.

    Examples
    --------
    >>> pack_texts(["to be", "or", "not to be"])
    (['be', 'to', 'not', 'or'], 'A@?C?BA@?')
    """
    texts = [text.split(" ") for text in texts]
    counts = Counter(word for text in texts for word in text)
    words = sorted(counts, key=lambda word: (-counts[word], word))
    number = {word: at for at, word in enumerate(words, start=1)}
    return words, pack_numbers(n for text in texts for n in (*map(number.__getitem__, text), 0))


def pack_bytes(data: bytes) -> str:
    """Return bytes as text that can stand in a script element: their number, then five signs for four.

    Examples
    --------
    >>> pack_bytes(b"abcde")
    '5:VPa!sWdHyG'
    """
    import numpy as np

    # As base64.b85encode does, thirty times as fast.
    alphabet = np.frombuffer(_ALPHABET.encode("ascii"), dtype=np.uint8)
    fours = np.frombuffer(data + bytes(-len(data) % 4), dtype=">u4").astype(np.uint32)
    signs = np.empty((len(fours), 5), dtype=np.uint8)
    for at in range(4, -1, -1):
        fours, signs[:, at] = np.divmod(fours, 85)
    return f"{len(data)}:{alphabet[signs].tobytes().decode('ascii')}"


def deflate(data: bytes, level: int = 9) -> bytes:
    """Return data as a browser's ``DecompressionStream("deflate-raw")`` reads it."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def pack_page(data: dict[str, Any]) -> str:
    """Return all that the scripts of the page read, as one text.

    Parameters
    ----------
    data : dict
        What JSON can hold. The lists ``texts`` and ``cell_texts`` become ``words`` and ``spelt``,
        see `pack_texts`; the page reads them as one list.

    Returns
    -------
    str
        Letters, digits and signs that mean nothing in HTML.
    """
    rest = {name: value for name, value in data.items() if not name.endswith("texts")}
    if "texts" in data:
        words, spelt = pack_texts([*data["texts"], *data["cell_texts"]])
        rest |= {"words": words, "spelt": spelt}
    text = json.dumps(
        rest,
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    )
    # A lone surrogate has no UTF-8 and no sign.
    return pack_bytes(deflate(text.encode("utf-8", "replace")))
