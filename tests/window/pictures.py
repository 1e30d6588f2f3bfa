"""The pictures of the documentation, taken of a real window: see tools/draw_desk.py.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 1280 1960 \\
        --python tests/window/pictures.py -- SCALE
"""

import math
import sys
from pathlib import Path

import bpy

sys.path.insert(0, str(Path(__file__).parent))
import stage
from stage import area, find, region, shot, wait

SCALE = float(sys.argv[sys.argv.index("--") + 1])
NAME = f"{SCALE:g}x"


def opened():
    """Every panel open, which can only be said before they are first drawn."""
    bpy.ops.preferences.addon_disable(module=stage.EXTENSION)
    for panel in stage.part("registration").CLASSES:
        if panel.__name__.startswith("INTONE_PT"):
            panel.bl_options = set(getattr(panel, "bl_options", ())) - {"DEFAULT_CLOSED"}
    bpy.ops.preferences.addon_enable(module=stage.EXTENSION)


def below():
    """A Graph Editor in the lower half of the 3-D view."""
    stage.split_below("GRAPH_EDITOR", 0.45)
    yield from wait(1)


def demo():
    """The head says the test voice, on its own curve, two stretches of which are drawn."""
    with bpy.context.temp_override(window=stage.window(), area=area(), region=region("WINDOW")):
        bpy.data.objects.remove(bpy.data.objects["Cube"])
        bpy.ops.intone.add_head("INVOKE_DEFAULT")
        bpy.ops.intone.try_demo()
    yield from wait(1)
    head = bpy.context.scene.intone_settings.character
    bpy.ops.intone.clear_emotion()  # the demo's own
    bpy.ops.intone.reset(group="emotion")
    head.intone.emotion_source = "MIX"
    head.intone.happy, head.intone.surprised = 0.7, 0.3
    head.intone.intensity_source = "CURVE"
    bpy.ops.intone.fill_intensity()
    for first, last, height in ((70, 118, 0.9), (250, 300, 0.12)):
        for frame in range(first, last):
            wave = math.sin((frame - first) / (last - first) * math.pi)
            head.intone.intensity = 0.4 + (height - 0.4) * wave
            head.intone.keyframe_insert("intensity", frame=frame)
    bpy.context.scene.frame_set(96)
    yield from wait(3)
    yield from stage.until(
        lambda: stage.part("blender.live.live_update")._live[0].shown, "all is shown"
    )
    yield from wait(1.5)
    counted = stage.part("blender.live.key_count").key_counts.read
    yield from stage.until(lambda: counted(head.name, head.intone.tolerance), "keys are counted")
    return head


def pictures():
    bpy.context.preferences.view.ui_scale = SCALE
    yield from wait(1)
    yield from stage.open_tab()
    yield from shot(f"first-run-{NAME}", area())
    opened()
    yield from stage.open_tab()
    yield from demo()
    yield from shot(f"desk-{NAME}", region())
    if SCALE == 1:
        yield from refused()
        yield from menu()
        yield from german()
        yield from lane()


def refused():
    """What hovering a grey button tells. Another voice forgets whose words it was given."""
    performance = bpy.context.scene.intone_settings.character.intone
    kept = {name: getattr(performance, name) for name in ("sound", "transcript", "text_source")}
    performance.sound = "/recordings/anna_07.wav"
    yield from wait(3)
    point = yield from find("intone.animate(")
    stage.event("MOUSEMOVE", "NOTHING", *stage.in_view())
    yield from wait(1)
    for aside in (24, 28):
        stage.event("MOUSEMOVE", "NOTHING", point[0] - aside, point[1] - 2)
        yield from wait(0.2)
    yield from wait(3)
    yield from shot("refused", crop="760x360+520+40")
    for name, value in kept.items():
        setattr(performance, name, value)
    yield from wait(3)


def menu():
    """The entries on a slider that is clicked with the right button."""
    x, y = yield from find("intone.intensity", shares=(0.6,))
    for kind in ("MOUSEMOVE", "RIGHTMOUSE"):
        stage.event(kind, "PRESS" if kind == "RIGHTMOUSE" else "NOTHING", x, y)
        yield from wait(0.2)
    stage.event("RIGHTMOUSE", "RELEASE", x, y)
    yield from shot("menu", area())
    yield from stage.key("ESC")


def german():
    view = bpy.context.preferences.view
    view.language = "de_DE"
    view.use_translate_interface = view.use_translate_tooltips = True
    yield from wait(1)
    area().tag_redraw()
    yield from wait(1)
    yield from shot("german", region())
    view.language = "en_US"
    yield from wait(0.5)


def lane():
    yield from below()
    graph = area("GRAPH_EDITOR")
    graph.spaces.active.show_region_ui = True
    yield from wait(1)
    region("UI", "GRAPH_EDITOR").active_panel_category = "Intone"
    main = region("WINDOW", "GRAPH_EDITOR")
    with bpy.context.temp_override(window=stage.window(), area=graph, region=main):
        bpy.ops.intone.show_curve()
    yield from wait(1)
    yield from shot("lane", graph)
    yield from shot("lane-view", area())
    yield from scene(graph)


def scene(lower):
    """The lines of a scene, in the Sequencer's sidebar."""
    bob = bpy.context.scene.intone_settings.character
    bob.name = "Bob"
    bpy.context.scene.cursor.location.x = 0.4
    bpy.ops.intone.add_head()
    anna = bpy.context.scene.intone_settings.character
    anna.name = "Anna"
    lower.type = "SEQUENCE_EDITOR"
    lower.spaces.active.show_region_ui = True
    for name, who, emotion, start in (
        ("anna__angry__no_way", anna, "angry", 380),
        ("bob__sad__but_why", bob, "sad", 460),
        ("anna__happy__come_on", anna, "happy", 610),
    ):
        path = stage.voice(name, 4)
        line = bpy.context.scene.intone_lines.lines.add()
        line.character, line.sound, line.emotion, line.start = who, str(path), emotion, start
        strips = bpy.context.scene.sequence_editor.strips
        strips.new_sound(name, str(path), 1 + (who == anna), start)
    yield from wait(1)
    region("UI", "SEQUENCE_EDITOR").active_panel_category = "Intone"
    yield from wait(1)
    yield from shot("scene", lower)


if __name__ == "__main__":
    stage.play(pictures)
