"""Order: what is asked for, a voice and how it shall be acted, as plain data.

The command line, a batch, Blender without a window and the operators all make one and pass it on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from . import __version__
from .audio.speech import Speech
from .emotion.intensity import IntensityShape
from .emotion.mood import AUTO, Mood, constant_scale, heard_mood, parse_mood
from .face.performance import Style
from .text.script import ENGLISH, Script, read_script
from .track import Track

FPS = 30.0
"""Frames a second where nothing else was asked for."""


@dataclass(frozen=True)
class Order:
    """A voice and how it shall be acted. Raises MoodError for an emotion that does not exist.

    sound            the recording
    emotion          AUTO (the voice's own), an emotion or a mix such as "happy=0.7,sad=0.3"; or
                     the share of each over time, [frames, EXPRESSIVE]
    scale            gain on the intensity, 0 or more; or that over time, [frames, 1]
    fps              frames a second of the take
    text, language   what is said, or a .txt file of it, and its language; "" where it is unknown
    style            how the face is played
    intensity        where the intensity comes from
    """

    sound: Path
    emotion: str | Track = AUTO
    scale: float | Track = 1.0
    fps: float = FPS
    text: str = ""
    language: str = ENGLISH
    style: Style = Style()
    intensity: IntensityShape = IntensityShape()

    def __post_init__(self) -> None:
        if isinstance(self.emotion, str) and self.emotion != AUTO:
            parse_mood(self.emotion)

    def mood(self, speech: Speech) -> Mood:
        """The mood for what is heard. Raises MoodError for a scale or a share below 0."""
        scale = self.scale if isinstance(self.scale, Track) else constant_scale(self.scale)
        return Mood(self._weights(speech), scale, self.intensity)

    def _weights(self, speech: Speech) -> Track:
        if isinstance(self.emotion, Track):
            return self.emotion
        mood = heard_mood(speech.guess()) if self.emotion == AUTO else parse_mood(self.emotion)
        return mood.weights

    @property
    def script(self) -> Script | None:
        """What is said, where that is known; reads the file of it. Raises TextError."""
        return read_script(self.text, self.language) if self.text else None

    def header(self, networks: Mapping[str, str]) -> dict[str, str | float]:
        """What a take's header says of it; `networks` is what Networks.header says."""
        emotion = self.emotion if isinstance(self.emotion, str) else "keyed"
        scale = self.scale if not isinstance(self.scale, Track) else "keyed"
        asked = {"sound": self.sound.name, "emotion": emotion, "scale": scale}
        return {**asked, "intone": __version__, **networks}
