"""Operators that try a map on the face: play its range of motion, go back to rest, and report."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

import bpy
from bpy.types import Context, Event, Object, Operator, Timer

from ..blender.character import posing, preview, rig_map
from ..blender.character.rig_report import RigReport, rig_report
from ..blender.output.studio import draw_report
from ..face.basis import EYES, HEAD
from ..properties import scene_settings
from ..rig.channels import Channel
from ..rig.mapping import ACTED, RigMap, tested
from ..temporary import owned
from .base import reported, why_no_face
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
    bl_description = (
        "Move every channel of the map once, one after the other, without keys; Esc stops"
    )
    bl_options = set()  # noqa: RUF012

    _rig: RigMap
    _faces: tuple[str, ...]
    _before: dict[Channel, float]
    _timer: Timer

    def do(self, context: Context) -> str:
        """Without a window nobody watches: every channel is moved once, and back."""
        self._begin(context)
        for face in self._faces:
            posing.put(preview.standing(self._rig, {face: tested(face)}))
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
        moved = {link.face for link in self._rig.active if link.weight}
        self._faces = tuple(name for name in ACTED if name in moved)
        self._before = posing.values(preview.standing(self._rig, {}))
        return ""

    def _show(self, context: Context, face: str, share: float) -> None:
        number = self._faces.index(face) + 1
        context.workspace.status_text_set(f"{face}  ({number} of {len(self._faces)})   Esc: stop")
        both = face in (*HEAD, *EYES)  # a turn goes to both sides
        reach = math.sin(2 * math.pi * share) if both else math.sin(math.pi * share) ** 2
        posing.put(preview.standing(self._rig, {face: tested(face) * reach}))


class INTONE_OT_rig_report(MapOperator, Operator):  # noqa: N801
    bl_idname = "intone.rig_report"
    bl_label = "Report"
    bl_description = (
        "Write into a text what the map moves, by what, how far, and what is missing, and draw the "
        "face in poses that show it"
    )
    why_not = staticmethod(why_no_face)

    def do(self, context: Context) -> str:
        chosen = scene_settings.character(context)
        preview.end(map_owner(context))
        found, name = rig_report(chosen), f"Rig of {chosen.name}"
        text = bpy.data.texts.get(name) or bpy.data.texts.new(name)
        text.from_string(found.text)
        text.cursor_set(0)
        if found.where is None:
            return f"The report is the text {text.name}, in the Text Editor."
        _draw(chosen, found, name)
        return f"The report is the text and the image {name}, in the Text and Image Editors."


def _draw(chosen: Object, found: RigReport, name: str) -> None:
    """Makes the picture an image of the file, in the place of an earlier one."""
    with tempfile.TemporaryDirectory(prefix=owned()) as folder:
        path = Path(folder, "sheet.png")
        draw_report(chosen, found, path)
        fresh = bpy.data.images.load(str(path))
        fresh.pack()
    before = bpy.data.images.get(name)
    if before is not None:
        before.user_remap(fresh)
        bpy.data.images.remove(before)
    fresh.name, fresh.use_fake_user = name, True


CLASSES = (INTONE_OT_rig_rest, INTONE_OT_rig_range, INTONE_OT_rig_report)
