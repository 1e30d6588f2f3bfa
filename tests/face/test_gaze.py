"""The eyes rest, glance aside and find their target; the head follows them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from intone.audio.speech import CONTENT, RATE, SpokenWord
from intone.emotion.mood import EXPRESSIVE
from intone.face.affect import affect, calm
from intone.face.basis import CHANNELS
from intone.face.gaze import LARGE, SACCADE_S, Gaze, planned_gaze
from intone.face.guard import demand
from intone.face.life import Amounts, Cues, lively, planned
from intone.face.partner import LOOK, Partner, looked, steady
from intone.track import Track

MINUTES = 8
FRAMES = int(MINUTES * 60 * RATE)
AWAY = np.radians(3.5)


def talk(voice: float = 1.0, frames: int = FRAMES) -> Track:
    values = np.zeros((frames, len(CONTENT)), np.float32)
    values[:, CONTENT.index("voice")] = voice * (np.arange(frames) % 300 < 250)
    return Track(values, RATE, CONTENT)


def gaze(
    content: Track,
    moved: Track | None = None,
    glances: float = 1.0,
    words: Sequence[SpokenWord] = (),
) -> Gaze:
    frames = len(content)
    look, amount = np.zeros((frames, len(LOOK)), np.float32), np.ones(frames, np.float32)
    rng = np.random.default_rng(3)
    affected = moved or calm(frames, RATE)
    return planned_gaze(content, affected, look, amount, rng, words, glances)


def contact(found: Gaze) -> float:
    """The share of time in which the eyes are on the partner's face."""
    return float((np.linalg.norm(found.aims - [0, 0.008], axis=1) < AWAY).mean())


def test_who_listens_keeps_contact_longer_than_who_speaks() -> None:
    speaking, listening = contact(gaze(talk())), contact(gaze(talk(0.0)))
    assert 0.41 < speaking < 0.77  # Argyle & Cook; Lee, Badler & Badler
    assert 0.75 < listening < 0.95
    assert contact(gaze(talk(), glances=0.0)) > 0.99


def test_emotions_avert_the_eyes_or_hold_them() -> None:
    def felt(name: str) -> Gaze:
        values = np.zeros((FRAMES, len(EXPRESSIVE)), np.float32)
        values[:, EXPRESSIVE.index(name)] = 1
        return gaze(talk(), affect(Track(values, RATE, EXPRESSIVE)))

    usual = gaze(talk())
    assert contact(felt("sad")) < contact(usual) < contact(felt("angry"))
    assert felt("sad").aims[:, 1].mean() > usual.aims[:, 1].mean() + np.radians(3)
    assert felt("contemptuous").aims[:, 0].mean() > usual.aims[:, 0].mean() + np.radians(1.5)
    fixations = [np.diff(found.aims[:, 0]).nonzero()[0].size for found in (usual, felt("fearful"))]
    assert fixations[1] > 1.4 * fixations[0]


def test_many_answers_after_a_silence_begin_with_a_look_away_and_sentences_end_in_contact() -> None:
    """Kendon 1967: who is about to speak at length looks away, who ends looks back."""
    spoken = talk().values
    voice = np.arange(FRAMES) % 300 < 200
    spoken[:, CONTENT.index("voice")] = voice
    content = Track(spoken, RATE, CONTENT)
    begins = np.flatnonzero(voice[1:] & ~voice[:-1]) + 1
    ends = np.flatnonzero(voice[:-1] & ~voice[1:]) + 1
    words = [SpokenWord("so.", end / RATE - 0.4, end / RATE) for end in ends.tolist()]

    def away(found: Gaze, at: np.ndarray) -> float:
        return float((np.linalg.norm(found.aims[at] - [0, 0.008], axis=1) > AWAY).mean())

    found = gaze(content)
    before, anywhere = away(found, begins - int(0.1 * RATE)), away(found, np.flatnonzero(voice))
    assert before > 1.3 * anywhere
    assert before > 0.4
    told = gaze(content, words=words)
    assert away(told, ends + int(0.1 * RATE)) < 0.6 * away(found, ends + int(0.1 * RATE))
    assert away(gaze(content, glances=0.0), begins - int(0.1 * RATE)) == 0


