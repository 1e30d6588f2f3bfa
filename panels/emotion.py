"""The panel "Emotion": the voice's own, or a mix that may be keyed."""

from __future__ import annotations

from bl_ui.utils import PresetPanel
from bpy.types import Context, Object, Panel, UILayout

from ..emotion.mood import EXPRESSIVE
from ..operators.presets import INTONE_OT_apply_preset, INTONE_OT_emotion_preset_add
from ..properties.performance import Performance
from .tab import GraphTab, Part, ViewTab, draw_amounts


class INTONE_PT_emotion_presets(PresetPanel, Panel):  # noqa: N801
    bl_label = "Emotion Presets"
    preset_subdir = INTONE_OT_emotion_preset_add.preset_subdir
    preset_operator = INTONE_OT_apply_preset.bl_idname
    preset_operator_defaults = {"menu_idname": INTONE_OT_emotion_preset_add.preset_menu}
    preset_add_operator = INTONE_OT_emotion_preset_add.bl_idname


class _Emotion(Part):
    bl_label = "Emotion"
    group = "emotion"

    def draw_header_preset(self, context: Context) -> None:
        INTONE_PT_emotion_presets.draw_panel_header(self.layout)
        super().draw_header_preset(context)

    def draw_part(
        self, layout: UILayout, thing: Object, performance: Performance, context: Context
    ) -> None:
        row = layout.row()
        row.use_property_split = False
        row.prop(performance, "emotion_source", expand=True)
        if performance.emotion_source == "MIX":
            draw_amounts(layout, performance, EXPRESSIVE)


class INTONE_PT_emotion(_Emotion, ViewTab, Panel):  # noqa: N801
    pass


class INTONE_PT_graph_emotion(_Emotion, GraphTab, Panel):  # noqa: N801
    bl_options = {"DEFAULT_CLOSED"}


CLASSES = (INTONE_PT_emotion_presets, INTONE_PT_emotion, INTONE_PT_graph_emotion)
