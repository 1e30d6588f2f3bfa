"""No network is published whose ONNX file gives other numbers than torch."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs torch: `make train-env`")
onnx = pytest.importorskip("onnx", reason="training needs onnx: `make train-env`")

from intone.errors import ModelError
from intone.model.catalogue import LISTEN
from intone.model.onnx_backend import load_network
from intone.training import publish as common
from intone.training.act import publish as act_file
from intone.training.act.network import ActNetwork
from intone.training.listen import publish as listen_file
from intone.training.listen import publish_correction as corrected_file
from intone.training.listen.intensity_correction import IntensityCorrection
from intone.training.listen.network import ListenNetwork

CONFIG = {"encoder": "scratch", "content_steps": 0, "seed": 0}


def listen(out: Path) -> None:
    listen_file.publish_listen(ListenNetwork(2), out, listen_file.spec(CONFIG))


def act(out: Path) -> None:
    act_file.publish_act(ActNetwork(4, 16, 16, 0.0), out, LISTEN, "a test")


def correction(out: Path) -> None:
    network = IntensityCorrection(8, 0.0)
    torch.nn.init.normal_(network.out.weight)
    corrected_file.publish_correction(LISTEN, network, out, "a test")


PUBLISHERS = {
    "listen": (listen, listen_file),
    "act": (act, act_file),
    "correction": (correction, corrected_file),
}
EACH = pytest.mark.parametrize(("publish", "module"), PUBLISHERS.values(), ids=PUBLISHERS)
Publish = Callable[[Path], None]


@EACH
def test_a_file_that_differs_from_torch_is_refused(
    publish: Publish, module: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoiled(*given: object) -> onnx.ModelProto:
        model = common.export(*given)
        tensor = max(model.graph.initializer, key=lambda each: np.prod(each.dims))
        values = onnx.numpy_helper.to_array(tensor) * np.float32(1.05)
        tensor.CopyFrom(onnx.numpy_helper.from_array(values, tensor.name))
        return model

    out = tmp_path / "out.onnx"
    out.write_bytes(b"published before")
    monkeypatch.setattr(module, "export", spoiled)
    torch.manual_seed(0)
    with pytest.raises(ModelError, match="differs from torch"):
        publish(out)
    assert out.read_bytes() == b"published before"
    assert [path.name for path in tmp_path.iterdir()] == ["out.onnx"]


@EACH
def test_the_same_weights_give_the_same_bytes(
    publish: Publish, module: object, tmp_path: Path
) -> None:
    digests = []
    for name in ("one.onnx", "other.onnx"):
        torch.manual_seed(0)
        publish(tmp_path / name)
        digests.append(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert digests[0] == digests[1]
    kind = "act" if publish is act else "listen"
    assert load_network(tmp_path / "one.onnx", kind, "cpu", 1).spec.kind == kind


def test_what_is_not_a_number_is_refused() -> None:
    found = {"speech": np.full((1, 3, 2), np.nan, np.float32)}
    with pytest.raises(ModelError, match="differs from torch by nan in speech"):
        common.compare(found, {"speech": np.zeros((1, 3, 2), np.float32)})


def test_a_missing_output_is_refused() -> None:
    with pytest.raises(ModelError, match="other outputs"):
        common.compare({}, {"speech": np.zeros((1, 3, 2), np.float32)})
