"""Mood: which emotions the artist wants and how strongly; compose() makes it an emotion latent.

In the latent the direction is the type of emotion and the norm is its intensity, as in Xu et al.,
arXiv 2409.19501; neutral is the origin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..audio.speech import EMOTIONS, RATE, Speech
from ..errors import MoodError
from ..spool import Spool, slices
from ..track import Array, Track
from .change import changed_at
from .intensity import HOLD_S, IntensityShape, acted_intensity
from .own import OwnEmotion, check_unique
from .palette import read_palette

EXPRESSIVE: tuple[str, ...] = EMOTIONS[1:]
"""The emotions that move the face: all but neutral."""

AUTO = "auto"
"""In place of an emotion's name: the mix that is heard in the voice itself."""

CAP = 2.0
"""The largest norm of a latent; the acting network is trained up to it."""

STRONG = 1.15
"""The norm of a latent at intensity 1 and scale 1: so every emotion reads, and grows evenly up to
scale 1.5 and on."""

CLEAR, SURE = 0.4, 0.7
"""How likely an emotion must be to be said as heard, and to be said without reserve."""

Latent = Track
"""[frames, dimensions of the latent]; the norm of a frame is 0..CAP."""


@dataclass(frozen=True)
class Mood:
    """What the artist asks for over time; a track of one frame holds throughout.

    weights    [frames, EXPRESSIVE and own]  share of each, 0 or more; a sum under 1 is part neutral
    scale      [frames, 1]                   gain on the intensity, 0 or more
    intensity                                where the intensity comes from
    own                                      emotions of the artist's own
    untyped                                  share that has no type, 0..1: articulation, accents
                                             and head follow the intensity (emotion/untyped.py)
    """

    weights: Track
    scale: Track
    intensity: IntensityShape = IntensityShape()
    own: tuple[OwnEmotion, ...] = ()
    untyped: float = 0.0

    def __post_init__(self) -> None:
        check_unique(self.own)
        names = (*EXPRESSIVE, *(emotion.name for emotion in self.own))
        if self.weights.names != names:
            raise MoodError(f"The emotions of a mood must be {', '.join(names)}, in this order.")
        _check(self.weights.values, "weight of an emotion")
        _check(self.scale.values, "strength of an emotion")
        _check(_float32([self.untyped]), "share without a type")


def _check(values: Array, what: str) -> None:
    if not np.all(np.isfinite(values)) or np.any(values < 0):
        raise MoodError(f"The {what} must be a number of 0 or more.")


def _float32(values: list[float] | list[list[float]]) -> Array:
    """As float32; numbers beyond its range become infinite, which `_check` refuses."""
    with np.errstate(over="ignore"):
        return np.array(values, np.float32)


def constant_mood(
    weights: Mapping[str, float], scale: float = 1.0, own: Sequence[OwnEmotion] = ()
) -> Mood:
    """A mood that stays; raises MoodError for an unknown emotion or a value under 0.

    own   the artist's emotions; those that have a weight are the mood's
    """
    known = [*EMOTIONS, *(emotion.name for emotion in own)]
    unknown = [name for name in weights if name not in known]
    if unknown:
        there = ", ".join(known)
        raise MoodError(f"There is no emotion called '{unknown[0]}'; choose among {there}.")
    _check(_float32(list(weights.values())), "weight of an emotion")
    used = tuple(emotion for emotion in own if emotion.name in weights)
    names = (*EXPRESSIVE, *(emotion.name for emotion in used))
    row = _float32([[weights.get(name, 0.0) for name in names]])
    return Mood(Track(row, RATE, names), constant_scale(scale), own=used)


def constant_scale(scale: float) -> Track:
    """A gain that stays, [1, 1]."""
    return Track(_float32([[scale]]), RATE, ("scale",))


def heard_mood(guess: Mapping[str, float], scale: float = 1.0) -> Mood:
    """The mood of what a voice sounds like, `guess` being how likely each of EMOTIONS is.

    What is felt counts by how far it is from an even guess, 0, to a single type, 1: so a voice
    that may be anything is not played as a mix of all. The rest has no type.
    """
    felt = sure_shares(np.array([[guess[name] for name in EXPRESSIVE]]))[0]
    typed = constant_mood(dict(zip(EXPRESSIVE, felt.tolist(), strict=True)), scale)
    return replace(typed, untyped=max(0.0, 1 - float(felt.sum())))


