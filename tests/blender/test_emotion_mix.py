"""The mix of emotions filled from the voice: keys that stay the artist's where they drew."""

from __future__ import annotations

import numpy as np
import pytest

from intone.audio.speech import CONTENT, EMOTIONS, RATE, Speech
from intone.emotion.heard import heard_over_time
from intone.emotion.mood import EXPRESSIVE, heard_mood
from intone.track import Track

HAPPY, NEUTRAL, SAD = (EMOTIONS.index(name) for name in ("happy", "neutral", "sad"))


def spoken(emotion):
    """Speech of these guesses [frames, EMOTIONS] in which somebody speaks throughout."""
    frames = len(emotion)
    content = np.zeros((frames, len(CONTENT)), np.float32)
    content[:, CONTENT.index("voice")] = 1
    still = Track(np.zeros((frames, 1), np.float32), RATE, ("intensity",))
    return Speech(Track(content, RATE, CONTENT), still, Track(emotion, RATE, EMOTIONS))


def test_what_is_heard_changes_along_the_voice():
    emotion = np.zeros((400, len(EMOTIONS)), np.float32)
    emotion[:200, SAD], emotion[200:, HAPPY] = 1, 1
    heard = heard_over_time(spoken(emotion))
    assert heard.duration == pytest.approx(8) and heard.names == EXPRESSIVE
    assert heard["sad"][5] > 0.95 and heard["happy"][5] < 0.05
    assert heard["happy"][-5] > 0.95 and heard["sad"][-5] < 0.05


def test_where_the_type_is_unsure_it_falls_to_neutral():
    even = np.full((100, len(EMOTIONS)), 1 / len(EMOTIONS), np.float32)
    assert heard_over_time(spoken(even)).values.max() < 1e-3


def test_a_steady_voice_is_heard_as_its_mean_is():
    guess = np.array([0.3, 0.1, 0, 0, 0, 0.5, 0.1, 0], np.float32)
    speech = spoken(np.tile(guess, (100, 1)))
    mean = heard_mood(speech.guess()).weights.values[0]
    np.testing.assert_allclose(heard_over_time(speech).values, np.tile(mean, (20, 1)), atol=1e-3)


def test_a_pause_has_what_is_heard_around_it():
    emotion = np.zeros((300, len(EMOTIONS)), np.float32)
    emotion[:, SAD] = 1
    emotion[100:200] = np.eye(len(EMOTIONS))[NEUTRAL]
    speech = spoken(emotion)
    speech.content.values[100:200, CONTENT.index("voice")] = 0
    assert heard_over_time(speech)["sad"].min() > 0.8


@pytest.fixture
def mix(actor, ready, part):
    """Of a character whose voice is heard as happy; not animated yet."""
    return ready


def curve(part, settings, name="happy"):
    return part("blender.takes.curves").find(settings.id_data, name)


def keys(part, settings, name="happy"):
    return [tuple(key.co) for key in curve(part, settings, name).keyframe_points]


def drawn(part, settings, name="happy"):
    return part("blender.takes.filled_curves").edited_stretches(settings.id_data, name)


def test_filling_keys_what_is_heard_and_chooses_the_mix(part, mix):
    import bpy

    mix.sad = 0.4
    assert bpy.ops.intone.fill_emotion() == {"FINISHED"}
    assert mix.emotion_source == "MIX"
    assert curve(part, mix).evaluate(20) == pytest.approx(1, abs=0.02)
    assert curve(part, mix, "sad") is None and mix.sad == 0
    assert drawn(part, mix) == []


def test_what_was_drawn_of_an_emotion_stays_and_can_be_given_back(part, mix):
    import bpy

    bpy.ops.intone.fill_emotion()
    bpy.ops.intone.fill_intensity()
    filled = keys(part, mix)
    curve(part, mix).keyframe_points.insert(20, 0.2)
    ((first, last),) = drawn(part, mix)
    bpy.ops.intone.fill_emotion()
    assert drawn(part, mix) == [(first, last)] and (20.0, pytest.approx(0.2)) in keys(part, mix)
    assert drawn(part, mix, "intensity") == []
    with pytest.raises(RuntimeError, match="You drew nothing"):
        bpy.ops.intone.reset_emotion_stretch(first=500, last=600)
    bpy.context.scene.frame_set(20)
    bpy.ops.intone.reset_emotion_stretch()
    assert drawn(part, mix) == []
    np.testing.assert_allclose(curve(part, mix).evaluate(20), filled[0][1], atol=0.02)


def test_clearing_leaves_the_sliders_where_they_are(part, mix):
    import bpy

    with pytest.raises(RuntimeError, match="poll"):
        bpy.ops.intone.clear_emotion()
    bpy.ops.intone.fill_emotion()
    bpy.context.scene.frame_set(20)
    value = mix.happy
    bpy.ops.intone.clear_emotion()
    assert curve(part, mix) is None and mix.happy == value > 0.9
    assert not bpy.data.actions


def test_what_was_filled_for_one_voice_is_not_another_ones(part, mix, voice, tmp_path):
    import shutil

    import bpy

    other = shutil.copy(voice, tmp_path / "other.wav")
    bpy.ops.intone.animate()
    bpy.ops.intone.fill_emotion()
    curve(part, mix).keyframe_points.insert(20, 0.2)
    before = keys(part, mix)
    mix.sound = str(other)
    assert curve(part, mix) is None and mix.emotion_source == "AUTO" and mix.happy == 0
    mix.sound = str(voice)
    assert keys(part, mix) == before and mix.emotion_source == "MIX"
    assert drawn(part, mix)


def test_the_filled_mix_reaches_the_face(part, mix):
    import bpy

    bpy.ops.intone.fill_emotion()
    curve(part, mix).keyframe_points.insert(20, 0.0)
    bpy.ops.intone.animate()
    order = part("properties.requests").order(mix.id_data, bpy.context.scene)
    happy = order.emotion["happy"]
    assert happy[0] > 0.9 and happy[round(19 / 24 * 50)] < 0.05


def test_the_mix_begins_without_shares_that_nobody_sees(part, mix, monkeypatch):
    choice = part("properties.emotion_choice")
    guess = dict.fromkeys(EMOTIONS, 0.0) | {"happy": 0.9, "sad": 0.09, "angry": 0.001}
    monkeypatch.setattr(
        choice.spoken_words, "heard", lambda thing: type("Heard", (), {"guess": lambda _: guess})()
    )
    expected = heard_mood(guess).weights
    for name in EXPRESSIVE:
        setattr(mix, name, 0.0)
    choice.begin_mix(mix.id_data)
    assert mix.happy == pytest.approx(float(expected["happy"][0]))
    assert mix.sad == pytest.approx(float(expected["sad"][0])) and mix.sad > 0.01
    assert 0 < float(expected["angry"][0]) < 0.01 and mix.angry == 0
