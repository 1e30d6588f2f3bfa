"""Reduced rigs: links for the face channels that a rig has no shape of its own for.

The embedded head shows how each face channel moves a face. It also shows how the rig's shapes do,
where the convention says what they look like (a viseme is so much jaw and so much lip). Missing
channels are composed of those shapes by non-negative least squares over the face. The results are
ordinary links, whose weights the artist can edit.

All channels of a region are solved together, over examples of speech (the fifteen visemes): solved
one by one, several would open the same jaw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..emotion.mood import EXPRESSIVE
from ..face.basis import BLENDSHAPES, REGIONS
from ..geometry.least_squares import bounded
from ..head.container import HeadModel, read_head
from .channels import Channel, of_bone
from .conventions import FOLDER, read_convention
from .mapping import HOLD, SEALING, Link, RigMap
from .recognition import Candidate

Floats = NDArray[np.float64]
Pose = Mapping[str, float]
"""Face channels and their values."""

MOST_JAWS = 4
"""Of so many shapes that open the jaw most (a head's, its teeth's) the meshes are looked at."""
LEAST_WEIGHT = 0.03
"""Weights below this are left out."""
LEAST_SHARE = 0.4
"""A channel that speech does not use is linked only where shapes explain this share of its squared
motion. A shape for both sides explains half of what one side does."""
SINGLE_WEIGHT = 0.1
"""How much one channel alone counts as an example, beside a viseme."""
SEAL_PULL = 1.0
"""How strongly mouthClose pulls back every shape that opens the jaw; below 0 nothing moves."""
LEAST_OPENING = 0.08
"""It holds back what lips do while they are shut, and expressions, where the mesh shows that their
shape opens the jaw by that share of the jaw's own shape or more."""
EXPRESSIONS = frozenset(
    {*EXPRESSIVE, *REGIONS["brows"], *REGIONS["cheeks"]}
    | {f"mouth{what}{side}" for what in ("Smile", "Frown", "Dimple") for side in ("Left", "Right")}
)
"""What is not speech, and is not expected to open the mouth."""
SHUT_LIPS = frozenset(
    {"mouthPucker", "mouthLeft", "mouthRight"}
    | {f"mouth{what}{part}" for what in ("Roll", "Shrug") for part in ("Upper", "Lower")}
    | {f"mouthPress{side}" for side in ("Left", "Right")}
)
"""What shut lips do; a character's own shape for an open "oo" may have the name of one."""
_STEPS, _TOLERANCE = 4000, 1e-6


Shares = Callable[[Iterable[Channel], Channel], Mapping[Channel, float]]
"""How far each of the channels goes along with the last one (1: as far), as their mesh shows it."""


@dataclass(frozen=True)
class Shape:
    """A shape of the rig: its channels (one in each mesh) and what it looks like."""

    channels: tuple[Channel, ...]
    pose: Pose


def completed(
    rig: RigMap,
    candidate: Candidate | None = None,
    head: HeadModel | None = None,
    shares: Shares | None = None,
) -> RigMap:
    """The map with links for the face channels that it has nothing for, as far as shapes can.

    Without a candidate the map's own links tell what shapes look like; without a head the embedded
    one is read, where it is needed; without `shares` the mesh has no say. A muted link counts.

    What jawOpen opens mouthClose shuts again: a rig of a few visemes neither stays silent nor
    keeps its lips apart. A rig's own mouthClose undoes its own jawOpen: without one it is left out.
    """
    if not any(link.face == "jawOpen" for link in rig.links):
        rig = replace(rig, links=tuple(link for link in rig.links if link.face != SEALING))
    linked = {link.face for link in rig.links if link.weight}
    missing = [face for face in BLENDSHAPES if face not in linked]
    shapes = _shapes(rig, candidate) if missing else []
    links = list(rig.links)
    if shapes:
        unsealed = [face for face in missing if face != SEALING]
        links += _solved(unsealed, shapes, head or read_head())
    if SEALING in missing:
        links += _sealing(links, shapes)
    if shares is not None:
        links += (_stand_in(SEALING, channel, HOLD) for channel in opening(links, shares))
    return replace(rig, links=tuple(links))


def opening(links: Iterable[Link], shares: Shares) -> tuple[Channel, ...]:
    """The shapes of expressions and of shut lips that open the mouth of their mesh, though their
    names do not say so, and that nothing holds back."""
    links = [link for link in links if link.channel.kind == "KEY" and not link.mute]
    jaws = {link.channel: link.weight for link in links if link.face == "jawOpen"}
    held = {link.channel for link in links if link.face == SEALING}
    asked = {link.channel for link in links if not_opening(link)} - set(jaws) - held
    found: dict[Channel, None] = {}
    for jaw in sorted(jaws, key=lambda channel: -jaws[channel])[:MOST_JAWS]:
        for channel, share in shares(sorted(asked, key=lambda c: (c.owner, c.name)), jaw).items():
            if share >= LEAST_OPENING:
                found[channel] = None
    return tuple(found)


