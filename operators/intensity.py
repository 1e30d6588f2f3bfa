"""Operators of the intensity curve: fill it from the voice, reset a stretch, clear it, show it."""

from __future__ import annotations

import bpy
from bpy.app.translations import pgettext_iface
from bpy.props import IntProperty
from bpy.types import Context, Operator

from .. import preferences
from ..animation.user_edits import Keys, Stretch
from ..blender.background import jobs, workers
from ..blender.character import characters
from ..blender.takes import actions, curves, intensity_curve, scene
from ..blender.takes.curves import INTENSITY
from ..blender.translations import CONTEXT
from ..emotion.intensity import IntensityShape, acted_intensity
from ..errors import RigError
from ..progress import Progress
from ..properties import requests, scene_settings, transcripts
from ..properties.take_settings import CURVE, VOICE
from .animate import why_not_animate
from .base import Immediate, Polled, why_no_character

NOW = -(2**31)
"""Stands for the scene's current frame."""
CURVE_NAME = "Intensity"
NO_GRAPH_EDITOR = "Use this in a Graph Editor: the curve is shown there."

Filled = tuple[str, Keys]
"""A character's name, and the keys of the intensity that is heard."""


def why_no_curve(context: Context) -> str:
    """Why there is no intensity curve to change, in a sentence; "" where there is one."""
    reason = why_not_animate(context)
    chosen = scene_settings.character(context)
    if not reason and curves.find(chosen, INTENSITY) is None:
        return f"{chosen.name} has no intensity curve: fill one from the voice, or key the slider."
    return reason


class _Filling(Polled, jobs.Job):
    """What filling and resetting share: the voice is heard, and the curve follows it."""

    bl_options = {"REGISTER", "UNDO"}

    def work(self, context: Context) -> jobs.Work:
        chosen = scene_settings.character(context)
        actions.check(chosen)  # refuses now what could only be refused later
        settings, path = chosen.intone, requests.voice(chosen)
        fps = scene.frame_rate(context.scene)
        shape = IntensityShape(**requests.timing(settings))
        name, start, script = chosen.name, settings.start, transcripts.script(chosen)
        performer = workers.worker(preferences.device(context))

        def perform(progress: Progress) -> Filled:
            heard = acted_intensity(performer.listen(path, progress, script), shape)
            return name, intensity_curve.heard_keys(heard, fps, start)

        return perform

    def finish(self, context: Context, result: Filled) -> str:
        name, keys = result
        thing = characters.find(name)
        stays = intensity_curve.fill(thing, keys, self.reset(context, thing))
        thing.intone.intensity_source = CURVE
        said = f"The intensity of {thing.name} follows the voice"
        return f"{said}, but for {len(stays)} of your own stretches." if stays else f"{said}."

    def reset(self, context: Context, thing: bpy.types.Object) -> list[Stretch]:
        """The stretches that the artist gives up. Raises RigError where there are none."""
        raise NotImplementedError


class INTONE_OT_fill_intensity(_Filling, Operator):  # noqa: N801
    bl_idname = "intone.fill_intensity"
    bl_label = "From the Voice"
    bl_description = "Fill your intensity curve from the voice; what you drew yourself stays"

    why_not = staticmethod(why_not_animate)

    def reset(self, context: Context, thing: bpy.types.Object) -> list[Stretch]:
        return []


class INTONE_OT_reset_stretch(_Filling, Operator):  # noqa: N801
    bl_idname = "intone.reset_stretch"
    bl_label = "Reset Stretch"
    bl_description = "Let the stretch that you drew at the current frame follow the voice again"

    first: IntProperty(name="First", description="Frame; without it the current one", default=NOW)
    last: IntProperty(name="Last", description="Frame; without it the current one", default=NOW)

    why_not = staticmethod(why_no_curve)

    def reset(self, context: Context, thing: bpy.types.Object) -> list[Stretch]:
        now = context.scene.frame_current
        first, last = (now if frame == NOW else frame for frame in (self.first, self.last))
        drawn = intensity_curve.edited_stretches(thing)
        found = [stretch for stretch in drawn if stretch[0] <= last and first <= stretch[1]]
        if not found:
            raise RigError("You drew nothing at that frame: go to a stretch that you drew.")
        return found


class INTONE_OT_clear_intensity(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.clear_intensity"
    bl_label = "Clear Curve"
    bl_description = "Delete your intensity curve; the intensity follows the voice again"

    why_not = staticmethod(why_no_curve)

    def do(self, context: Context) -> str:
        chosen = scene_settings.character(context)
        curves.clear(chosen, INTENSITY)
        chosen.intone.intensity_source = VOICE
        return ""


class INTONE_OT_show_curve(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.show_curve"
    bl_label = "Only My Curve"
    bl_description = "Show the intensity curve alone in the Graph Editor; again: all curves"
    bl_options = {"REGISTER"}

    @classmethod
    def why_not(cls, context: Context) -> str:
        if context.area is None or context.area.type != "GRAPH_EDITOR":
            return NO_GRAPH_EDITOR
        return why_no_character(context)

    def do(self, context: Context) -> str:
        shown = context.space_data.dopesheet
        name = pgettext_iface(CURVE_NAME, CONTEXT)  # the editor filters by the name that it shows
        shown.filter_text = "" if shown.filter_text == name else name
        window = next(region for region in context.area.regions if region.type == "WINDOW")
        with context.temp_override(region=window):
            bpy.ops.graph.view_all()
        return ""


CLASSES = (
    INTONE_OT_fill_intensity,
    INTONE_OT_reset_stretch,
    INTONE_OT_clear_intensity,
    INTONE_OT_show_curve,
)
