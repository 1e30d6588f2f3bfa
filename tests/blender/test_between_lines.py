"""Between lines: an action and a track of Intone's own, without jumps, and removed to the bit."""

from __future__ import annotations

import numpy as np
import pytest

from support.artist import artists
from support.corrections import keys, take_action


@pytest.fixture
def talk(part, actor, chosen, face_mesh, voice):
    """Two characters with two lines each, by turns; the actor's takes are two seconds long."""
    import bpy

    zoe = face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft", "eyeBlinkLeft"), "Zoe")
    lines = bpy.context.scene.intone_lines.lines
    for number, who in enumerate((chosen, zoe, chosen, zoe)):
        line = lines.add()
        line.character, line.sound, line.start = who, str(voice), 1 + 80 * number
        line.emotion = "happy" if number < 2 else "sad"
    assert bpy.ops.intone.animate_all() == {"FINISHED"}
    return chosen, zoe


def track(data):
    return next((t for t in data.animation_data.nla_tracks if t.name.startswith("Between")), None)


def seen(name="jawOpen", face="Face"):
    import bpy

    return bpy.data.objects[face].data.shape_keys.key_blocks[name].value


def values(frames, name="jawOpen"):
    import bpy

    found = []
    for frame in frames:
        bpy.context.scene.frame_set(frame)
        found.append(seen(name))
    return np.array(found)


def fill(**options):
    import bpy

    assert bpy.ops.intone.fill_between(**options) == {"FINISHED"}


def test_gaps_are_filled_by_an_action_that_is_no_take(part, talk):
    import bpy

    fill()
    face, _ = talk
    strips = track(keys()).strips
    takes = [tuple(take.action.frame_range) for take in face.intone.takes]
    ends = sorted(end for _, end in takes)
    assert [(s.frame_start, s.frame_end) for s in strips][0] == (ends[0], max(a for a, _ in takes))
    action = strips[0].action
    assert action.name == "Face Between Lines"
    assert not part("blender.character.playback").is_ours(action)
    assert {take.action for take in face.intone.takes}.isdisjoint({action})
    assert {strip.extrapolation for strip in strips} == {"NOTHING", "HOLD_FORWARD"}
    assert len([a for a in bpy.data.actions if "Between Lines" in a.name]) == 2


def test_the_face_goes_from_take_to_take_without_a_jump(part, talk):
    before = values(range(1, 240), "mouthSmileLeft")
    assert np.abs(np.diff(before)).max() > 0.2  # from one held frame to the next take
    fill()
    after = values(range(1, 240), "mouthSmileLeft")
    assert np.abs(np.diff(after)).max() < 0.15
    for take in talk[0].intone.takes:
        first, last = map(int, take.action.frame_range)
        np.testing.assert_allclose(after[first - 1 : last], before[first - 1 : last], atol=1e-6)


def test_filling_again_leaves_one_action_and_clearing_leaves_none(part, talk):
    import bpy

    before = artists(talk[0])
    fill()
    fill()
    assert len([a for a in bpy.data.actions if "Between Lines" in a.name]) == 2
    assert bpy.ops.intone.clear_between() == {"FINISHED"}
    assert not [a for a in bpy.data.actions if "Between Lines" in a.name]
    assert track(keys()) is None
    assert artists(talk[0]) == before
    assert not bpy.ops.intone.clear_between.poll()


def test_the_artists_tracks_stay_above(part, talk):
    import bpy

    mine = bpy.data.actions.new("Mine")
    laid = keys().animation_data.nla_tracks.new()
    laid.name = "Mine"
    slot = mine.slots.new("KEY", "Face")
    bag = mine.layers.new("l").strips.new(type="KEYFRAME").channelbag(slot, ensure=True)
    curve = bag.fcurves.new('key_blocks["jawOpen"].value')
    for frame in (1, 400):
        curve.keyframe_points.insert(frame, 0.66)
    strip = laid.strips.new("Mine", 1, mine)
    strip.action_slot = slot
    before = artists(talk[0])
    fill()
    names = [t.name for t in keys().animation_data.nla_tracks]
    assert names.index("Mine") > names.index(track(keys()).name)
    np.testing.assert_allclose(values([20, 100, 130]), 0.66, atol=1e-6)
    assert artists(talk[0]) == before
    overlapping = part("blender.takes.layers").overlapping
    found = overlapping(talk[0], talk[0].intone.takes[0].action, "BELOW")
    assert [one.name for one in found] == ["Mine"]


def test_a_single_take_gets_life_around_it_and_stays_a_take(part, actor, chosen, voice):
    import bpy

    chosen.intone.sound, chosen.intone.start = str(voice), 60
    assert bpy.ops.intone.animate() == {"FINISHED"}
    assert keys().animation_data.action == take_action()
    chosen.intone_life.fill_length = 1.0
    fill()
    strips = track(keys()).strips
    first, last = take_action().frame_range
    assert [(s.frame_start, s.frame_end) for s in strips][0][1] == first
    assert strips[-1].frame_start == last
    assert take_action() in part("blender.character.playback").played(keys())
    assert not part("blender.takes.between_keys").is_stale(chosen)
    chosen.intone.scale = 0.3
    assert bpy.ops.intone.animate() == {"FINISHED"}
    assert part("blender.takes.between_keys").is_stale(chosen)
    fill()
    assert not part("blender.takes.between_keys").is_stale(chosen)


def test_only_the_chosen_character_where_asked(part, talk):
    import bpy

    bpy.context.scene.intone_settings.character = talk[0]
    fill(everyone=False)
    assert track(keys()) is not None
    assert track(talk[1].data.shape_keys) is None


def test_removing_intone_removes_what_is_between(part, talk):
    import bpy

    fill()
    bpy.context.scene.intone_settings.character = talk[0]
    assert bpy.ops.intone.remove() == {"FINISHED"}
    assert keys().animation_data is None or track(keys()) is None
    assert len([a for a in bpy.data.actions if "Between Lines" in a.name]) == 1


def test_without_takes_there_is_nothing_between(part, actor, chosen):
    import bpy

    assert not bpy.ops.intone.fill_between.poll()


@pytest.mark.parametrize("manner", ["still", "newsreader", "natural", "lively", "stage"])
def test_a_manner_sets_the_amounts_of_life(part, actor, chosen, manner):
    import bpy

    assert bpy.ops.intone.manner(manner=manner) == {"FINISHED"}
    for name, amount in part("face.manners").MANNERS[manner].items():
        assert getattr(chosen.intone, name) == pytest.approx(amount)
