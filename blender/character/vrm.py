"""VRM: what a character's own file says of its bones and expressions, kept by VRM Add-on for
Blender on the armature (saturday06/VRM-Addon-for-Blender, MIT or GPL-3.0-or-later)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bpy.types import Object

from ...rig.channels import Channel, Inventory
from ...rig.look import Look
from ...rig.spelling import words
from ...rig.vrm_file import WAYS, Bind, told_look
from . import characters

VERSION_0 = "0."
ASKED = (
    *("head", "neck", "upperChest", "chest", "spine"),
    *("leftEye", "rightEye", "leftShoulder", "rightShoulder"),
)
"""The bones that are looked for, by VRM's names for them."""


def humanoid(armature: Object) -> Mapping[str, str]:
    """The armature's bones by VRM's names for them (head, leftEye ...); empty for none told."""
    told = getattr(armature.data, "vrm_addon_extension", None)
    if told is None:
        return {}
    if told.spec_version.startswith(VERSION_0):
        return {
            b.bone: b.node.bone_name for b in told.vrm0.humanoid.human_bones if b.node.bone_name
        }
    bones = told.vrm1.humanoid.human_bones
    named = {name: getattr(bones, _snake(name)) for name in ASKED}
    return {name: bone.node.bone_name for name, bone in named.items() if bone.node.bone_name}


def look(armature: Object) -> Look | None:
    """How far the character's file lets its eyes turn, by bones; None where none is told.

    The add-on keeps ranges on every armature: they count where it knows the eyes' bones.
    """
    told = getattr(armature.data, "vrm_addon_extension", None)
    if told is None or not {"leftEye", "rightEye"} <= set(humanoid(armature)):
        return None
    if told.spec_version.startswith(VERSION_0):
        first = told.vrm0.first_person
        maps = [getattr(first, f"look_at_{_snake(way)}") for way in WAYS]
        by_bone = first.look_at_type_name == "Bone"
        return told_look([(m.x_range, m.y_range) for m in maps]) if by_bone else None
    at = told.vrm1.look_at
    maps = [getattr(at, f"range_map_{_snake(way)}") for way in WAYS]
    pairs = [(m.input_max_value, m.output_scale) for m in maps]
    return told_look(pairs) if at.type == "bone" else None


def _snake(way: str) -> str:
    """HorizontalInner as horizontal_inner."""
    return "_".join(words(way))


def renamed(mixes: Mapping[str, Mapping[Channel, float]]) -> Mapping[Channel, str]:
    """The shape keys of expressions, each with its expression's name.

    Of an expression that mixes several shape keys, the strongest of each mesh stands for it.
    """
    found: dict[Channel, str] = {}
    for name, mix in mixes.items():
        strongest: dict[str, Channel] = {}
        for channel in sorted(mix, key=lambda channel: mix[channel]):
            strongest[channel.owner] = channel
        found |= {channel: name for channel in strongest.values() if channel not in found}
    return found


def expressions(armature: Object, inventory: Inventory) -> Mapping[str, Mapping[Channel, float]]:
    """The shape keys that the file binds to each expression, with their weights, 0..1."""
    told = getattr(getattr(armature, "data", None), "vrm_addon_extension", None)
    keys = {(c.owner, c.name): c for c in inventory if c.kind == "KEY"}
    found: dict[str, dict[Channel, float]] = {}
    for name, binds in _expressions(told) if told is not None else ():
        mix = {keys[owner, key]: weight for owner, key, weight in binds if (owner, key) in keys}
        found[name] = {channel: weight for channel, weight in mix.items() if weight > 0}
    return found


def of_file(
    chosen: Object, binds: Mapping[str, tuple[Bind, ...]]
) -> Mapping[str, Mapping[Channel, float]]:
    """The same of a file that Blender's own importer read: it keeps meshes' names and the order of
    their shapes."""
    meshes = {
        thing.data.name.partition(".")[0]: thing
        for thing in characters.members(chosen)
        if thing.type == "MESH"
    }
    shapes = {name: list(characters.shapes(thing)) for name, thing in meshes.items()}
    found: dict[str, dict[Channel, float]] = {}
    for name, of in binds.items():
        for bind in of:
            own = shapes.get(bind.mesh.partition(".")[0], [])
            if bind.weight > 0 and bind.index < len(own):
                found.setdefault(name, {})[own[bind.index]] = bind.weight
    return found


def _expressions(told: Any) -> Iterator[tuple[str, list[tuple[str, str, float]]]]:
    """Each expression's name, and its binds: a mesh, its shape key and the weight, 0..1."""
    if told.spec_version.startswith(VERSION_0):
        for group in told.vrm0.blend_shape_master.blend_shape_groups:
            name = group.preset_name if group.preset_name not in ("", "unknown") else group.name
            yield name, [(b.mesh.mesh_object_name, b.index, b.weight) for b in group.binds]
        return
    for name, one in told.vrm1.expressions.all_name_to_expression_dict().items():
        binds = getattr(one, "morph_target_binds", ())
        yield name, [(b.node.mesh_object_name, b.index, b.weight) for b in binds]
