"""The panel Life in a real window: three manners by the mouse, what is looked at, and the amounts.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 1280 800 \\
        --python tests/window/drive_life.py

It ends with status 0 when all went well, and leaves pictures in out/window/.
"""

import sys
from functools import partial
from pathlib import Path

import bpy
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import stage
from stage import area, click, part, region, shot, until, wait

PANELS = ("INTONE_PT_performance", "INTONE_PT_life", "INTONE_PT_life_amounts")


def head():
    return bpy.context.scene.intone_settings.character


def here():
    return bpy.context.temp_override(
        window=stage.window(), area=area(), region=region("WINDOW", "VIEW_3D")
    )


def turned(yaw):
    """Whether the look that a take would be made with goes that way (degrees)."""
    placement = part("animation.placement").Placement(1)
    weight = head().intone.look_weight
    constant = part("track").Track(np.full((1, 1), weight), 50.0)
    found = part("properties.looks").look(head(), bpy.context.scene, placement, constant)
    return found is not None and abs(found.values[0, 0] * 180 / np.pi - yaw) < 1


def is_set(amounts):
    """Whether the head has these amounts of life."""
    return all(abs(getattr(head().intone, n) - value) < 1e-6 for n, value in amounts.items())


def manners():
    """Each button sets the amounts of its manner."""
    amounts = part("face.manners").MANNERS
    for name, where in (("still", 0.2), ("lively", 0.8), ("natural", 0.5)):
        yield from click("intone.manner(", shares=(where,))
        yield from until(partial(is_set, amounts[name]), f"{name} is set")
        yield from shot(f"life_{name}", of=region())


def looks():
    """The 3D cursor is looked at where it is."""
    sight = part("blender.character.sight")
    eyes = sight.places(sight.sight_of(head()), np.array([1.0]))[0]
    bpy.context.scene.cursor.location = eyes + (-1, -1, 0)
    head().intone_life.look_at = "CURSOR"
    assert turned(45), "the cursor is at its right"
    yield from shot("life_cursor", of=region())


def told():
    """The whole story."""
    stage.open_only(PANELS)
    with here():
        bpy.data.objects.remove(bpy.data.objects["Cube"])
        bpy.ops.intone.add_head()
        bpy.ops.ed.undo_push(message="A head")
    yield from stage.open_tab()
    yield from wait(1)
    yield from manners()
    yield from looks()


stage.play(told)
