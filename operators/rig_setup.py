"""Operators that set up a rig: fit by motion, link poses, measure the range of motion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bpy.types import Context, Object, Operator

from ..blender.background import jobs
from ..blender.character import characters, loose_eyes, measuring, neck, preview, rig_map, rig_setup
from ..progress import Progress
from ..properties import scene_settings
from ..rig.match_by_motion import MovingFace
from .base import Polled
from .rig_map import MapOperator, map_owner, why_not_map


class _SetupJob(Polled, jobs.Job):
    """Mixin of an Operator that compares the chosen character's face with the embedded head's.

    read      how the character moves, in Blender's own thread
    compare   what follows from that, in the job's thread
    show      stores or lists it on the character; returns a summary
    """

    bl_options = {"UNDO"}  # noqa: RUF012
    why_not = staticmethod(why_not_map)
    read: Callable[[Object], MovingFace]
    compare: Callable[[MovingFace, Progress], Any]
    show: Callable[[Object, Any], str]

    def work(self, context: Context) -> jobs.Work:
        chosen = scene_settings.character(context)
        name, face, compare = chosen.name, self.read(chosen), self.compare
        return lambda progress: (name, compare(face, progress))

    def finish(self, context: Context, result: tuple[str, Any]) -> str:
        name, found = result
        return self.show(characters.find(name), found)


class INTONE_OT_rig_fit(_SetupJob, Operator):  # noqa: N801
    bl_idname = "intone.rig_fit"
    bl_label = "Fit by Motion"
    bl_description = "Propose what each shape key does by how it moves the mesh, whatever its name"
    read = staticmethod(measuring.moving_shapes)
    compare = staticmethod(rig_setup.motions)
    show = staticmethod(rig_setup.show_motions)


class INTONE_OT_rig_measure(_SetupJob, Operator):  # noqa: N801
    bl_idname = "intone.rig_measure"
    bl_label = "From the Rig's Range"
    bl_description = "Measure how far each part of this face moves, and set the amplitudes by it"
    read = staticmethod(rig_setup.measured)
    compare = staticmethod(rig_setup.gains)
    show = staticmethod(rig_setup.set_gains)


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


class INTONE_OT_rig_neck(MapOperator, Operator):  # noqa: N801
    bl_idname = "intone.rig_neck"
    bl_label = "Turn as Object"
    bl_description = (
        "Turn a head without a skeleton: all its parts hang on an Empty where its neck is, and the "
        "map turns that"
    )

    def do(self, context: Context) -> str:
        preview.end(map_owner(context))
        made = neck.add_neck(scene_settings.character(context))
        return f"The head turns about {made.name}."


class INTONE_OT_rig_eyes(MapOperator, Operator):  # noqa: N801
    bl_idname = "intone.rig_eyes"
    bl_label = "Turn Eyes as Objects"
    bl_description = (
        "Turn eyeballs that are objects of their own, without bones: each about its own middle, "
        "which becomes its origin"
    )

    def do(self, context: Context) -> str:
        preview.end(map_owner(context))
        left, right = loose_eyes.turn_eyes(scene_settings.character(context))
        return f"{left.name} and {right.name} look about."


CLASSES = (
    INTONE_OT_rig_neck,
    INTONE_OT_rig_eyes,
    INTONE_OT_rig_fit,
    INTONE_OT_rig_measure,
    INTONE_OT_rig_poses,
)
