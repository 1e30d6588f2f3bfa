"""Between lines nothing jumps: value and speed are a take's at both ends, in every channel."""

from __future__ import annotations

import numpy as np
import pytest

from intone.audio.silence import silence
from intone.audio.speech import CONTENT, RATE
from intone.face.basis import BLENDSHAPES, CHANNELS, EYES, HEAD, index
from intone.face.between import joined
from intone.face.eyes import sights
from intone.face.performance import Style, perform
from intone.track import Track

SHAPES = len(BLENDSHAPES)


def idle(seconds: float, seed: int = 0) -> Track:
    heard = silence(seconds).content
    nothing = np.zeros((len(heard), len(CHANNELS)), np.float32)
    return perform(nothing, nothing, heard, Style(seed=seed))


def take(seed: int, seconds: float = 3.0) -> Track:
    """A take that begins and ends in the middle of it all."""
    rng = np.random.default_rng(seed)
    frames = int(seconds * RATE) + 1
    values = np.zeros((frames, len(CONTENT)), np.float32)
    values[:, CONTENT.index("voice")] = 1
    values[:, CONTENT.index("loudness")] = 0.5 + 0.3 * np.sin(np.arange(frames) / 9)
    felt = np.zeros((frames, len(CHANNELS)), np.float32)
    felt[:, :SHAPES] = 0.5 * rng.random(SHAPES)
    felt[:, [index(name) for name in HEAD]] = 0.15 * rng.normal(size=3)
    said = np.zeros_like(felt)
    return perform(said, felt, Track(values, RATE, CONTENT), Style(seed=seed))


def whole(seconds: float, seed: int = 0) -> np.ndarray:
    """One take, the gap, another take; the frames at the seams once."""
    first, second = take(2 * seed + 1), take(2 * seed + 2)
    gap = joined(idle(seconds, seed), first, second)
    return np.concatenate([first.values[:-1], gap.values, second.values[1:]])


def test_a_take_that_is_torn_at_its_end_throws_no_head() -> None:
    torn = np.zeros((2, len(CHANNELS)), np.float32)
    torn[1, index("headYaw")] = 0.5
    gap = joined(idle(3.0), Track(torn, RATE, CHANNELS), None)
    assert gap["headYaw"][0] == pytest.approx(0.5, abs=1e-6)
    assert np.abs(gap["headYaw"]).max() < 1.4


@pytest.mark.parametrize("seconds", [0.2, 0.6, 1.5, 6.0])
@pytest.mark.parametrize("seed", range(4))
def test_no_channel_jumps_or_jerks_by_more_than_a_human_could(seconds: float, seed: int) -> None:
    values = whole(seconds, seed)
    speed = np.abs(np.diff(values, axis=0)) * RATE
    heads = [index(name) for name in HEAD]
    lids = [k for k, name in enumerate(BLENDSHAPES) if name.startswith("eye")]
    slow = [k for k in range(SHAPES) if k not in lids]
    short = 1 + 1 / seconds
    assert speed[:, slow].max() < 2.5 * short
    assert np.degrees(speed[:, heads]).max() < 60 * short
    assert np.degrees(speed[:, [index(name) for name in EYES]]).max() < 700
    jerk = np.abs(np.diff(values[:, heads], 2, axis=0)) * RATE**2
    assert np.degrees(jerk).max() < 900 * short**2


@pytest.mark.parametrize("seconds", [0.1, 0.5, 4.0])
def test_the_ends_are_those_of_the_takes(seconds: float) -> None:
    first, second = take(1), take(2)
    gap = joined(idle(seconds), first, second)
    np.testing.assert_allclose(gap.values[0], first.values[-1], atol=1e-5)
    np.testing.assert_allclose(gap.values[-1], second.values[0], atol=1e-5)
    assert gap.values[:, :SHAPES].min() >= 0
    assert gap.values[:, :SHAPES].max() <= 1


def test_away_from_the_ends_it_is_the_listener() -> None:
    listener = idle(6.0)
    gap = joined(listener, take(1), take(2))
    middle = slice(60, 240)
    np.testing.assert_allclose(gap.values[middle], listener.values[middle], atol=1e-6)


def test_the_sight_goes_on_in_a_saccade_while_the_head_takes_its_time() -> None:
    gap = joined(idle(5.0), take(1), None)
    plain = idle(5.0)
    apart = np.abs(sights(gap.values) - sights(plain.values)).max(1)
    turned = np.abs(gap["headYaw"] - plain["headYaw"])
    assert apart[8:].max() < 0.01
    assert turned[0] > 0.01
    assert turned[8] > 0.5 * turned[0]


def test_a_breath_goes_before_a_line_and_none_before_nothing() -> None:
    jaw, end = index("jawOpen"), slice(-20, -5)
    with_line, alone = (joined(idle(3.0), None, edge) for edge in (take(2), None))
    assert with_line.values[end, jaw].max() > alone.values[end, jaw].max() + 0.03
    np.testing.assert_array_equal(alone.values, idle(3.0).values)
