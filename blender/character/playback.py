"""Playback: which of our actions play on a data-block, and where in its animation.

Alone, a take is the active action. Where the artist has an active action, that one stays, and the
take lies below it on an NLA track of ours: keys made by hand win. Takes of other sounds that do
not overlap it in time stay beside it on that track; others are taken off, and kept in the file.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from bpy.types import ID, Action, ActionSlot, AnimData, NlaStrip, NlaTrack

from ...rig.channels import Channel
from . import correction_layer
from .correction_layer import is_layer, layer_of

MARK = "intone_take"
"""Custom property of an action that we wrote: the name of the take."""
FINGERPRINT = "intone_fingerprint"
"""Custom property of an action that we wrote: the fingerprint of what it follows from."""
KEYS = "intone_keys"
"""Custom property of an action that we wrote: how many keys, and their largest error."""
GROUP = "Intone"
"""Name of the groups of curves and of the NLA track that are ours."""

Span = tuple[float, float]
"""First and last frame."""
Laid = tuple[Action, ActionSlot, Span]
"""An action, whose slot of it, and over which frames."""


def is_ours(action: Action | None) -> bool:
    """Whether Intone wrote the action."""
    return action is not None and MARK in action


def play(data: ID, action: Action, slot: ActionSlot, span: Span, *, strip: bool = False) -> None:
    """Plays the action of ours on the data-block over that span; `strip`: always on our track.

    Its corrections play with it, above.
    """
    animation = data.animation_data or data.animation_data_create()
    strip = strip or layer_of(action) is not None
    if not _plays(animation, (action, slot, span), strip=strip):
        _place(data, (action, slot, span), strip=strip)
    correction_layer.attach(data, action, slot)


def _place(data: ID, wanted: Laid, *, strip: bool) -> None:
    """Plays the action, in place of those that it overlaps."""
    animation, (action, slot, span) = data.animation_data, wanted
    track = _own_track(animation)
    for laid in list(track.strips) if track is not None else ():
        if laid.action == action or _overlap((laid.frame_start, laid.frame_end), span):
            track.strips.remove(laid)
    earlier = _take_off(animation, action, span)
    correction_layer.drop_others(data, [*played(data), *([earlier[0]] if earlier else []), action])
    if track is not None and not len(track.strips):
        animation.nla_tracks.remove(track)
        track = None
    if not strip and track is None and earlier is None and animation.action is None:
        animation.action, animation.action_slot = action, slot
        return
    track = track or _new_track(animation)
    if earlier is not None:
        _lay(track, *earlier)
    _lay(track, action, slot, span)


def played(data: ID) -> list[Action]:
    """The actions of ours that the data-block plays."""
    animation = data.animation_data
    strips = [strip.action for track in animation.nla_tracks for strip in track.strips]
    return [action for action in (animation.action, *strips) if is_ours(action)]


def _plays(animation: AnimData, wanted: Laid, *, strip: bool) -> bool:
    """Whether it already plays just so: a live update then leaves the animation alone."""
    if animation.action == wanted[0]:
        return not strip and animation.action_slot == wanted[1]
    track = _own_track(animation)
    strips = list(track.strips) if track is not None else []
    alone = animation.action is None and len(strips) == 1
    if alone and not strip:
        return False
    found = ((s.action, s.action_slot, (s.frame_start, s.frame_end)) for s in strips)
    return any(laid == wanted for laid in found)


def slot_of(data: ID, action: Action) -> ActionSlot | None:
    """Which slot of the action the data-block plays; None where it plays none."""
    animation = data.animation_data
    if animation is None:
        return None
    if animation.action == action:
        return animation.action_slot
    strips = (strip for track in animation.nla_tracks for strip in track.strips)
    return next((strip.action_slot for strip in strips if strip.action == action), None)


def take_off(data: ID, actions: Container[Action]) -> None:
    """Stops those actions of ours on the data-block; an empty track of ours goes with them."""
    animation = data.animation_data
    if animation is None:
        return
    if is_ours(animation.action) and animation.action in actions:
        animation.action = None
    track = _own_track(animation)
    for strip in [s for s in track.strips if s.action in actions] if track is not None else ():
        track.strips.remove(strip)
    if track is not None and not len(track.strips):
        animation.nla_tracks.remove(track)
    correction_layer.drop_others(data, played(data))


def hand_over(data: ID, action: Action, slot: ActionSlot) -> None:
    """Leaves a take of ours to the artist: as the active action, or as a strip among others."""
    animation = data.animation_data
    track = _own_track(animation) if animation is not None else None
    if track is None:
        return
    if len(track.strips) > 1:
        track.name = action.name  # no longer ours: the next take begins another track
        return
    take_off(data, [action])
    animation.action, animation.action_slot = action, slot


def hidden(data: ID, channels: Iterable[Channel]) -> int:
    """How many of the channels the artist's own animation moves too, above ours, and wins."""
    animation = data.animation_data
    others: set[tuple[str, int]] = set()
    if _replaces(animation):
        others |= _moved(animation.action, animation.action_slot)
    for strip in _above(animation):
        others |= _moved(strip.action, strip.action_slot)
    return sum((channel.path, channel.index) in others for channel in channels)


