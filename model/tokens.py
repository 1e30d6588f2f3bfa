"""Tokens: the recogniser's pieces of words, and how to tell when it repeats itself."""

from __future__ import annotations

from collections.abc import Sequence

_TWO_BYTES = 128
_SPACE = "\u2581"
_FIRST, _LAST = 3, 32000
"""Ids before and after these are marks, not text."""
_TIMES = {1: 6, 2: 4}
"""How often one token, or two, may stand in a row; three and more: _OFTEN."""
_OFTEN = 3
_LONGEST = 12


def read_vocabulary(data: bytes) -> tuple[bytes, ...]:
    """The bytes of each id, of a file of lengths, each with so many bytes behind it.

    A length is one byte; from 128 on two, the low seven bits first.
    """
    found: list[bytes] = []
    at = 0
    while at < len(data):
        length, at = data[at], at + 1
        if length >= _TWO_BYTES:
            length, at = length - _TWO_BYTES + data[at] * _TWO_BYTES, at + 1
        found.append(data[at : at + length])
        at += length
    return tuple(found)


def text_of(ids: Sequence[int], vocabulary: Sequence[bytes]) -> str:
    """The text of tokens, marks left out."""
    data = b"".join(vocabulary[k] for k in ids if _FIRST <= k < _LAST)
    return data.decode("utf-8", "replace").replace(_SPACE, " ").strip()


def loop(ids: Sequence[int]) -> int:
    """How many tokens at the end only say again what stands before them; 0 where none do."""
    for length in range(1, min(_LONGEST, len(ids) // 2) + 1):
        last, times = list(ids[-length:]), 1
        while list(ids[-length * (times + 1) : -length * times]) == last:
            times += 1
        if times >= _TIMES.get(length, _OFTEN):
            return length * (times - 1)
    return 0
