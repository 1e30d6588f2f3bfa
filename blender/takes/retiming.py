"""Retiming: how fast the sequencer plays a sound strip, from frame to frame.

Blender's Python names only the frames of a strip's retiming keys, not what is played on them. That
is read from the key itself, whose layout (`SeqRetimingKey` in Blender's DNA) differs between
versions: the layouts known are tried, and one counts only where all of it agrees with what Python
does tell. Without one, the speed is taken to be the same from the first key to the last.
"""

from __future__ import annotations

import ctypes
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from bpy.types import RetimingKey, Strip

from ...animation.placement import Knot, Span

SHARE_AT = (16, 12)
"""Where in a key its share of the content stands: in Blender 4.5, and from 5.0 on."""
FLAGS_AT, TRANSITION = 8, 1
"""Where in a key its flags stand, and the one that says that it begins a transition."""
STEPS = 8
"""Knots that stand for a transition."""


def knots(strip: Strip, path: Path, fps: float) -> tuple[Knot, ...]:
    """The frames of the scene and the seconds of the strip's sound; empty at its own speed."""
    keys = list(strip.retiming_keys)
    if len(keys) < 2:
        return ()
    at, frames = _layout(keys), [float(key.timeline_frame) for key in keys]
    if at is None:
        frames, shares, eased = [frames[0], frames[-1]], [0.0, 1.0], [False, False]
    else:
        shares, eased = [_share(key, at) for key in keys], [_eases(key) for key in keys]
    # in Blender 4.5 the last key stands on the last frame of the sound, from 5.0 on behind it
    length = max(1, round(_duration(path) * fps)) - (1 if at == SHARE_AT[0] else 0)
    found = [(f, share * length / fps) for f, share in zip(frames, shares, strict=True)]
    plain = all(abs((f - frames[0]) / fps - second) < 0.5 / fps for f, second in found)
    return () if plain else tuple(_smoothed(found, eased))


def silences(pace: tuple[Knot, ...]) -> list[Span]:
    """The frames on which a retimed sound stands still: a frozen sound is not heard."""
    stands = ((a, b) for a, b in pairwise(pace) if b[1] - a[1] < 1e-6 < b[0] - a[0])
    return [(round(a[0]), round(b[0]) - 1) for a, b in stands]


def _duration(path: Path) -> float:
    """Seconds of a sound, at its own speed."""
    return _measured(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _measured(path: Path, saved: int) -> float:
    import aud  # Blenders that are built without it play no sound at all

    sound = aud.Sound(str(path))
    return sound.length / sound.specs[0]


def _layout(keys: list[RetimingKey]) -> int | None:
    """Where in the keys their shares stand; None where this Blender lays them out otherwise."""
    frames = np.array([key.timeline_frame for key in keys], np.float64)
    places = [ctypes.c_double.from_address(key.as_pointer()).value for key in keys]
    if not np.allclose(np.subtract(places, places[0]), frames - frames[0], atol=1.0):
        return None
    return next((at for at in SHARE_AT if _plausible([_share(key, at) for key in keys])), None)


def _plausible(shares: list[float]) -> bool:
    rising = all(a <= b for a, b in pairwise(shares))
    return rising and shares[0] == 0.0 and abs(shares[-1] - 1.0) < 1e-3


def _share(key: RetimingKey, at: int) -> float:
    return ctypes.c_float.from_address(key.as_pointer() + at).value


def _eases(key: RetimingKey) -> bool:
    """Whether the key begins a transition to the next one."""
    return bool(ctypes.c_int.from_address(key.as_pointer() + FLAGS_AT).value & TRANSITION)


def _smoothed(found: list[Knot], eased: list[bool]) -> list[Knot]:
    """The knots, with more of them where the speed changes gradually from one to the next."""
    smooth = [found[0]]
    for number, (a, b) in enumerate(pairwise(found)):
        if eased[number] and 0 < number < len(found) - 2:
            speeds = _speed(found[number - 1], a), _speed(b, found[number + 2])
            smooth += _ramp(a, b, *speeds)
        smooth.append(b)
    return smooth


def _ramp(a: Knot, b: Knot, before: float, behind: float) -> list[Knot]:
    """Knots between two, from a speed to another one."""
    part = np.arange(1, STEPS) / STEPS
    ramp = before * part + (behind - before) * part**2 / 2
    seconds = a[1] + ramp * (b[1] - a[1]) / max(1e-9, (before + behind) / 2)
    frames = a[0] + part * (b[0] - a[0])
    return list(zip(frames.tolist(), seconds.tolist(), strict=True))


def _speed(a: Knot, b: Knot) -> float:
    return (b[1] - a[1]) / max(1e-9, b[0] - a[0])
