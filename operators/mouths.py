"""Operators of the mouths of a word: which viseme, where, how strong; and of closures."""

from __future__ import annotations

from bpy.props import EnumProperty, FloatProperty
from bpy.types import Context, Menu, Object, Operator

from ..audio.speech import STRONGEST
from ..errors import RigError
from ..properties import scene_settings, spoken_words
from ..text import mouth_edits
from ..text.words import Words
from .words import SELECTED, WordOperator, at_frame, duration, frame_or_now, number

VISEMES = (
    ("sil", "Rest", "The lips lie together"),
    ("PP", "P B M", "The lips are pressed together"),
    ("FF", "F V", "The teeth touch the lower lip"),
    ("TH", "Th", "The tongue is between the teeth"),
    ("DD", "T D", "The tongue is behind the teeth"),
    ("kk", "K G", "The tongue is at the back"),
    ("CH", "Ch Sh J", "The lips are pushed forward over closed teeth"),
    ("SS", "S Z", "The teeth are nearly closed"),
    ("nn", "N L", "The tongue is at the gums"),
    ("RR", "R", "The lips are a little round"),
    ("aa", "Ah", "As in father"),
    ("E", "Eh", "As in bed"),
    ("ih", "Ee", "As in see"),
    ("oh", "Oh", "As in go"),
    ("ou", "Oo", "As in you"),
    ("ax", "Uh", "As in about"),
)
CLOSED = (VISEMES[1], VISEMES[2])
NO_MOUTH = "Select a mouth first: click it below its word on the timeline lane."
STEP, HELD = 0.25, 2.0
"""How much stronger a mouth gets at once, and how many frames longer it is held."""


class MouthOperator(WordOperator):
    """Mixin of an Operator on a mouth; `mouth` is its number in the word."""

    def change(self, thing: Object, words: Words, at: int) -> Words:
        chosen = spoken_words.selection().mouth
        mouth = chosen if self.mouth == SELECTED else self.mouth
        if not 0 <= mouth < len(words[at].visemes):
            raise RigError(NO_MOUTH)
        return self.change_mouth(thing, words, at, mouth)

    def change_mouth(self, thing: Object, words: Words, at: int, mouth: int) -> Words:
        """The words as they become. May raise IntoneError."""
        raise NotImplementedError


class INTONE_OT_mouth_set(MouthOperator, Operator):  # noqa: N801
    bl_idname = "intone.mouth_set"
    bl_label = "Replace Mouth"
    bl_description = "Show another viseme in place of this one"

    word: number("Word")
    mouth: number("Mouth")
    viseme: EnumProperty(name="Viseme", description="What the mouth shows", items=VISEMES)

    def change_mouth(self, thing: Object, words: Words, at: int, mouth: int) -> Words:
        return mouth_edits.set_viseme(words, at, mouth, self.viseme)


class INTONE_OT_mouth_strength(MouthOperator, Operator):  # noqa: N801
    bl_idname = "intone.mouth_strength"
    bl_label = "Strength of Mouth"
    bl_description = "How far the mouth goes to this viseme: 0 not at all, 1 as it is said"

    word: number("Word")
    mouth: number("Mouth")
    strength: FloatProperty(
        name="Strength",
        description="1 is as it is said; without it the mouth changes by a step",
        default=1.0,
        min=0.0,
        max=STRONGEST,
        options={"SKIP_SAVE"},
    )
    by: FloatProperty(
        name="Step",
        description="Added to what it is, where no strength is given",
        options={"SKIP_SAVE"},
    )

    def change_mouth(self, thing: Object, words: Words, at: int, mouth: int) -> Words:
        strength = self.strength
        if not self.properties.is_property_set("strength"):
            strength = words[at].visemes[mouth].strength + self.by
        return mouth_edits.set_strength(words, at, mouth, strength)


