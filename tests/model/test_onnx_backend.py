import json
import math
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from intone.audio.speech import CONTENT, EMOTIONS
from intone.errors import ModelError
from intone.face.basis import CHANNELS
from intone.model import onnx_backend
from intone.model.catalogue import ACT, LISTEN
from intone.model.network import parse_spec
from intone.model.onnx_backend import OnnxNetwork, load_network, providers


def test_the_shipped_networks_keep_the_contract() -> None:
    listen, act = load_network(LISTEN, "listen", "cpu"), load_network(ACT, "act", "cpu")
    assert listen.spec.content == act.spec.content == CONTENT
    assert listen.spec.emotions == EMOTIONS
    assert act.spec.channels == CHANNELS
    assert set(act.spec.anchors) == set(EMOTIONS) - {"neutral"}
    for anchor in act.spec.anchors.values():
        assert np.linalg.norm(anchor) == pytest.approx(1, abs=1e-5)


def test_the_best_device_there_is_is_taken_and_the_reason_said() -> None:
    network = load_network(LISTEN, "listen")
    assert network.device.split("; ")[0] in ("cuda", "webgpu", "coreml", "cpu")


@pytest.mark.parametrize("content", [b"", b"not a network", None])
def test_a_missing_or_broken_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "broken.onnx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=r"broken\.onnx"):
        load_network(path, "listen", "cpu")


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "half.onnx"
    path.write_bytes(LISTEN.read_bytes()[: LISTEN.stat().st_size // 2])
    with pytest.raises(ModelError, match=r"half\.onnx"):
        load_network(path, "listen", "cpu")


def test_the_wrong_network_is_refused() -> None:
    with pytest.raises(ModelError, match="made to act, not to listen"):
        load_network(ACT, "listen", "cpu")


@pytest.mark.parametrize("change", [{"overlap_s": math.nan}, {"overlap_s": -1}, {"rate": 0.0}])
def test_a_spec_with_a_number_that_cannot_be_is_refused(change: dict[str, float]) -> None:
    spec = {"id": "own", "version": "1", "kind": "act", "rate": 50, "content": [], "overlap_s": 5}
    assert parse_spec(json.dumps(spec), "act", "own.onnx").overlap_s == 5
    with pytest.raises(ModelError, match=r"own\.onnx is not a network of Intone's"):
        parse_spec(json.dumps(spec | change), "act", "own.onnx")


def test_a_network_with_other_bytes_in_a_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.onnx"
    data = ACT.read_bytes()
    path.write_bytes(data.replace(b"latent", b"l\xfft\xfent"))
    with pytest.raises(ModelError, match=r"own\.onnx"):
        load_network(path, "act", "cpu")


def test_a_device_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelError, match="does not run on cuda"):
        load_network(LISTEN, "listen", "cuda")


def given(frames: int) -> dict[str, np.ndarray]:
    """Inputs of the acting network."""
    random = np.random.default_rng(frames)
    sizes = {"content": len(CONTENT), "latent": 16}
    return {name: random.random((1, frames, n), np.float32) for name, n in sizes.items()}


class Broken:
    """A session whose device is lost."""

    def __init__(self) -> None:
        self._whole = load_network(ACT, "act", "cpu").session

    def get_outputs(self) -> object:
        return self._whole.get_outputs()

    def run(self, names: object, inputs: object) -> None:
        raise RuntimeError("the device was lost\nand much more")


def test_a_device_lost_in_the_middle_gives_the_same_take(caplog: pytest.LogCaptureFixture) -> None:
    whole = load_network(ACT, "act", "cpu")
    network = OnnxNetwork(whole.spec, "webgpu", Broken(), ACT)
    found, right = network.run(given(50)), whole.run(given(50))
    for name in right:
        np.testing.assert_array_equal(found[name], right[name])
    assert network.device == "cpu; webgpu: stopped (the device was lost)"
    network.run(given(20))
    assert len(caplog.messages) == 1 and "going on with the processor" in caplog.messages[0]


def test_what_the_processor_cannot_run_is_refused_in_a_sentence() -> None:
    whole = load_network(ACT, "act", "cpu")
    with pytest.raises(ModelError, match="cannot be run .*choose another"):
        whole.run({"content": np.zeros((1, 5, 3), np.float32), "latent": given(5)["latent"]})


def test_every_device_is_told_with_its_reason() -> None:
    found = providers()
    assert [name for name, _, _ in found] == list(onnx_backend.PROVIDERS)
    assert ("cpu", True, "") in found
    here = onnxruntime.get_available_providers()
    for name, _, reason in found:
        if onnx_backend.PROVIDERS[name] not in here:
            assert reason == "not in this onnxruntime"


def test_a_device_that_lies_or_lags_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The trial, with a second processor in the place of a graphics card."""
    session = load_network(ACT, "act", "cpu").session
    real = onnx_backend._timed
    times = iter([9.0, 1.0, 0.5, 1.0, 0.5, 1.0])
    lie = 0.0

    def timed(session: object, inputs: object) -> object:
        found, taken = real(session, inputs)[1], next(times)
        return taken, {n: v + (lie if taken == 0.5 else 0) for n, v in found.items()}

    monkeypatch.setattr(onnx_backend, "_timed", timed)
    assert onnx_backend._trial(session, ACT, 1) == "9 times slower than the processor"
    assert onnx_backend._trial(session, ACT, 1) == ""
    lie = 0.01
    assert onnx_backend._trial(session, ACT, 1) == "gives other numbers than the processor"
