"""The choices of the Emotion panel that do more than set a property: its source, and a picture.

Scripts set `object.intone.emotion_source` and the shares, or apply a preset.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import bpy
from bpy.props import EnumProperty, PointerProperty
from bpy.types import Context, Object, PropertyGroup, Scene

from ..blender.head import pictures
from ..blender.takes import curves
from ..blender.translations import CONTEXT
from ..emotion.mood import EXPRESSIVE, heard_mood
from ..emotion.presets import Value, preset_values
from ..face.mix import mixed_face
from . import own_emotions, scene_settings, spoken_words
from .declare import prop
from .own_emotions import parsed
from .performance import Performance
from .take_settings import AUTO, EMOTION_SOURCES, MIX, OWN_SLIDERS

FOLDER = "intone/emotion"
"""Of the presets, below Blender's folders of presets."""
PICTURES = Path(__file__).parents[1] / "assets" / "thumbnails"
YOURS = "YOURS"
"""Stands for a mix that is like no preset."""
NEAR = 1e-3
"""Shares nearer than this are the same."""
LEAST = 0.01
"""A mix begins without smaller shares than this: nobody sees them, and their sliders would show
long rows of figures."""

Item = tuple[str, str, str, int, int]
_texts: dict[str, str] = {}
"""All texts that the gallery ever had: Blender keeps no copies, and shows them later."""


def _values(preset: Path) -> dict[str, Value]:
    return _read(preset, preset.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _read(preset: Path, saved: int) -> dict[str, Value]:
    """As preset_values, of a file once for each time that it was saved: it is drawn from this."""
    return preset_values(preset)


def presets() -> list[Path]:
    """The files of emotion presets, Intone's and the user's, by name."""
    folders = map(Path, bpy.utils.preset_paths(FOLDER))
    return sorted((file for place in folders for file in place.glob("*.py")), key=lambda f: f.stem)


def begin_mix(thing: Object) -> None:
    """Chooses the mix; one that was never touched begins with what is heard of the voice."""
    performance: Performance = thing.intone
    performance.emotion_source = MIX
    speech = spoken_words.heard(thing)
    if speech is None or not is_untouched(thing):
        return
    weights = heard_mood(speech.guess()).weights
    for name in weights.names:
        share = float(weights[name][0])
        setattr(performance, name, share if share >= LEAST else 0.0)


def is_untouched(thing: Object) -> bool:
    """Whether no emotion has a share or keys."""
    sliders = (*EXPRESSIVE, *OWN_SLIDERS)
    moved = any(getattr(thing.intone, name) for name in sliders)
    return not moved and all(curves.find(thing, name) is None for name in sliders)


def apply(performance: Performance, preset: Path) -> None:
    """Sets what the preset sets; own emotions that it does not name have no share."""
    values = _values(preset)
    for name in ("emotion_source", *EXPRESSIVE):
        if name in values:
            setattr(performance, name, values[name])
    performance.own_mix = str(values.get("own_mix", ""))


def is_applied(performance: Performance, values: dict[str, Value]) -> bool:
    """Whether the performance stands as the preset of these values sets it."""
    if values.get("emotion_source") == AUTO or performance.emotion_source == AUTO:
        return values.get("emotion_source") == performance.emotion_source
    own = parsed(str(values.get("own_mix", "")))
    pairs = [(getattr(performance, name), values.get(name, 0.0)) for name in EXPRESSIVE]
    pairs += [
        (getattr(performance, item.slider), own.pop(item.known_name, 0.0))
        for item in performance.own_emotions
    ]
    return not own and all(abs(is_ - float(wanted)) < NEAR for is_, wanted in pairs)


def preset_icon(preset: Path, thing: Object) -> int:
    """The picture of a preset: the one that is shipped, else its mix drawn."""
    shipped = PICTURES / f"{preset.stem}.png"
    if preset.is_relative_to(PICTURES.parent) and shipped.is_file():
        return pictures.file_icon(shipped)
    values = _values(preset)
    weights = {name: float(values.get(name, 0.0)) for name in EXPRESSIVE}
    own = own_emotions.emotions(thing)
    names = {emotion.name for emotion in own}
    named = parsed(str(values.get("own_mix", ""))).items()
    weights |= {name.casefold(): share for name, share in named if name.casefold() in names}
    return pictures.face_icon(mixed_face(weights, own))


def mix_icon(thing: Object) -> int:
    """The picture of the character's mix as it stands now."""
    performance, own = thing.intone, own_emotions.by_slider(thing)
    weights = {name: getattr(performance, name) for name in EXPRESSIVE}
    weights |= {emotion.name: getattr(performance, slider) for slider, emotion in own.items()}
    return pictures.face_icon(mixed_face(weights, tuple(own.values())))


def _gallery(choice: EmotionChoice, context: Context) -> list[Item]:
    """The pictures to choose from; the mix as it stands is the first where no preset is like it."""
    thing = scene_settings.character(context) if context is not None else None
    if thing is None:
        return []
    items = [
        _item(str(path), bpy.path.display_name(path.stem), preset_icon(path, thing), place)
        for place, path in enumerate(presets(), 1)
    ]
    own = [_item(YOURS, "Your Mix", mix_icon(thing), 0)] if _shown(choice) == 0 else []
    return [*own, *items]


def _item(name: str, label: str, icon: int, place: int) -> Item:
    return _texts.setdefault(name, name), _texts.setdefault(label, label), "", icon, place


def _shown(choice: EmotionChoice) -> int:
    thing = scene_settings.character(bpy.context)
    if thing is None:
        return 0
    standing = (is_applied(thing.intone, _values(path)) for path in presets())
    return next((place for place, good in enumerate(standing, 1) if good), 0)


def _choose(choice: EmotionChoice, place: int) -> None:
    thing, files = scene_settings.character(bpy.context), presets()
    if thing is not None and 1 <= place <= len(files):
        apply(thing.intone, files[place - 1])


def _source(choice: EmotionChoice) -> int:
    thing = scene_settings.character(bpy.context)
    names = [item[0] for item in EMOTION_SOURCES]
    return names.index(thing.intone.emotion_source) if thing is not None else 0


def _choose_source(choice: EmotionChoice, number: int) -> None:
    thing = scene_settings.character(bpy.context)
    if thing is not None and EMOTION_SOURCES[number][0] == MIX:
        begin_mix(thing)
    elif thing is not None:
        thing.intone.emotion_source = AUTO


class EmotionChoice(PropertyGroup):
    """What the panel offers for the chosen character; nothing of it is kept."""

    source: prop(
        EnumProperty,
        "Emotion",
        "How the words are felt; a mix begins with what is heard in the voice",
        items=EMOTION_SOURCES,
        override=set(),
        get=_source,
        set=_choose_source,
    )
    picture: EnumProperty(
        name="Preset",
        description="Presets of emotion by their faces: a click applies one",
        translation_context=CONTEXT,
        items=_gallery,
        get=_shown,
        set=_choose,
    )


CLASSES = (EmotionChoice,)
POINTERS = ((Scene, "intone_emotion", PointerProperty(type=EmotionChoice)),)
