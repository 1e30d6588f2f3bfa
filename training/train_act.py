"""Trains the acting network: hear the corpora, fit the jaw, make the truth, learn, publish.

python -m intone.training.train_act --data DATA --listen LISTEN.onnx --out ACT.onnx
"""

from __future__ import annotations

import argparse
import csv
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  (the name that torch's own documentation uses)
from numpy.typing import NDArray
from torch import Tensor, nn

from ..audio.speech import RATE
from ..face.basis import CHANNELS, index
from ..face.guard import OPENERS, demand
from . import faces
from .act_network import REACH, SHAPES, ActNetwork
from .articulation import coarticulated, with_jaw
from .checkpoint import save
from .expression import deviation, weights
from .heard import Heard, cached, training_sounds
from .jaw import JawConfig, fit_jaw, jaw_of
from .performances import Score, draw_actor, draw_intensity, draw_shares, offset, pose, score
from .publish_act import publish

Array = NDArray[np.float32]
CONFIG = Path(__file__).parent / "configs" / "act.toml"


@dataclass(frozen=True)
class LossConfig:
    """Weights of the losses, the ranking margin, and the cosine two types may come to."""

    velocity: float
    emotion: float
    intensity: float
    ranking: float
    closure: float
    spread: float
    margin: float
    largest_cosine: float


@dataclass(frozen=True)
class Config:
    """One training run, as in configs/act.toml."""

    seed: int
    minutes: float
    latent: int
    width: int
    feeling: int
    dropout: float
    steps: int
    batch: int
    crop: int
    learning_rate: float
    decay: float
    noise: float
    checkpoint_every: int
    loss: LossConfig
    jaw: JawConfig


def read_config(path: Path) -> Config:
    """The configuration in a TOML file; raises TypeError for a missing or unknown key."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    loss, jaw = LossConfig(**table.pop("loss")), JawConfig(**table.pop("jaw"))
    return Config(**table, loss=loss, jaw=jaw)


@dataclass(frozen=True)
class Example:
    """A sound: content [t, CONTENT], its words' face [t, channels], voice and closed lips [t]."""

    content: Array
    words: Array
    voice: Array
    closed: Array


def examples(items: list[Heard], jaw: Callable[[Heard], Array]) -> list[Example]:
    """The truth of the words: rules for the lips, half of the jaw from a real face's regressor."""
    found = []
    for item in items:
        words = with_jaw(coarticulated(item.content), jaw(item), item.content)
        closed = demand(item.content).closed[:, 0]
        found.append(Example(item.content.values, words, item.content["voice"], closed))
    return found


def jaw_pairs(items: list[Heard], data: Path) -> list[tuple[Heard, Array]]:
    """The FACEGOOD clips among `items` with their jaw [t] at the content's frames."""
    heard = {item.name: item for item in items}
    takes = [take for take in faces.facegood(data) if f"facegood/{take.name}" in heard]
    pairs = []
    for take in takes:
        item = heard[f"facegood/{take.name}"]
        pairs.append((item, take.face.at(item.content.times)[:, take.face.names.index("jawOpen")]))
    return pairs


@dataclass(frozen=True)
class Batch:
    """Tensors of one step; b performances of t frames.

    content [b, t, CONTENT], words and felt [b, t, channels], shares [b, FELT], intensity [b, t],
    full [b] (the measured deviation at intensity 1), closed and voice [b, t]
    """

    content: Tensor
    words: Tensor
    felt: Tensor
    shares: Tensor
    intensity: Tensor
    full: Tensor
    closed: Tensor
    voice: Tensor


def draw_batch(
    truth: list[Example], played: Score, config: Config, rng: np.random.Generator
) -> Batch:
    """Random pieces of speech, each played with a random emotion, intensity and actor."""
    lengths = np.array([len(example.content) for example in truth], float)
    chosen = rng.choice(len(truth), config.batch, p=lengths / lengths.sum())
    rows = [_performance(truth[k], played, config.crop, rng) for k in chosen]
    return Batch(*(torch.from_numpy(np.stack(column)) for column in zip(*rows, strict=True)))


def _performance(
    example: Example, played: Score, crop: int, rng: np.random.Generator
) -> tuple[Array, ...]:
    start = int(rng.integers(max(1, len(example.content) - crop)))
    frames = np.minimum(np.arange(start, start + crop), len(example.content) - 1)
    words, voice = example.words[frames], example.voice[frames]
    shares, intensity = draw_shares(rng), draw_intensity(rng, crop, RATE)
    felt = offset(played, shares, intensity, words, voice, draw_actor(rng, crop, RATE))
    full = deviation(pose(played, shares, np.ones(1, np.float32)), weights())[0]
    closed = example.closed[frames]
    return example.content[frames], words, felt, shares, intensity, full, closed, voice


SCALE = torch.tensor([1.0] * SHAPES + [30.0] * (len(CHANNELS) - SHAPES))
"""Weight of each channel's squared error: a radian of the head is a far larger movement than 1."""
LIPS = [index("jawOpen"), index("mouthClose")]


def losses(network: ActNetwork, batch: Batch, config: Config) -> dict[str, Tensor]:
    """Every part of the loss, by name, weighted."""
    of = config.loss
    noisy = batch.content + config.noise * torch.randn_like(batch.content)
    direction = F.normalize(batch.shares @ network.anchors(), dim=1)[:, None]
    raw = network.raw_speech(noisy)
    speech = raw.clamp(0, 1)
    gate = network.gate(noisy)
    felt = network.feel(gate, direction * batch.intensity[..., None], speech)
    less = batch.intensity * torch.rand(len(batch.shares), 1)
    weaker = network.feel(gate, direction * less[..., None], speech)
    strong, weak = (_measured(x, batch) for x in (felt, weaker))
    hinge = F.relu(of.margin * (batch.intensity - less) - (strong - weak))
    even = batch.voice * (batch.intensity <= 1)
    return {
        "words": _distance(raw, batch.words, of.velocity),
        "emotion": of.emotion * _distance(felt, batch.felt, of.velocity),
        "intensity": of.intensity * (even * (strong - batch.intensity).abs()).mean(),
        "ranking": of.ranking * (hinge * (batch.intensity <= 1)).mean(),
        "closure": of.closure * _opening(speech + felt, batch.closed),
        "spread": of.spread * _crowding(network.anchors(), of.largest_cosine),
    }


def _distance(found: Tensor, truth: Tensor, velocity: float) -> Tensor:
    """Squared error of values and of velocities, away from the ends that lack context."""
    error = ((found - truth) * SCALE.sqrt())[:, REACH:-REACH]
    return 10 * (error.square().mean() + velocity * error.diff(dim=1).square().mean())


def _measured(felt: Tensor, batch: Batch) -> Tensor:
    """The measured intensity of each frame, [b, t]: 1 is the full expression of this mix."""
    return deviation(felt, torch.from_numpy(weights())) / batch.full[:, None]


def _opening(face: Tensor, closed: Tensor) -> Tensor:
    """How far the lips gape where they must be closed."""
    gape = F.relu(face[..., LIPS[0]] - face[..., LIPS[1]]) + face[..., OPENERS].clamp(0).sum(-1)
    return (closed * gape).mean()


def _crowding(anchors: Tensor, largest: float) -> Tensor:
    """How far directions of emotions lie closer together than they may."""
    cosines = anchors @ anchors.T - 2 * torch.eye(len(anchors))
    return F.relu(cosines - largest).square().sum()


def train(truth: list[Example], config: Config, run: Path) -> ActNetwork:
    """The trained network; `run` keeps a log of every part of the loss and a checkpoint."""
    torch.manual_seed(config.seed)
    rng, played = np.random.default_rng(config.seed), score()
    network = ActNetwork(config.latent, config.width, config.feeling, config.dropout)
    optimiser = torch.optim.AdamW(
        network.parameters(), config.learning_rate, weight_decay=config.decay
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, config.learning_rate, config.steps, pct_start=0.1
    )
    with (run / "log.csv").open("w", 1, newline="", encoding="utf-8") as file:
        log = csv.writer(file)
        for step in range(config.steps):
            parts = losses(network, draw_batch(truth, played, config, rng), config)
            optimiser.zero_grad()
            torch.stack(list(parts.values())).sum().backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            if step == 0:
                log.writerow(["step", *parts])
            if step % 20 == 0:
                log.writerow([step, *(f"{part.item():.5f}" for part in parts.values())])
            if (step + 1) % config.checkpoint_every == 0:
                save(run / "act.npz", network, optimiser, step + 1)
    return network.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--listen", type=Path, required=True, help="published listening network")
    parser.add_argument("--out", type=Path, required=True, help="where the network is published")
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--run", type=Path, default=Path(__file__).parent / "runs" / "act")
    given = parser.parse_args()
    torch.set_num_threads(1)
    began, config = time.monotonic(), read_config(given.config)
    sounds = training_sounds(given.data, config.minutes, config.seed)
    items = cached(sounds, given.listen, given.run, f"{config.minutes} {config.seed}")
    pairs = [(item.content, jaw) for item, jaw in jaw_pairs(items, given.data)]
    jaw = fit_jaw(pairs, config.jaw, config.seed)
    truth = examples(items, lambda item: jaw_of(jaw, item.content))
    network = train(truth, config, given.run)
    publish(network, given.out, given.listen, config.seed)
    print(f"{given.out} after {time.monotonic() - began:.0f} s")  # noqa: T201  (a command's answer)


if __name__ == "__main__":
    main()
