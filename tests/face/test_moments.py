import numpy as np

from intone.face.basis import CHANNELS, index
from intone.face.moments import Moment, telling
from intone.track import Track


def performance() -> tuple[Track, np.ndarray]:
    values = np.zeros((40, len(CHANNELS)), np.float32)
    values[[5, 25], index("jawOpen")] = 1
    values[[5, 6], index("eyeBlinkLeft")] = 1
    values[8, index("jawOpen")] = 0.5
    closed = np.zeros(40, np.float32)
    closed[[12, 30]] = 0.9
    closed[35] = 0.4
    return Track(values, 25, CHANNELS), closed


def test_each_part_shows_its_most_open_frame_and_its_closure() -> None:
    face, closed = performance()
    expected = [Moment(8, False), Moment(12, True), Moment(25, False), Moment(30, True)]
    assert telling(face, closed, 4) == expected


def test_a_part_without_closures_shows_none() -> None:
    face, closed = performance()
    assert not any(moment.closed for moment in telling(face, closed * 0, 4))


def test_a_face_shorter_than_the_sheet_shows_each_frame_once() -> None:
    face, closed = performance()
    few = Track(face.values[:2], 25, CHANNELS)
    assert [moment.frame for moment in telling(few, closed[:2], 8)] == [0, 1]
