"""The level of a character's voice: its lines are compared with one another, or with a stretch."""

from __future__ import annotations

import shutil

import pytest

SCORES = {"calm": 0.05, "firm": 0.5, "shouted": 1.1}


@pytest.fixture
def lines(actor, chosen, voice):
    """Three lines of the chosen character, from calm to shouted."""
    import bpy

    actor.scores = dict(SCORES)
    for number, name in enumerate(SCORES):
        path = voice.with_name(f"{name}.wav")
        shutil.copyfile(voice, path)
        bpy.ops.intone.line_add()
        line = bpy.context.scene.intone_lines.lines[-1]
        line.character, line.sound, line.start = chosen, str(path), 1 + 60 * number
    return bpy.context.scene.intone_lines.lines


def level(part, thing):
    return part("properties.voice_level").calm_of(thing)


def test_animate_all_gives_the_lines_one_level(part, actor, chosen, lines):
    import bpy

    common = part("audio.intensity").COMMON
    assert level(part, chosen) == common
    assert bpy.ops.intone.animate_all() == {"FINISHED"}
    assert (chosen.intone_level.source, chosen.intone_level.count) == ("LINES", 3)
    assert level(part, chosen) != common
    assert actor.levels == sorted(actor.levels) and actor.levels[-1] - actor.levels[0] > 0.5
    again = actor.levels.copy()
    actor.levels.clear()
    assert bpy.ops.intone.animate_all() == {"FINISHED"}
    assert actor.levels == pytest.approx(again)


def test_some_of_the_lines_keep_the_level_of_all(part, actor, chosen, lines):
    import bpy

    bpy.ops.intone.animate_all()
    before = level(part, chosen)
    for line in lines:
        line.selected = line.title == "shouted"
    assert bpy.ops.intone.animate_selected() == {"FINISHED"}
    assert level(part, chosen) == before and chosen.intone_level.count == 3


def test_neutral_here_is_believed_until_it_is_forgotten(part, actor, chosen, lines):
    import bpy

    actor.scores["hello"] = 0.4
    assert bpy.ops.intone.neutral_here() == {"FINISHED"}
    assert level(part, chosen) == pytest.approx(0.4)
    assert part("panels.voice_level").level_text(chosen) == "Neutral: hello"
    assert bpy.ops.intone.animate_all() == {"FINISHED"}
    assert chosen.intone_level.source == "NEUTRAL"
    assert bpy.ops.intone.forget_level() == {"FINISHED"}
    assert level(part, chosen) == part("audio.intensity").COMMON
    assert not bpy.ops.intone.forget_level.poll()


def test_neutral_here_is_the_preview_range(part, actor, chosen, lines):
    import bpy

    actor.scores["hello"], scene = 0.4, bpy.context.scene
    scene.use_preview_range = True
    scene.frame_preview_start, scene.frame_preview_end = 5, 30
    assert bpy.ops.intone.neutral_here() == {"FINISHED"}
    assert chosen.intone_level.where == "hello, 5–30"
    scene.frame_preview_start, scene.frame_preview_end = 5, 6
    with pytest.raises(RuntimeError, match=r"Too little is said in hello\.wav between .* s: mark"):
        bpy.ops.intone.neutral_here()
    assert level(part, chosen) == pytest.approx(0.4)


def test_the_shown_take_follows_the_level(part, actor, chosen, lines):
    import bpy

    actor.scores["hello"] = 1.0
    bpy.ops.intone.animate()
    performer = part("blender.background.workers").worker("auto")
    before = part("properties.requests").request(chosen, bpy.context.scene)
    bpy.ops.intone.neutral_here()
    after = part("properties.requests").request(chosen, bpy.context.scene)
    assert before.target.fingerprint != after.target.fingerprint
    speech = performer.cached(before.target.sound, before.order.script)
    calm = after.order.edited(speech).intensity.values[25:75].mean()
    assert calm == pytest.approx(part("audio.intensity").CALM, abs=0.01)


def test_compare_the_lines_hears_them_and_needs_two(part, actor, chosen, lines):
    import bpy

    assert bpy.ops.intone.compare_lines() == {"FINISHED"}
    assert (chosen.intone_level.source, chosen.intone_level.count) == ("LINES", 3)
    assert part("panels.voice_level").level_text(chosen).startswith("3 lines of this voice")
    while len(lines) > 1:
        bpy.ops.intone.line_remove()
    assert not bpy.ops.intone.compare_lines.poll()


def test_lines_without_a_score_tell_nothing(part, actor, chosen, lines):
    import bpy

    actor.scores = {}
    with pytest.raises(RuntimeError, match=r"Fewer than two lines of Face can be heard"):
        bpy.ops.intone.compare_lines()
    assert bpy.ops.intone.animate_all() == {"FINISHED"}
    assert chosen.intone_level.source == "COMMON"
