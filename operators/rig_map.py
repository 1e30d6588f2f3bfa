"""Operators of the map editor: recognise, accept, add, remove, forget."""

from __future__ import annotations

from bpy.props import IntProperty
from bpy.types import Context, Object, Operator, PropertyGroup

from ..blender.character import characters, preview, rig_map, rig_setup
from ..blender.live import live_update
from ..face.basis import CHANNELS
from ..properties import scene_settings
from .base import Immediate, why_busy, why_no_character

NO_MAP = "This character has no map yet: press Recognise."


def why_not_map(context: Context) -> str:
    """Why the character's map cannot be changed now, in a sentence; "" where it can."""
    reason = why_busy(context) or why_no_character(context)
    if not reason and not map_owner(context).is_editable:
        return characters.LINKED.format(name=map_owner(context).name)
    return reason


def why_not_row(context: Context) -> str:
    """Why the rows of the character's map cannot be changed now; "" where they can."""
    reason = why_not_map(context)
    return reason or ("" if rig_map.is_stored(scene_settings.character(context)) else NO_MAP)


def map_owner(context: Context) -> Object:
    """The object that holds the character's map."""
    return characters.map_owner(scene_settings.character(context))


class MapOperator(Immediate):
    """Mixin of an Operator that changes the character's map."""

    bl_options = {"UNDO"}  # noqa: RUF012
    why_not = staticmethod(why_not_map)


class INTONE_OT_rig_recognise(MapOperator, Operator):  # noqa: N801
    bl_idname = "intone.rig_recognise"
    bl_label = "Recognise"
    bl_description = "Make the map from the names of the character's shapes, bones and properties"

    def do(self, context: Context) -> str:
        chosen = scene_settings.character(context)
        preview.end(map_owner(context))
        return rig_setup.from_names(chosen, rig_map.settings(chosen).wish)


class INTONE_OT_rig_accept(MapOperator, Operator):  # noqa: N801
    bl_idname = "intone.rig_accept"
    bl_label = "Accept"
    bl_description = "Put the proposal into the map"

    index: IntProperty(
        name="Proposal", description="Which proposal; -1 takes all of them", default=-1, min=-1
    )

    def do(self, context: Context) -> str:
        rig = map_owner(context).intone_rig
        preview.end(rig.id_data)
        chosen = range(len(rig.proposals)) if self.index < 0 else [self.index]
        for index in reversed([index for index in chosen if index < len(rig.proposals)]):
            _accept(rig, rig.proposals[index])
            rig.proposals.remove(index)
        rig.proposal = min(rig.proposal, max(0, len(rig.proposals) - 1))
        return rig_setup.complete(scene_settings.character(context))


def _accept(rig: PropertyGroup, proposal: PropertyGroup) -> None:
    """Makes the proposal a row; it replaces stand-ins for its channel and the same link."""
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


class INTONE_OT_rig_complete(MapOperator, Operator):  # noqa: N801
    bl_idname = "intone.rig_complete"
    bl_label = "Complete"
    bl_description = (
        "Add what the map lacks and the character has: the turns of head and eyes, the closing of "
        "the lips, and stand-ins for channels without a shape of their own"
    )
    why_not = staticmethod(why_not_row)

    def do(self, context: Context) -> str:
        preview.end(map_owner(context))
        return rig_setup.complete(scene_settings.character(context))


class INTONE_OT_rig_row_add(MapOperator, Operator):  # noqa: N801
    bl_idname = "intone.rig_row_add"
    bl_label = "Add Row"
    bl_description = "Add a row to the map, for a face channel that moves nothing yet"

    def do(self, context: Context) -> str:
        rig = map_owner(context).intone_rig
        moved = {row.face for row in rig.rows}
        row = rig.rows.add()
        row.owner = scene_settings.character(context)
        row.face = next((face for face in CHANNELS if face not in moved), CHANNELS[0])
        rig.row = len(rig.rows) - 1
        return ""


class INTONE_OT_rig_row_remove(MapOperator, Operator):  # noqa: N801
    bl_idname = "intone.rig_row_remove"
    bl_label = "Remove Row"
    bl_description = "Remove the chosen row from the map"
    why_not = staticmethod(why_not_row)

    def do(self, context: Context) -> str:
        rig = map_owner(context).intone_rig
        preview.end(rig.id_data)
        rig.rows.remove(min(rig.row, len(rig.rows) - 1))
        live_update.remap(rig.id_data)
        rig.row = max(0, min(rig.row, len(rig.rows) - 1))
        return ""


class INTONE_OT_rig_forget(MapOperator, Operator):  # noqa: N801
    bl_idname = "intone.rig_forget"
    bl_label = "Forget the Map"
    bl_description = "Remove the map from the character: its rig is recognised anew for each take"
    why_not = staticmethod(why_not_row)

    def do(self, context: Context) -> str:
        rig = map_owner(context).intone_rig
        preview.end(rig.id_data)
        for rows in (rig.rows, rig.proposals, rig.unused):
            rows.clear()
        rig.convention = ""
        live_update.remap(rig.id_data)
        return ""


CLASSES = (
    INTONE_OT_rig_recognise,
    INTONE_OT_rig_accept,
    INTONE_OT_rig_complete,
    INTONE_OT_rig_row_add,
    INTONE_OT_rig_row_remove,
    INTONE_OT_rig_forget,
)
