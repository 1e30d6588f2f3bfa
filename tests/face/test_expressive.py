"""Expressiveness without a type: mouth, accents and head go further, and lips still close."""

import numpy as np
import pytest

from intone.audio.speech import CONTENT, RATE, VISEMES
from intone.face.basis import CHANNELS, index
from intone.face.performance import Style, Voice, perform
from intone.track import Array, Track

FRAMES = 400


@pytest.fixture
def content() -> Track:
    """Syllables of p and a, with stresses."""
    values = np.zeros((FRAMES, len(CONTENT)), np.float32)
    closed = np.arange(FRAMES) % 20 < 5
    values[closed, VISEMES.index("PP")] = values[~closed, VISEMES.index("aa")] = 1
    values[:, CONTENT.index("voice")] = 1
    values[:, CONTENT.index("lipsClosed")] = closed
    values[:, CONTENT.index("loudness")] = 0.5 + 0.4 * np.sin(np.arange(FRAMES) / 12)
    return Track(values, RATE, CONTENT)


@pytest.fixture
def spoken(content: Track) -> Array:
    values = np.zeros((FRAMES, len(CHANNELS)), np.float32)
    values[:, index("jawOpen")] = np.where(content["lipsClosed"] > 0, 0.02, 0.3)
    return values


def played(spoken: Array, content: Track, strength: float | None, style: Style) -> Array:
    stronger = np.full((FRAMES, 1), strength or 0.0, np.float32)
    expressive = None if strength is None else Track(stronger, RATE)
    return perform(
        spoken, np.zeros_like(spoken), content, style, voice=Voice(expressive=expressive)
    ).values


def test_nothing_is_added_at_0(spoken: Array, content: Track) -> None:
    same = played(spoken, content, 0.0, Style())
    np.testing.assert_array_equal(same, played(spoken, content, None, Style()))


def test_mouth_brows_and_head_go_further(spoken: Array, content: Track) -> None:
    style = Style(blinks=0)
    calm, strong = (played(spoken, content, strength, style) for strength in (0.0, 1.0))
    for name in ("jawOpen", "browOuterUpLeft", "headYaw", "headPitch"):
        assert np.abs(strong[:, index(name)]).max() > 1.1 * np.abs(calm[:, index(name)]).max(), name


def test_lips_meet_as_before(spoken: Array, content: Track) -> None:
    shut = np.flatnonzero(np.arange(FRAMES) % 20 == 2)[2:-2]
    gaps = [
        (face[shut, index("jawOpen")] - face[shut, index("mouthClose")]).max()
        for face in (played(spoken, content, strength, Style()) for strength in (0.0, 1.0))
    ]
    assert gaps[1] <= gaps[0] + 1e-3


def test_what_is_off_stays_off(spoken: Array, content: Track) -> None:
    style = Style(head=0, gaze=0, accents=0, blinks=0, articulation=0, breath=0)
    calm, strong = (played(spoken, content, strength, style) for strength in (0.0, 1.0))
    np.testing.assert_array_equal(strong, calm)
