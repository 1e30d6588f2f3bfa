"""The verbs that try a map on the face: play its range of motion, and let the face rest."""

from __future__ import annotations

import math

import bpy
from bpy.types import Context, Event, Operator, Timer

from ..blender.character import posing, preview, rig_map
from ..errors import RigError
from ..face.basis import CHANNELS
from ..properties import scene_settings
from ..rig.channels import Channel
from ..rig.mapping import RigMap
from .polling import polled
from .rig_map import OnMap, keeper, why_not_map

SECONDS, TICK_S = 0.8, 1 / 30
"""How long each face channel takes to rise and fall, and how often the face is moved."""


class INTONE_OT_rig_rest(OnMap, Operator):  # noqa: N801
    bl_idname = "intone.rig_rest"
    bl_label = "Back to Rest"
    bl_description = "Put all test sliders to 0: the face is as it was"

    def execute(self, context: Context) -> set[str]:
        preview.end(keeper(context))
        return {"FINISHED"}


class INTONE_OT_rig_range(Operator):  # noqa: N801
    bl_idname = "intone.rig_range"
    bl_label = "Play Range of Motion"
    bl_description = "Move every face channel once, one after the other, without keys; Esc stops"

    _rig: RigMap
    _faces: tuple[str, ...]
    _before: dict[Channel, float]
    _timer: Timer

    @classmethod
    def poll(cls, context: Context) -> bool:
        return polled(cls, why_not_map(context))

    def execute(self, context: Context) -> set[str]:
        """Without a window nobody watches: every channel is moved once, and back."""
        try:
            self._begin(context)
            for face in self._faces:
                posing.put(preview.standing(self._rig, {face: 1.0}))
        except RigError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        posing.put(self._before)
        return {"FINISHED"}

    def invoke(self, context: Context, event: Event) -> set[str]:
        if bpy.app.background:
            return self.execute(context)
        try:
            self._begin(context)
        except RigError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
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
        """The face is as it was; Blender calls this too where the window or the file goes."""
        context.window_manager.event_timer_remove(self._timer)
        context.workspace.status_text_set(None)
        posing.put(self._before)

    def _begin(self, context: Context) -> None:
        chosen = scene_settings.character(context)
        preview.end(keeper(context))
        self._rig = rig_map.rig_of(chosen.name)
        self._faces = tuple(name for name in CHANNELS if name not in self._rig.unmoved)
        self._before = posing.values(preview.standing(self._rig, {}))

    def _show(self, context: Context, face: str, share: float) -> None:
        number = self._faces.index(face) + 1
        context.workspace.status_text_set(f"{face}  ({number} of {len(self._faces)})   Esc: stop")
        reach = math.sin(math.pi * share) ** 2
        posing.put(preview.standing(self._rig, {face: reach}))


CLASSES = (
    INTONE_OT_rig_rest,
    INTONE_OT_rig_range,
)
