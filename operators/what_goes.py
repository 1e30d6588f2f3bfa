"""What goes and what stays: the lists that are shown before something is removed or baked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import bpy
from bpy.app.translations import pgettext_iface
from bpy.types import Object

from ..blender.character import characters, correction_layer, playback
from ..blender.takes import actions, bake, corrections, curves, scene, scene_state
from ..blender.translations import CONTEXT
from ..properties import take_verbs
from ..properties.performance import Performance, Take
from ..properties.take_settings import GROUPS

TAKES = "Goes, with keys and settings: {names}."
TAKE = "Goes: the take {name}, its {count} keys and its settings."
SLIDERS = "Goes: the curves of your sliders: {names}."
SOUNDS = "Goes: the sound strips that Intone laid: {names}."
RANGE_BACK = "Goes back: the frame range, to {first}–{last}."
SYNC_BACK = "Goes back: playback, to its mode before."
CORRECTIONS = "Stays in the file: your corrections, as actions: {names}."
YOURS = "Stays: your own actions and strips: {names}."
OTHERS = "Stays: the other takes: {names}."
MAP = "Stays: the character, its rig's map, and files that were exported."
BECOMES = "Becomes yours: {count} keys of the take {name}; Intone never touches them again."
JOINED = "They go into your action {name}, beside the keys it has."
MERGED = "Goes: {count} keys of corrections, which are added to the keys."
LEFT = "Stays as an action: corrections that are muted."
SOUND_YOURS = "Becomes yours: the sound strips of it."
SETTINGS_STAY = "Stays: the take's settings, to make another one."
UNSET = "Goes: {count} settings, back to their defaults: {names}."
NOTHING = "Goes: nothing, all settings are at their defaults."
KEYS_STAY = "Stays: your keys and curves, and everything on the other panels."


def removed(thing: Object) -> list[str]:
    """Of *Remove*."""
    performance: Performance = thing.intone
    takes = list(performance.takes)
    return _said(
        (TAKES, {"names": _listed(take.name for take in takes)}),
        (SLIDERS, {"names": _listed(_keyed_sliders(thing))}),
        (
            SOUNDS,
            {
                "names": _listed(
                    s.name for w in bpy.data.scenes for s in scene.placed(w, thing.name)
                )
            },
        ),
        *_scene_back(thing),
        (CORRECTIONS, {"names": _listed(_layers(takes))}),
        (YOURS, {"names": _listed(_artists(thing))}),
        (MAP, {}),
    )


def deleted(thing: Object) -> list[str]:
    """Of *Delete Take*."""
    take = take_verbs.active(thing.intone)
    others = [one for one in thing.intone.takes if one != take]
    alone = take.sound not in {one.sound for one in others}
    path = Path(bpy.path.abspath(take.sound, library=thing.library))
    sounds = [s.name for w in thing.users_scene for s in scene.placed(w, thing.name, path)]
    return _said(
        (TAKE, {"name": take.name, "count": _keys(take)}),
        (SOUNDS, {"names": _listed(sounds) if alone and take.sound else ""}),
        (CORRECTIONS, {"names": _listed(_layers([take]))}),
        (OTHERS, {"names": _listed(one.name for one in others)}),
    )


def baked(thing: Object) -> list[str]:
    """Of *Bake*."""
    take = take_verbs.active(thing.intone)
    homes = actions.homes(thing, take.action)
    goals = [
        data.animation_data.action.name
        for data, slot in homes
        if bake.joins(data, take.action, slot)
    ]
    layer = correction_layer.layer_of(take.action)
    muted = layer is not None and correction_layer.is_muted(layer)
    count = corrections.count(take.action)
    return _said(
        (BECOMES, {"count": _keys(take), "name": take.name}),
        (JOINED, {"name": _listed(dict.fromkeys(goals))}),
        (LEFT, {} if muted else None),
        (MERGED, {"count": 0 if muted else count}),
        (SOUND_YOURS, {}),
        (SETTINGS_STAY, {}),
    )


def reset(thing: Object, group: str) -> list[str]:
    """Of *Reset* of a panel."""
    performance = thing.intone
    names = [name for name in GROUPS[group] if performance.is_property_set(name)]
    labels = [performance.bl_rna.properties[name].name for name in names]
    told = _listed(pgettext_iface(label, CONTEXT) for label in labels)
    return _said(
        (UNSET, {"count": len(names), "names": told}),
        (NOTHING, None if names else {}),
        (KEYS_STAY, {}),
    )


def _said(*sentences: tuple[str, dict[str, object] | None]) -> list[str]:
    """The sentences, translated and filled; those whose fillings are empty or 0 are left out."""
    return [
        str(pgettext_iface(sentence)).format(**filled)
        for sentence, filled in sentences
        if filled is not None and all(filled.values())
    ]


def _scene_back(thing: Object) -> Iterator[tuple[str, dict[str, object] | None]]:
    """What of the scenes goes back, where no other character has takes in them."""
    for where in thing.users_scene:
        others = (one for one in where.objects if one != thing and one.is_property_set("intone"))
        if any(len(one.intone.takes) for one in others):
            continue
        back = scene_state.goes_back(where)
        if scene_state.RANGE in back:
            first, last = back[scene_state.RANGE]
            yield RANGE_BACK, {"first": str(first), "last": str(last)}
        if scene_state.SYNC in back:
            yield SYNC_BACK, {}


def _keys(take: Take) -> int:
    written = take.action is not None and playback.KEYS in take.action
    return actions.cost(take.action)[0] if written else 0


def _layers(takes: Iterable[Take]) -> Iterator[str]:
    """Names of the actions with corrections that are not empty."""
    for action in (take.action for take in takes if take.action is not None):
        layer = correction_layer.layer_of(action)
        if layer is not None and not correction_layer.is_empty(layer):
            yield layer.name


def _keyed_sliders(thing: Object) -> list[str]:
    properties = thing.intone.bl_rna.properties
    keyed = (p for p in properties if p.is_animatable and curves.find(thing, p.identifier))
    return [str(pgettext_iface(p.name, CONTEXT)) for p in keyed]


def _artists(thing: Object) -> Iterator[str]:
    """Names of the artist's actions and strips on the character."""
    found: dict[str, None] = {}
    for _, data in characters.data_blocks(thing):
        animation = data.animation_data
        if animation is None:
            continue
        own = playback.is_ours(animation.action) or correction_layer.is_layer(animation.action)
        if animation.action is not None and not own:
            found[animation.action.name] = None
        for track in playback.artists_tracks(animation):
            found |= dict.fromkeys(strip.name for strip in track.strips)
    return iter(found)


def _listed(names: Iterable[str]) -> str:
    """The names with commas; of many the first and how many more."""
    every = list(names)
    more = f" (+{len(every) - 6})" if len(every) > 6 else ""
    return ", ".join(every[:6]) + more
