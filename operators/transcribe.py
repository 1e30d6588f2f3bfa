"""The operator that hears a voice and its words anew."""

from __future__ import annotations

from bpy.types import Context, Operator

from .. import preferences
from ..audio.speech import Speech
from ..blender.background import jobs, workers
from ..blender.live import live_update
from ..progress import Progress
from ..properties import asked, scene_settings, spoken_words, transcripts
from ..properties.take_settings import NO_TEXT
from .animate import why_not_animate
from .base import Polled

NO_TEXT_WANTED = "The text of this take is set to None: set it to Automatic."


def why_not_transcribe(context: Context) -> str:
    """Why the voice cannot be transcribed, in a sentence; "" where it can."""
    reason, chosen = why_not_animate(context), scene_settings.character(context)
    if not reason and chosen.intone.text_source == NO_TEXT:
        return NO_TEXT_WANTED
    return reason


class INTONE_OT_transcribe_again(Polled, jobs.Job, Operator):  # noqa: N801
    bl_idname = "intone.transcribe_again"
    bl_label = "Transcribe Again"
    bl_description = "Hear the voice and its words anew; the words that you edited stay"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    why_not = staticmethod(why_not_transcribe)

    def work(self, context: Context) -> jobs.Work:
        chosen = scene_settings.character(context)
        path, script, name = asked.voice(chosen), transcripts.script(chosen), chosen.name
        performer = workers.worker(preferences.device(context))

        def hear(progress: Progress) -> tuple[str, Speech]:
            return name, performer.listen_again(path, progress, script)

        return hear

    def finish(self, context: Context, result: tuple[str, Speech]) -> str:
        name, speech = result
        live_update.touch(name)
        spoken_words.sync()
        return " ".join([f"{len(speech.words)} words were heard.", *speech.remarks])


CLASSES = (INTONE_OT_transcribe_again,)
