import pytest

from intone.model.chunks import windows


@pytest.mark.parametrize("frames", [1, 7, 20, 21, 100])
def test_windows_cover_every_frame_once_with_context(frames: int) -> None:
    covered: list[int] = []
    for window in windows(frames, size=10, overlap=3):
        given = list(range(window.first, window.last))
        covered += given[window.inside]
        assert window.first == max(0, window.start - 3)
        assert window.last == min(frames, window.stop + 3)
    assert covered == list(range(frames))
