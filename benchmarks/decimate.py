"""Blender's own Decimate beside Intone's sparse keys, on the same curves in the same Blender.

    blender --factory-startup --python benchmarks/decimate.py -- TAKE.npz [ERROR]

The take (`intone animate ... --fps 24 --out TAKE.npz`) becomes one key a frame on the custom
properties of an empty, repeated to 60 s; the operator needs a window with a Graph Editor.
"""

import sys
import time
from pathlib import Path

import bpy
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
SECONDS, FPS = 60, 24


def extension():
    """Intone, found as an extension of this checkout."""
    folder = Path(bpy.utils.user_resource("EXTENSIONS", path="user_default", create=True))
    if not (folder / "intone").exists():
        (folder / "intone").symlink_to(ROOT, target_is_directory=True)
    return __import__("bl_ext.user_default.intone.animation.keyframes", fromlist="keyframes")


def keyed(values):
    """An empty whose properties are keyed at every frame, and its F-curves."""
    thing = bpy.data.objects.new("Decimated", None)
    bpy.context.scene.collection.objects.link(thing)
    bpy.context.view_layer.objects.active = thing
    thing.select_set(True)
    for column in range(values.shape[1]):
        thing[f"p{column}"] = 0.0
    thing["p0"] = 0.0
    thing.keyframe_insert('["p0"]', frame=1)
    bag = thing.animation_data.action.layers[0].strips[0].channelbags[0]
    frames = np.arange(1, len(values) + 1)
    for column, row in enumerate(values.T):
        path = f'["p{column}"]'
        curve = bag.fcurves.find(path) or bag.fcurves.new(path)
        curve.keyframe_points.clear()
        curve.keyframe_points.add(len(row))
        curve.keyframe_points.foreach_set("co", np.stack([frames, row], 1).ravel())
        curve.keyframe_points.foreach_set("interpolation", np.full(len(row), 2, np.int32))
        curve.update()
        curve.select = True
        for point in curve.keyframe_points:
            point.select_control_point = True
    return bag.fcurves


def report(name, seconds, keys, error):
    print(
        f"{name:<28}{seconds:8.2f} s of CPU {keys:8d} keys   largest error {error:.5f}", flush=True
    )


def compare():
    arguments = sys.argv[sys.argv.index("--") + 1 :]
    margin = float(arguments[1]) if len(arguments) > 1 else 0.005
    take = np.load(arguments[0])["values"].astype(np.float32)
    values = np.tile(take, (SECONDS * FPS // len(take) + 1, 1))[: SECONDS * FPS]
    curves = keyed(values)
    window = bpy.context.window_manager.windows[0]
    area = max(window.screen.areas, key=lambda one: one.width * one.height)
    area.type = "GRAPH_EDITOR"
    region = next(one for one in area.regions if one.type == "WINDOW")
    with bpy.context.temp_override(window=window, area=area, region=region):
        begun = time.process_time()
        bpy.ops.graph.decimate(mode="ERROR", remove_error_margin=margin)
        seconds = time.process_time() - begun
    frames = range(1, len(values) + 1)
    drawn = np.array([[curve.evaluate(frame) for frame in frames] for curve in curves]).T
    keys = sum(len(curve.keyframe_points) for curve in curves)
    report("Blender's Decimate", seconds, keys, np.abs(drawn - values).max())
    intone(values, margin)
    bpy.ops.wm.quit_blender()


def intone(values, margin):
    """The same by Intone."""
    keyframes = extension()
    package = keyframes.__name__.rpartition(".animation")[0]
    channels = __import__(f"{package}.rig.channels", fromlist="channels")
    names = (channels.Channel("X", "OBJECT", str(k), str(k)) for k in range(values.shape[1]))
    motion = channels.Motion(tuple(names), values, FPS)
    for name, bezier in (("Intone, Bezier", True), ("Intone, lines", False)):
        begun = time.process_time()
        clip = keyframes.keyframe(motion, FPS, 1, keyframes.Precision(margin, bezier=bezier))
        report(name, time.process_time() - begun, clip.keys, clip.error)


if __name__ == "__main__":
    bpy.app.timers.register(compare, first_interval=1.0)
