"""Diagnostics: why keys on a character would have no visible effect, one sentence each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import bpy
from bpy.types import ID, Object, PoseBone

from ...face.basis import BLENDSHAPES, HEAD
from ...rig.channels import Channel, of_bone
from ...rig.conventions import conventions
from ...rig.emotions import hardly_seen
from ...rig.mapping import Link, RigMap
from ...rig.match_by_name import match_names
from ...rig.recognition import candidate
from . import (
    bones,
    characters,
    drivers,
    inventories,
    measuring,
    playback,
    shape_motion,
    shape_promises,
)

RANGE_TOLERANCE = 0.05
"""A slider that stops a channel short by less than this is not reported."""
MISSED_MOST = ("jawOpen", "eyeBlink", "mouthSmile")
"""What begins the names of the channels without which a face is not alive."""
MOST_NAMES = 3
"""Names listed in a sentence; the others are counted."""
DRIVEN = "{names} of {owner} follow drivers, which win over keys: link what they read ({why})."
MUTED = "{names} of {owner} are muted: tick them in its list of shape keys."
SOLO = "{owner} shows a single shape key: switch off the pin below its list of shape keys."
SHORT = "Sliders of {owner} stop {names} short: widen their ranges, or lower the weights."
RESTING = "{owner} is held in its rest position: choose Pose Position in its armature's settings."
BOUND = "{names} of {owner} follow bone constraints, which win over keys."
SHARED = "{owner} shares its shape keys with {names}, which will move too."
SILENT = "The NLA of {owner} does not play the take: {why}."
LINKED = "{owner} is linked from another file and stays still: override it and its mesh."
ABSOLUTE = "{owner} stays still, its shape keys are absolute: tick Relative in their panel."
EMPTY = "{names} of {owner} are empty shapes that move no point."
HEADLESS = "No head bone of {owner} was found: the head stays still unless a row turns a bone."
IDLE = "{names} of {owner} move nothing that is seen: link something else in Intone's Rig panel."


@dataclass(frozen=True)
class _Part:
    """One data-block of the character, and the links that move it."""

    thing: Object
    data: ID
    links: tuple[Link, ...]
    rig: RigMap

    @property
    def channels(self) -> tuple[Channel, ...]:
        return tuple(dict.fromkeys(link.channel for link in self.links))

    @property
    def keyed(self) -> bool:
        return self.data != self.thing

    def told(self, sentence: str, channels: Iterable[Channel], why: str = "") -> str:
        """The sentence about those channels; "" where there are none."""
        names = listed(list(dict.fromkeys(_called(channel) for channel in channels)))
        return sentence.format(names=names, owner=self.thing.name, why=why) if names else ""


def obstacles(chosen: Object, rig: RigMap) -> list[str]:
    """What keeps the rig's links from working; quick enough for a panel's draw."""
    found = [check(part) for part in _parts(rig) for check in _CHECKS]
    return [*filter(None, found), *_closed_members(chosen)]


def unseen(chosen: Object, rig: RigMap) -> list[str]:
    """What has no visible effect: empty shapes; bones and properties that move nothing.

    Looks at all points of the meshes, a few times.
    """
    found = [*_empty(rig), *_left_out(chosen, rig), *_surprises(rig), *_idle(chosen, rig)]
    return [sentence for sentence in (*found, *missed(chosen, rig)) if sentence]


def missed(chosen: Object, rig: RigMap) -> list[str]:
    """What a performance has and the map has nothing for: emotions, blinks, turns of the head."""
    armature = characters.map_owner(chosen)
    skinned = any(one.find_armature() == armature for one in characters.members(chosen))
    still = skinned and bones.is_face(armature) and not set(HEAD) & {li.face for li in rig.links}
    head = HEADLESS.format(owner=armature.name) if still else ""
    return [sentence for sentence in (hardly_seen(rig), head) if sentence]


def listed(names: list[str]) -> str:
    """The first names, and how many more there are."""
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _called(channel: Channel) -> str:
    """Of a bone its name, whatever of it moves."""
    return channel.name.rpartition(":")[0] if of_bone(channel) else channel.name


def _parts(rig: RigMap) -> Iterator[_Part]:
    parts: dict[tuple[str, str], list[Link]] = {}
    for link in rig.active:
        parts.setdefault((link.channel.owner, link.channel.kind), []).append(link)
    for (owner, kind), links in parts.items():
        data = characters.data_of(owner, kind)
        yield _Part(characters.find(owner), data, tuple(links), rig)


def _driven(part: _Part) -> str:
    driven = drivers.driven(part.channels)
    read = listed(sorted(drivers.sources(part.data))) or "nothing"
    return part.told(DRIVEN, (one for one in part.channels if one in driven), why=read)


def _muted(part: _Part) -> str:
    blocks = part.data.key_blocks if part.keyed else {}
    return part.told(MUTED, (c for c in part.channels if c.name in blocks and blocks[c.name].mute))


def _solo(part: _Part) -> str:
    one = part.keyed and part.thing.show_only_shape_key
    return SOLO.format(owner=part.thing.name) if one else ""


def _short(part: _Part) -> str:
    stopped = (link for link in part.links if link.face in BLENDSHAPES and _stops(part, link))
    return part.told(SHORT, (link.channel for link in stopped))


def _stops(part: _Part, link: Link) -> bool:
    """Stand-ins only help out; mouthClose pulls shapes below 0 on purpose: see rig.reduction."""
    low, high = inventories.reach(part.data, link.channel)
    goal = link.offset + link.weight * part.rig.gain(link.face)
    under = goal < low - RANGE_TOLERANCE and link.face != "mouthClose"
    return not link.stand_in and (under or goal > high + RANGE_TOLERANCE)


def _resting(part: _Part) -> str:
    held = part.thing.type == "ARMATURE" and part.thing.data.pose_position == "REST"
    return RESTING.format(owner=part.thing.name) if held else ""


def _bound(part: _Part) -> str:
    armature = part.thing.type == "ARMATURE" and not part.keyed
    return part.told(BOUND, (c for c in part.channels if armature and _overruled(part.thing, c)))


def _overruled(armature: Object, channel: Channel) -> bool:
    path, _, moved = channel.path.rpartition(".")
    bone = armature.path_resolve(path) if path else None
    return isinstance(bone, PoseBone) and bones.overruled(bone, f".{moved}")


def _shared(part: _Part) -> str:
    if not part.keyed:
        return ""
    own = set(characters.members(part.thing))
    others = [t for t in bpy.data.objects if t.data == part.thing.data and t not in own]
    names = listed([thing.name for thing in others])
    return SHARED.format(owner=part.thing.name, names=names) if others else ""


def _silent(part: _Part) -> str:
    why = playback.silenced(part.data)
    return SILENT.format(owner=part.thing.name, why=why) if why else ""


_Check = Callable[[_Part], str]
_CHECKS: tuple[_Check, ...] = (_driven, _muted, _solo, _short, _resting, _bound, _shared, _silent)


def _closed_members(chosen: Object) -> Iterator[str]:
    """Faces among the character's objects whose shape keys cannot be moved."""
    for thing in dict.fromkeys(characters.members(chosen)):
        keys = characters.any_keys(thing)
        if keys is not None and not keys.is_editable:
            yield LINKED.format(owner=thing.name)
        elif keys is not None and not keys.use_relative:
            yield ABSOLUTE.format(owner=thing.name)


