"""Installs a zip by the window's own "Install from Disk" and makes a first face, as artists would.

    blender --factory-startup --window-geometry 0 0 1280 800 --python drive_install.py -- ZIP OUT

It ends with status 0 when all went well, and leaves pictures in the folder OUT. It stands alone, so
that it can lie beside a zip where there is no checkout.
"""

import os
import shutil
import signal
import subprocess
import sys
import traceback
from pathlib import Path

import bpy

ZIP, OUT = (Path(word).resolve() for word in sys.argv[sys.argv.index("--") + 1 :])
EXTENSION = "bl_ext.user_default.intone"
WAIT_S = 0.5


def shot(name):
    if shutil.which("import"):
        OUT.mkdir(parents=True, exist_ok=True)
        subprocess.run(["import", "-window", "root", str(OUT / f"{name}.png")], check=True)


def windows():
    return bpy.context.window_manager.windows


def area_of(kind):
    """The window and the largest area of that kind, or None."""
    found = [(w, a) for w in windows() for a in w.screen.areas if a.type == kind]
    return max(found, key=lambda pair: pair[1].width * pair[1].height, default=None)


def region(area, kind):
    return next(part for part in area.regions if part.type == kind)


def until(holds, times=240):
    for _ in range(times):
        if holds():
            return
        yield WAIT_S
    raise AssertionError(f"never happened: {holds.__name__}")


def install():
    bpy.ops.screen.userpref_show()
    bpy.context.preferences.active_section = "EXTENSIONS"
    yield 3.0
    window, area = area_of("PREFERENCES")
    with bpy.context.temp_override(window=window, area=area, region=region(area, "WINDOW")):
        bpy.ops.extensions.package_install_files("INVOKE_DEFAULT")

    def browser_open():
        return area_of("FILE_BROWSER") and area_of("FILE_BROWSER")[1].spaces.active.params

    yield from until(browser_open)
    yield 1.0
    window, area = area_of("FILE_BROWSER")
    area.spaces.active.params.directory = str(ZIP.parent).encode()
    area.spaces.active.params.filename = ZIP.name
    yield 2.0
    shot("1-install-from-disk")
    with bpy.context.temp_override(window=window, area=area, region=region(area, "WINDOW")):
        bpy.ops.file.execute()

    def enabled():
        return EXTENSION in bpy.context.preferences.addons

    yield from until(enabled)
    bpy.context.window_manager.extension_search = "Intone"
    yield 3.0
    shot("2-installed")


def leave_preferences():
    window, area = area_of("PREFERENCES")
    with bpy.context.temp_override(window=window, area=area):
        if area_of("VIEW_3D"):
            bpy.ops.wm.window_close()
        else:
            bpy.ops.screen.back_to_previous()


def first_face():
    leave_preferences()
    yield 2.0
    window, area = area_of("VIEW_3D")
    bpy.data.objects.remove(bpy.data.objects["Cube"])
    area.spaces.active.show_region_ui = True
    yield 2.0
    region(area, "UI").active_panel_category = "Intone"
    workers = sys.modules[f"{EXTENSION}.blender.background.workers"]

    def warm():
        return workers.devices()

    yield from until(warm)
    print("WARM", workers.devices(), flush=True)
    with bpy.context.temp_override(window=window, area=area, region=region(area, "WINDOW")):
        bpy.ops.view3d.view_axis(type="FRONT")
        bpy.ops.intone.add_head("INVOKE_DEFAULT")
    scene = window.scene
    recipe = scene.intone_settings.character.intone
    recipe.sound = str(sys.modules[f"{EXTENSION}.operators.head"].DEMO_VOICE)
    recipe.emotion_source, recipe.happy = "MIX", 1.0
    yield from animated()
    keys = scene.intone_settings.character.data.shape_keys.key_blocks
    opened = []
    for frame in range(1, scene.frame_end, 2):
        scene.frame_set(frame)
        opened.append((keys["jawOpen"].value, frame))
    assert max(opened)[0] > 0.15
    scene.frame_set(max(opened)[1])
    yield 2.0
    shot("3-first-face")
    print("JAW", max(opened), flush=True)


def animated(meanwhile=lambda: None):
    """Presses Animate and waits for its end; calls `meanwhile` once while it works."""
    window, area = area_of("VIEW_3D")
    with bpy.context.temp_override(window=window, area=area, region=region(area, "UI")):
        bpy.ops.intone.animate("INVOKE_DEFAULT")
    job = bpy.context.window_manager.intone_job

    def at_work():
        return job.running

    def done():
        return not job.running

    yield from until(at_work)
    meanwhile()
    yield from until(done)


def killed_worker():
    """The worker is killed during a hearing: the take completes, with one line about it."""
    workers = sys.modules[f"{EXTENSION}.blender.background.workers"]
    workers.worker()._in_memory.clear()
    child = workers.process()._child
    yield from animated(lambda: os.kill(child.pid, signal.SIGKILL))
    assert child.poll() == -signal.SIGKILL and workers.process()._child.poll() is None
    yield 1.5
    shot("4-worker-killed")


def preferences():
    bpy.ops.screen.userpref_show()
    bpy.context.preferences.active_section = "EXTENSIONS"
    bpy.context.window_manager.extension_search = "Intone"
    bpy.ops.preferences.addon_expand(module=EXTENSION)
    bpy.context.preferences.active_section = "ADDONS"
    yield 3.0
    shot("5-preferences")


def all_in_one_window():
    """Where nothing manages windows, those of their own would lie half outside the screen."""
    view = bpy.context.preferences.view
    view.show_splash = False
    for name in ("filebrowser_display_type", "preferences_display_type"):
        if hasattr(view, name):
            setattr(view, name, "SCREEN")


def run():
    yield 3.0
    yield from install()
    yield from first_face()
    yield from killed_worker()
    yield from preferences()


def step(steps=run()):  # noqa: B008  one run
    try:
        return next(steps)
    except StopIteration:
        print("WELL", flush=True)
        os._exit(0)
    except BaseException:  # noqa: BLE001  a driver must end its Blender
        traceback.print_exc()
        shot("0-failed")
        os._exit(1)


all_in_one_window()
bpy.app.timers.register(step)
