"""Overlaps: which action or strip of the artist hides a take, or is hidden by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bpy.types import ID, Action, ActionSlot, AnimData, NlaStrip, NlaTrack

from .correction_layer import is_layer
from .playback import ADD, BELOW, Place, artists_tracks, channels, is_ours

ACTION_HIDES = "Your action {name} hides {count} of the take's channels."
STRIP_HIDES = "Your strip {name} hides {count} of the take's channels."
STRIP_HIDDEN = "The take hides your strip {name} on {count} of its channels."


@dataclass(frozen=True)
class Overlap:
    """An action, or a strip, of the artist that moves `count` channels of the take, too.

    Either it `hides` the take there, or the take hides it.
    """

    name: str
    is_strip: bool
    hides: bool
    count: int

    @property
    def sentence(self) -> str:
        """What of it the artist should know, to be translated before it is filled."""
        if not self.is_strip:
            return ACTION_HIDES
        return STRIP_HIDES if self.hides else STRIP_HIDDEN


def overlaps(data: ID, moved: Iterable[Place], take: Action | str = BELOW) -> list[Overlap]:
    """What of the artist's on the data-block moves the same channels.

    `take` is the action that plays, or how one that does not play yet would lie: see playback.
    """
    animation = data.animation_data
    if animation is None:
        return []
    wanted, found = set(moved), list[Overlap]()
    if replaces(animation):
        common = wanted & channels(animation.action, animation.action_slot)
        found.append(Overlap(animation.action.name, False, True, len(common)))
    for track in artists_tracks(animation):
        above = _is_above(animation, track, take)
        for strip in (
            track.strips if not track.mute and (above or not _adds(animation, take)) else ()
        ):
            common = wanted & _replaced(strip)
            found.append(Overlap(strip.name, True, above, len(common)))
    return [overlap for overlap in found if overlap.count]


def joined(found: Iterable[Overlap]) -> list[Overlap]:
    """One overlap for each action or strip, of all data-blocks that it moves."""
    counts: dict[tuple[str, bool, bool], int] = {}
    for one in found:
        key = (one.name, one.is_strip, one.hides)
        counts[key] = counts.get(key, 0) + one.count
    return [Overlap(*key, count) for key, count in counts.items()]


def replaces(animation: AnimData) -> bool:
    """Whether the artist has an active action that hides what is below it."""
    own = animation.action is None or is_ours(animation.action) or is_layer(animation.action)
    return not own and animation.action_blend_type == "REPLACE" and animation.action_influence > 0


def _is_above(animation: AnimData, track: NlaTrack, take: Action | str) -> bool:
    if isinstance(take, str):
        return take == BELOW
    if animation.action == take:
        return False
    tracks = list(animation.nla_tracks)
    own = [n for n, one in enumerate(tracks) if any(s.action == take for s in one.strips)]
    return bool(own) and tracks.index(track) > own[0]


def strips_above(animation: AnimData, take: Action, slot: ActionSlot) -> list[NlaStrip]:
    """The artist's strips above a take, of whatever blending, that move channels of it.

    But for those channels that their active action has, too.
    """
    tracks = [t for t in artists_tracks(animation) if _is_above(animation, t, take)]
    moved = channels(take, slot)
    if replaces(animation):
        moved -= channels(animation.action, animation.action_slot)
    strips = (strip for track in tracks for strip in track.strips if strip.action is not None)
    return [s for s in strips if moved & channels(s.action, s.action_slot)]


def _adds(animation: AnimData, take: Action | str) -> bool:
    if isinstance(take, str):
        return take == ADD
    strips = (strip for track in animation.nla_tracks for strip in track.strips)
    return any(s.action == take and s.blend_type != "REPLACE" for s in strips)


def _replaced(strip: NlaStrip) -> set[Place]:
    if strip.mute or strip.action is None or strip.blend_type != "REPLACE":
        return set()
    return channels(strip.action, strip.action_slot)
