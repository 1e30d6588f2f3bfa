"""Order: what is asked for, a voice and how it shall be acted, and the Performance made of it.

The command line, a batch, Blender without a window and the operators all make one and pass it on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from . import __version__
from .audio.intensity import COMMON
from .audio.silence import padded
from .audio.speech import Speech
from .audio.voice_level import at_level
from .emotion.intensity import IntensityShape
from .emotion.mood import AUTO, Mood, constant_scale, heard_mood, parse_mood
from .emotion.own import OwnEmotion, check_unique
from .export import write_take
from .face.performance import Style
from .model.catalogue import Networks
from .model.edited_words import with_edits
from .pipeline import act, listen
from .progress import Progress, part, silent, timed
from .text.script import ENGLISH, Automatic, Given, what_is_said
from .text.words import Words
from .track import Track

LONGEST_ROLL_S = 60.0
"""Seconds of life before and after a sound at most."""
FPS = 30.0
"""Frames a second where nothing else was asked for."""


@dataclass(frozen=True)
class Order:
    """A voice and how it shall be acted. Raises MoodError for an emotion that does not exist.

    sound            the recording
    emotion          AUTO (the voice's own), an emotion or a mix such as "happy=0.7,sad=0.3", in
                     any case; or the share of each over time, [frames, EXPRESSIVE]
    scale            gain on the intensity, 0 or more; or that over time, [frames, 1]
    fps              frames a second of the take
    text, language   what is said, or a file of it, and its language; AUTO where Intone writes it,
                     "" where it is unknown
    style            how the face is played
    intensity        where the intensity comes from
    edits            words that the user edited, in place of those that are heard
    own              emotions of the artist's own, which `emotion` may name
    calm             the raw score of intensity at which the voice is calm (audio/voice_level.py)
    before, after    seconds of life around the sound: the take begins and ends so much outside it
    """

    sound: Path
    emotion: str | Track = AUTO
    scale: float | Track = 1.0
    fps: float = FPS
    text: str | Automatic = Automatic()
    language: str = ENGLISH
    style: Style = Style()
    intensity: IntensityShape = IntensityShape()
    edits: Words = ()
    own: tuple[OwnEmotion, ...] = ()
    calm: float = COMMON
    before: float = 0.0
    after: float = 0.0

    def __post_init__(self) -> None:
        check_unique(self.own)
        if isinstance(self.emotion, str):
            object.__setattr__(self, "emotion", self.emotion.strip().casefold())
        if isinstance(self.emotion, str) and self.emotion != AUTO:
            parse_mood(self.emotion, own=self.own)

    def mood(self, speech: Speech) -> Mood:
        """The mood for what is acted. Raises MoodError for a scale or a share below 0.

        speech   as `rolled` gives it; what changes along the sound changes as much later
        """
        scale = self.scale if isinstance(self.scale, Track) else constant_scale(self.scale)
        curve, scale = self.intensity.curve, self._later(scale)
        shape = replace(self.intensity, curve=None if curve is None else self._later(curve))
        if self.emotion == AUTO:
            return replace(heard_mood(speech.guess()), scale=scale, intensity=shape)
        return Mood(self._later(self._weights()), scale, shape, self.used_own)

    def _later(self, track: Track) -> Track:
        """What stands along the sound, where the silence before it is acted too."""
        count = round(self.before * track.rate)
        if not count or len(track) == 1:
            return track
        values = np.concatenate([np.repeat(track.values[:1], count, axis=0), track.values])
        return replace(track, values=values)

    @property
    def used_own(self) -> tuple[OwnEmotion, ...]:
        """Those of the artist's emotions that `emotion` names."""
        if isinstance(self.emotion, Track):
            return tuple(own for own in self.own if own.name in self.emotion.names)
        return () if self.emotion == AUTO else parse_mood(self.emotion, own=self.own).own

    def _weights(self) -> Track:
        if isinstance(self.emotion, Track):
            return self.emotion
        return parse_mood(self.emotion, own=self.own).weights

    @property
    def script(self) -> Given:
        """What is said, where that is known; reads the file of it. Raises TextError."""
        return what_is_said(self.text, self.language)

    def edited(self, speech: Speech) -> Speech:
        """What is heard, with the words that the user edited, at the level of its voice."""
        return at_level(with_edits(speech, self.edits), self.calm)

    @property
    def told_emotion(self) -> str:
        """The emotion or the mix as it is written down; "keyed" for one over time."""
        return self.emotion if isinstance(self.emotion, str) else "keyed"

    def rolled(self, speech: Speech) -> Speech:
        """What is acted: the speech with the silence before and after it."""
        return padded(speech, self.before, self.after)

    def header(self, networks: Mapping[str, str]) -> dict[str, str | float]:
        """What a take's header says of it; `networks` is what Networks.header says."""
        scale = self.scale if not isinstance(self.scale, Track) else "keyed"
        sound = self.sound.name.encode("utf-8", "replace").decode()  # names need not be UTF-8
        asked = {"sound": sound, "emotion": self.told_emotion, "scale": scale}
        begins = {"begins": -self.before} if self.before else {}
        return {**asked, **begins, "intone": __version__, **networks}


@dataclass(frozen=True)
class Performance:
    """An order that was carried out: what was heard, and the face [frames, CHANNELS] that says it.

    speech   with the silence before and after it that the order asks for
    made   what a take's header says of it
    """

    order: Order
    speech: Speech
    face: Track
    made: Mapping[str, str | float]

    @classmethod
    def of(
        cls,
        order: Order,
        networks: Networks,
        progress: Progress = silent,
        timings: dict[str, float] | None = None,
    ) -> Performance:
        """Listens and acts, in this process; `timings` gets the seconds of each.

        Raises IntoneError as `pipeline.listen` does.
        """
        spent = {} if timings is None else timings
        with timed(spent, "listen"):
            script = order.script
            heard = listen(order.sound, networks, part(progress, 0.0, 0.7), script=script)
            speech = order.rolled(order.edited(heard))
        with timed(spent, "act"):
            mood = order.mood(speech)
            face = act(speech, mood, order.style, networks, part(progress, 0.7, 1.0))
        return cls(order, speech, face, order.header(networks.header()))

    def write(self, path: Path) -> None:
        """The take at the order's frame rate, in the format of the suffix. Raises OutputError."""
        write_take(self.face, path, self.order.fps, self.made, self.speech.words)
