"""A published listening network is made less sure of unfamiliar voices, and stays the rest."""

import json
from pathlib import Path

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="onnx is only there for training")
torch = pytest.importorskip("torch", reason="torch is only there for training")

from intone.errors import DataError
from intone.model.catalogue import LISTEN
from intone.model.onnx_backend import load_network
from intone.training.listen.network import ListenNetwork
from intone.training.listen.publish import publish_listen, random_features, spec
from intone.training.listen.publish_confidence import VERSION, publish_confidence


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A network to which all voices are unfamiliar; without the factor, as they once were."""
    torch.manual_seed(0)
    network, path = ListenNetwork(blocks=2).eval(), tmp_path / "listen.onnx"
    network.mood.spread.fill_(10.0)
    network.mood.sharpness.fill_(2.0)
    del network.mood.elsewhere
    network.mood.elsewhere = 1.0
    publish_listen(network, path, spec({"encoder": "no", "content_steps": 0, "seed": 0}))
    return path


def test_only_the_type_is_less_sure(published: Path, tmp_path: Path) -> None:
    out = tmp_path / "modest.onnx"
    publish_confidence(published, out, 0.5)
    before, after = (
        load_network(path, "listen", "cpu").run({"features": random_features()})
        for path in (published, out)
    )
    for name in ("content", "intensity"):
        np.testing.assert_array_equal(before[name], after[name])
    expected = np.sqrt(before["emotion"])
    expected /= expected.sum(-1, keepdims=True)
    np.testing.assert_allclose(after["emotion"], expected, atol=1e-5)
    assert load_network(out, "listen", "cpu").spec.version == VERSION


def test_it_is_done_once(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="already"):
        publish_confidence(LISTEN, tmp_path / "again.onnx")
    told = json.loads({each.key: each.value for each in onnx.load(LISTEN).metadata_props}["spec"])
    assert told["version"] == VERSION and "unfamiliar" in told["trained"]
