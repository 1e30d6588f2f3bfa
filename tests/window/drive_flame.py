"""Imports a FLAME head in a real window: the file browser, the job beside a living Blender, undo.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 1280 800 \\
        --python tests/window/drive_flame.py -- out/window/fixture.pkl

It ends with status 0 when all went well, and leaves pictures in out/window/. The model is one that
tests/support/flame.py wrote.
"""

import sys
from pathlib import Path

import bpy

sys.path.insert(0, str(Path(__file__).parent))
import stage
from stage import job, press, shot, until, wait

MODEL = Path(sys.argv[sys.argv.index("--") + 1]).resolve()


def faces():
    return [thing for thing in bpy.data.objects if thing.type == "MESH"]


def browser():
    """The window and area of the file browser, once it is there."""
    areas = ((w, area) for w in bpy.context.window_manager.windows for area in w.screen.areas)
    return next(((w, area) for w, area in areas if area.type == "FILE_BROWSER"), None)


def choose(path):
    """As an artist who picks the file and presses the button."""
    yield from until(browser, "the file browser opens")
    window, area = browser()
    yield from wait(1)
    params = area.spaces.active.params
    params.directory, params.filename = str(path.parent).encode(), path.name
    yield from wait(1)
    yield from shot("flame_browser")
    region = next(region for region in area.regions if region.type == "WINDOW")
    with bpy.context.temp_override(window=window, area=area, region=region):
        bpy.ops.file.execute()


def importing():
    for thing in list(bpy.data.objects):
        bpy.data.objects.remove(thing)
    bpy.ops.ed.undo_push(message="An empty scene")
    yield from stage.open_tab()
    with bpy.context.temp_override(window=stage.window(), area=stage.area()):
        bpy.ops.intone.import_flame("INVOKE_DEFAULT")
    yield from choose(MODEL)
    yield from until(lambda: job().running, "the import is a job beside Blender")
    assert not faces()
    yield from shot("flame_running")
    yield from until(lambda: not job().running, "the job ends", 240)
    assert [face.name for face in faces()] == ["FLAME"]
    assert bpy.context.scene.intone_settings.character == faces()[0]
    region = stage.region("WINDOW")
    with bpy.context.temp_override(window=stage.window(), area=stage.area(), region=region):
        bpy.ops.view3d.view_selected()
    yield from shot("flame_done")
    yield from press("Z", *stage.in_view(), ctrl=True)
    yield from until(lambda: not faces(), "one undo takes the head away")


stage.play(importing, stage.SlowActor())
