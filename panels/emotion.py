"""The panel "Emotion": the voice's own, or a mix that may be keyed."""

from __future__ import annotations

from bl_ui.utils import PresetPanel
from bpy.app.translations import pgettext_iface as iface
from bpy.types import Context, Object, Panel, UILayout

from ..animation.user_edits import Stretch, joined
from ..blender.takes.curves import filled_sliders
from ..blender.takes.filled_curves import edited_stretches
from ..blender.translations import CONTEXT
from ..emotion.mood import EXPRESSIVE, clear_emotion
from ..emotion.palette import read_palette
from ..operators.emotion_mix import (
    INTONE_OT_clear_emotion,
    INTONE_OT_fill_emotion,
    INTONE_OT_reset_emotion_stretch,
)
from ..operators.presets import INTONE_OT_apply_preset, INTONE_OT_emotion_preset_add
from ..properties import spoken_words
from ..properties.performance import Performance
from ..properties.take_settings import MIX
from .intensity import drawn_text
from .tab import GraphTab, Part, ViewTab, draw_sentence

HEARD_SURE, HEARD, HEARD_NONE = (
    "Heard: {emotion}, sure",
    "Heard: {emotion}, fairly sure",
    "Heard: no clear emotion",
)


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
        choice = context.scene.intone_emotion
        row = layout.row()
        row.use_property_split = False
        row.prop(choice, "source", expand=True)
        if performance.emotion_source == MIX:
            _draw_mix(layout, thing, performance, context)
        draw_sentence(layout, heard_text(thing), context)
        layout.template_icon_view(choice, "picture", show_labels=True, scale=4, scale_popup=5)


def _draw_mix(layout: UILayout, thing: Object, performance: Performance, context: Context) -> None:
    """The sliders, own emotions below the seven, and what fills them from the voice."""
    column = layout.column(align=True)
    for name in EXPRESSIVE:
        column.prop(performance, name, slider=True)
    for item in performance.own_emotions:
        column.prop(performance, item.slider, text=item.known_name, slider=True, translate=False)
    row = layout.row(align=True)
    row.operator(INTONE_OT_fill_emotion.bl_idname, icon="PLAY_SOUND")
    row.operator(INTONE_OT_reset_emotion_stretch.bl_idname, text="", icon="LOOP_BACK")
    row.operator(INTONE_OT_clear_emotion.bl_idname, text="", icon="TRASH")
    drawn = drawn_emotions(thing)
    if drawn:
        draw_sentence(layout, drawn_text(drawn), context, icon="GREASEPENCIL")


def drawn_emotions(thing: Object) -> list[Stretch]:
    """The stretches of the mix that the artist drew, after it was filled from the voice."""
    names = [name for name in filled_sliders(thing) if name in EXPRESSIVE]
    found = {stretch for name in names for stretch in edited_stretches(thing, name)}
    return joined(sorted(found))


def heard_text(thing: Object) -> str:
    """The emotion heard in the character's voice, in words; "" before it was heard."""
    speech = spoken_words.heard(thing)
    if speech is None:
        return ""
    found = clear_emotion(speech.guess())
    if found is None:
        return str(iface(HEARD_NONE))
    name, sure = found
    label = str(iface(read_palette()[name].label, CONTEXT))
    sentence = str(iface(HEARD_SURE if sure else HEARD))
    return sentence.format(emotion=label.lower())


class INTONE_PT_emotion(_Emotion, ViewTab, Panel):  # noqa: N801
    pass


class INTONE_PT_graph_emotion(_Emotion, GraphTab, Panel):  # noqa: N801
    bl_options = {"DEFAULT_CLOSED"}


CLASSES = (INTONE_PT_emotion_presets, INTONE_PT_emotion, INTONE_PT_graph_emotion)
