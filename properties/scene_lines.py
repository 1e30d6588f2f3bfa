"""SceneLines: who says which line of a scene when, kept in the .blend."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)
from bpy.types import Action, Context, Object, PropertyGroup, Scene

from ..emotion.mood import AUTO
from ..emotion.palette import read_palette
from . import own_emotions, take_verbs
from .declare import PATH, number, prop
from .performance import performer
from .scene_settings import is_face
from .speakers import Speaker
from .take_settings import NO_TEXT, TRANSCRIBED, VOICE, copy_settings

if TYPE_CHECKING:
    from .performance import Take

OWN, MIX = "own", "mix"
"""The emotion that is set on the character's own panel; one that is written as a mix."""
EMOTIONS = (
    (OWN, "As the Character", "The emotion and the style that are set on the character"),
    (AUTO, "From the Voice", "The mix of emotions that is heard in the voice"),
    *((e.name, e.label, e.description) for e in read_palette().emotions),
    (MIX, "A Mix", "Several emotions at once, each with its share"),
)
"""The .blend keeps the number of an item: new ones go to the end, or need a migration."""

_prop = partial(prop, override=set())


def _chosen_by_hand(line: Line, context: Context) -> None:
    """Whichever part of a character is chosen, its performance is on one of them."""
    line.fixed = True
    if line.character is not None and line.character != performer(line.character):
        line.character = performer(line.character)


class Line(PropertyGroup):
    """One line of dialogue."""

    use: _prop(BoolProperty, "Use", "Animate this line with the others", default=True)
    character: _prop(
        PointerProperty,
        "Character",
        "The face that says the line",
        type=Object,
        poll=is_face,
        update=_chosen_by_hand,
    )
    sound: _prop(
        StringProperty,
        "Voice",
        "The recording of the line: WAV, FLAC, OGG, MP3, AAC, or a film",
        subtype="FILE_PATH",
        options=PATH,
    )
    emotion: _prop(
        EnumProperty,
        "Emotion",
        "How the line is felt; what is said does not change",
        items=EMOTIONS,
        default=OWN,
    )
    mix: _prop(
        StringProperty,
        "Mix",
        "Emotions and their shares, such as happy=0.7, surprised=0.3",
        default="happy=0.7, surprised=0.3",
    )
    scale: number(
        "Intensity",
        "Gain on the intensity that is heard; 0 is a neutral face",
        1.0,
        limits=(0, 2),
        subtype="FACTOR",
        override=set(),
    )
    start: _prop(
        IntProperty, "Start Frame", "Frame on which the sound begins", default=1, subtype="TIME"
    )
    take: _prop(StringProperty, "Take", "The take that the line became", options={"HIDDEN"})
    taken_by: _prop(PointerProperty, "Taken by", "Whose take it is", type=Object)
    strip: _prop(StringProperty, "Strip", "The number of its strip", options={"HIDDEN"})
    strip_name: _prop(StringProperty, "Name of the Strip", options={"HIDDEN"})
    selected: _prop(BoolProperty, "Select", "What is done to lines is done to this one, too")
    fixed: _prop(BoolProperty, "Fixed", options={"HIDDEN"})
    """Whether the artist or a name chose the character: the list of speakers leaves it alone."""
    otherwise: _prop(
        PointerProperty, "Otherwise", "Who says the line where no speaker is listed", type=Object
    )

    @property
    def title(self) -> str:
        """The sound's name without folder and suffix."""
        return Path(bpy.path.basename(self.sound)).stem

    @property
    def text(self) -> str:
        """The emotion as it is written: one, "auto", or a mix."""
        return self.mix if self.emotion == MIX else self.emotion

    @property
    def is_own_voice(self) -> bool:
        """Whether it is the voice that the character's transcript belongs to."""
        return self.sound == self.character.intone.sound

    def feel(self, emotion: str) -> None:
        """Sets the emotion as a file's name writes it: one, "auto", or a mix."""
        emotion, known = emotion.casefold(), {item[0] for item in EMOTIONS}
        self.emotion = emotion if emotion in known else MIX
        self.mix = emotion if self.emotion == MIX else self.mix


class SceneLines(PropertyGroup):
    """The lines of one scene."""

    lines: _prop(CollectionProperty, "Lines", "What is said in this scene", type=Line)
    active: _prop(IntProperty, "Line", "The line whose details are shown", min=0)
    speakers: _prop(
        CollectionProperty, "Speakers", "Who says which strips of the Sequencer", type=Speaker
    )
    active_speaker: _prop(IntProperty, "Speaker", "The speaker that is chosen", min=0)


def scene_lines(context: Context) -> SceneLines:
    """The lines of the context's scene."""
    return context.scene.intone_lines


def active_line(context: Context) -> Line | None:
    """The line that is chosen in the list."""
    chosen = scene_lines(context)
    return chosen.lines[chosen.active] if chosen.active < len(chosen.lines) else None


def selected_lines(context: Context) -> list[Line]:
    """The lines that are selected; the active one where none is."""
    active = active_line(context)
    found = [line for line in scene_lines(context).lines if line.selected]
    return found or ([active] if active is not None else [])


def take_of(line: Line) -> Take | None:
    """The take that the line became, or else one of its sound and start that no line has."""
    whose = line.taken_by or line.character
    if whose is None:
        return None
    takes = whose.intone.takes
    known = takes.get(line.take)
    if known is not None and known.sound == line.sound:
        return known
    claimed = {other.take for other in line.id_data.intone_lines.lines}
    found = [t for t in takes if t.sound == line.sound and t.name not in claimed]
    return next((take for take in found if take.start == line.start), None) or next(
        iter(found), None
    )


def record(line: Line, name: str, action: Action, *, again: bool = False) -> None:
    """Keeps what a line became as a take of its character; the take that is shown stays shown.

    again   as it was made before: the take keeps its settings
    """
    performance = line.character.intone
    known = name in performance.takes
    if not known:
        performance.takes.add().name = name
    take, line.take, line.taken_by = performance.takes[name], name, line.character
    if not (again and known):
        _settle(line, take)
    take.action, take.sound, take.start = action, line.sound, line.start
    if take.open and performance.start != line.start:
        performance.start = line.start
    if not again if take.open else len(performance.takes) == 1:
        take_verbs.open_take(performance, take)


def _settle(line: Line, take: Take) -> None:
    """The take's settings are those that the line asks for."""
    performance, edits = line.character.intone, take.word_edits
    copy_settings(performance, take)
    if not line.is_own_voice:
        take.transcript, take.word_edits = "", edits
        take.text_source = NO_TEXT if performance.text_source == NO_TEXT else TRANSCRIBED
    if line.emotion != OWN:
        take.scale, take.intensity_source = line.scale, VOICE
        for setting, value in own_emotions.from_emotion(line.character, line.text).items():
            setattr(take, setting, value)


CLASSES = (Line, SceneLines)
POINTERS = ((Scene, "intone_lines", PointerProperty(type=SceneLines)),)
