"""How the window keeps pace: while a minute is heard, and while a take plays. Prints the figures.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 640 480 \\
        --python tests/window/drive_pace.py -- blocked

It ends with status 0 when all went well. The networks are real.
"""

import sys
import time
from pathlib import Path

import bpy
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import drive
import stage
from stage import job, part, say, until, wait


def blocked():
    """How long the interface stands still while one minute is heard by the real networks.

    The job is looked at in a Sequencer, whose window a machine without a graphics card can draw.
    """
    yield from drive.head()
    drive.chosen().intone.sound = str(minute())
    drive.chosen().intone.emotion_source = "AUTO"
    part("blender.background.workers").warm("cpu")
    yield from until(lambda: part("blender.background.workers").devices(), "the worker is warm", 90)
    stage.area().type = "SEQUENCE_EDITOR"
    yield from stage.open_tab("SEQUENCE_EDITOR")
    ticks, spent = [], []
    bpy.app.timers.register(lambda: ticks.append(time.perf_counter()) or 0.001)
    yield from redrawn(30)
    say("IDLE, from tick to tick", np.diff(ticks))
    clocked(spent)
    button = yield from stage.find("intone.animate(", "SEQUENCE_EDITOR")
    first = len(ticks)
    yield from stage.press("LEFTMOUSE", *button)
    yield from until(lambda: not job().running, "the minute is heard", 120)
    yield from wait(1)
    assert drive.ours() == ["minute"]
    say("HEARING, from tick to tick", np.diff(ticks[first:]))
    say("of it in Intone's own code", spent)
    assert max(spent) < 0.05


def redrawn(times):
    """What the window itself costs: its sidebar as often as a job draws it, and frames."""
    for k in range(times):
        part("blender.background.jobs").redraw(bpy.context.window_manager)
        if k % 6 == 0:
            bpy.context.scene.frame_set(1 + k)
        yield from wait(0.1)


def clocked(spent):
    """Everything of Intone's that Blender calls, from now on with its seconds in `spent`."""
    for panel in part("registration").CLASSES:
        if issubclass(panel, bpy.types.Panel):
            panel.draw = stage.timed(panel.draw, spent)
    work = part("operators.animate").INTONE_OT_animate
    work.invoke, work.modal = (stage.timed(f, spent) for f in (work.invoke, work.modal))


def minute():
    """One minute of the test voice, in a new file, that no cache knows."""
    import soundfile

    samples, rate = soundfile.read(stage.ROOT / "tests" / "data" / "voice.flac")
    samples = np.roll(np.resize(samples, 60 * rate), np.random.default_rng().integers(rate))
    soundfile.write(Path(bpy.app.tempdir, "minute.wav"), samples, rate)
    return Path(bpy.app.tempdir, "minute.wav")


def played():
    """How many frames a second the window plays, of the scene's, and what of it is Intone's."""
    yield from drive.head()
    chosen = drive.chosen()
    chosen.intone.sound = str(stage.ROOT / "tests" / "data" / "voice.flac")
    bpy.ops.intone.animate()
    action = chosen.data.shape_keys.animation_data.action
    slider = chosen.intone
    yield from wait(2)
    yield from rate("the head at rest, no lane", lambda: mute(chosen, action, lane=False))
    yield from rate("the take", lambda: mute(chosen, None, lane=False))
    yield from rate("the take and its lane", lambda: mute(chosen, None, lane=True))
    yield from rate("while a slider is dragged", lambda: None, lambda k: setattr(
        slider, "scale", 1 + 0.3 * np.sin(k / 9)))  # fmt: skip
    stage.area().type = "SEQUENCE_EDITOR"
    yield from wait(1)
    yield from rate("the take, in a window without a 3-D view", lambda: None)


def mute(chosen, action, *, lane):
    """Takes the action's curves out of playback, or with None all back in; the lane on or off."""
    bpy.context.scene.intone_lane = lane
    bags = [bag for one in bpy.data.actions for layer in one.layers for strip in layer.strips
            for bag in strip.channelbags]  # fmt: skip
    for curve in (curve for bag in bags for curve in bag.fcurves):
        curve.mute = action is not None


def rate(what, before, dragging=lambda k: None):
    """Plays six seconds; says how many frames a second came, of how many."""
    before()
    times = []
    bpy.context.scene.frame_set(1)
    count = lambda *_: times.append(time.perf_counter())  # noqa: E731
    yield from wait(0.5)
    with bpy.context.temp_override(window=stage.window()):
        bpy.ops.screen.animation_play()
    yield from wait(1)
    bpy.app.handlers.frame_change_post.append(count)
    end, k = time.time() + 6, 0
    while time.time() < end:
        k += 1
        dragging(k)
        yield
    bpy.app.handlers.frame_change_post.remove(count)
    with bpy.context.temp_override(window=stage.window()):
        bpy.ops.screen.animation_cancel()
    gaps, fps = np.diff(times), bpy.context.scene.render.fps
    got = 1 / np.mean(gaps)
    print(f"PLAYED {what}: {got:.1f} of {fps} frames a second ({got / fps:.0%}), "
          f"longest {1000 * max(gaps):.0f} ms", flush=True)  # fmt: skip
    assert len(times) > 10


STORIES = {story.__name__: story for story in (blocked, played)}

if __name__ == "__main__":
    stage.play(STORIES[sys.argv[-1]])
