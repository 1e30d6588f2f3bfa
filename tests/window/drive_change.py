"""Another person for a head that is there, in a real window: asked, done, taken back by Ctrl-Z.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 1280 800 \\
        --python tests/window/drive_change.py

It ends with status 0 when all went well, and leaves pictures in out/window/.
"""

import sys
from pathlib import Path

import bpy

sys.path.insert(0, str(Path(__file__).parent))
import stage
from stage import area, click, region, shot, until, wait


def head():
    return bpy.context.scene.intone_settings.character


def here():
    return bpy.context.temp_override(
        window=stage.window(), area=area(), region=region("WINDOW", "VIEW_3D")
    )


def told():
    """The whole story."""
    stage.open_only(("INTONE_PT_performance",))
    with here():
        bpy.data.objects.remove(bpy.data.objects["Cube"])
        bpy.ops.intone.add_head("INVOKE_DEFAULT")
        bpy.ops.ed.undo_push(message="A head")
    yield from stage.open_tab()
    yield from wait(1)
    yield from click("intone.change_head(")
    yield from wait(1)
    yield from shot("change-asked", of=area())
    yield from stage.key("ESC")
    yield from wait(1)
    count = len(head().data.vertices)
    with here():
        bpy.ops.intone.change_head("EXEC_DEFAULT", True, person="BROWN_WOMAN")
    yield from wait(2)
    assert head().data["intone_hair"] == "BOB"
    yield from shot("change-done", of=area())
    yield from stage.key("Z", ctrl=True)
    yield from until(lambda: head().data["intone_hair"] == "CROP", "it is taken back")
    assert len(head().data.vertices) == count


stage.play(told)
