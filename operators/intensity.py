"""The verbs of the intensity curve: fill it from the voice, give a stretch back, clear it."""

from __future__ import annotations

import bpy
from bpy.props import IntProperty
from bpy.types import Context, Operator

from .. import preferences
from ..animation.user_edits import Keys, Stretch
from ..blender.background import jobs, workers
from ..blender.character import characters
from ..blender.takes import actions, curves, intensity_curve, scene
from ..blender.takes.curves import INTENSITY
from ..emotion.intensity import IntensityShape, acted_intensity
from ..errors import RigError
from ..progress import Progress
from ..properties import requests, scene_settings
from ..properties.take_settings import CURVE, VOICE
from .animate import why_not_animate
from .polling import polled

NOW = -(2**31)
"""Stands for the scene's current frame."""


def why_no_curve(context: Context) -> str:
    """Why there is no intensity curve to change, in a sentence; "" where there is one."""
    reason = why_not_animate(context)
    chosen = scene_settings.character(context)
    if not reason and curves.find(chosen, INTENSITY) is None:
        return f"{chosen.name} has no intensity curve: fill one from the voice, or key the slider."
    return reason


class _Filling(jobs.Job):
    """What filling and giving back share: the voice is heard, and the curve follows it."""

    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        return polled(cls, cls.why_not(context))

    def work(self, context: Context) -> jobs.Work:
        chosen = scene_settings.character(context)
        actions.check(chosen)  # refuses now what could only be refused later
        settings, path, fps = (
            chosen.intone,
            requests.voice(chosen),
            scene.frame_rate(context.scene),
        )
        shape = IntensityShape(attack=settings.attack, release=settings.release)
        name, start, script = chosen.name, settings.start, requests.script(chosen)
        performer = workers.worker(preferences.device(context))

        def perform(progress: Progress) -> tuple[str, Keys]:
            heard = acted_intensity(performer.listen(path, progress, script), shape)
            return name, intensity_curve.heard_keys(heard, fps, start)

        return perform

    def finish(self, context: Context, result: tuple[str, Keys]) -> str:
        thing = characters.find(result[0])
        stays = intensity_curve.fill(thing, result[1], self.given_back(context, thing))
        thing.intone.intensity_source = CURVE
        said = f"The intensity of {thing.name} follows the voice"
        return f"{said}, but for {len(stays)} of your own stretches." if stays else f"{said}."

    def given_back(self, context: Context, thing: bpy.types.Object) -> list[Stretch]:
        """The stretches that the artist gives up. Raises RigError where there is none."""
        raise NotImplementedError


class INTONE_OT_fill_intensity(_Filling, Operator):  # noqa: N801
    bl_idname = "intone.fill_intensity"
    bl_label = "From the Voice"
    bl_description = "Fill your intensity curve with what is heard; what you drew yourself stays"

    why_not = staticmethod(why_not_animate)

    def given_back(self, context: Context, thing: bpy.types.Object) -> list[Stretch]:
        return []


class INTONE_OT_reset_stretch(_Filling, Operator):  # noqa: N801
    bl_idname = "intone.reset_stretch"
    bl_label = "Reset Stretch"
    bl_description = "Give the stretch that you drew at the current frame back to the voice"

    first: IntProperty(name="First", description="Frame; else the current one", default=NOW)
    last: IntProperty(name="Last", description="Frame; else the current one", default=NOW)

    why_not = staticmethod(why_no_curve)

    def given_back(self, context: Context, thing: bpy.types.Object) -> list[Stretch]:
        now = context.scene.frame_current
        first, last = (now if frame == NOW else frame for frame in (self.first, self.last))
        found = [
            s for s in intensity_curve.edited_stretches(thing) if s[0] <= last and first <= s[1]
        ]
        if not found:
            raise RigError("There is nothing of yours at that frame: go to a stretch you drew.")
        return found


class INTONE_OT_clear_intensity(Operator):  # noqa: N801
    bl_idname = "intone.clear_intensity"
    bl_label = "Clear Curve"
    bl_description = "Delete your intensity curve; the voice says again how strong the emotion is"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        return polled(cls, why_no_curve(context))

    def execute(self, context: Context) -> set[str]:
        chosen = scene_settings.character(context)
        curves.clear(chosen, INTENSITY)
        chosen.intone.intensity_source = VOICE
        return {"FINISHED"}


CLASSES = (INTONE_OT_fill_intensity, INTONE_OT_reset_stretch, INTONE_OT_clear_intensity)
