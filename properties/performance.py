"""Performance: what a character plays. Its takes, and the settings of the one that is shown."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty, CollectionProperty, IntProperty, PointerProperty, StringProperty
from bpy.types import Action, Context, Object, PropertyGroup

from ..blender.background import jobs
from ..blender.character import characters
from ..blender.live import live_update
from ..errors import RigError
from . import take_verbs, voice_change
from .declare import GROWS, OVERRIDABLE, PATH, prop
from .fades import Fades
from .own_emotions import OwnEmotionItem, mix_of, set_mix
from .take_settings import TakeSettings, touch

FORGETS = (
    "The takes of {name} stay, but this file will not keep their settings: open {library}, choose "
    "a voice for the character there, and save it."
)


def _renamed(take: Take, context: Context) -> None:
    """No two takes share a name, also where a list renames one; the action is renamed too."""
    takes = take.id_data.intone.takes
    if [other.name for other in takes].count(take.name) > 1:
        take.name = take_verbs.unique_name(take.name, takes.keys())
    elif take.action is not None:
        take.action.name = take.name


class Take(TakeSettings, Fades, PropertyGroup):
    """One take of a character: its voice, and the action that came of it.

    Its settings are here too, unless it is `open`: then they are the performance's own.
    """

    name: prop(StringProperty, "Take", "The take and its action", update=_renamed)
    sound: prop(StringProperty, "Voice", "The recording that the take is of")
    action: prop(PointerProperty, "Action", "What the take became", type=Action)
    sliders: prop(
        PointerProperty, "Sliders", "Keys of its sliders, while it is not shown", type=Action
    )
    open: prop(BoolProperty, "Open", options={"HIDDEN"})
    remarks: prop(
        StringProperty,
        "Remarks",
        "What is known of the take since it was made, a sentence a line, until it is read",
        options={"HIDDEN"},
    )


def _voice_chosen(performance: Performance, context: Context) -> None:
    voice_change.follow_voice(performance)
    touch(performance, context)


def _shown(performance: Performance) -> int:
    return performance.shown_take


def _show(performance: Performance, number: int) -> None:
    """Shows the take of that number, unless it is on the panel already; or says why not."""
    take = take_verbs.active(performance)
    if not len(performance.takes) or (number == performance.shown_take and take and take.open):
        return
    try:
        if jobs.state(bpy.context).running:
            raise RigError(jobs.BUSY)
        take_verbs.show(performance, number)
    except RigError as error:
        live_update.refuse(str(error))


class Performance(TakeSettings, PropertyGroup):
    """What a character plays: its takes, and on itself the settings that are edited.

    Those are the settings of the take that is shown, while that one is `open`. It is closed as soon
    as another voice is chosen: then they are the settings of the take that Animate will make.
    """

    sound: prop(
        StringProperty,
        "Voice",
        "The recording of a voice: WAV, FLAC, OGG, MP3, AAC, or a film",
        subtype="FILE_PATH",
        options=PATH,
        update=_voice_chosen,
    )
    takes: prop(CollectionProperty, "Takes", "The character's takes", type=Take, override=GROWS)
    shown_take: prop(IntProperty, "Shown Take", options={"HIDDEN"}, min=0)
    active_take: prop(
        IntProperty,
        "Active Take",
        "Number of the take that plays and that the settings belong to",
        min=0,
        get=_shown,
        set=_show,
    )
    own_emotions: prop(
        CollectionProperty,
        "Own Emotions",
        "Emotions that were made of poses of this face",
        type=OwnEmotionItem,
        override=GROWS,
    )
    own_row: prop(IntProperty, "Own Emotion", "The row that is chosen in the list", min=0)
    own_mix: prop(
        StringProperty,
        "Own Mix",
        "Shares of own emotions by name, as presets keep them: weary=0.5, smug=0.2",
        get=mix_of,
        set=set_mix,
    )
    version: prop(IntProperty, "Version", options={"HIDDEN"})


def saved(thing: Object) -> bool:
    """Whether anything of a performance is kept on the object; asking for it would begin one."""
    return thing.is_property_set("intone")


def performer(chosen: Object) -> Object:
    """The part of its character that keeps the performance, whichever of its parts is chosen.

    One that has a voice or takes already, else the character's main part.
    """
    if performs(chosen):
        return chosen
    main = characters.main_part(chosen)
    return next(filter(performs, (main, *characters.members(chosen))), main)


def performs(thing: Object) -> bool:
    """Whether a voice or takes are kept on the object itself."""
    return saved(thing) and bool(len(thing.intone.takes) or thing.intone.sound)


def init_settings(chosen: Object) -> None:
    """Creates Intone's settings on a character.

    Blender saves only those settings of an override that its library has as well.
    """
    chosen.intone.shown_take = 0
    characters.map_owner(chosen).intone_rig.row = 0


def why_forgotten(chosen: Object) -> str:
    """Why its settings will not be saved, in a sentence; "" where they are: see `init_settings`."""
    override = chosen.override_library
    known = override.reference if override is not None else None
    if known is None or saved(known):
        return ""
    return FORGETS.format(name=chosen.name, library=known.library.filepath)


def performing() -> list[Object]:
    """The characters with a take."""
    return [thing for thing in bpy.data.objects if saved(thing) and len(thing.intone.takes)]


CLASSES = (Take, Performance)
_INTONE = PointerProperty(
    type=Performance, name="Intone", description="What the character plays", override=OVERRIDABLE
)
POINTERS = ((Object, "intone", _INTONE),)
