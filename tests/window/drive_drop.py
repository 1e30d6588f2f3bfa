"""Files that fall on the 3-D view: a voice, a folder of lines, a capture; the networks are real.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 1280 1000 \\
        --python tests/window/drive_drop.py [-- TAKE.csv]

The voice and the capture are dragged by the mouse from a File Browser onto the view, and Blender's
dialog is confirmed. Blender offers a folder to no file handler, so that one goes by the handlers'
operator. TAKE.csv is a capture of Live Link Face; without one the story writes its own. Pictures
are left in out/window/.
"""

import shutil
import sys
from pathlib import Path

import bpy
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import stage
from stage import area, event, part, region, shot, wait

DEMO = stage.ROOT / "assets" / "demo" / "northanger_abbey.flac"
VOICE = stage.ROOT / "tests" / "data" / "voice.flac"
FOLDERS = stage.SHOTS / "dropped"
FILES = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []


def story():
    stage.open_only(())
    yield from stage.open_tab()
    bpy.data.objects.remove(bpy.data.objects["Cube"])
    stage.split_below("FILE_BROWSER", 0.35)
    yield from wait(2)
    yield from a_voice()
    yield from a_folder()
    yield from a_capture()


def fresh(name):
    """An empty folder."""
    folder = FOLDERS / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def dragged(name, path):
    """The only file of a folder is dragged from the browser to the view; its dialog says yes."""
    file = shutil.copy(path, fresh(name))
    browser = area("FILE_BROWSER")
    shown = browser.spaces.active.params
    shown.directory, shown.display_type = bytes(Path(file).parent), "THUMBNAIL"
    with bpy.context.temp_override(window=stage.window(), area=browser):
        bpy.ops.file.refresh()
    yield from wait(2)
    files, goal = region("WINDOW", "FILE_BROWSER"), stage.in_view()
    first = (files.x + 60, files.y + files.height - 60)
    event("MOUSEMOVE", "NOTHING", *first)
    yield from wait(0.5)
    event("LEFTMOUSE", "PRESS", *first)
    for step in range(1, 13):
        at = (a + (b - a) * step / 12 for a, b in zip(first, goal, strict=True))
        event("MOUSEMOVE", "NOTHING", *at)
        yield from wait(0.15)
    yield from shot(f"drop-{name}-dragged")
    event("LEFTMOUSE", "RELEASE", *goal)
    yield from confirmed(name)


def confirmed(name):
    yield from wait(1)
    yield from shot(f"drop-{name}-asked")
    yield from stage.press("RET", *stage.in_view())
    yield from stage.ended(f"{name} is animated", 400)


def takes():
    return [action.name for action in bpy.data.actions if "intone_take" in action]


def a_voice():
    yield from dragged("voice", DEMO)
    head = bpy.context.scene.intone_settings.character
    assert takes() == [DEMO.stem] and Path(head.intone.sound).name == DEMO.name
    bpy.context.scene.frame_set(295)
    yield from shot("drop-voice-done")


def a_folder():
    """Two lines of a scene, by what their names say."""
    folder = fresh("lines")
    for number, emotion in enumerate(("happy", "angry")):
        shutil.copy(VOICE, folder / f"head__{emotion}__{number}.flac")
    event("MOUSEMOVE", "NOTHING", *stage.in_view())
    yield from wait(0.3)
    where = {"window": stage.window(), "area": area(), "region": region("WINDOW")}
    with bpy.context.temp_override(**where):
        bpy.ops.intone.drop("INVOKE_DEFAULT", directory=str(folder))
    yield from confirmed("folder")
    lines = bpy.context.scene.intone_lines.lines
    said = [(line.character.name, line.emotion) for line in lines]
    assert said == [("Head", "angry"), ("Head", "happy")], said
    assert len(takes()) == 3, f"each line has a take: {takes()}"
    yield from shot("drop-folder-done")


def a_capture():
    take = Path(FILES[0]) if FILES else written_capture()
    yield from dragged("capture", take)
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


if __name__ == "__main__":
    stage.play(story)
