"""The verbs of the map editor: recognise, accept, add, remove, forget."""

from __future__ import annotations

from bpy.props import IntProperty
from bpy.types import Context, Object, Operator, PropertyGroup

from ..blender.background.jobs import state
from ..blender.character import characters, preview, rig_map, rig_setup
from ..blender.live import live_update
from ..errors import RigError
from ..face.basis import CHANNELS
from ..properties import scene_settings
from .polling import polled

NO_CHARACTER = "Choose a character: a face mesh with shape keys, an armature, or the Intone head."
NO_MAP = "This character has no map yet: recognise it first."


def why_not_map(context: Context) -> str:
    """Why the character's map cannot be changed now, in a sentence; "" where it can."""
    chosen = scene_settings.character(context)
    if state(context).running:
        return "Intone is at work: wait for it, or cancel it."
    if chosen is None:
        return NO_CHARACTER
    keeper = characters.map_owner(chosen)
    return "" if keeper.is_editable else characters.LINKED.format(name=keeper.name)


def why_not_row(context: Context) -> str:
    """The same for what needs a map."""
    reason = why_not_map(context)
    return reason or ("" if rig_map.is_stored(scene_settings.character(context)) else NO_MAP)


def keeper(context: Context) -> Object:
    """The object that keeps the character's map."""
    return characters.map_owner(scene_settings.character(context))


class OnMap:
    """Mixin of an Operator that works on a character with a map."""

    bl_options = {"UNDO"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Context) -> bool:
        return polled(cls, why_not_row(context))


class INTONE_OT_rig_recognise(Operator):  # noqa: N801
    bl_idname = "intone.rig_recognise"
    bl_label = "Recognise"
    bl_description = "Make the map from the names of the character's shapes, bones and properties"
    bl_options = {"UNDO"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        return polled(cls, why_not_map(context))

    def execute(self, context: Context) -> set[str]:
        chosen = scene_settings.character(context)
        preview.end(keeper(context))
        try:
            said = rig_setup.from_names(chosen, rig_map.settings(chosen).wish)
        except RigError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self.report({"INFO"}, said)
        return {"FINISHED"}


class INTONE_OT_rig_accept(Operator):  # noqa: N801
    bl_idname = "intone.rig_accept"
    bl_label = "Accept"
    bl_description = "Put the proposal into the map"
    bl_options = {"UNDO"}

    index: IntProperty(
        name="Proposal", description="Which proposal; -1 takes all of them", default=-1, min=-1
    )

    @classmethod
    def poll(cls, context: Context) -> bool:
        return polled(cls, why_not_map(context))

    def execute(self, context: Context) -> set[str]:
        rig = keeper(context).intone_rig
        preview.end(rig.id_data)
        chosen = range(len(rig.proposals)) if self.index < 0 else [self.index]
        for index in reversed([index for index in chosen if index < len(rig.proposals)]):
            _accept(rig, rig.proposals[index])
            rig.proposals.remove(index)
        rig.proposal = min(rig.proposal, max(0, len(rig.proposals) - 1))
        return {"FINISHED"}


def _accept(rig: PropertyGroup, proposal: PropertyGroup) -> None:
    """The proposal as a row; what stood in for its channel, or was the same link, goes."""
    for index in reversed(range(len(rig.rows))):
        if _replaces(proposal, rig.rows[index]):
            rig.rows.remove(index)
    row = rig.rows.add()
    for name in ("owner", "target", "face", "weight"):
        setattr(row, name, getattr(proposal, name))
    rig.row = len(rig.rows) - 1


def _replaces(proposal: PropertyGroup, row: PropertyGroup) -> bool:
    same = (row.owner, row.target) == (proposal.owner, proposal.target)
    return row.face == proposal.face and (row.stand_in or same)


class INTONE_OT_rig_row_add(Operator):  # noqa: N801
    bl_idname = "intone.rig_row_add"
    bl_label = "Add Row"
    bl_description = "Add a row to the map, of a face channel that nothing moves yet"
    bl_options = {"UNDO"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        return polled(cls, why_not_map(context))

    def execute(self, context: Context) -> set[str]:
        rig = keeper(context).intone_rig
        moved = {row.face for row in rig.rows}
        row = rig.rows.add()
        row.owner = scene_settings.character(context)
        row.face = next((face for face in CHANNELS if face not in moved), CHANNELS[0])
        rig.row = len(rig.rows) - 1
        return {"FINISHED"}


class INTONE_OT_rig_row_remove(OnMap, Operator):  # noqa: N801
    bl_idname = "intone.rig_row_remove"
    bl_label = "Remove Row"
    bl_description = "Take the chosen row out of the map"

    def execute(self, context: Context) -> set[str]:
        rig = keeper(context).intone_rig
        preview.end(rig.id_data)
        rig.rows.remove(min(rig.row, len(rig.rows) - 1))
        live_update.remap(rig.id_data)
        rig.row = max(0, min(rig.row, len(rig.rows) - 1))
        return {"FINISHED"}


class INTONE_OT_rig_forget(OnMap, Operator):  # noqa: N801
    bl_idname = "intone.rig_forget"
    bl_label = "Forget the Map"
    bl_description = "Take the map off the character: it is recognised anew at each take"

    def execute(self, context: Context) -> set[str]:
        rig = keeper(context).intone_rig
        preview.end(rig.id_data)
        for rows in (rig.rows, rig.proposals, rig.unused):
            rows.clear()
        rig.convention = ""
        live_update.remap(rig.id_data)
        return {"FINISHED"}


CLASSES = (
    INTONE_OT_rig_recognise,
    INTONE_OT_rig_accept,
    INTONE_OT_rig_row_add,
    INTONE_OT_rig_row_remove,
    INTONE_OT_rig_forget,
)
