"""Drives the import of a FLAME head in a real window: file browser, job beside Blender, undo.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 1280 800 \\
        --python tests/window/drive_flame.py -- out/window/fixture.pkl

It ends with status 0 when all went well, and leaves pictures in out/window/. The model is one that
tests/head/flame_fixture.py wrote.
"""

import importlib.util
import sys
from pathlib import Path

import bpy

MODEL = sys.argv[sys.argv.index("--") + 1]


def _drive():
    spec = importlib.util.spec_from_file_location("drive", Path(__file__).with_name("drive.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


drive = _drive()


def faces():
    return [thing for thing in bpy.data.objects if thing.type == "MESH"]


def browser():
    """The window and area of the file browser."""
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "FILE_BROWSER":
                return window, area
    return None


def choose(path):
    """As an artist who picks the file and presses the button."""
    while browser() is None:
        yield
    window, area = browser()
    yield from drive.wait(1)
    params = area.spaces.active.params
    params.directory = str(Path(path).parent).encode()
    params.filename = Path(path).name
    yield from drive.wait(1)
    yield from drive.shot("flame_browser")
    region = next(region for region in area.regions if region.type == "WINDOW")
    with bpy.context.temp_override(window=window, area=area, region=region):
        bpy.ops.file.execute()


def steps():
    for thing in list(bpy.data.objects):
        bpy.data.objects.remove(thing)
    bpy.ops.ed.undo_push(message="An empty scene")
    yield from drive.open_tab()
    with bpy.context.temp_override(window=drive.window(), area=drive.view()):
        bpy.ops.intone.import_flame("INVOKE_DEFAULT")
    yield from choose(Path(MODEL).resolve())
    yield from drive.wait(0.5)
    assert drive.job().running, "the import is a job: Blender stays alive beside it"
    assert not faces()
    yield from drive.shot("flame_running")
    for _ in range(1200):
        yield from drive.wait(0.1)
        if not drive.job().running:
            break
    assert [face.name for face in faces()] == ["FLAME"]
    assert bpy.context.scene.intone.character == faces()[0]
    region = next(region for region in drive.view().regions if region.type == "WINDOW")
    with bpy.context.temp_override(window=drive.window(), area=drive.view(), region=region):
        bpy.ops.view3d.view_selected()
    yield from drive.shot("flame_done")
    drive.window().event_simulate(type="MOUSEMOVE", value="NOTHING", x=300, y=300)
    yield from drive.press("Z", 300, 300, ctrl=True)
    yield from drive.wait(1)
    assert not faces(), "one undo takes the head away"


drive.run(steps)
