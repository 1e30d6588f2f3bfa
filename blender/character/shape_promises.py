"""Shape promises: what shape keys do to their meshes against what their names say: sides are put
right, other surprises are told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ...rig.channels import Channel
from ...rig.mapping import Link, RigMap
from ...rig.promises import contrary, exchanged, judged, pairs, swapped
from ...rig.spelling import words
from ...track import Array
from . import characters, measuring, shape_motion

CONTRARY = "{names} of {owner} goes the other way than its name says: choose another shape for it."
SWAPPED = "{names} of {owner} moves the other side than its name says: the sides are exchanged."
WHOLE = (
    "{names} of {owner} moves brows and lids too: it is a whole expression. Let an emotion move it."
)
ELSEWHERE = 0.35
"""A shape of the mouth with that share of its motion nearer the eyes is a whole expression."""
OF_MOUTH = ("mouthSmile", "mouthFrown")


def sided(rig: RigMap) -> RigMap:
    """The map with pairs exchanged whose left shape moves the right side of its mesh."""
    turned: dict[str, dict[str, str]] = {}
    for owner, links in _by_owner(rig).items():
        middles = {face: _across(link.channel) for face, link in links.items() if _sided(face)}
        ways = {s: (middles[f"{s}Left"], middles[f"{s}Right"]) for s in pairs(iter(middles))}
        turned[owner] = dict(exchanged(rig, swapped(ways)))
    if not any(turned.values()):
        return rig
    return replace(rig, links=tuple(_exchanged(link, turned) for link in rig.links))


def surprises(rig: RigMap) -> Iterator[tuple[str, Channel]]:
    """Each sentence with the shape key that it is about."""
    for owner, links in _by_owner(rig).items():
        fields = {face: _field(link.channel) for face, link in links.items()}
        fields = {face: field for face, field in fields.items() if judged(field)}
        yield from ((CONTRARY, links[face].channel) for face in contrary(fields))
        for face, link in links.items():
            if _other_side(face, link.channel.name):
                yield SWAPPED, link.channel
        yield from _whole(owner, links, fields)


def _whole(
    owner: str, links: dict[str, Link], fields: dict[str, Array]
) -> Iterator[tuple[str, Channel]]:
    lids = [field for face, field in fields.items() if face.startswith("eyeBlink")]
    if not lids or "jawOpen" not in fields:
        return
    points = _rest(owner)
    eyes, mouth = _middle(points, sum(lids)), _middle(points, fields["jawOpen"])
    upper = np.linalg.norm(points - eyes, axis=1) < np.linalg.norm(points - mouth, axis=1)
    upper &= points[:, 2] > (0.7 * eyes + 0.3 * mouth)[2]
    for face in (face for face in fields if face.startswith(OF_MOUTH)):
        energy = (fields[face] ** 2).sum(1)
        if energy[upper].sum() > ELSEWHERE * energy.sum():
            yield WHOLE, links[face].channel


def _middle(points: Array, field: Array) -> Array:
    far = (field**2).sum(1)
    return far @ points / far.sum()


def _by_owner(rig: RigMap) -> dict[str, dict[str, Link]]:
    """By mesh the one own shape key of each face channel."""
    found: dict[str, dict[str, list[Link]]] = {}
    for link in rig.active:
        if link.channel.kind == "KEY" and not link.stand_in and link.weight > 0:
            found.setdefault(link.channel.owner, {}).setdefault(link.face, []).append(link)
    return {o: {f: ls[0] for f, ls in by.items() if len(ls) == 1} for o, by in found.items()}


def _sided(face: str) -> bool:
    """Whether it is one side of the face; mouthLeft is a way, not a side."""
    stem = face.removesuffix("Left").removesuffix("Right")
    return stem not in (face, "mouth", "jaw") and not face.startswith("eyeLook")


def _across(channel: Channel) -> float:
    """Where across the mesh the shape moves it, in widths of what it moves."""
    field = _field(channel)
    if not judged(field):
        return 0.0
    far = (field**2).sum(1)
    places = _rest(channel.owner)[:, 0]
    middle = float(far @ places / far.sum())
    return middle / max(float(np.sqrt(far @ (places - middle) ** 2 / far.sum())), 1e-9)


def _rest(owner: str) -> Array:
    """Where the mesh rests [v, 3], in the directions of the world."""
    thing = characters.find(owner)
    points = measuring.form(characters.shape_keys(thing).reference_key)
    return points @ np.array(thing.matrix_world.to_3x3()).T


def _field(channel: Channel) -> Array:
    turn = np.array(characters.find(channel.owner).matrix_world.to_3x3())
    return shape_motion.field(channel) @ turn.T


def _exchanged(link: Link, turned: dict[str, dict[str, str]]) -> Link:
    goal = turned.get(link.channel.owner, {}).get(link.face)
    plain = link.channel.kind == "KEY" and not link.stand_in
    return replace(link, face=goal) if goal and plain else link


def _other_side(face: str, name: str) -> bool:
    own = [word for word in words(name) if word in ("left", "right")]
    side = face[-5:].lower() if face.endswith("Right") else face[-4:].lower()
    return _sided(face) and len(own) == 1 and own[0] != side
