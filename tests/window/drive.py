"""Stories of artists at Intone's panels, played in a real window by simulated hands.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 1280 800 \\
        --python tests/window/drive.py -- STORY

It ends with status 0 when all went well, and leaves pictures in out/window/. Where the networks are
not what is tested, the worker is one that needs none.
"""

import sys
from pathlib import Path

import bpy
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import stage
from stage import click, curves_of, facts, job, key, part, shot, until, wait

FILE = stage.SHOTS / "desk.blend"


def empty():
    for thing in list(bpy.data.objects):
        bpy.data.objects.remove(thing)
    yield from stage.open_tab()


def head(name="hello", emotion="happy"):
    """A head that shall say something, as after the clicks that another story does."""
    yield from empty()
    bpy.ops.intone.add_head()
    chosen = bpy.context.scene.intone_settings.character
    ready(chosen, name, emotion)
    bpy.ops.ed.undo_push(message="Ready")
    yield from wait(0.5)


def ready(chosen, name, emotion):
    performance = chosen.intone
    performance.sound = str(stage.voice(name))
    performance.emotion_source = "MIX"
    for felt in part("emotion.mood").EXPRESSIVE:
        setattr(performance, felt, float(felt == emotion))


def chosen():
    return bpy.data.objects["Head"]


def animate():
    yield from click("intone.animate(")
    yield from until(lambda: job().running, "the job starts", 10)


def done():
    yield from until(lambda: not job().running, "the job ends")
    yield from wait(0.5)


def smile(frame=60):
    """How much the head smiles."""
    bpy.context.scene.frame_set(frame)
    return chosen().data.shape_keys.key_blocks["mouthSmileLeft"].value


def ours():
    return [action.name for action in bpy.data.actions if "intone_take" in action]


def two_clicks():
    """From a new file to a talking head; the networks are real."""
    yield from stage.open_tab()
    yield from shot("first-run")
    yield from click("intone.add_head")
    assert bpy.context.scene.intone_settings.character is not None, "the first click adds a head"
    yield from shot("first-click")
    yield from click("intone.try_demo")
    assert not (job().running and bpy.ops.intone.try_demo.poll()), "nothing is started twice"
    yield from until(lambda: ours() and not job().running, "the second click animates", 120)
    yield from wait(1)
    assert stage.window().screen.is_animation_playing, "and it plays"
    with bpy.context.temp_override(window=stage.window()):
        bpy.ops.screen.animation_cancel(restore_frame=False)
    opened = [jaw(frame) for frame in range(1, bpy.context.scene.frame_end, 3)]
    assert max(opened) > 0.15, f"the head talks: {opened}"
    bpy.context.scene.frame_set(1 + 3 * int(np.argmax(opened)))
    yield from shot("talking")


def jaw(frame):
    bpy.context.scene.frame_set(frame)
    return chosen().data.shape_keys.key_blocks["jawOpen"].value


def cancelled():
    """Cancel, by button and by Esc, in the middle: the scene is as before. Then to the end."""
    yield from head()
    before = facts()
    stage.SlowActor.seconds = 20
    yield from animate()
    yield from wait(2)
    assert 0 < job().fraction < 1 and job().what == "Listening"
    yield from shot("running")
    yield from click("intone.cancel", shares=(0.93,))
    yield from done()
    assert facts() == before, "Cancel changes nothing"
    yield from animate()
    yield from key("ESC")
    yield from done()
    assert facts() == before, "Esc changes nothing"
    stage.SlowActor.seconds = 4
    yield from animate()
    yield from done()
    assert ours() == ["hello"]
    assert bpy.context.scene.sequence_editor.strips[0].name == "hello"
    yield from shot("done")
    yield from key("Z", ctrl=True)
    assert facts() == before, "one undo takes the take away, and nothing more"
    yield from key("Z", ctrl=True, shift=True)
    assert ours() == ["hello"], "one redo brings it back"


def edited():
    """Emotion, curve, undo and redo of each, with the artist's own animation beside; then saved."""
    yield from head()
    own = artists_own()
    yield from animate()
    yield from done()
    assert smile() > 0.9
    chosen().intone.happy = 0.25  # what a dragged slider does
    bpy.ops.ed.undo_push(message="Happy")
    yield from until(lambda: smile() < 0.3, "the slider shows on the face", 10)
    yield from key("Z", ctrl=True)
    yield from until(lambda: smile() > 0.9, "undo shows on the face", 10)
    yield from key("Z", ctrl=True, shift=True)
    yield from until(lambda: smile() < 0.3, "redo shows on the face", 10)
    chosen().intone.intensity_source = "CURVE"
    bpy.ops.ed.undo_push(message="Curve")
    yield from click("intone.fill_intensity")
    yield from wait(1)
    drawn = part("blender.takes.filled_curves").edited_stretches
    assert curve() is not None and not drawn(chosen(), "intensity"), (
        "filled, and none of it is drawn"
    )
    yield from key("Z", ctrl=True)
    assert curve() is None, "undo takes the curve away"
    yield from key("Z", ctrl=True, shift=True)
    assert curve() is not None, "redo brings it back"
    draw(30, 45, 0.95)
    yield from wait(1)
    assert drawn(chosen(), "intensity"), "what is drawn is known as drawn"
    yield from shot("edited")
    assert artists_own() == own, "the artist's action is as it was, to the byte"
    FILE.parent.mkdir(parents=True, exist_ok=True)
    bpy.ops.wm.save_as_mainfile(filepath=str(FILE))


