"""What the artist drew over a filled curve is found, and outlives a filling."""

from __future__ import annotations

import numpy as np
import pytest

from intone.animation.user_edits import edited, fill_record, refilled, user_keys_within

FILLED = np.stack([np.arange(0, 100, 10), np.linspace(0, 0.9, 10)], axis=1)


def with_key(keys, frame, value):
    others = keys[keys[:, 0] != frame]
    return np.array(sorted([*others.tolist(), [frame, value]]))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (FILLED, []),
        (with_key(FILLED, 30, 0.9), [(20, 40)]),
        (with_key(FILLED, 33, 0.9), [(30, 40)]),
        (np.delete(FILLED, 3, axis=0), [(20, 40)]),
        (with_key(FILLED, 0, 0.9), [(0, 10)]),
        (with_key(FILLED, 120, 0.9), [(90, 120)]),
        (with_key(with_key(FILLED, 30, 0.9), 50, 0.9), [(20, 60)]),
        (with_key(with_key(FILLED, 20, 0.9), 70, 0.9), [(10, 30), (60, 80)]),
        (FILLED * (1, 0.5), [(0, 90)]),  # the first key alone is where it was
        (FILLED[:0], [(0, 90)]),
    ],
    ids=["none", "moved", "added", "deleted", "first", "after", "near", "two", "scaled", "emptied"],
)
def test_stretches_reach_from_key_to_key_of_ours(keys, expected):
    assert edited(FILLED, keys) == expected


def test_without_a_filling_all_is_the_artists():
    assert edited(FILLED[:0], FILLED[2:5]) == [(20, 40)]


def filled_again(filled, keys, fresh):
    """The keys, and what is known as filled, after filling with `fresh`."""
    stretches = edited(filled, keys)
    kept = keys[user_keys_within(filled, keys, stretches)]
    ours = refilled(fresh, kept, stretches)
    found = np.concatenate([kept, ours])
    return found[np.argsort(found[:, 0])], fill_record(fresh, ours, stretches)


FRESH = np.stack([np.arange(0, 100, 5), np.linspace(0.2, 0.6, 20)], axis=1)


def test_a_drawn_key_stays_and_all_else_follows_the_voice():
    keys, filled = filled_again(FILLED, with_key(FILLED, 33, 0.9), FRESH)
    assert [33, 0.9] in keys.tolist()
    outside = keys[(keys[:, 0] <= 30) | (keys[:, 0] >= 40)]
    np.testing.assert_allclose(outside[:, 1], np.interp(outside[:, 0], *FRESH.T))
    assert edited(filled, keys) == [(30, 40)]
    assert len(np.unique(filled[:, 0])) == len(filled), "each frame is noted once"


def test_what_was_deleted_stays_away_however_often_it_is_filled():
    keys, filled = np.delete(FILLED, 3, axis=0), FILLED
    for _ in range(3):
        keys, filled = filled_again(filled, keys, FRESH)
        assert not ((keys[:, 0] > 20) & (keys[:, 0] < 40)).any()
        assert edited(filled, keys) == [(20, 40)]


def test_filling_what_nobody_touched_is_the_fresh_curve():
    keys, filled = filled_again(FILLED, FILLED, FRESH)
    np.testing.assert_array_equal(keys, FRESH)
    assert edited(filled, keys) == []


def test_keys_at_the_ends_of_a_stretch_stay_the_artists():
    keys, _ = filled_again(FILLED[:0], FILLED[2:5], FRESH)
    inside = keys[(keys[:, 0] >= 20) & (keys[:, 0] <= 40)]
    np.testing.assert_array_equal(inside, FILLED[2:5])
