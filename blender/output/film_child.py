"""Run by another Blender: renders a scene of a file as a film, and says each frame that is done.

blender -b FILE --python film_child.py -- FILE SCENE FILM
python film_child.py FILE SCENE FILM        (the bpy module)
"""

import os
import sys

import bpy

PARENT = os.getppid()


def main() -> None:
    """Renders the film, and ends with status 1 where Blender cannot."""
    after = sys.argv.index("--") + 1 if "--" in sys.argv else 1
    file, name, film = sys.argv[after : after + 3]
    if not bpy.data.filepath:
        bpy.ops.wm.open_mainfile(filepath=file, load_ui=False)
    scene = bpy.data.scenes[name]
    scene.render.filepath = film
    bpy.app.handlers.render_write.append(_told)
    try:
        bpy.ops.render.render(animation=True, scene=name)
    except RuntimeError as error:
        _say(f"refused {' '.join(str(error).split())}")
        os._exit(1)
    os._exit(0)


def _told(*_: object) -> None:
    """Says that a frame is done; ends where whoever asked for the film is gone."""
    if os.getppid() != PARENT:
        os._exit(1)
    try:
        _say("frame done")
    except OSError:  # nobody reads it any more
        os._exit(1)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


main()
