"""How near own emotions come to their poses: python benchmarks/own_emotions.py

For each pose: how much of its length the network's nearest direction reaches by itself, how long it
takes to find, and how far the acted face is off the pose in the pauses of the test voice.
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from intone.audio.speech import RATE, sure_voice
from intone.emotion.intensity import IntensityShape
from intone.emotion.mood import Mood, constant_mood
from intone.emotion.own import OwnEmotion
from intone.face.basis import BLENDSHAPES
from intone.face.own_emotion import directions, pose, reached
from intone.face.performance import Style
from intone.model.catalogue import load_networks
from intone.pipeline import act, listen
from intone.track import Track

VOICE = Path(__file__).parents[1] / "tests" / "data" / "voice.flac"
STILL = Style(blinks=0, gaze=0, accents=0, breath=0)
POSES: dict[str, dict[str, float]] = {
    "a smile with raised cheeks": {
        **dict.fromkeys(("mouthSmileLeft", "mouthSmileRight"), 0.7),
        **dict.fromkeys(("cheekSquintLeft", "cheekSquintRight"), 0.6),
        **dict.fromkeys(("mouthUpperUpLeft", "mouthUpperUpRight"), 0.2),
    },
    "a smirk with one brow raised": {
        **{"mouthSmileLeft": 0.6, "browOuterUpRight": 0.7, "mouthLeft": 0.2},
        **dict.fromkeys(("eyeSquintLeft", "eyeSquintRight"), 0.4),
    },
    "puffed cheeks with the tongue out": {"cheekPuff": 0.8, "tongueOut": 0.5},
}


def main() -> None:
    networks = load_networks(device="cpu")
    speech = listen(VOICE, networks)
    silent = sure_voice(speech.content["voice"]) == 0
    full = IntensityShape(Track(np.ones((1, 1), np.float32), RATE, ("intensity",)))
    for name, face in POSES.items():
        own = OwnEmotion(name, tuple(face.items()))
        begun = time.perf_counter()
        directions([own], networks.act)
        spent = time.perf_counter() - begun
        left = np.linalg.norm(pose(own) - reached(own, networks.act)) / np.linalg.norm(pose(own))
        mood = constant_mood({own.name: 1.0}, own=[own])
        acted = act(speech, Mood(mood.weights, mood.scale, full, mood.own), STILL, networks)
        off = np.abs(acted.values[silent] - pose(own))[:, : len(BLENDSHAPES)].max(1)
        print(
            f"{name}: {1 - left:.2f} found in {spent * 1000:.0f} ms; "
            f"in pauses off by {np.median(off):.3f} (half of the frames), {off.max():.2f} at most"
        )


if __name__ == "__main__":
    main()
