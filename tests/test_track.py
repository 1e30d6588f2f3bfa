import numpy as np
import pytest

from intone.track import Track


def ramp(frames: int, rate: float) -> Track:
    return Track(np.arange(frames, dtype=np.float32)[:, None], rate, ("x",))


def test_a_channel_is_found_by_name() -> None:
    assert ramp(3, 50)["x"].tolist() == [0, 1, 2]


def test_values_between_frames_are_linear_and_held_outside() -> None:
    assert ramp(3, 50).at(np.array([-1, 0.01, 0.03, 9.0]))[:, 0].tolist() == [0, 0.5, 1.5, 2]


def test_one_frame_holds_throughout() -> None:
    assert ramp(1, 50).at(np.array([0.0, 5.0]))[:, 0].tolist() == [0, 0]


@pytest.mark.parametrize("fps", [23.976, 24, 25, 30000 / 1001, 30, 60])
def test_resampling_keeps_time(fps: float) -> None:
    track = ramp(501, 50).resampled(fps)
    assert track.rate == fps
    assert track.duration == pytest.approx(501 / 50, abs=1 / fps)
    np.testing.assert_allclose(track["x"], np.minimum(track.times * 50, 500), atol=1e-4)


def test_the_same_rate_is_the_same_track() -> None:
    track = ramp(5, 30)
    assert track.resampled(30) is track


def test_names_must_fit() -> None:
    with pytest.raises(ValueError, match="2 names for 1"):
        Track(np.zeros((3, 1), np.float32), 50, ("a", "b"))
