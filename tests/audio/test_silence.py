"""Silence around speech, and alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from intone.audio.silence import padded, silence
from intone.audio.speech import (
    CONTENT,
    EMOTIONS,
    RATE,
    NonVerbal,
    Speech,
    SpokenWord,
    VisemeSpan,
)
from intone.errors import SoundError
from intone.track import Track


def speech(frames: int = 100) -> Speech:
    rng = np.random.default_rng(0)
    values = rng.random((frames, len(CONTENT)), np.float32)
    word = SpokenWord("one", 0.5, 0.9, visemes=(VisemeSpan("aa", 0.6, 0.8),))
    return Speech(
        Track(values, RATE, CONTENT),
        Track(rng.random((frames, 1), np.float32), RATE, ("intensity",)),
        Track(rng.random((frames, len(EMOTIONS)), np.float32), RATE, EMOTIONS),
        words=(word,),
        pitch=Track(rng.random((frames, 1), np.float32), RATE, ("pitch",)),
        score=Track(rng.random((frames, 1), np.float32), RATE, ("score",)),
        sounds=(NonVerbal("laugh", 1.0, 1.5),),
    )


def test_silence_before_and_after_moves_all_that_is_timed() -> None:
    heard = speech()
    found = padded(heard, 0.5, 1.0)
    assert found.duration == 2.0 + 1.5
    for name in ("content", "intensity", "emotion", "pitch", "score"):
        inside = getattr(found, name).values[25:125]
        np.testing.assert_array_equal(inside, getattr(heard, name).values)
    assert not found.content["voice"][:25].any()
    assert found.content["sil"][:25].min() == found.content["sil"][125:].min() == 1
    (word,) = found.words
    assert (word.start, word.end) == (1.0, 1.4)
    assert word.visemes[0].start == pytest.approx(1.1)
    assert [(sound.start, sound.end) for sound in found.sounds] == [(1.5, 2.0)]


def test_a_captured_face_waits_as_it_begins_and_ends() -> None:
    face = Track(np.random.default_rng(1).random((60, 61), np.float32), 30.0)
    found = padded(replace(speech(), captured=face), 0.5, 1.0).captured
    assert found is not None and found.rate == 30.0 and len(found) == 15 + 60 + 30
    np.testing.assert_array_equal(found.values[15:75], face.values)
    assert (found.values[:15] == face.values[0]).all()
    assert (found.values[75:] == face.values[-1]).all()


def test_no_silence_is_the_same_speech() -> None:
    heard = speech()
    assert padded(heard, 0.0, 0.0) is heard


@pytest.mark.parametrize("seconds", [-1.0, 1e9, float("nan")])
def test_impossible_silences_are_refused(seconds: float) -> None:
    with pytest.raises(SoundError, match="seconds"):
        padded(speech(), seconds, 0.0)


def test_silence_alone_says_nothing() -> None:
    found = silence(3.0)
    assert found.duration == 3.0
    assert not found.content["voice"].any()
    assert found.guess()["neutral"] == pytest.approx(1.0, abs=1e-5)
    with pytest.raises(SoundError, match="no length"):
        silence(0.0)
