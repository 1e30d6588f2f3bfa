"""The map editor: which face channel moves what on the chosen character."""

from __future__ import annotations

from typing import Any

from bpy.app.translations import pgettext_iface as iface
from bpy.types import Context, Panel, PropertyGroup, UILayout, UIList

from ..blender.character import diagnostics, preview, rig_map
from ..face.basis import CHANNELS
from ..operators.rig_file import INTONE_OT_rig_load, INTONE_OT_rig_save
from ..operators.rig_map import (
    INTONE_OT_rig_accept,
    INTONE_OT_rig_complete,
    INTONE_OT_rig_forget,
    INTONE_OT_rig_recognise,
    INTONE_OT_rig_row_add,
    INTONE_OT_rig_row_remove,
    map_owner,
)
from ..operators.rig_preview import (
    INTONE_OT_rig_range,
    INTONE_OT_rig_report,
    INTONE_OT_rig_rest,
)
from ..operators.rig_setup import (
    INTONE_OT_rig_eyes,
    INTONE_OT_rig_fit,
    INTONE_OT_rig_measure,
    INTONE_OT_rig_neck,
    INTONE_OT_rig_poses,
)
from ..properties import scene_settings
from ..rig.mapping import AMPLITUDES
from ..rig.spelling import spelling
from .tab import Part, ViewTab, draw_sentence, split

MAPPED = "{name}: {count} of {total} channels"
NO_MAP = "No map is stored: the rig is recognised by its names for each take."
UNMOVED = "{count} face channels move nothing:"
STAND_INS = "{count} are moved by stand-ins only:"
UNUSED = "{count} targets that no channel moves:"


class _OnCharacter(ViewTab):
    poll = Part.poll


class _OnMap(_OnCharacter):
    bl_parent_id = "INTONE_PT_rig"
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Context) -> bool:
        chosen = scene_settings.character(context)
        return chosen is not None and rig_map.is_stored(chosen)


class INTONE_UL_rig_rows(UIList):  # noqa: N801
    def draw_item(
        self,
        context: Context,
        layout: UILayout,
        data: Any,
        row: PropertyGroup,
        icon: int,
        active: Any,
        active_name: str,
    ) -> None:
        there = rig_map.link_of(row) is not None
        names = layout.column(align=True)
        names.alert = not there
        line = names.row(align=True)
        line.prop(row, "mute", text="", icon="HIDE_ON" if row.mute else "HIDE_OFF", emboss=False)
        trial = line.row(align=True)
        trial.enabled = there and not row.mute
        trial.prop(row, "trial", text=row.face, slider=True)
        if spelling(row.target) != spelling(row.face):
            names.label(text=row.target or "no target", icon="FORWARD" if there else "ERROR")

    def filter_items(
        self, context: Context, data: PropertyGroup, name: str
    ) -> tuple[list[int], list[int]]:
        """Shows the rows whose channel or target contains the search text."""
        search, rows = self.filter_name.lower(), getattr(data, name)
        found = [search in f"{row.face} {row.target}".lower() for row in rows]
        return [self.bitflag_filter_item if shown else 0 for shown in found], []


class INTONE_UL_rig_proposals(UIList):  # noqa: N801
    def draw_item(
        self,
        context: Context,
        layout: UILayout,
        data: Any,
        proposal: PropertyGroup,
        icon: int,
        active: Any,
        active_name: str,
        index: int,
    ) -> None:
        names = layout.column(align=True)
        row = names.row(align=True)
        row.label(text=proposal.target)
        row.label(text=f"{proposal.confidence:.0%}")
        names.label(text=proposal.face, icon="FORWARD")
        row.operator(INTONE_OT_rig_accept.bl_idname, text="", icon="CHECKMARK").index = index


class INTONE_UL_rig_unused(UIList):  # noqa: N801
    def draw_item(
        self,
        context: Context,
        layout: UILayout,
        data: Any,
        target: PropertyGroup,
        icon: int,
        active: Any,
        active_name: str,
    ) -> None:
        layout.label(text=target.target)
        layout.label(text=target.owner.name if target.owner else "…")


class INTONE_PT_rig(_OnCharacter, Panel):  # noqa: N801
    bl_label = "Rig"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: Context) -> None:
        layout, rig = self.layout, map_owner(context).intone_rig
        row = layout.row(align=True)
        row.prop(rig, "wish", text="")
        row.operator(INTONE_OT_rig_recognise.bl_idname, icon="VIEWZOOM")
        row = layout.row(align=True)
        row.operator(INTONE_OT_rig_fit.bl_idname, icon="MOD_MESHDEFORM")
        row.operator(INTONE_OT_rig_poses.bl_idname, icon="POSE_HLT")
        if rig_map.is_stored(map_owner(context)):
            _draw_map(layout, rig)
        else:
            draw_sentence(layout, NO_MAP, context)
        row = layout.row(align=True)
        row.operator(INTONE_OT_rig_load.bl_idname, text="Load", icon="FILE_FOLDER")
        row.operator(INTONE_OT_rig_save.bl_idname, text="Save", icon="FILE_TICK")
        row.operator(INTONE_OT_rig_forget.bl_idname, text="", icon="TRASH")


def _columns(panel: Panel) -> UILayout:
    """Names and values, without the dots that key them: a map is not animated."""
    layout = split(panel.layout)
    layout.use_property_decorate = False
    return layout


