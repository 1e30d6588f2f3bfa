"""A voice's words on the lane, edited with the mouse in a real window; the networks are real.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 1280 800 \\
        --python tests/window/drive_words.py

It ends with status 0 when all went well, and leaves pictures in out/window/.
"""

import sys
from itertools import pairwise
from pathlib import Path

import bpy

sys.path.insert(0, str(Path(__file__).parent))
import stage
from stage import area, event, part, region, shot, until, wait

EDITOR = "DOPESHEET_EDITOR"
FILE = stage.SHOTS / "words.blend"


def head():
    return bpy.data.objects["Head"]


def words():
    return part("properties.spoken_words").words(head())


def frame_of(seconds):
    return part("properties.spoken_words").frame_of(head(), seconds)


def layout():
    """A 3-D view above and a Dope Sheet below."""
    lower = stage.split_below(EDITOR, 0.37)
    lower.spaces.active.ui_mode = "DOPESHEET"
    yield from wait(1)


def demo():
    """The head says the demo voice; its words are transcribed."""
    with bpy.context.temp_override(window=stage.window(), area=area(), region=region("WINDOW")):
        bpy.data.objects.remove(bpy.data.objects["Cube"])
        bpy.ops.intone.add_head("INVOKE_DEFAULT")
        bpy.ops.intone.try_demo()
    yield from until(lambda: words(), "words are heard")
    bpy.context.scene.frame_set(30)
    yield from framed(EDITOR)
    with bpy.context.temp_override(window=stage.window()):
        bpy.ops.ed.undo_push(message="Ready")


def framed(editor, first=1, last=90):
    """The editor shows these frames."""
    scene = bpy.context.scene
    scene.use_preview_range = True
    scene.frame_preview_start, scene.frame_preview_end = first, last
    with bpy.context.temp_override(
        window=stage.window(), area=area(editor), region=region("WINDOW", editor)
    ):
        bpy.ops.anim.scene_range_frame()
    scene.use_preview_range = False
    yield from wait(1)


def point(frame, of_mouth=False, editor=EDITOR):
    """Where that frame is on the row of words or of mouths, in pixels of the window."""
    where = region("WINDOW", editor)
    spoken, place = part("properties.spoken_words"), part("blender.timeline.place")
    with bpy.context.temp_override(window=stage.window(), area=area(editor), region=where):
        lane = place.place_in(bpy.context, spoken.lane_ends(head()), rows=True)
    y = lane.bottom + (0.5 if of_mouth else 1.5) * place.ROW * lane.unit
    return where.x + float(lane.x(frame)), where.y + y


def dragged(start, end, steps=6):
    """The left button pressed at one point and released at another."""
    event("MOUSEMOVE", "NOTHING", *start)
    yield from wait(0.2)
    event("LEFTMOUSE", "PRESS", *start)
    for step in range(1, steps + 1):
        share = step / steps
        at = (a + (b - a) * share for a, b in zip(start, end, strict=True))
        event("MOUSEMOVE", "NOTHING", *at)
        yield from wait(0.1)
    yield from shot("words-dragged")
    event("LEFTMOUSE", "RELEASE", *end)
    yield from wait(0.3)


def keys():
    return stage.keys_of(part("properties.take_verbs").active(head().intone).action)


def settled():
    """Every change is on the face."""
    live = part("blender.live.live_update")._live[0]
    yield from wait(0.3)
    yield from until(lambda: live.shown, "the face follows")
    yield from wait(1)


def boundary():
    """The first two words that share a boundary."""
    return next(k for k, (a, b) in enumerate(pairwise(words())) if b.start - a.end < 0.01)


def story():
    stage.open_only(("INTONE_PT_words",))
    yield from layout()
    yield from stage.open_tab()
    yield from demo()
    print("heard:", " ".join(word.text for word in words()))
    yield from shot("words-lane")
    yield from moved()
    yield from replaced()
    yield from closed()
    yield from written()
    yield from passed_on()
    yield from in_other_editors()
    yield from kept()
    yield from listed()


def moved():
    """A boundary is dragged: the words, and then the keys, move; one undo takes it back."""
    at, before = boundary(), keys()
    old = words()[at].end
    yield from dragged(point(frame_of(old)), point(frame_of(old) + 4))
    assert words()[at].end > old + 0.1, "the boundary was dragged"
    assert words()[at + 1].start == words()[at].end and words()[at].edited
    assert abs(frame_of(words()[at].end) - round(frame_of(words()[at].end))) < 0.01, "it snaps"
    yield from settled()
    after = keys()
    assert after != before, "the keys follow"
    yield from stage.key("Z", "VIEW_3D", ctrl=True)
    yield from settled()
    assert words()[at].end == old and keys() == before, "one undo takes all of it back"
    yield from stage.key("Z", "VIEW_3D", ctrl=True, shift=True)
    yield from settled()
    assert words()[at].end > old and keys() == after


def longest_mouth():
    """(word, mouth) of the mouth in sight that is shown longest."""
    spans = [
        (span.end - span.start, at, number)
        for at, word in enumerate(words())
        for number, span in enumerate(word.visemes)
        if frame_of(span.end) < 80
    ]
    return max(spans)[1:]


