from dataclasses import replace

import numpy as np
import pytest

from intone.animation.keyframes import (
    SPARSE,
    TOLERANCE,
    Clip,
    Curve,
    held_shut,
    keyframe,
    shut_lips,
    simplify,
)
from intone.animation.sparse import HELD, Precision, fitted, turning
from intone.face.basis import CHANNELS, index
from intone.rig.channels import Channel, Motion
from intone.rig.mapping import Link, RigMap
from intone.rig.retarget import retarget
from intone.track import Track

LINES = Precision(0.005)
EXACT = Precision(TOLERANCE)


def motion(values: np.ndarray, rate: float = 50) -> Motion:
    channels = tuple(Channel("Head", "KEY", f"k{i}", f"p{i}") for i in range(values.shape[1]))
    return Motion(channels, values.astype(np.float32), rate)


def speechlike(frames: int, channels: int = 1, seed: int = 3) -> np.ndarray:
    """Syllables a few times a second with rests between, [frames, channels], about 0..1."""
    steps = np.random.default_rng(seed).normal(0, 1, (frames, channels))
    window = np.hanning(15)
    curve = np.stack([np.convolve(column, window, "same") for column in steps.T], axis=1)
    return np.clip(curve / 4, 0, 1)


def blender(curve: Curve, frames: np.ndarray) -> np.ndarray:
    """What Blender draws: each segment a Bezier curve in frame and value, solved for the frame."""
    if curve.left is None or curve.right is None:
        return np.interp(frames, curve.frames, curve.values)
    i = np.clip(np.searchsorted(curve.frames, frames, "right") - 1, 0, len(curve.frames) - 2)
    x = [curve.frames[i], curve.right[i, 0], curve.left[i + 1, 0], curve.frames[i + 1]]
    y = [curve.values[i], curve.right[i, 1], curve.left[i + 1, 1], curve.values[i + 1]]
    low, high = np.zeros(len(frames)), np.ones(len(frames))
    for _ in range(40):
        middle = (low + high) / 2
        early = _bezier(x, middle) < frames
        low, high = np.where(early, middle, low), np.where(early, high, middle)
    return _bezier(y, (low + high) / 2)


def _bezier(p: list[np.ndarray], t: np.ndarray) -> np.ndarray:
    u = 1 - t
    return u**3 * p[0] + 3 * u * u * t * p[1] + 3 * u * t * t * p[2] + t**3 * p[3]


def wanted(source: Motion, clip: Clip, fps: float) -> tuple[np.ndarray, np.ndarray]:
    """The clip's frames, and the motion there [frames, channels]."""
    frames = np.arange(clip.start, clip.end + 1)
    return frames, source.track().at((frames - clip.start) / fps)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("bezier", [False, True])
@pytest.mark.parametrize("value", [2e-5, 0.005, 0.05])
@pytest.mark.parametrize("velocity", [0.1, np.inf])
def test_keys_draw_the_motion_within_the_precision(
    seed: int, bezier: bool, value: float, velocity: float
) -> None:
    source = motion(speechlike(400, 4, seed))
    clip = keyframe(source, 24, 101, Precision(value, velocity, bezier))
    frames, values = wanted(source, clip, 24)
    for row, curve in enumerate(clip.curves):
        missed = blender(curve, frames) - values[:, row]
        assert np.abs(missed).max() <= value + 1e-5
        assert np.abs(np.diff(missed)).max() * 24 <= velocity + 1e-3
        assert np.abs(missed).max() == pytest.approx(curve.error, abs=1e-5)
        assert np.abs(np.diff(missed)).max() * 24 == pytest.approx(curve.velocity_error, abs=1e-3)
    assert clip.error == max(curve.error for curve in clip.curves)


def test_all_channels_at_once_are_the_same_as_each_alone() -> None:
    source = motion(speechlike(500, 5))
    together = keyframe(source, 25, 1, SPARSE)
    for row, curve in enumerate(together.curves):
        one = replace(source, channels=(curve.channel,), values=source.values[:, [row]])
        alone = keyframe(one, 25, 1, SPARSE).curves[0]
        np.testing.assert_array_equal(alone.frames, curve.frames)
        np.testing.assert_allclose(alone.right, curve.right, atol=1e-6)


def test_a_rest_costs_two_keys_and_a_line_no_more() -> None:
    for values in (np.zeros(1000), np.linspace(0, 1, 1000)):
        for precision in (EXACT, SPARSE):
            assert len(keyframe(motion(values[:, None]), 50, 1, precision).curves[0].frames) == 2


def test_no_tolerance_keeps_what_is_no_line() -> None:
    values = np.array([0, 0, 0, 1, 2, 3, 2.5], np.float32)
    assert simplify(values, 0.0).tolist() == [0, 2, 5, 6]
    assert simplify(values, 5.0).tolist() == [0, 6]
    assert simplify(np.ones(1, np.float32), 0.1).tolist() == [0]


def test_a_number_is_the_precision_of_lines() -> None:
    source = motion(speechlike(200, 2))
    assert keyframe(source, 24, 1, 0.005).keys == keyframe(source, 24, 1, LINES).keys


def test_a_parabola_is_one_bezier_segment() -> None:
    arc = np.linspace(0, 0.5, 200)[:, None] ** 2
    assert len(keyframe(motion(arc), 50, 1, SPARSE).curves[0].frames) == 2
    assert len(keyframe(motion(arc), 50, 1, LINES).curves[0].frames) > 3


def test_handles_cost_fewer_keys_than_lines() -> None:
    source = motion(speechlike(3000, 4))
    bezier, lines = keyframe(source, 50, 1, SPARSE), keyframe(source, 50, 1, LINES)
    assert bezier.keys < 0.6 * lines.keys


