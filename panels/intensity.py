"""The panel "Intensity": how strong the emotion is, and what shapes it."""

from __future__ import annotations

from bpy.app.translations import pgettext_iface as iface
from bpy.types import Context, Object, Panel, UILayout

from ..animation.user_edits import Stretch
from ..blender.takes.curves import INTENSITY
from ..blender.takes.filled_curves import edited_stretches
from ..operators.intensity import (
    CURVE_NAME,
    INTONE_OT_clear_intensity,
    INTONE_OT_fill_intensity,
    INTONE_OT_reset_stretch,
    INTONE_OT_show_curve,
)
from ..properties.performance import Performance
from ..properties.take_settings import CURVE
from .tab import GraphTab, Part, ViewTab, draw_amounts, draw_sentence

DRAWN = "Drawn by you: {stretches}"
NOTHING_DRAWN = "Draw on the curve in the Graph Editor, or key the slider: your own work stays."
MAX_STRETCHES = 4
"""More than this are not written out."""


class _Intensity(Part):
    bl_label = "Intensity"
    group = "intensity"

    def draw_part(
        self, layout: UILayout, thing: Object, performance: Performance, context: Context
    ) -> None:
        layout.prop(performance, "intensity_source")
        if performance.intensity_source == CURVE:
            _draw_curve(layout, thing, performance, context)
        draw_amounts(layout, performance, ("scale", "bias"))
        draw_amounts(layout, performance, ("emotion_lead", "attack", "hold", "release", "exit"))
        draw_amounts(layout, performance, ("swell", "change"))
        layout.prop(context.scene, "intone_lane")


class INTONE_PT_intensity(_Intensity, ViewTab, Panel):  # noqa: N801
    pass


class INTONE_PT_graph_intensity(_Intensity, GraphTab, Panel):  # noqa: N801
    pass


def _draw_curve(
    layout: UILayout, thing: Object, performance: Performance, context: Context
) -> None:
    layout.prop(performance, "intensity", slider=True)
    drawn = edited_stretches(thing, INTENSITY)
    draw_sentence(layout, drawn_text(drawn), context, icon="GREASEPENCIL")
    row = layout.row(align=True)
    row.operator(INTONE_OT_fill_intensity.bl_idname, icon="PLAY_SOUND")
    row.operator(INTONE_OT_reset_stretch.bl_idname, text="", icon="LOOP_BACK")
    row.operator(INTONE_OT_clear_intensity.bl_idname, text="", icon="TRASH")
    if context.area.type == "GRAPH_EDITOR":
        alone = context.space_data.dopesheet.filter_text == CURVE_NAME
        layout.operator(INTONE_OT_show_curve.bl_idname, icon="FCURVE", depress=alone)


def drawn_text(drawn: list[Stretch]) -> str:
    """The frames that the artist drew, in words."""
    if not drawn:
        return NOTHING_DRAWN
    ranges = [f"{first:.0f}–{last:.0f}" for first, last in drawn]
    more = ", …" if len(ranges) > MAX_STRETCHES else ""
    return iface(DRAWN).format(stretches=", ".join(ranges[:MAX_STRETCHES]) + more)


CLASSES = (INTONE_PT_intensity, INTONE_PT_graph_intensity)
