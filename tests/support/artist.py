"""Everything of an artist's on a character, to the last bit, to hold against what it was."""

from __future__ import annotations

import numpy as np

KEY = ("co", "handle_left", "handle_right", "interpolation", "handle_left_type", "easing")


def blocks(face):
    import bpy

    return face, face.data.shape_keys, bpy.data.objects["Rig"]


def artists(face):
    """Everything of the artist's, to the last bit: actions, what plays, strips and drivers."""
    import bpy

    ours = part_of_ours()
    actions = {a.name: curves_of(a) for a in bpy.data.actions if not ours(a)}
    return actions, [playing(data, ours) for data in blocks(face)]


def part_of_ours():
    import sys

    playback = sys.modules["bl_ext.user_default.intone.blender.character.playback"]
    marks = {"intone_sliders", "intone_is_corrections", "intone_fill"}
    return lambda action: playback.is_ours(action) or bool(marks & set(action.keys()))


def curves_of(action):
    return sorted(
        (slot.identifier, curve.data_path, curve.array_index, curve.mute, bits(curve))
        for layer in action.layers
        for strip in layer.strips
        for slot in action.slots
        for curve in getattr(strip.channelbag(slot), "fcurves", ())
        if not curve.data_path.startswith("intone.")
    )


def bits(curve):
    found = b""
    for name in KEY:
        width = 2 if name in KEY[:3] else 1
        kind = np.float32 if width == 2 else np.int32
        values = np.empty(len(curve.keyframe_points) * width, kind)
        curve.keyframe_points.foreach_get(name, values)
        found += values.tobytes()
    return found


def playing(data, ours):
    animation = data.animation_data
    if animation is None:
        return None, [], []
    action = None if animation.action is None or ours(animation.action) else animation.action.name
    strips = [
        (track.name, s.name, s.action.name, s.frame_start, s.frame_end, s.mute, _influence(s))
        for track in animation.nla_tracks
        for s in track.strips
        if not ours(s.action)
    ]
    drivers = [(d.data_path, d.driver.expression) for d in animation.drivers]
    return action, strips, drivers


def _influence(strip):
    """Without keys Blender evaluates it, as the frame is."""
    return strip.influence if strip.use_animated_influence else None
