"""FilmSettings: how the films of a scene look, kept in the .blend."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import bpy
from bpy.props import BoolProperty, EnumProperty, PointerProperty, StringProperty
from bpy.types import Object, PropertyGroup, Scene

from ..blender.output.render_settings import BEAUTIFUL, FINAL, QUICK, Look, sized
from ..text.captions import Caption, captions
from . import spoken_words
from .declare import PATH, prop
from .take_verbs import active

_setting = partial(prop, override=set())
VIEWPORT = "VIEWPORT"
LOOKS = {"QUICK": QUICK, "EEVEE": BEAUTIFUL, "CYCLES": FINAL}
QUALITIES = (
    ("QUICK", "Quick", "Workbench: no shadows, ready soon on any computer"),
    ("EEVEE", "Beautiful (EEVEE)", "Light and skin as games draw them; wants a graphics card"),
    ("CYCLES", "Beautiful (Cycles)", "Light as it is, traced; takes seconds to minutes a frame"),
    (VIEWPORT, "As the View Shows It", "What the 3-D view draws, from where you look"),
)
FORMS = (
    ("square", "Square", "1080 by 1080 pixels"),
    ("wide", "Wide", "1920 by 1080 pixels, for screens"),
    ("tall", "Tall", "1080 by 1920 pixels, for telephones"),
)
STAGINGS = (
    ("PORTRAIT", "Portrait", "A camera that fits the face, three lights and a background"),
    ("SCENE", "Scene as It Is", "Your own camera, lights, world and everything around"),
)


class FilmSettings(PropertyGroup):
    """How the films of a scene look."""

    quality: _setting(EnumProperty, "Quality", "What draws the film", items=QUALITIES)
    form: _setting(EnumProperty, "Form", "Pixels of the film", items=FORMS)
    staging: _setting(EnumProperty, "Staging", "What the film shows", items=STAGINGS)
    captions: _setting(BoolProperty, "Captions", "Burn what is said into the film")
    show: _setting(BoolProperty, "Open When Done", "Show the film as soon as it is done",
                   default=True)  # fmt: skip
    path: _setting(
        StringProperty,
        "Film",
        "Where the film goes; empty: beside the .blend, or into your own folder, with the take's "
        "name",
        subtype="FILE_PATH",
        options=PATH,
    )

    @property
    def look(self) -> Look:
        """Engine, size and quality."""
        return sized(LOOKS.get(self.quality, QUICK), self.form)


def settings(scene: Scene) -> FilmSettings:
    """The settings of a scene."""
    return scene.intone_film


def place(scene: Scene, thing: Object) -> Path:
    """Where the next film goes: as it is set, else beside the .blend by a name that is free."""
    given = settings(scene).path
    if given:
        path = Path(bpy.path.abspath(given))
        return path if path.suffix else path.with_suffix(".mp4")
    folder = Path(bpy.data.filepath).parent if bpy.data.filepath else Path.home()
    take = active(thing.intone)
    stem = take.name if take is not None else thing.name
    stem = bpy.path.clean_name(stem)
    names = (f"{stem}{end}.mp4" for end in ("", *(f"-{number}" for number in range(2, 1000))))
    return next(path for path in map(folder.joinpath, names) if not path.exists())


def caption_lines(thing: Object) -> tuple[Caption, ...]:
    """What the character says, with frames of the scene in place of seconds."""
    lines = captions(spoken_words.words(thing))
    frame = partial(spoken_words.frame_of, thing)
    return tuple(Caption(line.text, frame(line.start), frame(line.end)) for line in lines)


CLASSES = (FilmSettings,)
POINTERS = ((Scene, "intone_film", PointerProperty(type=FilmSettings)),)
