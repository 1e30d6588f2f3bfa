"""How a line of a batch is played: by its columns manner, seed and look_at, and its character."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..errors import ManifestError, MoodError
from ..face.manners import MANNERS
from ..face.partner import Partner, read_look
from ..face.performance import Style, person_of
from ..track import Track

LARGEST_SEED = 2**31 - 1


def line_style(row: Mapping[str, str], character: str, asked: Style) -> Style:
    """The style of a row; what it does not say is as `asked`. Each character has a life of its own.

    Raises ManifestError for a manner, a seed or a place to look at that is none.
    """
    style = replace(asked, **_manner(row["manner"])) if row.get("manner") else asked
    if row.get("seed"):
        style = replace(style, seed=_seed(row["seed"]))
    if row.get("look_at"):
        style = replace(style, partner=Partner(_look(row["look_at"])))
    return replace(style, person=person_of(character)) if character else style


def _manner(text: str) -> Mapping[str, float]:
    name = text.strip().casefold()
    if name not in MANNERS:
        raise ManifestError(f"There is no manner '{text}': choose among {', '.join(MANNERS)}.")
    return MANNERS[name]


def _seed(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) < 11 and int(text) <= LARGEST_SEED):
        raise ManifestError(f"The seed '{text[:20]}' is no whole number of 0 or more: correct it.")
    return int(text)


def _look(text: str) -> Track:
    try:
        return read_look(text)
    except MoodError as error:
        raise ManifestError(str(error)) from error
