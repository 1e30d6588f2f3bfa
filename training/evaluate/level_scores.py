"""Measures of levels: whether intensity compares across voices, and what calm ones are heard as.

Distances are in units of what lies between neutral and angry within a speaker: the median of it
over EMO-DB's two speakers that train nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...audio.features import SAMPLE_RATE
from ...audio.sound import from_samples
from ...audio.speech import EMOTIONS, Speech
from ...audio.voice_level import at_level, level_of_lines, line_level
from ...emotion.mood import clear_emotion
from ...model.listening import hear
from ...model.onnx_backend import load_network
from ..data import augment, corpora
from ..data.corpora import HELD_SPEAKERS, Utterance
from ..data.readers import HELD_PROMPTS, TEST, librispeech, part_of, prompts
from .listen_metrics import Array, Row

Ear = Callable[[Array], Speech]


@dataclass(frozen=True)
class Line:
    """One utterance and what is heard in it."""

    utterance: Utterance
    heard: Speech

    @property
    def middle(self) -> float:
        """The raw score in its middle."""
        return line_level(self.heard).score

    @property
    def named(self) -> str:
        """The likeliest type."""
        guess = self.heard.guess()
        return max(guess, key=lambda name: guess[name])


def level_rows(model: Path, data: Path) -> Iterator[Row]:
    """All measures of this file."""
    network = load_network(model, "listen", "cpu")

    def ear(samples: Array) -> Speech:
        return hear(from_samples(samples), network)

    acted = [u for u in corpora.emodb(data) if u.speaker in HELD_SPEAKERS and u.emotion in EMOTIONS]
    unit = distance([Line(u, ear(u.samples)) for u in acted])
    yield "neutral to angry within a speaker, raw", {"median": unit}
    yield from reader_rows(ear, data, unit)
    calm = [u for u in librispeech(data) if part_of(u.speaker) in TEST]
    others = [u for folder in ("thorsten", "nvidia") for u in clips(data, folder)]
    for name, speech in {"EMO-DB": acted, "LibriSpeech": calm, "others": others}.items():
        yield from wear_rows(ear, name, speech, unit)
    for folder in ("thorsten", "nvidia"):
        yield from voice_rows(folder, [Line(u, ear(u.samples)) for u in clips(data, folder)])


def distance(lines: Sequence[Line]) -> float:
    """The median over speakers of how far the middle of angry lies above that of neutral."""
    found: list[float] = []
    for speaker in HELD_SPEAKERS:
        own = [line for line in lines if line.utterance.speaker == speaker]
        neutral, angry = (
            np.median([line.middle for line in own if line.utterance.emotion == emotion])
            for emotion in ("neutral", "angry")
        )
        found.append(float(angry - neutral))
    return float(np.median(found))


def reader_rows(ear: Ear, data: Path, unit: float) -> Iterator[Row]:
    """Calm readers: the medians of their raw scores, and how many are heard as neutral."""
    read = [Line(u, ear(u.samples)) for u in librispeech(data)]
    tested = [line for line in read if part_of(line.utterance.speaker) in TEST]
    for name, lines in {"all of LibriSpeech": read, "LibriSpeech's test": tested}.items():
        voices = sorted({line.utterance.speaker for line in lines})
        middles = [
            float(np.median([x.middle for x in lines if x.utterance.speaker == voice]))
            for voice in voices
        ]
        counted = {"voices": float(len(voices))}
        yield f"readers' medians, {name}", spread(middles, unit) | named_neutral(lines) | counted
    others = {name: list(prompts(data, name)) for name in HELD_PROMPTS}
    others |= {"LJ Speech": list(corpora.ljspeech(data)), "GRID": list(corpora.grid(data))}
    for name, speech in others.items():
        lines = [Line(u, ear(u.samples)) for u in speech]
        yield f"calm lines, {name}", spread([x.middle for x in lines], unit) | named_neutral(lines)


def spread(middles: Sequence[float], unit: float) -> dict[str, float]:
    """The median of raw scores, and how far they lie apart, in units of the distance."""
    low, first, middle, third, high = np.quantile(middles, (0.05, 0.25, 0.5, 0.75, 0.95))
    return {
        "median": float(middle),
        "deviation": float(np.std(middles) / unit),
        "quartiles": float((third - first) / unit),
        "5 to 95 %": float((high - low) / unit),
    }


def named_neutral(lines: Sequence[Line]) -> dict[str, float]:
    """Shares of the lines that are heard as neutral, and that are said to have an emotion."""
    return {
        "neutral": float(np.mean([line.named == "neutral" for line in lines])),
        "named": float(np.mean([clear_emotion(x.heard.guess()) is not None for x in lines])),
    }


def telephone(samples: Array) -> Array:
    """Samples [n] with 50 dB less below 300 and above 3400 Hz."""
    spectrum = np.fft.rfft(samples)
    frequency = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    spectrum[(frequency < 300) | (frequency > 3400)] *= 0.003
    return np.fft.irfft(spectrum, len(samples)).astype(np.float32)


WEAR: dict[str, Callable[[Array], Array]] = {
    "-12 dB": lambda samples: samples * np.float32(10 ** (-12 / 20)),
    "+12 dB": lambda samples: samples * np.float32(10 ** (12 / 20)),
    "a telephone": telephone,
    "20 dB noise": lambda samples: augment.add_noise(np.random.default_rng(1), samples, 20),
}


def wear_rows(ear: Ear, name: str, speech: Sequence[Utterance], unit: float) -> Iterator[Row]:
    """How far gain, a telephone and noise move the middle of a line, in units of the distance."""
    clean = [line_level(ear(u.samples)).score for u in speech]
    for kind, wear in WEAR.items():
        moved = [line_level(ear(wear(u.samples))).score for u in speech]
        by = np.abs(np.subtract(moved, clean)) / unit
        shown = {"median": float(np.median(by)), "mean": float(by.mean())}
        yield f"moved by {kind}, {name}", shown | {"nine of ten": float(np.quantile(by, 0.9))}


def clips(data: Path, folder: str) -> list[Utterance]:
    """Acted clips of one voice, none trained on; `text` is what they are called."""
    paths = sorted((data / "clips" / folder).glob("*.wav"))
    return [Utterance(corpora.read_sound(p), None, folder, folder, p.stem) for p in paths]


def voice_rows(folder: str, lines: Sequence[Line]) -> Iterator[Row]:
    """Each line of a voice: raw score, and its mean intensity alone, among the voice's lines and
    beside the neutral one; then the likeliest type, and how sure it is."""
    neutral = next(line for line in lines if "neutral" in line.utterance.text)
    own = level_of_lines(line_level(line.heard) for line in lines)
    yield f"{folder}, level of the voice", {"of its lines": own, "of its neutral": neutral.middle}
    for line in lines:
        shown = {"raw": line.middle, "alone": mean(line.heard)}
        shown |= {"among its lines": mean(at_level(line.heard, own))}
        shown |= {"beside its neutral": mean(at_level(line.heard, neutral.middle))}
        shown |= {line.named: line.heard.guess()[line.named]}
        yield f"{folder}, {line.utterance.text}", shown


def mean(speech: Speech) -> float:
    """Mean intensity while somebody speaks."""
    spoken = speech.content["voice"] > 0.5
    return float(speech.intensity.values[spoken, 0].mean())
