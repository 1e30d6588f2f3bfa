"""Operators that set up a rig: fit by motion, link poses, measure the range of motion."""

from __future__ import annotations

from bpy.types import Context, Operator

from ..blender.background import jobs
from ..blender.character import characters, measuring, rig_map, rig_setup
from ..progress import Progress
from ..properties import scene_settings
from ..rig.match_by_motion import MotionProposal
from .base import Polled
from .rig_map import MapOperator, map_owner, why_not_map


class _SetupJob(Polled, jobs.Job):
    """Mixin of an Operator that measures the chosen character, which takes long."""

    bl_options = {"UNDO"}  # noqa: RUF012
    why_not = staticmethod(why_not_map)


class INTONE_OT_rig_fit(_SetupJob, Operator):  # noqa: N801
    bl_idname = "intone.rig_fit"
    bl_label = "Fit by Motion"
    bl_description = "Propose what each shape key does by how it moves the mesh, whatever its name"

    def work(self, context: Context) -> jobs.Work:
        chosen = scene_settings.character(context)
        name, face = chosen.name, measuring.moving_shapes(chosen)

        def compare(progress: Progress) -> tuple[str, tuple[MotionProposal, ...]]:
            return name, rig_setup.motions(face, progress)

        return compare

    def finish(self, context: Context, result: tuple[str, tuple[MotionProposal, ...]]) -> str:
        name, proposals = result
        return rig_setup.show_motions(characters.find(name), proposals)


class INTONE_OT_rig_measure(_SetupJob, Operator):  # noqa: N801
    bl_idname = "intone.rig_measure"
    bl_label = "From the Rig's Range"
    bl_description = "Measure how far each part of this face moves, and set the amplitudes by it"

    def work(self, context: Context) -> jobs.Work:
        chosen = scene_settings.character(context)
        name, face = chosen.name, rig_setup.measured(chosen)

        def measure(progress: Progress) -> tuple[str, dict[str, float]]:
            return name, rig_setup.gains(face, progress)

        return measure

    def finish(self, context: Context, result: tuple[str, dict[str, float]]) -> str:
        name, found = result
        return rig_setup.set_gains(characters.find(name), found)


class INTONE_OT_rig_poses(MapOperator, Operator):  # noqa: N801
    bl_idname = "intone.rig_poses"
    bl_label = "Link Poses"
    bl_description = (
        "Link the bones to the face by poses: frames of the armature's action that markers name, "
        "or pose assets of this file"
    )

    def do(self, context: Context) -> str:
        chosen = scene_settings.character(context)
        wish = rig_map.settings(map_owner(context)).wish
        return rig_setup.from_poses(chosen, context.scene, wish)


CLASSES = (
    INTONE_OT_rig_fit,
    INTONE_OT_rig_measure,
    INTONE_OT_rig_poses,
)
