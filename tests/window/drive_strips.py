"""Edits strips in a real window, as an editor does, and looks where their takes go.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 1280 800 \\
        --python tests/window/drive_strips.py

It ends with status 0 when all went well, and leaves pictures in out/window/. Nothing here calls
Intone's timers: Blender does. Ten strips of one recording lie on two channels, said by two heads.
"""

import functools
import sys
from pathlib import Path

import bpy

sys.path.insert(0, str(Path(__file__).parent))
import stage
from stage import part, wait

SEQUENCER = "SEQUENCE_EDITOR"
until = functools.partial(stage.until, seconds=15.0)


class Actor(stage.SlowActor):
    """Counts what is heard."""

    seconds, heard = 0.5, 0

    def listen(self, path, progress, script=None):
        self.heard += 1
        return super().listen(path, progress, script)


def opened():
    """The panel of the lines and of the speakers open, the others closed."""
    bpy.ops.preferences.addon_disable(module=stage.EXTENSION)
    for panel in part("registration").CLASSES:
        if panel.__name__.startswith("INTONE_PT"):
            kept = set(getattr(panel, "bl_options", ())) - {"DEFAULT_CLOSED"}
            shown = panel.__name__ in ("INTONE_PT_strip_lines", "INTONE_PT_strip_speakers")
            panel.bl_options = kept if shown else kept | {"DEFAULT_CLOSED"}
    bpy.ops.preferences.addon_enable(module=stage.EXTENSION)
    part("blender.background.workers").install(acting)


def steps(actor):
    opened()
    stage.area("VIEW_3D").type = SEQUENCER
    yield from wait(1)
    for name in ("Anna", "Bob"):
        with bpy.context.temp_override(window=stage.window()):
            bpy.ops.intone.add_head()
        scene().intone_settings.character.name = name
    laid()
    yield from stage.open_tab(SEQUENCER)
    yield from stage.click("intone.gather_strips", SEQUENCER)
    yield from until(lambda: len(lines()) == 10, "the strips are lines")
    yield from wait(6)  # until Blender's report of it is gone, which covers the buttons
    for channel, name in ((1, "Anna"), (2, "Bob")):
        speaker = scene().intone_lines.speakers.add()
        speaker.channel, speaker.character = channel, bpy.data.objects[name]
    assert [line.character.name for line in lines()] == ["Anna", "Bob"] * 5
    yield from stage.click("intone.animate_all", SEQUENCER)
    yield from until(lambda: all(line.take for line in lines()), "every line has a take")
    yield from wait(2)
    assert actor.heard == 1
    yield from stage.shot("strips-animated")
    push("animated")
    yield from moved_live()
    yield from followed()
    assert actor.heard == 1


def scene():
    return bpy.context.window_manager.windows[0].scene


def lines():
    return scene().intone_lines.lines


def push(message):
    with bpy.context.temp_override(window=stage.window()):
        bpy.ops.ed.undo_push(message=message)


def laid():
    """Ten strips of one recording, with gaps, on two channels; all of them in view."""
    if hasattr(bpy.context.workspace, "sequencer_scene"):
        stage.window().workspace.sequencer_scene = scene()
    made = scene().sequence_editor_create().strips
    path = stage.voice("dialogue", 12)
    for number in range(10):
        strip = made.new_sound(f"line {number + 1}", str(path), 1 + number % 2, 1)
        begin = 1 + 28 * number
        for names in (("left_handle", "right_handle"), ("frame_final_start", "frame_final_end")):
            if hasattr(strip, names[0]):
                setattr(strip, names[0], begin + 3)
                setattr(strip, names[1], begin + 25)
                break
    area = stage.area(SEQUENCER)
    with bpy.context.temp_override(
        window=stage.window(), area=area, region=stage.region("WINDOW", SEQUENCER)
    ):
        bpy.ops.sequencer.view_all()


def strips():
    """The strips as they are now: an undo makes new ones."""
    return scene().sequence_editor.strips


def span(strip):
    return part("blender.takes.strips").span(strip)


def at(strip):
    """The middle of a strip, in the window."""
    region, (first, after) = stage.region("WINDOW", SEQUENCER), span(strip)
    x, y = region.view2d.view_to_region((first + after) / 2, strip.channel + 0.5, clip=False)
    return region.x + x, region.y + y


def begins(number):
    """Where the take of a line begins."""
    line = lines()[number]
    return part("properties.line_strips").before(part("properties.scene_lines").take_of(line)).start


def moved_live():
    """A strip is moved by the mouse, and its take moves along; an undo brings both back."""
    strip = strips()["line 2"]
    before, was = begins(1), span(strip)
    x, y = at(strip)
    yield from stage.press("LEFTMOUSE", x, y)
    stage.event("G", "PRESS", x, y)
    stage.event("G", "RELEASE", x, y)
    yield from wait(0.3)
    for step in range(1, 9):
        stage.event("MOUSEMOVE", "NOTHING", x + 5 * step, y + 6 * step)
        yield from wait(0.05)
    yield from stage.press("LEFTMOUSE", x + 40, y + 48)
    yield from until(lambda: span(strips()["line 2"]) != was, "the strip is moved")
    by = span(strips()["line 2"])[0] - was[0]
    yield from until(lambda: begins(1) == before + by, "its take follows")
    print(f"the strip and its take moved by {by} frames", flush=True)
    yield from stage.shot("strips-moved")
    yield from stage.key("Z", SEQUENCER, ctrl=True)
    yield from until(lambda: span(strips()["line 2"]) == was, "an undo brings the strip back")
    yield from until(lambda: begins(1) == before, "and its take")


def followed():
    """With the live following off, the list says what is stale, and the button brings it along."""
    scene().intone_settings.follow = False
    shift = part("blender.takes.scene").shift
    shift(strips()["line 3"], 260)
    name = "right_handle" if hasattr(strips()["line 5"], "right_handle") else "frame_final_end"
    setattr(strips()["line 5"], name, getattr(strips()["line 5"], name) - 8)
    strips().remove(strips()["line 8"])
    scene().intone_lines.active = 2
    push("edited")
    yield from wait(1)
    said = part("properties.following").edits(scene()).sentence
    assert said == "1 moved, 1 trimmed, 1 deleted", said
    yield from stage.shot("strips-stale")
    yield from stage.click("intone.follow_strips", SEQUENCER)
    yield from until(lambda: len(lines()) == 9, "the takes follow")
    yield from until(lambda: not part("properties.following").edits(scene()), "nothing is stale")
    yield from stage.shot("strips-followed")
    yield from stage.key("Z", SEQUENCER, ctrl=True)
    yield from until(lambda: len(lines()) == 10, "one undo takes all of it back")


acting = Actor()
stage.play(lambda: steps(acting), acting)
