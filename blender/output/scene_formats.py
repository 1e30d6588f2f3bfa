"""Scene formats: a character with its animation as glTF, USD, Alembic or FBX.

All are written by Blender's own exporters, of the character's objects and the given frames only.
Where the sound begins: glTF counts from the first frame given, at 0 s; in the others frame k of the
scene stands at k / fps seconds, as in Blender.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import bpy
from bpy.types import Object, Scene, ViewLayer

from ...errors import OutputError
from ..character import characters
from .written import written

Frames = tuple[int, int]
"""First and last frame."""


def export(scene: Scene, character: Object, path: Path, frames: Frames) -> None:
    """The character and its animation in the format of the suffix; whole or not at all.

    What is evaluated is written: several actions, NLA strips and drivers become one animation.
    The scene is left as it was. Raises OutputError for an unknown suffix, a format that this
    Blender was built without, and a place that cannot be written.
    """
    check_path(path)
    check_start(path, frames[0])
    write = FORMATS[path.suffix.lower()]
    objects = characters.visible_members(character)
    room = _alembic_size(objects, frames) if path.suffix.lower() == ".abc" else 0
    with _prepared(scene, objects, frames), written(path, "choose another format", room) as beside:
        write(str(beside), frames, objects)


_A_FRAME, _ONCE = 1024, 64 * 1024
"""Bytes that describe an object in an Alembic file, in each frame and once."""


def _alembic_size(objects: Sequence[Object], frames: Frames) -> int:
    """More than the bytes of an Alembic file: a position and normals for each vertex and frame,
    faces and UVs, which are less than a frame, and what describes each.

    Asked before, since Alembic's writer ends the process where the disk or a quota is full.
    """
    meshes: list[Any] = [thing.data for thing in objects if thing.type == "MESH"]
    numbers = sum(3 * len(mesh.vertices) + 3 * len(mesh.loops) for mesh in meshes)
    count = frames[1] - frames[0] + 2
    return 4 * numbers * count + (_A_FRAME * count + _ONCE) * (1 + len(objects))


def check_path(path: Path) -> None:
    """Raises OutputError for a suffix that is no scene format, or one that is not built in."""
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        known = ", ".join(FORMATS)
        raise OutputError(f"{path.name} is no scene format: end its name in {known}.")
    build = BUILT.get(suffix)
    if build is not None and not getattr(bpy.app.build_options, build):
        raise OutputError(f"This Blender was built without {suffix}: use .glb or .fbx.")


def check_start(path: Path, first: int) -> None:
    """Raises OutputError for a first frame that the exporters cannot write."""
    if first < 0 and path.suffix.lower() != ".abc":
        raise OutputError(
            f"{path.name} cannot hold frames before 0, and the take begins at frame {first}: let "
            "it begin at frame 0 or later, or export it as .abc."
        )


def _write_gltf(path: str, frames: Frames, objects: Sequence[Object]) -> None:
    bpy.ops.export_scene.gltf(
        filepath=path,
        export_format="GLB",
        use_selection=True,
        use_active_scene=True,
        export_animation_mode="SCENE",
        export_anim_scene_split_object=False,
        export_frame_range=True,
        export_anim_slide_to_zero=True,
        export_force_sampling=True,
        export_optimize_animation_size=False,
        export_morph_normal=False,
        export_vertex_color="ACTIVE",
        export_skins=True,
    )


def _write_usd(path: str, frames: Frames, objects: Sequence[Object]) -> None:
    """USD has blendshapes only of a mesh that nothing but its armature changes."""
    with _only_skinned(objects):
        bpy.ops.wm.usd_export(
            filepath=path,
            selected_objects_only=True,
            export_animation=True,
            export_shapekeys=True,
            export_armatures=True,
            export_textures_mode="KEEP",
            convert_world_material=False,  # its picture would become a folder beside the file
            evaluation_mode="RENDER",
        )


def _write_alembic(path: str, frames: Frames, objects: Sequence[Object]) -> None:
    with _only_skinned(objects):
        bpy.ops.wm.alembic_export(
            filepath=path,
            start=frames[0],
            end=frames[1],
            selected=True,
            vcolors=True,
            face_sets=True,
            evaluation_mode="RENDER",
        )


def _write_fbx(path: str, frames: Frames, objects: Sequence[Object]) -> None:
    """With its defaults (modifiers applied, one take an action) no shape key gets into the file."""
    bpy.ops.export_scene.fbx(
        filepath=path,
        use_selection=True,
        object_types={"ARMATURE", "MESH", "EMPTY"},
        use_mesh_modifiers=False,
        add_leaf_bones=False,
        bake_anim_use_nla_strips=False,
        bake_anim_use_all_actions=False,
        bake_anim_simplify_factor=0.0,
    )


Write = Callable[[str, Frames, Sequence[Object]], None]
FORMATS: dict[str, Write] = {
    ".glb": _write_gltf,
    ".usdc": _write_usd,
    ".usda": _write_usd,
    ".usd": _write_usd,
    ".abc": _write_alembic,
    ".fbx": _write_fbx,
}
BUILT = {".usdc": "usd", ".usda": "usd", ".usd": "usd", ".abc": "alembic"}
"""The build options that formats need."""


@contextlib.contextmanager
def _prepared(scene: Scene, objects: Sequence[Object], frames: Frames) -> Iterator[None]:
    """The scene with those frames and only those objects selected, as the exporters look for it."""
    kept = {name: getattr(scene, name) for name in ("frame_start", "frame_end", "frame_current")}
    layer = scene.view_layers[0]
    selected = [thing for thing in layer.objects if thing.select_get(view_layer=layer)]
    try:
        scene.frame_start, scene.frame_end = frames
        with (
            _shown(scene, layer, objects),
            bpy.context.temp_override(scene=scene, view_layer=layer),
        ):
            _select(layer, objects)
            yield
    finally:
        _select(layer, selected)
        scene.frame_start, scene.frame_end = kept["frame_start"], kept["frame_end"]
        scene.frame_set(kept["frame_current"])


def _select(layer: ViewLayer, objects: Sequence[Object]) -> None:
    for thing in layer.objects:
        thing.select_set(thing in objects, view_layer=layer)


HIDING = ("hide_select", "hide_viewport", "hide_render")
"""Properties of an object that keep it out of a selection or of an export."""


@contextlib.contextmanager
def _shown(scene: Scene, layer: ViewLayer, objects: Sequence[Object]) -> Iterator[None]:
    """With all the objects in sight, wherever the Outliner has put or hidden them.

    What is hidden while working still belongs to the character.
    """
    hidden = [(thing, name) for thing in objects for name in HIDING if getattr(thing, name)]
    by_eye = [thing for thing in objects if thing.hide_get(view_layer=layer)]
    shelf = bpy.data.collections.new("Export")  # objects in it are seen whatever else holds them
    scene.collection.children.link(shelf)
    try:
        for thing in objects:
            shelf.objects.link(thing)
        for thing, name in hidden:
            _hide(thing, name, False)
        layer.update()
        for thing in objects:
            thing.hide_set(False, view_layer=layer)
        yield
    finally:
        bpy.data.collections.remove(shelf)
        for thing, name in hidden:
            _hide(thing, name, True)
        for thing in by_eye:
            if thing.name in layer.objects:
                thing.hide_set(True, view_layer=layer)


def _hide(thing: Object, name: str, hidden: bool) -> None:
    """Sets one of HIDING; a part that is linked from another file cannot be changed."""
    if thing.is_editable:
        setattr(thing, name, hidden)


@contextlib.contextmanager
def _only_skinned(objects: Sequence[Object]) -> Iterator[None]:
    """Without the modifiers that make other vertices than the shape keys know."""
    others: list[Any] = [
        modifier
        for thing in objects
        for modifier in thing.modifiers
        if modifier.type != "ARMATURE" and modifier.show_render
    ]
    for modifier in others:
        modifier.show_render = False
    try:
        yield
    finally:
        for modifier in others:
            modifier.show_render = True
