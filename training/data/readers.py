"""Readers: calm read speech of hundreds of voices and microphones, in six languages.

LibriSpeech's speakers are parted by the CRC-32 of their number, modulo 10: 8 and 9 are tested on,
6 chooses between trainings, the rest trains.
"""

from __future__ import annotations

import csv
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ...audio.features import SAMPLE_RATE
from .corpora import Utterance, read_sound

TEST, VALIDATION = (8, 9), (6,)
"""The parts of LibriSpeech's speakers that train nothing."""
CLIPS = 2
"""Of a speaker: three of them own more than half of the minutes."""
SHORTEST_S, LONGEST_S = 3.0, 12.0
TRAINED_S = 8.0
"""Seconds of a clip that are trained on."""
PROMPTS = {"kerstin": ("kerstin/sound", 90), "it": ("asterisk/it", 60), "ru": ("asterisk/ru", 60)}
"""Folder, and number of clips, of voices beside LibriSpeech: German, Italian, Russian."""
HELD_PROMPTS = {"es": ("asterisk/es", 30), "fr": ("asterisk/fr", 30)}
"""The same of languages that train nothing."""


def part_of(speaker: str) -> int:
    """The part of LibriSpeech that a speaker belongs to, 0..9."""
    return zlib.crc32(speaker.encode()) % 10


def librispeech(data: Path) -> Iterator[Utterance]:
    """LibriSpeech (CC BY 4.0): up to CLIPS of each speaker, without phones."""
    counts = Counter[str]()
    with (data / "librispeech" / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE))
    for row in rows:
        speaker = row["speaker"]
        if float(row["seconds"]) >= SHORTEST_S and counts[speaker] < CLIPS:
            counts[speaker] += 1
            path = next((data / "librispeech" / "sound").rglob(f"{row['id']}.*"))
            yield _read(path, "librispeech", speaker, row["id"], LONGEST_S)


def prompts(data: Path, corpus: str) -> Iterator[Utterance]:
    """One voice of PROMPTS or HELD_PROMPTS: as many clips of it, drawn with seed 0."""
    folder, count = {**PROMPTS, **HELD_PROMPTS}[corpus]
    paths = sorted((data / folder).glob("*.opus"))
    drawn = (paths[k] for k in np.random.default_rng(0).permutation(len(paths)))
    found = (_read(path, corpus, corpus, path.stem, LONGEST_S) for path in drawn)
    long = (u for u in found if len(u.samples) >= 2.2 * SAMPLE_RATE)
    yield from (u for _, u in zip(range(count), long, strict=False))


def training_readers(data: Path) -> Iterator[Utterance]:
    """The readers that train intensity and type, each clip cut to TRAINED_S; none without data."""
    if not (data / "librispeech").is_dir():
        return
    for u in librispeech(data):
        if part_of(u.speaker) not in (*TEST, *VALIDATION):
            yield _cut(u)
    for corpus in PROMPTS:
        yield from map(_cut, prompts(data, corpus))


def _cut(u: Utterance) -> Utterance:
    samples = u.samples[: round(TRAINED_S * SAMPLE_RATE)]
    return Utterance(samples, None, u.corpus, u.speaker, u.text, u.emotion)


def _read(path: Path, corpus: str, speaker: str, text: str, longest: float) -> Utterance:
    samples = read_sound(path)[: round(longest * SAMPLE_RATE)]
    return Utterance(samples, None, corpus, speaker, text, "neutral")
