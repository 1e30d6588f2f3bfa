"""Corrections, layers and the list of what goes, in a real window.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 1280 800 \\
        --python tests/window/drive_layers.py

It ends with status 0 when all went well, and leaves pictures in out/window/.
"""

import sys
from pathlib import Path

import bpy

sys.path.insert(0, str(Path(__file__).parent))
import stage
from stage import area, part, region, shot, until, wait


class Actor(stage.SlowActor):
    seconds = 0.2


def head():
    return bpy.context.scene.intone_settings.character


def keys():
    return head().data.shape_keys


def here():
    return bpy.context.temp_override(
        window=stage.window(), area=area(), region=region("WINDOW", "VIEW_3D")
    )


def settled():
    (live,) = part("blender.live.live_update")._live
    yield from wait(0.5)
    yield from until(lambda: live.shown and not live._drafts, "all is shown")


def corrected():
    """The take is keyed by hand, and another scale leaves the key: it has become a correction."""
    with here():
        bpy.data.objects.remove(bpy.data.objects["Cube"])
        bpy.ops.intone.add_head()
        head().intone.sound = str(stage.voice())
        bpy.ops.intone.animate("INVOKE_DEFAULT")
    yield from until(lambda: not stage.job().running, "the take is made")
    with here():
        bpy.context.scene.frame_set(20)
        keys().key_blocks["jawOpen"].value = 0.9
        keys().key_blocks["jawOpen"].keyframe_insert("value", frame=20)
        head().intone.scale = 0.9
    yield from settled()
    layer = head().intone.takes[0].action["intone_corrections"]
    assert keys().animation_data.action == layer
    with here():
        bpy.context.scene.frame_set(20)
    assert abs(keys().key_blocks["jawOpen"].value - 0.9) < 0.2


def editors():
    """The NLA with the layer, and the Graph Editor with the groups, below the 3-D view."""
    lower = stage.split_below("NLA_EDITOR", 0.4)
    yield from wait(1)
    with bpy.context.temp_override(
        window=stage.window(), area=lower, region=region("WINDOW", "NLA_EDITOR")
    ):
        bpy.ops.nla.view_all()
    yield from shot("layers-nla", lower)
    with here():
        bpy.ops.intone.mute_corrections()
        bpy.ops.intone.clear_corrections()
    lower.type = "GRAPH_EDITOR"
    yield from wait(1)
    with bpy.context.temp_override(
        window=stage.window(), area=lower, region=region("WINDOW", "GRAPH_EDITOR")
    ):
        bpy.ops.graph.view_all()
    yield from shot("layers-groups", lower)


def asked():
    """Remove lists what goes and what stays; Esc leaves everything as it was."""
    before = stage.facts()
    with here():
        bpy.ops.intone.remove("INVOKE_DEFAULT")
    yield from shot("layers-remove")
    yield from stage.key("ESC")
    assert stage.facts() == before and len(head().intone.takes) == 1


def refused():
    """What could not be done stays on the panel until it is closed."""
    with here():
        try:
            bpy.ops.intone.rename_take(name="")
        except RuntimeError as error:
            assert "Enter a name" in str(error)
    yield from stage.open_tab()
    yield from wait(2)
    assert "Enter a name" in stage.job().refusal
    yield from shot("layers-refused", region("UI"))
    yield from stage.click("intone.dismiss")
    assert stage.job().refusal == ""


def story():
    yield from corrected()
    yield from editors()
    yield from asked()
    yield from refused()


stage.play(story, Actor())
