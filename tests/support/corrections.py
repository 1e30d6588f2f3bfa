"""What the tests of corrections ask of the face, its take and its layer."""

from __future__ import annotations

import numpy as np

from .timers import run_until_idle

FRAMES = range(1, 50)


def settle(part):
    (live,) = part("blender.live.live_update")._live
    run_until_idle(live)
    assert live.refusal == ""


def keys():
    import bpy

    return bpy.data.objects["Face"].data.shape_keys


def seen(name="jawOpen", frames=FRAMES):
    """What a shape key evaluates to, [frames]."""
    import bpy

    values = []
    for frame in frames:
        bpy.context.scene.frame_set(frame)
        values.append(keys().key_blocks[name].value)
    return np.array(values)


def take_action():
    import bpy

    performance = bpy.data.objects["Face"].intone
    return performance.takes[performance.shown_take].action


def layer():
    return take_action().get("intone_corrections")


def curve(action, name="jawOpen", kind="KEY"):
    (slot,) = (slot for slot in action.slots if slot.target_id_type == kind)
    bag = action.layers[0].strips[0].channelbag(slot)
    return bag.fcurves.find(f'key_blocks["{name}"].value') if bag else None


def points(action, name="jawOpen"):
    return [
        (*p.co, *p.handle_left, *p.handle_right, p.interpolation, p.easing, p.type)
        for p in curve(action, name).keyframe_points
    ]


def insert(frame, value, name="jawOpen"):
    import bpy

    bpy.context.scene.frame_set(frame)
    keys().key_blocks[name].value = value
    assert keys().key_blocks[name].keyframe_insert("value", frame=frame)