def not_opening(link: Link) -> bool:
    """Whether what moves the link's shape is not expected to open the mouth."""
    return link.face in EXPRESSIONS or (link.face in SHUT_LIPS and not link.stand_in)


def _sealing(links: list[Link], shapes: list[Shape]) -> Iterator[Link]:
    """mouthClose takes back what jawOpen does, and what else may have opened the mouth."""
    jaw = [link for link in links if link.face == "jawOpen" and not link.mute]
    weights = {link.channel: link.weight for link in jaw}
    own = {link.channel for link in jaw if not link.stand_in}
    opening = {c for shape in shapes if shape.pose.get("jawOpen", 0) > 0 for c in shape.channels}
    pulled = (opening & {link.channel for link in links}) - own
    for channel in dict.fromkeys([*weights, *(link.channel for link in links)]):
        if channel in weights or channel in pulled:
            pull = SEAL_PULL if channel in pulled else 0.0
            yield _stand_in(SEALING, channel, -weights.get(channel, 0.0) - pull)


def _shapes(rig: RigMap, candidate: Candidate | None) -> list[Shape]:
    """The rig's shapes; of channels of one name the first tells what the shape looks like."""
    named: dict[str, list[Channel]] = {}
    poses = dict(_poses(rig, candidate))
    for channel in poses:
        named.setdefault(channel.name, []).append(channel)
    return [Shape(tuple(channels), poses[channels[0]]) for channels in named.values()]


def _poses(rig: RigMap, candidate: Candidate | None) -> Iterator[tuple[Channel, Pose]]:
    """What each channel looks like: as the convention tells, else as the face moves it.

    A bone's metres and radians are no share of a shape: they stand in for nothing else.
    """
    if candidate is not None:
        told = candidate.convention.poses
        named = candidate.found.items()
        yield from ((channel, told[name]) for channel, name in named if name in told)
    links = [link for link in rig.active if link.weight > 0 and link.face in BLENDSHAPES]
    links = [link for link in links if not of_bone(link.channel)]
    names: dict[str, set[str]] = {}
    for link in links:
        names.setdefault(link.face, set()).add(link.channel.name)
    looks: dict[Channel, dict[str, float]] = {}
    for link in links:
        looks.setdefault(link.channel, {})[link.face] = 1 / len(names[link.face])
    yield from looks.items()


def _solved(missing: list[str], shapes: list[Shape], head: HeadModel) -> Iterator[Link]:
    """Region by region: a smile shall not blink."""
    for region in REGIONS.values():
        faces = [face for face in missing if face in region]
        near = [shape for shape in shapes if any(face in region for face in shape.pose)]
        if faces and near:
            yield from _links(faces, near, solve(faces, [shape.pose for shape in near], head))


def _links(faces: list[str], shapes: list[Shape], weights: Floats) -> Iterator[Link]:
    for face, row in zip(faces, weights.tolist(), strict=True):
        for shape, weight in zip(shapes, row, strict=True):
            if abs(weight) >= LEAST_WEIGHT:
                yield from (_stand_in(face, c, weight) for c in shape.channels)


def _stand_in(face: str, channel: Channel, weight: float) -> Link:
    return Link(face, channel, round(weight, 3), stand_in=True)


def solve(faces: list[str], poses: list[Pose], head: HeadModel) -> Floats:
    """Weights [faces, poses], none negative, by which the poses move the head as the faces do."""
    fields = {face: _field(head, face) for face in head.shapes}
    wanted = np.stack([fields[face] for face in faces])
    shapes = np.stack([_sum(fields, pose) for pose in poses])
    spoken = _visemes(faces)
    examples = np.concatenate([spoken, SINGLE_WEIGHT * np.eye(len(faces))])
    able, doing, said = shapes @ shapes.T, wanted @ shapes.T, examples.T @ examples
    pace = float(1 / (np.linalg.norm(able, 2) * np.linalg.norm(said, 2)))
    weights = bounded(
        lambda weights: said @ (weights @ able - doing),
        np.zeros_like(doing), pace, (0, np.inf), _STEPS, _TOLERANCE,
    )  # fmt: skip
    left = ((wanted - weights @ shapes) ** 2).sum(axis=1) / (wanted**2).sum(axis=1)
    kept = (1 - left >= LEAST_SHARE) | spoken.any(axis=0)
    return weights * kept[:, None]


def _visemes(faces: list[str]) -> Floats:
    """What a face does in speech, [visemes, faces]."""
    visemes = read_convention(FOLDER / "oculus.toml").poses.values()
    return np.array([[pose.get(face, 0.0) for face in faces] for pose in visemes])


def _sum(fields: Mapping[str, Floats], pose: Pose) -> Floats:
    moved = [amount * fields[face] for face, amount in pose.items() if face in fields]
    return np.sum([np.zeros_like(next(iter(fields.values()))), *moved], axis=0)


def _field(head: HeadModel, face: str) -> Floats:
    """How the face channel moves the head's vertices, [3 * vertices], in millimetres."""
    field = np.zeros_like(head.vertices, np.float64)
    shape = head.shapes[face]
    field[shape.indices] = shape.deltas * 1000.0
    return field.ravel()
