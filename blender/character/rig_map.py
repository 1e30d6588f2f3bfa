"""Rig maps: how a face moves a character, as stored on it or as recognised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bpy.types import Object, PropertyGroup

from ...errors import RigError
from ...rig.channels import Channel, Inventory
from ...rig.conventions import PLAIN, Convention, conventions
from ...rig.lips import limited
from ...rig.mapping import AMPLITUDES, Link, RigMap
from ...rig.match_by_name import match_names
from ...rig.recognition import Candidate, Recognition, candidate, complemented, recognise
from ...rig.reduction import completed
from ...rig.spelling import spelling
from ...rig.vrm_file import Skeleton
from . import (
    characters,
    drivers,
    face_bones,
    inventories,
    mouth_reach,
    shape_motion,
    shape_promises,
    turning_bones,
    vrm,
)

TIED = "{name} could be {names}: choose its convention in Intone's Rig panel."
UNKNOWN = (
    "{name} moves by no names that Intone knows: choose its convention, fit it by motion, "
    "or link its poses in Intone's Rig panel."
)
DROPPED = (
    "The importer dropped the names of the shapes of {name}: load the .vrm or .glb that it came "
    "from in Intone's Rig panel, or fit it by motion."
)
FACELESS = (
    "{name} has no shape keys, and no bones of a face that Intone knows: pose its bones and link "
    "the poses in Intone's Rig panel, or choose another character."
)
EMPTY = "The map of {name} moves nothing that is there: recognise it again in Intone's Rig panel."
NAMELESS = re.compile(r"target_\d+(\.\d+)?$")
"""What Blender's glTF importer calls the shapes of which it reads no name."""
TENS, PERCENT = 10.0, 100.0
"""A property whose range ends between these counts from 0 to there, not from 0 to 1."""
VRM = "VRM"
"""What begins the names of the conventions of VRM's presets."""
BONES = "Bones of the face"
"""A map without a convention: what bones named jaw, eye and lid turn."""
LINK = ("weight", "offset", "least", "most", "gamma", "mute", "stand_in")
"""What a row of the map editor and a Link have in common, by name."""


def rig_of(character: str) -> RigMap:
    """How a face moves the character: its stored map, or else what is recognised.

    Raises RigError, which says what to do, where there is neither.
    """
    chosen = characters.find(character)
    inventory = inventories.inventory(chosen)
    if not is_stored(chosen):
        return mapped(chosen, recognised(chosen, inventory))
    rig = stored(chosen)
    if not rig.channels:
        raise RigError(EMPTY.format(name=chosen.name))
    return rig


def mapped(chosen: Object, found: Candidate, told: Skeleton | None = None) -> RigMap:
    """The character's whole map by what was found; `told`: what its file says of bones, where
    VRM's add-on does not keep it."""
    rig = shape_promises.sided(turning_bones.turned(chosen, rig_from(found), told=told))
    return mouth_reach.widened(chosen, limited(rig, shape_motion.parted))


def whole(chosen: Object, rig: RigMap) -> RigMap:
    """The map with all that it lacks and the character has, however it was made: stand-ins, the
    closing of the lips, and the turns of the head and the eyes."""
    named = not any(channel.kind == "KEY" for channel in inventories.inventory(chosen))
    lacking = _free(completed(rig, shares=shape_motion.shares))
    return limited(turning_bones.turned(chosen, lacking, named), shape_motion.parted)


def rig_from(found: Candidate) -> RigMap:
    """The map of what was found; a face of few shapes gets what is missing from those it has.

    What drivers move is left to them where another channel does the same: they read that one.
    Properties that count in percent, or in tens, are moved over their whole range.
    """
    rig = _free(completed(match_names(found), found, shares=shape_motion.shares))
    return replace(rig, links=tuple(_ranged(link) for link in rig.links))


def _free(rig: RigMap) -> RigMap:
    driven = drivers.driven(rig.channels)
    free = {link.face for link in rig.links if link.channel not in driven}
    left = {link for link in rig.links if link.stand_in or link.face in free}
    own = (link for link in rig.links if link.channel not in driven or link not in left)
    return replace(rig, links=tuple(own))


def _ranged(link: Link) -> Link:
    if link.channel.kind == "KEY":
        return link
    full = inventories.reach(characters.find(link.channel.owner), link.channel)[1]
    return replace(link, weight=link.weight * full) if TENS <= full <= PERCENT else link


def recognised(chosen: Object, inventory: Inventory, convention: str = "") -> Candidate:
    """What the convention of that name, or the one that fits best, finds in the inventory.

    Shape keys that move no point are not there. What the character's own file says of its shape
    keys goes before their names, where names do not find more.

    Raises RigError where none fits, or several fit equally well.
    """
    known, inventory = conventions(), shape_motion.alive(inventory)
    named = next((one for one in known if one.name == convention), None)
    if named is not None:
        return candidate(named, inventory)
    mixes = vrm.expressions(characters.map_owner(chosen), inventory)
    return _best(chosen, inventory, mixes)


def by_file(
    chosen: Object,
    inventory: Inventory,
    names: Mapping[Channel, str],
    mixes: Mapping[str, Mapping[Channel, float]],
) -> Candidate:
    """What is recognised where the character's own file tells the `names` of its shape keys, and
    the `mixes` that make its expressions. Raises RigError as `recognised` does."""
    inventory = shape_motion.alive(inventory)
    given = {one: replace(one, name=names.get(one, one.name)) for one in inventory}
    back = {called: one for one, called in given.items()}
    told = {n: {given[c]: w for c, w in mix.items() if c in given} for n, mix in mixes.items()}
    found = _best(chosen, Inventory(tuple(back)), told)
    own = {n: {back[c]: w for c, w in mix.items()} for n, mix in found.mixes.items()}
    asked = {n: tuple(back[c] for c in channels) for n, channels in found.questions.items()}
    return Candidate(found.convention, {back[c]: n for c, n in found.found.items()}, asked, own)


