"""SIGKILL at random moments: files are whole or absent, and the next run makes all of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from support.checkout import ROOT

from .contents import content
from .processes import Place

VOICE = ROOT / "tests" / "data" / "voice.flac"
RATE = 16000
SMALL = ("--text", "-", "--quiet", "--device", "cpu")
LOOK = ("--fps", "5", "--size", "32x32", "--engine", "workbench")
OUTPUTS: dict[str, tuple[str, ...]] = {
    "csv": ("--out", "a.csv"),
    "json": ("--out", "a.json"),
    "arkit": ("--out", "a.arkit.json"),
    "npz": ("--out", "a.npz"),
    "scene": ("--out", "a.npz", "--blend", "a.blend", "--export", "a.glb"),
    "film": ("--render", "a.mp4", *LOOK),
    "pictures": ("--render", "a.####.png", *LOOK),
    "sheet": ("--sheet", "a.png", "--blend", "a.blend"),
}
"""Outputs of `animate`, and the options that ask for them."""
TURNS = ("csv", "json", "scene", "npz", "film", "arkit", "csv", "scene", "npz", "pictures")
"""Which outputs are killed in turn; the sheet, which is slow, once in SHEET_TURN kills."""
SHEET_TURN = 25
KEPT_TURN = 5
"""How often a batch is run once more after it was resumed, to see that all is kept."""


@dataclass(frozen=True)
class Killed:
    """A kill: what ran, after how many seconds of processor time (of the worker: by the clock),
    whether it still ran, and how many files there were.
    """

    what: str
    seconds: float
    hit: bool
    there: int


def voice(path: Path, seconds: float) -> Path:
    """The beginning of the test voice, as a file of its own."""
    samples, _ = soundfile.read(VOICE, frames=int(seconds * RATE))
    soundfile.write(path, samples, RATE)
    return path


def kill_animate(folder: Path, count: int, seed: int) -> Iterator[Killed]:
    """Kills `intone animate` with its outputs in turn."""
    random, length = np.random.default_rng(seed), 0.5
    sound = voice(folder / "voice.wav", length)
    undisturbed: dict[str, tuple[float, Mapping[str, object]]] = {}
    for number in range(count):
        what = "sheet" if number % SHEET_TURN == SHEET_TURN - 1 else TURNS[number % len(TURNS)]
        words = ("animate", str(sound), *SMALL, *OUTPUTS[what])
        if what not in undisturbed:
            place = Place(folder / f"whole-{what}")
            undisturbed[what] = (place.run(words), place.files())
        seconds, whole = undisturbed[what]
        place = Place(folder / f"{number}")
        for name in whole if random.random() < 0.5 else ():
            (place.out / name).write_text(OLD)
        wait = _moment(random, seconds)
        hit = place.kill(words, wait)
        there = _whole_or_absent(place, whole)
        place.run(words)
        _as_undisturbed(place, whole)
        yield Killed(what, wait, hit, there)


def kill_batch(folder: Path, count: int, seed: int) -> Iterator[Killed]:
    """Kills a batch with films; the next run does what is missing, and keeps the rest."""
    random = np.random.default_rng(seed)
    lines = [
        {"sound": str(voice(folder / f"{name}.wav", length)), "text": "-", "words": "-"}
        for name, length in (("a", 0.4), ("b", 0.6))
    ]
    manifest = folder / "lines.jsonl"
    manifest.write_text("\n".join(map(json.dumps, lines)))
    look = ("--also", ".mp4", *LOOK, "--quiet", "--device", "cpu")
    words = ("batch", str(manifest), "--out", "takes", *look)
    whole_place = Place(folder / "whole-batch")
    seconds, whole = whole_place.run(words), whole_place.files()
    for number in range(count):
        place = Place(folder / f"batch-{number}")
        wait = _moment(random, seconds)
        hit = place.kill(words, wait)
        there = _whole_or_absent(place, whole)
        place.run(words)
        _as_undisturbed(place, whole)
        if number % KEPT_TURN == 0:
            before = {path: path.stat().st_mtime_ns for path in place.out.rglob("*.mp4")}
            place.run(words)
            assert before == {path: path.stat().st_mtime_ns for path in before}, "made again"
        yield Killed("batch", wait, hit, there)


def _moment(random: np.random.Generator, seconds: float) -> float:
    """When to kill a run that lasts so long: any time, or around its end, where files appear."""
    return float(random.uniform(0.0 if random.random() < 0.5 else 0.6, 1.05) * seconds)


OLD = "before"
"""What some files say before the run that is killed."""


def _whole_or_absent(place: Place, whole: Mapping[str, object]) -> int:
    """Checks what a killed run left; how many of its files it had written."""
    there = 0
    for path in (one for one in place.out.rglob("*") if one.is_file()):
        name = path.relative_to(place.out).as_posix()
        if "intone-" in name or path.read_bytes() == OLD.encode():
            continue  # a temporary file or a record, and what was there before
        assert name in whole, f"a stray file {name}"
        assert content(path) == whole[name], f"{name} is half or another"
        there += 1
    return there


def _as_undisturbed(place: Place, whole: Mapping[str, object]) -> None:
    made = place.files()
    assert made.keys() == whole.keys(), f"{sorted(made)} instead of {sorted(whole)}"
    for name, said in made.items():
        assert said == whole[name], f"{name} differs after the next run"
    left = place.left()
    assert left == [], f"left over after the next run: {left}"
    assert place.alone()
