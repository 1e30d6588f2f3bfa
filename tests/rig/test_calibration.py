import pytest

from intone.errors import RigError
from intone.head.container import read_head
from intone.rig.calibration import LEAST, MOST, calibrated, jaw_gain
from intone.rig.channels import Channel
from intone.rig.mapping import Link, RigMap

HEAD = read_head()


def test_the_embedded_head_needs_none() -> None:
    opened = HEAD.lip_gap(HEAD.shaped({"jawOpen": 1.0})) - HEAD.lip_gap()
    left, right = (HEAD.vertices[HEAD.landmarks[f"mouth_corner_{s}"]] for s in ("left", "right"))
    width = float(((left - right) ** 2).sum() ** 0.5)
    assert jaw_gain(opened, width, HEAD) == pytest.approx(1)
    assert jaw_gain(2 * opened, width, HEAD) == pytest.approx(0.5)
    assert jaw_gain(200 * opened, 100 * width, HEAD) == pytest.approx(0.5)


def test_the_gain_is_held_where_it_cannot_be_meant() -> None:
    assert jaw_gain(100, 1, HEAD) == LEAST
    assert jaw_gain(1e-4, 1, HEAD) == MOST


@pytest.mark.parametrize(("aperture", "width"), [(0, 1), (-1, 1), (1, 0), (float("nan"), 1)])
def test_a_mouth_that_does_not_open_is_told(aperture: float, width: float) -> None:
    with pytest.raises(RigError, match="did not open"):
        jaw_gain(aperture, width, HEAD)


def test_an_amplitude_is_kept_in_the_map() -> None:
    rig = RigMap("", (Link("jawOpen", Channel("Head", "KEY", "jaw", "p")),), {"brows": 0.5})
    wide = calibrated(rig, "jaw", 0.8)
    assert wide.amplitude == {"brows": 0.5, "jaw": 0.8}
    assert wide.weights.max() == pytest.approx(0.8)
    assert calibrated(wide, "jaw", 1.0) == rig
    with pytest.raises(RigError, match="no part 'nose'"):
        calibrated(rig, "nose", 1.0)