def reopened():
    """The file of the story before, opened by another Blender: edited again."""
    bpy.ops.wm.open_mainfile(filepath=str(FILE))
    yield from wait(1)
    yield from stage.open_tab()
    drawn = part("blender.takes.filled_curves").edited_stretches
    kept = drawn(chosen(), "intensity")
    assert kept and ours() == ["hello"] and chosen().intone.happy == 0.25
    yield from animate()
    yield from done()
    assert drawn(chosen(), "intensity") == kept, "running again keeps what is drawn"
    chosen().intone.happy = 1.0
    yield from until(lambda: smile() > 0.9, "a slider shows on the face again", 10)


def curve():
    """The F-curve of the head's intensity."""
    animation = chosen().animation_data
    if animation is None or animation.action is None:
        return None
    bags = [animation.action.layers[0].strips[0].channelbag(animation.action_slot)]
    return next((bag.fcurves.find("intone.intensity") for bag in bags if bag), None)


def draw(first, last, value):
    """Draws over a stretch of the curve, key by key."""
    for frame in range(first, last + 1):
        chosen().intone.intensity = value
        chosen().intone.keyframe_insert("intensity", frame=frame)
    bpy.ops.ed.undo_push(message="Drawn")


def artists_own():
    """The artist's own action on the same shape keys: made at the first call, then read."""
    keys = chosen().data.shape_keys
    if "Mine" not in bpy.data.actions:
        action = bpy.data.actions.new("Mine")
        action.use_fake_user = True
        slot = action.slots.new("KEY", "Head")
        bag = action.layers.new("L").strips.new(type="KEYFRAME").channelbag(slot, ensure=True)
        for frame, value in ((1, 0.0), (20, 0.4)):
            bag.fcurves.ensure('key_blocks["browInnerUp"].value').keyframe_points.insert(
                frame, value
            )
        track = keys.animation_data_create().nla_tracks.new()
        track.name = "Mine"
        track.strips.new("Mine", 1, action)
        bpy.ops.ed.undo_push(message="Mine")
    tracks = [track for track in keys.animation_data.nla_tracks if track.name == "Mine"]
    strips = [(s.name, s.frame_start, s.frame_end) for track in tracks for s in track.strips]
    return stage.keys_of(bpy.data.actions["Mine"]), strips


def troubled():
    """The character is deleted or renamed, or the scene switched, during a run; undo, redo."""
    yield from head()
    own = artists_own()
    yield from animate()
    chosen().name = "Anna"
    yield from done()
    assert not ours(), "a renamed character is said to be gone"
    yield from shot("refused")
    yield from key("ESC")  # the message goes
    bpy.data.objects["Anna"].name = "Head"
    assert artists_own() == own
    ready(chosen(), "second", "happy")  # one that was not heard: it takes its time
    yield from animate()
    bpy.data.objects.remove(chosen())
    yield from done()
    assert not ours(), "a deleted one too"
    assert stage.keys_of(bpy.data.actions["Mine"]) == own[0]
    yield from key("ESC")
    yield from switched()


def switched():
    """Another scene is shown while the first one's character is at work."""
    bpy.data.actions.remove(bpy.data.actions["Mine"])
    yield from head("third")
    own, first = artists_own(), bpy.context.scene.name
    bpy.data.scenes.new("Other")
    bpy.ops.ed.undo_push(message="Other")
    yield from animate()
    stage.window().scene = bpy.data.scenes["Other"]
    yield from done()
    assert ours() and not bpy.data.scenes["Other"].sequence_editor, "it goes where it was asked for"
    assert len(bpy.data.scenes[first].sequence_editor.strips) == 1
    assert artists_own() == own
    stage.window().scene = bpy.data.scenes[first]
    yield from wait(0.5)
    yield from key("Z", ctrl=True)
    assert not ours() and artists_own() == own, "one undo takes the take away"
    yield from key("Z", ctrl=True, shift=True)
    assert ours() == ["third"] and artists_own() == own, "one redo brings it back"


def two():
    """Two characters, each with its voice and its take."""
    yield from head()
    yield from animate()
    yield from done()
    anna = chosen()
    bpy.ops.object.select_all(action="DESELECT")
    bpy.ops.intone.add_head()
    bob = bpy.context.scene.intone_settings.character
    assert bob != anna
    ready(bob, "goodbye", "sad")
    before = curves_of(bpy.data.actions["hello"])
    yield from animate()
    yield from done()
    assert sorted(ours()) == ["goodbye", "hello"]
    assert curves_of(bpy.data.actions["hello"]) == before


STORIES = {story.__name__: story for story in
           (two_clicks, cancelled, edited, reopened, troubled, two)}  # fmt: skip
REAL = {"two_clicks"}
"""Stories with the true networks."""

if __name__ == "__main__":
    name = sys.argv[sys.argv.index("--") + 1]
    stage.play(STORIES[name], None if name in REAL else stage.SlowActor())
