"""Proposals: channels whose names come near to those a rig lacks, for the artist to judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from .channels import Channel, Inventory
from .match_by_name import moves
from .recognition import Candidate
from .spelling import spelling, words

LEAST_RATIO = 0.72
"""Names less alike than this (0..1, difflib's ratio) are not proposed."""
SIDES = ("left", "right")
_BROWS, _EYES = {"brow", "brows", "eyebrow", "eyebrows"}, {"eye", "eyes", "look", "lid", "lids"}
OPPOSITES: tuple[tuple[set[str], set[str]], ...] = (
    ({"open", "opened"}, {"close", "closed", "closure", "shut"}),
    ({"up", "raise", "raised"}, {"down", "lower", "drop"}),
    ({"in", "inner"}, {"out", "outer", "extern"}),
    ({"upper"}, {"lower"}),
    ({"smile"}, {"frown"}),
    ({"wide"}, {"squint", "blink", "narrow"}),
    (_BROWS, _EYES),
)
"""Words of which one never stands for the other."""


@dataclass(frozen=True)
class NameProposal:
    """`channels`, likeliest first, that may be what a convention calls `name`.

    `confidence` (0..1) belongs to each of them; `faces` are what the name's links would be.
    """

    name: str
    faces: Mapping[str, float]
    channels: tuple[Channel, ...]
    confidence: tuple[float, ...]


def proposals(candidate: Candidate, inventory: Inventory) -> tuple[NameProposal, ...]:
    """For each name that moves the face and was not found, or not found surely, what is near it."""
    return tuple(_proposals(candidate, inventory))


def _proposals(candidate: Candidate, inventory: Inventory) -> Iterator[NameProposal]:
    faces = moves(candidate.convention)
    unknown = candidate.unknown(inventory)
    for name in candidate.missing:
        asked = candidate.questions.get(name, ())
        alike = [(1.0, channel) for channel in asked] or _alike(name, unknown)
        if alike and spelling(name) in faces:
            confidence, channels = zip(*alike, strict=True)
            yield NameProposal(name, dict(faces[spelling(name)]), channels, confidence)


def _alike(name: str, channels: tuple[Channel, ...]) -> list[tuple[float, Channel]]:
    """The likely channels of the same side, likeliest first, three at most."""
    matcher = SequenceMatcher(None, b=spelling(name), autojunk=False)
    side = _side(name)
    found: list[tuple[float, Channel]] = []
    for channel in channels:
        matcher.set_seq1(spelling(channel.name))
        quick = matcher.real_quick_ratio() >= LEAST_RATIO and matcher.quick_ratio() >= LEAST_RATIO
        fits = _side(channel.name) == side and not _opposed(words(name), words(channel.name))
        if quick and fits and matcher.ratio() >= LEAST_RATIO:
            found.append((matcher.ratio(), channel))
    return sorted(found, key=lambda pair: -pair[0])[:3]


def _side(name: str) -> tuple[str, ...]:
    return tuple(word for word in words(name) if word in SIDES)


def _opposed(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one name has a word of which the other has only the opposite."""
    pairs = (*OPPOSITES, *((b, a) for a, b in OPPOSITES))
    return any(a & set(one) and b & set(other) and not a & set(other) for a, b in pairs)
