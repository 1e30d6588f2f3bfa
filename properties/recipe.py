"""Recipe: all that a take follows from, kept in the .blend so that it re-runs years later."""

from __future__ import annotations

from typing import Any

from bpy.props import EnumProperty, FloatProperty, IntProperty, StringProperty
from bpy.types import Context, PropertyGroup

from ..animation.keyframes import TOLERANCE
from ..blender.live import live_update
from ..blender.translations import CONTEXT
from ..emotion.intensity import ATTACK, RELEASE
from ..emotion.mood import parse_mood
from ..emotion.palette import read_palette
from ..text.script import ENGLISH

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
LAYERS = (
    (ACTION, "Active Action", "The take is the active action; below yours where you have one"),
    (NLA, "NLA Strip", "The take is a strip on Intone's own track in the NLA editor"),
)


FREE = {"LIBRARY_OVERRIDABLE"}
"""In overrides of linked characters, as every setting is."""


def _changed(recipe: PropertyGroup, context: Context) -> None:
    live_update.touch(recipe.id_data.name)


def _setting(kind: Any, *, animatable: bool = False, **words: Any) -> Any:
    """A property that shows on the face at once; in overrides of linked characters it is free."""
    return kind(
        options={"ANIMATABLE"} if animatable else set(),
        override=FREE,
        translation_context=CONTEXT,
        update=_changed,
        **words,
    )


def _amount(name: str, description: str) -> Any:
    return _setting(
        FloatProperty,
        name=name,
        description=description,
        default=1.0,
        min=0.0,
        soft_max=1.5,
        max=2.0,
    )


def _share(emotion: str) -> Any:
    known = read_palette()[emotion]
    return _setting(
        FloatProperty,
        animatable=True,
        name=known.label,
        description=f"Share in the mix. {known.description}",
        min=0.0,
        max=1.0,
        subtype="FACTOR",
    )


def _seconds(name: str, description: str, default: float) -> Any:
    return _setting(
        FloatProperty,
        name=name,
        description=description,
        default=default,
        min=0.02,
        max=10.0,
        soft_max=4.0,
        subtype="TIME_ABSOLUTE",
        unit="TIME_ABSOLUTE",
    )


class Recipe:
    """All that a take follows from. Sliders marked animatable may be keyed along the line."""

    sound: _setting(
        StringProperty,
        name="Voice",
        description="The recording of a voice: WAV, FLAC, OGG, MP3, AAC, or a film",
        subtype="FILE_PATH",
    )
    transcript: _setting(
        StringProperty,
        name="Transcript",
        description="What is said, or a .txt file of it: the words are timed better; may be empty",
    )
    language: _setting(
        StringProperty,
        name="Language",
        description="Of the transcript, as espeak-ng names it: en, de, fr, cmn",
        default=ENGLISH,
    )
    start: _setting(
        IntProperty, name="Start Frame", description="Frame on which the sound begins", default=1
    )
    emotion_source: _setting(
        EnumProperty,
        name="Emotion",
        description="How the words are felt; what is said does not change",
        items=EMOTION_SOURCES,
    )
    angry: _share("angry")
    contemptuous: _share("contemptuous")
    disgusted: _share("disgusted")
    fearful: _share("fearful")
    happy: _share("happy")
    sad: _share("sad")
    surprised: _share("surprised")
    intensity_source: _setting(
        EnumProperty,
        name="Source",
        description="What says how strongly the emotion is felt, moment by moment",
        items=INTENSITY_SOURCES,
    )
    intensity: _setting(
        FloatProperty,
        animatable=True,
        name="Intensity",
        description="Your own intensity: key it, draw it, or fill it from the voice",
        default=0.5,
        min=0.0,
        max=1.0,
        subtype="FACTOR",
    )
    scale: _setting(
        FloatProperty,
        animatable=True,
        name="Scale",
        description="Gain on the intensity; 0 is exactly the neutral face",
        default=1.0,
        min=0.0,
        max=2.0,
    )
    bias: _setting(
        FloatProperty,
        name="Bias",
        description="Added to the intensity: above 0 a quiet voice feels more, below 0 less",
        min=-1.0,
        max=1.0,
    )
    attack: _seconds("Attack", "How fast an emotion is taken up when the voice sets in", ATTACK)
    release: _seconds("Release", "How slowly it lets go when the voice falls silent", RELEASE)
    brows: _amount("Brows", "Amount of the emotion in the brows")
    eyes: _amount("Eyes", "Amount of the emotion in the eyes")
    cheeks: _amount("Cheeks", "Amount of the emotion in the cheeks and the nose")
    mouth: _amount("Mouth", "Amount of the emotion in the mouth")
    articulation: _amount("Strength", "How clearly the mouth forms the words")
    jaw: _amount("Jaw", "How far the jaw opens in speaking")
    closure: _setting(
        FloatProperty,
        name="Closure",
        description="How firmly the lips meet on p, b and m and touch the teeth on f and v",
        default=1.0,
        min=0.0,
        max=1.0,
        subtype="FACTOR",
    )
    lead: _setting(
        FloatProperty,
        name="Lead",
        description="Milliseconds by which the face is ahead of the sound",
        default=0.0,
        min=-200.0,
        max=200.0,
        precision=0,
        step=1000,
    )
    blinks: _amount("Blinks", "How often the eyes blink, as a multiple of the usual rate")
    gaze: _amount("Gaze", "Amount of the small movements of the eyes")
    head: _amount("Head", "Amount of head motion")
    accents: _amount("Accents", "How far the brows rise on stressed syllables")
    breath: _amount("Breath", "How far the lips part for a breath before a phrase")
    seed: _setting(
        IntProperty,
        name="Seed",
        description="Another number gives other blinks, accents and head motion",
        min=0,
    )
    tolerance: _setting(
        FloatProperty,
        name="Key Error",
        description="How far a curve may be off between its keys: more gives fewer keys",
        default=TOLERANCE,
        min=TOLERANCE,
        soft_max=0.02,
        max=0.1,
        precision=5,
        step=0.1,
    )
    layer: _setting(
        EnumProperty,
        name="Lay As",
        description="How the take is laid on the character; your own animation stays on top",
        items=LAYERS,
    )
    made_by: StringProperty(
        name="Made By",
        description="Intone's version and the networks of the last run",
        override=FREE,
    )


SETTINGS = tuple(Recipe.__annotations__)
"""The names of a recipe's properties."""


def asked(emotion: str) -> dict[str, Any]:
    """The settings that say "auto", or a mix such as "happy=0.7,sad=0.3". Raises MoodError."""
    if emotion == "auto":
        return {"emotion_source": AUTO}
    weights = parse_mood(emotion).weights
    return {"emotion_source": MIX} | {name: float(weights[name][0]) for name in weights.names}


def copy_recipe(source: PropertyGroup, goal: PropertyGroup) -> None:
    """Every setting of one recipe to another; one left at its default stays unset."""
    for name in SETTINGS:
        if source.is_property_set(name):
            setattr(goal, name, getattr(source, name))
        else:
            goal.property_unset(name)
