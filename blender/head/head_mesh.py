"""The embedded head in a scene: a mesh with its shape keys, an armature, a portrait stage."""

from __future__ import annotations

from dataclasses import dataclass

import bpy
import numpy as np
from mathutils import Vector

from ...head.container import read_head
from ...head.hair import dressed
from ...head.model import HeadModel
from ...head.people import YOUNG, Person
from .armature import BONES, add_armature, add_weights
from .materials import HAIR_ATTRIBUTE, add_materials, paint, use_nodes
from .noted import note_person
from .shape_keys import add_shape_keys
from .textures import load_textures


@dataclass(frozen=True)
class HeadObjects:
    """The objects of a head in a scene."""

    mesh: bpy.types.Object
    armature: bpy.types.Object


def add_head(
    collection: bpy.types.Collection,
    name: str = "Head",
    model: HeadModel | None = None,
    person: Person = YOUNG,
) -> HeadObjects:
    """Put a head (the embedded one, if none is given) into a collection, at the world's origin.

    It begins as the person: its sliders, its skin and its hair. Nothing else in the scene is
    touched, and what was active and selected stays so. Raises HeadError where the embedded head is
    missing or broken.
    """
    head = dressed(read_head() if model is None else model, person.hair, person.hair_colour)
    images = load_textures(person)
    armature = add_armature(collection, f"{name} Rig", head)
    mesh = bpy.data.objects.new(name, _mesh(name, head))
    collection.objects.link(mesh)
    mesh.parent = armature
    add_shape_keys(mesh, armature, head)
    for slider, value in person.sliders.items():
        mesh.data.shape_keys.key_blocks[slider].value = value
    add_materials(mesh, head.materials, images, person.skin_tone)
    add_weights(mesh, head.joints, head.weights)
    _add_modifiers(mesh, armature)
    note_person(mesh.data, person)
    return HeadObjects(mesh, armature)


def _mesh(name: str, head: HeadModel) -> bpy.types.Mesh:
    mesh = bpy.data.meshes.new(name)
    faces = np.split(head.loops, np.cumsum(head.lengths)[:-1])
    mesh.from_pydata(head.vertices.tolist(), [], [f.tolist() for f in faces], shade_flat=False)
    mesh.polygons.foreach_set("material_index", head.face_material)
    mesh.uv_layers.new(name="UVMap").data.foreach_set("uv", head.uv.ravel())
    paint(mesh, np.column_stack([head.colours, np.ones(len(head.colours), np.float32)]))
    hair = mesh.attributes.new(HAIR_ATTRIBUTE, "FLOAT", "POINT")
    hair.data.foreach_set("value", head.hair)
    mesh.update()
    return mesh


def _add_modifiers(mesh: bpy.types.Object, armature: bpy.types.Object) -> None:
    skinning = mesh.modifiers.new("Armature", "ARMATURE")
    skinning.object = armature
    smooth = mesh.modifiers.new("Subdivision", "SUBSURF")
    smooth.levels, smooth.render_levels = 0, 2  # the viewport keeps its pace
    smooth.boundary_smooth = "PRESERVE_CORNERS"


@dataclass(frozen=True)
class _Light:
    """An area light: place in metres from the face's middle, watts, edge in metres, colour."""

    name: str
    place: tuple[float, float, float]
    power: float
    size: float
    colour: tuple[float, float, float]


_LIGHTS = (
    _Light("Key", (-0.75, -1.0, 0.65), 24.0, 0.6, (1.0, 0.96, 0.90)),
    _Light("Fill", (1.0, -0.9, 0.05), 8.0, 0.8, (0.88, 0.94, 1.0)),
    _Light("Rim", (0.75, 0.9, 0.75), 13.0, 0.4, (1.0, 0.97, 0.95)),
)
_DISTANCE, _LENS = 0.70, 85.0
_BACKGROUND = (0.11, 0.125, 0.145, 1.0)


def stage(scene: bpy.types.Scene, head: HeadObjects) -> list[bpy.types.Object]:
    """A portrait's camera (85 mm) and three lights around the head; returns the new objects.

    A scene that has no camera or no world gets them; what it has already stays untouched.
    """
    scene.view_layers[0].update()
    face = _face_centre(head)
    camera = bpy.data.objects.new("Portrait Camera", bpy.data.cameras.new("Portrait Camera"))
    camera.data.lens = _LENS
    camera.data.clip_start = 0.01
    _look(camera, face + Vector((0, -_DISTANCE, 0.02)), face)
    lights = [_light(light, face) for light in _LIGHTS]
    for made in (camera, *lights):
        scene.collection.objects.link(made)
    if scene.camera is None:
        scene.camera = camera
    if scene.world is None:
        scene.world = _world()
    return [camera, *lights]


def _face_centre(head: HeadObjects) -> Vector:
    eyes = [head.armature.data.bones[BONES[side]].head_local for side in ("eye_left", "eye_right")]
    middle = (eyes[0] + eyes[1]) / 2
    return head.armature.matrix_world @ Vector((0, 0, middle.z - 0.028))


def _light(light: _Light, face: Vector) -> bpy.types.Object:
    data = bpy.data.lights.new(f"Portrait {light.name}", "AREA")
    data.energy, data.size, data.color = light.power, light.size, light.colour
    lamp = bpy.data.objects.new(data.name, data)
    _look(lamp, face + Vector(light.place), face)
    return lamp


def _world() -> bpy.types.World:
    world = bpy.data.worlds.new("Portrait World")
    world.color = _BACKGROUND[:3]
    use_nodes(world)
    background = next(node for node in world.node_tree.nodes if node.type == "BACKGROUND")
    background.inputs["Color"].default_value = _BACKGROUND
    return world


def _look(thing: bpy.types.Object, place: Vector, target: Vector) -> None:
    thing.location = place
    thing.rotation_euler = (target - place).to_track_quat("-Z", "Y").to_euler()
