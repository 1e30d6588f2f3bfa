"""Calibration of the type's confidence, on clips that trained nothing."""

from dataclasses import replace

import pytest

torch = pytest.importorskip("torch", reason="torch is only there for training")
pytest.importorskip("onnx", reason="onnx is only there for training")

from intone.training.listen.calibrate_confidence import calibrate_confidence
from intone.training.listen.mood import MoodConfig, predict_mood, train_head
from intone.training.listen.mood_loss import Clip
from intone.training.listen.network import MoodHead


def test_a_head_that_is_right_but_shy_is_made_surer() -> None:
    torch.manual_seed(0)
    shift = torch.zeros(368).index_fill(0, torch.arange(40), 3.0)
    heard = [
        Clip(torch.randn(80, 368) + (shift if k % 2 else -shift), torch.ones(80, 1), "a", k % 2, k)
        for k in range(8)
    ]
    familiar = [replace(c, inputs=c.inputs + 0.01 * torch.randn_like(c.inputs)) for c in heard[:4]]
    head = MoodHead()
    train_head(head, heard, MoodConfig(steps=6), 0)
    before, _ = predict_mood(head, familiar[1])
    calibrate_confidence(head, heard, familiar)
    after, _ = predict_mood(head, familiar[1])
    assert float(head.sharpness) > 1 > float(head.elsewhere)
    assert torch.equal(after.argmax(-1), before.argmax(-1))
    assert float(after.softmax(-1)[40].max()) > float(before.softmax(-1)[40].max())