def sure_shares(felt: Array) -> Array:
    """How likely each of EXPRESSIVE is [n, EXPRESSIVE], times how sure the type is, 0..1."""
    shares = felt / np.maximum(felt.sum(1, keepdims=True), 1e-6)
    even = 1 / len(EXPRESSIVE)
    peaked = np.square(shares).sum(1, keepdims=True) - even
    return felt * np.sqrt(np.maximum(peaked, 0) / (1 - even))


def clear_emotion(guess: Mapping[str, float]) -> tuple[str, bool] | None:
    """The emotion that a voice clearly has, and whether that is sure; None where none is clear.

    guess   how likely each of EMOTIONS is
    """
    name = max(guess, key=lambda emotion: guess[emotion])
    if name not in EXPRESSIVE or guess[name] < CLEAR:
        return None
    return name, guess[name] >= SURE


def parse_mood(text: str, scale: float = 1.0, own: Sequence[OwnEmotion] = ()) -> Mood:
    """Reads "happy", "Happy=0.7,surprised=0.3" or "neutral", in any case; also names of `own`.

    Raises MoodError where it cannot.
    """
    weights: dict[str, float] = {}
    for item in text.split(","):
        name, equals, value = (part.strip() for part in item.partition("="))
        name = name.casefold()
        weights[name] = weights.get(name, 0.0) + (_number(name, value) if equals else 1.0)
    return constant_mood(weights, scale, own)


def _number(name: str, value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise MoodError(
            f"The weight of '{name}' must be a number such as 0.7, not '{value}'."
        ) from None


def felt_intensity(speech: Speech, mood: Mood) -> Track:
    """The intensity of the mood [frames, 1], 0..1, held in pauses as its emotions are held."""
    return acted_intensity(speech, mood.intensity, hold_s=hold_seconds(mood))


def hold_seconds(mood: Mood) -> float:
    """Seconds for which a pause keeps the mood: the mean of its emotions, by their shares."""
    shares, palette = mood.weights.values.mean(0), read_palette()
    total = float(shares.sum())
    own = [emotion.hold for emotion in mood.own]
    holds = np.array([*(palette[name].hold for name in EXPRESSIVE), *own])
    return float(shares @ holds) / total if total > 0 else HOLD_S


def compose(mood: Mood, intensity: Track, anchors: Mapping[str, Array]) -> Latent:
    """The emotion latent [frames, D] at the frames of `intensity` [frames, 1].

    anchors   unit vectors [D], one for each emotion of the mood: the type of the emotion
    A mix is the normalised sum of its anchors, so mixing turns the latent and keeps its norm, which
    is STRONG * scale * intensity * min(1, sum of the weights), 0..CAP; less while one emotion
    changes into another (emotion/change.py).
    """
    rows = np.array([anchors[name] for name in mood.weights.names], np.float32)
    latent, times = Spool(), intensity.times
    for inside in slices(len(intensity)):
        latent.add(_composed(mood, intensity.values[inside], times[inside], rows))
    return Track(latent.array(), intensity.rate)


def _composed(mood: Mood, intensity: Array, times: NDArray[np.float64], anchors: Array) -> Array:
    """The latent [times, D] at some times (s) and the intensity [times, 1] there."""
    weights, kept = changed_at(mood.weights, times, mood.intensity.change)
    sums = np.einsum("fe,ed->fd", weights, anchors)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    directions = np.divide(sums, lengths, out=np.zeros_like(sums), where=lengths > 1e-6)
    strength = np.minimum(1, weights.sum(1, keepdims=True))
    norm = STRONG * mood.scale.at(times) * intensity * strength * kept
    return (directions * np.clip(norm, 0, CAP)).astype(np.float32)


def felt_emotions(mood: Mood, intensity: Track) -> Track:
    """How strongly each emotion is felt, 0..1, [frames, EXPRESSIVE and own], at the frames of
    `intensity` [frames, 1]: the type and the norm of the latent, without the network."""
    felt, times = Spool(), intensity.times
    for inside in slices(len(intensity)):
        felt.add(_felt(mood, intensity.values[inside], times[inside]))
    return Track(felt.array(), intensity.rate, mood.weights.names)


def _felt(mood: Mood, intensity: Array, times: NDArray[np.float64]) -> Array:
    weights, kept = changed_at(mood.weights, times, mood.intensity.change)
    shares = weights / np.maximum(1, weights.sum(1, keepdims=True))
    strength = np.clip(mood.scale.at(times) * intensity * kept, 0, 1)
    return (shares * strength).astype(np.float32)
