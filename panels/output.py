"""The panels of what is written: takes, keys, and files for elsewhere."""

from __future__ import annotations

from bpy.app.translations import pgettext_iface as iface
from bpy.types import Context, Object, Panel, PropertyGroup, UILayout, UIList

from ..blender.actions import cost
from ..blender.playback import KEYS
from ..operators.export import INTONE_OT_export
from ..operators.part import INTONE_OT_bake, INTONE_OT_remove
from ..operators.takes import (
    INTONE_OT_delete_take,
    INTONE_OT_duplicate_take,
    INTONE_OT_new_take,
)
from ..properties.performance import Performance, Take, active
from .tab import Part, ViewTab, draw_sentence

SAID = "{count} keys, off by {error} at most"


class INTONE_UL_takes(UIList):  # noqa: N801
    def draw_item(
        self,
        context: Context,
        layout: UILayout,
        data: PropertyGroup,
        item: Take,
        icon: int,
        active_data: PropertyGroup,
        active_property: str,
    ) -> None:
        picture = "ACTION" if item.action is not None else "DOT"
        layout.prop(item, "name", text="", emboss=False, icon=picture)


class INTONE_PT_takes(Part, ViewTab, Panel):  # noqa: N801
    bl_label = "Takes"
    bl_options = {"DEFAULT_CLOSED"}

    def draw_part(
        self, layout: UILayout, thing: Object, performance: Performance, context: Context
    ) -> None:
        row = layout.row()
        row.template_list(
            INTONE_UL_takes.__name__, "", performance, "takes", performance, "active_take", rows=3
        )
        column = row.column(align=True)
        column.operator(INTONE_OT_new_take.bl_idname, text="", icon="ADD")
        column.operator(INTONE_OT_delete_take.bl_idname, text="", icon="REMOVE")
        column.operator(INTONE_OT_duplicate_take.bl_idname, text="", icon="DUPLICATE")


class INTONE_PT_keys(Part, ViewTab, Panel):  # noqa: N801
    bl_label = "Keys"
    bl_options = {"DEFAULT_CLOSED"}
    group = "keys"

    def draw_part(
        self, layout: UILayout, thing: Object, performance: Performance, context: Context
    ) -> None:
        layout.prop(performance, "layer")
        layout.prop(performance, "tolerance")
        take = active(performance)
        if take is not None and take.action is not None and KEYS in take.action:
            keys, error = cost(take.action)
            sentence = iface(SAID).format(count=f"{keys:,}", error=f"{error:.5f}")
            draw_sentence(layout, sentence, context, icon="KEYFRAME")
        layout.operator(INTONE_OT_bake.bl_idname)
        layout.operator(INTONE_OT_remove.bl_idname)


class INTONE_PT_output(Part, ViewTab, Panel):  # noqa: N801
    bl_label = "Output"
    bl_options = {"DEFAULT_CLOSED"}

    def draw_part(
        self, layout: UILayout, thing: Object, performance: Performance, context: Context
    ) -> None:
        layout.operator(INTONE_OT_export.bl_idname, icon="EXPORT")


CLASSES = (
    INTONE_UL_takes,
    INTONE_PT_takes,
    INTONE_PT_keys,
    INTONE_PT_output,
)
