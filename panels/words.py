"""The panel "Words": what is said, word by word, and the mouths of the selected word."""

from __future__ import annotations

from bpy.app.translations import pgettext_iface as iface
from bpy.types import Context, Object, Panel, UILayout, UIList

from ..audio.speech import SpokenWord
from ..operators.mouths import HELD, STEP, VISEMES
from ..operators.words import why_no_words
from ..properties import spoken_words
from ..properties.performance import Performance
from ..properties.spoken_words import WordRow, WordSelection
from .tab import GraphTab, Part, StripTab, ViewTab, draw_sentence

LABELS = {name: label for name, label, _ in VISEMES}
STRENGTH = "{viseme} ({strength:.0%})"
COUNT = "{count} words, {edited} edited"
MAX_LETTERS = 400
"""More of a transcript than this is cut off: the list has all of it."""


class INTONE_UL_words(UIList):  # noqa: N801
    """The words: text, first and last frame, how surely each was heard; edited ones have a pen."""

    use_filter_show = False

    def draw_item(
        self,
        context: Context,
        layout: UILayout,
        data: WordSelection,
        item: WordRow,
        icon: int,
        active_data: WordSelection,
        active_property: str,
        index: int,
    ) -> None:
        word = item.word()
        if word is None:  # the list is brought up to date soon
            return
        columns = layout.split(factor=0.3, align=True)
        icon_of_word = "GREASEPENCIL" if word.edited else "DOT"
        columns.prop(item, "text", text="", emboss=False, icon=icon_of_word)
        numbers = columns.split(factor=0.34, align=True)
        numbers.prop(item, "start", text="", emboss=False)
        numbers = numbers.split(factor=0.5, align=True)
        numbers.prop(item, "end", text="", emboss=False)
        numbers.label(text=f"{word.sureness:.0%}", translate=False)


class _Words(Part):
    bl_label = "Words"
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    def draw_part(
        self, layout: UILayout, thing: Object, performance: Performance, context: Context
    ) -> None:
        layout.use_property_split = False
        words, chosen = spoken_words.words(thing), spoken_words.selection()
        spoken_words.sync_soon(len(words))
        if reason := why_no_words(context):
            draw_sentence(layout, reason, context, icon="INFO")
        if words:
            draw_sentence(layout, transcript(words), context)
            edited = sum(word.edited for word in words)
            text = iface(COUNT).format(count=len(words), edited=edited)
            layout.label(text=text, icon="GREASEPENCIL", translate=False)
            layout.template_list("INTONE_UL_words", "", chosen, "rows", chosen, "word", rows=6)
        if 0 <= chosen.word < len(words):
            _draw_word(layout, words[chosen.word], chosen.word, chosen.mouth)
        row = layout.row(align=True)
        row.operator("intone.word_insert", icon="ADD")
        row.operator("intone.words_clear", icon="TRASH")
        layout.operator("intone.transcribe_again", icon="FILE_REFRESH")


class INTONE_PT_words(_Words, ViewTab, Panel):  # noqa: N801
    pass


class INTONE_PT_graph_words(_Words, GraphTab, Panel):  # noqa: N801
    pass


class INTONE_PT_strip_words(_Words, StripTab, Panel):  # noqa: N801
    pass


def transcript(words: tuple[SpokenWord, ...]) -> str:
    """What is said, in one line, cut off where it is long."""
    text = " ".join(word.text for word in words if word.text)
    return text if len(text) <= MAX_LETTERS else f"{text[:MAX_LETTERS]}…"


def _draw_word(layout: UILayout, word: SpokenWord, at: int, mouth: int) -> None:
    row = layout.row(align=True)
    row.operator("intone.word_text", icon="GREASEPENCIL")
    row.operator("intone.word_split", text="Split")
    row.operator("intone.word_reset", text="", icon="LOOP_BACK")
    row.operator("intone.word_delete", text="", icon="X")
    grid = layout.grid_flow(columns=4, align=True)
    for number, span in enumerate(word.visemes):
        text = iface(LABELS[span.viseme])
        if span.strength != 1:
            text = iface(STRENGTH).format(viseme=text, strength=span.strength)
        pick = grid.operator(
            "intone.word_select", text=text, depress=number == mouth, translate=False
        )
        pick.word, pick.mouth = at, number
    if 0 <= mouth < len(word.visemes):
        _draw_mouth(layout)
    layout.operator("intone.closure_add", icon="ADD")


def _draw_mouth(layout: UILayout) -> None:
    row = layout.row(align=True)
    row.menu("INTONE_MT_mouths")
    row.operator("intone.mouth_remove", text="", icon="REMOVE")
    row = layout.row(align=True)
    row.operator("intone.mouth_strength", text="Weaker").by = -STEP
    row.operator("intone.mouth_strength", text="Stronger").by = STEP
    row = layout.row(align=True)
    row.operator("intone.mouth_hold", text="Hold Shorter").by = -HELD
    row.operator("intone.mouth_hold", text="Hold Longer").by = HELD


CLASSES = (INTONE_UL_words, INTONE_PT_words, INTONE_PT_graph_words, INTONE_PT_strip_words)
