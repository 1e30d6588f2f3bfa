"""Files that fall on the 3-D view: a voice, a folder of lines, a capture; the networks are real.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 1280 1000 \\
        --python tests/window/drive_drop.py [-- TAKE.csv]

Each is dropped as Blender's file handlers do it, by their operator with a dialog that is confirmed;
the voice is also dragged by the mouse, from a File Browser onto the view. TAKE.csv is a capture of
Live Link Face; without one the story writes its own. Pictures are left in out/window/.
"""

import shutil
import sys
from pathlib import Path

import bpy
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import stage
from stage import area, event, job, part, region, shot, until, wait

DEMO = stage.ROOT / "assets" / "demo" / "northanger_abbey.flac"
VOICE = stage.ROOT / "tests" / "data" / "voice.flac"
FOLDER = stage.SHOTS / "dropped"
FILES = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []


def story():
    stage.open_only(())
    yield from stage.open_tab()
    bpy.data.objects.remove(bpy.data.objects["Cube"])
    yield from dragged_by_hand()
    yield from a_voice()
    yield from a_folder()
    yield from a_capture()


def dropped(name, directory, *names):
    """What a handler does: its operator is invoked, and its dialog is confirmed."""
    where = {"window": stage.window(), "area": area(), "region": region("WINDOW")}
    event("MOUSEMOVE", "NOTHING", *stage.in_view())
    yield from wait(0.3)
    with bpy.context.temp_override(**where):
        bpy.ops.intone.drop(
            "INVOKE_DEFAULT", directory=str(directory), files=[{"name": name} for name in names]
        )
    yield from shot(f"drop-{name}-asked")
    yield from stage.press("RET", *stage.in_view())
    yield from until(lambda: job().running, "the dialog is confirmed", 60)
    yield from until(lambda: not job().running, f"{name} is animated", 400)
    yield from wait(1)


def takes():
    return [action.name for action in bpy.data.actions if "intone_take" in action]


def a_voice():
    yield from dropped("voice", DEMO.parent, DEMO.name)
    head = bpy.context.scene.intone_settings.character
    assert takes() == [DEMO.stem] and Path(head.intone.sound).name == DEMO.name
    bpy.context.scene.frame_set(295)
    yield from shot("drop-voice-done")


def a_folder():
    """Two lines of a scene, by what their names say."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for number, emotion in enumerate(("happy", "angry")):
        shutil.copy(VOICE, FOLDER / f"head__{emotion}__{number}.flac")
    yield from dropped("folder", FOLDER)
    lines = bpy.context.scene.intone_lines.lines
    assert [line.emotion for line in lines] == ["happy", "angry"]
    assert len(takes()) == 3, "each line has a take"
    yield from shot("drop-folder-done")


def a_capture():
    take = Path(FILES[0]) if FILES else written_capture()
    yield from dropped("capture", take.parent, take.name)
    head = bpy.context.scene.intone_settings.character
    assert take.stem in takes() and head.intone.emotion_source == "MIX"
    keys = head.data.shape_keys.key_blocks
    opened = {}
    for frame in range(head.intone.start, bpy.context.scene.frame_end, 5):
        bpy.context.scene.frame_set(frame)
        opened[keys["jawOpen"].value] = frame
    assert max(opened) > 0.1, "its jaw opens"
    bpy.context.scene.frame_set(opened[max(opened)])
    yield from shot("drop-capture-done")


def written_capture():
    channels = part("face.basis").CHANNELS
    values = np.zeros((90, len(channels)), np.float32)
    values[:, channels.index("jawOpen")] = 0.4 - 0.4 * np.cos(np.arange(90) / 6)
    path = stage.SHOTS / "take.csv"
    part("export").write_take(part("track").Track(values, 30.0, channels), path, 30.0)
    return path


def dragged_by_hand():
    """A file is dragged from a File Browser onto the view; Blender asks, and Esc says no."""
    browser = stage.split_below("FILE_BROWSER", 0.35)
    yield from wait(2)
    shown = browser.spaces.active.params
    shown.directory, shown.display_type = bytes(DEMO.parent), "THUMBNAIL"
    yield from wait(3)
    with bpy.context.temp_override(window=stage.window(), area=browser):
        bpy.ops.file.refresh()
    yield from wait(2)
    yield from shot("drop-hand-browser")
    files = region("WINDOW", "FILE_BROWSER")
    first = (files.x + 60, files.y + files.height - 60)
    event("MOUSEMOVE", "NOTHING", *first)
    yield from wait(0.5)
    event("LEFTMOUSE", "PRESS", *first)
    goal = stage.in_view()
    for step in range(1, 13):
        share = step / 12
        event("MOUSEMOVE", "NOTHING", *(a + (b - a) * share for a, b in zip(first, goal, strict=True)))
        yield from wait(0.15)
    yield from shot("drop-hand-over-view")
    event("LEFTMOUSE", "RELEASE", *goal)
    yield from wait(1)
    yield from shot("drop-hand-asked")
    yield from stage.press("ESC", *goal)
    area("FILE_BROWSER").type = "DOPESHEET_EDITOR"
    yield from wait(1)


if __name__ == "__main__":
    stage.play(story)