def _best(
    chosen: Object, inventory: Inventory, mixes: Mapping[str, Mapping[Channel, float]]
) -> Candidate:
    """What fits best: the file's own statement, or names where they move more of a face."""
    known = conventions()
    recognition, told = recognise(inventory, known), _told_by(mixes, known)
    if told is not None and not _finds_more(recognition, told):
        return _complemented(told, inventory, known)
    if not recognition.candidates:
        return _of_bones(chosen, inventory)
    if recognition.tied:
        names = " or ".join(one.convention.name for one in recognition.tied)
        raise RigError(TIED.format(name=chosen.name, names=names))
    more = [one.convention for one in recognition.candidates[1:2]]
    best = recognition.best
    return _complemented(best, inventory, more if best.convention.name == PLAIN else known)


def _of_bones(chosen: Object, inventory: Inventory) -> Candidate:
    """A character without known names, by its jaw. Raises RigError where it has none."""
    faceless = not any(channel.kind == "KEY" for channel in inventory)
    if faceless and face_bones.has_jaw(characters.map_owner(chosen)):
        return Candidate(Convention(BONES, {}, {}), {}, {})
    nameless = all(NAMELESS.match(one.name) for one in inventory if one.kind == "KEY")
    unknown = FACELESS if faceless else DROPPED if nameless else UNKNOWN
    raise RigError(inventories.why_closed(chosen) or unknown.format(name=chosen.name))


def _complemented(best: Candidate, inventory: Inventory, known: Iterable[Convention]) -> Candidate:
    """With everyday names for what the best convention has no names for; where those are best, with
    the names of the second best."""
    named = (one for one in known if PLAIN in (one.name, best.convention.name))
    return next((complemented(best, inventory, one) for one in named), best)


def _told_by(
    mixes: Mapping[str, Mapping[Channel, float]], known: tuple[Convention, ...]
) -> Candidate | None:
    """What a VRM file binds to its expressions, as if the shape keys had their names."""
    names = vrm.renamed(mixes)
    if not names:
        return None
    channels = {replace(channel, name=name): channel for channel, name in names.items()}
    presets = tuple(one for one in known if one.name.startswith(VRM))
    found = recognise(Inventory(tuple(channels)), presets).candidates
    if not found:
        return None
    moods = {spelling(name) for mood in found[0].convention.moods.values() for name in mood}
    named = {channels[channel]: name for channel, name in found[0].found.items()}
    plain = {channel: name for channel, name in named.items() if spelling(name) not in moods}
    return Candidate(
        found[0].convention, plain, {}, {n: m for n, m in mixes.items() if spelling(n) in moods}
    )


def _finds_more(recognition: Recognition, told: Candidate) -> bool:
    """Whether names move more of a face: perfect sync beside the presets that are bound."""
    best = recognition.candidates[:1]
    return bool(best) and _moved(best[0]) > _moved(told)


def _moved(found: Candidate) -> int:
    """How much of a face is moved: face channels and emotions, and shapes that open the mouth."""
    faces = {link.face for link in match_names(found).links}
    spoken = (name for name, pose in found.convention.poses.items() if "jawOpen" in pose)
    return len(faces) + len(found.names & set(map(spelling, spoken)))


def settings(chosen: Object) -> PropertyGroup | None:
    """What is stored of the character's map; None where Intone is not enabled."""
    return getattr(characters.map_owner(chosen), "intone_rig", None)


def is_stored(chosen: Object) -> bool:
    """Whether the character has a map of its own."""
    rig = settings(chosen)
    return rig is not None and len(rig.rows) > 0


def stored(chosen: Object) -> RigMap:
    """The character's own map; rows whose target is gone are left out."""
    rig = settings(chosen)
    there = [(row.parts, link) for row in rig.rows if (link := link_of(row)) is not None]
    amplitude = {part: getattr(rig, part) for part in AMPLITUDES}
    lips = {link.channel: parts for parts, link in there if parts}
    return RigMap(rig.convention, tuple(link for _, link in there), amplitude, lips)


def link_of(row: PropertyGroup) -> Link | None:
    """The row as a link; None where its object or its target is not there (any more)."""
    channel = inventories.channel(row.owner, row.target) if row.owner else None
    if channel is None or row.least == row.most:
        return None
    return Link(row.face, channel, **{name: getattr(row, name) for name in LINK})


def store(chosen: Object, rig: RigMap) -> None:
    """Makes the map the character's own. Raises RigError where the character is linked."""
    owner = characters.map_owner(chosen)
    if not owner.is_editable:
        raise RigError(characters.LINKED.format(name=owner.name))
    group = owner.intone_rig
    group.rows.clear()
    group.convention, group.row = rig.convention, 0
    for part in AMPLITUDES:
        setattr(group, part, rig.amplitude.get(part, 1.0))
    append(group, rig.links)
    store_lips(group, rig.lips)


def append(group: PropertyGroup, links: Iterable[Link]) -> None:
    """Adds the links as rows."""
    for link in links:
        row = group.rows.add()
        row.face, row.owner = link.face, characters.find(link.channel.owner)
        row.target = link.channel.name
        for name in LINK:
            setattr(row, name, getattr(link, name))


def store_lips(group: PropertyGroup, lips: Mapping[Channel, float]) -> None:
    """Notes on the rows how far their targets part the lips, see RigMap."""
    for row in group.rows:
        link = link_of(row)
        row.parts = lips.get(link.channel, 0.0) if link is not None else 0.0
