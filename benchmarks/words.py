"""What knowing the words is worth: without text, with Intone's transcript, with the true text.

    python benchmarks/words.py --data ../shared/data [--part all|chosen|kept] [--sets NAME ...]

For each set, F1 of closures (p b m, within two frames of a film) and share of the 16 visemes that
are right; how many clips have words; and how many times real time listening took without and with
the transcript (processor time, one thread). LJ Speech, LibriSpeech (a clip of each speaker whose
labels are good), EMO-DB and GRID are labelled. Of the other languages the labels are where the true
text is found in the sound, which needs espeak-ng. The song is synthesised vowels.

Thresholds were chosen on the clips called `chosen` (CRC-32 of speaker or clip is even) of all sets
but LJ Speech, GRID and the song; `kept` are the others.
"""

from __future__ import annotations

import argparse
import csv
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from intone.audio.sound import from_samples
from intone.audio.speech import VISEMES, Speech, SpokenWord
from intone.model.catalogue import Networks, load_networks
from intone.model.listening import hear
from intone.text import espeak
from intone.text.script import AUTO, Automatic, Script
from intone.training.data import augment, corpora
from intone.training.data.corpora import Utterance, read_sound
from intone.training.data.phones import ARPABET, LABIAL, UNKNOWN, Phones, to_phones
from intone.training.data.transcripts import script_of
from intone.training.evaluate.listen_metrics import ListenOutput, closure_scores, viseme_accuracy

RATE = 16000
WORST_ALIGNMENT = -200
"""Mean score of LibriSpeech's labels under which a clip is left out."""
PROMPTS, SHORTEST_PROMPT = 80, 3.0
"""Of each language of Asterisk's; seconds."""
WITHOUT, WRITTEN, TRUE = "without", "transcript", "text"
FORMANTS = {
    "aa": (730, 1090, 2440),
    "ih": (270, 2290, 3010),
    "ou": (300, 870, 2240),
    "oh": (570, 840, 2410),
    "E": (530, 1840, 2480),
}
"""Of five vowels, in hertz (Peterson & Barney 1952)."""


@dataclass(frozen=True)
class Case:
    """A clip with its text, if it has one; and whether thresholds were chosen on such clips."""

    clip: Utterance
    script: Script | None
    chosen: bool


def rows_of(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE))


def even(name: str) -> bool:
    return zlib.crc32(name.encode()) % 2 == 0


def lj(data: Path) -> Iterator[Case]:
    return (Case(clip, script_of(clip, data), False) for clip in corpora.ljspeech(data))


def lj_noise(data: Path) -> Iterator[Case]:
    rng = np.random.default_rng(0)
    return (worn(case, augment.add_noise(rng, case.clip.samples, 10)) for case in lj(data))


def lj_telephone(data: Path) -> Iterator[Case]:
    return (worn(case, telephone(case.clip.samples)) for case in lj(data))


def worn(case: Case, samples: np.ndarray) -> Case:
    return replace(case, clip=replace(case.clip, samples=samples))


def telephone(samples: np.ndarray) -> np.ndarray:
    spectrum = np.fft.rfft(samples)
    frequency = np.fft.rfftfreq(len(samples), 1 / RATE)
    spectrum[(frequency < 300) | (frequency > 3400)] *= 0.003
    return np.fft.irfft(spectrum, len(samples)).astype(np.float32)


def librispeech(data: Path) -> Iterator[Case]:
    """The first clip of each speaker that is labelled well."""
    folder, seen = data / "librispeech", set[str]()
    for row in sorted(rows_of(folder / "metadata.csv"), key=lambda row: row["id"]):
        table = folder / "phones" / f"{row['id']}.tsv"
        if row["speaker"] in seen or not table.exists():
            continue
        cells = [line.split("\t") for line in table.read_text().splitlines() if line[0].isdigit()]
        if np.mean([float(cell[4]) for cell in cells]) < WORST_ALIGNMENT:
            continue
        seen.add(row["speaker"])
        phones = to_phones([(float(a), float(b), phone) for a, b, phone, *_ in cells], ARPABET)
        sound = read_sound(next((folder / "sound").glob(f"{row['id']}.*")))
        clip = Utterance(sound, phones, "librispeech", row["speaker"], row["id"])
        yield Case(clip, Script(row["text"].lower()), even(row["speaker"]))


def emodb(data: Path) -> Iterator[Case]:
    for clip in corpora.emodb(data):
        if clip.phones is not None:
            yield Case(clip, script_of(clip, data), even(clip.text + clip.speaker))


def grid(data: Path) -> Iterator[Case]:
    return (Case(clip, None, False) for clip in corpora.grid(data))


def kerstin(data: Path) -> Iterator[Case]:
    return _texts(data / "kerstin" / "metadata.csv", data / "kerstin" / "sound", "de", "kerstin")


def asterisk(data: Path, language: str) -> Iterator[Case]:
    folder = data / "asterisk"
    return _texts(folder / f"{language}.csv", folder / language, language, language)


