"""Setting up a character's rig: its map from names, motion or poses, and its amplitudes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bpy.types import Object, PropertyGroup, Scene

from ...errors import RigError
from ...face.basis import CHANNELS
from ...head.container import read_head
from ...progress import Progress
from ...rig.channels import Channel, Inventory, of_bone
from ...rig.conventions import conventions
from ...rig.gltf_file import read_character_file
from ...rig.mapping import AMPLITUDES, SEALING, RigMap
from ...rig.match_by_motion import (
    MotionProposal,
    MovingFace,
    amplitudes,
    match_motions,
    reference_face,
)
from ...rig.match_by_poses import convention_of, match_poses
from ...rig.proposals import proposals
from . import (
    characters,
    diagnostics,
    drivers,
    inventories,
    measuring,
    mouth_reach,
    pose_markers,
    rig_map,
    shape_motion,
    suggestions,
    vrm,
)

NO_BONES = "{name} has no armature: poses are learnt from bones."
OTHER = "{file} tells of no shapes of {name}: choose the file that it was imported from."
UNLIKE = "{name} moves too little like a face to be measured: set the amplitudes by hand."
UNLIKE_ANY = "None of the shapes of {name} moves like a part of a face: link them by hand."


def from_names(chosen: Object, convention: str) -> str:
    """Stores the map that the character's names give; returns a summary with its problems.

    Raises RigError where they give none.
    """
    inventory = inventories.inventory(chosen)
    inventory = shape_motion.alive(inventory)
    found = rig_map.recognised(chosen, inventory, convention)
    rig = rig_map.mapped(chosen, found)
    rig_map.store(chosen, rig)
    group = rig_map.settings(chosen)
    group.proposals.clear()
    _show_unused(group, found.unknown(inventory))
    for near in proposals(found, Inventory(tuple(one for one in inventory if not of_bone(one)))):
        for channel, confidence in zip(near.channels, near.confidence, strict=True):
            for face, weight in near.faces.items():
                _propose(group, channel, MotionProposal(face, channel.name, weight, confidence))
    told = [*diagnostics.obstacles(chosen, rig), *diagnostics.unseen(chosen, rig)]
    more = (*mouth_reach.told(rig), *suggestions.suggested(chosen, rig))
    return " ".join([summary(rig), *told, *more])


def from_file(chosen: Object, path: Path) -> str:
    """Stores the map that a .vrm, .glb or .gltf file tells of the character that was read from it;
    returns a summary. Raises RigError where it is none, or another character's."""
    file = read_character_file(path)
    names, mixes = vrm.of_file(chosen, file)
    if not names and not mixes:
        raise RigError(OTHER.format(file=path.name, name=chosen.name))
    found = rig_map.by_file(chosen, inventories.inventory(chosen), names, mixes)
    rig = rig_map.mapped(chosen, found, file.skeleton)
    rig_map.store(chosen, rig)
    return " ".join([_told(chosen, rig), *mouth_reach.told(rig)])


def from_poses(chosen: Object, scene: Scene, convention: str) -> str:
    """Stores the map that the poses of the character's armature give; returns a summary.

    Links to shape keys that the character has already stay. Raises RigError where there are none.
    """
    armature = characters.map_owner(chosen)
    if armature.type != "ARMATURE":
        raise RigError(NO_BONES.format(name=armature.name))
    poses, rest = pose_markers.poses(armature, scene)
    rig = match_poses(poses, rest, convention_of(poses, conventions(), convention))
    kept = rig_map.stored(chosen).links if rig_map.is_stored(chosen) else ()
    kept = tuple(link for link in kept if link.channel.kind == "KEY")
    rig = RigMap(rig.convention, kept + rig.links, rig.amplitude)
    rig_map.store(chosen, rig)
    return complete(chosen)


