"""Preview: a character's face moved by test sliders, without keys, and put back as it was."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from bpy.types import Object, PropertyGroup

from ...face.basis import CHANNELS
from ...rig.channels import Channel
from ...rig.mapping import ACTED, BESIDE, PART, RigMap
from ...rig.retarget import retarget
from ...track import Track
from . import characters, inventories, posing, rig_map


def show(owner: Object) -> None:
    """Moves the character as the test sliders of its rows stand; back where all are at 0."""
    rig = owner.intone_rig
    wanted = _wanted(owner, rig)
    before = _held(rig)
    posing.put(before)
    rig.held.clear()
    for channel, value in posing.values(wanted).items():
        held = rig.held.add()
        held.owner, held.target = characters.find(channel.owner), channel.name
        held.value = value
    posing.put(wanted)


def end(owner: Object) -> None:
    """All test sliders at 0, and the face as it was."""
    for row in owner.intone_rig.rows:
        if row.trial:
            row.trial = 0.0


def is_on(owner: Object) -> bool:
    """Whether a test slider is away from 0."""
    return len(owner.intone_rig.held) > 0


def _held(rig: PropertyGroup) -> dict[Channel, float]:
    held = (
        (one.value, one.owner and inventories.channel(one.owner, one.target)) for one in rig.held
    )
    return {channel: value for value, channel in held if channel is not None}


def _wanted(owner: Object, rig: PropertyGroup) -> dict[Channel, float]:
    """Where the tested rows want their targets; those of one target are added."""
    tried = [(row.trial, rig_map.link_of(row)) for row in rig.rows if row.trial]
    wanted: dict[Channel, float] = {}
    for trial, link in tried:
        if link is not None:
            gain = link.weight * (getattr(rig, PART[link.face]) if link.face in PART else 1.0)
            before = wanted.get(link.channel, link.offset)
            wanted[link.channel] = before + gain * float(link.response(np.float64(trial)))
    return wanted


def standing(rig: RigMap, face: Mapping[str, float]) -> dict[Channel, float]:
    """Where the rig's channels stand while these face channels and emotions have these values."""
    values = np.array([[face.get(name, 0.0) for name in ACTED]], np.float32)
    acted, felt = values[:, : len(CHANNELS)], values[:, len(CHANNELS) :]
    motion = retarget(Track(acted, 1.0, CHANNELS), rig, Track(felt, 1.0, BESIDE))
    return dict(zip(motion.channels, motion.values[0].tolist(), strict=True))
