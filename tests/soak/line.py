"""Takes in one process through the pipeline, as a batch makes them: `python -m soak.line COUNT`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile

from intone.audio.speech import EMOTIONS
from intone.cli import main
from intone.export import FORMATS

from .kills import voice
from .readings import reading, tell

EVERY = 10


def work(count: int) -> None:
    """Takes of several lengths, emotions and formats; every seventh is refused."""
    with tempfile.TemporaryDirectory() as folder:
        sounds = [voice(Path(folder, f"{k}.wav"), 0.5 + 0.4 * k) for k in range(4)]
        broken = Path(folder, "broken.wav")
        broken.write_bytes(sounds[0].read_bytes()[:60])
        stereo = Path(folder, "stereo.flac")
        soundfile.write(stereo, np.random.default_rng(0).normal(size=(30000, 2)) / 9, 44100)
        chosen = [*sounds, broken, stereo, sounds[0]]
        for number in range(count):
            sound = chosen[number % len(chosen)]
            suffix = [*FORMATS][number % len(FORMATS)]
            asked = ["--emotion", EMOTIONS[number % len(EMOTIONS)], "--text", "-", "--quiet"]
            take = str(Path(folder, f"take{suffix}"))
            status = main(["animate", str(sound), "--out", take, "--device", "cpu", *asked])
            assert status == (1 if sound == broken else 0)
            if number % EVERY == EVERY - 1:
                tell(reading(number + 1))


if __name__ == "__main__":
    work(int(sys.argv[1]))
