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
    the shape key's name, or "bone:axis" ("neck:x") for a bone's Euler rotation.
    """

    owner: str
    kind: Kind
    name: str
    path: str
    index: int = 0


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
