"""Face bones: jaws, tongues and lids that are turned by bones, where no shapes do it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from bpy.types import Object, PoseBone

from ...rig.bone_names import eye_bones, jaw_bone, lid_bones, tongue_bone
from ...rig.mapping import SEALING, Link
from ...track import Array
from . import bones, inventories

LEAST_WEIGHT = 0.05
"""An axis that turns a bone by less, of its whole turn, is left out."""
JAW, JAW_ASIDE = 0.3, 0.1
"""Radians by which a jaw opens and goes aside."""
UPPER_LID, LOWER_LID, WIDE_LID = 0.6, -0.1, -0.15
"""Radians by which lids close, and by which the upper one opens wide."""
LOOKS: dict[str, float] = {"eyeLookDown": 0.25, "eyeLookUp": -0.1}
"""Radians by which an upper lid goes along with an eye that looks all the way down or up."""
TONGUE = 0.6
"""How far a tongue comes out, of its first bone's length."""
BESIDE = 0.5
"""A lid turns about the eye where it begins as near to the eye's middle, of its own length."""


def has_jaw(armature: Object) -> bool:
    """Whether an armature has a bone that opens a mouth."""
    return armature.type == "ARMATURE" and jaw_bone(free(armature)) is not None


def free(armature: Object) -> Iterator[str]:
    """The bones that no constraint leads."""
    for bone in armature.pose.bones:
        if not bones.overruled(bone, ".rotation_euler"):
            yield bone.name


def links(
    armature: Object, there: Iterable[Link], axes: tuple[Array, Array, Array]
) -> Iterator[Link]:
    """Links for what nothing of the map moves: `axes` are those of yaw, pitch and roll."""
    moved, names = {link.face for link in there}, tuple(free(armature))
    pose, (yaw, pitch, _) = armature.pose.bones, axes
    jaw, tongue = jaw_bone(names), tongue_bone(names)
    if jaw is not None and "jawOpen" not in moved:
        yield from _jaw(armature, pose[jaw], moved, yaw, pitch)
    if tongue is not None and "tongueOut" not in moved:
        yield from _out(armature, pose[tongue])
    for (side, upper), name in lid_bones(names).items():
        if f"eyeBlink{side.title()}" not in moved and _about_the_eye(armature, name, side):
            yield from _lid(armature, pose[name], side.title(), upper, pitch)
            yield from _following(armature, pose[name], side.title(), pitch) if upper else ()


def turns(
    armature: Object,
    bone: PoseBone,
    faces: Iterable[str],
    axes: Iterable[Array],
    weight: float = 1.0,
) -> Iterator[Link]:
    """Each turn about an axis of the body, as turns about the bone's own axes."""
    rest = np.array(bone.bone.matrix_local.to_3x3())
    for face, axis in zip(faces, axes, strict=True):
        for name, share in zip(bones.AXES, (axis @ rest).tolist(), strict=True):
            channel = inventories.channel(armature, f"{bone.name}:{name}")
            if channel is not None and abs(share) > LEAST_WEIGHT:
                yield Link(face, channel, round(weight * share, 3))


def _jaw(
    armature: Object, bone: PoseBone, moved: set[str], yaw: Array, pitch: Array
) -> Iterator[Link]:
    """What opens the jaw closes it again; aside it goes where nothing else does."""
    opened = list(turns(armature, bone, ("jawOpen",), (pitch,), JAW))
    yield from opened
    if SEALING not in moved:
        yield from (Link(SEALING, one.channel, -one.weight, stand_in=True) for one in opened)
    for face, way in (("jawRight", JAW_ASIDE), ("jawLeft", -JAW_ASIDE)):
        if face not in moved:
            yield from turns(armature, bone, (face,), (yaw,), way)


def _out(armature: Object, bone: PoseBone) -> Iterator[Link]:
    channel = inventories.channel(armature, f"{bone.name}:ty")
    if channel is not None:
        yield Link("tongueOut", channel, round(TONGUE * bone.bone.length, 4))


def _lid(armature: Object, bone: PoseBone, side: str, upper: bool, pitch: Array) -> Iterator[Link]:
    shut = UPPER_LID if upper else LOWER_LID
    yield from turns(armature, bone, (f"eyeBlink{side}",), (pitch,), shut)
    if upper:
        yield from turns(armature, bone, (f"eyeWide{side}",), (pitch,), WIDE_LID)


def _following(armature: Object, bone: PoseBone, side: str, pitch: Array) -> Iterator[Link]:
    """The upper lid goes along with the eye, up and down."""
    for way, turn in LOOKS.items():
        for link in turns(armature, bone, (f"{way}{side}",), (pitch,), turn):
            yield replace(link, stand_in=True)


def _about_the_eye(armature: Object, lid: str, side: str) -> bool:
    """Whether a lid bone begins in the middle of the eye, so that turning it closes the eye."""
    eyes = eye_bones(armature.pose.bones.keys())
    if eyes is None:
        return False
    own, eye = (armature.data.bones[name] for name in (lid, eyes[side == "right"]))
    return (own.head_local - eye.head_local).length < BESIDE * own.length
