"""Hear once, act often: every emotion of one voice, rising from nothing to its full strength.

python many_moods.py voice.wav FOLDER
"""

import sys
from pathlib import Path

import numpy as np

from intone import pipeline
from intone.emotion.mood import EXPRESSIVE, Mood
from intone.export import write_take
from intone.face.performance import Style
from intone.model.catalogue import load_networks
from intone.track import Track

voice, folder = Path(sys.argv[1]), Path(sys.argv[2])
networks = load_networks(device="cpu")
speech = pipeline.listen(voice, networks)
rise = np.linspace(0, 1, len(speech.intensity), dtype=np.float32)[:, None]
for index, emotion in enumerate(EXPRESSIVE):
    weights = np.eye(len(EXPRESSIVE), dtype=np.float32)[[index]]  # one frame holds throughout
    mood = Mood(Track(weights, 50.0, EXPRESSIVE), Track(rise, 50.0, ("scale",)))
    face = pipeline.act(speech, mood, Style(seed=7), networks)
    write_take(face, folder / f"{emotion}.npz", fps=60)
    print(f"{emotion}: smile up to {face['mouthSmileLeft'].max():.2f}")
