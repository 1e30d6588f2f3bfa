"""Performance: the network's words and emotion become one face, with closed lips and life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..audio.speech import VISEMES, SpokenWord, sure_voice
from ..track import Array, Track, gaussian, widened
from . import guard, life
from .asymmetry import uneven
from .basis import BLENDSHAPES, CHANNELS, HEAD, REGIONS, index
from .eyelids import open_eyed

Face = Track
"""[frames, CHANNELS]: blendshapes 0..1, head and eyes in radians."""

SLOW = 0.12
"""Seconds (sigma) of the low-pass on the upper face: its emotion is slower than the mouth's."""

END_S = 0.12
"""Seconds before the end of a sound in which the mouth comes to rest."""

_SIDES = 9
"""The stream of chance that the two sides of the face are drawn from."""

_ROUNDING = 0.01
"""By which the visemes of a frame may miss 1."""
_UPPER = [index(name) for region in ("brows", "eyes", "cheeks") for name in REGIONS[region]]
_TURNS = [index(name) for name in HEAD]
_MOUTH = [index(name) for name in REGIONS["mouth"]]
_JAW = [index(name) for name in ("jawOpen", "mouthClose")]


@dataclass(frozen=True)
class Style:
    """How a performance is played. Amounts are gains: 1 as trained, 0 exactly off.

    articulation, jaw             the words: the whole mouth; the jaw within it
    closure                       how firmly the lips meet on p b m and touch the teeth on f v, 0..1
    brows, eyes, cheeks, mouth    the emotion, by region
    head, gaze                    head pose and motion; saccades
    blinks                        times the usual rate
    accents, breath               brows on stressed syllables; lips that part before a phrase
    asymmetry                     how differently an emotion moves the two sides of the face
    lead, smoothing               seconds: how early the face moves; sigma of the final low-pass
    seed                          another take of blinks, gaze, head and asymmetry
    person                        another person's asymmetry and life, with the same seed
    """

    articulation: float = 1.0
    jaw: float = 1.0
    closure: float = 1.0
    brows: float = 1.0
    eyes: float = 1.0
    cheeks: float = 1.0
    mouth: float = 1.0
    head: float = 1.0
    gaze: float = 1.0
    blinks: float = 1.0
    accents: float = 1.0
    breath: float = 1.0
    asymmetry: float = 1.0
    lead: float = 0.0
    smoothing: float = 0.016
    seed: int = 0
    person: int = 0

    @property
    def chance(self) -> int:
        """The seed of all that is drawn by chance: other for each person."""
        return self.seed + (self.person << 32)


def perform(
    speech_out: Array,
    emotion_out: Array,
    content: Track,
    style: Style | None = None,
    words: Sequence[SpokenWord] = (),
) -> Face:
    """The face of the words `speech_out` and the emotion offset `emotion_out`, [frames, channels].

    content   what was heard [frames, CONTENT], at the same frames
    words     where they are known: accents, breath and blinks go with them
    An offset of 0 everywhere gives exactly the neutral performance.
    """
    style = style or Style()
    spoken, felt = _led(speech_out, content, style), _led(emotion_out, content, style)
    content = replace(content, values=_led(content.values, content, style))
    lips = guard.met(spoken, content, guard.demand(content))
    lips = lips.scaled(min(1.0, 2 * style.articulation) * style.closure)
    felt = guard.damped(_played(felt, spoken, content, style), lips)
    face = _articulated(spoken, content, style) + felt
    face = gaussian(face, style.smoothing * content.rate)
    np.clip(face[:, : len(BLENDSHAPES)], 0, 1, out=face[:, : len(BLENDSHAPES)])
    face = guard.guarded(face, lips)
    amounts = life.Amounts(style.blinks, style.gaze, style.head, style.accents, style.breath)
    led = [replace(w, start=w.start - style.lead, end=w.end - style.lead) for w in words]
    alive = life.enlivened(face, content, amounts, style.chance, led)
    return Track(alive, content.rate, CHANNELS)


def _played(felt: Array, spoken: Array, content: Track, style: Style) -> Array:
    """The emotion offset by its amounts, slow and uneven as a face is, and as the words allow."""
    sides = np.random.default_rng([style.chance, len(content), _SIDES])
    felt = _slowed(_emphasised(felt, style), content.rate)
    felt = open_eyed(uneven(felt, content.rate, style.asymmetry, sides))
    felt = guard.rested(guard.parted(felt, spoken), speaking(content))
    return guard.rounded(felt, spoken)


def _led(values: Array, content: Track, style: Style) -> Array:
    """`values` moved ahead of the sound by the style's lead."""
    if style.lead == 0:
        return values
    return Track(values, content.rate).at(content.times + style.lead)


def _articulated(spoken: Array, content: Track, style: Style) -> Array:
    """The mouth of the words, at rest where nobody speaks."""
    result = np.zeros_like(spoken)
    result[:, _MOUTH] = spoken[:, _MOUTH] * np.float32(style.articulation)
    result[:, _JAW] *= np.float32(style.jaw)
    strength = _strength(content)
    if strength.any():
        closed = guard.demand(content)
        result[:, _MOUTH] *= 1 + strength
        # a stronger closure presses the lips, and drops no jaw
        result[:, _JAW] /= 1 + np.maximum(strength, 0) * np.maximum(closed.closed, closed.teeth)
    return result * speaking(content)[:, None]


def _strength(content: Track) -> Array:
    """How much further than usual the mouth goes, [frames, 1]: 0 where it was only heard.

    Visemes sum to 1 in what is heard, and to more or less where a user made one stronger or weaker.
    """
    whole = content.values[:, : len(VISEMES)].sum(1, keepdims=True)
    return np.where(np.abs(whole - 1) > _ROUNDING, whole - 1, 0).astype(np.float32)


def speaking(content: Track) -> Array:
    """Whether somebody speaks, [frames], 0..1: opening just before the voice; 0 in silence.

    The mouth also comes to rest where a sound breaks off in the middle of a word.
    """
    sure = sure_voice(content["voice"])
    heard = gaussian(widened(sure, round(0.08 * content.rate)), 0.03 * content.rate)
    left = np.arange(len(heard))[::-1] / (END_S * content.rate)
    return heard * np.clip(left, 0, 1).astype(np.float32)


def _emphasised(felt: Array, style: Style) -> Array:
    """The emotion offset, each region by its amount."""
    amounts = np.ones(len(CHANNELS), np.float32)
    for region, names in REGIONS.items():
        amounts[[index(name) for name in names]] = getattr(style, region)
    amounts[_TURNS] = style.head
    return felt * amounts


def _slowed(felt: Array, rate: float) -> Array:
    """The emotion offset, low-passed on the upper face and the head."""
    columns = _UPPER + _TURNS
    felt[:, columns] = gaussian(felt[:, columns], SLOW * rate)
    return felt
