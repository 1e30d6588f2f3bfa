"""The panel "Style" with its panels: regions and lip sync."""

from __future__ import annotations

from bl_ui.utils import PresetPanel
from bpy.types import Context, Object, Panel, UILayout

from ..operators.presets import INTONE_OT_apply_preset, INTONE_OT_style_preset_add
from ..properties.performance import Performance
from ..properties.take_settings import GROUPS
from .tab import Part, ViewTab, draw_amounts


class INTONE_PT_style_presets(PresetPanel, Panel):  # noqa: N801
    bl_label = "Style Presets"
    preset_subdir = INTONE_OT_style_preset_add.preset_subdir
    preset_operator = INTONE_OT_apply_preset.bl_idname
    preset_operator_defaults = {"menu_idname": INTONE_OT_style_preset_add.preset_menu}
    preset_add_operator = INTONE_OT_style_preset_add.bl_idname


class INTONE_PT_style(ViewTab, Panel):  # noqa: N801
    bl_label = "Style"
    bl_options = {"DEFAULT_CLOSED"}

    poll = Part.poll

    def draw_header_preset(self, context: Context) -> None:
        INTONE_PT_style_presets.draw_panel_header(self.layout)

    def draw(self, context: Context) -> None:
        """Empty: its subpanels hold the settings."""


class _Shaping(Part, ViewTab):
    bl_parent_id = INTONE_PT_style.__name__

    def draw_part(
        self, layout: UILayout, thing: Object, performance: Performance, context: Context
    ) -> None:
        draw_amounts(layout, performance, GROUPS[self.group])


class INTONE_PT_regions(_Shaping, Panel):  # noqa: N801
    bl_label = "Regions"
    group = "regions"


class INTONE_PT_lip_sync(_Shaping, Panel):  # noqa: N801
    bl_label = "Lip Sync"
    group = "lip_sync"


CLASSES = (
    INTONE_PT_style_presets,
    INTONE_PT_style,
    INTONE_PT_regions,
    INTONE_PT_lip_sync,
)
