"""The verb "import FLAME sequence": FLAME's parameters from research code, as an action."""

from __future__ import annotations

from pathlib import Path

import bpy
from bpy.props import FloatProperty, StringProperty
from bpy.types import Context, Menu, Operator

from ..blender.background import jobs
from ..blender.character import characters, rig_map
from ..blender.head import flame
from ..blender.takes import flame_takes
from ..errors import HeadError
from ..head.container import read_head
from ..head.flame import EXPRESSIONS, IDENTITIES, read_flame
from ..head.flame_sequence import FlameSequence, read_sequence
from ..head.solve import problem_of, solve_problem
from ..head.solve_inverse import recover
from ..progress import Progress
from ..properties import scene_settings
from ..track import Track
from .browsing import Browsing

NO_MODEL = (
    "{name} is no FLAME head: name the FLAME model that the sequence was made with, so that its "
    "motion can be carried over."
)


class INTONE_OT_import_flame_sequence(Browsing, Operator):  # noqa: N801
    bl_idname = "intone.import_flame_sequence"
    bl_label = "Import FLAME Sequence"
    bl_description = "Play FLAME's parameters (.npz, .pkl) on the character, as its own action"
    bl_options = {"UNDO"}

    filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE"})
    filter_glob: StringProperty(default="*.npz;*.pkl", options={"HIDDEN"})
    fps: FloatProperty(
        name="Frame Rate",
        description="Frames a second of the sequence, where its file does not say",
        default=25.0, min=1.0, max=1000.0,
    )  # fmt: skip
    model: StringProperty(
        name="FLAME Model",
        description="The model of the sequence; needed for a character that is no FLAME head",
        subtype="FILE_PATH",
    )
    columns: bpy.props.IntProperty(
        name="Identity Columns",
        description="How many of the model's shapes are the person; those after are expressions",
        default=IDENTITIES, min=0, max=1000,
    )  # fmt: skip

    @classmethod
    def why_not(cls, context: Context) -> str:
        chosen = scene_settings.character(context)
        if chosen is None:
            return "Choose a character first: a FLAME head, or any face that Intone moves."
        if not characters.is_character(chosen):
            return characters.NO_KEYS.format(name=chosen.name)
        return super().why_not(context)

    def work(self, context: Context) -> jobs.Work:
        path, rate, columns = Path(bpy.path.abspath(self.filepath)), self.fps, self.columns
        chosen = scene_settings.character(context)
        if flame.is_flame(chosen):
            return lambda progress: (chosen.name, read_sequence(path, rate))
        if not self.model:
            raise HeadError(NO_MODEL.format(name=chosen.name))
        name, model = chosen.name, Path(bpy.path.abspath(self.model))
        rig_map.rig_of(name)  # refuses now what could only be refused later
        return lambda progress: (name, carried(read_sequence(path, rate), model, columns, progress))

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


def carried(found: FlameSequence, model: Path, columns: int, progress: Progress) -> Track:
    """A sequence of that model as the face [frames, CHANNELS]. Raises HeadError."""
    count = max(EXPRESSIONS, found.expression.shape[1])
    head, flame_model = read_head(), read_flame(model, columns).reduced(0, count)
    progress(0.2, "Registering the model")
    problem = problem_of(head, flame_model)
    progress(0.5, "Solving")
    return recover(problem, solve_problem(head, problem), found)


def draw_in_import_menu(menu: Menu, context: Context) -> None:
    """The entry in File > Import."""
    verb = INTONE_OT_import_flame_sequence.bl_idname
    menu.layout.operator(verb, text="FLAME Sequence (.npz, .pkl)")


def attach() -> None:
    """Puts the entry into the menu."""
    bpy.types.TOPBAR_MT_file_import.append(draw_in_import_menu)


def detach() -> None:
    """Takes it out again."""
    bpy.types.TOPBAR_MT_file_import.remove(draw_in_import_menu)
