"""Operators of the intensity curve: fill it from the voice, reset a stretch, clear it, show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import bpy
from bpy.app.translations import pgettext_iface
from bpy.props import IntProperty
from bpy.types import Context, Object, Operator

from .. import preferences
from ..animation.user_edits import Stretch
from ..audio.speech import Speech
from ..blender.background import jobs, workers
from ..blender.character import characters
from ..blender.takes import actions, curves, filled_curves, scene
from ..blender.takes.curves import INTENSITY
from ..blender.translations import CONTEXT
from ..emotion.intensity import IntensityShape, acted_intensity
from ..errors import RigError
from ..progress import Progress
from ..properties import asked, scene_settings, transcripts
from ..properties.performance import Performance
from ..properties.take_settings import CURVE, VOICE
from ..track import Track
from .animate import why_not_animate
from .base import Immediate, Polled, why_no_character

NOW = -(2**31)
"""Stands for the scene's current frame."""
CURVE_NAME = "Intensity"
NO_GRAPH_EDITOR = "Use this in a Graph Editor: the curve is shown there."

NOT_DRAWN = "You drew nothing at that frame: go to a stretch that you drew."

Hear = Callable[[Speech], Track]
"""What is heard of a voice, [frames, sliders]."""
Filled = tuple[str, Track]
"""A character's name, and what is heard."""


def why_no_curve(context: Context) -> str:
    """Why there is no intensity curve to change, in a sentence; "" where there is one."""
    reason = why_not_animate(context)
    chosen = scene_settings.character(context)
    if not reason and curves.find(chosen, INTENSITY) is None:
        return f"{chosen.name} has no intensity curve: fill one from the voice, or key the slider."
    return reason


def drawn_at(
    thing: Object, sliders: Iterable[str], first: int, last: int
) -> dict[str, list[Stretch]]:
    """The stretches that the artist drew at those frames, by slider. Raises RigError for none."""
    found = {
        name: [
            s for s in filled_curves.edited_stretches(thing, name) if s[0] <= last and first <= s[1]
        ]
        for name in sliders
    }
    if not any(found.values()):
        raise RigError(NOT_DRAWN)
    return found


class Filling(Polled, jobs.Job):
    """Mixin of what fills a character's sliders: the voice is heard, and their curves follow it."""

    bl_options = {"REGISTER", "UNDO"}

    def work(self, context: Context) -> jobs.Work:
        chosen = scene_settings.character(context)
        actions.check(chosen)  # refuses now what could only be refused later
        settings, path = chosen.intone, asked.voice(chosen)
        name, script, hear = chosen.name, transcripts.script(chosen), self.hear(settings)
        performer = workers.worker(preferences.device(context))

        def perform(progress: Progress) -> Filled:
            return name, hear(performer.listen(path, progress, script))

        return perform

    def finish(self, context: Context, result: Filled) -> str:
        name, heard = result
        thing = characters.find(name)
        given_back = self.reset(context, thing)
        fps, start = scene.frame_rate(context.scene), thing.intone.start
        stays = 0
        for column, slider in self.filled(thing, heard):
            keys = filled_curves.heard_keys(heard, fps, start, column)
            stays += len(filled_curves.fill(thing, slider, keys, given_back.get(slider, ())))
        said = self.said(thing)
        return f"{said}, but for {stays} of your own stretches." if stays else f"{said}."

    def hear(self, settings: Performance) -> Hear:
        """What is filled in; it is called in a thread."""
        raise NotImplementedError

    def filled(self, thing: Object, heard: Track) -> list[tuple[int, str]]:
        """Which columns of what is heard go to which sliders."""
        raise NotImplementedError

    def said(self, thing: Object) -> str:
        """Chooses what was filled as the source; says what was done, without a full stop."""
        raise NotImplementedError

    def reset(self, context: Context, thing: Object) -> dict[str, list[Stretch]]:
        """The stretches that the artist gives up, by slider. Raises RigError where none are."""
        return {}


class StretchReset:
    """Mixin of a Filling: gives the stretches at some frames, which the artist drew, back."""

    sliders: tuple[str, ...]
    first: IntProperty(name="First", description="Frame; without it the current one", default=NOW)
    last: IntProperty(name="Last", description="Frame; without it the current one", default=NOW)

    def reset(self, context: Context, thing: Object) -> dict[str, list[Stretch]]:
        now = context.scene.frame_current
        first, last = (now if frame == NOW else frame for frame in (self.first, self.last))
        return drawn_at(thing, self.sliders, first, last)


class _Intensity(Filling):
    def hear(self, settings: Performance) -> Hear:
        shape = IntensityShape(**asked.timing(settings))
        return lambda speech: acted_intensity(speech, shape)

    def filled(self, thing: Object, heard: Track) -> list[tuple[int, str]]:
        return [(0, INTENSITY)]

    def said(self, thing: Object) -> str:
        thing.intone.intensity_source = CURVE
        return f"The intensity of {thing.name} follows the voice"


class INTONE_OT_fill_intensity(_Intensity, Operator):  # noqa: N801
    bl_idname = "intone.fill_intensity"
    bl_label = "From the Voice"
    bl_description = "Fill your intensity curve from the voice; what you drew yourself stays"

    why_not = staticmethod(why_not_animate)


class INTONE_OT_reset_stretch(StretchReset, _Intensity, Operator):  # noqa: N801
    bl_idname = "intone.reset_stretch"
    bl_label = "Reset Stretch"
    bl_description = "Let the stretch that you drew at the current frame follow the voice again"

    sliders = (INTENSITY,)
    why_not = staticmethod(why_no_curve)


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
