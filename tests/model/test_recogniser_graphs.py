"""The recogniser's own graphs give the numbers of the published ones, whose weights they read."""

from types import SimpleNamespace

import numpy as np
import pytest

from intone.model import onnx_backend, recogniser
from intone.model.encoder import SIZE
from intone.model.onnx_backend import PlainSession, load_session
from intone.model.recogniser import FILES, FOLDER, load_recogniser, recogniser_missing
from intone.track import Array

pytestmark = pytest.mark.skipif(bool(recogniser_missing()), reason=recogniser_missing())
TOKENS = (1, 2301, 338, 17, 30000, 5)


def heard(frames: int) -> Array:
    return np.random.default_rng(0).standard_normal((1, frames, SIZE)).astype(np.float32) / 2


class Card:
    """Stands for a session: how long it takes, and by what share its states are off."""

    def __init__(self, takes: float) -> None:
        self.takes, self.off = takes, 0.0

    def run(self, given: dict[str, Array]) -> dict[str, Array]:
        return {"states": given["samples"] * (1 + self.off)}


def published_logits(states: Array) -> list[Array]:
    """Of each next token, by the published decoder."""
    session = load_session(FOLDER / tuple(FILES)[1])
    names = [f"{layer}.{who}.{side}" for layer in range(6) for who in ("decoder", "encoder")
             for side in ("key", "value")]  # fmt: skip
    given = {f"past_key_values.{name}": np.zeros((1, 8, 0, 36), np.float32) for name in names}
    given["encoder_hidden_states"] = states[..., SIZE // 2 :]
    given["encoder_attention_mask"] = np.ones((1, 384 * (states.shape[1] + 2)), np.int64)
    logits: list[Array] = []
    for place, token in enumerate(TOKENS):
        step = {"input_ids": np.array([[token]]), "use_cache_branch": np.array([place > 0])}
        found = session.run({**given, **step})
        logits.append(found["logits"][0, -1])
        kept = names if not place else [name for name in names if "decoder" in name]
        given |= {f"past_key_values.{name}": found[f"present.{name}"] for name in kept}
    return logits


def own_logits(states: Array) -> list[Array]:
    model = load_recogniser()
    given = dict(model.memory.run({"states": states}))
    none = np.zeros((1, 8, 0, 36), np.float32)
    given |= {name.removeprefix("heard_"): none for name in given}
    logits: list[Array] = []
    for place, token in enumerate(TOKENS):
        step = {"token": np.array([[token]]), "position": np.array([place])}
        found = model.decoder.run({**given, **step})
        logits.append(found.pop("logits")[0, -1])
        given |= {name.removeprefix("new_"): kept for name, kept in found.items()}
    return logits


@pytest.mark.parametrize("frames", [3, 120])
def test_the_decoder_says_what_the_published_one_says(frames: int) -> None:
    states = heard(frames)
    for ours, theirs in zip(own_logits(states), published_logits(states), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=2e-3)
        assert ours.argmax() == theirs.argmax() and theirs.std() > 0.5


def test_the_encoder_for_cards_hears_the_same() -> None:
    samples = {"samples": 0.07 * heard(100).reshape(1, -1)}
    sessions = [load_session(FOLDER / f"encoder{end}.onnx") for end in ("", "_card")]
    right, found = (session.run(samples)["states"] for session in sessions)
    assert found.shape == right.shape and right.std() > 0.3
    assert 0 < (found - right).std() < 0.1 * right.std()


def test_the_encoder_runs_on_a_card_only_where_that_is_right_and_faster(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow, fast = Card(2.0), Card(1.0)
    cards = {"encoder.onnx": slow, "encoder_card.onnx": fast}
    monkeypatch.setattr(onnx_backend, "_session", lambda path, *_: (cards[path.name], ""))
    monkeypatch.setattr(onnx_backend, "_timed", lambda one, given: (one.takes, one.run(given)))
    monkeypatch.setattr(onnx_backend, "_run", lambda one, given: one.run(given))
    load = recogniser.load_encoder.__wrapped__
    assert load(FOLDER, "webgpu").session is fast
    assert load(FOLDER, "cpu").session is slow and load(FOLDER, "coreml").session is slow
    fast.takes = 3.0
    assert load(FOLDER, "webgpu").session is slow
    fast.takes, fast.off = 1.0, 0.2
    assert load(FOLDER, "webgpu").session is slow
    cards["encoder_card.onnx"] = None
    assert load(FOLDER, "cuda").session is slow


def test_where_the_card_stops_the_processor_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    def stop(*_: object) -> None:
        raise RuntimeError("device lost")

    def here(*_: object) -> list[Array]:
        return [np.ones(1, np.float32)]

    output = SimpleNamespace(name="states")
    sessions = [SimpleNamespace(get_outputs=lambda: [output], run=way) for way in (stop, here)]
    card = PlainSession(sessions[0], PlainSession(sessions[1]))
    assert card.run({})["states"] == 1 and card.session is sessions[1]
    assert "device lost" in caplog.text
    with pytest.raises(RuntimeError):
        PlainSession(sessions[0]).run({})


def test_the_encoder_hears_what_the_published_one_hears() -> None:
    """But for the rounding of activations to 8 bits, which a millionth of noise moves as far."""
    rng = np.random.default_rng(0)
    samples = 0.1 * np.cumsum(rng.standard_normal(48000)).astype(np.float32)[None] / 200
    session = load_session(FOLDER / tuple(FILES)[0])
    noisy = samples + np.float32(1e-6) * rng.standard_normal(samples.shape).astype(np.float32)
    given = [
        {"input_values": sound, "attention_mask": np.ones(sound.shape, np.int64)}
        for sound in (samples, noisy)
    ]
    theirs, tipped = (session.run(one)["last_hidden_state"] for one in given)
    states = load_recogniser().encoder.run({"samples": samples})["states"]
    middle, ours = np.split(states, 2, axis=-1)
    assert ours.shape == theirs.shape
    assert not np.allclose(ours, middle, atol=0.5), "the middle layer is another one"
    assert (ours - theirs).std() < 1.5 * (tipped - theirs).std() < 0.1 * theirs.std()
