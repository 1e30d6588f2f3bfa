"""Mapping: which face channel moves which channel of a rig, how strongly and along which curve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ..emotion.mood import EXPRESSIVE
from ..errors import RigError
from ..face.basis import BLENDSHAPES, CHANNELS, CHEST, EYES, HEAD, REGIONS, index
from ..track import Array
from .channels import Channel

_JAW = (*(name for name in BLENDSHAPES if name.startswith("jaw")), "mouthClose")
_GAZE = (*(name for name in BLENDSHAPES if "Look" in name), *EYES)

AMPLITUDES: dict[str, tuple[str, ...]] = {
    "jaw": _JAW,
    "mouth": tuple(name for name in REGIONS["mouth"] if name not in _JAW),
    "eyelids": tuple(name for name in REGIONS["eyes"] if name not in _GAZE),
    "gaze": _GAZE,
    "brows": REGIONS["brows"],
    "cheeks": REGIONS["cheeks"],
    "head": HEAD,
}
"""What can be calibrated on its own; each face channel belongs to one part.

mouthClose goes with the jaw because it undoes jawOpen: the lips close at any amplitude.
"""
SEALING = "mouthClose"
HOLD = -5.0
"""A stand-in of that weight or less for mouthClose does not pull its channel back: the channel
rests as far as the lips close, however little the jaw is open."""
PART = {face: part for part, faces in AMPLITUDES.items() for face in faces}
_LARGEST = 1_000_000
"""Of the numbers of a link: beyond any unit that a rig has."""
TURN = 0.35
"""Radians by which heads and eyes turn in a test: 20 degrees. All other channels go to 1."""
BESIDE = (*EXPRESSIVE, CHEST)
"""What may move a rig beside the face's channels, each 0..1: how strongly each emotion is felt, and
how far breath has raised the chest."""
ACTED = (*CHANNELS, *BESIDE)
"""What may move a rig."""


def tested(face: str) -> float:
    """How far a test moves a face channel or an emotion."""
    return TURN if face in (*HEAD, *EYES) else 1.0


@dataclass(frozen=True)
class Response:
    """How a face value acts: from `least` to `most` as 0 to 1, bent by the power `gamma`.

    As it is given here, any value acts as itself. Other ends hold what lies beyond them.
    """

    least: float = 0.0
    most: float = 1.0
    gamma: float = 1.0

    @property
    def linear(self) -> bool:
        """Whether every value acts as itself."""
        return self == Response()

    def __call__(self, values: Array) -> Array:
        """What the face values (any shape) become; negative values bend as positive ones do."""
        share = (values - self.least) / (self.most - self.least)
        if (self.least, self.most) != (0.0, 1.0):
            share = np.clip(share, 0, 1)
        return _bent(share, self.gamma)

    def inverse(self, acted: Array) -> Array:
        """The face values that act so; those at a held end come back as that end."""
        return self.least + (self.most - self.least) * _bent(acted, 1 / self.gamma)


def _bent(values: Array, power: float) -> Array:
    return np.sign(values) * np.abs(values) ** power


@dataclass(frozen=True)
class Link:
    """One row of the map: the `face` channel moves the rig's `channel` by `weight`.

    In place of a face channel stands an emotion (happy) where a whole expression shows it, or
    chestRise.
    `offset` is added to the channel, in its own unit, once however many links it has (the one
    farthest from 0). `least`, `most` and `gamma` are the Response. A `stand_in` link moves a
    channel that is another face channel's own, because the rig has nothing better (`reduction`).
    """

    face: str
    channel: Channel
    weight: float = 1.0
    offset: float = 0.0
    least: float = 0.0
    most: float = 1.0
    gamma: float = 1.0
    mute: bool = False
    stand_in: bool = False

    def __post_init__(self) -> None:
        """Raises RigError for what cannot be: every reader of maps comes through here."""
        numbers = (self.weight, self.offset, self.least, self.most, self.gamma)
        if self.face not in ACTED:
            raise RigError(f"The face has no channel {self.face!r}: use ARKit's names (jawOpen).")
        if not all(abs(number) <= _LARGEST for number in numbers):
            raise RigError(
                f"The link of {self.face} has an endless or vast number: give finite ones up to "
                f"{_LARGEST:,}."
            )
        if self.least == self.most or self.gamma <= 0:
            raise RigError(
                f"The curve of {self.face} is no curve: "
                "give different least and most, and a gamma above 0."
            )

    @property
    def response(self) -> Response:
        """How the face value acts."""
        return Response(self.least, self.most, self.gamma)


@dataclass(frozen=True)
class RigMap:
    """All links of a character, and how strongly each part of the face moves it.

    `amplitude` multiplies the weights of a part of AMPLITUDES; what is not named stays at 1. `lips`
    is how far shapes part the lips of their mesh at 1, of what jawOpen does; negative where they
    press them over each other. Empty where nothing does, or where that is not known (see `lips`).
    """

    convention: str
    links: tuple[Link, ...]
    amplitude: Mapping[str, float] = field(default_factory=dict[str, float])
    lips: Mapping[Channel, float] = field(default_factory=dict[Channel, float])

    @cached_property
    def active(self) -> tuple[Link, ...]:
        """The links that are not muted."""
        return tuple(link for link in self.links if not link.mute)

    @cached_property
    def channels(self) -> tuple[Channel, ...]:
        """What is moved, in the order of the links."""
        return tuple(dict.fromkeys(link.channel for link in self.active))

    @cached_property
    def _of_face(self) -> tuple[Link, ...]:
        return tuple(link for link in self.active if link.face in PART)

    @cached_property
    def bends(self) -> tuple[tuple[str, Response], ...]:
        """The face channels that act along a curve of their own, each with its curve."""
        bent = (link for link in self._of_face if not link.response.linear)
        return tuple(dict.fromkeys((link.face, link.response) for link in bent))

    @cached_property
    def moods(self) -> Array:
        """How much each emotion moves each channel, [EXPRESSIVE, channels]."""
        columns = {channel: column for column, channel in enumerate(self.channels)}
        moods = np.zeros((len(EXPRESSIVE), len(columns)), np.float32)
        for link in self.active:
            if link.face in EXPRESSIVE:
                moods[EXPRESSIVE.index(link.face), columns[link.channel]] += link.weight
        return moods

    @cached_property
    def chest(self) -> Array:
        """How much breath moves each channel, [channels]."""
        found = dict.fromkeys(self.channels, 0.0)
        for link in self.active:
            if link.face == CHEST:
                found[link.channel] += link.weight
        return np.array(list(found.values()), np.float32)

    @cached_property
    def weights(self) -> Array:
        """How much each acting value moves each channel, [CHANNELS and then bends, channels]."""
        rows = {bend: len(CHANNELS) + row for row, bend in enumerate(self.bends)}
        columns = {channel: column for column, channel in enumerate(self.channels)}
        weights = np.zeros((len(CHANNELS) + len(rows), len(columns)), np.float32)
        for link in self._of_face:
            if link.face == SEALING and link.stand_in and link.weight <= HOLD:
                continue
            row = rows.get((link.face, link.response), index(link.face))
            weights[row, columns[link.channel]] += link.weight * self.gain(link.face)
        return weights

    @cached_property
    def sealed(self) -> Array:
        """1 for channels that emotions leave while the lips close, else 0, [channels]."""
        return self._sealed(np.inf)

    @cached_property
    def held(self) -> Array:
        """1 for expressions that open the mouth and rest while the lips close, [channels]."""
        return self._sealed(HOLD)

    def _sealed(self, most: float) -> Array:
        seals = (link for link in self.active if link.face == SEALING and link.stand_in)
        found = {link.channel for link in seals if link.weight <= most}
        return np.array([channel in found for channel in self.channels], np.float32)

    @cached_property
    def parting(self) -> tuple[Array, Array]:
        """How far each channel parts the lips, and what jawOpen makes of it; two [channels]."""
        jaw = dict.fromkeys(self.channels, 0.0)
        for link in self.active:
            if link.face == "jawOpen" and link.channel.kind == "KEY":
                jaw[link.channel] += link.weight
        parts = [self.lips.get(channel, 0.0) for channel in self.channels]
        return np.array(parts, np.float32), np.array(list(jaw.values()), np.float32)

    @cached_property
    def offsets(self) -> Array:
        """What each channel stands at while the face rests, [channels]."""
        offsets = dict.fromkeys(self.channels, 0.0)
        for link in self.active:
            offsets[link.channel] = max(offsets[link.channel], link.offset, key=abs)
        return np.array(list(offsets.values()), np.float32)

    @property
    def unmoved(self) -> tuple[str, ...]:
        """Face channels that this rig has nothing for."""
        moved = {link.face for link in self.active if link.weight}
        return tuple(name for name in CHANNELS if name not in moved)

    def gain(self, face: str) -> float:
        """The amplitude of the part that a face channel belongs to; 1 for an emotion."""
        return self.amplitude.get(PART.get(face, ""), 1.0)
