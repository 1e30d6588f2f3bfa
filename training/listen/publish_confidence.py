"""Publishing a listening network that is less sure of unfamiliar voices: its own graph, one factor.

    python -m intone.training.listen.publish_confidence --out assets/models/intone_listen.onnx

So a network that was trained before there was such a factor has it; all but the type stays to the
bit.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from ...errors import DataError
from ...model.catalogue import LISTEN
from ...model.onnx_backend import load_network
from ..publish import properties, publish
from .calibrate_confidence import ELSEWHERE
from .publish import random_features

VERSION = "0.2.3"
_NAME = "network.mood.elsewhere"
_SHARPNESS = "network.mood.sharpness"


def publish_confidence(listen: Path, out: Path, elsewhere: float = ELSEWHERE) -> None:
    """Write the network in `listen` with `elsewhere` as its factor for unfamiliar voices to `out`.

    Raises DataError where it has such a factor already; ModelError, and writes nothing, where
    content or intensity would change.
    """
    model = onnx.load(listen)
    if any(tensor.name == _NAME for tensor in model.graph.initializer):
        raise DataError(f"{listen.name} has a factor for unfamiliar voices already: train it anew.")
    _add_factor(model, elsewhere)
    spec = json.loads(properties(model)["spec"])
    spec["version"] = VERSION
    spec["trained"] = f"{spec.get('trained', '')}; types of unfamiliar voices × {elsewhere:g}"
    feeds = {"features": random_features()}
    expected = dict(load_network(listen, "listen", "cpu", 1).run(feeds))
    expected["emotion"] = np.asarray(ReferenceEvaluator(model).run(["emotion"], feeds)[0])
    publish(model, out, spec, feeds, expected)


def _add_factor(model: onnx.ModelProto, elsewhere: float) -> None:
    """1 - known becomes (1 - known) × elsewhere, in place; see MoodHead.confidence."""
    nodes = model.graph.node
    known = next(node for node in nodes if _SHARPNESS in node.input)
    total = next(node for node in nodes if known.output[0] in node.input)
    place = list(nodes).index(total)
    [strange] = [name for name in total.input if name != known.output[0]]
    model.graph.initializer.append(
        numpy_helper.from_array(np.array([elsewhere], np.float32), _NAME)
    )
    scaled = f"{strange}_elsewhere"
    nodes.insert(place, helper.make_node("Mul", [strange, _NAME], [scaled], scaled))
    total.input[:] = [scaled if name == strange else name for name in total.input]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listen", type=Path, default=LISTEN)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--elsewhere", type=float, default=ELSEWHERE)
    given = parser.parse_args()
    publish_confidence(given.listen, given.out, given.elsewhere)


if __name__ == "__main__":
    main()
