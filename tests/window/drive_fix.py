"""Does what docs/fix.md says, in a real window: each fault of a take is mended, and stays mended.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 1280 1000 \\
        --python tests/window/drive_fix.py

The networks are real. Pictures are left in out/window/: those of docs/fix.md (tools/draw_pages.py).
"""

import sys
from pathlib import Path

import bpy

sys.path.insert(0, str(Path(__file__).parent))
import drive_words as lane
import stage
from stage import find, wait

PANELS = {"performance", "emotion", "intensity", "life", "life_amounts", "takes"}
ANGRY = (100, 180)
BROW = 236


def story():
    stage.open_only({f"INTONE_PT_{name}" for name in PANELS})
    yield from lane.layout()
    yield from stage.open_tab()
    yield from lane.demo()
    yield from a_word()
    yield from lips()
    yield from how_strongly()
    yield from which_emotion()
    yield from a_brow()
    yield from the_eyes()
    yield from still_mended()


def shot(name):
    """A picture without a tooltip over it."""
    stage.event("MOUSEMOVE", "NOTHING", *stage.in_view())
    yield from stage.shot(f"fix-{name}")


def shown(words, share=0.6):
    """Scrolls the sidebar until the button that says these words is in it; where it is.

    `share` says where to look, of the sidebar's width.
    """
    yield from stage.scrolled("WHEELUPMOUSE", 60)
    for _ in range(12):
        try:
            return (yield from find(words, shares=(share,), step=12))
        except AssertionError:
            yield from stage.scrolled("WHEELDOWNMOUSE", 6)
    raise AssertionError(f"no button {words}")


def a_word():
    """A boundary between two words is dragged; the picture is of the drag."""
    at = lane.boundary()
    old = lane.words()[at].end
    start, end = (lane.point(lane.frame_of(old) + by) for by in (0, 4))
    yield from lane.dragged(start, end)
    assert lane.words()[at].end > old + 0.1, "the word comes later"
    yield from lane.settled()
    yield from shot("word")


def lips():
    """A closure where the lips stay open: the playhead goes there, and the menu has it."""
    last = next(k for k in reversed(range(len(lane.words()))) if frame(k, "end") < 85)
    middle = round((frame(last, "start") + frame(last, "end")) / 2)
    before = lane.lips(middle)
    yield from stage.press("RIGHTMOUSE", *lane.point(middle, of_mouth=True))
    yield from stage.shot("fix-closure")
    yield from stage.press("ESC", *stage.in_view())
    with bpy.context.temp_override(window=stage.window()):
        bpy.ops.intone.closure_add("EXEC_DEFAULT", True, word=last, frame=middle)
    yield from lane.settled()
    assert lane.lips(middle) > before, "they are shut"


def frame(word, end):
    return lane.frame_of(getattr(lane.words()[word], end))


def how_strongly():
    """The curve is filled from the voice, and a second of it is keyed by hand."""
    head = lane.head()
    head.intone.intensity_source = "CURVE"
    yield from wait(1)
    yield from stage.press("LEFTMOUSE", *(yield from shown("intone.fill_intensity(")))
    yield from stage.ended("it is filled")
    for at, height in ((203, 0.4), (215, 1.0), (240, 1.0), (252, 0.3)):
        head.intone.intensity = height
        head.intone.keyframe_insert("intensity", frame=at)
    bpy.context.scene.frame_set(228)
    yield from lane.framed(lane.EDITOR, 150, 335)
    yield from lane.settled()
    yield from shot("intensity")


def which_emotion():
    """Anger is held from one frame to another; the keys between are deleted."""
    settings = lane.head().intone
    for felt in stage.part("emotion.mood").EXPRESSIVE:
        for at in (ANGRY[0] - 12, *ANGRY, ANGRY[1] + 12):
            inside = ANGRY[0] <= at <= ANGRY[1]
            setattr(settings, felt, float(felt == "angry") if inside else 0.0)
            settings.keyframe_insert(felt, frame=at)
    for action in bpy.data.actions:
        for bag in (b for a in action.layers for s in a.strips for b in s.channelbags):
            for curve in bag.fcurves:
                if "intone." in curve.data_path and "intensity" not in curve.data_path:
                    between(curve)
    bpy.context.scene.frame_set(140)
    yield from lane.framed(lane.EDITOR, 60, 220)
    yield from lane.settled()
    keys = lane.head().data.shape_keys.key_blocks
    held = []
    for at in range(ANGRY[0] + 8, ANGRY[1] - 8, 12):
        bpy.context.scene.frame_set(at)
        held.append(keys["browDownLeft"].value)
    assert min(held) > 0.2, f"the brows stay down: {held}"
    bpy.context.scene.frame_set(140)
    yield from shown("intone.angry")
    yield from shot("emotion")


def between(curve):
    """Deletes the keys between the first and the last frame of the anger."""
    for point in reversed(curve.keyframe_points):
        if ANGRY[0] < point.co.x < ANGRY[1]:
            curve.keyframe_points.remove(point, fast=True)
    curve.update()


def a_brow():
    """A shape key is keyed by hand; Animate keeps it as a correction."""
    bpy.context.scene.frame_set(BROW)
    keys = lane.head().data.shape_keys
    raised = keys.key_blocks["browOuterUpLeft"]
    raised.value = 0.9
    raised.keyframe_insert("value", frame=BROW)
    yield from stage.press("LEFTMOUSE", *(yield from shown("intone.animate(", 0.3)))
    yield from stage.ended("it is acted again")
    bpy.context.scene.frame_set(BROW)
    assert abs(raised.value - 0.9) < 0.02, f"the brow stays where it was keyed: {raised.value}"
    yield from lane.framed(lane.EDITOR, 200, 270)
    yield from shown("intone.new_take(", 0.93)
    yield from shot("correction")


def the_eyes():
    """No glances aside."""
    lane.head().intone.glances = 0.0
    yield from lane.settled()
    yield from shown("intone.glances")
    yield from shot("eyes")


def still_mended():
    """Another scale: word, closure, curve and brow are as they were mended."""
    edits = lane.head().intone.word_edits
    lane.head().intone.scale = 0.7
    yield from lane.settled()
    assert lane.head().intone.word_edits == edits and edits
    bpy.context.scene.frame_set(BROW)
    assert lane.head().data.shape_keys.key_blocks["browOuterUpLeft"].value > 0.5


if __name__ == "__main__":
    stage.play(story)
