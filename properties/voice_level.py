"""VoiceLevel: the raw score at which a character's voice is calm, for all of its takes."""

from __future__ import annotations

from functools import partial

from bpy.props import EnumProperty, FloatProperty, IntProperty, PointerProperty, StringProperty
from bpy.types import Object, PropertyGroup

from ..audio.intensity import COMMON
from ..blender.live import live_update
from .declare import OVERRIDABLE, prop

UNKNOWN, LINES, NEUTRAL = "COMMON", "LINES", "NEUTRAL"
SOURCES = (
    (UNKNOWN, "Common", "As calm as voices commonly are: nothing is known of this one"),
    (LINES, "Lines", "Told by the calmest of the lines that the character says"),
    (NEUTRAL, "Neutral", "Told by a stretch that you marked as neutral"),
)
SAME = 1e-4
"""Levels nearer than this are the same."""

_kept = partial(prop, options={"HIDDEN"})


class VoiceLevel(PropertyGroup):
    """How calm a character's voice is when it is calm; its lines are compared with that."""

    source: _kept(EnumProperty, "Source", "What told the level of the voice", items=SOURCES)
    calm: _kept(FloatProperty, "Level", "The raw score of a calm voice", default=COMMON)
    count: _kept(IntProperty, "Lines", "How many lines told it", min=0)
    where: _kept(StringProperty, "Stretch", "The voice and the frames that were marked")


def calm_of(thing: Object) -> float:
    """The raw score at which the character's voice is calm."""
    level: VoiceLevel = thing.intone_level
    return COMMON if level.source == UNKNOWN else level.calm


def is_marked(thing: Object) -> bool:
    """Whether the artist marked a stretch, which no lines change."""
    return thing.intone_level.source == NEUTRAL


def mark(thing: Object, calm: float, where: str) -> None:
    """A stretch that the artist marked tells the level; the face follows."""
    _set(thing, NEUTRAL, calm, where=where)


def compare(thing: Object, calm: float, count: int) -> None:
    """That many lines tell the level; the face follows, if it is another one."""
    _set(thing, LINES, calm, count=count)


def forget(thing: Object) -> None:
    """Nothing is known of the voice any more; the face follows."""
    _set(thing, UNKNOWN, COMMON)


def _set(thing: Object, source: str, calm: float, count: int = 0, where: str = "") -> None:
    before, level = calm_of(thing), thing.intone_level
    level.source, level.calm, level.count, level.where = source, calm, count, where
    if abs(calm_of(thing) - before) > SAME:
        live_update.touch(thing.name)


CLASSES = (VoiceLevel,)
_LEVEL = PointerProperty(
    type=VoiceLevel,
    name="Voice Level",
    description="How calm the character's voice is when it is calm",
    override=OVERRIDABLE,
)
POINTERS = ((Object, "intone_level", _LEVEL),)
