import numpy as np

from intone.audio.speech import RATE
from intone.model.pauses import LONGEST_S, SHORTEST_S, halves, pieces


def voice(*parts: tuple[float, float]) -> np.ndarray:
    """(seconds, how surely somebody speaks), one after the other."""
    return np.concatenate([np.full(round(s * RATE), level, np.float32) for s, level in parts])


def test_silence_has_no_pieces() -> None:
    assert list(pieces(voice((5, 0.05)))) == []


def test_a_long_silence_parts_the_pieces_and_belongs_to_none() -> None:
    one, two = pieces(voice((1, 0), (3, 1), (4, 0), (3, 1), (1, 0)))
    assert 0.5 * RATE < one.start < RATE and 4 * RATE < one.stop < 4.5 * RATE
    assert 7.5 * RATE < two.start < 8 * RATE and 11 * RATE < two.stop < 11.5 * RATE


def test_a_short_pause_does_not_part_them() -> None:
    assert len(list(pieces(voice((3, 1), (0.4, 0), (3, 1))))) == 1


def test_long_speech_is_cut_in_its_longest_pause() -> None:
    speech = voice((5, 1), (0.06, 0), (3, 1), (0.3, 0), (3, 1), (0.06, 0), (6, 1))
    one, two = pieces(speech)
    assert (one.start, two.start, two.stop) == (0, one.stop, len(speech))
    assert 8 * RATE < one.stop < 8.4 * RATE


def test_speech_without_a_pause_is_cut_all_the_same() -> None:
    speech = voice((107, 1))
    found = list(pieces(speech))
    assert [p.stop for p in found[:-1]] == [p.start for p in found[1:]]
    lengths = [p.stop - p.start for p in found]
    assert sum(lengths) == len(speech)
    assert min(lengths) >= SHORTEST_S * RATE and max(lengths) <= LONGEST_S * RATE


def test_halves_part_at_the_pause_and_leave_a_short_piece_whole() -> None:
    speech = voice((6, 1), (0.3, 0), (6, 1))
    one, two = halves(speech, slice(0, len(speech)))
    assert one.stop == two.start and 6 * RATE < one.stop < 6.3 * RATE
    assert halves(speech, slice(0, round(5 * RATE))) == (slice(0, round(5 * RATE)),)
