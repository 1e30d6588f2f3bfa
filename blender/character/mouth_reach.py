"""Mouth reach: how far a character's own shapes open its mouth, and a jaw that is amplified where
they open it little."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from bpy.types import Object

from ...rig.mapping import RigMap
from . import characters, shape_motion, turning_bones

LITTLE, USUAL = 0.25, 0.5
"""Of the way from the mouth to the eyes jawOpen parts the lips by the second on heads that are made
for speech (.53 to .57), and by less than the first on one that opens its mouth little."""
MOST = 2.0
"""Speech opens the jaw by half: twice that is all that a slider gives."""
TOLD = "Its shapes open the mouth little: Amplitude has {jaw:.1f} for the jaw."


def widened(chosen: Object, rig: RigMap) -> RigMap:
    """The map with an amplitude of the jaw, where the character's shapes open its mouth little for
    its face, and it has none."""
    reach = _reach(chosen, rig)
    if reach is None or not 0 < reach < LITTLE or "jaw" in rig.amplitude:
        return rig
    gain = round(min(MOST, USUAL / reach), 2)
    return replace(rig, amplitude={**rig.amplitude, "jaw": gain})


def told(rig: RigMap) -> list[str]:
    """What was done about it, in a sentence."""
    jaw = rig.amplitude.get("jaw", 1.0)
    return [TOLD.format(jaw=jaw)] if jaw > 1 else []


def _reach(chosen: Object, rig: RigMap) -> float | None:
    """How far jawOpen at 1 parts the lips, of the way from the mouth to the eyes; None where one of
    them is not known."""
    body = characters.map_owner(chosen)
    mouth, eyes = shape_motion.middle(rig, body, ("jaw", "mouth")), _eyes(body, rig)
    jaws = {li.channel: li.weight for li in rig.active if li.face == "jawOpen"}
    owner = next((channel.owner for channel in jaws if channel.kind == "KEY"), None)
    if mouth is None or eyes is None or owner is None:
        return None
    own = {one: weight for one, weight in jaws.items() if (one.owner, one.kind) == (owner, "KEY")}
    gap = shape_motion.lips_gap(rig.channels, own)
    way = np.array(body.matrix_world.to_3x3()) @ (eyes - mouth)
    return gap / float(np.linalg.norm(way)) if gap and way.any() else None


def _eyes(body: Object, rig: RigMap) -> np.ndarray | None:
    lids = shape_motion.middle(rig, body, ("eyeBlink",))
    return turning_bones.between_eyes(body, rig) if lids is None else lids
