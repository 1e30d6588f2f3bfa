"""Fills: Intone's action between the takes of a character, on a track of its own above theirs.

Outside its strips the takes play, or hold. It is no take: nothing is added to it, and it is made
again whole. The artist's own tracks and active action stay above.
"""

from __future__ import annotations

from collections.abc import Iterable

from bpy.types import ID, Action, ActionSlot, AnimData, NlaTrack

MARK = "intone_fill"
"""Custom property of an action between takes: what it was made from."""
TRACK = "Between Lines of Intone"
"""Name of its NLA track."""

Span = tuple[float, float]
"""First and last frame."""


def is_fill(action: Action | None) -> bool:
    """Whether the action is Intone's between takes."""
    return action is not None and MARK in action


def track_of(animation: AnimData | None) -> NlaTrack | None:
    """The track of fills; None where there is none, or where the artist has put strips on it."""
    tracks = animation.nla_tracks if animation is not None else ()
    named = (track for track in tracks if track.name.startswith(TRACK))
    return next((t for t in named if all(is_fill(strip.action) for strip in t.strips)), None)


def fill_of(data: ID) -> Action | None:
    """The action that fills the data-block between its takes; None where none does."""
    track = track_of(data.animation_data)
    return track.strips[0].action if track is not None and len(track.strips) else None


def spans(data: ID) -> list[Span]:
    """First and last frame of each stretch that is filled."""
    track = track_of(data.animation_data)
    return [(strip.frame_start, strip.frame_end) for strip in (track.strips if track else ())]


def lay(
    data: ID,
    action: Action,
    slot: ActionSlot,
    filled: Iterable[Span],
    above: NlaTrack | None,
    *,
    hold: bool,
) -> None:
    """Plays the action over those frames, in place of what filled them before.

    above   the track that it lies directly above; None: above all
    hold    whether the last of it stays to be seen, where no take follows
    """
    take_off(data)
    animation = data.animation_data or data.animation_data_create()
    track = animation.nla_tracks.new(prev=above)
    track.name = TRACK
    for first, last in sorted(filled):
        strip = track.strips.new(action.name, int(first), action)
        strip.action_slot = slot
        strip.action_frame_end, strip.frame_end = last, last
        strip.action_frame_start, strip.frame_start = first, first
        strip.scale, strip.blend_type, strip.extrapolation = 1.0, "REPLACE", "NOTHING"
    if len(track.strips) and hold:
        track.strips[-1].extrapolation = "HOLD_FORWARD"


def take_off(data: ID) -> None:
    """Removes the track of fills from a data-block."""
    track = track_of(data.animation_data)
    if track is not None:
        data.animation_data.nla_tracks.remove(track)
