"""Operators that try a map on the face: play its range of motion, and go back to rest."""

from __future__ import annotations

import math

import bpy
from bpy.types import Context, Event, Operator, Timer

from ..blender.character import posing, preview, rig_map
from ..face.basis import CHANNELS
from ..properties import scene_settings
from ..rig.channels import Channel
from ..rig.mapping import RigMap
from .base import reported
from .rig_map import MapOperator, map_owner, why_not_row

SECONDS, TICK_S = 0.8, 1 / 30
"""How long each face channel takes to rise and fall, and how often the face is moved."""


class INTONE_OT_rig_rest(MapOperator, Operator):  # noqa: N801
    bl_idname = "intone.rig_rest"
    bl_label = "Back to Rest"
    bl_description = "Put all test sliders to 0: the face is as it was"
    why_not = staticmethod(why_not_row)

    def do(self, context: Context) -> str:
        preview.end(map_owner(context))
        return ""


class INTONE_OT_rig_range(MapOperator, Operator):  # noqa: N801
    bl_idname = "intone.rig_range"
    bl_label = "Play Range of Motion"
    bl_description = "Move every face channel once, one after the other, without keys; Esc stops"
    bl_options = set()  # noqa: RUF012

    _rig: RigMap
    _faces: tuple[str, ...]
    _before: dict[Channel, float]
    _timer: Timer

    def do(self, context: Context) -> str:
        """Without a window nobody watches: every channel is moved once, and back."""
        self._begin(context)
        for face in self._faces:
            posing.put(preview.standing(self._rig, {face: 1.0}))
        posing.put(self._before)
        return ""

    def invoke(self, context: Context, event: Event) -> set[str]:
        if bpy.app.background:
            return self.execute(context)
        begun = reported(self, lambda: self._begin(context))
        if begun != {"FINISHED"}:
            return begun
        manager = context.window_manager
        self._timer = manager.event_timer_add(TICK_S, window=context.window)
        manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: Context, event: Event) -> set[str]:
        if event.type in ("ESC", "RIGHTMOUSE") and event.value == "PRESS":
            self.cancel(context)
            return {"CANCELLED"}
        if event.type != "TIMER":
            return {"PASS_THROUGH"}
        number, share = divmod(self._timer.time_duration / SECONDS, 1.0)
        if number >= len(self._faces):
            self.cancel(context)
            return {"FINISHED"}
        self._show(context, self._faces[int(number)], share)
        return {"RUNNING_MODAL"}

    def cancel(self, context: Context) -> None:
        """Puts the face back; Blender calls this too where the window or the file is closed."""
        context.window_manager.event_timer_remove(self._timer)
        context.workspace.status_text_set(None)
        posing.put(self._before)

    def _begin(self, context: Context) -> str:
        chosen = scene_settings.character(context)
        preview.end(map_owner(context))
        self._rig = rig_map.rig_of(chosen.name)
        self._faces = tuple(name for name in CHANNELS if name not in self._rig.unmoved)
        self._before = posing.values(preview.standing(self._rig, {}))
        return ""

    def _show(self, context: Context, face: str, share: float) -> None:
        number = self._faces.index(face) + 1
        context.workspace.status_text_set(f"{face}  ({number} of {len(self._faces)})   Esc: stop")
        reach = math.sin(math.pi * share) ** 2
        posing.put(preview.standing(self._rig, {face: reach}))


CLASSES = (INTONE_OT_rig_rest, INTONE_OT_rig_range)
