"""WebGPU gives the processor's numbers, for all networks and any length.

Runs where onnxruntime-webgpu finds a device; Mesa's software Vulkan (25 or newer) is one:

    XDG_RUNTIME_DIR=/tmp python -m pytest tests/model/test_webgpu.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from intone.emotion.mood import parse_mood
from intone.face.performance import Style
from intone.model.catalogue import ACT, CONTENT, LISTEN, load_networks
from intone.model.onnx_backend import PROVIDERS, load_network, providers
from intone.model.recogniser import FOLDER, recogniser_missing
from intone.pipeline import act, listen

VOICE = Path(__file__).parents[2] / "tests" / "data" / "voice.flac"
NETWORKS = {LISTEN: "listen", CONTENT: "content", ACT: "act"}
SHAPES_ONLY = {
    *("Add", "Cast", "Concat", "ConstantOfShape", "Div", "Gather", "Mul", "Slice", "Sub"),
    "Unsqueeze",
}
"""Operators that the processor may keep: they reckon with lengths, not with signals."""

pytestmark = pytest.mark.skipif(
    not dict((name, runs) for name, runs, _ in providers())["webgpu"],
    reason="there is no WebGPU device (or no onnxruntime-webgpu)",
)


@pytest.mark.parametrize("frames", [2, 137, 1000, 2500])
@pytest.mark.parametrize(("path", "kind"), NETWORKS.items())
def test_a_network_gives_the_same_numbers(path: Path, kind: str, frames: int) -> None:
    there, here = (load_network(path, kind, device) for device in ("webgpu", "cpu"))
    random = np.random.default_rng(frames)
    length = frames * 2 if kind == "listen" else frames
    inputs = {
        given.name: random.normal(size=(1, length, given.shape[2])).astype(np.float32)
        for given in here.session.get_inputs()
    }
    found, right = there.run(inputs), here.run(inputs)
    for name in right:
        np.testing.assert_allclose(found[name], right[name], atol=1e-4)
    assert there.device == "webgpu"
    largest = max(float(np.abs(found[name] - right[name]).max()) for name in right)
    print(f"{kind}, {frames} frames: {largest:.1e}")


def test_a_take_has_the_same_coefficients() -> None:
    takes = []
    for device in ("webgpu", "cpu"):
        networks = load_networks(device=device)
        mood = parse_mood("happy=0.8,surprised=0.2", 1.0)
        takes.append(act(listen(VOICE, networks), mood, Style(), networks).values)
    np.testing.assert_allclose(takes[0], takes[1], atol=1e-4)
    print(f"largest difference of a coefficient: {np.abs(takes[0] - takes[1]).max():.1e}")


@pytest.mark.skipif(bool(recogniser_missing()), reason=recogniser_missing())
@pytest.mark.parametrize("seconds", [1, 3.3])
def test_the_encoder_gives_the_same_states(seconds: float) -> None:
    """As the processor in floating point: its usual way sums in 8 bits."""
    plain = onnxruntime.SessionOptions()
    plain.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    path = str(FOLDER / "encoder_card.onnx")
    there, here = (
        onnxruntime.InferenceSession(path, options, providers=[PROVIDERS[name]])
        for options, name in ((onnxruntime.SessionOptions(), "webgpu"), (plain, "cpu"))
    )
    noise = np.random.default_rng(0).normal(0, 0.07, (1, int(16000 * seconds)))
    given = {"samples": noise.astype(np.float32)}
    found, right = (session.run(None, given)[0] for session in (there, here))
    np.testing.assert_allclose(found, right, atol=2e-3)
    print(f"encoder, {seconds} s: {np.abs(found - right).max():.1e}")


@pytest.mark.parametrize("path", NETWORKS, ids=NETWORKS.values())
def test_only_sums_about_lengths_stay_on_the_processor(path: Path) -> None:
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.record_ep_graph_assignment_info", "1")
    session = onnxruntime.InferenceSession(str(path), options, providers=[PROVIDERS["webgpu"]])
    kept = {
        node.op_type
        for part in session.get_provider_graph_assignment_info()
        for node in part.get_nodes()
        if part.ep_name == PROVIDERS["cpu"]
    }
    print(f"on the processor: {', '.join(sorted(kept)) or 'nothing'}")
    assert kept <= SHAPES_ONLY
