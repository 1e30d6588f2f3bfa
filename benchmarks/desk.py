"""How long a slider takes to show on the face, and what of it the interface has to wait for.

    python benchmarks/desk.py [--json] [SECONDS ...]

The test voice, repeated to each length, on the embedded head at 24 frames a second, in Blender as a
module with the networks in their worker. A slider moves; the time runs until all curves are written
and the face is evaluated. "interface" is the part of it that Blender's main thread was busy: asking
for the settings, writing the keys, evaluating. Medians of ROUNDS moves of the intensity's scale.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXTENSION = "bl_ext.user_default.intone"
ROUNDS = 15
POLL_S = 0.001


def enabled():
    """Blender with this checkout enabled in a user folder of its own."""
    folder = os.environ["BLENDER_USER_RESOURCES"] = tempfile.mkdtemp(prefix="intone-desk-")
    import bpy

    repository = Path(folder, "extensions", "user_default")
    repository.mkdir(parents=True)
    (repository / "intone").symlink_to(ROOT, target_is_directory=True)
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    assert bpy.ops.preferences.addon_enable(module=EXTENSION) == {"FINISHED"}
    return folder


def moved(settings, live, scale: float) -> tuple[float, float, float]:
    """Seconds from a slider to the face, those that the main thread was busy, and the processor."""
    import bpy

    began, used, busy = time.perf_counter(), time.process_time(), 0.0
    settings.scale = scale
    while not live.shown:
        start = time.perf_counter()
        live.tick()
        bpy.context.view_layer.update()
        busy += time.perf_counter() - start
        time.sleep(0 if live.shown else POLL_S)
    assert not live.refusal, live.refusal
    return time.perf_counter() - began, busy, time.process_time() - used


def measured(seconds: float, folder: str) -> tuple[float, float, float, int]:
    """(slider to face in s, of it the interface's, Blender's processor seconds, keys) of a take."""
    import bpy
    from line import write_voice

    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    bpy.context.preferences.addons[EXTENSION].preferences.device = "cpu"
    path = Path(folder, f"voice{seconds:g}.wav")
    write_voice(path, seconds / 60)
    bpy.ops.intone.add_head()
    assert bpy.ops.intone.perform(sound=str(path), emotion="happy") == {"FINISHED"}
    (live,) = sys.modules[f"{EXTENSION}.blender.live.live_update"]._live
    settings = bpy.context.scene.intone_settings.character.intone
    times = [moved(settings, live, 0.5 + k / ROUNDS) for k in range(ROUNDS + 2)][2:]
    action = settings.takes[0].action
    bags = (bag for strip in action.layers[0].strips for bag in strip.channelbags)
    keys = sum(len(curve.keyframe_points) for bag in bags for curve in bag.fcurves)
    whole, busy, used = zip(*times, strict=True)
    return statistics.median(whole), statistics.median(busy), min(used), keys


def main() -> None:
    """Prints one row for each length."""
    folder, lengths = enabled(), [text for text in sys.argv[1:] if text != "--json"]
    try:
        if "--json" in sys.argv:
            print(json.dumps([measured(float(text), folder) for text in lengths]))
            return
        print(f"{'take':>8} {'slider to face':>15} {'interface':>10} {'keys':>8}")
        for seconds in map(float, lengths or ("10", "60")):
            whole, busy, _, keys = measured(seconds, folder)
            print(f"{seconds:6g} s {whole * 1000:12.0f} ms {busy * 1000:7.0f} ms {keys:8}")
    finally:
        sys.modules[f"{EXTENSION}.blender.background.workers"].close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
