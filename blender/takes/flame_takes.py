"""FLAME's parameters of a head in a scene: sampled from it, or written to it as an action."""

from __future__ import annotations

import numpy as np
from bpy.types import Object, Scene

from ...animation.keyframes import keyframe
from ...errors import HeadError
from ...face.basis import CHANNELS
from ...geometry.rotations import axis_angles, euler_angles, matrices
from ...head.container import JOINTS
from ...head.flame_sequence import FlameSequence
from ...head.solve import Solved
from ...rig.channels import Motion
from ...rig.mapping import Link, RigMap
from ...rig.retarget import retarget
from ...track import Track
from ..background.steps import run_all
from ..character.rig_map import rig_of
from ..head import flame
from ..head.armature import BONES
from . import actions, scene_state
from .scene import frame_kept, frame_rate

NEGLIGIBLE = 1e-3
"""Weights below this (standard deviations or radians) are left out: nobody would see them."""


def rig_map(mesh: Object, solved: Solved) -> RigMap:
    """The rig map of a FLAME head as it was solved: how each face channel moves keys and bones."""
    expressions, turns = flame.channels(mesh)
    weights = np.concatenate(
        [solved.expression[:, : len(expressions)], solved.turns.reshape(len(CHANNELS), -1)], axis=1
    )
    links = tuple(
        Link(CHANNELS[row], channel, float(weights[row, column]))
        for row in range(len(CHANNELS))
        for column, channel in enumerate([*expressions, *turns])
        if abs(weights[row, column]) > NEGLIGIBLE
    )
    return RigMap("FLAME, solved", links)


def write_sequence(scene: Scene, mesh: Object, found: FlameSequence, start: int, name: str) -> int:
    """Writes a sequence to a FLAME head as the action `name` from frame `start`; its last frame.

    The person is set too, where the sequence has one. Raises HeadError, before anything is
    changed, where the head has fewer expressions or persons than the sequence uses.
    """
    expressions, turns = flame.channels(mesh)
    values = _fitting(found.expression, len(expressions), "expressions", mesh)
    angles = euler_angles(matrices(found.turns)).reshape(len(found), -1)
    motion = Motion((*expressions, *turns), np.concatenate([values, angles], axis=1), found.rate)
    if found.shape.any():
        set_person(mesh, found.shape)
    return _write(scene, motion, start, name)


def write_face(scene: Scene, character: str, face: Track, start: int, name: str) -> int:
    """Writes a face [frames, CHANNELS] to any character as the action `name`; its last frame."""
    return _write(scene, retarget(face, rig_of(character)), start, name)


def _write(scene: Scene, motion: Motion, start: int, name: str) -> int:
    clip = keyframe(motion, frame_rate(scene), start)
    run_all(actions.write(clip, name))
    scene_state.fit(scene)
    scene.frame_set(scene.frame_current)
    return int(clip.end)


def set_person(mesh: Object, shape: np.ndarray) -> None:
    """Sets the Shape keys and moves the joints to the person's. Raises HeadError for too many."""
    blocks = mesh.data.shape_keys.key_blocks
    count = sum(name.startswith(flame.PERSON[:5]) for name in blocks.keys())  # noqa: SIM118  bpy's
    keys = flame.keys(mesh, flame.PERSON, count)
    values = _fitting(shape[None], count, "identity shapes", mesh)[0]
    for key, value in zip(keys, values.tolist(), strict=True):
        key.value = value
    flame.fit_joints(mesh)


def _fitting(values: np.ndarray, count: int, what: str, mesh: Object) -> np.ndarray:
    """Values [t, count]: filled up with zeros; refused where some would be lost."""
    if values[:, count:].any():
        raise HeadError(
            f"The sequence uses {values.shape[1]} {what} and {mesh.name} has {count}: "
            "import the FLAME model again with as many."
        )
    kept = values[:, :count]
    return np.pad(kept, ((0, 0), (0, count - kept.shape[1])))


def sampled_sequence(scene: Scene, mesh: Object, frames: tuple[int, int]) -> FlameSequence:
    """What a FLAME head does from the first to the last frame, at the scene's own rate.

    Keys, NLA strips, drivers and constraints count: it is what one sees.
    """
    expressions = flame.keys(mesh, flame.EXPRESSION, flame.expression_count(mesh))
    flame.channels(mesh)  # refuses a head whose bones are gone
    armature = mesh.find_armature()
    values, turns = [], []
    with frame_kept(scene):
        for frame in range(frames[0], frames[1] + 1):
            scene.frame_set(frame)
            values.append([key.value for key in expressions])
            turns.append([_turn(armature, BONES[joint]) for joint in JOINTS])
    turned = axis_angles(np.array(turns))
    return FlameSequence(np.array(values), turned, frame_rate(scene), person(mesh))


def person(mesh: Object) -> np.ndarray:
    """The values of the Shape keys; empty where they all rest."""
    keys = mesh.data.shape_keys.key_blocks
    values = [key.value for key in keys if key.name.startswith(flame.PERSON[:5])]
    return np.array(values) if any(values) else np.zeros(0)


def _turn(armature: Object, name: str) -> list[list[float]]:
    """The rotation of a bone against its parent [3, 3], whatever turns it."""
    bone = armature.pose.bones[name]
    local = armature.convert_space(
        pose_bone=bone, matrix=bone.matrix, from_space="POSE", to_space="LOCAL"
    )
    return [list(row) for row in local.to_3x3().normalized()]
