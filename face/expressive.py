"""Expressiveness: a strong voice articulates more, and moves brows and head more on its stresses.

It says how strongly something is felt without saying what (Ekman 1979: batons; Munhall et al. 2004:
the head). Sizes are ours.
"""

from __future__ import annotations

from dataclasses import replace

from ..track import Array
from .basis import REGIONS, index
from .life import Life

ARTICULATION, ACCENTS, HEAD = 0.25, 0.8, 0.6
"""What 1 adds to the mouth of the words, to the brows on stresses and to the turns of the head."""
_MOUTH = [index(name) for name in REGIONS["mouth"]]


def articulated(spoken: Array, stronger: Array) -> Array:
    """The words [frames, channels] with a mouth that goes further by `stronger` [frames, 1]."""
    result = spoken.copy()
    result[:, _MOUTH] *= 1 + ARTICULATION * stronger
    return result


def livelier(life: Life, stronger: Array, gaze: float) -> Life:
    """Life with brows and head that go further by `stronger` [frames, 1].

    gaze   its amount in that life: by so much the eyes keep their aim while the head turns
    """
    further = HEAD * stronger * life.turns
    raises = None if life.raises is None else life.raises * (1 + ACCENTS * stronger[:, 0])
    aims = life.aims - gaze * further[:, :2]
    return replace(life, raises=raises, turns=life.turns + further, aims=aims)