class INTONE_PT_rig_row(_OnMap, Panel):  # noqa: N801
    bl_label = "Row"
    bl_options = set()  # noqa: RUF012

    def draw(self, context: Context) -> None:
        layout, rig = _columns(self), map_owner(context).intone_rig
        row = rig.rows[min(rig.row, len(rig.rows) - 1)]
        for name in ("face", "owner", "target", "weight", "offset", "stand_in"):
            layout.prop(row, name)
        column = layout.column(align=True)
        for name in ("least", "most", "gamma"):
            column.prop(row, name)


class INTONE_PT_rig_amplitude(_OnMap, Panel):  # noqa: N801
    bl_label = "Amplitude"

    def draw(self, context: Context) -> None:
        layout, rig = _columns(self), map_owner(context).intone_rig
        column = layout.column(align=True)
        for part in AMPLITUDES:
            column.prop(rig, part, slider=True)
        layout.operator(INTONE_OT_rig_measure.bl_idname, icon="DRIVER_DISTANCE")


class INTONE_PT_rig_proposals(_OnCharacter, Panel):  # noqa: N801
    bl_label = "Proposals"
    bl_parent_id = "INTONE_PT_rig"

    @classmethod
    def poll(cls, context: Context) -> bool:
        chosen = scene_settings.character(context)
        return chosen is not None and len(rig_map.settings(chosen).proposals) > 0

    def draw(self, context: Context) -> None:
        layout, rig = self.layout, map_owner(context).intone_rig
        layout.template_list(
            "INTONE_UL_rig_proposals", "", rig, "proposals", rig, "proposal", rows=4
        )
        accept = layout.operator(
            INTONE_OT_rig_accept.bl_idname, text="Accept All", icon="CHECKMARK"
        )
        accept.index = -1


class INTONE_PT_rig_issues(_OnMap, Panel):  # noqa: N801
    bl_label = "Issues and Unmapped Channels"

    def draw(self, context: Context) -> None:
        layout, rig = self.layout, map_owner(context).intone_rig
        chosen = scene_settings.character(context)
        row = layout.row(align=True)
        row.operator(INTONE_OT_rig_report.bl_idname, icon="TEXT")
        row.operator(INTONE_OT_rig_neck.bl_idname, icon="EMPTY_AXIS")
        layout.operator(INTONE_OT_rig_eyes.bl_idname, icon="HIDE_OFF")
        for sentence in diagnostics.obstacles(chosen, rig_map.stored(chosen)):
            draw_sentence(layout, sentence, context, icon="ERROR")
        still, stand_ins = unmoved(rig), stand_in_only(rig)
        _draw_names(layout, UNMOVED, still, context)
        if stand_ins:
            _draw_names(layout, STAND_INS, stand_ins, context)
        layout.label(text=iface(UNUSED).format(count=len(rig.unused)), translate=False)
        if len(rig.unused):
            layout.template_list(
                "INTONE_UL_rig_unused", "", rig, "unused", rig, "unused_row", rows=3
            )


def _draw_names(layout: UILayout, title: str, names: list[str], context: Context) -> None:
    layout.label(text=iface(title).format(count=len(names)), translate=False)
    draw_sentence(layout, ", ".join(names), context)


def unmoved(rig: PropertyGroup) -> list[str]:
    """The face channels that no active row of the map moves."""
    moved = {row.face for row in rig.rows if not row.mute}
    return [name for name in CHANNELS if name not in moved]


def stand_in_only(rig: PropertyGroup) -> list[str]:
    """The face channels that only stand-ins move."""
    own = {row.face for row in rig.rows if not row.mute and not row.stand_in}
    still = set(unmoved(rig))
    return [name for name in CHANNELS if name not in own and name not in still]


def _draw_map(layout: UILayout, rig: PropertyGroup) -> None:
    moved = len(CHANNELS) - len(unmoved(rig))
    text = iface(MAPPED).format(name=rig.convention, count=moved, total=len(CHANNELS))
    layout.label(text=text, icon="USER", translate=False)
    layout.template_list("INTONE_UL_rig_rows", "", rig, "rows", rig, "row", rows=8)
    row = layout.row(align=True)
    row.operator(INTONE_OT_rig_range.bl_idname, text="Test", icon="PLAY")
    row.operator(INTONE_OT_rig_complete.bl_idname, icon="MOD_BUILD")
    row.operator(INTONE_OT_rig_row_add.bl_idname, text="", icon="ADD")
    row.operator(INTONE_OT_rig_row_remove.bl_idname, text="", icon="REMOVE")
    row.prop(rig, "show_row", text="", icon="HIDE_OFF" if rig.show_row else "HIDE_ON")
    row = row.row(align=True)
    row.enabled = preview.is_on(rig.id_data)
    row.operator(INTONE_OT_rig_rest.bl_idname, text="", icon="LOOP_BACK")


CLASSES = (
    INTONE_UL_rig_rows,
    INTONE_UL_rig_proposals,
    INTONE_UL_rig_unused,
    INTONE_PT_rig,
    INTONE_PT_rig_proposals,
    INTONE_PT_rig_row,
    INTONE_PT_rig_amplitude,
    INTONE_PT_rig_issues,
)
