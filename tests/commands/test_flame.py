"""`intone animate --flame`: a take as the parameters of a FLAME model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from intone.cli import main
from intone.head.flame import read_flame
from intone.head.flame_sequence import read_sequence
from support import flame

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("flame") / "flame.pkl"
    flame.write_pickle(file, flame.layout_2017(flame.arrays()), python2=True)
    return file


@pytest.fixture
def short(tmp_path: Path) -> Path:
    samples, rate = soundfile.read(ROOT / "tests" / "data" / "voice.flac", frames=32000)
    soundfile.write(tmp_path / "short.wav", samples, rate)
    return tmp_path / "short.wav"


def _animate(*words: object) -> int:
    return main(["animate", *map(str, words)])


def test_a_voice_becomes_parameters(model: Path, short: Path, tmp_path: Path) -> None:
    out = tmp_path / "take.flame.npz"
    assert _animate(short, "--flame", model, "--fps", 25, "--out", out) == 0
    found = read_sequence(out)
    assert found.rate == 25
    assert found.expression.shape == (50, 50)
    assert np.degrees(found.turns[:, 2, 0]).max() > 3
    moved = read_flame(model).reduced(0, 50).posed(found.expression, found.turns)
    assert np.linalg.norm(moved[25] - moved[0], axis=1).max() > 0.002


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--out", "take.flame.npz"), "name your FLAME model with --flame"),
        (("--flame", "MODEL", "--out", "take.npz"), "name them --out take.flame.npz"),
        (("--flame", "absent.pkl", "--out", "take.flame.npz"), "absent.pkl cannot be read"),
    ],
)
def test_what_does_not_fit_is_refused_before_any_work(
    model: Path, short: Path, tmp_path: Path, capsys, words: tuple, sentence: str
) -> None:
    given = [str(model) if word == "MODEL" else word for word in words]
    placed = [str(tmp_path / word) if word.endswith(".npz") else word for word in given]
    assert _animate(short, *placed) == 1
    assert sentence in capsys.readouterr().err
    assert not list(tmp_path.glob("*.npz"))
