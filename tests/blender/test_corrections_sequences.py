"""Corrections over random sequences: the face is the take plus what the artist did to it."""

from __future__ import annotations

import numpy as np
import pytest

from support.artist import artists
from support.corrections import keys, layer, points, seen, settle, take_action

CHANNELS = ("jawOpen", "mouthSmileLeft")
STEPS = 18


def performance():
    import bpy

    return bpy.data.objects["Face"].intone


def artists_own():
    """What the artist had before, to the last bit: actions, strips, drivers and markers."""
    import bpy

    markers = [(marker.name, marker.frame) for marker in bpy.context.scene.timeline_markers]
    return artists(bpy.data.objects["Face"]), markers


def bring_own():
    """A strip and a key of the artist's on the same character, and a marker."""
    import bpy

    bpy.context.scene.timeline_markers.new("here", frame=7)
    for data in (keys(), bpy.data.objects["Rig"]):
        animation = data.animation_data_create()
        before = animation.action
        if data == keys():
            animation.action = None
            data.key_blocks["own"].value = 0.25
            data.key_blocks["own"].keyframe_insert("value", frame=3)
        else:
            animation.action = None
            data.keyframe_insert("location", frame=9)
        track = animation.nla_tracks.new()
        track.name = "Mine"
        track.strips.new("mine", 10, animation.action)
        animation.action = before


class Story:
    """The scene, and what the artist has added to each take: by take and channel, [frames]."""

    def __init__(self, part, tmp_path, seed):
        self.part, self.tmp_path = part, tmp_path
        self.random = np.random.default_rng(seed)
        self.added, self.fades, self.history, self.undone = {}, {}, [], None

    def name(self):
        return performance().takes[performance().shown_take].name

    def take(self, channel):
        """What the take alone does to the channel: as the actor acts."""
        shown = performance()
        moved = "mouth" in shown.moves
        return np.full(49, moved * (shown.scale * 0.5 if channel == "jawOpen" else shown.happy))

    def offsets(self, channel):
        whole = self.added.get((self.name(), channel), 0.0)
        return self.fades.get(self.name(), 1.0) * whole

    def edit(self, change, channel):
        """An edit of the artist: what it changed of the face is theirs from now on."""
        import bpy

        before = seen(channel)
        change()
        bpy.context.view_layer.update()  # a window does so at once
        whole = self.offsets(channel) + seen(channel) - before
        self.added[self.name(), channel] = whole / self.fades.get(self.name(), 1.0)

    def insert(self):
        import bpy

        if "mouth" not in performance().moves:
            return

        channel, frame = self.random.choice(CHANNELS), int(self.random.integers(3, 46))
        value = float(self.random.uniform(0.1, 0.9))

        def change():
            bpy.context.scene.frame_set(frame)
            keys().key_blocks[channel].value = value
            keys().key_blocks[channel].keyframe_insert("value", frame=frame)

        self.edit(change, channel)

    def drag(self):
        if "mouth" not in performance().moves:
            return
        action = keys().animation_data.action
        (slot,) = (s for s in action.slots if s.target_id_type == "KEY")
        curves = action.layers[0].strips[0].channelbag(slot).fcurves
        found = [curve for curve in curves if any(name in curve.data_path for name in CHANNELS)]
        curve = found[self.random.integers(len(found))]
        channel = next(name for name in CHANNELS if name in curve.data_path)
        point = curve.keyframe_points[self.random.integers(len(curve.keyframe_points))]

        def change():
            point.co.y += 0.05
            point.handle_left.y += 0.05
            point.handle_right.y += 0.05
            curve.update()

        self.edit(change, channel)

    def slide(self):
        performance().scale = float(self.random.uniform(0.7, 1.2))

    def feel(self):
        performance().emotion_source = "MIX"
        performance().happy = float(self.random.uniform(0.3, 0.6))

    def thin(self):
        performance().tolerance = float(self.random.choice([2e-5, 0.005, 0.02]))

    def lay(self):
        performance().layer = str(self.random.choice(["ACTION", "NLA"]))
        performance().stacking = str(self.random.choice(["BELOW", "ABOVE", "ADD"]))

    def limit(self):
        performance().moves = {"head", "mouth"} if self.random.random() < 0.6 else {"head"}

    def fade(self):
        take = performance().takes[performance().shown_take]
        if layer() is not None:
            take.fade_mouth = float(self.random.choice([0.5, 0.75, 1.0]))
            self.fades[take.name] = take.fade_mouth

    def act_again(self):
        import bpy

        assert bpy.ops.intone.animate() == {"FINISHED"}

    def new_take(self):
        import bpy

        if len(performance().takes) < 3:
            assert bpy.ops.intone.new_take() == {"FINISHED"}
            performance().emotion_source, performance().tolerance = "MIX", 2e-5
            self.act_again()

    def switch(self):
        import bpy

        assert bpy.ops.intone.switch_take() == {"FINISHED"}

    def save_and_load(self):
        import bpy

        path = str(self.tmp_path / "story.blend")
        bpy.ops.wm.save_as_mainfile(filepath=path)
        bpy.ops.wm.open_mainfile(filepath=path)
        self.history.clear()
        self.undone = None

    def undo(self):
        import bpy

        if len(self.history) > 1:
            assert bpy.ops.ed.undo() == {"FINISHED"}
            self.undone = self.history.pop()
            self.added, self.fades = map(dict, self.history[-1])

    def redo(self):
        import bpy

        if self.undone is not None:
            assert bpy.ops.ed.redo() == {"FINISHED"}
            self.history.append(self.undone)
            self.added, self.fades = map(dict, self.undone)
            self.undone = None

    def check(self):
        settle(self.part)
        for channel in CHANNELS:
            wanted = self.take(channel) + self.offsets(channel)
            if "mouth" not in performance().moves:
                wanted = 0.0 * wanted  # nothing is corrected where the take moves nothing
            np.testing.assert_allclose(seen(channel), wanted, atol=1e-4, err_msg=channel)

    def keep(self):
        import bpy

        bpy.ops.ed.undo_push(message="step")
        self.history.append((dict(self.added), dict(self.fades)))


