"""Emotions that are seen and edited, in a real window; the networks are real.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 1280 1000 \\
        --python tests/window/drive_emotions.py

It ends with status 0 when all went well, and leaves pictures in out/window/.
"""

import sys
from pathlib import Path

import bpy

sys.path.insert(0, str(Path(__file__).parent))
import stage
from stage import area, event, find, part, region, shot, wait

EDITOR = "DOPESHEET_EDITOR"
PANELS = ("INTONE_PT_emotion", "INTONE_PT_own_emotions")
SMUG = {"mouthSmileLeft": 0.8, "mouthDimpleLeft": 0.5, "browOuterUpRight": 0.8, "browInnerUp": 0.2}
SMUG |= {"eyeSquintLeft": 0.6, "eyeSquintRight": 0.4, "mouthLeft": 0.25}


def head():
    return bpy.data.objects["Head"]


def layout():
    """A 3-D view above and a Dope Sheet below."""
    lower = stage.split_below(EDITOR, 0.45)
    lower.spaces.active.ui_mode = "DOPESHEET"
    lower.spaces.active.show_region_ui = False
    yield from wait(1)


def framed(editor=EDITOR):
    with bpy.context.temp_override(
        window=stage.window(), area=area(editor), region=region("WINDOW", editor)
    ):
        bpy.ops.anim.scene_range_frame()
    yield from wait(1)


def settled():
    """Every change is on the face."""
    live = part("blender.live.live_update")._live[0]
    yield from wait(0.3)
    yield from stage.until(lambda: live.shown, "the face follows")
    yield from wait(1)


def lane():
    return part("panels.timeline_lane_data").read_lane(bpy.context.scene, head())


def share(name):
    names = part("emotion.mood").EXPRESSIVE
    return lane().bands.acted[:, names.index(name)]


def story():
    stage.open_only(PANELS)
    yield from layout()
    yield from stage.open_tab()
    yield from demo()
    yield from heard()
    yield from filled()
    yield from redrawn()
    yield from own()
    yield from pictured()
    yield from strong()


def demo():
    """The demo has an arc, and the lane shows it."""
    with bpy.context.temp_override(window=stage.window(), area=area(), region=region("WINDOW")):
        bpy.data.objects.remove(bpy.data.objects["Cube"])
        bpy.ops.intone.add_head("INVOKE_DEFAULT")
        bpy.ops.intone.try_demo()
    yield from stage.until(lambda: lane() is not None, "the voice is heard")
    yield from framed()
    assert share("surprised").max() > 0.3 and share("happy").max() > 0.5
    for name, seconds in (("sad", 3.0), ("surprised", 6.6), ("happy", 10.8), ("home", 13.6)):
        bpy.context.scene.frame_set(round(1 + seconds * bpy.context.scene.render.fps))
        yield from shot(f"emotions-demo-{name}", area())
    yield from shot("emotions-band")


def heard():
    """From the voice, and what the panel says of it; the mix begins there."""
    with bpy.context.temp_override(window=stage.window()):
        bpy.ops.intone.clear_emotion()
        bpy.ops.intone.reset(group="emotion")
        bpy.ops.ed.undo_push(message="Voice")
    yield from settled()
    texts = part("panels.emotion").heard_text(head())
    print("heard:", texts)
    assert texts.startswith("Heard: ")
    yield from shot("emotions-heard", region())
    before = lane().bands.acted
    bpy.context.scene.intone_emotion.source = "MIX"
    yield from settled()
    assert abs(lane().bands.acted - before).max() < 0.01, "the mix begins where the voice left off"
    yield from shot("emotions-mix", region())


def filled():
    """A click keys what is heard, and one undo takes it back."""
    yield from stage.click("intone.fill_emotion")
    yield from settled()
    find_curve = part("blender.takes.curves").find
    assert find_curve(head(), "fearful") is not None
    yield from stage.key("Z", "VIEW_3D", ctrl=True)
    assert find_curve(head(), "fearful") is None, "one undo takes it back"
    yield from stage.key("Z", "VIEW_3D", ctrl=True, shift=True)
    assert find_curve(head(), "fearful") is not None
    yield from settled()
    yield from shot("emotions-filled")


