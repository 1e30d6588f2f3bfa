"""The verb "animate": the chosen voice on the chosen character."""

from __future__ import annotations

from bpy.types import Context, Operator

from .. import preferences
from ..audio.speech import Speech
from ..blender import characters, jobs, rigs, takes, workers
from ..progress import Progress
from ..properties import wishes
from ..track import Track

Performed = tuple[takes.Target, Speech, Track]


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

    @classmethod
    def poll(cls, context: Context) -> bool:
        reason = why_not_animate(context)
        if reason:
            cls.poll_message_set(reason)
        return not reason

    def work(self, context: Context) -> jobs.Work:
        chosen = wishes.character(context)
        path = wishes.voice(chosen)
        target = wishes.target(context, chosen, path)
        rigs.rig_of(target.character)  # refuses now what could only be refused later
        direction = wishes.direction(chosen, context.scene)
        performer = workers.worker(preferences.device(context))

        def perform(progress: Progress) -> Performed:
            return target, *takes.performance(path, direction, performer, progress)

        return perform

    def finish(self, context: Context, result: Performed) -> str:
        target, speech, face = result
        laid = takes.lay(face, target)
        said = f"{target.character} says {target.sound.name} up to frame {laid.end}."
        if laid.hidden:
            said += f" Your own animation stays on top on {laid.hidden} of its channels."
        return " ".join([said, *speech.remarks])
