"""VRM: what a character's own file says of its bones and expressions, kept by VRM Add-on for
Blender on the armature (saturday06/VRM-Addon-for-Blender, MIT or GPL-3.0-or-later)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bpy.types import Object

from ...rig.channels import Channel, Inventory

VERSION_0 = "0."


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
    named = {"head": bones.head, "leftEye": bones.left_eye, "rightEye": bones.right_eye}
    return {name: bone.node.bone_name for name, bone in named.items() if bone.node.bone_name}


def renamed(armature: Object, inventory: Inventory) -> Mapping[Channel, str]:
    """The shape keys that the file binds to expressions, each with its expression's name.

    Of an expression that mixes several shape keys, the strongest of each mesh stands for it.
    """
    told = getattr(getattr(armature, "data", None), "vrm_addon_extension", None)
    if told is None:
        return {}
    keys = {(c.owner, c.name): c for c in inventory if c.kind == "KEY"}
    found: dict[Channel, str] = {}
    for name, binds in _expressions(told):
        strongest: dict[str, tuple[float, Channel]] = {}
        for owner, key, weight in binds:
            channel = keys.get((owner, key))
            if channel is not None and weight > strongest.get(owner, (0.0, None))[0]:
                strongest[owner] = weight, channel
        found |= {channel: name for _, channel in strongest.values() if channel not in found}
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
