"""Match by poses: an artist's poses of the bones, one for each shape of the face, as links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..errors import RigError
from .channels import Channel, Inventory
from .conventions import PLAIN, Convention
from .mapping import Link, RigMap
from .match_by_name import match_names
from .recognition import Candidate, candidate, complemented, recognise
from .reduction import completed

Pose = Mapping[Channel, float]
"""Where each number of the bones stands in a pose."""
LEAST_MOVE = 1e-5
"""A channel (radians, metres, share) that moves less is not part of a pose."""
NO_POSE = (
    "None of the poses has a name that Intone knows: name them like ARKit's 52 blendshapes "
    "(jawOpen, mouthSmileLeft ...) or like visemes (aa, ou ...)."
)


def convention_of(
    poses: Mapping[str, Pose], known: tuple[Convention, ...], wish: str = ""
) -> Candidate:
    """The convention that the poses are named by, each as if it were a shape of that name, with
    everyday names (joy, sad) for what it does not know.

    Raises RigError where they follow none.
    """
    inventory = Inventory(tuple(_stand_in(name) for name in poses))
    wished = next((one for one in known if one.name == wish), None)
    if wished is not None:
        return candidate(wished, inventory)
    recognition = recognise(inventory, known)
    if not recognition.candidates:
        raise RigError(NO_POSE)
    plain = next((one for one in known if one.name == PLAIN), recognition.best.convention)
    return complemented(recognition.best, inventory, plain)


def match_poses(poses: Mapping[str, Pose], rest: Pose, found: Candidate) -> RigMap:
    """The map that takes the bones from `rest` into each pose as far as the face asks for it.

    Turns are rotation vectors (see rotations), so poses that are halfway there, or several at
    once, are blended as turns and not as numbers.
    """
    rig = completed(match_names(found), found)
    links = [part for link in rig.links for part in _expanded(link, poses[link.channel.name], rest)]
    return RigMap(rig.convention, tuple(links), rig.amplitude)


def _stand_in(name: str) -> Channel:
    return Channel("", "KEY", name, name)


def _expanded(link: Link, pose: Pose, rest: Pose) -> list[Link]:
    """One link onto a pose as links onto all that the pose moves."""
    moved = {channel: value - rest[channel] for channel, value in pose.items()}
    return [
        replace(link, channel=channel, weight=link.weight * by, offset=rest[channel])
        for channel, by in moved.items()
        if abs(by) > LEAST_MOVE
    ]
