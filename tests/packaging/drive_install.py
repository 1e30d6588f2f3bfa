"""Installs a zip in a fresh Blender, uses it and takes it away: python drive_install.py ZIP.

Run by test_install.py with a Python that has bpy but none of Intone's packages, or inside Blender:
blender -b --python drive_install.py -- ZIP. It prints what it found as one line of JSON, and ends
with status 0 when all went well. BLENDER_USER_RESOURCES names a folder of its own.
"""

import importlib.util
import json
import os
import sys
from pathlib import Path

import bpy

EXTENSION = "bl_ext.user_default.intone"
USER = Path(os.environ["BLENDER_USER_RESOURCES"])
KEPT = (".blender_ext", ".cache", "userpref.blend")
"""What Blender itself keeps of any extension: its list of what there is, its own preferences."""
BUNDLED = ("onnxruntime", "soundfile", "soxr")


def files():
    found = (path for path in USER.rglob("*") if path.is_file())
    names = (path.relative_to(USER).as_posix() for path in found)
    return {name for name in names if not any(word in name for word in KEPT)}


def installed():
    return EXTENSION in bpy.context.preferences.addons


def part(name):
    return importlib.import_module(f"{EXTENSION}.{name}")


def spoil_shared_packages():
    """What another add-on's own onnxruntime would do to the folder that all extensions share."""
    spoilt = list(USER.glob("extensions/.local/lib/*/site-packages/onnxruntime/__init__.py"))
    spoilt += USER.glob("extensions/.local/lib/site-packages/onnxruntime/__init__.py")
    assert len(spoilt) == 1, spoilt
    spoilt[0].write_text("raise ImportError('of another add-on')")


def talking_head():
    """The demo voice on the embedded head; how far its jaw opens."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True, load_ui=False)
    assert bpy.ops.intone.add_head() == {"FINISHED"}
    scene = bpy.context.scene
    voice = part("operators.head").DEMO_VOICE
    recipe = scene.intone_settings.character.intone
    recipe.sound, recipe.emotion_source, recipe.happy = str(voice), "MIX", 1.0
    assert bpy.ops.intone.animate() == {"FINISHED"}
    key = scene.intone_settings.character.data.shape_keys.key_blocks["jawOpen"]
    opened = []
    for frame in range(1, scene.frame_end):
        scene.frame_set(frame)
        opened.append(key.value)
    assert max(opened) > 0.15 and min(opened) < 0.05 and len(opened) > 200
    return round(max(opened), 3)


def facts():
    workers = part("blender.background.workers")
    devices = workers.process().describe()
    return {"devices": devices, "child": workers.process()._child.pid}


def main(archive):
    assert not any(importlib.util.find_spec(name) for name in BUNDLED)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    before = files()
    bpy.ops.extensions.package_install_files(
        filepath=archive, repo="user_default", enable_on_install=True
    )
    assert installed()
    spoil_shared_packages()
    found = {"blender": bpy.app.version_string, "jaw": talking_head(), **facts()}
    assert "onnxruntime" not in sys.modules
    bpy.ops.preferences.addon_disable(module=EXTENSION)
    assert not installed() and not hasattr(bpy.types.Scene, "intone")
    bpy.ops.preferences.addon_enable(module=EXTENSION)
    assert installed() and talking_head() == found["jaw"]
    last = facts()["child"]
    repositories = bpy.context.preferences.extensions.repos
    index = next(n for n, repository in enumerate(repositories) if "user" in repository.module)
    bpy.ops.extensions.package_uninstall(repo_index=index, pkg_id="intone")
    assert not installed()
    found["left"] = sorted(files() - before)
    found["running"] = [pid for pid in (found.pop("child"), last) if Path(f"/proc/{pid}").exists()]
    print("FOUND " + json.dumps(found), flush=True)


if __name__ == "__main__":
    main((sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else sys.argv[1:])[0])
    os._exit(0)  # bpy 4.5 as a module may wait for ever, at its end, for its own sound thread