@pytest.mark.parametrize("frames", [1, 2, 3])
@pytest.mark.parametrize("precision", [EXACT, SPARSE])
def test_the_shortest_motions(frames: int, precision: Precision) -> None:
    curve = keyframe(motion(np.ones((frames, 1)) * 0.5), 50, 7, precision).curves[0]
    assert curve.frames[0] == 7
    assert (curve.values == 0.5).all()
    assert len(curve.frames) == min(frames, 2)
    assert curve.left is None or np.isfinite(curve.left).all()


def test_a_motion_of_nothing_is_an_empty_clip() -> None:
    clip = keyframe(Motion((), np.zeros((50, 0), np.float32), 50), 25, 1)
    assert (clip.curves, clip.keys, clip.error, clip.end) == ((), 0, 0.0, 25)


@pytest.mark.parametrize("precision", [LINES, SPARSE])
def test_turning_points_are_kept_exactly(precision: Precision) -> None:
    source = motion(speechlike(1000, 3))
    clip = keyframe(source, 50, 1, precision)
    turns = turning(source.values.T, precision.value)
    assert turns.any(axis=1).all()
    for row, curve in enumerate(clip.curves):
        at = np.flatnonzero(turns[row])
        assert np.isin(at + 1, curve.frames).all()
        keys = curve.values[np.isin(curve.frames, at + 1)]
        np.testing.assert_array_equal(keys, source.values[at, row])


def test_where_a_curve_turns() -> None:
    curve = np.array([[0, 0.2, 0.5, 0.5, 0.4, 0.42, 0.3, 0, 0, 0, 0.3, 0.301, 0.3, 0.8]])
    assert np.flatnonzero(turning(curve, 0.05)[0]).tolist() == [2, 3, 7, 9]
    assert not turning(np.zeros((2, 50)), 0.01).any()


def test_kept_samples_stay_keys() -> None:
    values = np.zeros((2, 100))
    kept = np.zeros((2, 100), bool)
    kept[0, 40] = True
    keys = fitted(values, 50, SPARSE, kept).keys
    assert np.flatnonzero(keys[0]).tolist() == [0, 40, 99]
    assert np.flatnonzero(keys[1]).tolist() == [0, 99]


@pytest.mark.parametrize("fps", [24, 25, 30000 / 1001, 30, 60])
def test_a_clip_stands_at_the_scenes_frames(fps: float) -> None:
    source = motion(speechlike(500))
    clip = keyframe(source, fps, start=101)
    assert clip.start == 101
    assert clip.end == pytest.approx(101 + np.ceil(10 * fps) - 1)
    curve = clip.curves[0]
    frames, values = wanted(source, clip, fps)
    np.testing.assert_allclose(
        np.interp(frames, curve.frames, curve.values), values[:, 0], atol=3e-5
    )
    assert (curve.frames == curve.frames.round()).all()
    assert clip.keys < len(frames)


@pytest.mark.parametrize("precision", [EXACT, SPARSE])
def test_subframe_keys_stand_at_the_motions_own_samples(precision: Precision) -> None:
    source = motion(speechlike(500))
    clip = keyframe(source, 24, 11, precision, subframes=True)
    curve = clip.curves[0]
    times = (curve.frames - 11) / 24 * 50
    np.testing.assert_allclose(times, times.round(), atol=1e-3)
    np.testing.assert_array_equal(curve.values, source.values[times.round().astype(int), 0])
    assert clip.end == 11 + np.ceil(10 * 24) - 1
    frames = 11 + np.arange(500) * 24 / 50
    error = np.abs(blender(curve, frames) - source.values[:, 0]).max()
    assert error <= precision.value + 1e-4


def syllables() -> Track:
    """A jaw that opens and shuts, the lips closed twice while it is half open."""
    time = np.arange(300) / 50
    values = np.zeros((300, len(CHANNELS)), np.float32)
    values[:, index("jawOpen")] = 0.3 + 0.25 * np.sin(time * 9)
    values[:, index("mouthFunnel")] = 0.3 + 0.2 * np.sin(time * 5)
    values[100:104, index("mouthClose")] = values[100:104, index("jawOpen")]
    values[200:209, index("mouthClose")] = values[200:209, index("jawOpen")]
    return Track(values, 50, CHANNELS)


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
@pytest.mark.parametrize("precision", [Precision(0.02), Precision(0.02, bezier=True)])
def test_thinning_keeps_closures(fps: float, precision: Precision) -> None:
    face = syllables()
    channels = tuple(Channel("Head", "KEY", name, name) for name in CHANNELS)
    links = (Link(name, channel) for name, channel in zip(CHANNELS, channels, strict=True))
    rig = RigMap("", tuple(links))
    motion = retarget(face, rig)
    clip = keyframe(motion, fps, 1, precision, held=held_shut(face, rig, motion.channels))
    curves = {curve.channel.name: curve for curve in clip.curves}
    frames = np.arange(clip.start, clip.end + 1)
    closed = np.interp((frames - 1) / fps, face.times, shut_lips(face)) > 0.999
    jaw, lips = (blender(curves[name], frames) for name in ("jawOpen", "mouthClose"))
    true = face.at((frames - 1) / fps)
    assert closed.sum() >= 4
    np.testing.assert_allclose(jaw[closed], true[closed, index("jawOpen")], atol=1.1 * HELD)
    np.testing.assert_allclose(lips[closed], jaw[closed], atol=2.2 * HELD)
    assert len(curves["mouthFunnel"].frames) < 0.25 * len(frames)