def turning(angle: float, frames: int = 500, at: int = 150) -> tuple[Track, Partner]:
    """A target that jumps aside."""
    values = np.zeros((frames, len(LOOK)), np.float32)
    values[at:, 0], values[:, 2], values[:, 3] = angle, 1.5, 1.0
    return talk(0.0, frames), Partner(Track(values, RATE, LOOK))


STILL = Amounts(blinks=0, gaze=0, head=1, accents=0, breath=0, sway=0, nods=0)


@pytest.mark.parametrize("degrees", [-40, -20, 15, 30, 40])
def test_eyes_lead_the_head_follows_and_the_sight_rests_on_the_target(degrees: int) -> None:
    content, partner = turning(np.radians(degrees))
    life = planned(content, STILL, 0, Cues(partner=partner))
    face = lively(np.zeros((500, len(CHANNELS)), np.float32), demand(content), content.rate, life)
    track = Track(face, RATE, CHANNELS)
    head, eye = (np.degrees(track[name]) for name in ("headYaw", "leftEyeYaw"))
    sight = head + np.degrees(np.mean([track["leftEyeYaw"], track["rightEyeYaw"]], axis=0))
    moved = np.flatnonzero(np.abs(eye - eye[0]) > 2)[0]
    followed = np.flatnonzero(np.abs(head - head[0]) > 2)[0]
    assert 150 < moved < followed
    np.testing.assert_allclose(sight[-100:], degrees, atol=0.6)
    np.testing.assert_allclose(head[-1], 0.75 * degrees, atol=1)
    assert np.abs(np.diff(head)).max() * RATE < 250
    back = np.diff(eye)[followed + 5 : followed + 20]
    assert (np.sign(back) == -np.sign(degrees)).mean() > 0.8  # the reflex turns them back


def test_a_large_shift_of_gaze_brings_a_blink() -> None:
    content, partner = turning(np.radians(60))
    life = planned(content, Amounts(gaze=0), 0, Cues(partner=partner))
    assert np.abs(life.blinks.starts - 3.16).min() < 0.03
    assert np.radians(60) > LARGE


def test_eyes_converge_on_what_is_near_and_not_on_what_is_far() -> None:
    content = talk(0.0, 200)
    for distance, degrees in ((0.3, 5.9), (1.5, 1.2), (100.0, 0.0)):
        life = planned(content, STILL, 0, Cues(partner=Partner(steady(0, 0, distance))))
        face = lively(
            np.zeros((200, len(CHANNELS)), np.float32), demand(content), content.rate, life
        )
        left, right = (face[-1, CHANNELS.index(f"{side}EyeYaw")] for side in ("left", "right"))
        assert np.degrees(left) == pytest.approx(degrees, abs=0.1)
        assert np.degrees(right) == pytest.approx(-degrees, abs=0.1)


def test_the_weight_of_a_look_fades_it_in() -> None:
    content = talk(0.0, 300)
    half = planned(content, STILL, 0, Cues(partner=Partner(steady(0.4, 0, 2.0, 0.5))))
    none = planned(content, STILL, 0, Cues(partner=Partner(steady(0.4, 0, 2.0, 0.0))))
    nothing = planned(content, STILL, 0)
    np.testing.assert_allclose(half.turns[-1, 0], 0.15, atol=0.003)
    for name in ("turns", "aims", "vergence"):
        np.testing.assert_array_equal(getattr(none, name), getattr(nothing, name))


def test_a_look_stays_within_what_a_head_can_do() -> None:
    behind = looked(Partner(steady(3.0, -2.0)), 5, RATE)
    assert np.degrees(behind[0, 0]) < 75
    assert np.degrees(behind[0, 1]) > -47


def test_without_gaze_the_eyes_are_exactly_still() -> None:
    content = talk(1.0, 500)
    life = planned(content, Amounts(gaze=0), 0)
    assert not life.aims.any()
    assert not life.vergence.any()


def test_saccades_are_as_fast_as_eyes_are() -> None:
    found = gaze(talk())
    speed = np.degrees(np.linalg.norm(np.diff(found.aims, axis=0), axis=1)) * RATE
    assert 100 < speed.max() < 700
    assert SACCADE_S < 0.03
