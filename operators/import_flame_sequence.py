"""Operator that imports a FLAME sequence: parameters from research code, as an action."""

from __future__ import annotations

from pathlib import Path

import bpy
from bpy.props import FloatProperty, StringProperty
from bpy.types import Context, Operator

from ..blender.background import jobs
from ..blender.character import characters, rig_map
from ..blender.head import flame
from ..blender.takes import flame_takes
from ..errors import HeadError
from ..head.container import read_head
from ..head.flame import EXPRESSIONS, read_flame
from ..head.flame_sequence import FlameSequence, read_sequence
from ..head.solve import solve_problem
from ..head.solve_fit import problem_of
from ..head.solve_inverse import recover
from ..progress import Progress
from ..properties import scene_settings
from ..track import Track
from .base import why_no_face
from .import_job import FlameFile

NO_MODEL = (
    "{name} is no FLAME head: choose the FLAME model that the sequence was made with, so that its "
    "motion can be transferred."
)


class INTONE_OT_import_flame_sequence(FlameFile, Operator):  # noqa: N801
    bl_idname = "intone.import_flame_sequence"
    bl_label = "Import FLAME Sequence"
    bl_description = "Play FLAME's parameters (.npz, .pkl) on the character, as its own action"

    fps: FloatProperty(
        name="Frame Rate",
        description="Frames a second of the sequence, where its file does not say",
        default=25.0,
        min=1.0,
        max=1000.0,
    )
    model: StringProperty(
        name="FLAME Model",
        description="The model of the sequence; needed for a character that is no FLAME head",
        subtype="FILE_PATH",
    )

    @classmethod
    def why_not(cls, context: Context) -> str:
        return why_no_face(context) or super().why_not(context)

    def work(self, context: Context) -> jobs.Work:
        path, rate, columns = Path(bpy.path.abspath(self.filepath)), self.fps, self.columns
        chosen = scene_settings.character(context)
        if flame.is_flame(chosen):
            return lambda progress: (chosen.name, read_sequence(path, rate))
        if not self.model:
            raise HeadError(NO_MODEL.format(name=chosen.name))
        name, model = chosen.name, Path(bpy.path.abspath(self.model))
        rig_map.rig_of(name)  # refuses now what could only be refused later
        return lambda progress: (
            name,
            transferred(read_sequence(path, rate), model, columns, progress),
        )

    def finish(self, context: Context, result: tuple[str, FlameSequence | Track]) -> str:
        name, found = result
        chosen = characters.find(name)
        start = chosen.intone.start
        take = Path(self.filepath).name.split(".")[0]
        if isinstance(found, Track):
            end = flame_takes.write_face(context.scene, name, found, start, take)
        else:
            end = flame_takes.write_sequence(context.scene, chosen, found, start, take)
        return f"{name} plays {Path(self.filepath).name} up to frame {end}."


def transferred(found: FlameSequence, model: Path, columns: int, progress: Progress) -> Track:
    """A sequence of that model as the face [frames, CHANNELS]. Raises HeadError."""
    count = max(EXPRESSIONS, found.expression.shape[1])
    head, flame_model = read_head(), read_flame(model, columns).reduced(0, count)
    progress(0.2, "Registering the model")
    problem = problem_of(head, flame_model)
    progress(0.5, "Solving")
    return recover(problem, solve_problem(head, problem), found)


CLASSES = (INTONE_OT_import_flame_sequence,)
