"""Captures: takes of Live Link Face, of Intone and of Audio2Face."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from numpy.random import Generator

from intone.capture.files import read_capture
from intone.capture.playing import felt_speech, played
from intone.export.live_link_csv import timecode
from intone.face.basis import BLENDSHAPES, CHANNELS
from intone.face.performance import Style
from intone.track import Track

from .mutators import NUMBERS, dumped, odd_value, pick
from .reader import Reader, Seed, require


def _values(random: Generator) -> list[list[float]]:
    count = int(random.integers(1, 5))
    return random.random((count, 4)).round(3).tolist()


def _names(random: Generator) -> list[str]:
    return [pick(random, (*CHANNELS, "JawOpen", "smile", "")) for _ in range(4)]


def make_csv(random: Generator) -> Seed:
    """A table of Live Link Face."""
    names = [*dict.fromkeys(_names(random))]
    codes = (timecode(frame, 60) for frame in range(9))
    rows = [[pick(random, NUMBERS) if random.random() < 0.05 else code, "61", *map(str, row)]
            for code, row in zip(codes, _values(random), strict=False)]  # fmt: skip
    lines = [["Timecode", "BlendshapeCount", *names], *rows]
    return Seed(".csv", "\n".join(map(",".join, lines)).encode())


def make_json(random: Generator) -> Seed:
    """Intone's JSON, or ARKit weights."""
    rows, names = _values(random), _names(random)
    if random.random() < 0.5:
        data = {"exportFps": 30, "facsNames": names, "weightMat": rows}
    else:
        data = {"format": "face-take", "fps": 30.0, "channels": names, "frames": rows}
        data |= {"words": [{"word": "hi", "start": 0.1, "end": 0.2}]}
    if random.random() < 0.3:
        data[pick(random, list(data))] = odd_value(random)
    return Seed(".json", dumped(data))


def make_npz(random: Generator) -> Seed:
    """Intone's NPZ."""
    packed = io.BytesIO()
    np.savez(packed, values=np.array(_values(random)), channels=np.array(_names(random)),
             fps=np.float64(pick(random, (24, 30, 0, 1e9))))  # fmt: skip
    return Seed(".npz", packed.getvalue())


def read(path: Path) -> None:
    """The face, and as it is played."""
    face, _ = read_capture(path)
    require(face.names == CHANNELS and np.isfinite(face.values).all(), "no face")
    shapes = face.values[:, : len(BLENDSHAPES)]
    require(((shapes >= 0) & (shapes <= 1)).all(), "a shape out of its range")
    none = Track(np.zeros((1, len(CHANNELS)), np.float32), 50.0, CHANNELS)
    require(np.array_equal(played(face, none, none, Style()).values, face.values), "changed")
    require(len(felt_speech(face).content) >= 1, "no speech")


READERS = (
    Reader("capture table", make_csv, read, share=3),
    Reader("capture json", make_json, read, share=2),
    Reader("capture npz", make_npz, read),
)
