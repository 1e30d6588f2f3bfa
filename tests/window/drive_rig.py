"""Opens the map editor in a real window, on a head half of whose shapes have a known name.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 1280 800 \\
        --python tests/window/drive_rig.py [-- SCALE [PANEL ...]]

It ends with status 0 when all went well, and leaves pictures in out/window/. SCALE is that of
the interface (1, or 2 as on a dense screen). PANEL are the panels below Rig that are open (row,
proposals, issues, amplitude); without any, the first two.
"""

import sys
from pathlib import Path

import bpy

sys.path.insert(0, str(Path(__file__).parent))
import stage
from stage import area, part, region, wait, window

ARGUMENTS = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
SCALE = float(ARGUMENTS[0]) if ARGUMENTS else 1.0
OPENED = ARGUMENTS[1:] or ["row", "proposals"]
STRANGE = {
    "mouthSmileLeft": "Mouth_Smyle_L",
    "mouthSmileRight": "Mouth_Smyle_R",
    "browInnerUp": "BrowsInnerUp",
    "cheekPuff": "pfff",
    "tongueOut": "Key 51",
    "jawForward": "Key 52",
}


def shot(name):
    """A picture of the screen, for people; what a script changes is not redrawn by itself."""
    for _ in range(12):  # panels glide to their places
        region().tag_redraw()
        yield from wait(0.25)
    yield from stage.shot(f"rig_{'_'.join(OPENED)}_{name}_{SCALE:g}x")


def open_rig_only():
    """The panel of the map editor open and the others closed: panels cannot be told so later."""
    opened = {"INTONE_PT_rig", *(f"INTONE_PT_rig_{name}" for name in OPENED)}
    panels = [one for one in part("registration").CLASSES if issubclass(one, bpy.types.Panel)]
    for panel in reversed(panels):
        bpy.utils.unregister_class(panel)
    for panel in panels:
        if hasattr(panel, "bl_label") and "bl_category" in dir(panel):
            closed = set() if panel.__name__ in opened else {"DEFAULT_CLOSED"}
            panel.bl_options = closed | (set(getattr(panel, "bl_options", ())) & {"HIDE_HEADER"})
        bpy.utils.register_class(panel)


def head():
    for thing in list(bpy.data.objects):
        bpy.data.objects.remove(thing)
    made = part("blender.head.head_mesh").add_head(bpy.context.scene.collection)
    for old, new in STRANGE.items():
        made.mesh.data.shape_keys.key_blocks[old].name = new
    made.mesh.data.shape_keys.key_blocks["cheekSquintLeft"].mute = True  # told, with its remedy
    bpy.context.scene.intone_settings.character = made.mesh
    made.mesh.select_set(True)
    bpy.context.view_layer.objects.active = made.mesh
    return made


def steps():
    made = head()
    open_rig_only()
    area().spaces.active.shading.color_type = "VERTEX"
    with bpy.context.temp_override(window=window(), area=area(), region=area().regions[-1]):
        bpy.ops.view3d.view_axis(type="FRONT")
        bpy.ops.view3d.view_selected()
    yield from stage.open_tab()
    yield from shot("before")
    keys, rig = made.mesh.data.shape_keys.key_blocks, made.armature.intone_rig
    with bpy.context.temp_override(window=window(), area=area(), region=region()):
        assert bpy.ops.intone.rig_recognise() == {"FINISHED"}
    yield from shot("recognised")
    row = next(index for index, row in enumerate(rig.rows) if row.face == "jawOpen")
    rig.row = row
    rig.rows[row].trial = 0.8
    assert abs(keys["jawOpen"].value - 0.8) < 1e-6
    yield from shot("tested")
    rig.rows[row].trial = 0.0
    assert keys["jawOpen"].value == 0.0
    before = [key.value for key in keys]
    with bpy.context.temp_override(window=window(), area=area(), region=region()):
        assert bpy.ops.intone.rig_range("INVOKE_DEFAULT") == {"RUNNING_MODAL"}
    yield from wait(3)
    assert [key.value for key in keys] != before, "the range of motion is playing"
    yield from shot("range")
    yield from stage.press("ESC", area().x + 100, area().y + 100)
    yield from wait(1)
    assert [key.value for key in keys] == before, "Esc puts the face back"
    assert not bpy.data.actions


bpy.context.preferences.view.ui_scale = SCALE
stage.play(steps)
