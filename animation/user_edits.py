"""User edits: which stretches of a curve that we filled were edited, and filling it around them.

A key is ours where it is as we set it. An edited stretch goes from our last key before something
that the artist moved, added or deleted to our next key after it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..track import Array, runs

Keys = Array
"""[keys, 2]: frame and value of each key, by frame."""
Stretch = tuple[float, float]
"""First and last frame."""

_NEAR = np.array([1e-2, 1e-4])
"""Frames and values nearer than this are the same."""


def edited(filled: Keys, keys: Keys) -> list[Stretch]:
    """The edited stretches of a curve that has these `keys` now and was `filled` with those."""
    ours, theirs = filled[_among(filled, keys)], keys[~_among(keys, filled)]
    missing = filled[~_among(filled, keys)]
    touched = np.unique(np.concatenate([theirs[:, 0], missing[:, 0]]))
    frames = np.unique(np.concatenate([ours[:, 0], touched]))
    changed = np.isin(frames, touched)
    last = len(frames) - 1
    stretches = [
        (float(frames[max(first - 1, 0)]), float(frames[min(after, last)]))
        for first, after in runs(changed)
    ]
    return joined(stretches)


def user_keys_within(filled: Keys, keys: Keys, stretches: list[Stretch]) -> NDArray[np.bool_]:
    """Which of the keys are the artist's and in one of the stretches, [keys]."""
    return ~_among(keys, filled) & _within(keys[:, 0], stretches, closed=True)


def refilled(fresh: Keys, kept: Keys, stretches: list[Stretch]) -> Keys:
    """Our keys around the artist's `kept` ones: those of `fresh` outside of the stretches.

    Both ends of a stretch get a key on the fresh curve, unless the artist has one there.
    """
    outside = fresh[~_within(fresh[:, 0], stretches, closed=True)]
    ends = np.unique([end for stretch in stretches for end in stretch])
    free = ends[~np.isin(np.round(ends, 2), np.round(kept[:, 0], 2))]
    anchors = np.stack([free, np.interp(free, fresh[:, 0], fresh[:, 1])], axis=1)
    found = np.concatenate([outside, anchors])
    return found[np.argsort(found[:, 0], kind="stable")]


def fill_record(fresh: Keys, set_keys: Keys, stretches: list[Stretch]) -> Keys:
    """The keys to compare with next time: those that were set, and in the stretches the fresh ones.

    So a key that the artist deleted is still missing then, and its stretch stays edited.
    """
    inside = fresh[_within(fresh[:, 0], stretches, closed=False)]
    found = np.concatenate([set_keys, inside])
    return found[np.argsort(found[:, 0], kind="stable")]


def _among(keys: Keys, others: Keys) -> NDArray[np.bool_]:
    """Which keys are among the others too, [keys]."""
    if not len(others):
        return np.zeros(len(keys), bool)
    nearest = np.abs(keys[:, None, 0] - others[None, :, 0]).argmin(axis=1)
    return (np.abs(keys - others[nearest]) < _NEAR).all(axis=1)


def _within(frames: Array, stretches: list[Stretch], *, closed: bool) -> NDArray[np.bool_]:
    found = np.zeros(len(frames), bool)
    for first, last in stretches:
        found |= (frames >= first) & (frames <= last)
        if not closed:
            found &= ~np.isin(frames, (first, last))
    return found


def joined(stretches: list[Stretch]) -> list[Stretch]:
    """Stretches that touch are one."""
    found: list[Stretch] = []
    for first, last in stretches:
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found
