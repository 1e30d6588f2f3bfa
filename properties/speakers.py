"""Speakers: which character a channel, a name or a colour of the sequencer stands for."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial

from bpy.props import EnumProperty, IntProperty, PointerProperty, StringProperty
from bpy.types import Context, Object, PropertyGroup, Scene, Strip

from ..blender.takes.scene import CHANNELS
from ..blender.takes.strips import SoundStrip
from . import line_strips
from .declare import prop
from .performance import performer
from .scene_settings import is_face

CHANNEL, NAME, COLOR = "CHANNEL", "NAME", "COLOR"
KINDS = (
    (CHANNEL, "Channel", "Every strip on one channel of the Sequencer"),
    (NAME, "Name", "Every strip whose name begins so; * and ? stand for anything"),
    (COLOR, "Colour", "Every strip with one colour tag"),
)
COLORS = tuple(
    (f"COLOR_{number:02}", f"Colour {number}", "", f"STRIP_COLOR_{number:02}", number)
    for number in range(1, 10)
)
"""As the strips' colour tags."""

_prop = partial(prop, override=set())


def _changed(speaker: Speaker, context: Context) -> None:
    cast(speaker.id_data)


class Speaker(PropertyGroup):
    """Who says the strips of one channel, name or colour."""

    kind: _prop(EnumProperty, "By", "What of a strip says who speaks", items=KINDS, update=_changed)
    channel: _prop(
        IntProperty,
        "Channel",
        "Number of the channel",
        default=1,
        min=1,
        max=CHANNELS,
        update=_changed,
    )
    name: _prop(StringProperty, "Name", "How the strips' names begin", update=_changed)
    color: _prop(EnumProperty, "Colour", "The strips' colour tag", items=COLORS, update=_changed)
    character: _prop(
        PointerProperty,
        "Character",
        "The face that says these strips",
        type=Object,
        poll=is_face,
        update=_changed,
    )

    def matches(self, strip: Strip) -> bool:
        """Whether it is said of that strip."""
        if self.kind == CHANNEL:
            return strip.channel == self.channel
        if self.kind == COLOR:
            return strip.color_tag == self.color
        wanted = self.name.casefold()
        return bool(wanted) and fnmatchcase(strip.name.casefold(), f"{wanted}*")


def speaker(scene: Scene, heard: SoundStrip) -> Object | None:
    """Who says a strip: as the list has it for the strip, else for the meta strips around it."""
    known = [one for one in scene.intone_lines.speakers if one.character is not None]
    found = (one.character for strip in _outwards(heard) for one in known if one.matches(strip))
    return next(found, None)


def channel_names(heard: SoundStrip) -> Iterator[str]:
    """The names of the channels that a strip and the meta strips around it lie on."""
    for strip in _outwards(heard):
        outer = strip.parent_meta() or heard.window.scene.sequence_editor
        yield outer.channels[strip.channel].name


def _outwards(heard: SoundStrip) -> Iterator[Strip]:
    strip: Strip | None = heard.strip
    while strip is not None:
        yield strip
        strip = strip.parent_meta()


def cast(scene: Scene) -> None:
    """Gives every line its speaker, except where the artist chose one by hand."""
    found = line_strips.strips_of(scene)
    for line in scene.intone_lines.lines:
        heard = found.get(line.strip)
        if heard is None or line.fixed:
            continue
        who = speaker(scene, heard) or line.otherwise
        who = performer(who) if who is not None else None
        if who is not None and who != line.character:
            line.character, line.fixed = who, False


CLASSES = (Speaker,)
