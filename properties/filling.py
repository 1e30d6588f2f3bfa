"""Filling: the settings of a character between its lines, as plain data for the work on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from bpy.types import Object, Scene

from ..animation.placement import ALWAYS, Placement
from ..audio.speech import RATE
from ..blender.character import rig_map
from ..blender.takes import placed
from ..blender.takes.between import Filling
from ..blender.takes.scene import frame_rate
from ..blender.takes.write import Request, Target
from ..errors import RigError
from ..face.manners import MANNERS, NATURAL
from ..face.partner import Partner
from ..face.performance import Style, person_of
from ..track import Track
from . import looks, performance
from .asked import Asked, path_of
from .life import Life
from .performance import Take

NO_TAKES = "{name} plays no take: animate its lines first."
GAINS = ("blinks", "gaze", "head", "breath")
"""What the amount of life between lines is a gain on."""
FILL_SEED = 1 << 20
"""The seed of a fill is so much more than the number on the panel: it is another life than takes'.
"""


def filling(thing: Object, scene: Scene) -> Filling:
    """What the character's settings ask for between its lines. Raises RigError for no takes."""
    takes = tuple(take_requests(thing, scene))
    if not takes:
        raise RigError(NO_TAKES.format(name=thing.name))
    life: Life = thing.intone_life
    fps = frame_rate(scene)
    length = round(life.fill_length * fps)
    begins = min(take.target.start for take in takes)
    first = max(0, min(scene.frame_start, begins - length))
    last = max(scene.frame_end, *(_ends(take) for take in _played(thing))) + length
    target = replace(takes[0].target, start=first, heard=(), room=ALWAYS, pace=())
    listened = (take for other in _others(thing, scene) for take in take_requests(other, scene))
    style = _style(thing, scene, first)
    feels = (life.fill_emotion, life.fill_strength)
    return Filling(target, takes, tuple(listened), first, last, style, life.fill_length, *feels)


def take_requests(thing: Object, scene: Scene) -> Iterator[Request]:
    """The takes that a character plays, each as it was made."""
    for take in _played(thing):
        place = placed.placement_of(take.action) or Placement(take.start)
        settings = thing.intone if take.open else take
        asked = Asked(thing, scene, settings, place, None if take.open else take.sliders)
        order = replace(asked.order(), sound=path_of(thing, take.sound))
        target = Target(
            *(thing.name, scene.name, order.sound, place.start),
            tolerance=settings.tolerance,
            regions=frozenset(settings.moves),
            heard=place.heard,
            room=place.room,
            pace=place.pace,
        )
        yield Request(target, order, rig_map.rig_of(thing.name), frame_rate(scene))


def _played(thing: Object) -> list[Take]:
    """The takes that the character plays; those of a copy are its original's too."""
    takes = (take for take in thing.intone.takes if take.action is not None)
    return [take for take in takes if placed.is_played(thing, take.action) and take.sound]


def _ends(take: Take) -> int:
    return int(take.action.frame_range[1])


def _others(thing: Object, scene: Scene) -> list[Object]:
    """The other characters with takes in the scene."""
    return [one for one in performance.performing() if one != thing and one.name in scene.objects]


def _style(thing: Object, scene: Scene, first: int) -> Style:
    """How lively the character is between its lines."""
    life = thing.intone_life
    amounts = dict(MANNERS[NATURAL])
    for name in GAINS:
        amounts[name] = life.fill_amount * getattr(thing.intone, name)
    for name in ("sway", "nods", "glances", "asymmetry"):
        amounts[name] = getattr(thing.intone, name)
    weight = Track(np.array([[thing.intone.look_weight]], np.float32), RATE, ("look_weight",))
    look = looks.look(thing, scene, Placement(first), weight)
    seed = FILL_SEED + life.fill_seed
    return Style(**amounts, seed=seed, person=person_of(thing.name), partner=Partner(look))
