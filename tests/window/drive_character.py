"""Somebody else's character in a real window: clicked, recognised, animated, seen to speak.

    INTONE_CHARACTER=FILE blender --factory-startup --enable-event-simulate \\
        --window-geometry 0 0 1280 800 --python tests/window/drive_character.py

FILE is a .glb, .gltf or .fbx of a character with a skeleton, such as Ready Player Me's download. It
is in no repository, so the story has to be told where it lies. The networks are real. It ends with
status 0 when all went well, and leaves pictures in out/window/.
"""

import os
import sys
from pathlib import Path

import bpy
import numpy as np
from bpy_extras.view3d_utils import location_3d_to_region_2d
from mathutils import Vector

sys.path.insert(0, str(Path(__file__).parent))
import stage
from stage import area, click, part, region, until, wait

FILE = Path(os.environ["INTONE_CHARACTER"])
VOICE = stage.ROOT / "tests/data/voice.flac"
PANELS = ("INTONE_PT_performance", "INTONE_PT_rig")


def shot(name):
    """A picture without a tooltip over it."""
    stage.event("MOUSEMOVE", "NOTHING", *stage.in_view())
    yield from stage.shot(f"character_{FILE.stem}_{name}")


def here(kind="WINDOW"):
    return bpy.context.temp_override(
        window=stage.window(), area=area(), region=region(kind, "VIEW_3D")
    )


def imported():
    """The file read by Blender's own importer into a scene without its cube."""
    with here():
        bpy.data.objects.remove(bpy.data.objects["Cube"])
        if FILE.suffix.lower() == ".fbx":
            bpy.ops.import_scene.fbx(filepath=str(FILE))
        else:
            bpy.ops.import_scene.gltf(filepath=str(FILE))
        bpy.ops.object.select_all(action="DESELECT")
        bpy.context.view_layer.objects.active = None
        bpy.ops.ed.undo_push(message="Import")


def face():
    """The mesh with most shapes, of these the one with most points."""
    keyed = [one for one in bpy.data.objects if one.type == "MESH" and one.data.shape_keys]
    return max(keyed, key=lambda o: (len(o.data.shape_keys.key_blocks), len(o.data.vertices)))


def framed():
    """The view looks at the face from the front, in the colours of its textures."""
    view = area().spaces.active
    view.shading.color_type = "TEXTURE"
    view.overlay.show_bones = False
    with here():
        bpy.ops.view3d.view_axis(type="FRONT")
        face().select_set(True)
        bpy.ops.view3d.view_selected()
        face().select_set(False)
    yield from wait(1)


def clicked():
    """A click on the face chooses it, as an artist does it."""
    thing = face()
    middle = sum((Vector(corner) for corner in thing.bound_box), Vector()) / 8
    place = location_3d_to_region_2d(
        region("WINDOW", "VIEW_3D"), area().spaces.active.region_3d, thing.matrix_world @ middle
    )
    main = region("WINDOW", "VIEW_3D")
    yield from stage.press("LEFTMOUSE", main.x + place.x, main.y + place.y)
    active = bpy.context.view_layer.objects.active
    assert active is not None, "the click chooses something"
    members = list(part("blender.character.characters").members(thing))
    assert active in members, f"{active.name} is a part of it"


def recognised():
    yield from click("intone.rig_recognise")
    rig = part("blender.character.characters").map_owner(face()).intone_rig
    yield from until(lambda: len(rig.rows) > 0, "Recognise makes a map", 20)
    print(f"RECOGNISED {rig.convention}: {len(rig.rows)} rows", flush=True)
    yield from shot("recognised")


def animated():
    chosen = part("properties.scene_settings").character(bpy.context)
    chosen.intone.sound = str(VOICE)
    yield from wait(1)
    yield from click("intone.animate(")
    yield from stage.ended("the take is made", 400)
    assert [one for one in bpy.data.actions if "intone_take" in one], "there is a take"
    yield from shot("animated")


def opened():
    """By frame how far the mouth is open, 0 to 1: the jaw's own row of the map."""
    rig = part("blender.character.characters").map_owner(face()).intone_rig
    jaw = next(row for row in rig.rows if row.face == "jawOpen" and row.owner == face())
    found = []
    for frame in range(bpy.context.scene.frame_start, bpy.context.scene.frame_end + 1):
        bpy.context.scene.frame_set(frame)
        found.append(face().data.shape_keys.key_blocks[jaw.target].value)
    return np.array(found)


def speaks():
    """The mouth opens on vowels, and is shut between the words and before them."""
    wide = opened()
    assert wide.max() > 0.25, f"it opens its mouth: {wide.max():.2f}"
    assert (wide < 0.02).mean() > 0.1, "and shuts it"
    crossings = np.count_nonzero(np.diff(wide > 0.1))
    assert crossings > 10, f"again and again: {crossings} times"
    for name, frame in (("open", int(wide.argmax())), ("first", 0)):
        bpy.context.scene.frame_set(bpy.context.scene.frame_start + frame)
        yield from shot(name)


def told():
    stage.open_only(PANELS)
    imported()
    yield from framed()
    yield from stage.open_tab()
    yield from shot("imported")
    yield from clicked()
    yield from recognised()
    yield from animated()
    yield from speaks()


stage.play(told)
