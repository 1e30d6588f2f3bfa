"""Operator that exports the character's performance to a file for another program."""

from __future__ import annotations

from pathlib import Path

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty
from bpy.types import Context, Event, Object, Operator, Scene

from ..blender.character import characters
from ..blender.head import flame
from ..blender.output import scene_formats
from ..blender.takes import flame_takes
from ..blender.takes.sampling import sampled
from ..errors import OutputError
from ..export import FORMATS, is_flame, suffix_of, write_take
from ..export.flame_npz import write_flame
from ..properties import scene_settings
from .base import Immediate, why_no_face, why_not_object_mode

LABELS = {
    ".csv": ("Live Link Face", "A table of 61 channels that Unreal Engine imports"),
    ".json": ("JSON", "All channels in one readable object"),
    ".npz": ("NumPy", "All channels as arrays"),
    ".flame.npz": ("FLAME", "Expression and joint turns of a FLAME head, for research code"),
    ".arkit.json": ("ARKit JSON", "52 blendshapes as Audio2Face's importers read them"),
    ".glb": ("glTF", "The character with morph targets and skeleton, for games and the web"),
    ".usdc": ("USD", "The character with blendshapes and skeleton, for studios"),
    ".abc": ("Alembic", "The character's vertices, frame by frame"),
    ".fbx": ("FBX", "The character with shape keys and skeleton, for other programs"),
}
"""Name and description of each format, by its suffix."""
ITEMS = tuple((suffix, f"{name} ({suffix})", said) for suffix, (name, said) in LABELS.items())
RANGE = "There is nothing to export: the voice starts at frame {start}, after the scene's end."


def why_not_export(context: Context) -> str:
    """Why nothing can be exported now, in a sentence; "" where it can."""
    return why_no_face(context) or why_not_object_mode(context)


class INTONE_OT_export(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.export"
    bl_label = "Export Performance"
    bl_description = "Write the character's performance, from the voice's start frame on, to a file"
    bl_options = {"REGISTER"}

    filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE"})
    check_existing: BoolProperty(default=True, options={"HIDDEN"})
    format: EnumProperty(name="Format", description="File format to write", items=ITEMS)

    why_not = staticmethod(why_not_export)

    def invoke(self, context: Context, event: Event) -> set[str]:
        if not self.filepath:
            name = Path(context.blend_data.filepath).stem or "performance"
            self.filepath = name + self.format
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def check(self, context: Context) -> bool:
        """Keeps the suffix of the format on the name while the artist chooses."""
        named = ending_in(Path(self.filepath), self.format)
        changed, self.filepath = str(named) != self.filepath, str(named)
        return changed

    def do(self, context: Context) -> str:
        path = ending_in(Path(bpy.path.abspath(self.filepath)), self.format)
        write(context, path)
        return f"Wrote {path}."


def ending_in(path: Path, suffix: str) -> Path:
    """The path with that suffix, in place of whichever of ours it has."""
    stem = path.name[: len(path.name) - len(suffix_of(path, LABELS))]
    return path.with_name(stem + suffix) if stem else path / f"performance{suffix}"


def write(context: Context, path: Path) -> None:
    """Writes the performance of the chosen character. Raises IntoneError where it cannot."""
    scene, chosen = context.scene, scene_settings.character(context)
    frames = (chosen.intone.start, scene.frame_end)
    if frames[0] > frames[1]:
        raise OutputError(RANGE.format(start=frames[0]))
    if is_flame(path):
        write_parameters(scene, chosen, path, frames)
    elif suffix_of(path) in FORMATS:
        face = sampled(scene, chosen.name, frames)
        write_take(face, path, face.rate, {"character": chosen.name})
    else:
        scene_formats.export(scene, chosen, path, frames)


def write_parameters(scene: Scene, chosen: Object, path: Path, frames: tuple[int, int]) -> None:
    """Writes what a FLAME head does as FLAME's parameters. Raises OutputError for another one."""
    mesh = next((thing for thing in characters.members(chosen) if flame.is_flame(thing)), None)
    if mesh is None:
        raise OutputError(
            f"{chosen.name} is no FLAME head: import one with File > Import > FLAME Head, and "
            "animate that."
        )
    found = flame_takes.sampled_sequence(scene, mesh, frames)
    write_flame(found, path, {"character": mesh.name})


CLASSES = (INTONE_OT_export,)
