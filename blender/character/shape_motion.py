"""Shape motion: what shape keys do to their meshes, whatever their names promise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import bpy
import numpy as np
from bpy.types import Object

from ...rig.channels import Channel, Inventory
from ...rig.lips import gap, opened
from ...rig.mapping import RigMap
from ...track import Array
from . import characters, measuring

MOST = 0.8
"""Points that a shape moves by that share of its farthest are those that it moves most."""
OF_A_FACE = ("eye", "jaw", "mouth", "brow")
"""What begins the names of channels that move the front of a head."""


def field(channel: Channel) -> Array:
    """By how much [v, 3] a shape key moves the points of its mesh, in the mesh's own space."""
    keys = characters.shape_keys(characters.find(channel.owner))
    block = keys.key_blocks[channel.name]
    return measuring.form(block) - measuring.form(block.relative_key)


def is_empty(block: bpy.types.ShapeKey) -> bool:
    """Whether a shape key moves no point."""
    return np.array_equal(measuring.form(block), measuring.form(block.relative_key))


def alive(inventory: Inventory) -> Inventory:
    """The inventory without shape keys that move no point, which makers add so that apps find
    their names. Where all are empty they stay: another part of the character may follow them."""
    left = tuple(c for c in inventory if c.kind != "KEY" or not _is_empty(c))
    return Inventory(left) if any(channel.kind == "KEY" for channel in left) else inventory


def _is_empty(channel: Channel) -> bool:
    keys = characters.shape_keys(characters.find(channel.owner))
    return is_empty(keys.key_blocks[channel.name])


def middle(rig: RigMap, armature: Object, of: tuple[str, ...] = OF_A_FACE) -> Array | None:
    """Where the map's shape keys move the face, in the armature's own space [3], or None."""
    own = np.array(armature.matrix_world.inverted())
    sums, total = np.zeros(3), 0.0
    faces = (link for link in rig.links if link.face.startswith(of))
    for channel in dict.fromkeys(link.channel for link in faces if link.channel.kind == "KEY"):
        thing = characters.find(channel.owner)
        far = np.linalg.norm(field(channel), axis=1)
        if (size := float(far.sum())) > 0:
            basis = measuring.form(characters.shape_keys(thing).reference_key)
            to_armature = own @ np.array(thing.matrix_world)
            sums += to_armature[:3, :3] @ (far @ basis / size) + to_armature[:3, 3]
            total += 1
    return sums / total if total else None


def shares(channels: Iterable[Channel], of: Channel) -> dict[Channel, float]:
    """How far each of the channels of the mesh goes along with `of` (1: as far), on the average
    over the points that `of` moves most: of a jaw the lower lip and the chin, not the corners."""
    whole = field(of)
    far = np.linalg.norm(whole, axis=1)
    most = far >= MOST * max(float(far.max(initial=0)), 1e-9)
    near = [c for c in channels if c.kind == "KEY" and c.owner == of.owner and c != of]
    along = whole[most] / (far[most, None] ** 2)
    return {c: float((field(c)[most] * along).sum(1).mean()) for c in near} if most.any() else {}


def parted(shapes: Iterable[Channel], jaw: Mapping[Channel, float]) -> dict[Channel, float]:
    """By how much shapes part the lips of the jaw's mesh, of what the weighted shapes of the jaw do
    there; negative where they press them over each other. Empty where no lips are found."""
    there = {shape.name: shape for shape in shapes if shape.owner == next(iter(jaw)).owner}
    return {there[name]: share for name, share in opened(*_of_lips(there, jaw)).items()}


def lips_gap(shapes: Iterable[Channel], jaw: Mapping[Channel, float]) -> float:
    """How far the weighted shapes of the jaw part the lips of their mesh, in metres; 0 where no
    lips are found among the points that the shapes move."""
    owner = next(iter(jaw)).owner
    there = {one.name: one for one in shapes if (one.owner, one.kind) == (owner, "KEY")}
    return gap(*_of_lips(there, jaw))


def _of_lips(
    shapes: Mapping[str, Channel], jaw: Mapping[Channel, float]
) -> tuple[Array, Array, dict[str, Array]]:
    """The points of the jaw's mesh at rest, how the weighted shapes of the jaw move them, and how
    the others do; all [v, 3], in metres, their last axis up."""
    thing = characters.find(next(iter(jaw)).owner)
    turn = np.array(thing.matrix_world.to_3x3()).T
    whole = np.sum([weight * field(channel) for channel, weight in jaw.items()], axis=0)
    rest = measuring.form(characters.shape_keys(thing).reference_key)
    return rest @ turn, whole @ turn, {name: field(one) @ turn for name, one in shapes.items()}
