"""Draws how each emotion comes, stays and goes in one take: docs/images/emotion_curves.png.

    python tools/draw_curves.py

The test voice with silence before it, two seconds more in one of its pauses and a second
after it. A row an
emotion: the voice in grey, the intensity acted, and the channel that shows the emotion most. The
last row changes from anger to happiness in the middle.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import soundfile
from matplotlib.axes import Axes

from intone.audio.speech import RATE, Speech
from intone.emotion.mood import (
    EXPRESSIVE,
    Mood,
    constant_mood,
    constant_scale,
    felt_emotions,
    felt_intensity,
)
from intone.face.performance import Style
from intone.model.catalogue import Networks, load_networks
from intone.pipeline import act, listen
from intone.text.script import AUTO
from intone.track import Track

ROOT = Path(__file__).parent.parent
VOICE = ROOT / "tests" / "data" / "voice.flac"
OUT = ROOT / "docs" / "images" / "emotion_curves.png"
BEFORE_S, PAUSE_S, AFTER_S, CUT_S = 0.5, 2.0, 1.0, 5.2
"""Seconds of silence before, in and after the voice, and where in the voice the pause is put."""
STILL = Style(blinks=0, gaze=0, head=0, accents=0, breath=0, asymmetry=0)
SHOWN = {
    "angry": "browDownLeft",
    "contemptuous": "mouthSmileLeft",
    "disgusted": "noseSneerLeft",
    "fearful": "eyeWideLeft",
    "happy": "mouthSmileLeft",
    "sad": "mouthFrownLeft",
    "surprised": "browOuterUpLeft",
}
"""The channel that is drawn of each emotion."""


def main() -> None:
    """Draws the picture."""
    networks = load_networks(device="cpu")
    speech = _heard(networks)
    figure, rows = plt.subplots(len(EXPRESSIVE) + 1, figsize=(9, 11), sharex=True)
    for axes, emotion in zip(rows, EXPRESSIVE, strict=False):
        _draw(axes, speech, constant_mood({emotion: 1.0}), emotion, [SHOWN[emotion]], networks)
    angry_happy = ["browDownLeft", "mouthSmileLeft"]
    _draw(rows[-1], speech, _changing(speech), "angry, then happy", angry_happy, networks)
    rows[-1].set_xlabel("seconds")
    figure.tight_layout()
    figure.savefig(OUT, dpi=80)


def _heard(networks: Networks) -> Speech:
    """The test voice with its silences."""
    samples, rate = soundfile.read(VOICE)
    cut = round(CUT_S * rate)
    silences = [np.zeros(round(s * rate)) for s in (BEFORE_S, PAUSE_S, AFTER_S)]
    whole = [silences[0], samples[:cut], silences[1], samples[cut:], silences[2]]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "voice.wav")
        soundfile.write(path, np.concatenate(whole), rate)
        return listen(path, networks, script=AUTO)


def _changing(speech: Speech) -> Mood:
    """Anger that turns into happiness from one frame to the next."""
    frames = len(speech.content)
    shares = np.zeros((frames, len(EXPRESSIVE)), np.float32)
    turn = round(0.7 * frames)
    shares[:turn, EXPRESSIVE.index("angry")] = 1
    shares[turn:, EXPRESSIVE.index("happy")] = 1
    return Mood(Track(shares, RATE, EXPRESSIVE), constant_scale(1.0))


def _draw(
    axes: Axes,
    speech: Speech,
    mood: Mood,
    title: str,
    channels: list[str],
    networks: Networks,
) -> None:
    """One row: the voice, the intensity, and channels of the face."""
    seconds = speech.content.times
    felt = felt_emotions(mood, felt_intensity(speech, mood)).values.sum(1)
    face = act(speech, mood, STILL, networks)
    axes.fill_between(seconds, 0, speech.content["voice"], color="0.88", label="voice")
    axes.plot(seconds, felt, color="0.35", linewidth=1, label="intensity acted")
    for name in channels:
        axes.plot(seconds, face[name], linewidth=1.6, label=name)
    axes.set_ylim(0, 1.4)
    axes.set_yticks([0, 0.5, 1])
    axes.set_ylabel(title, fontsize=8)
    axes.legend(fontsize=7, loc="upper right", ncols=4)


if __name__ == "__main__":
    main()