def _replaces(animation: AnimData) -> bool:
    """Whether the artist's own active action hides what is below it."""
    own = animation.action is None or is_ours(animation.action) or is_layer(animation.action)
    return not own and animation.action_blend_type == "REPLACE"


def _above(animation: AnimData) -> list[NlaStrip]:
    """The strips on the artist's tracks above ours."""
    tracks, own = list(animation.nla_tracks), _own_track(animation)
    upper = tracks[tracks.index(own) + 1 :] if own is not None else []
    strips = (strip for track in upper if not track.mute for strip in track.strips)
    hiding = (s for s in strips if s.blend_type == "REPLACE" and not s.mute)
    return [strip for strip in hiding if strip.action is not None]


def silenced(data: ID) -> str:
    """Why our track of a data-block is not played, as half a sentence; "" where it is."""
    animation = data.animation_data
    own = _own_track(animation) if animation is not None else None
    if own is None:
        return ""
    if not animation.use_nla:
        return "switch it on in the NLA editor"
    if own.mute:
        return f"the track {own.name} is muted"
    solo = [t.name for t in animation.nla_tracks if t.is_solo and t.name != own.name]
    return f"the track {solo[0]} is solo" if solo else ""


def _own_track(animation: AnimData) -> NlaTrack | None:
    """Our track, unless the artist has put something of their own on it."""
    tracks = (track for track in animation.nla_tracks if track.name.startswith(GROUP))
    return next((t for t in tracks if all(is_ours(strip.action) for strip in t.strips)), None)


def _new_track(animation: AnimData) -> NlaTrack:
    track = animation.nla_tracks.new()
    track.name = GROUP
    return track


def _take_off(animation: AnimData, action: Action, span: Span) -> Laid | None:
    """Frees the place of the active action from ours; what of it must be laid on the track."""
    active, slot = animation.action, animation.action_slot
    if active is None or not is_ours(active):
        return None
    animation.action = None
    begin, end = active.frame_range
    extent = (begin, end)
    stays = active != action and not _overlap(extent, span)
    return (active, slot, extent) if stays and slot is not None else None


def _overlap(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _lay(track: NlaTrack, action: Action, slot: ActionSlot, span: Span) -> NlaStrip:
    """A strip of the action where it was keyed.

    It holds at both ends: outside of one that does not, shape keys jump to 1. Its range is set by
    hand because Blender takes it from the slot that it guesses.
    """
    strip = track.strips.new(action.name, int(span[0]), action)
    strip.action_slot = slot
    strip.action_frame_end, strip.frame_end = span[1], span[1]
    strip.action_frame_start, strip.frame_start = span[0], span[0]
    strip.scale = 1.0
    strip.extrapolation = "HOLD"
    return strip


def _moved(action: Action, slot: ActionSlot | None) -> set[tuple[str, int]]:
    bags = (strip.channelbag(slot) for layer in action.layers for strip in layer.strips if slot)
    return {(c.data_path, c.array_index) for bag in bags if bag is not None for c in bag.fcurves}
