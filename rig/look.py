"""Look: how far a character's own file lets its eyes turn, by VRM's range maps.

A range map takes the angle at which something is looked at to the angle by which the eye's bone
turns; beyond its end the eye turns no farther. What is looked at may be far beside the face (maps
mostly end at 90 degrees), where a human turns the head: a human eye's own way goes over the whole
range, so that drawn eyes, which turn by 10 degrees at most, are seen to look aside at all.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .mapping import Link

HUMAN = 35.0
"""Degrees by which a human's eye turns at most."""


@dataclass(frozen=True)
class Range:
    """A look at `ends` degrees or more turns the eye by `turns` degrees, a lesser one by its share.

    Both above 0.
    """

    ends: float
    turns: float

    @property
    def full(self) -> float:
        """The angle of a human's eye, degrees, at which this one has turned as far as it can; it
        never turns farther than a human's."""
        return max(self.turns, min(self.ends, HUMAN))


@dataclass(frozen=True)
class Look:
    """The ranges for looking to the nose, away from it, down and up."""

    inner: Range
    outer: Range
    down: Range
    up: Range

    def limited(self, link: Link) -> Iterator[Link]:
        """A link that turns an eye by the whole gaze (radians), as two: one for each way.

        Yaw is positive to the character's right, pitch down.
        """
        for way, reach in zip((1, -1), self._ways(link.face), strict=True):
            full, turns = math.radians(reach.full), math.radians(reach.turns)
            weight = round(way * link.weight * turns, 4)
            yield replace(link, weight=weight, least=0.0, most=way * round(full, 4))

    def _ways(self, face: str) -> tuple[Range, Range]:
        if face.endswith("Pitch"):
            return self.down, self.up
        return (self.inner, self.outer) if face.startswith("left") else (self.outer, self.inner)
