"""Rig report: a character's map as a text and as poses, measured on its meshes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from bpy.types import Object

from ...face.basis import HEAD
from ...rig.channels import Channel
from ...rig.framing import Framing, framing
from ...rig.mapping import ACTED
from ...rig.match_by_motion import moving_face
from ...rig.report import POSES, caption, report
from . import diagnostics, measuring, preview, rig_map, suggestions


@dataclass(frozen=True)
class RigReport:
    """The text; the poses to be seen, each with its caption; and where the face is, if any of it
    moves."""

    text: str
    poses: tuple[tuple[str, dict[Channel, float]], ...]
    where: Framing | None


def rig_report(chosen: Object) -> RigReport:
    """What moves the character, how far, what is missing and what stands in the way.

    Every channel is moved to 1 and back. Raises RigError where nothing is recognised or seen.
    """
    rig = rig_map.rig_of(chosen.name)
    moved = {link.face for link in rig.active if link.weight}
    face = measuring.moving_channels(chosen, rig, [name for name in ACTED if name in moved])
    reach = {n: float(np.linalg.norm(f, axis=1).max()) for n, f in face.shapes.items()}
    told = [*diagnostics.obstacles(chosen, rig), *diagnostics.unseen(chosen, rig)]
    told += suggestions.suggested(chosen, rig)
    text = report(chosen.name, rig, dict.fromkeys(moved, 0.0) | reach, told)
    poses = tuple((caption(name, rig), preview.standing(rig, POSES[name])) for name in POSES)
    rest, shape = measuring.seen(chosen)
    of_face = {name: field for name, field in face.shapes.items() if name not in HEAD}
    return RigReport(text, poses, framing(moving_face(rest, shape, of_face)))
