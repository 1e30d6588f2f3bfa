"""Lips: where a jaw parts a mesh that lay together, and what other shapes do to the gap there.

Expressions may press the lips over each other: a smile brings the upper one down. Retargeting opens
the jaw so much, where Intone closes the lips; a character's own mouthClose is left to its maker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..geometry.surface import nearest
from ..track import Array
from .channels import Channel
from .mapping import HOLD, SEALING, Link, RigMap
from .reduction import EXPRESSIONS, not_opening

CARRIED, LEFT = 0.4, 0.2
"""Shares of the jaw's farthest way down: it carries the lower lip by more than the first, and the
upper lip by less than the second."""
FELT = 0.1
"""Points that every shape moves by less, of its farthest, are not lips: teeth, and the tongue."""
MEETING = 12
"""Of so many points of the lower lip, which lie nearest to the upper one, is seen how far they are
parted."""
TOUCHING = 0.15
"""Lips that lie farther apart at rest, of the way that the jaw parts them, do not touch."""
LEAST = 0.02
"""Shapes that part the lips by less, or press them over each other by less, count as none."""
FAR = 0.12
"""Shapes that part them by more rest while lips close: at a third of their strength, as a pucker
has it in speech, they would leave a gap that is seen."""
PRESSED = ("mouthPress", "mouthRoll", "mouthShrug", SEALING)
"""What begins the names of what presses lips on purpose."""

Parted = Callable[[Iterable[Channel], Mapping[Channel, float]], Mapping[Channel, float]]
"""How far shapes of one mesh part its lips, of what the weighted shapes of the jaw do there."""


def limited(rig: RigMap, parted: Parted) -> RigMap:
    """The map whose lips close, where the character has no mouthClose of its own: shapes that part
    them though their names do not say so rest meanwhile, and where an expression presses them over
    each other, the map knows how far its shapes part them."""
    links = [link for link in rig.active if link.channel.kind == "KEY" and link.weight]
    if any(link.face == SEALING and not link.stand_in for link in links):
        return replace(rig, lips={})
    felt = {link.channel for link in links if link.face in EXPRESSIONS}
    lips = _parting(links, felt, parted)
    theirs = {link.channel for link in links if link.face in (SEALING, "jawOpen")}
    asked = {link.channel for link in links if not_opening(link)} - theirs
    rests = [channel for channel in rig.channels if channel in asked and lips.get(channel, 0) > FAR]
    held = tuple(Link(SEALING, channel, HOLD, stand_in=True) for channel in rests)
    return replace(rig, links=rig.links + held, lips=lips if _press(lips, felt) else {})


def _parting(links: list[Link], felt: set[Channel], parted: Parted) -> dict[Channel, float]:
    """How far shapes part the lips of the first mesh where expressions press them over each other,
    else of the first that has lips; without shapes that hardly do."""
    jaws = {link.channel: link.weight for link in links if link.face == "jawOpen"}
    asked = dict.fromkeys(li.channel for li in links if not li.face.startswith(PRESSED))
    first: dict[Channel, float] = {}
    for owner in dict.fromkeys(channel.owner for channel in jaws):
        jaw = {channel: weight for channel, weight in jaws.items() if channel.owner == owner}
        lips = {c: share for c, share in parted(asked, jaw).items() if abs(share) >= LEAST}
        if _press(lips, felt):
            return lips
        first = first or lips
    return first


def _press(lips: Mapping[Channel, float], felt: set[Channel]) -> bool:
    return any(share < 0 for channel, share in lips.items() if channel in felt)


def opened(rest: Array, jaw: Array, fields: Mapping[str, Array]) -> dict[str, float]:
    """By how much each shape parts the lips, of how far the jaw parts them; negative where it
    presses them over each other. Empty where no lips are found.

    `rest` [v, 3] are the points of the mesh, `jaw` and `fields` [v, 3] how shapes move them, in a
    space whose last axis points up.
    """
    lower, upper = _meeting(rest, jaw, _felt(rest, fields))
    if not len(lower):
        return {}
    gap = jaw[upper, 2] - jaw[lower, 2]
    return {
        name: float(gap @ (field[upper, 2] - field[lower, 2]) / (gap @ gap))
        for name, field in fields.items()
    }


def gap(rest: Array, jaw: Array, fields: Mapping[str, Array]) -> float:
    """How far the jaw parts the lips, in the unit of the points; 0 where no lips are found."""
    lower, upper = _meeting(rest, jaw, _felt(rest, fields))
    return float((jaw[upper, 2] - jaw[lower, 2]).mean()) if len(lower) else 0.0


def _felt(rest: Array, fields: Mapping[str, Array]) -> NDArray[np.bool_]:
    """The points that a shape moves clearly, [v]."""
    felt = np.zeros(len(rest), bool)
    for field in fields.values():
        moved = np.linalg.norm(field, axis=1)
        felt |= moved > FELT * max(float(moved.max(initial=0)), 1e-9)
    return felt


def _meeting(
    rest: Array, jaw: Array, felt: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Points of the lower lip and those of the upper one that they touch."""
    down = -jaw[:, 2]
    most = float(down.max(initial=0))
    lower = np.flatnonzero(felt & (down > CARRIED * most))
    upper = np.flatnonzero(felt & (down < LEFT * most))
    if not (len(lower) and len(upper)):
        return lower[:0], upper[:0]
    near, squared = nearest(rest[lower], rest[upper])
    above = upper[near[:, 0]]
    apart = np.sqrt(squared[:, 0]) / (down[lower] - down[above])
    best = np.argsort(apart)[:MEETING]
    best = best[apart[best] <= TOUCHING]
    return lower[best], above[best]
