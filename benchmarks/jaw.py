"""Whether the jaw follows the speech: correlations of jawOpen over takes of given sounds.

    python benchmarks/jaw.py SOUND ...

Pearson's r of jawOpen with the loudness heard, and with the openness of the vowels heard (the
content); and whether scale 0 of every emotion equals the neutral take bit for bit.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from intone.audio.speech import EMOTIONS, Speech
from intone.emotion.mood import parse_mood
from intone.face.performance import Style
from intone.model.catalogue import load_networks
from intone.pipeline import act, listen

OPENNESS = {"aa": 1.0, "E": 0.6, "ax": 0.5, "oh": 0.6, "ih": 0.35, "ou": 0.3, "kk": 0.2, "RR": 0.2}
"""How open the jaw stands in each viseme, roughly; the others count as closed."""


def openness(speech: Speech) -> np.ndarray:
    """How open the visemes heard want the jaw, [frames]."""
    return sum(speech.content[viseme] * weight for viseme, weight in OPENNESS.items())


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Pearson's r."""
    return float(np.corrcoef(one, other)[0, 1])


def main() -> None:
    """Prints one row for each sound."""
    networks = load_networks(device="cpu")
    print(f"{'sound':<28} {'r loudness':>11} {'r content':>10}  scale 0 is neutral")
    for path in map(Path, sys.argv[1:]):
        speech = listen(path, networks)
        moods = {name: parse_mood(name, 0.0) for name in EMOTIONS}
        takes = {name: act(speech, mood, Style(), networks) for name, mood in moods.items()}
        jaw = takes["neutral"]["jawOpen"]
        same = len({take.values.tobytes() for take in takes.values()}) == 1
        loud = correlation(jaw, speech.content["loudness"])
        said = correlation(jaw, openness(speech))
        print(f"{path.stem:<28} {loud:11.2f} {said:10.2f}  {'yes' if same else 'NO'}")


if __name__ == "__main__":
    main()