@pytest.mark.parametrize("seed", range(8))
def test_the_face_is_the_take_plus_the_artists_own(part, actor, settings, tmp_path, seed):
    story = Story(part, tmp_path, seed)
    settings.emotion_source, settings.happy, settings.tolerance = "MIX", 0.4, 2e-5
    for name in CHANNELS:  # nothing is cut off, so that what was added is what is seen
        keys().key_blocks[name].slider_min, keys().key_blocks[name].slider_max = -5.0, 5.0
    story.check()
    if seed % 2:
        bring_own()
    own = artists_own()
    story.keep()
    ours = (story.slide, story.feel, story.thin, story.act_again, story.save_and_load, story.lay)
    others = (story.insert, story.insert, story.drag, story.undo, story.new_take, story.switch)
    others += (story.redo, story.fade, story.limit)
    for _ in range(STEPS):
        step = (*ours, *others)[story.random.integers(len(ours) + len(others))]
        before = snapshot() if step in ours else {}
        step()
        story.check()
        after = snapshot()
        assert all(after[name] == before[name] for name in before)
        assert artists_own() == own, step.__name__
        if step not in (story.undo, story.redo):
            story.undone = None
            story.keep()


def snapshot():
    """Each key of the artist's layer by channel, to the last bit, once the take holds none."""
    if take_action() is None or layer() is None or not layer().layers:
        return {}
    (slot,) = (s for s in layer().slots if s.target_id_type == "KEY")
    bag = layer().layers[0].strips[0].channelbag(slot)
    channels = [
        name for name in CHANNELS if bag and bag.fcurves.find(f'key_blocks["{name}"].value')
    ]
    return {name: points(layer(), name) for name in channels}
