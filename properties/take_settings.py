"""TakeSettings: everything that a take follows from, kept in the .blend so it can be made again."""

from __future__ import annotations

from functools import partial
from typing import Any

from bpy.props import EnumProperty, IntProperty, StringProperty
from bpy.types import Context, PropertyGroup

from ..animation.keyframes import TOLERANCE, UNSEEN
from ..blender.character.playback import ABOVE, ADD, BELOW
from ..blender.live import live_update
from ..emotion.change import CHANGE_S
from ..emotion.intensity import ATTACK, EXIT, LEAD, RELEASE
from ..emotion.mood import EXPRESSIVE
from ..emotion.palette import read_palette
from ..text.script import ENGLISH
from .declare import number, prop

AUTO, MIX = "AUTO", "MIX"
VOICE, CURVE, CONSTANT = "VOICE", "CURVE", "CONSTANT"
ACTION, NLA = "ACTION", "NLA"

EMOTION_SOURCES = (
    (AUTO, "From the Voice", "The mix of emotions that is heard in the voice"),
    (MIX, "Mix", "The emotions as you mix them, also changing along the line"),
)
INTENSITY_SOURCES = (
    (VOICE, "From the Voice", "As strongly as it is heard, moment by moment"),
    (CURVE, "My Curve", "As the Intensity slider says; key it, or fill it from the voice"),
    (CONSTANT, "Constant", "The same throughout: Scale alone says how strongly"),
)
TRANSCRIBED, GIVEN, NO_TEXT = "AUTO", "GIVEN", "NONE"
TEXT_SOURCES = (
    (TRANSCRIBED, "Automatic", "Intone writes down what is said, where it is English"),
    (GIVEN, "Given", "A text that you type, or a file of it, also with times"),
    (NO_TEXT, "None", "The mouth follows the sound alone"),
)
LAYERS = (
    (ACTION, "Active Action", "The take is the active action; below yours where you have one"),
    (NLA, "NLA Strip", "The take is a strip on Intone's own track in the NLA editor"),
)

STACKINGS = (
    (BELOW, "Below", "Your strips and your active action win where they move the same channels"),
    (ABOVE, "Above", "The take wins over your strips; your active action is always on top"),
    (ADD, "Added", "The take is added to your strips; your active action is always on top"),
)
REGION_ITEMS = (
    ("mouth", "Mouth", "Lips, jaw and tongue"),
    ("eyes", "Eyes", "Lids and gaze"),
    ("brows", "Brows", "Brows"),
    ("cheeks", "Cheeks", "Cheeks and nose"),
    ("head", "Head", "The turns of the head"),
    ("expressions", "Expressions", "A rig's own shapes of whole emotions"),
)

OWN_SLIDERS = tuple(f"own_{number}" for number in range(1, 9))
"""The sliders of a character's own emotions (`own_emotions`)."""

GROUPS: dict[str, tuple[str, ...]] = {
    "emotion": ("emotion_source", *EXPRESSIVE, *OWN_SLIDERS),
    "intensity": (
        *("intensity_source", "scale", "bias", "emotion_lead", "attack"),
        *("hold", "release", "exit", "swell", "change"),
    ),
    "regions": ("brows", "eyes", "cheeks", "mouth"),
    "lip_sync": ("articulation", "jaw", "closure", "lead"),
    "life": (
        *("blinks", "gaze", "glances", "head", "sway", "nods"),
        *("accents", "breath", "sounds", "asymmetry", "seed"),
    ),
    "keys": ("tolerance",),
}
"""The settings of each panel, in their order there."""


def touch(settings: PropertyGroup, context: Context) -> None:
    """Update callback: the change shows on the face."""
    live_update.touch(settings.id_data.name)


def _text_given(settings: PropertyGroup, context: Context) -> None:
    """A text that is given is meant to be used."""
    if settings.transcript:
        settings.text_source = GIVEN
    touch(settings, context)


setting = partial(prop, update=touch)
_number = partial(number, update=touch)
_slider = partial(_number, options={"ANIMATABLE"})
_amount = partial(_number, default=1.0, limits=(0, 2), soft=(0, 1.5))
_seconds = partial(
    _number, limits=(0.02, 10), soft=(0.02, 4), subtype="TIME_ABSOLUTE", unit="TIME_ABSOLUTE"
)


def _emotion(name: str) -> Any:
    known = read_palette()[name]
    description = f"Share in the mix. {known.description}"
    return _slider(known.label, description, limits=(0, 1), subtype="FACTOR")


def _own(place: int) -> Any:
    return _slider(
        f"Own Emotion {place}",
        "Share in the mix of one of the character's own emotions",
        limits=(0, 1),
        subtype="FACTOR",
    )


