"""Every entry of the palette keeps its contract; a new emotion is tested by existing."""

from __future__ import annotations

import numpy as np
import pytest

from intone.emotion.mood import EXPRESSIVE
from intone.emotion.palette import Emotion, read_palette
from intone.face.basis import CHANNELS, HEAD

PALETTE = read_palette()
EACH = pytest.mark.parametrize("emotion", PALETTE.emotions, ids=lambda emotion: emotion.name)


def sides(stem: str) -> tuple[str, ...]:
    return (stem,) if stem in CHANNELS else (f"{stem}Left", f"{stem}Right")


def test_it_holds_every_emotion_that_can_be_felt() -> None:
    assert {emotion.name for emotion in PALETTE.emotions} == set(EXPRESSIVE)


@EACH
def test_it_says_what_the_emotion_looks_like(emotion: Emotion) -> None:
    assert emotion.label and emotion.description and emotion.units
    assert PALETTE[emotion.name] is emotion


@EACH
def test_it_moves_channels_of_the_canonical_face_within_their_range(emotion: Emotion) -> None:
    for stem, values in emotion.face.items():
        assert all(name in CHANNELS for name in sides(stem))
        low, high = (-0.3, 0.3) if stem in HEAD else (0.0, 1.25)  # over 1: full before intensity 1
        assert all(low <= value <= high for value in values)
    assert 0 < emotion.jaw < 3
    assert 0 < emotion.rounding <= 1


@EACH
def test_only_contempt_is_one_sided(emotion: Emotion) -> None:
    apart = max(abs(left - right) for left, right in emotion.face.values())
    assert (apart > 0.5) == (emotion.name == "contemptuous")


def test_no_two_emotions_look_alike() -> None:
    rows = np.zeros((len(EXPRESSIVE), len(CHANNELS)))
    for row, name in zip(rows, EXPRESSIVE, strict=True):
        for stem, values in PALETTE[name].face.items():
            row[[CHANNELS.index(side) for side in sides(stem)]] = values[: len(sides(stem))]
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert (rows @ rows.T - np.eye(len(EXPRESSIVE))).max() < 0.85


def test_growth_names_movements() -> None:
    for stem, power in PALETTE.growth.items():
        assert all(name in CHANNELS for name in sides(stem))
        assert 0.3 <= power <= 3
