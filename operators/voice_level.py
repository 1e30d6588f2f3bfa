"""Operators of a voice's level: mark a stretch as neutral, compare the lines, forget it."""

from __future__ import annotations

from pathlib import Path

from bpy.types import Context, Object, Operator, Scene

from .. import preferences
from ..audio.speech import Speech
from ..audio.voice_level import (
    WHOLE,
    LineLevel,
    Stretch,
    level_of_lines,
    line_level,
    neutral_level,
)
from ..blender.background import jobs, workers
from ..blender.background.cached_worker import CachedWorker
from ..blender.character import characters
from ..blender.takes.scene import frame_rate
from ..errors import IntoneError, SoundError
from ..places import is_file
from ..progress import Progress, part
from ..properties import asked, line_strips, scene_settings, transcripts, voice_level
from ..text.script import AUTO
from .animate import why_not_animate
from .base import Immediate, Polled, why_busy, why_no_character

FEW_LINES = "{name} says fewer than two recordings: list its lines, or mark a neutral stretch."
NOT_KNOWN = "Nothing is known of this voice: mark a neutral stretch, or compare the lines."
NOT_HEARD = "Fewer than two lines of {name} can be heard: mark a neutral stretch instead."

Compared = tuple[str, list[LineLevel]]
"""A character's name, and what its lines tell."""


def sounds_of(thing: Object, scene: Scene) -> list[Path]:
    """The recordings that a character says, in the scene's lines and in its takes, each once."""
    lines = (line for line in scene.intone_lines.lines if line.character == thing and line.sound)
    takes = (asked.path_of(thing, take.sound) for take in thing.intone.takes if take.sound)
    found = {*map(line_strips.sound_of, lines), *takes}
    return sorted(path for path in found if is_file(path))


def stretch_of(thing: Object, scene: Scene) -> tuple[Stretch, str]:
    """The seconds of the voice inside the preview range, and how they are called; else all."""
    if not scene.use_preview_range:
        return WHOLE, ""
    first, last = scene.frame_preview_start, scene.frame_preview_end
    place, fps = line_strips.shown_placement(thing), frame_rate(scene)
    start, end = place.seconds([first, last + 1], fps).tolist()
    return (max(start, 0.0), max(end, 0.0)), f", {first}–{last}"


def why_not_compare(context: Context) -> str:
    """Why the lines cannot be compared now, in a sentence; "" where they can."""
    reason = why_busy(context) or why_no_character(context)
    chosen = scene_settings.character(context)
    if not reason and len(sounds_of(chosen, context.scene)) < 2:
        return FEW_LINES.format(name=chosen.name)
    return reason


class INTONE_OT_neutral_here(Polled, jobs.Job, Operator):  # noqa: N801
    bl_idname = "intone.neutral_here"
    bl_label = "Neutral Here"
    bl_description = (
        "Compare all lines of this character with the voice inside the preview range, "
        "or with all of it where no range is set: there it is neutral"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    why_not = staticmethod(why_not_animate)

    def work(self, context: Context) -> jobs.Work:
        thing = scene_settings.character(context)
        name, path, script = thing.name, asked.voice(thing), transcripts.script(thing)
        stretch, frames = stretch_of(thing, context.scene)
        performer = workers.worker(preferences.device(context))

        def hear(progress: Progress) -> tuple[str, float, str]:
            speech = performer.listen(path, progress, script)
            return name, neutral_level(speech, path.name, stretch).score, path.stem + frames

        return hear

    def finish(self, context: Context, result: tuple[str, float, str]) -> str:
        name, calm, where = result
        voice_level.mark(characters.find(name), calm, where)
        return f"The lines of {name} are compared with {where}: there it is neutral."


class INTONE_OT_compare_lines(Polled, jobs.Job, Operator):  # noqa: N801
    bl_idname = "intone.compare_lines"
    bl_label = "Compare the Lines"
    bl_description = (
        "Hear all lines and takes of this character, so that they share one level: "
        "calm ones stay calm, and shouted ones loud"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    why_not = staticmethod(why_not_compare)

    def work(self, context: Context) -> jobs.Work:
        thing = scene_settings.character(context)
        name, sounds = thing.name, sounds_of(thing, context.scene)
        performer = workers.worker(preferences.device(context))

        def compare(progress: Progress) -> Compared:
            return name, told(sounds, performer, progress)

        return compare

    def finish(self, context: Context, result: Compared) -> str:
        name, lines = result
        if len(lines) < 2:
            raise SoundError(NOT_HEARD.format(name=name))
        voice_level.compare(characters.find(name), level_of_lines(lines), len(lines))
        return f"{len(lines)} lines of {name} share one level."


def told(sounds: list[Path], performer: CachedWorker, progress: Progress) -> list[LineLevel]:
    """What those recordings tell of their voice; one that cannot be heard is left out.

    Their words do not matter: what was heard with a transcript is as good.
    """
    found: list[LineLevel] = []
    for number, path in enumerate(sounds):
        step = part(progress, number / len(sounds), (number + 1) / len(sounds))
        try:
            heard = performer.cached(path, AUTO) or performer.listen(path, step)
            found += level_in(heard)
        except IntoneError:
            continue  # its own line says so when it is animated
    return found


def level_in(speech: Speech) -> list[LineLevel]:
    """What a line tells, where its score is known."""
    return [line_level(speech)] if speech.score is not None else []


class INTONE_OT_forget_level(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.forget_level"
    bl_label = "Forget the Level"
    bl_description = "Compare the lines of this character with what is common to all voices again"

    @staticmethod
    def why_not(context: Context) -> str:
        reason, chosen = why_no_character(context), scene_settings.character(context)
        known = not reason and chosen.intone_level.source != voice_level.UNKNOWN
        return reason or ("" if known else NOT_KNOWN)

    def do(self, context: Context) -> str:
        chosen = scene_settings.character(context)
        voice_level.forget(chosen)
        return f"The lines of {chosen.name} are compared with all voices."


CLASSES = (INTONE_OT_neutral_here, INTONE_OT_compare_lines, INTONE_OT_forget_level)
