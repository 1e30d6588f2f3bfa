"""Drives Intone's sidebar in a real window, as an artist's hand would, and checks what came of it.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 1280 800 \\
        --python tests/window/drive.py

It ends with status 0 when all went well, and leaves pictures in out/window/. The worker is replaced
by one that needs no networks: what is tested here is the interface.
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


def enable():
    folder = Path(bpy.utils.user_resource("EXTENSIONS", path="user_default", create=True))
    if not (folder / "intone").exists():
        (folder / "intone").symlink_to(ROOT, target_is_directory=True)
    assert bpy.ops.preferences.addon_enable(module=EXTENSION) == {"FINISHED"}


def part(name):
    return sys.modules.get(f"{EXTENSION}.{name}") or __import__(f"{EXTENSION}.{name}", fromlist="x")


class SlowActor:
    """Takes its time, reports it, and says "ah"."""

    def __init__(self):
        self.threads = set()

    def listen(self, path, progress):
        self.threads.add(threading.current_thread())
        for step in range(40):
            time.sleep(0.1)
            progress(step / 40, "Listening")
        speech, track = part("audio.speech"), part("track").Track
        return speech.Speech(
            track(np.zeros((FRAMES, len(speech.CONTENT)), np.float32), 50.0, speech.CONTENT),
            track(np.zeros((FRAMES, 1), np.float32), 50.0),
            track(np.zeros((FRAMES, 8), np.float32), 50.0, speech.EMOTIONS),
        )

    def act(self, speech, mood, style, progress):
        channels = part("face.basis").CHANNELS
        values = np.zeros((FRAMES, len(channels)), np.float32)
        values[:, channels.index("jawOpen")] = 0.5 - 0.5 * np.cos(np.arange(FRAMES) / 5)
        return part("track").Track(values, 50.0, channels)

    def close(self):
        pass


def window():
    return bpy.context.window_manager.windows[0]


def view():
    areas = (area for area in window().screen.areas if area.type == "VIEW_3D")
    return max(areas, key=lambda area: area.width * area.height)


def sidebar():
    return next(region for region in view().regions if region.type == "UI")


def wait(seconds):
    end = time.time() + seconds
    while time.time() < end:
        yield


def shot(name):
    """A picture of the screen, for people (ImageMagick's import; bpy's own comes out black)."""
    yield from wait(0.5)
    if shutil.which("import"):
        SHOTS.mkdir(parents=True, exist_ok=True)
        subprocess.run(["import", "-window", "root", SHOTS / f"{name}.png"], check=True)


def press(kind, x=0, y=0, **how):
    for value in ("PRESS", "RELEASE"):
        window().event_simulate(type=kind, value=value, x=x, y=y, **how)
        yield from wait(0.2)


def click(down):
    """A click in the middle of the sidebar, that many pixels below its top."""
    x, y = sidebar().x + sidebar().width // 2, sidebar().y + sidebar().height - down
    window().event_simulate(type="MOUSEMOVE", value="NOTHING", x=x, y=y)
    yield from wait(0.3)
    yield from press("LEFTMOUSE", x, y)
    yield from wait(0.5)


def open_tab():
    view().spaces.active.show_region_ui = True
    for _ in range(100):
        yield
        try:
            sidebar().active_panel_category = "Intone"
            break
        except AttributeError:  # not drawn yet
            continue
    assert sidebar().active_panel_category == "Intone"
    yield from wait(1)


def job():
    return bpy.context.window_manager.intone_job


def steps():
    wish = bpy.context.scene.intone
    for thing in list(bpy.data.objects):
        bpy.data.objects.remove(thing)
    yield from open_tab()
    yield from shot("empty")
    yield from click(BUTTONS["add head"])
    assert wish.character is not None, "the button adds a head"
    yield from shot("head")
    recipe = wish.character.intone
    recipe.sound, recipe.emotion_source, recipe.happy = str(voice()), "MIX", 1.0
    yield from wait(0.5)
    yield from shot("ready")
    yield from click(BUTTONS["animate"])
    assert job().running, "Animate starts a job"
    yield from wait(1)
    assert 0 < job().fraction < 1 and job().what == "Listening"
    yield from shot("running")
    yield from click(BUTTONS["cancel"])
    yield from wait(1)
    assert not job().running and not bpy.data.actions, "Cancel stops it and changes nothing"
    yield from click(BUTTONS["animate"])
    assert job().running
    yield from press("ESC", view().x + 100, view().y + 100)
    yield from wait(1)
    assert not job().running and not bpy.data.actions, "Esc does the same"
    yield from click(BUTTONS["animate"])
    yield from wait(6)
    assert [action.name for action in bpy.data.actions] == ["hello"]
    assert bpy.context.scene.sequence_editor.strips[0].name == "hello"
    yield from shot("done")
    x, y = view().x + view().width // 3, view().y + view().height // 2
    window().event_simulate(type="MOUSEMOVE", value="NOTHING", x=x, y=y)
    yield from press("Z", x, y, ctrl=True)
    yield from wait(1)
    assert not bpy.data.actions, "one undo takes the take away"
    assert bpy.context.scene.intone.character is not None, "and nothing more"


BUTTONS = {"add head": 62, "animate": 178, "cancel": 200}
"""Pixels below the top of the sidebar, at 1280 x 800 and factory settings."""


def voice():
    path = Path(bpy.app.tempdir, "hello.wav")
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(bytes(3 * 16000 * 2))
    return path


def run(steps):
    """Enables the extension, goes through the steps, and leaves Blender with their status."""
    bpy.context.preferences.view.show_splash = False
    enable()
    part("blender.workers").install(SlowActor())
    running = steps()

    def tick():
        try:
            next(running)
        except StopIteration:
            leave(0)
        except BaseException:  # noqa: BLE001  whatever it is, the run has failed
            traceback.print_exc()
            list(shot("failed"))
            leave(1)
        return 0.05

    bpy.app.timers.register(tick, first_interval=1.0)


def leave(status):
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    run(steps)
