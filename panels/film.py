"""The panel "Film"."""

from __future__ import annotations

from bpy.types import Context, Object, Panel, UILayout

from ..operators.film import INTONE_OT_render_film, why_not_film
from ..properties import film
from ..properties.performance import Performance
from .tab import Part, ViewTab, draw_sentence


class INTONE_PT_film(Part, ViewTab, Panel):  # noqa: N801
    bl_label = "Film"
    bl_options = {"DEFAULT_CLOSED"}

    def draw_part(
        self, layout: UILayout, thing: Object, performance: Performance, context: Context
    ) -> None:
        settings = film.settings(context.scene)
        layout.use_property_decorate = False
        layout.prop(settings, "quality")
        layout.prop(settings, "form")
        if settings.quality != film.VIEWPORT:
            layout.prop(settings, "staging")
            layout.prop(settings, "captions")
        layout.prop(settings, "path")
        layout.prop(settings, "show")
        layout.operator(INTONE_OT_render_film.bl_idname, icon="RENDER_ANIMATION")
        draw_sentence(layout, why_not_film(context), context, icon="INFO")


CLASSES = (INTONE_PT_film,)
