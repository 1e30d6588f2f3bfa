"""Playback: which of our actions play on a data-block, and where in its animation.

Alone, a take is the active action. Where the artist has an active action or strips, those stay, and
the take lies below them on an NLA track of ours: keys made by hand win, unless the take is meant to
lie above the strips, or to be added. Takes of other sounds that do not overlap it in time stay
beside it; others are taken off, and kept in the file.
"""

from __future__ import annotations

from collections.abc import Container

from bpy.types import ID, Action, ActionSlot, AnimData, Key, NlaTrack, ShapeKey

from . import correction_layer, fills, track_order
from .correction_layer import is_empty, is_layer, layer_of

MARK = "intone_take"
"""Custom property of an action that we wrote: the name of the take."""
FINGERPRINT = "intone_fingerprint"
"""Custom property of an action that we wrote: the fingerprint of what it follows from."""
KEYS = "intone_keys"
"""Custom property of an action that we wrote: how many keys, and their largest error."""
GROUP = "Intone"
"""What the names of the groups of curves and of the NLA tracks that are ours begin with."""

BELOW, ABOVE, ADD = "BELOW", "ABOVE", "ADD"
"""How a take lies to the artist's own tracks: their keys win; it wins; it is added to them. The
artist's active action is above all tracks."""
STACKING = "intone_stacking"
"""Custom property of an action that we wrote: BELOW, ABOVE or ADD."""
UPPER = f"{GROUP} Above"
"""Name of our NLA track above those of the artist; the one below is called GROUP."""

Place = tuple[str, int]
"""RNA path and index of a channel."""
Span = tuple[float, float]
"""First and last frame."""
Laid = tuple[Action, ActionSlot, Span]
"""An action, whose slot of it, and over which frames."""


def is_ours(action: Action | None) -> bool:
    """Whether Intone wrote the action."""
    return action is not None and MARK in action


def play(data: ID, action: Action, slot: ActionSlot, span: Span, *, strip: bool = False) -> None:
    """Plays the action of ours on the data-block over that span; `strip`: always on our track.

    Its corrections play with it, above. On a track it has some, be they empty, so that new keys
    are added to it, where the active action's place is free.
    """
    animation = data.animation_data or data.animation_data_create()
    layer = layer_of(action)
    kept = layer is not None and not is_empty(layer)
    filled = fills.track_of(animation) is not None
    strip = strip or kept or filled or _below_others(animation, action)
    if not _plays(data, (action, slot, span), strip=strip):
        _place(data, (action, slot, span), strip=strip)
    if animation.action is None and layer_of(action) is None:
        correction_layer.new_layer(action)
    correction_layer.attach(data, action, slot)


def _below_others(animation: AnimData, action: Action) -> bool:
    """Whether it must lie on a track for the artist's strips to win, or to be added to."""
    stacking = action.get(STACKING, BELOW)
    return stacking == ADD or (stacking == BELOW and bool(artists_tracks(animation)))


def artists_tracks(animation: AnimData) -> list[NlaTrack]:
    """The tracks with strips of the artist."""
    ours = own_tracks(animation)
    return [
        track
        for track in animation.nla_tracks
        if track not in ours and any(not _belongs(strip.action) for strip in track.strips)
    ]


def _belongs(action: Action | None) -> bool:
    """Whether it comes with takes, without being one."""
    return is_layer(action) or fills.is_fill(action)


def _place(data: ID, wanted: Laid, *, strip: bool) -> None:
    """Plays the action, in place of those that it overlaps."""
    animation, (action, slot, span) = data.animation_data, wanted
    for track in own_tracks(animation):
        for laid in list(track.strips):
            if laid.action == action or _overlap((laid.frame_start, laid.frame_end), span):
                track.strips.remove(laid)
    earlier = _take_off(animation, action, span)
    correction_layer.drop_others(data, [*played(data), *([earlier[0]] if earlier else []), action])
    _drop_empty(animation)
    alone = not own_tracks(animation) and earlier is None and _is_free(animation, action)
    if alone and not strip:
        if layer_of(action) is not None:
            correction_layer.remove(action)
        animation.action, animation.action_slot = action, slot
        return
    if earlier is not None:
        _lay(data, *earlier)
    _lay(data, action, slot, span)


def _is_free(animation: AnimData, take: Action) -> bool:
    """Whether the active action's place is the take's: nothing, or its layer without keys."""
    layer = layer_of(take)
    empty = layer is not None and is_empty(layer)
    return animation.action is None or (empty and animation.action == layer)


def _drop_empty(animation: AnimData) -> None:
    for track in [track for track in own_tracks(animation) if not len(track.strips)]:
        animation.nla_tracks.remove(track)


def played(data: ID) -> list[Action]:
    """The actions of ours that the data-block plays."""
    animation = data.animation_data
    strips = [strip.action for track in animation.nla_tracks for strip in track.strips]
    return [action for action in (animation.action, *strips) if is_ours(action)]


