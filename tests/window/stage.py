"""A hand in a real window: finds Intone's buttons by what they do, clicks them, takes pictures.

A story is a generator: what it yields are waits, and Blender goes on living meanwhile. `play` runs
one and ends Blender with status 0 where it went well. Buttons are found by hovering down the
sidebar and asking Blender what lies under the mouse, so that no pixel is written down anywhere.
"""

import os
import shutil
import subprocess
import sys
import threading
import time
import traceback
import wave
from pathlib import Path

import bpy
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = "bl_ext.user_default.intone"
FRAMES = 150
SHOTS = ROOT / "out" / "window"
NETS = Path("/opt/intone-nets/site-packages")
"""Where a Blender of the system's own Python may find the worker's packages."""


def enable():
    folder = Path(bpy.utils.user_resource("EXTENSIONS", path="user_default", create=True))
    if not (folder / "intone").exists():
        (folder / "intone").symlink_to(ROOT, target_is_directory=True)
    if NETS.is_dir():
        sys.path.append(str(NETS))
    assert bpy.ops.preferences.addon_enable(module=EXTENSION) == {"FINISHED"}


def part(name):
    return sys.modules.get(f"{EXTENSION}.{name}") or __import__(f"{EXTENSION}.{name}", fromlist="x")


class SlowActor:
    """Takes its time, reports it, and says "ah": louder with the intensity that is asked for."""

    seconds = 4.0

    def listen(self, path, progress, script=None):
        assert threading.current_thread() is not threading.main_thread()
        for step in range(40):
            time.sleep(self.seconds / 40)
            progress(step / 40, "Listening")
        speech, track = part("audio.speech"), part("track").Track
        times = np.arange(FRAMES, dtype=np.float32) / 50
        content = np.zeros((FRAMES, len(speech.CONTENT)), np.float32)
        content[:, speech.CONTENT.index("voice")] = 1
        content[:, speech.CONTENT.index("loudness")] = np.abs(np.sin(7 * times))
        emotion = np.eye(len(speech.EMOTIONS), dtype=np.float32)[[5] * FRAMES]
        return speech.Speech(
            track(content, 50.0, speech.CONTENT),
            track((0.5 + 0.3 * np.sin(2 * times))[:, None], 50.0, ("intensity",)),
            track(emotion, 50.0, speech.EMOTIONS),
        )

    def act(self, speech, mood, style, progress):
        channels = part("face.basis").CHANNELS
        values = np.zeros((FRAMES, len(channels)), np.float32)
        values[:, channels.index("jawOpen")] = 0.5 - 0.5 * np.cos(np.arange(FRAMES) / 5)
        smile = mood.weights.at(speech.intensity.times)[:, mood.weights.names.index("happy")]
        values[:, channels.index("mouthSmileLeft")] = smile
        return part("track").Track(values, 50.0, channels)

    def header(self):
        return {"listen": "slow", "act": "slow", "device": "stage"}

    def close(self):
        pass


def open_only(panels):
    """Opens these panels of Intone's and closes its others; to be said before they are drawn."""
    bpy.ops.preferences.addon_disable(module=EXTENSION)
    for panel in part("registration").CLASSES:
        if panel.__name__.startswith("INTONE_PT"):
            kept = set(getattr(panel, "bl_options", ())) - {"DEFAULT_CLOSED"}
            panel.bl_options = kept if panel.__name__ in panels else kept | {"DEFAULT_CLOSED"}
    bpy.ops.preferences.addon_enable(module=EXTENSION)


def window():
    return bpy.context.window_manager.windows[0]


def area(kind="VIEW_3D"):
    areas = (area for area in window().screen.areas if area.type == kind)
    return max(areas, key=lambda area: area.width * area.height)


def region(kind="UI", of="VIEW_3D"):
    return next(part for part in area(of).regions if part.type == kind)


def split_below(kind, factor):
    """Splits the 3-D view; the lower part becomes an editor of that kind, and is returned."""
    before, upper = set(window().screen.areas), area()
    with bpy.context.temp_override(window=window(), area=upper):
        bpy.ops.screen.area_split(direction="HORIZONTAL", factor=factor)
    made = next(new for new in window().screen.areas if new not in before)
    lower = min((made, area()), key=lambda one: one.y)
    lower.type = kind
    return lower


def wait(seconds):
    end = time.time() + seconds
    while time.time() < end:
        yield


def until(holds, what, seconds=60):
    """Waits until it holds. Fails, saying what never happened."""
    end = time.time() + seconds
    while not holds():
        assert time.time() < end, f"never happened: {what}"
        yield


def shot(name, of=None, crop=""):
    """A picture of the screen, or of an area, a region or a crop of it, in out/window/.

    Taken by ImageMagick's import: bpy's own comes out black.
    """
    yield from wait(0.8)
    if shutil.which("import"):
        SHOTS.mkdir(parents=True, exist_ok=True)
        crop = crop or (_crop(of) if of is not None else "")
        cut = ["-crop", crop, "+repage"] if crop else []
        subprocess.run(["import", "-window", "root", *cut, SHOTS / f"{name}.png"], check=True)


def _crop(of):
    top = window().height - of.y - of.height
    return f"{of.width}x{of.height}+{of.x}+{max(top, 0)}"


def event(kind, value, x, y, **how):
    window().event_simulate(type=kind, value=value, x=int(x), y=int(y), **how)


def press(kind, x, y, **how):
    event("MOUSEMOVE", "NOTHING", x, y)
    yield from wait(0.15)
    for value in ("PRESS", "RELEASE"):
        event(kind, value, x, y, **how)
        yield from wait(0.15)
    yield from wait(0.3)


