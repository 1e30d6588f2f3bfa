"""Operators of words: where they are, what they are, and what of them was edited."""

from __future__ import annotations

import bpy
from bpy.props import FloatProperty, IntProperty, StringProperty
from bpy.types import Context, Event, Object, Operator

from ..errors import RigError
from ..model.edited_words import found_mouths
from ..properties import scene_settings, spoken_words, transcripts
from ..text import word_edits
from ..text.words import Words
from .base import Immediate, why_busy, why_no_character

SELECTED = -1
"""Stands for the selected word or mouth."""
NO_SELECTION = "Select a word first: click it on the timeline lane or in the list."
NOT_HEARD = "The voice was not heard yet: press Animate, or Transcribe Again."
NO_WORDS = "No words are known of this voice: transcribe it, or give its text."
NO_EDITS = "No word of this take is edited."


def why_no_words(context: Context) -> str:
    """Why there are no words to edit, in a sentence; "" where there are some."""
    reason, chosen = (
        why_busy(context) or why_no_character(context),
        scene_settings.character(context),
    )
    reason = reason or spoken_words.why_unreadable(chosen)
    if reason:
        return reason
    if spoken_words.heard(chosen) is None:
        return NOT_HEARD
    return "" if spoken_words.words(chosen) else NO_WORDS


def why_no_speech(context: Context) -> str:
    """Why no word can be written, in a sentence; "" where one can."""
    reason = why_no_words(context)
    return "" if reason == NO_WORDS else reason


def why_no_edits(context: Context) -> str:
    """Why there are no edits to clear, in a sentence; "" where there are."""
    reason, chosen = (
        why_busy(context) or why_no_character(context),
        scene_settings.character(context),
    )
    return reason or ("" if chosen.intone.word_edits else NO_EDITS)


def number(what: str) -> object:
    """A word's or a mouth's number."""
    return IntProperty(
        name=what,
        description=f"Its number, from 0; {SELECTED}: the selected one",
        default=SELECTED,
        options={"SKIP_SAVE"},
    )


def at_frame(name: str, description: str) -> object:
    """A frame of the scene."""
    return FloatProperty(name=name, description=description, precision=1, options={"SKIP_SAVE"})


class WordOperator(Immediate):
    """Mixin of an Operator on a word of the chosen character; `word` says which."""

    bl_options = {"UNDO"}  # noqa: RUF012  no panel to redo it: it would lie over the lane
    why_not = staticmethod(why_no_words)

    def do(self, context: Context) -> str:
        thing = scene_settings.character(context)
        words, at = spoken_words.words(thing), self.at()
        if not 0 <= at < len(words):
            raise RigError(NO_SELECTION)
        spoken_words.store(thing, self.change(thing, words, at))
        return ""

    def at(self) -> int:
        """The number of the word."""
        return spoken_words.selection().word if self.word == SELECTED else self.word

    def change(self, thing: Object, words: Words, at: int) -> Words:
        """The words as they become. May raise IntoneError."""
        raise NotImplementedError


def duration(thing: Object) -> float:
    """Seconds of the voice."""
    return spoken_words.heard(thing).duration


class INTONE_OT_word_move(WordOperator, Operator):  # noqa: N801
    bl_idname = "intone.word_move"
    bl_label = "Move Word"
    bl_description = "Move a word by frames, as far as its neighbours leave room"

    word: number("Word")
    by: at_frame("Frames", "How far; below 0 to the left")

    def change(self, thing: Object, words: Words, at: int) -> Words:
        seconds = spoken_words.seconds_at(thing, thing.intone.start + self.by)
        return word_edits.move(words, at, seconds, duration(thing))


class INTONE_OT_word_retime(WordOperator, Operator):  # noqa: N801
    bl_idname = "intone.word_retime"
    bl_label = "Retime Word"
    bl_description = "Let a word begin and end on other frames; its mouths stretch with it"

    word: number("Word")
    start: at_frame("Start", "Frame on which the word begins")
    end: at_frame("End", "Frame on which the word ends")

    def change(self, thing: Object, words: Words, at: int) -> Words:
        times = (spoken_words.seconds_at(thing, at) for at in (self.start, self.end))
        return word_edits.retime(words, at, *times, duration(thing))


class INTONE_OT_word_boundary(WordOperator, Operator):  # noqa: N801
    bl_idname = "intone.word_boundary"
    bl_label = "Move Boundary"
    bl_description = "Move the end of a word and the start of the next one to the same frame"

    word: number("Word")
    frame: at_frame("Frame", "Where the one ends and the other begins")

    def change(self, thing: Object, words: Words, at: int) -> Words:
        if at + 1 == len(words):
            raise RigError("It is the last word: there is no next one.")
        time = spoken_words.seconds_at(thing, self.frame)
        return word_edits.move_boundary(words, at, time)


