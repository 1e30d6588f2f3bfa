"""Operators of the list of speakers: who says which channel, name or colour of strips."""

from __future__ import annotations

from bpy.types import Context, Operator

from ..blender.takes import strips
from ..properties import scene_lines, speakers
from .base import Immediate

NO_SPEAKER = "There is no speaker in the list."


class INTONE_OT_speaker_add(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.speaker_add"
    bl_label = "Add Speaker"
    bl_description = "Say once who speaks on a channel, in strips of a name, or of a colour"

    def do(self, context: Context) -> str:
        chosen = scene_lines.scene_lines(context)
        taken = {s.channel for s in chosen.speakers if s.kind == speakers.CHANNEL}
        free = (strip.strip.channel for strip in strips.sound_strips(context.scene))
        added = chosen.speakers.add()
        added.channel = next((channel for channel in free if channel not in taken), 1)
        chosen.active_speaker = len(chosen.speakers) - 1
        return ""


class INTONE_OT_speaker_remove(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.speaker_remove"
    bl_label = "Remove Speaker"
    bl_description = "Take the speaker off the list; lines keep their characters"

    @classmethod
    def why_not(cls, context: Context) -> str:
        return "" if scene_lines.scene_lines(context).speakers else NO_SPEAKER

    def do(self, context: Context) -> str:
        chosen = scene_lines.scene_lines(context)
        chosen.speakers.remove(chosen.active_speaker)
        chosen.active_speaker = max(0, min(chosen.active_speaker, len(chosen.speakers) - 1))
        return ""


CLASSES = (INTONE_OT_speaker_add, INTONE_OT_speaker_remove)
