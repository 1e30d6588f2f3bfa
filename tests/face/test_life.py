"""Blinks, gaze and head keep the rates, ranges and manners of living people."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from intone.audio.speech import CONTENT, RATE, SpokenWord
from intone.face.basis import CHANNELS, index
from intone.face.blinks import BLINK_GAP, blink_times
from intone.face.eyes import REACH
from intone.face.life import Amounts, enlivened, planned
from intone.track import Track

MINUTES = 10
FRAMES = int(MINUTES * 60 * RATE)


def talking() -> Track:
    """Speech of two to four seconds and pauses of half a second."""
    rng, values = np.random.default_rng(0), np.zeros((FRAMES, len(CONTENT)), np.float32)
    at = 0
    while at < FRAMES:
        length = int(rng.uniform(2, 4) * RATE)
        values[at : at + length, CONTENT.index("voice")] = 1
        values[at : at + length, CONTENT.index("loudness")] = 0.6
        at += length + int(0.5 * RATE)
    values[:, CONTENT.index("loudness")] *= 1 + 0.5 * np.sin(np.arange(FRAMES) / 10)
    return Track(values, RATE, CONTENT)


TALK = talking()
REST = np.zeros((FRAMES, len(CHANNELS)), np.float32)


def alive(face: np.ndarray = REST, amounts: Amounts | None = None, seed: int = 0) -> Track:
    values = enlivened(face, TALK, amounts or Amounts(), seed)
    return Track(values, RATE, CHANNELS)


def starts(track: Track) -> np.ndarray:
    shut = track["eyeBlinkLeft"] > 0.9
    return np.flatnonzero(shut[1:] & ~shut[:-1])


def test_blinks_come_about_twenty_times_a_minute() -> None:
    assert 14 < len(starts(alive())) / MINUTES < 28
    assert len(starts(alive(amounts=Amounts(blinks=2)))) > 1.5 * len(starts(alive()))
    assert not alive(amounts=Amounts(blinks=0))["eyeBlinkLeft"].any()


def test_lids_close_faster_than_they_open_and_fully() -> None:
    lid = alive(amounts=Amounts(uneven=0))["eyeBlinkLeft"]
    frame = starts(alive(amounts=Amounts(uneven=0)))[0]
    down = frame - np.flatnonzero(lid[:frame] == 0)[-1]
    up = np.flatnonzero(lid[frame:] == 0)[0]
    assert lid[frame : frame + 4].max() > 0.98
    assert down < up
    assert 0.15 < (down + up) / RATE < 0.4


def test_blinks_are_drawn_to_pauses() -> None:
    voice = TALK["voice"]
    pauses = np.flatnonzero((voice[:-1] > 0.5) & (voice[1:] <= 0.5)) / RATE
    times = blink_times(TALK, np.random.default_rng(1), BLINK_GAP)
    near = np.mean([np.abs(pauses - time).min() < 0.2 for time in times])
    anywhere = np.mean([np.abs(pauses - t).min() < 0.2 for t in np.linspace(1, 599, 2000)])
    assert near > 2 * anywhere


def test_no_blink_while_the_emotion_closes_the_eyes() -> None:
    face = REST.copy()
    face[:, [index("eyeBlinkLeft"), index("eyeBlinkRight")]] = 0.6
    assert alive(face)["eyeBlinkLeft"].max() == np.float32(0.6)


def test_wide_eyes_close_in_a_blink() -> None:
    face = REST.copy()
    face[:, index("eyeWideLeft")] = 1
    track = alive(face)
    assert track["eyeWideLeft"][track["eyeBlinkLeft"] > 0.98].max() < 0.02
    assert track["eyeWideLeft"].max() == 1


@pytest.mark.parametrize(("side", "right", "left"), [("Left", "In", "Out"), ("Right", "Out", "In")])
def test_the_angles_of_the_eyes_agree_with_the_coefficients(
    side: str, right: str, left: str
) -> None:
    face = REST.copy()
    face[:, index(f"eyeLookDown{side}")] = 0.3
    track = alive(face)
    for turn, more, less in (("Yaw", right, left), ("Pitch", "Down", "Up")):
        there = track[f"eyeLook{more}{side}"] * REACH[more]
        back = track[f"eyeLook{less}{side}"] * REACH[less]
        np.testing.assert_allclose(track[f"{side.lower()}Eye{turn}"], there - back, atol=1e-6)
        assert np.minimum(there, back).max() == 0


def test_both_eyes_look_the_same_way() -> None:
    track = alive()
    np.testing.assert_allclose(track["leftEyeYaw"], track["rightEyeYaw"], atol=1e-6)
    assert 1 < np.degrees(track["leftEyeYaw"].std()) < 6


def test_eyes_keep_their_target_while_the_head_turns() -> None:
    track = alive()
    assert np.corrcoef(np.diff(track["headYaw"]), np.diff(track["leftEyeYaw"]))[0, 1] < -0.05


def test_the_head_moves_a_little_and_more_in_speech() -> None:
    track = alive()
    degrees = np.degrees(track.values[:, [index(f"head{t}") for t in ("Yaw", "Pitch", "Roll")]])
    assert (degrees.std(0) > 0.3).all()
    assert np.abs(degrees).max() < 15
    silent = Track(np.zeros((FRAMES, len(CONTENT)), np.float32), RATE, CONTENT)
    calm = enlivened(REST, silent, Amounts(), 0)[:, index("headYaw")]
    assert calm.std() < 0.7 * track["headYaw"].std()


def test_the_head_moves_smoothly() -> None:
    yaw = alive()["headYaw"]
    assert np.degrees(np.abs(np.diff(yaw, 2)).max()) * RATE**2 < 700


def test_blinks_prefer_the_ends_of_phrases() -> None:
    talk = replace(TALK, values=TALK.values.copy())
    talk.values[:, CONTENT.index("voice")] = 1.0  # no pause to blink in
    ends = np.arange(1.0, talk.duration, 2.0)
    words = [SpokenWord("so,", float(end) - 0.3, float(end)) for end in ends]

    def near(given: list[SpokenWord]) -> float:
        times = blink_times(talk, np.random.default_rng(1), BLINK_GAP, given)
        after = (times[:, None] - ends[None]) % 1e9
        return float((after.min(1) < 0.16).mean())

    assert near(words) > 0.5 > 0.35 > near([])


OFF = {
    "blinks": lambda life: len(life.blinks) == 0,
    "head": lambda life: not life.turns.any(),
    "accents": lambda life: life.raises is None,
    "breath": lambda life: life.breaths is None,
    "uneven": lambda life: np.ptp(life.blinks.depths, axis=1).max() == 0,
}
"""What is exactly nothing in a life whose amount of that name is 0."""


@pytest.mark.parametrize("name", OFF)
def test_each_part_at_0_is_exactly_off_and_leaves_the_others(name: str) -> None:
    usual, without = planned(TALK, Amounts(), 0), planned(TALK, Amounts(**{name: 0.0}), 0)
    assert not OFF[name](usual)
    assert OFF[name](without)
    for other in OFF.keys() - {name, "uneven"}:
        assert not OFF[other](without)


def test_a_head_without_sway_and_nods_only_follows_the_eyes() -> None:
    amounts = Amounts(sway=0, nods=0)
    turns = planned(TALK, amounts, 0).turns
    assert not turns[:, 2].any()  # no glance rolls the head
    assert not planned(TALK, replace(amounts, glances=0), 0).turns[:, 0].any()


def test_life_is_the_same_to_the_byte_by_its_seed() -> None:
    first, again, other = (planned(TALK, Amounts(), seed) for seed in (4, 4, 5))
    assert first.turns.tobytes() == again.turns.tobytes()
    assert first.aims.tobytes() == again.aims.tobytes()
    assert first.blinks.starts.tobytes() == again.blinks.starts.tobytes()
    assert first.turns.tobytes() != other.turns.tobytes()
