"""Measures a published acting network on sounds that never trained it; prints tables and JSON.

python -m intone.training.evaluate_act --data DATA --listen LISTEN.onnx --act ACT.onnx
"""

from __future__ import annotations

import argparse
import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..audio.speech import RATE, VISEMES
from ..emotion.mood import FELT, compose, constant_mood
from ..face.basis import CHANNELS, index
from ..face.guard import demand
from ..face.performance import Style, perform
from ..head.container import read_head
from ..model.acting import enact
from ..model.network import Network
from ..model.onnx_backend import load_network
from ..smoothing import gaussian
from ..track import Track
from . import corpora, faces
from .articulation import coarticulated
from .expression import deviation, weights
from .heard import Heard, Sounds, cached
from .phones import LABIAL, Phones

Array = NDArray[np.float32]
STILL = Style(blinks=0, gaze=0, head=0)
SCALES = tuple(np.round(np.linspace(0, 1, 11), 1).tolist())
OPEN_VOWELS = ("aa", "E", "oh")
CLOSED = 0.5
"""Millimetres: lips of the embedded head that stand less further apart than at rest are closed."""
WINDOW = 1
"""Frames (of 20 ms) around a phone in which its closure counts; +-30 ms would be allowed."""


def play(item: Heard, network: Network, emotion: str, scale: float) -> tuple[Track, Array, Array]:
    """(face, words, offset) with a constant emotion; scale 0 is neutral."""
    even = Track(np.ones((len(item.content), 1), np.float32), RATE)
    latent = compose(constant_mood({emotion: 1.0}, scale), even, network.spec.anchors)
    words, felt = enact(item.content, latent, network)
    return perform(words, felt, item.content, STILL), words, felt


def correlation(found: Array, truth: Array) -> float:
    """Pearson's r of two curves [t]; 0 where one of them does not move."""
    if found.std() < 1e-6 or truth.std() < 1e-6:
        return 0.0
    return float(np.corrcoef(found, truth)[0, 1])


# ------------------------------------------------------------------ the jaw of real faces


def jaws(item: Heard, network: Network) -> dict[str, Array]:
    """The jaw as the network, the rules alone and loudness alone would move it, each [t]."""
    loud = gaussian(item.content["loudness"] * item.content["voice"], 2)
    rules = coarticulated(item.content)[:, index("jawOpen")]
    return {
        "network": play(item, network, "neutral", 0)[0]["jawOpen"],
        "rules": rules,
        "loudness": loud,
    }


def jaw_scores(
    takes: list[faces.Take], heard: Mapping[str, Heard], network: Network
) -> dict[str, float]:
    """Mean over takes of Pearson's r with the recorded jawOpen at lag 0, for each method."""
    rows = []
    for take in takes:
        times = take.face.times
        found = jaws(heard[take.name], network)
        tracks = {name: Track(jaw[:, None], RATE).at(times)[:, 0] for name, jaw in found.items()}
        rows.append({name: correlation(jaw, take.face["jawOpen"]) for name, jaw in tracks.items()})
    return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}


def jerk_ratio(takes: list[faces.Take], heard: Mapping[str, Heard], network: Network) -> float:
    """Mean |third difference| of the jaw over that of the recorded one (1 is ideal), same swing."""
    ratios = []
    for take in takes:
        jaw = play(heard[take.name], network, "neutral", 0)[0]["jawOpen"]
        found, truth = Track(jaw[:, None], RATE).at(take.face.times)[:, 0], take.face["jawOpen"]
        third = [np.abs(np.diff(curve / curve.std(), 3)).mean() for curve in (found, truth)]
        ratios.append(third[0] / third[1])
    return float(np.mean(ratios))


# ------------------------------------------------------------------ intensity and type


@dataclass(frozen=True)
class Ladder:
    """Mean offset of the face from neutral at each of SCALES, while somebody speaks."""

    measured: Array
    displacement: Array


