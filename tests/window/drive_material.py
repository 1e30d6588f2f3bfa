"""Six people in the 3-D view's material preview, in a real window: the picture of docs/head.md.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 800 800 \\
        --python tests/window/drive_material.py

Each smiles a little. A preview drawn without a graphics card takes its time: SETTLE seconds each.
"""

import sys
from pathlib import Path

import bpy

sys.path.insert(0, str(Path(__file__).parent))
import stage
from stage import area, region, shot, wait

SETTLE = 14
SMILE = {
    "mouthSmileLeft": 0.7,
    "mouthSmileRight": 0.7,
    "cheekSquintLeft": 0.5,
    "cheekSquintRight": 0.5,
}


def people():
    for thing in list(bpy.data.objects):
        bpy.data.objects.remove(thing)
    with here():
        bpy.ops.intone.add_head()
        bpy.ops.screen.screen_full_area(use_hide_panels=True)
    yield from wait(1)
    shown()
    yield from wait(SETTLE)
    for person in stage.part("head.people").PEOPLE:
        with here():
            bpy.ops.intone.change_head(person=person)
        smiling()
        yield from wait(SETTLE)
        yield from shot(f"material-{person.lower()}", area())


def here():
    return bpy.context.temp_override(window=stage.window(), area=area(), region=region("WINDOW"))


def head():
    return bpy.context.scene.intone_settings.character


def smiling():
    for name, value in SMILE.items():
        head().data.shape_keys.key_blocks[name].value = value


def shown():
    """The head from the front, as large as the view allows, and nothing else."""
    space = area().spaces.active
    space.shading.type, space.overlay.show_overlays = "MATERIAL", False
    space.show_gizmo = space.show_region_ui = space.show_region_toolbar = False
    with here():
        head().select_set(True)
        bpy.ops.view3d.view_axis(type="FRONT")
        bpy.ops.view3d.view_selected()


if __name__ == "__main__":
    stage.play(people)