def _empty(rig: RigMap) -> Iterator[str]:
    """Shapes without a point that moves, where no other channel does the same."""
    parts = [(part, _empty_shapes(part)) for part in _parts(rig)]
    full = {link.face for part, empty in parts for link in part.links if link.channel not in empty}
    for part, empty in parts:
        alone = (li.channel for li in part.links if li.channel in empty and li.face not in full)
        yield part.told(EMPTY, alone)


def _left_out(chosen: Object, rig: RigMap) -> Iterator[str]:
    """Shapes that the rig's convention knows, and that are not used because they move no point,
    where only stand-ins do the same; what is missed most comes first."""
    named = next((one for one in conventions() if one.name == rig.convention), None)
    if named is None:
        return
    known = match_names(candidate(named, inventories.inventory(chosen)))
    own = {link.face for link in rig.active if not link.stand_in}
    for part in _parts(known):
        empty = _empty_shapes(part)
        lost = [li for li in part.links if li.channel in empty and li.face not in own]
        lost.sort(key=lambda link: not link.face.startswith(MISSED_MOST))
        yield part.told(EMPTY, (link.channel for link in lost))


def _empty_shapes(part: _Part) -> set[Channel]:
    blocks = part.data.key_blocks if part.keyed else {}
    return {c for c in part.channels if c.name in blocks and shape_motion.is_empty(blocks[c.name])}


def _surprises(rig: RigMap) -> Iterator[str]:
    """Shapes that do something else than their names say."""
    found: dict[tuple[str, str], list[str]] = {}
    for sentence, channel in shape_promises.surprises(rig):
        found.setdefault((sentence, channel.owner), []).append(channel.name)
    for (sentence, owner), names in found.items():
        yield sentence.format(names=listed(names), owner=owner)


def _idle(chosen: Object, rig: RigMap) -> Iterator[str]:
    """Bones and properties that change nothing, also all together."""
    for part in _parts(rig):
        led = drivers.driven(part.channels)
        free = [channel for channel in part.channels if channel not in led]
        if not (part.keyed or _deforms(chosen, part, free) or measuring.moves(chosen, free)):
            yield part.told(IDLE, free)


def _deforms(chosen: Object, part: _Part, channels: Iterable[Channel]) -> bool:
    """Whether a mesh has weights for the bones: quicker than moving them and comparing."""
    if part.thing.type != "ARMATURE":
        return False
    own = part.thing.data.bones
    turned = [own[name] for name in map(_called, filter(of_bone, channels)) if name in own]
    below = {bone.name for one in turned for bone in (one, *one.children_recursive)}
    meshes = (thing for thing in characters.members(chosen) if thing.type == "MESH")
    return any(group.name in below for mesh in meshes for group in mesh.vertex_groups)
