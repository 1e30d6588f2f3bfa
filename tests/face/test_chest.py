"""The chest fills where a breath is planned or heard, empties while it speaks, and is off at 0."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from intone.audio.nonverbal import BREATH, GASP, LAUGH, SIGH
from intone.audio.silence import silence
from intone.audio.speech import RATE, NonVerbal, Speech
from intone.emotion.mood import EXPRESSIVE
from intone.face.accents import BREATH_S, inhalations
from intone.face.basis import CHEST
from intone.face.chest import chest, with_chest
from intone.face.performance import Style
from intone.track import Track

SECONDS = 40.0


def speech(*spoken: tuple[float, float], sounds: tuple[NonVerbal, ...] = ()) -> Speech:
    """Somebody who speaks between those seconds, of SECONDS."""
    quiet = silence(SECONDS)
    values = quiet.content.values.copy()
    for first, last in spoken:
        inside = slice(int(first * RATE), int(last * RATE))
        values[inside, quiet.content.names.index("voice")] = 1.0
        values[inside, quiet.content.names.index("loudness")] = 0.5
    return replace(quiet, content=replace(quiet.content, values=values), sounds=sounds)


def felt(**emotions: float) -> Track:
    row = np.array([[emotions.get(name, 0.0) for name in EXPRESSIVE]], np.float32)
    return Track(np.repeat(row, int(SECONDS * RATE), axis=0), RATE, EXPRESSIVE)


def risen(heard: Speech, style: Style | None = None, **emotions: float) -> np.ndarray:
    return chest(heard, felt(**emotions), style or Style())[CHEST]


def breaths(curve: np.ndarray) -> int:
    """How often the chest begins to fill."""
    rises = np.diff(curve) > 1e-3
    return int((rises[1:] & ~rises[:-1]).sum())


TALK = speech((2.0, 6.0), (7.0, 12.0))


def test_the_chest_fills_while_the_lips_part_and_empties_in_speech():
    curve, parted = risen(TALK), inhalations(TALK.content) > 0.3
    assert parted.sum() > 0.5 * BREATH_S * RATE
    assert (np.diff(curve)[parted[1:] & parted[:-1]] > 0).all()
    assert curve[int(7.0 * RATE)] > 0.7
    assert (np.diff(curve[int(7.1 * RATE) : int(12.0 * RATE)]) < 0).all()
    assert curve[int(12.0 * RATE)] < 0.3


def test_who_is_silent_breathes_quietly_and_more_often_in_fear():
    curve = risen(silence(SECONDS))
    assert 8 <= breaths(curve) <= 12
    assert 0.2 < curve.max() < 0.6
    assert breaths(risen(silence(SECONDS), fearful=1.0)) >= 1.3 * breaths(curve)


def test_no_quiet_breath_comes_into_speech():
    curve = risen(speech((0.0, SECONDS)))
    assert breaths(curve) == 0


def test_a_breath_was_taken_before_a_sound_that_begins_with_speech():
    at_once, later = risen(speech((0.1, 5.0))), risen(speech((1.0, 5.0)))
    assert at_once[0] > 0.7
    assert later[0] == 0


@pytest.mark.parametrize(("kind", "fills"), [(BREATH, 9.4), (SIGH, 9.0), (GASP, 9.3)])
def test_breaths_that_are_heard_fill_it(kind, fills):
    heard = speech((0.5, 8.5), sounds=(NonVerbal(kind, 9.0, 9.5),))
    none, style = speech((0.5, 8.5)), Style(breath=0)
    at = int(fills * RATE)
    assert risen(heard, style)[at] > risen(none, style)[at] + 0.3


def test_a_laugh_shakes_it():
    laughs = speech((0.0, 20.0), sounds=(NonVerbal(LAUGH, 10.0, 12.0),))
    loud = laughs.content.values
    bursts = 0.5 + 0.5 * np.sin(np.arange(len(loud)) / RATE * 2 * np.pi * 5)
    loud[:, laughs.content.names.index("loudness")] = bursts
    away = np.abs(np.diff(risen(laughs)))
    assert (
        away[int(10.5 * RATE) : int(11.5 * RATE)].max()
        > 5 * away[int(14 * RATE) : int(19 * RATE)].max()
    )


def test_off_is_exactly_off():
    sounds = tuple(NonVerbal(kind, 9.0, 9.5) for kind in (BREATH, SIGH, GASP, LAUGH))
    heard = speech((0.1, 8.0), sounds=sounds)
    assert not risen(heard, Style(breath=0, sounds=0)).any()
    assert not risen(replace(heard, sounds=()), Style(breath=0)).any()


def test_it_repeats_by_seed_and_differs_by_person():
    curves = [risen(silence(SECONDS), Style(person=n)) for n in (1, 1, 2)]
    assert curves[0].tobytes() == curves[1].tobytes()
    assert np.abs(curves[0] - curves[2]).max() > 0.1


def test_it_leads_as_the_face_does():
    early = risen(TALK, Style(lead=0.2))
    np.testing.assert_allclose(early[:-10], risen(TALK)[10:], atol=1e-6)


def test_it_stands_beside_what_is_felt():
    emotions = felt(happy=0.5)
    both = with_chest(emotions, TALK, Style())
    assert both.names == (*EXPRESSIVE, CHEST)
    np.testing.assert_array_equal(both.values[:, :-1], emotions.values)
    assert 0 <= both[CHEST].min() < both[CHEST].max() <= 1
