"""Operators of the mix of emotions: fill it from the voice, reset a stretch, clear its keys."""

from __future__ import annotations

from bpy.types import Context, Object, Operator

from ..blender.takes import curves
from ..emotion.heard import heard_over_time
from ..emotion.mood import EXPRESSIVE
from ..properties import scene_settings
from ..properties.performance import Performance
from ..properties.take_settings import MIX
from ..track import Track
from .animate import why_not_animate
from .base import Immediate
from .intensity import Filling, Hear, StretchReset

LEAST = 0.02
"""An emotion that is never heard as surely as this gets no keys."""


def keyed(thing: Object) -> list[str]:
    """The emotions of the character's mix that have curves."""
    return [name for name in EXPRESSIVE if curves.find(thing, name) is not None]


def why_no_keys(context: Context) -> str:
    """Why there are no keys of a mix to change, in a sentence; "" where there are some."""
    reason = why_not_animate(context)
    chosen = scene_settings.character(context)
    if not reason and not keyed(chosen):
        return f"The mix of {chosen.name} has no keys: fill it from the voice, or key its sliders."
    return reason


class _Mix(Filling):
    def hear(self, settings: Performance) -> Hear:
        return heard_over_time

    def filled(self, thing: Object, heard: Track) -> list[tuple[int, str]]:
        there, heard_at_all = keyed(thing), heard.values.max(0) >= LEAST
        for name, sounds in zip(EXPRESSIVE, heard_at_all, strict=True):
            if not sounds and name not in there:
                thing.intone.property_unset(name)
        return [
            (column, name)
            for column, name in enumerate(EXPRESSIVE)
            if heard_at_all[column] or name in there
        ]

    def said(self, thing: Object) -> str:
        thing.intone.emotion_source = MIX
        return f"The emotions of {thing.name} follow the voice"


class INTONE_OT_fill_emotion(_Mix, Operator):  # noqa: N801
    bl_idname = "intone.fill_emotion"
    bl_label = "Fill from the Voice"
    bl_description = (
        "Key the sliders of the mix with the emotion that is heard, moment by moment; "
        "where it is unsure they are 0, and what you drew yourself stays"
    )

    why_not = staticmethod(why_not_animate)


class INTONE_OT_reset_emotion_stretch(StretchReset, _Mix, Operator):  # noqa: N801
    bl_idname = "intone.reset_emotion_stretch"
    bl_label = "Reset Emotion Stretch"
    bl_description = "Let the emotions that you drew at the current frame follow the voice again"

    sliders = EXPRESSIVE
    why_not = staticmethod(why_no_keys)


class INTONE_OT_clear_emotion(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.clear_emotion"
    bl_label = "Clear Emotion Keys"
    bl_description = "Delete the keys of the mix; its sliders stay where they are now"

    why_not = staticmethod(why_no_keys)

    def do(self, context: Context) -> str:
        chosen = scene_settings.character(context)
        for name in keyed(chosen):
            value = getattr(chosen.intone, name)
            curves.clear(chosen, name)
            setattr(chosen.intone, name, value)
        return ""


CLASSES = (INTONE_OT_fill_emotion, INTONE_OT_reset_emotion_stretch, INTONE_OT_clear_emotion)