def _texts(table: Path, sounds: Path, language: str, speaker: str) -> Iterator[Case]:
    rows = [row for row in rows_of(table) if float(row["seconds"]) >= SHORTEST_PROMPT]
    for row in rows[:: max(1, len(rows) // PROMPTS)][:PROMPTS]:
        sound = read_sound(sounds / f"{row['id']}.opus")
        clip = Utterance(sound, None, "texts", speaker, row["id"])
        yield Case(clip, Script(row["text"], language), even(row["id"] + speaker))


def song(data: Path) -> Iterator[Case]:
    """Vowels on a melody with vibrato, thirty of them; eight songs."""
    for seed in range(8):
        rng = np.random.default_rng(100 + seed)
        names = rng.choice(list(FORMANTS), 30)
        samples = np.concatenate([sung(rng.integers(-5, 8), FORMANTS[name]) for name in names])
        starts, silent = 0.6 * np.arange(30, dtype=np.float32), np.zeros(30, bool)
        looks = np.array([VISEMES.index(name) for name in names], np.int8)
        phones = Phones(starts, starts + np.float32(0.6), looks, silent)
        clip = Utterance(samples, phones, "song", "song", str(seed))
        yield Case(clip, None, False)


def sung(semitone: int, formants: tuple[int, ...]) -> np.ndarray:
    """0.6 s of a vowel, on that semitone from 220 Hz."""
    times = np.arange(int(0.6 * RATE)) / RATE
    pitch = 220 * 2 ** (semitone / 12)
    phase = 2 * np.pi * np.cumsum(pitch * (1 + 0.015 * np.sin(2 * np.pi * 5.5 * times))) / RATE
    tones = np.arange(1, int(7500 / pitch))
    loud = sum(1 / (1 + ((tones * pitch - f) / 80) ** 2) for f in formants) / np.sqrt(tones)
    sound = (loud[:, None] * np.sin(tones[:, None] * phase)).sum(0) * np.hanning(len(times)) ** 0.3
    return (0.2 * sound / np.abs(sound).max()).astype(np.float32)


SETS = {
    "LJ Speech": lj,
    "LJ Speech, 10 dB noise": lj_noise,
    "LJ Speech, telephone": lj_telephone,
    "LibriSpeech": librispeech,
    "GRID": grid,
    "EMO-DB (de)": emodb,
    "Kerstin (de)": kerstin,
    "Asterisk (es)": lambda data: asterisk(data, "es"),
    "Asterisk (fr)": lambda data: asterisk(data, "fr"),
    "Asterisk (it)": lambda data: asterisk(data, "it"),
    "Asterisk (ru)": lambda data: asterisk(data, "ru"),
    "Asterisk (en)": lambda data: asterisk(data, "en"),
    "song": song,
}


def heard(cases: list[Case], networks: Networks, script: Automatic | None) -> tuple[list, float]:
    """The speech of each clip, and how many times real time it took."""
    began = time.process_time()
    found = [
        hear(
            from_samples(case.clip.samples), networks.listen, script=script, mouths=networks.content
        )
        for case in cases
    ]
    taken = time.process_time() - began
    return found, sum(len(case.clip.samples) for case in cases) / RATE / taken


def told(cases: list[Case], networks: Networks) -> list[Speech] | None:
    """The speech of each clip with its true text; None where not all have one that can be said."""
    if any(case.script is None for case in cases):
        return None
    foreign = any(case.script.language != "en" for case in cases if case.script)
    if foreign and espeak.library() is None:
        return None
    return [
        hear(
            from_samples(c.clip.samples), networks.listen, script=c.script, mouths=networks.content
        )
        for c in cases
    ]


def labelled(case: Case, speech: Speech) -> Utterance | None:
    """The clip with labels: its own, else where its words are; None where they are not there."""
    if case.clip.phones is not None or not speech.words:
        return case.clip if case.clip.phones is not None else None
    return replace(case.clip, phones=phones_of(speech.words))


def phones_of(words: tuple[SpokenWord, ...]) -> Phones:
    """The visemes of words as labels, unknown between them."""
    spans: list[tuple[float, float, int]] = []
    at = 0.0
    for span in (span for word in words for span in word.visemes):
        if span.start > at:
            spans.append((at, span.start, UNKNOWN))
        spans.append((span.start, span.end, VISEMES.index(span.viseme)))
        at = span.end
    starts, ends, looks = zip(*spans, strict=True)
    seconds = (np.array(times, np.float32) for times in (starts, ends))
    return Phones(*seconds, np.array(looks, np.int8), np.zeros(len(looks), bool))


def scores(clips: list[Utterance], speeches: list[Speech]) -> str:
    found = {
        id(clip.samples): ListenOutput(s.content.values, s.intensity.values, s.emotion.values)
        for clip, s in zip(clips, speeches, strict=True)
    }

    def listen(samples: np.ndarray) -> ListenOutput:
        return found[id(samples)]

    closed = closure_scores(listen, clips, "lipsClosed", LABIAL)
    right = viseme_accuracy(listen, clips)["visemes16"]
    return f"{closed['f1']:.3f} / {right:.3f}" if closed["count"] else f"  -   / {right:.3f}"


def row(name: str, cases: list[Case], networks: Networks) -> str:
    """One line of the table."""
    without, fast = heard(cases, networks, None)
    written, slow = heard(cases, networks, AUTO)
    true = told(cases, networks)
    clips = [labelled(c, s) for c, s in zip(cases, true or without, strict=True)]
    known = [k for k, clip in enumerate(clips) if clip is not None]
    if not known:
        return f"{name:<24} no labels: needs espeak-ng"
    kinds = {WITHOUT: without, WRITTEN: written, TRUE: true}
    figures = "   ".join(
        f"{kind} {scores([clips[k] for k in known], [speeches[k] for k in known])}"
        for kind, speeches in kinds.items()
        if speeches
    )
    share = np.mean([bool(speech.words) for speech in written])
    return f"{name:<24} {figures}   words in {share:.2f} of {len(cases)}   x {fast:.0f}, {slow:.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--part", choices=("all", "chosen", "kept"), default="kept")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    given = parser.parse_args()
    networks = load_networks(device="cpu")
    wanted = {"all": (True, False), "chosen": (True,), "kept": (False,)}[given.part]
    for name in given.sets:
        cases = [case for case in SETS[name](given.data) if case.chosen in wanted]
        if cases:
            print(row(name, cases, networks), flush=True)


if __name__ == "__main__":
    main()