def in_view(kind="VIEW_3D"):
    """A point of the view where there is nothing but the view."""
    main = region("WINDOW", kind)
    return main.x + main.width // 3, main.y + main.height // 2


def key(kind, editor="VIEW_3D", **how):
    yield from press(kind, *in_view(editor), **how)


def under_mouse(of="VIEW_3D"):
    """What Blender says of the button under the mouse: the operator or the property's path."""
    manager, found = bpy.context.window_manager, ""
    with bpy.context.temp_override(window=window(), area=area(of), region=region("UI", of)):
        for ask, how in ((bpy.ops.ui.copy_python_command_button, {}),
                         (bpy.ops.ui.copy_data_path_button, {"full_path": True})):  # fmt: skip
            if ask.poll():
                manager.clipboard = ""
                ask(**how)
                found = found or manager.clipboard
    return found


def find(words, of="VIEW_3D", shares=(0.5, 0.93, 0.2), step=9):
    """The point of the first button, from the top, that says these words of itself.

    `shares` say where to look, of the sidebar's width.
    """
    side = region("UI", of)
    seen = []
    for share in shares:
        x = side.x + int((side.width - 24) * share)
        for down in range(step, side.height - step, step):
            y = side.y + side.height - down
            event("MOUSEMOVE", "NOTHING", x, y)
            yield from wait(0.04)
            seen.append(under_mouse(of))
            if words in seen[-1]:
                return x, y - 3
    raise AssertionError(f"no button {words}, only {sorted(set(seen))}")


def click(words, of="VIEW_3D", **where):
    """A click on the button that says these words of itself, wherever the sidebar is scrolled."""
    for way, turns in (("WHEELUPMOUSE", 25), ("WHEELDOWNMOUSE", 10)):
        try:
            x, y = yield from find(words, of, **where)
            break
        except AssertionError:
            yield from scrolled(way, turns, of)
    else:
        x, y = yield from find(words, of, **where)
    yield from press("LEFTMOUSE", x, y)


def open_tab(of="VIEW_3D"):
    area(of).spaces.active.show_region_ui = True
    for _ in range(100):
        yield
        try:
            region("UI", of).active_panel_category = "Intone"
            break
        except (AttributeError, TypeError):  # not drawn yet
            continue
    assert region("UI", of).active_panel_category == "Intone"
    yield from wait(1)


def job():
    return bpy.context.window_manager.intone_job


def scrolled(way, turns=25, of="VIEW_3D"):
    """The sidebar, by the wheel."""
    side = region("UI", of)
    for _ in range(turns):
        event(way, "PRESS", side.x + side.width // 2, side.y + side.height // 2)
        yield from wait(0.03)
    yield from wait(0.5)


def ended(what, seconds=200):
    """The job that a click began, which may be over at once."""
    yield from wait(2)
    yield from until(lambda: not job().running, what, seconds)
    yield from wait(1)


def voice(name="hello", seconds=3):
    path = Path(bpy.app.tempdir, f"{name}.wav")
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(bytes(seconds * 16000 * 2))
    return path


def facts():
    """Everything that a cancelled or refused job must leave as it was."""
    scene = bpy.context.scene
    strips = scene.sequence_editor.strips if scene.sequence_editor else ()
    return (
        sorted((action.name, curves_of(action)) for action in bpy.data.actions),
        [strip.name for strip in strips],
        (scene.frame_start, scene.frame_end, scene.frame_current),
        sorted(thing.name for thing in bpy.data.objects),
    )


def curves_of(action):
    bags = [bag for layer in action.layers for strip in layer.strips for bag in strip.channelbags]
    return sorted(
        (curve.data_path, curve.array_index, tuple(tuple(p.co) for p in curve.keyframe_points))
        for bag in bags
        for curve in bag.fcurves
    )


def keys_of(action):
    """Every byte of the keys of an action's curves."""
    key = part("blender.takes.fcurves").KEY
    kept = []
    for curve in (
        c for a in action.layers for s in a.strips for b in s.channelbags for c in b.fcurves
    ):
        for name, (kind, width) in key.items():
            values = np.empty(len(curve.keyframe_points) * width, kind)
            curve.keyframe_points.foreach_get(name, values)
            kept.append((curve.data_path, curve.array_index, name, values.tobytes()))
    return kept


def timed(function, spent):
    """The same function, which adds the seconds of this thread that each call takes to `spent`.

    Blender hands a callback as many words as its code takes, so `*words` alone would get none.
    """

    def call(*words):
        begun = time.thread_time()
        try:
            return function(*words)
        finally:
            spent.append(time.thread_time() - begun)

    takes = (lambda: call(), lambda a: call(a), lambda a, b: call(a, b),
             lambda a, b, c: call(a, b, c))  # fmt: skip
    return takes[function.__code__.co_argcount]


def say(what, seconds):
    """Prints how long things took."""
    times = np.sort(seconds) * 1000
    half, most = np.median(times), times[int(0.99 * len(times))]
    print(f"{what}: median {half:.1f}, 99 % {most:.1f}, most {times[-3:].round(1)} ms", flush=True)


def leave(status):
    sys.stdout.flush()
    sys.stderr.flush()
    part("blender.background.workers").close()
    os._exit(status)


def play(story, actor=None):
    """Runs the story once the window is there, and ends Blender."""
    bpy.context.preferences.view.show_splash = False
    enable()
    if actor is not None:
        part("blender.background.workers").install(actor)
    running = story()

    def tick():
        try:
            next(running)
        except StopIteration:
            print("WELL", flush=True)
            leave(0)
        except BaseException:  # noqa: BLE001  whatever it is, the run has failed
            traceback.print_exc()
            list(shot("failed"))
            leave(1)
        return 0.02

    bpy.app.timers.register(tick, first_interval=1.0, persistent=True)