class TakeSettings:
    """The settings of one take, without its voice. Those that are animatable may be keyed."""

    transcript: prop(
        StringProperty,
        "Transcript",
        "What is said, or a file of it: plain text, subtitles, TextGrid or JSON with times",
        update=_text_given,
    )
    text_source: setting(
        EnumProperty,
        "Text",
        "Where the words come from that the mouth says",
        items=TEXT_SOURCES,
    )
    language: setting(
        StringProperty,
        "Language",
        "Of the transcript, as espeak-ng names it: en, de, fr, cmn",
        default=ENGLISH,
    )
    start: setting(IntProperty, "Start Frame", "Frame on which the sound begins", default=1)
    emotion_source: setting(
        EnumProperty,
        "Emotion",
        "How the words are felt; what is said does not change",
        items=EMOTION_SOURCES,
    )
    angry: _emotion("angry")
    contemptuous: _emotion("contemptuous")
    disgusted: _emotion("disgusted")
    fearful: _emotion("fearful")
    happy: _emotion("happy")
    sad: _emotion("sad")
    surprised: _emotion("surprised")
    own_1: _own(1)
    own_2: _own(2)
    own_3: _own(3)
    own_4: _own(4)
    own_5: _own(5)
    own_6: _own(6)
    own_7: _own(7)
    own_8: _own(8)
    intensity_source: setting(
        EnumProperty,
        "Source",
        "What says how strongly the emotion is felt, moment by moment",
        items=INTENSITY_SOURCES,
    )
    intensity: _slider(
        "Intensity",
        "Your own intensity: key it, draw it, or fill it from the voice",
        0.5,
        limits=(0, 1),
        subtype="FACTOR",
    )
    scale: _slider(
        "Scale", "Gain on the intensity; 0 is exactly the neutral face", 1.0, limits=(0, 2)
    )
    bias: _number(
        "Bias",
        "Added to the intensity: above 0 a quiet voice feels more, below 0 less",
        limits=(-1, 1),
    )
    emotion_lead: _seconds(
        "Lead", "How early the emotion sets in before the voice", LEAD, limits=(0, 1), soft=(0, 0.5)
    )
    attack: _seconds("Attack", "How fast an emotion is taken up when the voice sets in", ATTACK)
    hold: _amount("Hold", "How long pauses keep the emotion, as a multiple of how long it lasts")
    release: _seconds("Release", "How slowly it lets go when the voice falls silent", RELEASE)
    exit: _seconds(
        "Exit",
        "How slowly the emotion leaves the face after the last word; at 0 it stays",
        EXIT,
        limits=(0, 5),
        soft=(0, 3),
    )
    swell: _amount("Swell", "How far the emotion swells on stressed words")
    change: _seconds(
        "Change",
        "How long a change to another emotion takes at least; at 0 it is as you key it",
        CHANGE_S,
        limits=(0, 5),
        soft=(0, 2),
    )
    brows: _amount("Brows", "Amount of the emotion in the brows")
    eyes: _amount("Eyes", "Amount of the emotion in the eyes")
    cheeks: _amount("Cheeks", "Amount of the emotion in the cheeks and the nose")
    mouth: _amount("Mouth", "Amount of the emotion in the mouth")
    articulation: _amount("Strength", "How clearly the mouth forms the words")
    jaw: _amount("Jaw", "How far the jaw opens in speaking")
    closure: _number(
        "Closure",
        "How firmly the lips meet on p, b and m and touch the teeth on f and v",
        1.0,
        limits=(0, 1),
        subtype="FACTOR",
    )
    lead: _number(
        "Lead",
        "Milliseconds by which the face is ahead of the sound",
        limits=(-200, 200),
        precision=0,
        step=1000,
    )
    blinks: _amount("Blinks", "How often the eyes blink, as a multiple of the usual rate")
    gaze: _amount("Gaze", "Amount of what the eyes do by themselves; they still look at a target")
    look_weight: _slider(
        "Look",
        "How far eyes and head turn to the target that is chosen in the panel Life",
        1.0,
        limits=(0, 1),
        subtype="FACTOR",
    )
    glances: _amount("Glances", "How often the eyes look away, as a multiple of the usual")
    head: _amount("Head", "Amount of head motion")
    sway: _amount("Sway", "Amount of the head's posture and drift, within its motion")
    nods: _amount("Nods", "Amount of the head's gestures with the voice, within its motion")
    accents: _amount("Accents", "How far the brows rise on stressed syllables")
    breath: _amount("Breath", "How far the lips part for a breath before a phrase")
    sounds: _amount(
        "Sounds",
        "How far laughs, sobs, breaths, sighs and gasps that are heard show; at 0 laughs are "
        "mouthed as words",
    )
    asymmetry: _amount("Asymmetry", "How differently the emotion moves the two sides of the face")
    seed: setting(
        IntProperty,
        "Seed",
        "Another number gives other blinks, accents, head motion and sides",
        min=0,
    )
    tolerance: _number(
        "Key Error",
        "How far a curve may be off between its keys: more gives fewer keys",
        UNSEEN,
        limits=(TOLERANCE, 0.1),
        soft=(TOLERANCE, 0.02),
        precision=5,
        step=0.1,
    )
    layer: setting(
        EnumProperty,
        "Lay As",
        "How the take is laid on the character; your own animation stays on top",
        items=LAYERS,
    )
    stacking: setting(
        EnumProperty,
        "With Yours",
        "How the take lies to strips and actions of your own on the same channels",
        items=STACKINGS,
    )
    moves: setting(
        EnumProperty,
        "Moves",
        "The regions of the face that the take moves; the others are yours",
        items=REGION_ITEMS,
        default={name for name, _, _ in REGION_ITEMS},
        options={"ENUM_FLAG"},
    )
    word_edits: setting(StringProperty, "Word Edits", options={"HIDDEN"})
    made_by: prop(StringProperty, "Made By", "Intone's version and the networks of the last run")


SETTINGS = tuple(TakeSettings.__annotations__)
"""The names of a take's settings."""


def copy_settings(source: PropertyGroup, goal: PropertyGroup) -> None:
    """Every setting of one to another; one that is left at its default stays unset."""
    for name in SETTINGS:
        if source.is_property_set(name):
            setattr(goal, name, getattr(source, name))
        else:
            goal.property_unset(name)


def clear_settings(settings: PropertyGroup) -> None:
    """Every setting as it was at first."""
    for name in SETTINGS:
        settings.property_unset(name)
