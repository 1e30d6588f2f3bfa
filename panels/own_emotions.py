"""The panel "Own Emotions": poses of the face that are emotions beside the seven."""

from __future__ import annotations

from bpy.types import Context, Object, Panel, UILayout, UIList

from ..blender.head.pictures import face_icon
from ..operators.own_emotions import (
    INTONE_OT_emotion_from_face,
    INTONE_OT_emotion_from_take,
    INTONE_OT_emotion_load,
    INTONE_OT_emotion_remove,
    INTONE_OT_emotion_save,
)
from ..properties.own_emotions import OwnEmotionItem, face_of
from ..properties.performance import Performance
from .emotion import INTONE_PT_emotion
from .tab import Part, ViewTab, draw_sentence

HOW = "Pose the face with its shape keys, its controls or a pose asset, and make it an emotion."
ROWS = 2


class INTONE_UL_own_emotions(UIList):  # noqa: N801
    """Its picture and its name."""

    def draw_item(
        self,
        context: Context,
        layout: UILayout,
        performance: Performance,
        item: OwnEmotionItem,
        icon: int,
        active_data: Performance,
        active_property: str,
    ) -> None:
        layout.prop(item, "name", text="", emboss=False, icon_value=item_icon(item))


class INTONE_PT_own_emotions(Part, ViewTab, Panel):  # noqa: N801
    bl_label = "Own Emotions"
    bl_parent_id = INTONE_PT_emotion.__name__
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    def draw_part(
        self, layout: UILayout, thing: Object, performance: Performance, context: Context
    ) -> None:
        if len(performance.own_emotions):
            _draw_list(layout, performance)
        else:
            draw_sentence(layout, HOW, context)
        column = layout.column(align=True)
        column.operator(INTONE_OT_emotion_from_face.bl_idname, icon="SHAPEKEY_DATA")
        column.operator(INTONE_OT_emotion_from_take.bl_idname, icon="FILE_MOVIE")


def _draw_list(layout: UILayout, performance: Performance) -> None:
    row = layout.row()
    names = (INTONE_UL_own_emotions.__name__, "")
    row.template_list(*names, performance, "own_emotions", performance, "own_row", rows=ROWS)
    column = row.column(align=True)
    column.operator(INTONE_OT_emotion_load.bl_idname, text="", icon="FILE_FOLDER")
    column.operator(INTONE_OT_emotion_save.bl_idname, text="", icon="EXPORT")
    column.operator(INTONE_OT_emotion_remove.bl_idname, text="", icon="TRASH")
    if performance.own_row < len(performance.own_emotions):
        item = performance.own_emotions[performance.own_row]
        if icon := item_icon(item):
            layout.template_icon(icon_value=icon, scale=5)
        amounts = layout.column(align=True)
        amounts.use_property_decorate = False
        for name in ("jaw", "rounding", "hold"):
            amounts.prop(item, name)


def item_icon(item: OwnEmotionItem) -> int:
    """The picture of an own emotion; 0 while it is being drawn."""
    return face_icon(dict(face_of(item.face)))


CLASSES = (INTONE_UL_own_emotions, INTONE_PT_own_emotions)
