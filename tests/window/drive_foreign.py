"""Opens the map editor on a stranger's character: recognises, shows a row, tests, reports.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 1280 1000 \\
        --python tests/window/drive_foreign.py [-- FILE]

It ends with status 0 when all went well, and leaves pictures in out/window/. FILE is a .glb;
without one the character is the embedded head with a few shapes of everyday names.
"""

import sys
from pathlib import Path

import bpy

sys.path.insert(0, str(Path(__file__).parent))
import stage
from stage import area, part, region, wait, window

FILES = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
EVERYDAY = {
    "jawOpen": "mouth_open",
    "mouthSmileLeft": "smile_L",
    "mouthSmileRight": "smile_R",
    "mouthPucker": "pucker",
    "eyeBlinkLeft": "blink_L",
    "eyeBlinkRight": "blink_R",
    "browDownLeft": "brow_down_L",
    "browDownRight": "brow_down_R",
    "cheekPuff": "Key 12",
}
OPENED = ("INTONE_PT_rig", "INTONE_PT_rig_issues")
NAME = Path(FILES[0]).stem if FILES else "everyday"


def shot(name):
    """A picture of the screen, for people; what a script changes is not redrawn by itself."""
    for _ in range(6):  # panels glide to their places
        for one in window().screen.areas:
            one.tag_redraw()
        yield from wait(0.2)
    yield from stage.shot(f"foreign_{NAME}_{name}")


def open_rig_only():
    """The panels of the map editor open and the others closed: panels cannot be told so later."""
    panels = [one for one in part("registration").CLASSES if issubclass(one, bpy.types.Panel)]
    for panel in reversed(panels):
        bpy.utils.unregister_class(panel)
    for panel in panels:
        if hasattr(panel, "bl_label") and "bl_category" in dir(panel):
            closed = set() if panel.__name__ in OPENED else {"DEFAULT_CLOSED"}
            panel.bl_options = closed | (set(getattr(panel, "bl_options", ())) & {"HIDE_HEADER"})
        bpy.utils.register_class(panel)


def character():
    """The stranger's face, chosen."""
    for thing in list(bpy.data.objects):
        bpy.data.objects.remove(thing)
    if FILES:
        bpy.ops.import_scene.gltf(filepath=FILES[0])
        keyed = [one for one in bpy.data.objects if one.type == "MESH" and one.data.shape_keys]
        face = max(keyed, key=lambda one: len(one.data.vertices))
    else:
        face = part("blender.head.head_mesh").add_head(bpy.context.scene.collection).mesh
        for block in list(face.data.shape_keys.key_blocks)[1:]:
            if block.name in EVERYDAY:
                block.name = EVERYDAY[block.name]
            else:
                face.shape_key_remove(block)
    bpy.context.scene.intone_settings.character = face
    bpy.ops.object.select_all(action="DESELECT")
    face.select_set(True)
    bpy.context.view_layer.objects.active = face
    return face


def press(operator, *how):
    """The operator as its button runs it."""
    with bpy.context.temp_override(window=window(), area=area(), region=region()):
        return getattr(bpy.ops.intone, operator)(*how)


def steps():
    face = character()
    open_rig_only()
    area().spaces.active.shading.color_type = "TEXTURE" if FILES else "VERTEX"
    with bpy.context.temp_override(window=window(), area=area(), region=area().regions[-1]):
        bpy.ops.view3d.view_axis(type="FRONT")
        bpy.ops.view3d.view_selected()
    yield from stage.open_tab()
    yield from shot("before")
    assert press("rig_recognise") == {"FINISHED"}
    rig = part("blender.character.characters").map_owner(face).intone_rig
    assert len(rig.rows) > 5, "the character is recognised"
    yield from shot("recognised")
    keys = face.data.shape_keys.key_blocks
    rig.row = next(k for k, row in enumerate(rig.rows) if row.face == "jawOpen")
    rig.show_row = True
    assert any(key.value > 0.5 for key in keys[1:]), "the row is on the face"
    yield from shot("row")
    rig.show_row = False
    before = [key.value for key in keys]
    assert not any(value > 0.5 for value in before[1:])
    assert press("rig_range", "INVOKE_DEFAULT") == {"RUNNING_MODAL"}
    yield from wait(2)
    assert [key.value for key in keys] != before, "the range of motion is playing"
    yield from shot("range")
    yield from stage.press("ESC", area().x + 100, area().y + 100)
    yield from wait(1)
    assert [key.value for key in keys] == before, "Esc puts the face back"
    assert press("rig_report") == {"FINISHED"}
    name = f"Rig of {face.name}"
    assert name in bpy.data.texts and name in bpy.data.images
    yield from shot("issues")
    lower = stage.split_below("IMAGE_EDITOR", 0.55)
    lower.spaces.active.image = bpy.data.images[name]
    with bpy.context.temp_override(window=window(), area=lower, region=lower.regions[-1]):
        bpy.ops.image.view_all(fit_view=True)
    outliner = max(
        (one for one in window().screen.areas if one.type == "PROPERTIES"),
        key=lambda one: one.height,
    )
    outliner.type = "TEXT_EDITOR"
    outliner.spaces.active.text = bpy.data.texts[name]
    yield from shot("report")
    assert [key.value for key in keys] == before
    assert not bpy.data.actions or FILES


stage.play(steps)
