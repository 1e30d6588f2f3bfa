"""The head moves with this voice, rests at both ends, and no two heads move alike."""

from __future__ import annotations

import numpy as np
import pytest

from intone.audio.speech import CONTENT, RATE, SpokenWord
from intone.face.gestures import ANSWER, answering, nodding, punctuated
from intone.face.head_motion import head_motion
from intone.text.stress import accent_frames, stress
from intone.track import Track

FRAMES = 3000


def talk(seed: int = 0, frames: int = FRAMES) -> Track:
    rng, values = np.random.default_rng(seed), np.zeros((frames, len(CONTENT)), np.float32)
    values[:, CONTENT.index("voice")] = 1
    loud = 0.35 + 0.05 * rng.random(frames)
    for at in rng.integers(20, frames - 20, frames // 40):
        loud[at - 5 : at + 5] += 0.5
    values[:, CONTENT.index("loudness")] = np.clip(loud, 0, 1)
    return Track(values, RATE, CONTENT)


def test_nods_are_lowest_near_the_accents() -> None:
    content = talk()
    pitch = nodding(stress(content), RATE, np.random.default_rng(0))[:, 1]
    accents = [f for f in accent_frames(stress(content), 20) if np.abs(pitch[f - 3 : f + 6]).any()]
    at = np.array([np.abs(pitch[max(0, f - 12) : f + 12]).argmax() - min(12, f) for f in accents])
    assert np.abs(np.median(at)) / RATE < 0.08
    assert np.mean([abs(pitch[frame]) for frame in accents]) > 2 * np.abs(pitch).mean()


def test_the_head_follows_the_voices_pitch() -> None:
    content = talk()
    pitch = 4 * np.sin(np.arange(FRAMES) / 40).astype(np.float32)
    moved = nodding(stress(content), RATE, np.random.default_rng(1), pitch=pitch)
    still = nodding(
        stress(content), RATE, np.random.default_rng(1), pitch=np.zeros(FRAMES, np.float32)
    )
    assert np.corrcoef(moved[:, 1] - still[:, 1], pitch)[0, 1] < -0.7


def test_questions_tilt_sentences_settle_and_negations_shake() -> None:

    def said(text: str) -> np.ndarray:
        word = SpokenWord(text, 20.0, 20.4)
        return punctuated(FRAMES, RATE, np.random.default_rng(0), [word])

    question, sentence, negation = said("really?"), said("done."), said("never")
    assert np.abs(question[1020, 2]) > 0.03 > 0.0 > question[1020, 1]
    assert sentence[1020, 1] > 0.01
    assert not sentence[:, [0, 2]].any()
    crossings = np.diff(np.sign(negation[1000:1050, 0][np.abs(negation[1000:1050, 0]) > 1e-4]))
    assert (crossings != 0).sum() == 3
    assert not said("word").any()


def test_the_head_is_at_rest_at_both_ends_and_switches_off_exactly() -> None:
    turns = head_motion(talk(), np.random.default_rng(2))
    assert not turns[[0, -1]].any()
    assert np.abs(np.degrees(turns[[1, -2]])).max() < 0.05
    assert not head_motion(talk(), np.random.default_rng(2), sway=0, nods=0).any()


@pytest.mark.parametrize(("other_voice", "most"), [(100, 0.05), (0, 0.2)])
def test_heads_of_two_characters_are_not_alike(other_voice: int, most: float) -> None:
    found = []
    for seed in range(24):
        one = head_motion(talk(seed), np.random.default_rng([seed, 0]))
        other = head_motion(talk(seed + other_voice), np.random.default_rng([seed, 1 << 32]))
        columns = zip(one.T, other.T, strict=True)
        found.append([np.corrcoef(a, b)[0, 1] for a, b in columns])
    assert np.abs(np.mean(found, axis=0)).max() < most


def test_two_heads_of_a_minutes_dialogue_have_little_in_common() -> None:
    """A minute is short: by chance single pairs have more."""
    found = []
    for seed in range(24):
        turns = [talk(seed + 50 * k) for k in range(2)]
        for k, content in enumerate(turns):
            content.values[(np.arange(FRAMES) // 360) % 2 == k] = 0
        one, other = (head_motion(t, np.random.default_rng([seed, k])) for k, t in enumerate(turns))
        columns = zip(one.T, other.T, strict=True)
        found.append([abs(np.corrcoef(a, b)[0, 1]) for a, b in columns])
    assert np.mean(found, axis=0).max() < 0.1


def test_a_listener_nods_after_some_of_what_is_stressed() -> None:
    stresses = np.arange(1.0, 59.0, 1.3)
    nods = answering(FRAMES, RATE, stresses, np.random.default_rng(0))[:, 1]
    assert 0.5 * ANSWER < nods.max() <= 1.2 * ANSWER + 1e-6
    begins = np.flatnonzero((nods[1:] > 0) & (nods[:-1] <= 0)) / RATE
    after = np.array([time - stresses[stresses <= time].max() for time in begins if time > 1])
    assert len(begins) > 5
    assert (after[np.diff(begins, prepend=0)[-len(after) :] > 1] < 0.7).all()
    assert not answering(FRAMES, RATE, (), np.random.default_rng(0)).any()
