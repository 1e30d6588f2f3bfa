import numpy as np
import pytest

from intone.animation.keyframes import keyframe, simplify
from intone.rig.channels import Channel, Motion


def motion(values: np.ndarray, rate: float = 50) -> Motion:
    channels = tuple(Channel("Head", "KEY", f"k{i}", f"p{i}") for i in range(values.shape[1]))
    return Motion(channels, values.astype(np.float32), rate)


def speechlike(frames: int) -> np.ndarray:
    steps = np.random.default_rng(3).normal(0, 1, (frames, 1))
    curve = np.convolve(steps[:, 0], np.hanning(9), "same")[:, None]
    return np.where(curve > 0.3, curve, 0)


@pytest.mark.parametrize("tolerance", [0.0, 2e-5, 0.005, 0.05])
def test_lines_between_kept_samples_stay_within_the_tolerance(tolerance: float) -> None:
    values = speechlike(2000)[:, 0].astype(np.float32)
    kept = simplify(values, tolerance)
    drawn = np.interp(np.arange(2000), kept, values[kept])
    assert np.abs(drawn - values).max() <= tolerance + 1e-6


def test_a_rest_costs_two_keys_and_a_line_no_more() -> None:
    assert simplify(np.zeros(1000, np.float32), 1e-6).tolist() == [0, 999]
    assert simplify(np.arange(100, dtype=np.float32), 1e-6).tolist() == [0, 99]


def test_one_frame_is_one_key() -> None:
    assert simplify(np.ones(1, np.float32), 0.1).tolist() == [0]


@pytest.mark.parametrize("fps", [24, 25, 30000 / 1001, 30, 60])
def test_a_clip_stands_at_the_scenes_frames(fps: float) -> None:
    source = motion(speechlike(500))
    clip = keyframe(source, fps, start=101)
    assert clip.start == 101
    assert clip.end == pytest.approx(101 + np.ceil(10 * fps) - 1)
    curve = clip.curves[0]
    frames = np.arange(clip.start, clip.end + 1)
    wanted = source.track().at((frames - 101) / fps)[:, 0]
    np.testing.assert_allclose(np.interp(frames, curve.frames, curve.values), wanted, atol=3e-5)
    assert clip.keys < len(frames)