def spans(data: ID) -> list[Span]:
    """First and last frame of each take of ours that the data-block plays."""
    animation, found = data.animation_data, list[Span]()
    if is_ours(animation.action):
        begin, end = animation.action.frame_range
        found.append((begin, end))
    strips = (strip for track in own_tracks(animation) for strip in track.strips)
    return [*found, *((strip.frame_start, strip.frame_end) for strip in strips)]


def _plays(data: ID, wanted: Laid, *, strip: bool) -> bool:
    """Whether it already plays just so: a live update then leaves the animation alone."""
    animation = data.animation_data
    if animation.action == wanted[0]:
        return not strip and animation.action_slot == wanted[1]
    strips = [(track, strip) for track in own_tracks(animation) for strip in track.strips]
    alone = _is_free(animation, wanted[0]) and len(strips) == 1
    if alone and not strip:
        return False
    name, blend = _track_name(wanted[0]), _blend(data, *wanted[:2])
    found = (
        (s.action, s.action_slot, (s.frame_start, s.frame_end))
        for track, s in strips
        if track.name.partition(".")[0] == name and s.blend_type == blend
    )
    return any(laid == wanted for laid in found)


def _track_name(action: Action) -> str:
    return GROUP if action.get(STACKING, BELOW) == BELOW else UPPER


def _blend(data: ID, action: Action, slot: ActionSlot) -> str:
    """Blender 5.0 adds shape keys that nothing else moves to 1: there the take replaces."""
    adds = action.get(STACKING) == ADD and (rests_at_zero(data) or _covered(data, action, slot))
    return adding(data) if adds else "REPLACE"


def rests_at_zero(data: ID) -> bool:
    """Whether what is added to nothing is added to 0; in Blender 5.0 shape keys begin at 1."""
    return not isinstance(data, Key) or not ShapeKey.bl_rna.properties["value"].default


def _covered(data: ID, action: Action, slot: ActionSlot) -> bool:
    """Whether the artist's strips move all that the take moves."""
    strips = (strip for track in artists_tracks(data.animation_data) for strip in track.strips)
    below = [channels(strip.action, strip.action_slot) for strip in strips if strip.action]
    return channels(action, slot) <= set().union(*below)


def adding(data: ID) -> str:
    """The blending that adds: COMBINE also multiplies scales and turns, but shape keys become 0
    with it in Blender 5.0."""
    return "ADD" if isinstance(data, Key) else "COMBINE"


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
    for track in own_tracks(animation):
        for strip in [s for s in track.strips if s.action in actions]:
            track.strips.remove(strip)
    _drop_empty(animation)
    correction_layer.drop_others(data, played(data))


def silenced(data: ID) -> str:
    """Why our track of a data-block is not played, as half a sentence; "" where it is."""
    animation = data.animation_data
    own = own_tracks(animation) if animation is not None else []
    if not own:
        return ""
    if not animation.use_nla:
        return "switch it on in the NLA editor"
    if muted := [track.name for track in own if track.mute]:
        return f"the track {muted[0]} is muted"
    solo = [t.name for t in animation.nla_tracks if t.is_solo and t not in own]
    return f"the track {solo[0]} is solo" if solo else ""


def own_tracks(animation: AnimData) -> list[NlaTrack]:
    """Our tracks, but those on which the artist has put something of their own."""
    tracks = (track for track in animation.nla_tracks if track.name.startswith(GROUP))
    return [track for track in tracks if all(is_ours(strip.action) for strip in track.strips)]


def _track(data: ID, action: Action) -> NlaTrack:
    """Our track where the action belongs; a new one lies at the bottom or at the top."""
    animation, name = data.animation_data, _track_name(action)
    named = (t for t in own_tracks(animation) if t.name.partition(".")[0] == name)
    track = next(named, None)
    if track is None:
        track = animation.nla_tracks.new()
        track.name = name
        if name == GROUP and len(animation.nla_tracks) > 1:
            track_order.to_bottom(data, track)
            track = next(t for t in own_tracks(animation) if not len(t.strips))
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


def _lay(data: ID, action: Action, slot: ActionSlot, span: Span) -> None:
    """A strip of the action where it was keyed.

    It holds at both ends: outside of one that does not, shape keys jump to 1. Its range is set by
    hand because Blender takes it from the slot that it guesses.
    """
    strip = _track(data, action).strips.new(action.name, int(span[0]), action)
    strip.action_slot = slot
    strip.action_frame_end, strip.frame_end = span[1], span[1]
    strip.action_frame_start, strip.frame_start = span[0], span[0]
    strip.scale, strip.blend_type = 1.0, _blend(data, action, slot)
    strip.extrapolation = "HOLD"


def channels(action: Action, slot: ActionSlot | None) -> set[Place]:
    """What the action moves of the data-block with that slot."""
    bags = (strip.channelbag(slot) for layer in action.layers for strip in layer.strips if slot)
    return {(c.data_path, c.array_index) for bag in bags if bag is not None for c in bag.fcurves}
