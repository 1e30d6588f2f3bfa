"""Loose eyes: eyeballs that are objects of their own, without bones, turn as objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import bpy
import numpy as np
from bpy.types import Object
from mathutils import Matrix, Vector

from ...errors import RigError
from ...rig.eye_positions import Turned, eye_pair, is_ball
from ...rig.mapping import Link, RigMap
from ...track import Array
from . import bones, characters, inventories, measuring, rig_map, shape_motion, turning_bones
from .eye_bones import TURNS

LEAST_WEIGHT = 0.05
"""An axis that turns an eye by less, of its whole turn, is left out."""
LOOKS = "The eyes of {name} look about already: mend their rows of the map."
NO_EYES = (
    "No two eyeballs among the parts of {name}: make each an object of its own (in Edit Mode, "
    "Mesh > Separate > By Loose Parts) below the head, and link the face's shapes first."
)
KEYED = "{name} has keys of its own for its rotation: remove them first."
LINKED = "{name} is linked from another file: make a library override of it and its mesh first."


def why_not(chosen: Object, rig: RigMap) -> str:
    """Why the eyes cannot be turned as objects, in a sentence; "" where they may be."""
    looks = any(li.face in turning_bones.GAZE and not li.stand_in for li in rig.active)
    return LOOKS.format(name=chosen.name) if looks else ""


def turn_eyes(chosen: Object) -> tuple[Object, Object]:
    """Makes the character's map turn its two eyeballs, each about its own middle.

    Nothing moves: each ball's origin becomes its middle, and its delta rotation is what turns, so
    that its own rotation stays. Raises RigError where the eyes look about already, or where no pair
    of eyeballs is found, or may be changed.
    """
    rig = rig_map.rig_of(chosen.name)
    body = characters.map_owner(chosen)
    if reason := why_not(chosen, rig):
        raise RigError(reason)
    axes = turning_bones.facing(body, rig)
    eyes = pair(chosen, rig)
    if eyes is None:
        raise RigError(NO_EYES.format(name=chosen.name))
    for eye in eyes:
        _check(eye)
    for eye in eyes:
        _centre(eye)
    bpy.context.view_layer.update()
    links = [link for eye, side in zip(eyes, TURNS, strict=True) for link in _links(
        eye, TURNS[side], [_of_world(body, axis) for axis in axes[:2]])]  # fmt: skip
    kept = (link for link in rig.links if link.face not in turning_bones.GAZE)
    rig_map.store(chosen, replace(rig, links=(*kept, *links)))
    return eyes


def pair(chosen: Object, rig: RigMap) -> tuple[Object, Object] | None:
    """The left and the right eyeball among the parts of the character; None where it has none: a
    flat drawn eye would sink into the face if it turned about its own middle."""
    body = characters.map_owner(chosen)
    middle = shape_motion.middle(rig, body)
    if middle is None:
        return None
    lids = shape_motion.middle(rig, body, ("eyeBlink",))
    mouth = shape_motion.middle(rig, body, ("jaw", "mouth"))
    parts = {thing.name: _ball(thing, body) for thing in _parts(chosen)}
    balls = {name: part for name, part in parts.items() if is_ball(part.points)}
    yaw, left, _ = turning_bones.facing(body, rig)
    names = eye_pair(balls, left, -yaw, middle, lids, mouth)
    return None if names is None else (characters.find(names[0]), characters.find(names[1]))


def _parts(chosen: Object) -> Iterator[Object]:
    """Meshes of the character that no shape moves."""
    for thing in characters.visible_members(chosen):
        if thing.type == "MESH" and next(characters.shapes(thing), None) is None:
            yield thing


def _ball(thing: Object, body: Object) -> Turned:
    """The points of a part in the body's space, and their middle."""
    place = np.array(body.matrix_world.inverted() @ thing.matrix_world)
    points = measuring.coordinates(thing.data.vertices) @ place[:3, :3].T + place[:3, 3]
    return Turned(points.mean(axis=0) if len(points) else place[:3, 3], points)


def _check(eye: Object) -> None:
    if not (eye.is_editable and eye.data.is_editable):
        raise RigError(LINKED.format(name=eye.name))
    animation = eye.animation_data
    if animation is not None and (animation.action is not None or animation.drivers):
        raise RigError(KEYED.format(name=eye.name))


def _centre(eye: Object) -> None:
    """Moves the origin to the middle of the ball; the ball and what hangs on it stay in place."""
    if eye.data.users > 1:
        eye.data = eye.data.copy()
    middle = Vector(measuring.coordinates(eye.data.vertices).mean(axis=0).tolist())
    eye.data.transform(Matrix.Translation(-middle))
    eye.rotation_mode = "XYZ"
    eye.location += eye.matrix_basis.to_3x3() @ middle
    for below in eye.children:
        below.matrix_parent_inverse = Matrix.Translation(-middle) @ below.matrix_parent_inverse
    eye[bones.EYE] = True


def _of_world(body: Object, axis: Array) -> Array:
    way = np.array(body.matrix_world.to_3x3()) @ axis
    return way / np.linalg.norm(way)


def _links(eye: Object, faces: tuple[str, str], axes: list[Array]) -> Iterator[Link]:
    """Each turn about an axis of the world, as turns about those of what the eye hangs on."""
    above = np.array((eye.matrix_world @ eye.matrix_basis.inverted()).to_3x3().normalized())
    for face, axis in zip(faces, axes, strict=True):
        for name, share in zip(bones.AXES, (axis @ above).tolist(), strict=True):
            channel = inventories.channel(eye, f"rotation:{name}")
            if channel is not None and abs(share) > LEAST_WEIGHT:
                yield Link(face, channel, round(share, 3))
