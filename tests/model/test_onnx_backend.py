from pathlib import Path

import numpy as np
import pytest

from intone.audio.speech import CONTENT, EMOTIONS
from intone.errors import ModelError
from intone.face.basis import CHANNELS
from intone.model.catalogue import ACT, LISTEN
from intone.model.onnx_backend import load_network


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


def test_a_device_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelError, match="does not run on cuda"):
        load_network(LISTEN, "listen", "cuda")