def ladder(items: list[Heard], network: Network, emotion: str) -> Ladder:
    """One emotion at every scale over all items."""
    steps = [[_step(item, network, emotion, scale) for item in items] for scale in SCALES]
    measured = [np.mean([deviation(row, weights()).mean() for row in step]) for step in steps]
    displacement = [np.mean([row.mean(0) for row in step], 0) for step in steps]
    return Ladder(np.array(measured, np.float32), np.array(displacement, np.float32))


def _step(item: Heard, network: Network, emotion: str, scale: float) -> Array:
    """Offsets from the neutral performance while somebody speaks, [t, channels]."""
    neutral, face = (play(item, network, emotion, s)[0].values for s in (0.0, scale))
    return (face - neutral)[item.content["voice"] > 0.5]


def control(steps: Ladder) -> dict[str, float]:
    """How well the scale drives the measured intensity, and whether the type stays."""
    scales = np.array(SCALES, np.float32)
    ranks = np.argsort(np.argsort(steps.measured)).astype(np.float32)
    full = steps.displacement[-1]
    shown = steps.displacement[2:]
    cosines = shown @ full / (np.linalg.norm(shown, axis=1) * np.linalg.norm(full))
    return {
        "spearman": correlation(ranks, scales),
        "r2": correlation(steps.measured, scales) ** 2,
        "at_0": float(np.abs(steps.displacement[0]).max()),
        "at_half": float(steps.measured[5] / steps.measured[-1]),
        "type_cosine_min": float(cosines.min()),
    }


def largest_cosine(rows: Mapping[str, Array]) -> tuple[float, str]:
    """The largest cosine between two types, and which they are."""
    names = list(rows)
    units = np.stack([rows[name] / np.linalg.norm(rows[name]) for name in names])
    cosines = units @ units.T - 2 * np.eye(len(names))
    first, second = np.unravel_index(int(cosines.argmax()), cosines.shape)
    return float(cosines.max()), f"{names[first]} / {names[second]}"


# ------------------------------------------------------------------ the lips


@functools.cache
def lip_row() -> Array:
    """How far each channel parts the embedded head's lips in the middle, mm, [channels]."""
    head, row = read_head(), np.zeros(len(CHANNELS), np.float32)
    upper, lower = (head.landmarks[name] for name in ("lip_upper", "lip_lower"))
    for name in head.shapes:
        moved = head.shaped({name: 1.0}) - head.vertices
        row[index(name)] = 1000 * (moved[upper, 2] - moved[lower, 2])
    return row


def gap(face: Track) -> Array:
    """How much further apart than at rest the lips are, [t] millimetres."""
    return face.values @ lip_row()


@dataclass(frozen=True)
class Lips:
    """Of p b m: how many close, are there, were heard; open vowels that are wrongly shut."""

    closed: int
    closures: int
    heard: int
    shut_vowels: int
    seconds: float


def lips(face: Track, item: Heard, phones: Phones) -> Lips:
    """Which of the phones' closures the face makes, and how many open vowels it shuts."""
    shut = gap(face) < CLOSED
    spoken = demand(item.content).closed[:, 0] > 0.5
    made = [(_any(shut, *span), _any(spoken, *span)) for span in _spans(phones, (LABIAL,))]
    vowels = tuple(VISEMES.index(name) for name in OPEN_VOWELS)
    middles = [(a + b) / 2 for a, b in _spans(phones, vowels)]
    wrong = sum(bool(shut[min(int(m * RATE), len(shut) - 1)]) for m in middles)
    closed, heard = (sum(column) for column in zip(*made, strict=True)) if made else (0, 0)
    return Lips(closed, len(made), heard, wrong, len(face) / RATE)


def _spans(phones: Phones, visemes: tuple[int, ...]) -> list[tuple[float, float]]:
    """Start and end in seconds of the phones that look like one of `visemes`."""
    rows = zip(phones.starts, phones.ends, phones.visemes, phones.lenis, strict=True)
    return [(float(a), float(b)) for a, b, v, lenis in rows if v in visemes and not lenis]


