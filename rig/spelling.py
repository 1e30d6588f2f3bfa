"""Spelling: what the many ways to write one channel's name share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_WORDS = re.compile(
    r":[tqs]?[wxyz]$"  # what is moved of a bone
    r"|[A-Z]+(?![a-z])|[A-Z]?[a-z]+"  # camelCase, ACRONYMS
    r"|\d+|[^\W\dA-Za-z_]+|[^\w\s.:\-|]+"  # digits, other scripts, signs that are names (MMD)
)
_SIDES: dict[str, str] = {
    **dict.fromkeys(("left", "l", "lf", "lft"), "left"),
    **dict.fromkeys(("right", "r", "rt", "rgt"), "right"),
}
_COPY = re.compile(r"\.\d{3}$")

Affix = tuple[str, str]
"""What stands before and after the part of a name that counts, spelled."""


@lru_cache(maxsize=20000)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case; l and r, lf and rt alone are left and right."""
    found = (word.group().lower() for word in _WORDS.finditer(unicodedata.normalize("NFKC", name)))
    return tuple(_SIDES.get(word, word) for word in found)


@lru_cache(maxsize=20000)
def spelling(name: str) -> str:
    """What differently spelled names share: eyeBlink_L, Left Eye Blink, eye_left_blink are one."""
    return _spelled(words(name))


def original(name: str) -> str:
    """The name without the number that Blender gives a copy: of jawOpen.001 jawOpen."""
    return _COPY.sub("", name)


def _spelled(found: tuple[str, ...]) -> str:
    """The side goes to the end, where most conventions have it; of several only a leading one."""
    sides = [place for place, word in enumerate(found) if word in _SIDES]
    if sides and (len(sides) == 1 or sides[0] == 0):
        found = (*found[: sides[0]], *found[sides[0] + 1 :], found[sides[0]])
    return "".join(found)


@lru_cache(maxsize=20000)
def parts(name: str) -> tuple[tuple[Affix, str], ...]:
    """Each part of a name between two of its words, spelled, with what stands around it.

    What is moved of a bone belongs to the part: "mixamorig:Head:x" holds "head:x", not "head".
    """
    return tuple(_parts(words(name)))


def _parts(found: tuple[str, ...]) -> Iterator[tuple[Affix, str]]:
    of_bone = found[-1:] and found[-1][0] == ":"
    for start in range(len(found) - 1 if of_bone else len(found)):
        for end in range(len(found), len(found) - 1 if of_bone else start, -1):
            if (start, end) != (0, len(found)):
                affix = _unnumbered(found[:start]), _unnumbered(found[end:])
                yield affix, _spelled(found[start:end])


def _unnumbered(found: tuple[str, ...]) -> str:
    """Lists that are numbered through (A25_Jaw_Open) share one affix."""
    return "".join("#" if word.isdigit() else word for word in found)
