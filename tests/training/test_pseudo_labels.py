"""Pseudo-labels follow the intensity that is known, and leave neutral speech at nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("scipy", reason="training needs scipy: `make train-env`")

from intone.audio.sound import from_samples
from intone.errors import DataError
from intone.face.basis import index
from intone.model.catalogue import LISTEN
from intone.model.listening import hear
from intone.model.onnx_backend import load_network
from intone.training.act.pseudo_labels import fit_neutral, pseudo_labels
from intone.training.act.simulated_recordings import SimulatedTake, simulate_takes
from intone.training.data.content import SpeechContent
from intone.training.data.corpora import read_sound
from intone.training.evaluate.label_scores import label_scores

VOICE = Path(__file__).parents[2] / "tests" / "data" / "voice.flac"


@pytest.fixture(scope="module")
def cast() -> list[SimulatedTake]:
    """Two speakers who say the test voice twelve times over, in pieces."""
    content = hear(
        from_samples(read_sound(VOICE)), load_network(LISTEN, "listen", "cpu", 1)
    ).content
    half = len(content) // 2
    pieces = [replace(content, values=content.values[k * half :][:half]) for k in (0, 1)]
    return simulate_takes(
        [SpeechContent(f"{k}", pieces[k % 2]) for k in range(24)], speakers=2, seed=1
    )


def test_labels_follow_the_truth_where_the_plain_distance_does_not(cast) -> None:
    found = label_scores(cast)
    assert found["spearman"] > 0.9
    assert found["spearman"] > found["naive_spearman"] + 0.03
    assert found["neutral"] < 0.05
    assert found["neutral"] < 0.6 * found["naive_neutral"]


def test_a_blink_is_no_emotion(cast) -> None:
    takes = [one.seen for one in cast]
    neutral = fit_neutral(takes)
    calm = next(take for take in takes if take.emotion == "neutral")
    blinking = calm.face.copy()
    lids = [index("eyeBlinkLeft"), index("eyeBlinkRight")]
    squint = [index("eyeSquintLeft"), index("eyeSquintRight")]
    blinking[40:52, lids] = 1
    blinking[42:50, squint] += 0.4
    before, after = (
        pseudo_labels([replace(calm, face=face), *takes], neutral)[0]
        for face in (calm.face, blinking)
    )
    assert np.abs(after - before).max() < 0.15


def test_who_never_shows_emotion_is_not_stretched_to_the_full_range(cast) -> None:
    takes = [one.seen for one in cast]
    neutral = fit_neutral(takes)
    calm = [take for take in takes if take.emotion == "neutral"]
    assert max(float(curve.mean()) for curve in pseudo_labels(calm, neutral)) < 0.1


def test_without_a_neutral_take_there_is_nothing_to_measure_from(cast) -> None:
    with pytest.raises(DataError, match="No neutral take"):
        fit_neutral([one.seen for one in cast if one.seen.emotion != "neutral"])
