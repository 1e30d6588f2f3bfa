"""Makes the demo voice of one utterance of LibriSpeech: a reader's teasing worry, in 14 seconds.

    python tools/make_demo_voice.py PATH/19-227-0004.flac     # or .opus

Writes assets/demo/northanger_abbey.flac (16 kHz mono): louder, and faded at both ends, so that no
player clicks. `northanger_abbey.txt` beside it is what is said. Where both come from, and their
licence, stands in NOTICE.md.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import soundfile

PLACE = Path(__file__).parent.parent / "assets" / "demo" / "northanger_abbey.flac"
PEAK, FADE_S = 0.7, 0.2


def main() -> None:
    """Reads the utterance that is named and writes the demo voice."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("utterance", type=Path)
    samples, rate = soundfile.read(parser.parse_args().utterance, dtype="float32")
    faded = round(FADE_S * rate)
    ramp = np.sin(np.linspace(0, np.pi / 2, faded, dtype=np.float32)) ** 2
    samples[:faded] *= ramp
    samples[-faded:] *= ramp[::-1]
    soundfile.write(PLACE, samples * (PEAK / np.abs(samples).max()), rate, subtype="PCM_16")


if __name__ == "__main__":
    main()