def _any(flags: NDArray[np.bool_], start: float, end: float) -> bool:
    first = max(0, int(start * RATE) - WINDOW)
    return bool(flags[first : int(np.ceil(end * RATE)) + WINDOW].any())


def closures(
    items: list[tuple[Heard, Phones]], network: Network, emotion: str, scale: float
) -> dict[str, float]:
    """Recall of the closures of true phones, of those that were heard, and false ones a minute."""
    found = [lips(play(item, network, emotion, scale)[0], item, p) for item, p in items]
    total = {name: sum(getattr(f, name) for f in found) for name in Lips.__annotations__}
    return {
        "recall": total["closed"] / total["closures"],
        "heard": total["heard"] / total["closures"],
        "shut_vowels_a_minute": 60 * total["shut_vowels"] / total["seconds"],
    }


# ------------------------------------------------------------------ all of it


def held_speech(data: Path) -> list[corpora.Utterance]:
    """EMO-DB utterances whose speaker and sentence trained neither network."""
    return [u for u in corpora.emodb(data) if corpora.tests_content(u) and u.phones]


def evaluate(data: Path, listen: Path, network: Network, cache: Path) -> dict[str, object]:
    """Every figure of the model card, by name."""
    takes = [take for take in faces.facegood(data) if take.name in faces.HELD_CLIPS]
    talkers, speech = list(faces.grid(data)), held_speech(data)

    def hear(sounds: Sounds, key: str) -> list[Heard]:
        return cached(sounds, listen, cache, key)

    heard = {i.name: i for i in hear([(t.name, t.samples) for t in [*takes, *talkers]], "takes")}
    items = hear([(f"{k}", u.samples) for k, u in enumerate(speech)], "emodb test")
    pairs = [(item, u.phones) for item, u in zip(items, speech, strict=True) if u.phones]
    ladders = {name: ladder(items[:8], network, name) for name in FELT}
    leaks = {
        name: [closures(pairs, network, name, s)["recall"] for s in (1.0, 2.0)] for name in FELT
    }
    return {
        "jaw r, GRID": jaw_scores(talkers, heard, network),
        **{f"jaw r, FACEGOOD {t.name}": jaw_scores([t], heard, network) for t in takes},
        "jerk ratio, FACEGOOD": jerk_ratio(takes, heard, network),
        "control": {name: control(steps) for name, steps in ladders.items()},
        "largest cosine of anchors": largest_cosine(network.spec.anchors),
        "largest cosine of faces": largest_cosine(
            {name: steps.displacement[-1] for name, steps in ladders.items()}
        ),
        "closures, neutral": closures(pairs, network, "neutral", 0.0),
        "closure recall at scale 1 and 2": leaks,
    }


def table(figures: Mapping[str, object], say: Callable[[str], None], indent: str = "") -> None:
    """Prints nested figures as lines, one value each."""
    for name, value in figures.items():
        if isinstance(value, Mapping):
            say(f"{indent}{name}")
            table(value, say, indent + "    ")
        elif isinstance(value, float):
            say(f"{indent}{name:<34} {value:8.3f}")
        else:
            shown = [f"{v:.3f}" if isinstance(v, float) else str(v) for v in value]  # type: ignore[attr-defined]
            say(f"{indent}{name:<34} {'   '.join(shown)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--listen", type=Path, required=True, help="published listening network")
    parser.add_argument("--act", type=Path, required=True, help="published acting network")
    parser.add_argument("--json", type=Path, help="where to write the figures as JSON")
    parser.add_argument("--cache", type=Path, default=Path(__file__).parent / "runs" / "act")
    given = parser.parse_args()
    network = load_network(given.act, "act", "cpu", threads=1)
    figures = evaluate(given.data, given.listen, network, given.cache)
    table(figures, print)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
