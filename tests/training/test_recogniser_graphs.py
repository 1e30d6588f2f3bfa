"""The recogniser's graphs in assets/ are those that training/recogniser writes."""

import pytest

pytest.importorskip("onnx", reason="writing graphs needs onnx: `make train-env`")

from intone.model.recogniser import FOLDER, recogniser_missing
from intone.training.recogniser.graphs import written


@pytest.mark.skipif(bool(recogniser_missing()), reason=recogniser_missing())
def test_the_graphs_are_those_that_are_written() -> None:
    for name, data in written(FOLDER).items():
        assert (FOLDER / name).read_bytes() == data, f"make recogniser-graphs writes {name}"
