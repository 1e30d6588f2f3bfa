"""Corpora: recorded speech with phones, read from the folders of data/README.md."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from ...audio.features import SAMPLE_RATE
from .phones import ARPABET, GERMAN, Phones, to_phones

EMODB_EMOTIONS = {"W": "angry", "E": "disgusted", "A": "fearful", "F": "happy", "T": "sad"}
EMODB_EMOTIONS |= {"N": "neutral", "L": "bored"}
"""EMO-DB's letters. Bored utterances train content only: Intone has no such emotion."""

HELD_SPEAKERS = ("10", "13")
HELD_TEXTS = ("a04", "b10")
"""EMO-DB's two speakers (a man, a woman) and two sentences that are never trained on."""
HELD_VOICE = "rms"
"""The flite voice that is never trained on."""


@dataclass(frozen=True)
class Utterance:
    """One recording of speech.

    samples   [n] at 16 kHz
    phones    None where there are no labels
    emotion   one of EMOTIONS, or "bored"; "" where there is no label
    """

    samples: NDArray[np.float32]
    phones: Phones | None
    corpus: str
    speaker: str
    text: str
    emotion: str = ""


def read_sound(path: Path) -> NDArray[np.float32]:
    """A sound file as samples [n], mono at 16 kHz."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(1)
    if rate == SAMPLE_RATE:
        return mono
    return soxr.resample(mono, rate, SAMPLE_RATE).astype(np.float32)


def read_segments(path: Path) -> list[tuple[float, float, str]]:
    """(start, end, phone), in seconds, of a table with these columns."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(float(row["start"]), float(row["end"]), row["phone"]) for row in rows]


def emodb(data: Path) -> Iterator[Utterance]:
    """EMO-DB (CC0): acted German, 10 speakers, hand-labelled phones for nearly all."""
    for path in sorted((data / "emodb" / "wav").glob("*.wav")):
        table = data / "emodb" / "phones" / f"{path.stem}.tsv"
        phones = to_phones(read_segments(table), GERMAN) if table.exists() else None
        speaker, text, letter = path.stem[:2], path.stem[2:5], path.stem[5]
        emotion = EMODB_EMOTIONS[letter]
        yield Utterance(read_sound(path), phones, "emodb", speaker, text, emotion)


def ljspeech(data: Path) -> Iterator[Utterance]:
    """LJ Speech (public domain): one American reader; phones by a recogniser. For testing only."""
    yield from _aligned(data / "ljspeech" / "wavs", data / "ljspeech" / "phones_pocketsphinx", "lj")


def grid(data: Path) -> Iterator[Utterance]:
    """GRID (CC BY 4.0): five English talkers of three seconds. For testing only."""
    yield from _aligned(data / "grid" / "wav", data / "grid" / "phones", "grid")


def jfk(data: Path) -> Utterance:
    """Eleven seconds of J. F. Kennedy's speech of 1961 (public domain). For testing only."""
    folder = data / "clips" / "jfk"
    phones = to_phones(read_segments(folder / "jfk_phones_pocketsphinx.tsv"), ARPABET)
    return Utterance(read_sound(folder / "jfk_16k_mono.wav"), phones, "jfk", "jfk", "jfk")


def held_out(utterance: Utterance) -> bool:
    """Whether the speaker or the sentence is held out."""
    return utterance.speaker in HELD_SPEAKERS or utterance.text in HELD_TEXTS


def tests_content(utterance: Utterance) -> bool:
    """Whether both the speaker and the sentence are held out."""
    return utterance.speaker in HELD_SPEAKERS and utterance.text in HELD_TEXTS


def _aligned(sounds: Path, tables: Path, corpus: str) -> Iterator[Utterance]:
    for table in sorted(tables.glob("*.tsv")):
        phones = to_phones(read_segments(table), ARPABET)
        samples = read_sound(sounds / f"{table.stem}.wav")
        yield Utterance(samples, phones, corpus, table.stem[:5], table.stem)