def replaced():
    """A mouth is replaced by the menu under the right button."""
    at, mouth = longest_mouth()
    span, before = words()[at].visemes[mouth], keys()
    middle = point(frame_of((span.start + span.end) / 2), of_mouth=True)
    yield from stage.press("RIGHTMOUSE", *middle)
    chosen = part("properties.spoken_words").selection()
    assert (chosen.word, chosen.mouth) == (at, mouth), "it is selected"
    for name in ("HOME", "RIGHT_ARROW"):
        yield from typed(name, middle)
    yield from shot("words-menu")
    for name in ("HOME", "DOWN_ARROW", "DOWN_ARROW", "RET"):
        yield from typed(name, middle)
    assert words()[at].visemes[mouth].viseme == "FF"
    yield from settled()
    assert keys() != before


def typed(name, at):
    """A key, the mouse staying where it is."""
    for value in ("PRESS", "RELEASE"):
        event(name, value, *at)
        yield from wait(0.15)


def closed():
    """A closure is added where the mouth was open: the lips are keyed shut there."""
    last = next(k for k in range(len(words()) - 1, -1, -1) if frame_of(words()[k].end) < 85)
    word = words()[last]
    middle = round(frame_of((word.start + word.end) / 2))
    before = lips(middle)
    with bpy.context.temp_override(window=stage.window()):
        bpy.ops.intone.word_select(word=last)
        bpy.ops.intone.closure_add("EXEC_DEFAULT", True, frame=middle)
    yield from settled()
    print(f"mouthClose at the closure: {before:.3f} before, {lips(middle):.3f} after")
    assert lips(middle) != before
    yield from shot("words-edited")


def lips(frame):
    bpy.context.scene.frame_set(frame)
    keys = head().data.shape_keys.key_blocks
    return keys["mouthClose"].value - keys["jawOpen"].value


def written():
    """Two clicks open a field for the word's text. No event that is simulated is a double click."""
    word = words()[1]
    middle = point(frame_of((word.start + word.end) / 2))
    event("MOUSEMOVE", "NOTHING", *middle)
    yield from wait(0.3)
    with bpy.context.temp_override(
        window=stage.window(), area=area(EDITOR), region=region("WINDOW", EDITOR)
    ):
        bpy.ops.intone.lane_edit("INVOKE_DEFAULT")
    yield from shot("words-text")
    yield from stage.press("ESC", *middle)
    yield from stage.press("ESC", *middle)
    assert words()[1].text == word.text


def in_other_editors():
    """The same hands in the 3-D view, the Graph Editor and the Sequencer."""
    for kind in ("VIEW_3D", "GRAPH_EDITOR", "SEQUENCE_EDITOR"):
        if kind != "VIEW_3D":
            area(EDITOR).type = kind
            yield from wait(1)
        last = words()[-1]
        old, edge = last.end, frame_of(last.end)
        if kind == "VIEW_3D":
            yield from dragged(point(edge, editor=kind), point(edge + 6, editor=kind))
        else:
            yield from framed(kind, int(edge) - 60, int(edge) + 20)
            yield from dragged(point(edge, editor=kind), point(edge - 4, editor=kind))
        yield from shot(f"words-{kind.lower()}")
        assert words()[-1].end != old, f"dragged in {kind}"
        if kind != "VIEW_3D":
            area(kind).type = EDITOR
            yield from wait(0.5)
    yield from settled()


def passed_on():
    """Beside the lane the mouse does what it always did."""
    chosen = part("properties.spoken_words").selection()
    before = (chosen.word, chosen.mouth)
    yield from stage.press("LEFTMOUSE", *stage.in_view("VIEW_3D"))
    assert (chosen.word, chosen.mouth) == before


def kept():
    """Saved, opened, and another emotion: the edits hold."""
    edits = head().intone.word_edits
    assert edits
    FILE.parent.mkdir(parents=True, exist_ok=True)
    with bpy.context.temp_override(window=stage.window()):
        bpy.ops.wm.save_as_mainfile(filepath=str(FILE))
        bpy.ops.wm.open_mainfile(filepath=str(FILE))
    yield from wait(2)
    assert head().intone.word_edits == edits
    before = keys()
    with bpy.context.temp_override(window=stage.window()):
        bpy.ops.intone.clear_emotion()  # the demo keys it
    head().intone.emotion_source, head().intone.angry = "MIX", 1.0
    yield from settled()
    assert keys() != before and head().intone.word_edits == edits
    assert [word.edited for word in words()].count(True) >= 3
    yield from shot("words-reopened")


def listed():
    """The panel with the transcript, the list and the mouths of the selected word; light, too."""
    part("properties.spoken_words").select(3, 1)
    yield from wait(0.5)
    yield from shot("words-panel")
    bpy.ops.script.execute_preset(
        filepath=str(Path(bpy.utils.preset_paths("interface_theme")[0], "Blender_Light.xml")),
        menu_idname="USERPREF_MT_interface_theme_presets",
    )
    yield from shot("words-light")


if __name__ == "__main__":
    stage.play(story)
