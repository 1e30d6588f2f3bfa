"""Channel, Inventory, Motion: what a character has to be moved, and its moving."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ..track import Array, Track

Kind = Literal["KEY", "OBJECT"]


@dataclass(frozen=True)
class Channel:
    """One animatable number of a character.

    `owner` is the name of an object; the F-curve lives on its shape keys (KEY) or on the object
    itself (OBJECT), at the RNA `path` and array `index`. `name` is what conventions know it by:
    the name of the shape key or of the custom property; of a bone its name and what is moved:
    "neck:x" is an Euler angle (radians), "neck:qx" of a quaternion, "neck:tx" of the location
    (metres), "neck:sx" of the scale.
    """

    owner: str
    kind: Kind
    name: str
    path: str
    index: int = 0


def of_bone(channel: Channel) -> bool:
    """Whether the channel is a number of a bone's pose."""
    return ":" in channel.name and channel.path.startswith("pose.bones")


@dataclass(frozen=True)
class Inventory:
    """All channels of one character, over all its meshes and armatures."""

    channels: tuple[Channel, ...]

    def __iter__(self) -> Iterator[Channel]:
        return iter(self.channels)

    def __len__(self) -> int:
        return len(self.channels)


@dataclass(frozen=True)
class Motion:
    """How each channel moves: column k of `values` [frames, channels] belongs to channels[k]."""

    channels: tuple[Channel, ...]
    values: Array
    rate: float

    def track(self) -> Track:
        """The same as a track, for sampling at other times."""
        return Track(self.values, self.rate)
