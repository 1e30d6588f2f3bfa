"""Where a new head goes: a place in the scene that is free, and a view that shows it as meant."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from math import radians

import bpy
from bpy.types import Context, Object, Scene, View3DShading
from mathutils import Euler, Vector

VIEW_ROTATION = Euler((radians(86), 0, radians(24))).to_quaternion()
"""A view of a face from a little to its left."""
MARGIN_M = 0.6
"""How far from its neighbour a head stands that had to give way: out of a portrait's frame."""
FLAT_M, ROOM_M = 0.02, 2.2
"""A box with an edge below the first is ground or a wall; one whose edges are all above the second
is a room to stand in."""
SOLID = ("MESH", "CURVE", "SURFACE", "META", "FONT", "CURVES", "VOLUME")

_Box = tuple[Vector, Vector]


def free_place(scene: Scene, wanted: Vector, things: tuple[Object, ...]) -> Vector:
    """The nearest place along -X, from the wanted one, where the things touch no solid object.

    So what stood in the way is behind whoever looks from VIEW_ROTATION. `wanted` is where they
    would go, in metres; they stand at the world's origin now.
    """
    scene.view_layers[0].update()
    own = _joined([_box(thing) for thing in things if thing.type in SOLID])
    taken = [_box(other) for other in _solids(scene) if other not in things]
    taken = [box for box in taken if not _is_ground_or_room(box)]
    place = wanted.copy()
    while met := [box for box in taken if _touch((own[0] + place, own[1] + place), box)]:
        place.x = min(low.x for low, _ in met) - own[1].x - MARGIN_M
    return place


def _solids(scene: Scene) -> Iterator[Object]:
    visible = scene.view_layers[0].objects
    return (one for one in visible if one.type in SOLID and one.visible_get())


def _box(thing: Object) -> _Box:
    """Lowest and highest corner in the world."""
    corners = [thing.matrix_world @ Vector(corner) for corner in thing.bound_box]
    return _joined([(corner, corner) for corner in corners])


def _joined(boxes: list[_Box]) -> _Box:
    axes = list(zip(*chain.from_iterable(boxes), strict=True))
    return Vector(map(min, axes)), Vector(map(max, axes))


def _is_ground_or_room(box: _Box) -> bool:
    edges = box[1] - box[0]
    return min(edges) < FLAT_M or min(edges) > ROOM_M


def _touch(one: _Box, other: _Box) -> bool:
    return all(a < d and c < b for a, b, c, d in zip(*one, *other, strict=True))


def show(context: Context) -> None:
    """Frames the view on the selected head, and shows its own colours in a solid view.

    Blender's default shows one flat colour a material: no brows, no lips, no hairline.
    """
    region = next(part for part in context.area.regions if part.type == "WINDOW")
    with context.temp_override(region=region):
        bpy.ops.view3d.view_selected()
        context.space_data.region_3d.view_rotation = VIEW_ROTATION
    use_texture_colours(context.space_data.shading)


def use_texture_colours(shading: View3DShading) -> None:
    """Draws a solid view in the textures' colours, in a light that leaves them as they are.

    What the artist has chosen already stays.
    """
    if shading.type == "SOLID" and shading.color_type == "MATERIAL":
        shading.color_type = "TEXTURE"
        if shading.light == "STUDIO" and shading.studio_light == "Default":
            shading.studio_light = "paint.sl"
