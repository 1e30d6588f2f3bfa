"""Three clicks from a new file to a film with sound, each with its time; the networks are real.

    blender --factory-startup --enable-event-simulate --window-geometry 0 0 1280 800 \\
        --python tests/window/drive_film.py

The times, in seconds, are printed. The film is of the half second in which the head laughs, so that
it ends soon where no graphics card draws.
"""

import sys
import time
from pathlib import Path

import bpy

sys.path.insert(0, str(Path(__file__).parent))
import stage
from stage import click, job, shot, until, wait

FILM = stage.SHOTS / "three_clicks.mp4"
SECOND = (290, 302)


def three_clicks():
    yield from stage.open_tab()
    FILM.unlink(missing_ok=True)
    yield from shot("film-0-new-file")
    began = time.time()
    yield from click("intone.add_head")
    told("added", began)
    head = bpy.context.scene.intone_settings.character
    assert head.parent.location.x < -1, "it stands beside the cube"
    assert stage.area().spaces.active.shading.color_type == "TEXTURE", "in its own colours"
    yield from shot("film-1-head")
    began = time.time()
    yield from click("intone.try_demo")
    yield from until(lambda: acted() and not job().running, "the second click animates", 120)
    told("animated", began)
    yield from wait(1)
    assert stage.window().screen.is_animation_playing, "and it plays"
    with bpy.context.temp_override(window=stage.window()):
        bpy.ops.screen.animation_cancel(restore_frame=False)
    bpy.context.scene.frame_set(295)
    yield from shot("film-2-acting")
    yield from filmed(head)


def filmed(head):
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end = SECOND
    scene.intone_film.path, scene.intone_film.show = str(FILM), False
    objects = len(bpy.data.objects)
    began = time.time()
    yield from click("intone.render_film")
    yield from until(lambda: job().running, "the third click renders", 20)
    told("the film is begun", began)
    yield from until(lambda: job().fraction > 0.1, "frames are rendered", 120)
    yield from shot("film-3-rendering")
    yield from until(lambda: not job().running, "the film is done", 300)
    told("the film is done", began)
    assert FILM.stat().st_size > 10_000 and len(bpy.data.objects) == objects
    assert len(bpy.data.scenes) == 1 and scene.camera == bpy.data.objects["Camera"]
    yield from shot("film-4-done")


def acted():
    return any("intone_take" in action for action in bpy.data.actions)


def told(what, began):
    print(f"TIME {what}: {time.time() - began:.1f}", flush=True)


if __name__ == "__main__":
    stage.play(three_clicks)
