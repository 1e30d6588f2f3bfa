"""The listening network's measures give the known answer where the answer is known."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is only there for training")

from intone.audio.speech import CONTENT, EMOTIONS, VISEMES
from intone.training.data.corpora import Utterance
from intone.training.data.phones import GERMAN, LABIAL, frames_of, to_phones
from intone.training.evaluate.listen_metrics import (
    ListenOutput,
    alignment_lag,
    closure_scores,
    mean_intensity,
    pair_order,
    runs,
    viseme_accuracy,
)

MARKS = [(0.0, 0.2, "sil"), (0.2, 0.4, "a"), (0.4, 0.5, "m"), (0.5, 0.8, "i"), (0.8, 1.0, "p")]


def utterance(speaker: str = "a", emotion: str = "", text: str = "t") -> Utterance:
    phones = to_phones(MARKS, GERMAN)
    return Utterance(np.zeros(16000, np.float32), phones, "x", speaker, text, emotion)


def perfect(late: int = 0, closed: bool = True) -> ListenOutput:
    """What a network that knows the labels hears, `late` frames behind."""
    visemes = np.roll(frames_of(to_phones(MARKS, GERMAN), 50)[0], late)
    content = np.zeros((50, len(CONTENT)), np.float32)
    content[np.arange(50), visemes] = 1
    content[:, CONTENT.index("lipsClosed")] = (visemes == LABIAL) * closed
    content[:, CONTENT.index("voice")] = visemes != 0
    return ListenOutput(content, np.ones((50, 1), np.float32), np.full((50, len(EMOTIONS)), 1 / 8))


def test_the_labels_themselves_score_one() -> None:
    listen = lambda _: perfect()  # noqa: E731 (one line says it)
    assert viseme_accuracy(listen, [utterance()])["visemes16"] == 1
    scores = closure_scores(listen, [utterance()], "lipsClosed", LABIAL)
    assert (scores["recall"], scores["precision"], scores["count"]) == (1, 1, 2)


def test_a_frame_late_is_near_and_no_more() -> None:
    found = {
        late: viseme_accuracy(lambda _, n=late: perfect(n), [utterance()]) for late in (0, 1, 2)
    }
    assert found[0]["visemes16 near"] == 1
    assert found[1]["visemes16"] < 0.95 < found[1]["visemes16 near"]
    assert found[2]["visemes16 near"] < found[1]["visemes16 near"]


def test_an_open_mouth_recalls_nothing() -> None:
    scores = closure_scores(lambda _: perfect(closed=False), [utterance()], "lipsClosed", LABIAL)
    assert scores["recall"] == 0 and scores["f1"] == 0


@pytest.mark.parametrize("late", [-2, 0, 3])
def test_the_lag_is_found(late: int) -> None:
    assert alignment_lag(lambda _: perfect(late), [utterance()]) == late


def test_a_closure_far_from_any_phone_is_false() -> None:
    heard = perfect()
    heard.content[0:3, CONTENT.index("lipsClosed")] = 1
    scores = closure_scores(lambda _: heard, [utterance()], "lipsClosed", LABIAL)
    assert scores["precision"] == pytest.approx(2 / 3)


def test_runs_are_first_and_last_plus_one() -> None:
    assert runs(np.array([1, 1, 0, 1], bool)) == [(0, 2), (3, 4)]


def test_pairs_stay_within_a_speaker() -> None:
    speech = [utterance("a", "neutral"), utterance("a", "angry"), utterance("b", "sad", "u")]
    assert pair_order(np.array([0.0, 1.0, -1.0], np.float32), speech, same_text=False) == 1
    assert pair_order(np.array([1.0, 0.0, 9.0], np.float32), speech, same_text=False) == 0


def test_strength_counts_only_while_somebody_speaks() -> None:
    heard = perfect()
    heard.intensity[:10] = 100
    assert heard.content[:10, VISEMES.index("sil")].all()
    assert mean_intensity(heard) == pytest.approx(1, rel=1e-4)