class INTONE_OT_mouth_move(MouthOperator, Operator):  # noqa: N801
    bl_idname = "intone.mouth_move"
    bl_label = "Move Boundary of Mouths"
    bl_description = "Move the end of a mouth and the start of the next one to the same frame"

    word: number("Word")
    mouth: number("Mouth")
    frame: at_frame("Frame", "Where the one ends and the other begins")

    def change_mouth(self, thing: Object, words: Words, at: int, mouth: int) -> Words:
        if mouth + 1 == len(words[at].visemes):
            raise RigError("It is the last mouth of the word: move the end of the word.")
        time = spoken_words.seconds_at(thing, self.frame)
        return mouth_edits.move_mouth_boundary(words, at, mouth, time)


class INTONE_OT_mouth_hold(MouthOperator, Operator):  # noqa: N801
    bl_idname = "intone.mouth_hold"
    bl_label = "Hold Mouth"
    bl_description = "Show a mouth for longer; the later ones of its word get shorter"

    word: number("Word")
    mouth: number("Mouth")
    by: FloatProperty(name="Frames", description="How much longer; below 0 shorter", default=HELD)

    def change_mouth(self, thing: Object, words: Words, at: int, mouth: int) -> Words:
        seconds = spoken_words.seconds_at(thing, thing.intone.start + self.by)
        return mouth_edits.hold(words, at, mouth, seconds, duration(thing))


class INTONE_OT_mouth_remove(MouthOperator, Operator):  # noqa: N801
    bl_idname = "intone.mouth_remove"
    bl_label = "Remove Mouth"
    bl_description = "Take a mouth, such as a closure, out of its word"

    word: number("Word")
    mouth: number("Mouth")

    def change_mouth(self, thing: Object, words: Words, at: int, mouth: int) -> Words:
        return mouth_edits.remove_mouth(words, at, mouth)


class INTONE_OT_closure_add(WordOperator, Operator):  # noqa: N801
    bl_idname = "intone.closure_add"
    bl_label = "Add Closure"
    bl_description = "Close the lips for a moment in the word, at the current frame"

    word: number("Word")
    frame: at_frame("Frame", "The middle of it; without it the current one")
    viseme: EnumProperty(name="Viseme", description="What is closed", items=CLOSED)

    def change(self, thing: Object, words: Words, at: int) -> Words:
        time = spoken_words.seconds_at(thing, frame_or_now(self))
        return mouth_edits.add_closure(words, at, time, self.viseme)


class INTONE_MT_mouths(Menu):  # noqa: N801
    bl_label = "Replace Mouth"

    def draw(self, context: Context) -> None:
        for name, label, _ in VISEMES:
            self.layout.operator("intone.mouth_set", text=label).viseme = name


class INTONE_MT_words(Menu):  # noqa: N801
    bl_label = "Word"

    def draw(self, context: Context) -> None:
        layout, chosen = self.layout, spoken_words.selection()
        words = spoken_words.words(scene_settings.character(context))
        if chosen.mouth >= 0:
            _draw_mouth(self, context)
        layout.operator_context = "EXEC_DEFAULT"
        layout.operator("intone.closure_add", icon="ADD").frame = chosen.frame
        layout.operator("intone.word_split").frame = chosen.frame
        layout.operator_context = "INVOKE_DEFAULT"
        layout.operator("intone.word_text", icon="GREASEPENCIL")
        layout.operator("intone.word_delete", icon="X")
        if 0 <= chosen.word < len(words) and words[chosen.word].edited:
            layout.operator("intone.word_reset", icon="LOOP_BACK")


def _draw_mouth(menu: Menu, context: Context) -> None:
    layout = menu.layout
    layout.menu(INTONE_MT_mouths.__name__)
    layout.operator("intone.mouth_strength", text="Stronger").by = STEP
    layout.operator("intone.mouth_strength", text="Weaker").by = -STEP
    layout.operator("intone.mouth_hold", text="Hold Longer").by = HELD
    layout.operator("intone.mouth_hold", text="Hold Shorter").by = -HELD
    layout.operator("intone.mouth_remove", icon="REMOVE")
    layout.separator()


CLASSES = (
    INTONE_OT_mouth_set,
    INTONE_OT_mouth_strength,
    INTONE_OT_mouth_move,
    INTONE_OT_mouth_hold,
    INTONE_OT_mouth_remove,
    INTONE_OT_closure_add,
    INTONE_MT_mouths,
    INTONE_MT_words,
)