class INTONE_OT_word_text(WordOperator, Operator):  # noqa: N801
    bl_idname = "intone.word_text"
    bl_label = "Edit Word"
    bl_description = "Write what is said here; the mouths are those of saying it"

    word: number("Word")
    text: StringProperty(
        name="Word", description="What is said; several words too", options={"SKIP_SAVE"}
    )

    def invoke(self, context: Context, event: Event) -> set[str]:
        words, at = spoken_words.words(scene_settings.character(context)), self.at()
        if not self.text and 0 <= at < len(words):
            self.word, self.text = at, words[at].text
        return context.window_manager.invoke_props_dialog(self, title="Edit Word")

    def draw(self, context: Context) -> None:
        self.layout.activate_init = True
        self.layout.prop(self, "text", text="")

    def change(self, thing: Object, words: Words, at: int) -> Words:
        language = transcripts.language(thing.intone)
        changed = word_edits.set_text(words, at, self.text, language)
        return found_mouths(spoken_words.heard(thing).content, changed, at, language)


class INTONE_OT_word_insert(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.word_insert"
    bl_label = "Add Word"
    bl_description = "Write a word where none is, from the current frame on"

    text: StringProperty(name="Word", description="What is said", options={"SKIP_SAVE"})
    start: at_frame("Start", "Frame on which the word begins")
    end: at_frame("End", "Frame on which the word ends")

    why_not = staticmethod(why_no_speech)

    def invoke(self, context: Context, event: Event) -> set[str]:
        if not self.properties.is_property_set("start"):
            self.start = context.scene.frame_current
            self.end = self.start + round(0.4 * context.scene.render.fps)
        return context.window_manager.invoke_props_dialog(self)

    def do(self, context: Context) -> str:
        thing = scene_settings.character(context)
        start, end = (spoken_words.seconds_at(thing, at) for at in (self.start, self.end))
        words, language = spoken_words.words(thing), transcripts.language(thing.intone)
        given = (self.text, start, end, duration(thing), language)
        spoken_words.store(thing, word_edits.insert(words, *given))
        return ""


class INTONE_OT_word_delete(WordOperator, Operator):  # noqa: N801
    bl_idname = "intone.word_delete"
    bl_label = "Delete Word"
    bl_description = "Take the word away: the mouth rests there. Again: it is heard as before"

    word: number("Word")

    def change(self, thing: Object, words: Words, at: int) -> Words:
        return word_edits.delete(words, at)


class INTONE_OT_word_split(WordOperator, Operator):  # noqa: N801
    bl_idname = "intone.word_split"
    bl_label = "Split Word"
    bl_description = "Make two words of one at the current frame"

    word: number("Word")
    frame: at_frame("Frame", "Where it is split; without it the current one")

    def change(self, thing: Object, words: Words, at: int) -> Words:
        time = spoken_words.seconds_at(thing, frame_or_now(self))
        return word_edits.split(words, at, time)


def frame_or_now(operator: Operator) -> float:
    """The frame that was given, else the scene's current one."""
    given = operator.properties.is_property_set("frame")
    return operator.frame if given else bpy.context.scene.frame_current_final


class INTONE_OT_word_reset(WordOperator, Operator):  # noqa: N801
    bl_idname = "intone.word_reset"
    bl_label = "As Heard"
    bl_description = "Drop what you edited in this word; it is again as it was heard"

    word: number("Word")

    def change(self, thing: Object, words: Words, at: int) -> Words:
        if not words[at].edited:
            raise RigError("This word is as it was heard.")
        return (*words[:at], *words[at + 1 :])


class INTONE_OT_words_clear(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.words_clear"
    bl_label = "Clear Edits"
    bl_description = "Drop all that you edited in the words of this take; they are as heard"

    why_not = staticmethod(why_no_edits)

    def do(self, context: Context) -> str:
        spoken_words.store(scene_settings.character(context), ())
        return ""


class INTONE_OT_word_select(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.word_select"
    bl_label = "Select Mouth"
    bl_description = "Select a word, or a mouth of it"
    bl_options = {"REGISTER"}  # noqa: RUF012

    word: number("Word")
    mouth: number("Mouth")

    why_not = staticmethod(why_no_words)

    def do(self, context: Context) -> str:
        spoken_words.select(self.word, self.mouth)
        spoken_words.redraw()
        return ""


CLASSES = (
    INTONE_OT_word_select,
    INTONE_OT_word_move,
    INTONE_OT_word_retime,
    INTONE_OT_word_boundary,
    INTONE_OT_word_text,
    INTONE_OT_word_insert,
    INTONE_OT_word_delete,
    INTONE_OT_word_split,
    INTONE_OT_word_reset,
    INTONE_OT_words_clear,
)
