"""Takes in one Blender, by the desk's own operator and worker: `python -m soak.desk COUNT`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import bpy

from intone.audio.speech import EMOTIONS

from .kills import voice
from .readings import reading, tell

EXTENSION, EVERY = "bl_ext.user_default.intone", 10


def work(count: int) -> None:
    """The same character says voices of several lengths, in several moods and seeds."""
    assert bpy.ops.preferences.addon_enable(module=EXTENSION) == {"FINISHED"}
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True, load_ui=False)
    assert bpy.ops.intone.add_head() == {"FINISHED"}
    assert bpy.context.scene.intone_settings.character is not None
    with tempfile.TemporaryDirectory() as folder:
        sounds = [voice(Path(folder, f"{k}.wav"), 0.5 + 0.4 * k) for k in range(4)]
        for number in range(count):
            emotion = EMOTIONS[number % len(EMOTIONS)]
            asked = {"sound": str(sounds[number % 4]), "emotion": emotion, "scale": 1.0}
            assert bpy.ops.intone.perform(**asked) == {"FINISHED"}
            if number % EVERY == EVERY - 1:
                tell(reading(number + 1, _data_blocks()))
        bpy.ops.preferences.addon_disable(module=EXTENSION)


def _data_blocks() -> int:
    kinds = ("actions", "objects", "meshes", "shape_keys", "sounds", "texts", "images", "materials")
    return sum(len(getattr(bpy.data, kind)) for kind in kinds)


if __name__ == "__main__":
    work(int(sys.argv[1]))
