"""Fading: how strongly the corrections of a take show, by region of the face; their keys stay.

A faded curve carries a modifier: a noise of strength 0, multiplied, whose influence takes the rest
away. Of Blender's modifiers only noise can scale a curve and lets keys still be set on it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from bpy.types import Action, ActionSlot, FCurve, FModifier

from ...rig.regions import REGIONS, region_of
from ..character.correction_layer import layer_of, slot_in, take_of
from ..character.playback import GROUP
from .fcurves import found_channelbag, is_own_group, own_curves, region_group

FADE = "Intone Fade"
"""Name of the modifiers."""
INFLUENCE = "intone_influence"
"""Custom property of a layer: the influence, 0 to 1, of each region."""
RESTING = "intone_resting"
"""Custom property of a layer: JSON of slot, path and index of each curve that waits for its take to
move that channel again."""


def influence(take: Action, region: str) -> float:
    """How strongly the take's corrections of a region show, 0 to 1."""
    layer = layer_of(take)
    return float(layer.get(INFLUENCE, {}).get(region, 1.0)) if layer is not None else 1.0


def fade(take: Action, region: str, amount: float) -> None:
    """Shows the take's corrections of a region so strongly, 0 to 1."""
    layer = layer_of(take)
    if layer is not None:
        layer[INFLUENCE] = {name: influence(take, name) for name in REGIONS} | {region: amount}
        refresh(take)


def refresh(take: Action) -> None:
    """Groups the corrections by region, as the take is; curves that are new are faded, too."""
    layer = layer_of(take)
    for slot in take.slots if layer is not None else ():
        bag = found_channelbag(layer, slot_in(layer, slot))
        if bag is None:
            continue
        groups = _groups(take, slot)
        for curve in list(bag.fcurves):
            group = groups.get((curve.data_path, curve.array_index))
            if group is not None and _group(curve) != group:
                curve.group = region_group(bag, group)
            _fade(curve, influence(take, region_of(_group(curve))))
            _rest(curve, slot, resting=bool(_group(curve)) and group is None)


def follow(layer: Action) -> None:
    """Fades curves that are new in a layer that is faded; otherwise changes nothing."""
    take = take_of(layer) if INFLUENCE in layer else None
    if take is not None:
        refresh(take)


def regions(take: Action) -> set[str]:
    """The regions that are corrected."""
    layer, found = layer_of(take), set[str]()
    for slot in take.slots if layer is not None else ():
        bag, groups = found_channelbag(layer, slot_in(layer, slot)), _groups(take, slot)
        for curve in bag.fcurves if bag is not None else ():
            place = (curve.data_path, curve.array_index)
            found.add(region_of(groups.get(place, _group(curve))))
    return found - {""}


@contextmanager
def unfaded(curve: FCurve) -> Iterator[None]:
    """Within, the curve evaluates to its own keys."""
    fades = [one for one in _fades(curve) if not one.mute]
    for modifier in fades:
        modifier.mute = True
    try:
        yield
    finally:
        for modifier in fades:
            modifier.mute = False


def _groups(take: Action, slot: ActionSlot) -> dict[tuple[str, int], str]:
    """The group, of rig.regions, of each curve of the take."""
    bag = found_channelbag(take, slot)
    ours = own_curves(bag) if bag is not None else ()
    return {(curve.data_path, curve.array_index): _group(curve) for curve in ours}


def _group(curve: FCurve) -> str:
    """Its group of rig.regions; "" for a group of the artist."""
    name = curve.group.name if curve.group is not None else ""
    return name.removeprefix(f"{GROUP} ") if is_own_group(name) else ""


def _fades(curve: FCurve) -> list[FModifier]:
    return [one for one in curve.modifiers if one.name.startswith(FADE)]


def _fade(curve: FCurve, amount: float) -> None:
    fades = _fades(curve)
    if amount == 1.0:
        for modifier in fades:
            curve.modifiers.remove(modifier)
        return
    modifier = fades[0] if fades else _new_fade(curve)
    if modifier.influence != np.float32(1.0 - amount):
        modifier.influence = 1.0 - amount


def _rest(curve: FCurve, slot: ActionSlot, *, resting: bool) -> None:
    """Mutes a correction of a channel that the take does not move any more: there is nothing to
    add it to. Only what was muted so is played again."""
    layer, place = curve.id_data, json.dumps([slot.identifier, curve.data_path, curve.array_index])
    known = set(layer.get(RESTING, []))
    if resting and not curve.mute:
        curve.mute, layer[RESTING] = True, sorted({*known, place})
    elif not resting and place in known:
        curve.mute, layer[RESTING] = False, sorted(known - {place})


def _new_fade(curve: FCurve) -> FModifier:
    modifier = curve.modifiers.new("NOISE")
    modifier.name, modifier.blend_type, modifier.strength = FADE, "MULTIPLY", 0.0
    modifier.use_influence = True
    return modifier
