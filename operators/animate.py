"""Operators that animate: the chosen character with its settings, or any one from a script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
from bpy.app.translations import pgettext_rpt
from bpy.props import BoolProperty, FloatProperty, IntProperty, StringProperty
from bpy.types import Context, Object, Operator

from .. import __version__, preferences
from ..animation.keyframes import Clip
from ..audio.speech import Speech
from ..blender.background import jobs, worker_setup, workers
from ..blender.background.steps import Steps
from ..blender.character import characters
from ..blender.live.key_count import key_counts
from ..blender.takes import corrections, write
from ..capture.files import is_capture
from ..errors import RigError
from ..model.catalogue import fingerprint
from ..places import is_file
from ..progress import Progress
from ..properties import (
    asked,
    line_strips,
    own_emotions,
    performance,
    requests,
    scene_settings,
    take_verbs,
)
from .base import NO_CHARACTER, Polled, why_busy, why_no_character

Performed = tuple[write.SampledTake, Speech, Clip, str]
"""The take, what was heard, its keys, and what made it."""
NO_VOICE = "Choose a voice: the recording of somebody who speaks."
SAYS = "{character} says {name} up to frame {end}."
PLAYS = "{character} plays {name} up to frame {end}."
KEPT = "{count} keys of yours are kept as corrections."


def why_not_animate(context: Context) -> str:
    """Why the chosen voice cannot be animated now, in a sentence; "" where it can."""
    return (
        why_busy(context)
        or why_no_character(context)
        or why_not_say(context, scene_settings.character(context))
    )


def why_not_say(context: Context, chosen: Object) -> str:
    """Why that character cannot say its voice, in a sentence; "" where it can."""
    linked = characters.why_linked(chosen)
    if linked:
        return linked
    if chosen.name not in context.scene.objects:
        return f"{chosen.name} is not in this scene any more: choose another character."
    if not characters.is_character(chosen):
        return characters.NO_KEYS.format(name=chosen.name)
    path = asked.voice(chosen)
    if path is None:
        return NO_VOICE
    if not is_file(path):
        return f"There is no file {path}: choose a sound that exists."
    return ""


class AnimateJob(Polled, jobs.Job):
    """What both share: the voice is acted, written to its character and kept as a take."""

    bl_options = {"UNDO"}

    def chosen(self, context: Context) -> Object | None:
        """The character to animate."""
        return scene_settings.character(context)

    def work(self, context: Context) -> jobs.Work:
        thing = self.chosen(context)
        line_strips.follow(thing, context.scene)
        request = requests.request(thing, context.scene)
        performer = workers.worker(preferences.device(context))
        networks = worker_setup.networks()

        def perform(progress: Progress) -> Performed:
            speech, take = write.perform(request, performer, progress)
            named, sha = performer.header(), fingerprint(networks)[:16]
            names = (named[kind] for kind in ("listen", "content", "act") if kind in named)
            made_by = f"Intone {__version__}, {', '.join(names)}, SHA-256 of all {sha}"
            return take, speech, take.keys(), made_by

        return perform

    def finish(self, context: Context, result: Performed) -> Steps[str]:
        take, speech, clip, made_by = result
        target = take.target
        written = yield from write.write(take, clip)
        thing, action = characters.find(target.character), bpy.data.actions[written.action, None]
        take_verbs.record(thing.intone, target.name, action, made_by)
        key_counts.keep(take)
        key_counts.note(target, clip)
        said = _said(target.character, target.sound, written.end)
        if count := corrections.count(action):
            said += " " + pgettext_rpt(KEPT).format(count=count)
        remarks = (performance.why_forgotten(thing), *written.remarks, *speech.remarks)
        take_verbs.keep_remarks(thing.intone.takes[target.name], remarks)
        return " ".join([said, *filter(None, remarks)])


def _said(character: str, sound: Path, end: int) -> str:
    """What was done: a voice is said, a captured face plays."""
    template = pgettext_rpt(PLAYS if is_capture(sound) else SAYS)
    return str(template).format(character=character, name=sound.name, end=end)


class INTONE_OT_animate(AnimateJob, Operator):  # noqa: N801  Blender's own spelling
    bl_idname = "intone.animate"
    bl_label = "Animate"
    bl_description = "Make the character say the voice with the chosen emotion"

    play: BoolProperty(
        name="Play", description="Play the take when it is done", options={"SKIP_SAVE"}
    )

    why_not = staticmethod(why_not_animate)

    def finish(self, context: Context, result: Performed) -> Steps[str]:
        said = yield from super().finish(context, result)
        if self.play and not context.screen.is_animation_playing:
            context.scene.frame_set(result[0].target.start)
            bpy.ops.screen.animation_play()
        return said


class INTONE_OT_perform(AnimateJob, Operator):  # noqa: N801
    bl_idname = "intone.perform"
    bl_label = "Perform"
    bl_description = (
        "Make a character say a voice; what is given goes into its settings. For scripts"
    )

    character: StringProperty(
        name="Character", description="Name of an object; empty: the chosen character"
    )
    sound: StringProperty(name="Voice", description="A recording", subtype="FILE_PATH")
    start: IntProperty(name="Start Frame", description="Frame on which the sound begins")
    emotion: StringProperty(name="Emotion", description="auto, or for example happy=0.7,sad=0.3")
    scale: FloatProperty(name="Scale", description="Gain on the intensity", min=0.0, max=2.0)

    _before: dict[str, Any]

    why_not = staticmethod(why_busy)

    def chosen(self, context: Context) -> Object | None:
        if not self.character:
            return super().chosen(context)
        return performance.performer(characters.find(self.character))

    def work(self, context: Context) -> jobs.Work:
        self._before = {}
        self._before = self._ask(context)
        return super().work(context)

    def _end(self, context: Context, outcome: jobs.Outcome) -> set[str]:
        """Where it could not be done, the settings are put back."""
        ended = super()._end(context, outcome)
        if ended != {"FINISHED"} and self._before:
            _set(self.chosen(context), self._before)
        return ended

    def _ask(self, context: Context) -> dict[str, Any]:
        """Sets what was given; returns the settings before. Raises IntoneError."""
        chosen = self.chosen(context)
        if chosen is None:
            raise RigError(NO_CHARACTER)
        given = {
            name: getattr(self, name)
            for name in ("sound", "start", "scale")
            if self.properties.is_property_set(name)
        }
        if self.emotion:
            given |= own_emotions.from_emotion(chosen, self.emotion)
        before = {name: getattr(chosen.intone, name) for name in given}
        _set(chosen, given)
        reason = why_not_say(context, chosen)
        if reason:
            _set(chosen, before)
            raise RigError(reason)
        return before


def _set(chosen: Object, settings: dict[str, Any]) -> None:
    for name, value in settings.items():
        setattr(chosen.intone, name, value)


CLASSES = (INTONE_OT_animate, INTONE_OT_perform)
