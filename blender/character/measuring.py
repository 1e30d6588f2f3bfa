"""Measuring: how a character's meshes move, after all modifiers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

import bpy
import numpy as np
from bpy.types import Mesh, Object

from ...errors import RigError
from ...geometry.surface import vertex_areas
from ...rig.channels import Channel
from ...rig.face_shapes import face_shapes
from ...rig.mapping import RigMap
from ...rig.match_by_motion import Indices, MovingFace, moving_face
from ...track import Array
from . import characters, drivers, posing, preview

NUDGE = 1.0
"""How far a channel is moved to see whether it moves anything: whole numbers move too."""
NO_MESH = "{name} has no mesh that could be measured: choose a character with a face mesh."
CHANGING = "{name} changes how many vertices it has as it moves: switch its modifiers off."


def moving_shapes(chosen: Object) -> MovingFace:
    """The character's meshes at rest and their shape keys; keys of one name are one shape.

    Correctives, which drivers move, are no shapes of their own; shapes of the body are left out.

    Raises RigError where there are none.
    """
    meshes = [one for one in _meshes(chosen) if characters.shape_keys(one) is not None]
    if not meshes:
        raise RigError(characters.NO_KEYS.format(name=chosen.name))
    fields: dict[str, list[Array]] = {}
    counts = [len(mesh.data.vertices) for mesh in meshes]
    for place, mesh in enumerate(meshes):
        keys = characters.shape_keys(mesh)
        for channel in drivers.undriven(keys, characters.shapes(mesh)):
            block = keys.key_blocks[channel.name]
            parts = fields.setdefault(block.name, [np.zeros((count, 3)) for count in counts])
            parts[place] = _turned(mesh, form(block) - form(block.relative_key))
    rest = [form(characters.shape_keys(mesh).reference_key) for mesh in meshes]
    points = [_placed(mesh, at) for mesh, at in zip(meshes, rest, strict=True)]
    placed = np.concatenate(points)
    shapes = {name: np.concatenate(parts) for name, parts in fields.items()}
    triangles = _all_triangles([mesh.data for mesh in meshes])
    return moving_face(
        placed, triangles, face_shapes(placed, vertex_areas(placed, triangles), shapes)
    )


def moving_channels(chosen: Object, rig: RigMap, faces: Iterable[str]) -> MovingFace:
    """The character at rest, and how each face channel at 1 moves what is seen of its meshes.

    Everything is put back as it was. Raises RigError where there is nothing to see.
    """
    with posed(rig) as pose:
        pose({})
        rest, shape = seen(chosen)
        fields: dict[str, Array] = {}
        for face in faces:
            pose({face: 1.0})
            moved, _ = seen(chosen)
            if moved.shape != rest.shape:
                raise RigError(CHANGING.format(name=chosen.name))
            fields[face] = moved - rest
    return moving_face(rest, shape, fields)


def moves(chosen: Object, channels: Iterable[Channel]) -> bool:
    """Whether the channels move a visible mesh of the character, or one that follows it by drivers.

    True where a mesh is hidden and no other moves, since then that one cannot be compared.
    """
    all_meshes = (*_meshes(chosen), *drivers.followers(chosen))
    meshes = [one for one in all_meshes if one.visible_get()]
    before = posing.values(channels)
    still = _shown(meshes)
    posing.put({channel: value + NUDGE for channel, value in before.items()})
    moved = _shown(meshes)
    posing.put(before)
    moving = any(not np.array_equal(*pair) for pair in zip(still, moved, strict=True))
    return moving or not meshes or len(meshes) < len(all_meshes)


def _shown(meshes: Iterable[Object]) -> list[Array]:
    graph = bpy.context.evaluated_depsgraph_get()
    evaluated = [mesh.evaluated_get(graph) for mesh in meshes]
    return [_placed(one, coordinates(one.data.vertices)) for one in evaluated]


@contextmanager
def posed(rig: RigMap) -> Iterator[Callable[[Mapping[str, float]], None]]:
    """A function that poses the rig by face channels; afterwards all is as it was."""
    before = posing.values(preview.standing(rig, {}))

    def pose(face: Mapping[str, float]) -> None:
        posing.put(preview.standing(rig, face))

    try:
        yield pose
    finally:
        posing.put(before)


def seen(chosen: Object) -> tuple[Array, Indices]:
    """All points [v, 3] and triangles [t, 3] of the character's meshes, after their modifiers."""
    graph = bpy.context.evaluated_depsgraph_get()
    meshes = [one.evaluated_get(graph) for one in _meshes(chosen)]
    if not meshes:
        raise RigError(NO_MESH.format(name=chosen.name))
    points = [_placed(mesh, coordinates(mesh.data.vertices)) for mesh in meshes]
    return np.concatenate(points), _all_triangles([mesh.data for mesh in meshes])


def _meshes(chosen: Object) -> list[Object]:
    return [one for one in characters.visible_members(chosen) if one.type == "MESH"]


def form(block: bpy.types.ShapeKey) -> Array:
    """Where a shape key has its points [v, 3]; a curve's are only had by the slower way."""
    return coordinates(block.points or block.data)


def coordinates(data: bpy.types.bpy_prop_collection) -> Array:
    """Coordinates [v, 3] of vertices or of a shape key's points."""
    points = np.empty(len(data) * 3, np.float32)
    data.foreach_get("co", points)
    return points.reshape(-1, 3)


def _placed(mesh: Object, points: Array) -> Array:
    return _turned(mesh, points) + np.array(mesh.matrix_world.translation)


def _turned(mesh: Object, directions: Array) -> Array:
    return directions @ np.array(mesh.matrix_world.to_3x3()).T


def _all_triangles(meshes: list[Mesh]) -> Indices:
    starts = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes)])
    parts = [_triangles(mesh) + start for mesh, start in zip(meshes, starts, strict=False)]
    return np.concatenate(parts)


def _triangles(mesh: Mesh) -> Indices:
    mesh.calc_loop_triangles()
    corners = np.empty(len(mesh.loop_triangles) * 3, np.int32)
    mesh.loop_triangles.foreach_get("vertices", corners)
    return corners.reshape(-1, 3)
