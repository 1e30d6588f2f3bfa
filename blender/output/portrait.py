"""A portrait's stage for any character: a camera that fits its face, three lights, a background."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import bpy
import numpy as np
from bpy.types import Object, Scene, World
from mathutils import Vector

from ..character import characters
from ..character.face_place import FacePlace

NAME = "Intone Portrait"
PERSON_UNIT_M = 0.067
"""A person's height from the mouth to the eyes: what the lights are made for."""
BELOW = {"square": 2.8, "wide": 2.4, "tall": 4.0}
"""How far a picture goes below the face's middle, in the face's sizes: eyes are in its upper part.
"""
ABOVE, LEAST_WIDTH, MARGIN = 0.3, 2.8, 1.12
"""Room above the head in sizes, the least width of the picture in sizes and in widths of the head.
"""
CHIN, END = 1.3, 0.9
"""How far the chin lies below the face's middle, and how much of a bust's lower end the picture
leaves out, in sizes."""
DISTANCE = 12.0
"""Of the camera, in sizes: a person's 0.8 metres, from where a nose has its true size."""
SENSOR_MM = 36.0
BACKGROUND = (0.11, 0.125, 0.145, 1.0)


@dataclass(frozen=True)
class Lamp:
    """An area light on a person: place in metres from the face's middle (to the camera's right,
    to the camera, up), watts, edge in metres, colour."""

    name: str
    place: tuple[float, float, float]
    power: float
    size: float
    colour: tuple[float, float, float]


LAMPS = (
    Lamp("Key", (-0.75, 1.0, 0.65), 24.0, 0.6, (1.0, 0.96, 0.90)),
    Lamp("Fill", (1.0, 0.9, 0.05), 8.0, 0.8, (0.88, 0.94, 1.0)),
    Lamp("Rim", (0.75, -0.9, 0.75), 13.0, 0.4, (1.0, 0.97, 0.95)),
)


def stage_portrait(scene: Scene, chosen: Object, face: FacePlace, size: tuple[int, int]) -> None:
    """Leaves nothing in the scene but the character, its camera, three lights and a background.

    The scene is a copy: of the artist's objects and collections none is changed. `size` is
    [width, height] in pixels.
    """
    shown = list(belongings(chosen))
    for collection in list(scene.collection.children):
        scene.collection.children.unlink(collection)
    for thing in list(scene.collection.objects):
        scene.collection.objects.unlink(thing)
    stage = bpy.data.collections.new(NAME)
    scene.collection.children.link(stage)
    scene.camera = _camera(face, size)
    for thing in (*shown, scene.camera, *(_lamp(lamp, face) for lamp in LAMPS)):
        if thing.name not in stage.objects:
            stage.objects.link(thing)
    scene.world = _world()


def belongings(chosen: Object) -> Iterator[Object]:
    """The objects of the character and all that hangs on them or is deformed by them: clothes,
    hair, glasses; neither lights nor cameras, nor what renders leave out."""
    members = dict.fromkeys(characters.members(chosen))
    roots = dict.fromkeys(_root(thing) for thing in members)
    below = chain.from_iterable((root, *root.children_recursive) for root in roots)
    bodies = {thing for thing in members if thing.type == "ARMATURE"}
    worn = (thing for thing in bpy.data.objects if thing.find_armature() in bodies)
    for thing in dict.fromkeys((*members, *below, *(worn if bodies else ()))):
        if thing.type not in ("LIGHT", "CAMERA") and not thing.hide_render:
            yield thing


def _root(thing: Object) -> Object:
    while thing.parent is not None:
        thing = thing.parent
    return thing


def framing(face: FacePlace, size: tuple[int, int]) -> tuple[float, float]:
    """Height of the picture's middle, and its height, in metres.

    A bust's lower end stays out of it, unless the head would then be cut off at its sides; a head
    without a bust is in it wholly.
    """
    aspect = size[0] / size[1]
    kind = "wide" if aspect > 1.05 else "tall" if aspect < 0.95 else "square"
    top, low = face.top + ABOVE * face.size, face.middle[2] - BELOW[kind] * face.size
    end = face.bottom + END * face.size
    bust = end < face.middle[2] - CHIN * face.size
    below = max(low, end if bust else face.bottom - ABOVE * face.size)
    height = max(top - below, max(LEAST_WIDTH * face.size, MARGIN * face.width) / aspect)
    return float(below + height / 2 if bust else (top + below) / 2), float(height)


def _camera(face: FacePlace, size: tuple[int, int]) -> Object:
    middle, height = framing(face, size)
    data = bpy.data.cameras.new(f"{NAME} Camera")
    data.sensor_fit = "VERTICAL"
    data.sensor_height = SENSOR_MM
    data.lens = SENSOR_MM * DISTANCE * face.size / height
    data.clip_start, data.clip_end = 0.5 * face.size, 500 * face.size
    camera = bpy.data.objects.new(data.name, data)
    target = Vector((face.middle[0], face.middle[1], middle))
    _look(camera, target + DISTANCE * face.size * Vector(face.front), target)
    return camera


def _lamp(lamp: Lamp, face: FacePlace) -> Object:
    scale = face.size / PERSON_UNIT_M
    data = bpy.data.lights.new(f"{NAME} {lamp.name}", "AREA")
    data.energy, data.size, data.color = lamp.power * scale**2, lamp.size * scale, lamp.colour
    thing = bpy.data.objects.new(data.name, data)
    up = np.array([0.0, 0.0, 1.0])
    axes = np.stack([np.cross(up, face.front), face.front, up])
    middle = Vector(face.middle)
    _look(thing, middle + Vector(np.array(lamp.place) @ axes * scale), middle)
    return thing


def _world() -> World:
    world = bpy.data.worlds.new(NAME)
    world.color = BACKGROUND[:3]
    if not world.node_tree:
        world.use_nodes = True
    background = next(node for node in world.node_tree.nodes if node.type == "BACKGROUND")
    background.inputs["Color"].default_value = BACKGROUND
    return world


def _look(thing: Object, place: Vector, target: Vector) -> None:
    thing.location = place
    thing.rotation_euler = (target - place).to_track_quat("-Z", "Y").to_euler()


def remove_stage(scene: Scene) -> None:
    """Removes what stage_portrait made for the scene, besides the scene itself."""
    stage = next((one for one in scene.collection.children if one.name.startswith(NAME)), None)
    for thing in list(stage.objects) if stage is not None else ():
        if thing.type in ("LIGHT", "CAMERA") and thing.name.startswith(NAME):
            data = thing.data
            bpy.data.objects.remove(thing)
            bpy.data.batch_remove([data])
    if stage is not None:
        world = scene.world
        scene.world = None
        bpy.data.worlds.remove(world)
        bpy.data.collections.remove(stage)
