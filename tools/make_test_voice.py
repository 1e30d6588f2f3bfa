"""Speaks the voice of the tests with Debian's flite: four sentences in differing delivery.

    apt-get install flite sox && python tools/make_test_voice.py

Writes tests/data/voice.flac (16 kHz mono) and voice_phones.tsv (start, end, phone, from flite's
own durations), which tests take as the truth for lip closures.
"""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

FOLDER = Path(__file__).parent.parent / "tests" / "data"
RATE = 16000


@dataclass(frozen=True)
class Line:
    """One sentence and its delivery.

    tempo stretches durations; pitch and spread in Hz; effort in dB above 2 kHz, because an engaged
    voice has a flatter spectrum; gain on the samples; pause after it in seconds.
    """

    text: str
    tempo: float
    pitch: int
    spread: int
    effort: int
    gain: float
    pause: float


LINES = (
    Line("My name is Pam. I make maps, and most mornings begin alike.", 1.05, 165, 14, 0, 0.7, 0.5),
    Line("But this morning, somebody put a big blue box by my bed!", 0.82, 265, 85, 11, 0.9, 0.35),
    Line("Oh my! It was the most beautiful map I have ever seen!", 0.78, 290, 100, 13, 1.0, 0.6),
    Line("Maybe we both just love to be home.", 1.2, 160, 16, 0, 0.6, 0.6),
)


def speak(line: Line, path: Path) -> list[tuple[float, str]]:
    """Speaks one line into a WAV and returns the end time (s) of each phone."""
    features = {
        "duration_stretch": line.tempo,
        "int_f0_target_mean": line.pitch,
        "int_f0_target_stddev": line.spread,
    }
    settings = [part for item in features.items() for part in ("--setf", "=".join(map(str, item)))]
    command = ["flite", "-voice", "slt", "-psdur", *settings, "-t", line.text, "-o", str(path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    louder = path.with_suffix(".louder.wav")
    effect = ["gain", "-12", "treble", str(line.effort), "2000", "gain", "-n", "-6"]
    subprocess.run(["sox", path, louder, *effect], check=True)
    louder.replace(path)
    pairs = [word.rpartition(":") for word in told.split() if ":" in word]
    return [(float(end), phone) for phone, _, end in pairs]


def main() -> None:
    """Speaks all lines one after another."""
    sound: list[np.ndarray] = [np.zeros(int(0.4 * RATE), np.float32)]
    rows = [(0.0, 0.4, "pau")]
    for line in LINES:
        with tempfile.TemporaryDirectory() as folder:
            wav = Path(folder, "line.wav")
            ends = speak(line, wav)
            samples, _ = soundfile.read(wav, dtype="float32")
        begin = rows[-1][1]
        starts = [0.0, *(end for end, _ in ends[:-1])]
        rows += [(begin + a, begin + b, phone) for a, (b, phone) in zip(starts, ends, strict=True)]
        length = begin + len(samples) / RATE + line.pause
        rows += [(rows[-1][1], length, "pau")]
        sound += [samples * line.gain, np.zeros(int(line.pause * RATE), np.float32)]
    whole = np.concatenate(sound)
    soundfile.write(FOLDER / "voice.flac", whole, RATE, subtype="PCM_16")
    table = [f"{a:.3f}\t{b:.3f}\t{phone}" for a, b, phone in rows]
    (FOLDER / "voice_phones.tsv").write_text("\n".join(["start\tend\tphone", *table, ""]))


if __name__ == "__main__":
    main()
