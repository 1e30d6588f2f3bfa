"""Rig files: other people's characters, read into an empty Blender by the importer that fits."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import bpy
import numpy as np
from bpy.types import Object

from intone.blender.character import characters
from intone.errors import RigError

SUFFIXES = (".glb", ".gltf", ".vrm", ".fbx", ".blend", ".pmd", ".pmx")


def read_character(path: Path, animated: bool = False) -> Object:
    """The character of a file, alone in an empty scene: of several the one with most shapes.

    Raises RigError where the file has none, or nothing here reads it.
    """
    if path.suffix.lower() != ".blend":
        bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    if path.is_dir():
        _read_shapes(path)
    elif path.suffix.lower() in SUFFIXES:
        _read_file(path)
    else:
        raise RigError(f"{path.name} is no character: {', '.join(SUFFIXES)} are read.")
    faces = [thing for thing in bpy.context.scene.objects if characters.is_character(thing)]
    if not faces:
        raise RigError(f"{path.name} has no shapes and no bones of a face.")
    if not animated and path.suffix.lower() != ".blend":
        _be_still()
    return max(faces, key=lambda thing: len(list(characters.shapes(thing))))


def _read_file(path: Path) -> None:
    suffix, name = path.suffix.lower(), str(path.absolute())
    if suffix == ".blend":
        bpy.ops.wm.open_mainfile(filepath=name)
    elif suffix == ".fbx":
        bpy.ops.import_scene.fbx(filepath=name, use_anim=False)
    elif suffix in (".pmd", ".pmx"):
        bpy.ops.mmd_tools.import_model(filepath=name, types={"MESH", "ARMATURE", "MORPHS"})
    elif suffix == ".vrm" and hasattr(bpy.types, "IMPORT_SCENE_OT_vrm"):
        bpy.ops.import_scene.vrm(filepath=name)
    else:
        _read_gltf(path)


def _read_gltf(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(path, Path(folder, path.with_suffix(".glb").name))
        binary = path.suffix.lower() != ".gltf"
        bpy.ops.import_scene.gltf(filepath=str(copy if binary else path.absolute()))


def _read_shapes(folder: Path) -> None:
    """A folder of .obj: Neutral, and a file for each shape."""
    bpy.ops.wm.obj_import(filepath=str(folder / "Neutral.obj"))
    face = bpy.context.selected_objects[0]
    face.shape_key_add(name="Basis", from_mix=False)
    for path in sorted(folder.glob("*.obj")):
        if path.stem != "Neutral":
            rows = [line.split()[1:4] for line in path.open() if line.startswith("v ")]
            block = face.shape_key_add(name=path.stem, from_mix=False)
            block.data.foreach_set("co", np.array(rows, np.float32).ravel())
            block.value = 0.0


def _be_still() -> None:
    """Without the animation that came along."""
    for thing in bpy.context.scene.objects:
        for data in (thing, characters.shape_keys(thing)):
            if data is not None and data.animation_data is not None:
                data.animation_data.action = None
                for track in data.animation_data.nla_tracks:
                    track.mute = True
        if thing.type == "ARMATURE":
            for bone in thing.pose.bones:
                bone.matrix_basis.identity()
        for block in characters.shape_keys(thing).key_blocks[1:] if _keyed(thing) else ():
            block.value = 0.0


def _keyed(thing: Object) -> bool:
    return characters.shape_keys(thing) is not None
