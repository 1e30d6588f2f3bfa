"""Sparse keys in Blender's own F-curves: what was fitted is what Blender draws."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def syllables(part, face_mesh):
    """A motion of a face's shape keys [frames, keys] like speech, 4 s at 50 a second."""
    inventory = part("blender.character.inventories").inventory(face_mesh())
    keys = tuple(channel for channel in inventory if channel.kind == "KEY")
    steps = np.random.default_rng(5).normal(0, 1, (200, len(keys)))
    curves = [np.convolve(column, np.hanning(15), "same") for column in steps.T]
    values = np.clip(np.stack(curves, axis=1) / 4, 0, 1).astype(np.float32)
    return part("rig.channels").Motion(keys, values, 50.0)


@pytest.mark.parametrize("subframes", [False, True])
@pytest.mark.parametrize("bezier", [False, True])
def test_blender_draws_what_was_fitted(part, syllables, bezier, subframes):
    import bpy

    keyframes, sparse = part("animation.keyframes"), part("animation.sparse")
    precision = sparse.Precision(0.005, 0.15, bezier)
    clip = keyframes.keyframe(syllables, 24.0, 11, precision, subframes=subframes)
    part("blender.background.steps").run_all(part("blender.takes.actions").write(clip, "sparse"))
    (action,) = bpy.data.actions
    curves = {c.data_path: c for c in action.layers[0].strips[0].channelbags[0].fcurves}
    rate = 50.0 if subframes else 24.0
    wanted = syllables.track().resampled(rate).values
    frames = 11 + np.arange(len(wanted)) * 24 / rate
    for column, curve in enumerate(clip.curves):
        drawn = curves[curve.channel.path]
        seen = np.array([drawn.evaluate(frame) for frame in frames])
        assert np.abs(seen - wanted[:, column]).max() <= 0.005 + 1e-4
        assert np.abs(np.diff(seen - wanted[:, column])).max() * rate <= 0.15 + 0.01
        assert len(drawn.keyframe_points) == len(curve.frames) < 0.8 * len(frames)
        kinds = {point.interpolation for point in drawn.keyframe_points}
        assert kinds == {"BEZIER" if bezier else "LINEAR"}


def test_lines_written_over_handles_are_lines_again(part, syllables):
    import bpy

    keyframes = part("animation.keyframes")
    write, run_all = part("blender.takes.actions").write, part("blender.background.steps").run_all
    run_all(write(keyframes.keyframe(syllables, 24.0, 1, keyframes.SPARSE), "take"))
    run_all(write(keyframes.keyframe(syllables, 24.0, 1), "take"))
    (action,) = bpy.data.actions
    curves = action.layers[0].strips[0].channelbags[0].fcurves
    kinds = {point.interpolation for curve in curves for point in curve.keyframe_points}
    assert kinds == {"LINEAR"}
