"""Speech: what is said and how strongly it is felt, at the listening network's frame rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..track import Array, Track

RATE = 50.0
"""Frames a second of everything that is heard."""

VISEMES: tuple[str, ...] = (
    *("sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR"),
    *("aa", "E", "ih", "oh", "ou", "ax"),
)
"""The 15 visemes of the Oculus set, and the schwa."""

EVENTS: tuple[str, ...] = ("lipsClosed", "lipTeeth", "voice", "loudness")
"""p b m; f v; somebody speaks (all 0..1); loudness relative to the speaker's own (0..1)."""

HIDDEN = 32
"""How many hidden features of the encoder travel with the content."""

CONTENT: tuple[str, ...] = VISEMES + EVENTS + tuple(f"hidden{k:02d}" for k in range(HIDDEN))
EMOTIONS: tuple[str, ...] = (
    *("neutral", "angry", "contemptuous", "disgusted"),
    *("fearful", "happy", "sad", "surprised"),
)

STRONGEST = 2.0
"""How far a mouth goes to its viseme at most, where 1 is as it is said."""

DOUBT = 0.3
"""A voice heard less surely than this is none; one heard surer than the rest of 1 is sure."""


def sure_voice(voice: Array) -> Array:
    """Whether somebody speaks, [frames], 0..1: `voice` without the detector's doubts."""
    return np.clip((voice - DOUBT) / (1 - 2 * DOUBT), 0, 1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class VisemeSpan:
    """A viseme (of VISEMES) and the seconds between which the mouth shows it.

    strength: how far the mouth goes to it, 0..2; 1 is as it is said, 0 not at all.
    """

    viseme: str
    start: float
    end: float
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word, the seconds between which it is said, how surely (0..1), and its mouth shapes.

    edited: the user changed it, or wrote it: it is never overwritten by what is heard.
    """

    text: str
    start: float
    end: float
    sureness: float = 1.0
    visemes: tuple[VisemeSpan, ...] = ()
    edited: bool = False


@dataclass(frozen=True, slots=True)
class NonVerbal:
    """A sound that is no word: its kind (audio/nonverbal.py), its seconds, its strength, 0..1."""

    kind: str
    start: float
    end: float
    strength: float = 1.0


@dataclass(frozen=True)
class Speech:
    """All that is heard in one sound; three tracks of the same frames at RATE.

    content    [frames, CONTENT]   phonetic content
    intensity  [frames, 1]         emotion intensity, 0..1
    emotion    [frames, EMOTIONS]  the voice's own guess of the type; each frame sums to 1
    """

    content: Track
    intensity: Track
    emotion: Track
    remarks: tuple[str, ...] = ()
    """What the user should know of this sound, a sentence each."""
    words: tuple[SpokenWord, ...] = ()
    """Where the words of the text are, in their order; what does not fit is left out."""
    transcript: str = ""
    """What the recogniser wrote; empty where a text was given, or none was wanted."""
    score: Track | None = None
    """The raw score of intensity, [frames, 1], that `intensity` is made of; None: not known."""
    pitch: Track | None = None
    """[frames, 1], semitones above the voice's own middle; 0 where it has none (audio/pitch.py)."""

    sounds: tuple[NonVerbal, ...] = ()
    """Laughs, sobs and breaths in the order of their beginnings."""

    captured: Track | None = None
    """[frames, channels] at its own rate: the face, where it was recorded instead of acted."""

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.content.duration

    def guess(self) -> dict[str, float]:
        """The type of emotion over the whole sound, weighed by voice; the weights sum to 1."""
        voice = self.content["voice"][:, None] + 1e-6
        weights = (self.emotion.values * voice).sum(0) / voice.sum()
        return {name: float(w) for name, w in zip(self.emotion.names, weights, strict=True)}
