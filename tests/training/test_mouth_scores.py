"""Measures of the mouth against recorded faces, and which clips they are measured on."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest
import soundfile

pytest.importorskip("scipy", reason="training needs scipy: `make train-env`")

from intone.audio.speech import CONTENT, RATE
from intone.face.basis import CHANNELS, index
from intone.track import Track
from intone.training.data import faces
from intone.training.data.content import SpeechContent
from intone.training.evaluate.mouth_scores import JAW, ROUNDING, correlations

NAMES = ("jawOpen", "mouthFunnel", "mouthPucker")


def s1_folder(folder: Path) -> Path:
    """A folder with clips of talker s1: one frame of each is lost, and most frames of clip0."""
    rng, place = np.random.default_rng(0), folder / "grid-s1"
    (place / "sound").mkdir(parents=True)
    table: dict[str, np.ndarray] = {"names": np.array(["_neutral", *NAMES, "m00"])}
    for number in range(30):
        table[f"clip{number}"] = rng.random((75, 5)).astype(np.float16)
        table[f"clip{number}"][30] = np.nan
        path, noise = place / "sound" / f"clip{number}.opus", rng.normal(size=48000) * 0.1
        soundfile.write(path, noise, 16000, format="OGG", subtype="OPUS")
    table["clip0"][:40] = np.nan
    np.savez(place / "faces.npz", **table)
    return folder


def test_the_clips_of_s1_fall_into_parts_by_their_names(tmp_path: Path) -> None:
    data = s1_folder(tmp_path)
    parts = [
        {take.name: take for take in faces.grid_s1(data, part)}
        for part in (faces.HELD_OUT, faces.VALIDATES, faces.TRAINED)
    ]
    found = [name for part in parts for name in part]
    assert sorted(found) == sorted(f"clip{number}" for number in range(1, 30))
    assert {zlib.crc32(name.encode()) % 10 for name in parts[0]} == {0}
    take = next(iter(parts[2].values()))
    assert take.face.names == NAMES
    assert len(take.samples) == pytest.approx(48000, abs=400)
    assert take.face["jawOpen"][30] == pytest.approx(take.face["jawOpen"][[29, 31]].mean())
    assert not list(faces.grid_s1(tmp_path / "elsewhere", faces.TRAINED))


def test_a_channel_is_scored_on_the_takes_in_which_it_moves() -> None:
    rng, heard, takes = np.random.default_rng(1), {}, []
    shown = np.zeros((100, len(CHANNELS)), np.float32)
    shown[:, [index(JAW), index(ROUNDING)]] = 0.4 * rng.random((100, 2))
    for name, rounds in (("moves", 1), ("still", 0)):
        face = shown * np.where(np.arange(len(CHANNELS)) == index(ROUNDING), rounds, 1)
        takes.append(faces.Take(name, np.zeros(1, np.float32), Track(face, RATE, CHANNELS)))
        content = Track(np.zeros((100, len(CONTENT)), np.float32), RATE, CONTENT)
        heard[name] = SpeechContent(name, content)
    upside_down = {"right": lambda item: shown, "upside down": lambda item: -shown}
    table = correlations(takes, heard, upside_down, (JAW, ROUNDING))
    assert table["right"] == pytest.approx({JAW: 1, ROUNDING: 1})
    assert table["upside down"] == pytest.approx({JAW: -1, ROUNDING: -1})
