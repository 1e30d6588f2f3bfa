"""The face of a mix of emotions at intensity 1, from the palette: for pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..emotion.own import OwnEmotion
from ..emotion.palette import read_palette
from .basis import BLENDSHAPES, CHANNELS


def mixed_face(weights: Mapping[str, float], own: Sequence[OwnEmotion] = ()) -> dict[str, float]:
    """The face channels that do not rest; `weights` by name, of which a sum above 1 counts as 1.

    Blendshapes are 0..1, head and eyes radians.
    """
    total, face = max(1.0, sum(weights.values())), dict[str, float]()
    for name, weight in weights.items():
        for channel, value in _faces(name, own):
            face[channel] = face.get(channel, 0.0) + value * weight / total
    return {name: min(value, 1.0) if name in BLENDSHAPES else value for name, value in face.items()}


def _faces(name: str, own: Sequence[OwnEmotion]) -> Iterator[tuple[str, float]]:
    """The channels of one emotion and their values at intensity 1."""
    mine = next((emotion for emotion in own if emotion.name == name), None)
    if mine is not None:
        yield from mine.face
        return
    for movement, (left, right) in read_palette()[name].face.items():
        if movement in CHANNELS:
            yield movement, left
        else:
            yield movement + "Left", left
            yield movement + "Right", right
