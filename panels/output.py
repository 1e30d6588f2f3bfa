"""The panels "Takes", "Keys" and "Output"."""

from __future__ import annotations

from bpy.app.translations import pgettext_iface as iface
from bpy.types import Context, Object, Panel, PropertyGroup, UILayout, UIList

from ..blender.character import correction_layer
from ..blender.character.playback import ABOVE, BELOW
from ..blender.live.key_count import key_counts
from ..blender.takes import correction_fade, corrections, layers
from ..blender.takes.actions import cost
from ..operators.corrections import (
    INTONE_OT_clear_corrections,
    INTONE_OT_copy_corrections,
    INTONE_OT_mute_corrections,
)
from ..operators.export import INTONE_OT_export
from ..operators.layers import INTONE_OT_add_action, INTONE_OT_stack_take
from ..operators.takes import (
    INTONE_OT_bake,
    INTONE_OT_delete_take,
    INTONE_OT_duplicate_take,
    INTONE_OT_new_take,
    INTONE_OT_remove,
)
from ..properties.performance import Performance, Take
from ..properties.take_verbs import active
from ..rig.regions import REGIONS
from .tab import Part, ViewTab, draw_sentence

WRITTEN = "{count} keys, off by {error} at most"
CORRECTED = "{count} keys of yours are kept as corrections"
EXPECTED = "It would be {count} keys, off by {error} at most"
ADDED = "Your action {name} is added to the take."
COUNTING = "Counting the keys …"


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
        icon_name = "ACTION" if item.action is not None else "DOT"
        layout.prop(item, "name", text="", emboss=False, icon=icon_name)


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
        _draw_corrections(layout, performance)


def _draw_corrections(layout: UILayout, performance: Performance) -> None:
    """How many keys correct the take that is shown, and what can be done with them."""
    take = active(performance)
    action = take.action if take is not None else None
    layer = correction_layer.layer_of(action) if action is not None else None
    if layer is None or correction_layer.is_empty(layer):
        return
    row = layout.row(align=True)
    text = iface(CORRECTED).format(count=corrections.count(action))
    row.label(text=text, icon="KEYINGSET", translate=False)
    icon = "HIDE_ON" if correction_layer.is_muted(layer) else "HIDE_OFF"
    row.operator(INTONE_OT_mute_corrections.bl_idname, text="", icon=icon)
    row.operator(INTONE_OT_clear_corrections.bl_idname, text="", icon="X")
    column = layout.column(align=True)
    for region in (name for name in REGIONS if name in correction_fade.regions(action)):
        column.prop(take, f"fade_{region}", slider=True)
    layout.operator_menu_enum(INTONE_OT_copy_corrections.bl_idname, "goal", icon="COPYDOWN")


def _draw_layers(
    layout: UILayout, thing: Object, performance: Performance, context: Context
) -> None:
    """How the take lies to the artist's own, what hides what, and a click that changes it."""
    layout.prop(performance, "stacking")
    take = active(performance)
    action = take.action if take is not None and take.open else None
    for overlap in layers.overlapping(thing, action, performance.stacking):
        row = layout.row(align=True)
        said = iface(overlap.sentence).format(name=overlap.name, count=overlap.count)
        draw_sentence(row.column(), said, context, icon="NLA")
        if not overlap.is_strip:
            row.operator(INTONE_OT_add_action.bl_idname, text="", icon="ADD").action = overlap.name
        elif take is not None:
            button = row.operator(
                INTONE_OT_stack_take.bl_idname,
                text="",
                icon="TRIA_UP" if overlap.hides else "TRIA_DOWN",
            )
            button.stacking = ABOVE if overlap.hides else BELOW
    for name in layers.added(thing):
        row = layout.row(align=True)
        draw_sentence(row.column(), iface(ADDED).format(name=name), context, icon="NLA")
        row.operator(INTONE_OT_add_action.bl_idname, text="", icon="LOOP_BACK").action = ""


class INTONE_PT_keys(Part, ViewTab, Panel):  # noqa: N801
    bl_label = "Keys"
    bl_options = {"DEFAULT_CLOSED"}
    group = "keys"

    def draw_part(
        self, layout: UILayout, thing: Object, performance: Performance, context: Context
    ) -> None:
        layout.prop(performance, "layer")
        _draw_layers(layout, thing, performance, context)
        layout.column(align=True).prop(performance, "moves")
        layout.prop(performance, "tolerance")
        draw_sentence(layout, key_count_text(thing, performance), context, icon="KEYFRAME")
        layout.operator(INTONE_OT_bake.bl_idname)
        layout.operator(INTONE_OT_remove.bl_idname)


def key_count_text(thing: Object, performance: Performance) -> str:
    """How many keys there are, or would be with this tolerance, and their largest error."""
    take = active(performance)
    action = take.action if take is not None else None
    written = cost(action) if action is not None else None
    expected = key_counts.read(thing.name, performance.tolerance)
    if expected is None and key_counts.counts(thing.name):
        return iface(COUNTING)
    shown = expected or written
    if shown is None:
        return ""
    text = WRITTEN if expected in (None, written) else EXPECTED
    return iface(text).format(count=f"{shown[0]:,}", error=f"{shown[1]:.5f}")


class INTONE_PT_output(Part, ViewTab, Panel):  # noqa: N801
    bl_label = "Output"
    bl_options = {"DEFAULT_CLOSED"}

    def draw_part(
        self, layout: UILayout, thing: Object, performance: Performance, context: Context
    ) -> None:
        layout.operator(INTONE_OT_export.bl_idname, icon="EXPORT")


CLASSES = (INTONE_UL_takes, INTONE_PT_takes, INTONE_PT_keys, INTONE_PT_output)
