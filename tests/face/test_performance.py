"""The performance adds words, emotion and life, and nothing that was not asked for."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from intone.audio.speech import CONTENT, RATE
from intone.face.basis import BLENDSHAPES, CHANNELS, EYES, HEAD, REGIONS, index
from intone.face.performance import Style, perform
from intone.track import Track

STILL = Style(blinks=0, gaze=0, head=0, accents=0, breath=0)
MOUTH = [index(name) for name in REGIONS["mouth"]]
SHAPES = len(BLENDSHAPES)
FRAMES = 400


def content(voice: float = 1.0, frames: int = FRAMES) -> Track:
    values = np.random.default_rng(1).random((frames, len(CONTENT)), np.float32) * np.float32(0.2)
    values[:, CONTENT.index("voice")] = voice
    values[:, CONTENT.index("loudness")] = 0.5 + 0.3 * np.sin(np.arange(frames) / 9)
    return Track(values, RATE, CONTENT)


def words(frames: int = FRAMES) -> np.ndarray:
    values = np.zeros((frames, len(CHANNELS)), np.float32)
    values[:, MOUTH] = np.random.default_rng(2).random((frames, len(MOUTH)), np.float32) * 0.4
    return values


def feeling(frames: int = FRAMES) -> np.ndarray:
    values = np.random.default_rng(3).normal(size=(frames, len(CHANNELS))).astype(np.float32)
    values[:, SHAPES:] *= 0.05
    return values


NOTHING = np.zeros((FRAMES, len(CHANNELS)), np.float32)


def test_it_is_a_face_within_its_ranges() -> None:
    face = perform(words() * 2, feeling() * 3, content())
    assert face.names == CHANNELS
    assert face.values.dtype == np.float32
    assert face.values.shape == (FRAMES, len(CHANNELS))
    assert np.isfinite(face.values).all()
    assert face.values[:, :SHAPES].min() >= 0
    assert face.values[:, :SHAPES].max() <= 1
    assert (face["mouthClose"] <= face["jawOpen"]).all()


def test_the_inputs_stay_as_they_were() -> None:
    said, felt, heard = words(), feeling(), content()
    perform(said, felt, heard)
    np.testing.assert_array_equal(said, words())
    np.testing.assert_array_equal(felt, feeling())
    np.testing.assert_array_equal(heard.values, content().values)


@pytest.mark.parametrize("style", [Style(), Style(lead=0.05, seed=4, blinks=2, brows=0.3)])
def test_no_emotion_is_bit_for_bit_the_neutral_performance(style: Style) -> None:
    neutral = perform(words(), NOTHING, content(), style)
    again = perform(words(), -NOTHING, content(), replace(style, mouth=0.2, cheeks=2.0))
    assert neutral.values.tobytes() == again.values.tobytes()


def test_wholly_silent_sound_leaves_the_face_exactly_at_rest() -> None:
    face = perform(words(), NOTHING, content(voice=0.2), STILL)
    assert not face.values.any()


def test_lips_rest_in_a_pause_and_open_before_the_voice() -> None:
    heard = content()
    heard.values[100:300, CONTENT.index("voice")] = 0
    jaw = perform(words(), NOTHING, heard, STILL)["jawOpen"]
    assert not jaw[115:285].any()
    assert jaw[297:299].min() > 0


@pytest.mark.parametrize("region", REGIONS)
def test_each_region_of_the_emotion_switches_off_exactly(region: str) -> None:
    style = replace(STILL, **{region: 0.0})
    with_emotion = perform(words(), feeling(), content(), style)
    columns = [index(name) for name in REGIONS[region]]
    neutral = perform(words(), NOTHING, content(), style).values[:, columns]
    np.testing.assert_array_equal(with_emotion.values[:, columns], neutral)


def test_words_switch_off_exactly() -> None:
    assert not perform(words(), NOTHING, content(), replace(STILL, articulation=0)).values.any()
    jawless = perform(words(), NOTHING, content(), replace(STILL, jaw=0))
    assert not jawless["jawOpen"].any()
    assert not jawless["mouthClose"].any()
    assert jawless["mouthFunnel"].any()


def test_without_closure_the_words_are_as_the_network_says_them() -> None:
    heard = content()
    heard.values[100:110, [CONTENT.index(name) for name in ("lipsClosed", "PP")]] = 1.0
    loose, half, firm = (
        perform(words(), NOTHING, heard, replace(STILL, closure=closure)) for closure in (0, 0.5, 1)
    )
    parted = [
        np.mean((face["jawOpen"] - face["mouthClose"])[102:108]) for face in (loose, half, firm)
    ]
    assert parted[0] > parted[1] > parted[2]
    np.testing.assert_allclose(parted[2], 0, atol=1e-6)


def test_life_switches_off_exactly() -> None:
    face = perform(words(), NOTHING, content(), STILL)
    idle = [index(name) for name in (*HEAD, *EYES, *REGIONS["eyes"], *REGIONS["brows"])]
    assert not face.values[:, idle].any()


def test_a_take_repeats_and_another_seed_is_another_take() -> None:
    first, second = (perform(words(), feeling(), content()) for _ in range(2))
    assert first.values.tobytes() == second.values.tobytes()
    other = perform(words(), feeling(), content(), Style(seed=1))
    assert not np.array_equal(first["headYaw"], other["headYaw"])
    np.testing.assert_array_equal(first["jawOpen"], other["jawOpen"])


def test_lead_moves_the_face_ahead_of_the_sound() -> None:
    base = perform(words(), feeling(), content(), STILL)["jawOpen"]
    early = perform(words(), feeling(), content(), replace(STILL, lead=0.1))["jawOpen"]
    np.testing.assert_allclose(early[20:-20], base[25:-15], atol=2e-3)


def effort(frames: int) -> float:
    """Seconds of this thread that a performance takes, the best of three."""
    given = words(frames), feeling(frames), content(frames=frames)
    taken = []
    for _ in range(3):
        began = time.thread_time()
        assert len(perform(*given)) == frames
        taken.append(time.thread_time() - began)
    return min(taken)


def test_the_effort_grows_with_the_length_and_not_with_its_square() -> None:
    assert effort(64_000) < 3 * 8 * effort(8_000)


def test_a_sound_that_breaks_off_in_a_word_ends_with_the_mouth_at_rest() -> None:
    face = perform(words() + 0.1, NOTHING, content(), STILL)
    assert face["jawOpen"][-20] > 0.05
    assert face.values[-1, MOUTH].max() < 0.25 * face.values[-20, MOUTH].max()


def test_what_is_asked_of_both_sides_alike_comes_alike() -> None:
    stems = {name.removesuffix("Left") for name in BLENDSHAPES} - {"jaw", "mouth"}
    left, right = (
        [index(f"{stem}{side}") for stem in sorted(stems) if f"{stem}{side}" in BLENDSHAPES]
        for side in ("Left", "Right")
    )
    said, felt = words(), feeling()
    for values in (said, felt):
        values[:, right] = values[:, left]
    lively = replace(STILL, blinks=1, accents=1, breath=1, asymmetry=0)
    face = perform(said, felt, content(), lively).values
    np.testing.assert_array_equal(face[:, left], face[:, right])


@pytest.mark.parametrize("strength", [0.0, 0.5, 1.0, 1.5])
def test_a_mouth_goes_as_far_as_the_strength_of_its_viseme(strength: float) -> None:
    heard = np.zeros((FRAMES, len(CONTENT)), np.float32)
    heard[:, CONTENT.index("voice")] = 1
    heard[:, CONTENT.index("aa")] = 1
    still = replace(STILL, smoothing=0.0)
    usual = perform(words(), NOTHING, Track(heard.copy(), RATE, CONTENT), still)
    heard[100:200, CONTENT.index("aa")] = strength
    face = perform(words(), NOTHING, Track(heard, RATE, CONTENT), still)
    inside = slice(110, 190)
    np.testing.assert_allclose(
        face["jawOpen"][inside], strength * usual["jawOpen"][inside], rtol=1e-4, atol=1e-6
    )
    np.testing.assert_array_equal(face.values[:90], usual.values[:90])