def complete(chosen: Object) -> str:
    """Adds to the stored map what it lacks and the character has; returns a summary.

    A channel with a row of its own, also a muted one, is left as it is. How the lips close follows
    from the other rows, so it is found anew unless the artist has a row for it.
    """
    group = rig_map.settings(chosen)
    for index in reversed(range(len(group.rows))):
        if group.rows[index].stand_in and group.rows[index].face == SEALING:
            group.rows.remove(index)
    there = {row.face for row in group.rows}
    whole = rig_map.whole(chosen, rig_map.stored(chosen))
    rig_map.append(group, (link for link in whole.links if link.face not in there))
    rig_map.store_lips(group, whole.lips)
    rig = rig_map.stored(chosen)
    return _told(chosen, rig)


def _told(chosen: Object, rig: RigMap) -> str:
    """The summary of a map, what it lacks, and what would still make something move."""
    more = (*diagnostics.missed(chosen, rig), *suggestions.suggested(chosen, rig))
    return " ".join([summary(rig), *more])


def motions(face: MovingFace, progress: Progress) -> tuple[MotionProposal, ...]:
    """Which shapes do what the embedded head's do; touches nothing of Blender's."""
    progress(0.1, "Comparing motions")
    return match_motions(face, reference_face(read_head()))


def show_motions(chosen: Object, found: tuple[MotionProposal, ...]) -> str:
    """Lists the proposals beside the map, for all meshes that have the shape; returns a summary.

    Raises RigError where there are none.
    """
    if not found:
        raise RigError(UNLIKE_ANY.format(name=chosen.name))
    group = rig_map.settings(chosen)
    group.proposals.clear()
    for channel, proposal in _targets(inventories.inventory(chosen), found):
        _propose(group, channel, proposal)
    faces = {proposal.face for proposal in found}
    return f"{len(faces)} face channels have a likely shape: look at them and accept them."


def gains(face: MovingFace, progress: Progress) -> dict[str, float]:
    """The amplitude of each part that makes the face move as far as the embedded head does."""
    progress(0.1, "Measuring the range")
    return amplitudes(face, reference_face(read_head()), AMPLITUDES)


def measured(chosen: Object) -> MovingFace:
    """How each face channel moves the character, at the amplitudes of 1."""
    rig = rig_map.rig_of(chosen.name)
    plain = RigMap(rig.convention, rig.links)
    faces = [name for name in CHANNELS if name not in plain.unmoved and name in _shapes()]
    return measuring.moving_channels(chosen, plain, faces)


def set_gains(chosen: Object, found: dict[str, float]) -> str:
    """Stores the amplitudes; returns a summary. Raises RigError where nothing could be measured."""
    if not found:
        raise RigError(UNLIKE.format(name=chosen.name))
    if not rig_map.is_stored(chosen):
        rig_map.store(chosen, rig_map.rig_of(chosen.name))
    group = rig_map.settings(chosen)
    for part, gain in found.items():
        setattr(group, part, gain)
    return "Amplitudes: " + ", ".join(f"{part} {gain:.2f}" for part, gain in found.items()) + "."


def summary(rig: RigMap) -> str:
    """How many channels of the face a map moves, as a sentence."""
    moved = len(CHANNELS) - len(rig.unmoved)
    return f"{rig.convention}: {moved} of {len(CHANNELS)} face channels move this character."


def _shapes() -> frozenset[str]:
    return frozenset(read_head().shapes)


def _targets(
    inventory: Iterable[Channel], found: Iterable[MotionProposal]
) -> Iterable[tuple[Channel, MotionProposal]]:
    keys = [channel for channel in inventory if channel.kind == "KEY"]
    for proposal in found:
        yield from ((key, proposal) for key in keys if key.name == proposal.shape)


def _propose(group: PropertyGroup, channel: Channel, proposal: MotionProposal) -> None:
    row = group.proposals.add()
    row.owner, row.target = characters.find(channel.owner), channel.name
    row.face, row.weight = proposal.face, proposal.weight
    row.confidence = proposal.confidence


def _show_unused(group: PropertyGroup, channels: Iterable[Channel]) -> None:
    """Lists the channels without a link. Bones are left out (a body has hundreds), as is what
    drivers move."""
    group.unused.clear()
    shown = [channel for channel in channels if not of_bone(channel)]
    driven = drivers.driven(shown)
    for channel in shown:
        if channel not in driven:
            row = group.unused.add()
            row.owner, row.target = characters.find(channel.owner), channel.name
