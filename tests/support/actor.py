"""A worker without networks, for the tests inside Blender."""

from __future__ import annotations

from pathlib import Path

import numpy as np

RAMP_S, LOW, HIGH = 8.0, 0.1, 0.9
"""How long a ramp is, and how far the jaw is open at its beginning and at its end."""
FRAMES = 100
"""Two seconds at 50 frames a second: how long every take of the actor is."""


class Actor:
    """A worker without networks: the jaw opens with the intensity scale that was asked for."""

    frames = FRAMES

    def __init__(self, part):
        self._part, self.heard, self.closed = part, [], False
        self.failure: Exception | None = None
        self.intensity = np.zeros(self.frames)
        self.words: tuple = ()
        self.scores: dict[str, float] = {}
        """Raw scores of intensity by the name of the sound; others have none."""
        self.levels: list[float] = []
        """The mean intensity of what was acted."""

    def listen(self, path, progress, script=None):
        self.heard.append(Path(path))
        progress(0.5, "Listening")
        if self.failure is not None:
            raise self.failure
        speech, track = self._part("audio.speech"), self._part("track").Track
        content = np.zeros((self.frames, len(speech.CONTENT)), np.float32)
        content[:, speech.CONTENT.index("voice")] = 1.0
        intensity = self.intensity[:, None].astype(np.float32)
        emotion = np.eye(len(speech.EMOTIONS), dtype=np.float32)[[5] * self.frames]
        return speech.Speech(
            track(content, 50.0, speech.CONTENT),
            track(intensity, 50.0),
            track(emotion, 50.0, speech.EMOTIONS),
            words=self.words,
            score=self._score(path, track),
        )

    def _score(self, path, track):
        score = self.scores.get(Path(path).stem)
        return None if score is None else track(np.full((self.frames, 1), score, np.float32), 50.0)

    def act(self, speech, mood, style, progress):
        self.levels.append(float(speech.intensity.values.mean()))
        channels = self._part("face.basis").CHANNELS
        values = np.zeros((FRAMES, len(channels)), np.float32)
        values[:, channels.index("jawOpen")] = mood.scale.values[0, 0] * 0.5
        values[:, channels.index("headYaw")] = np.sin(np.arange(FRAMES) / 8)  # the neck turns
        smile = mood.weights.at(np.arange(FRAMES) / 50.0)[:, mood.weights.names.index("happy")]
        values[:, channels.index("mouthSmileLeft")] = smile
        progress(1.0, "Acting")
        return self._part("track").Track(values, 50.0, channels)

    def header(self):
        return {"listen": "an actor", "act": "an actor", "device": "stage"}

    def close(self):
        self.closed = True


class Ramp(Actor):
    """A worker whose face says by its jaw which second of a sound of RAMP_S is played."""

    frames = int(50 * RAMP_S)

    def act(self, speech, mood, style, progress):
        channels = self._part("face.basis").CHANNELS
        values = np.zeros((self.frames, len(channels)), np.float32)
        values[:, channels.index("jawOpen")] = (
            LOW + (HIGH - LOW) * np.arange(self.frames) / self.frames
        )
        progress(1.0, "Acting")
        return self._part("track").Track(values, 50.0, channels)