def redrawn():
    """A stretch that is drawn by hand stays through another filling."""
    for frame, value in ((215, 0.0), (225, 1.0), (275, 1.0), (285, 0.0)):
        head().intone.happy = value
        head().intone.keyframe_insert("happy", frame=frame)
    curve = part("blender.takes.curves").find(head(), "happy")
    points = curve.keyframe_points
    for point in [one for one in points if 225.5 < one.co.x < 274.5][::-1]:
        points.remove(point)
    drawn = part("panels.emotion").drawn_emotions
    assert drawn(head()) or part("blender.takes.curves").find(head(), "happy") is not None
    yield from settled()
    yield from stage.click("intone.fill_emotion")
    yield from settled()
    curve = part("blender.takes.curves").find(head(), "happy")
    assert curve.evaluate(250) > 0.99, "what was drawn stays"
    bpy.context.scene.frame_set(240)  # no blink
    yield from shot("emotions-redrawn")
    print("drawn:", drawn(head()))


def own():
    """The face is posed with its shape keys and becomes an emotion beside the seven."""
    with bpy.context.temp_override(window=stage.window()):
        bpy.ops.intone.clear_emotion()
        bpy.ops.intone.reset(group="emotion")
    head().intone.emotion_source = "MIX"
    bpy.context.scene.frame_set(bpy.context.scene.frame_end)
    yield from settled()
    keys = head().data.shape_keys.key_blocks
    for name, value in SMUG.items():
        keys[name].value = value
    yield from shot("emotions-posed", area())
    with bpy.context.temp_override(window=stage.window()):
        bpy.ops.intone.emotion_from_face("EXEC_DEFAULT", True, name="Smug")
    head().intone.own_1 = 1.0
    bpy.context.scene.frame_set(100)
    yield from settled()
    yield from wait(3)  # its picture is drawn
    assert head().data.shape_keys.key_blocks["browOuterUpRight"].value > 0.3, "it shows"
    yield from shot("emotions-own")
    yield from shot("emotions-own-panel", region())


def pictured():
    """The presets by their pictures: a click opens them, another applies one."""
    x, y = yield from gallery()
    event("MOUSEMOVE", "NOTHING", x, y)
    yield from wait(0.3)
    for kind in ("RET", "ESC"):  # a simulated click would choose what is under the mouse at once
        event(kind, "PRESS", x, y)
        yield from wait(1)
        if kind == "RET":
            yield from shot("emotions-gallery")
        event(kind, "RELEASE", x, y)
        yield from wait(0.3)
    choice = bpy.context.scene.intone_emotion
    files = part("properties.emotion_choice").presets()
    choice.picture = str(next(path for path in files if path.stem == "Furious"))
    yield from settled()
    assert head().intone.angry > 0.8 and head().intone.own_1 == 0
    yield from shot("emotions-furious")


def gallery():
    """A point of the button with the picture, which is scrolled into sight where it must be."""
    x, y = yield from find("intone.fill_emotion")
    if y - 120 < region().y:
        yield from stage.scrolled("WHEELDOWNMOUSE", 6)
        x, y = yield from find("intone.fill_emotion")
    return x, y - 80


def strong():
    """What is acted above 1 is seen, also in a light theme and a Graph Editor."""
    head().intone.scale = 1.8
    yield from settled()
    yield from shot("emotions-strong")
    bpy.ops.script.execute_preset(
        filepath=str(Path(bpy.utils.preset_paths("interface_theme")[0], "Blender_Light.xml")),
        menu_idname="USERPREF_MT_interface_theme_presets",
    )
    yield from shot("emotions-light")
    area(EDITOR).type = "GRAPH_EDITOR"
    yield from wait(1)
    yield from framed("GRAPH_EDITOR")
    yield from shot("emotions-graph")


stage.play(story)
