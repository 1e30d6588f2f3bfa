"""Three clicks from a new file to a film with sound, each with its time; the networks are real.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 1280 1000 \\
        --python tests/window/drive_film.py [-- whole]

The times, in seconds from the press of the button, are printed and kept in out/window/film.json,
beside a picture of each step: those of docs/first-film.md (tools/draw_pages.py). The film is of two
frames on which the head laughs, wide and with captions, so that it ends soon where no graphics card
draws; with "whole" of all that it says, by three clicks and nothing else.
"""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import bpy

sys.path.insert(0, str(Path(__file__).parent))
import stage
from stage import find, job, press, until, wait

FILM = stage.SHOTS / "three_clicks.mp4"
TIMES = stage.SHOTS / "film.json"
LAUGH, PITY = (303, 304), 236
"""Frames of the demo: where it laughs, and one on which it pities."""
WHOLE = "whole" in sys.argv
PANELS = ("INTONE_PT_performance", "INTONE_PT_intensity", "INTONE_PT_film")
times: dict[str, float] = {}


def three_clicks():
    stage.open_only(PANELS)
    yield from shot("film-1-new-file")
    yield from stage.open_tab()
    FILM.unlink(missing_ok=True)
    yield from shot("film-2-tab")
    yield from added()
    yield from performed()
    yield from another_feeling()
    yield from asked_for_a_film()
    yield from filmed()
    yield from looked_at()
    TIMES.write_text(json.dumps(times, indent=1) + "\n")


def shot(name):
    """A picture without a tooltip over it: the mouse goes aside."""
    stage.event("MOUSEMOVE", "NOTHING", *stage.in_view())
    yield from stage.shot(name)


def pressed(words):
    """The time at which the button that says these words is pressed."""
    point = yield from find(words)
    began = time.time()
    yield from press("LEFTMOUSE", *point)
    return began


def told(what, began):
    times[what] = round(time.time() - began, 1)
    print(f"TIME {what}: {times[what]}", flush=True)


def added():
    began = yield from pressed("intone.add_head")
    yield from until(lambda: "Head" in bpy.data.objects, "the first click adds a head")
    told("a head stands there", began)
    head = bpy.context.scene.intone_settings.character
    assert head.parent.location.x < -1, "it stands beside the cube"
    assert stage.area().spaces.active.shading.color_type == "TEXTURE", "in its own colours"
    yield from shot("film-3-head")


def performed():
    began = yield from pressed("intone.try_demo")
    yield from until(lambda: acted() and not job().running, "the second click animates", 240)
    told("it acts the demo", began)
    yield from wait(1)
    assert stage.window().screen.is_animation_playing, "and it plays"
    with bpy.context.temp_override(window=stage.window()):
        bpy.ops.screen.animation_cancel(restore_frame=False)
    bpy.context.scene.frame_set(LAUGH[0])
    yield from shot("film-4-acting")


def another_feeling():
    """The same take, felt more strongly: a slider is moved, and the face follows."""
    bpy.context.scene.frame_set(PITY)
    yield from shot("film-5-pity")
    bpy.context.scene.intone_settings.character.intone.scale = 1.5
    live = stage.part("blender.live.live_update")._live[0]
    yield from wait(0.3)
    yield from until(lambda: live.shown, "the face follows", 60)
    yield from shot("film-6-stronger")


def asked_for_a_film():
    """The panel Film, further down: wide, with captions; a whole film is as from the start."""
    settings = bpy.context.scene.intone_film
    settings.path, settings.show = str(FILM), False
    if not WHOLE:
        settings.form, settings.captions = "wide", True
        bpy.context.scene.frame_start, bpy.context.scene.frame_end = LAUGH
    yield from stage.scrolled("WHEELDOWNMOUSE")
    yield from shot("film-7-panel")
    yield from stage.scrolled("WHEELUPMOUSE")


def filmed():
    scene, objects = bpy.context.scene, len(bpy.data.objects)
    began = yield from pressed("intone.render_film")
    yield from until(lambda: job().running, "the third click renders", 60)
    told("the film is begun", began)
    yield from until(lambda: job().fraction > 0.1, "frames are rendered", 3600 if WHOLE else 300)
    yield from shot("film-8-rendering")
    yield from until(lambda: not job().running, "the film is done", 7200 if WHOLE else 600)
    told("the film is done", began)
    times["frames of the film"] = scene.frame_end - scene.frame_start + 1
    assert FILM.stat().st_size > 10_000 and len(bpy.data.objects) == objects
    assert len(bpy.data.scenes) == 1 and scene.camera == bpy.data.objects["Camera"]
    yield from shot("film-9-done")


def looked_at():
    """The first frame of the film itself."""
    if shutil.which("ffmpeg"):
        frame = stage.SHOTS / "film-10-frame.png"
        words = ("-y", "-loglevel", "error", "-i", FILM, "-frames:v", "1", frame)
        subprocess.run(["ffmpeg", *words], check=True)
    yield


def acted():
    return any("intone_take" in action for action in bpy.data.actions)


if __name__ == "__main__":
    stage.play(three_clicks)
