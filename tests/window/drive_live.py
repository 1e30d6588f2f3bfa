"""Changes a recipe in a real window, as sliders and the Graph Editor do, and looks at the face.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 1280 800 \\
        --python tests/window/drive_live.py

It ends with status 0 when all went well. Nothing here calls Intone's timer: Blender does. The
worker is replaced by one that needs no networks and takes its time.
"""

import functools
import sys
import time
import wave
from pathlib import Path

import bpy
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import stage
from stage import part, wait

SECONDS = 10
print = functools.partial(print, flush=True)
FRAMES = SECONDS * 50
until = functools.partial(stage.until, seconds=8.0)


class Actor:
    """The jaw opens with the scale, and every channel moves; acting takes a tenth of a second."""

    acted = 0

    def listen(self, path, progress, script=None):
        speech, track = part("audio.speech"), part("track").Track
        return speech.Speech(
            track(np.zeros((FRAMES, len(speech.CONTENT)), np.float32), 50.0, speech.CONTENT),
            track(np.zeros((FRAMES, 1), np.float32), 50.0),
            track(np.zeros((FRAMES, 8), np.float32), 50.0, speech.EMOTIONS),
        )

    def act(self, speech, mood, style, progress):
        time.sleep(0.1)
        self.acted += 1
        channels = part("face.basis").CHANNELS
        wave_ = 0.25 + 0.2 * np.sin(np.arange(FRAMES) / 5).astype(np.float32)
        values = np.repeat(wave_[:, None], len(channels), axis=1) * mood.scale.values[0, 0]
        values[:, channels.index("jawOpen")] = mood.scale.values[0, 0] * 0.5
        values[:, channels.index("mouthClose")] = 0
        happy = mood.weights.at(np.arange(FRAMES) / 50.0)[:, mood.weights.names.index("happy")]
        values[:, channels.index("mouthSmileLeft")] = happy
        return part("track").Track(values, 50.0, channels)

    def header(self):
        return {"listen": "an actor", "act": "an actor", "device": "stage"}

    def close(self):
        pass


def face():
    return bpy.data.objects["Head"]


def seen(name):
    """What the viewport shows of a shape key."""
    shown = face().evaluated_get(bpy.context.evaluated_depsgraph_get())
    return shown.data.shape_keys.key_blocks[name].value


def about(name, value):
    return lambda: abs(seen(name) - value) < 0.01


def steps(actor):
    window = bpy.context.window_manager.windows[0]
    for area in window.screen.areas:
        if area.type == "VIEW_3D":  # dear to draw without a graphics card
            area.type = "OUTLINER"
    yield
    with bpy.context.temp_override(window=window):
        bpy.ops.intone.add_head()
        bpy.ops.intone.perform("EXEC_DEFAULT", True, character="Head", sound=str(voice()))
    yield from until(about("jawOpen", 0.5), "the take is laid")
    with bpy.context.temp_override(window=window):
        bpy.ops.ed.undo_push(message="ready")
    face().intone.scale = 1.6
    began = time.time()
    yield from until(about("jawOpen", 0.8), "a slider shows without Animate")
    print(f"slider to face: {1000 * (time.time() - began):.0f} ms, 100 of them acting")
    with bpy.context.temp_override(window=window):
        bpy.ops.ed.undo_push(message="slider")
    yield from wait(1.5)
    yield from stage.key("Z", "OUTLINER", ctrl=True)
    yield from until(about("jawOpen", 0.5), "an undo brings slider and face back")
    assert abs(face().intone.scale - 1.0) < 1e-6
    yield from stage.key("Z", "OUTLINER", ctrl=True, shift=True)
    yield from until(about("jawOpen", 0.8), "a redo brings them again")
    yield from keyed()
    yield from dragged(actor)
    yield from played()


def keyed():
    recipe = face().intone
    recipe.emotion_source = "MIX"
    for frame, value in ((1, 0.25), (100, 0.25)):
        recipe.happy = value
        recipe.keyframe_insert("happy", frame=frame)
    yield from until(about("mouthSmileLeft", 0.25), "a keyed slider shows")
    curve = part("blender.takes.curves").find(face(), "happy")
    for key in curve.keyframe_points:
        key.co[1] = 0.75
    curve.update()
    yield from until(about("mouthSmileLeft", 0.75), "a moved key shows")


def dragged(actor):
    """Many changes in a row: a few of them are acted, and the last one stays."""
    yield from wait(1)
    before, gaps, last = actor.acted, [], time.time()
    for k in range(60):
        face().intone.scale = 0.4 + k / 100
        yield
        gaps.append(time.time() - last)
        last = time.time()
    yield from until(about("jawOpen", 0.495), "the last of many changes stays")
    print(f"{actor.acted - before} of 60 changes acted; longest frame {1000 * max(gaps):.0f} ms")


def played():
    """Playback goes on while a slider moves."""
    scene = bpy.context.scene
    window = bpy.context.window_manager.windows[0]
    with bpy.context.temp_override(window=window, screen=window.screen):
        bpy.ops.screen.animation_play()
    yield from wait(1)
    for said, move in (("alone", 0), ("while a slider moves", 0.01)):
        began, first = time.time(), scene.frame_current
        while time.time() < began + 5:
            if move:
                face().intone.scale = 1 + (time.time() - began) * move
            yield
        frames = scene.frame_current - first
        print(f"playback {said}: {frames / 5:.1f} frames a second")
    with bpy.context.temp_override(window=window, screen=window.screen):
        bpy.ops.screen.animation_cancel()
    assert frames > 0
    face().intone.scale = 1.4
    yield from until(about("jawOpen", 0.7), "the last change stays")


def voice():
    path = Path(bpy.app.tempdir, "hello.wav")
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(bytes(SECONDS * 16000 * 2))
    return path


acting = Actor()
stage.play(lambda: steps(acting), acting)
