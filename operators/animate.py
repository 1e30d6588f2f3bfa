"""The verb "animate": the chosen voice on the chosen character."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty
from bpy.types import Context, Operator

from .. import __version__, preferences
from ..audio.speech import Speech
from ..blender import characters, jobs, takes, workers
from ..progress import Progress
from ..properties import performance, wishes
from ..track import Track

Performed = tuple[takes.Target, Speech, Track, dict[str, str]]
"""Where it goes, what was heard, the face, and which networks made it."""


def why_not_animate(context: Context) -> str:
    """Why the chosen voice cannot be animated now, in a sentence; "" where it can."""
    chosen = wishes.character(context)
    if jobs.state(context).running:
        return "Intone is at work: wait for it, or cancel it."
    if chosen is None:
        return "Choose a character: a face mesh with shape keys, or the Intone head."
    if chosen.name not in context.scene.objects:
        return f"{chosen.name} is not in this scene any more: choose another character."
    if not characters.is_character(chosen):
        return characters.NO_KEYS.format(name=chosen.name)
    path = wishes.voice(chosen)
    if path is None:
        return "Choose a voice: the recording of somebody who speaks."
    if not path.is_file():
        return f"There is no file {path}: choose a sound that exists."
    return ""


class INTONE_OT_animate(jobs.Job, Operator):  # noqa: N801  Blender's own spelling
    bl_idname = "intone.animate"
    bl_label = "Animate"
    bl_description = "Make the character say the voice with the chosen emotion"
    bl_options = {"UNDO"}

    play: BoolProperty(
        name="Play", description="Play the take when it is there", options={"SKIP_SAVE"}
    )

    @classmethod
    def poll(cls, context: Context) -> bool:
        reason = why_not_animate(context)
        if reason:
            cls.poll_message_set(reason)
        return not reason

    def work(self, context: Context) -> jobs.Work:
        chosen = wishes.character(context)
        request = wishes.request(chosen, context.scene)
        takes.rig_of(chosen.name)  # refuses now what could only be refused later
        performer = workers.worker(preferences.device(context))

        def perform(progress: Progress) -> Performed:
            path, direction = request.target.sound, request.direction
            speech, face = takes.performance(path, direction, performer, progress)
            return request.target, speech, face, performer.header()

        return perform

    def finish(self, context: Context, result: Performed) -> str:
        target, speech, face, networks = result
        laid = takes.lay(face, target)
        action = bpy.data.actions[laid.action]
        made_by = f"Intone {__version__}, {networks['listen']}, {networks['act']}"
        performance.record(bpy.data.objects[target.character].intone, target.name, action, made_by)
        said = f"{target.character} says {target.sound.name} up to frame {laid.end}."
        if laid.hidden:
            said += f" Your own animation stays on top on {laid.hidden} of its channels."
        if self.play and not context.screen.is_animation_playing:
            context.scene.frame_set(target.start)
            bpy.ops.screen.animation_play()
        return " ".join([said, *speech.remarks])
