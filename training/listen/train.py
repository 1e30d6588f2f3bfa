"""Trains the listening network from recorded and synthesised speech and publishes it.

python -m intone.training.listen.train --data DATA --out assets/models/intone_listen.onnx
"""

from __future__ import annotations

import argparse
import csv
import math
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from ...training import checkpoint
from ..data.corpora import Utterance
from .batches import Batch, make_batch, speech_hash, training_speech
from .calibrate_confidence import calibrate_confidence
from .encoder import load_pretrained
from .mood import MoodConfig, fit_mood, whiten
from .network import ListenNetwork
from .publish import publish_listen, spec
from .warm_start import warm_start

HERE = Path(__file__).parents[1]
CONFIG = HERE / "configs" / "listen.toml"
CACHE = HERE.parent / ".cache" / "listen"
ENCODER = Path("encoder") / "asr_waveform.hama"
SAVE_EVERY = 50
MOOD_BLOCKS = 2
"""Blocks that hidden features and mood hear: where these are frozen, both stay as they are."""


@dataclass(frozen=True)
class Config:
    """One training; see configs/listen.toml."""

    seed: int = 7
    encoder: str = "pretrained"
    frozen: int = 0
    blocks: int = 3
    dropout: float = 0.1
    synthetic_minutes: float = 20.0
    batch: int = 8
    seconds: float = 4.0
    content_steps: int = 500
    encoder_rate: float = 3e-4
    head_rate: float = 2e-3
    average: float = 0.99
    mood: MoodConfig = field(default_factory=MoodConfig)
    shares: Mapping[str, float] = field(default_factory=lambda: {"emodb": 1.0})


def read_config(path: Path) -> Config:
    """The config of a TOML file; an unknown key is an error (TypeError)."""
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    return Config(**{**values, "mood": MoodConfig(**values.get("mood", {}))})


def content_loss(network: ListenNetwork, batch: Batch) -> dict[str, Tensor]:
    """Losses of visemes, closures and voice; unlabelled and lenis frames count for nothing."""
    heard = network(batch.mel)
    visemes = functional.cross_entropy(
        heard.visemes.transpose(1, 2), batch.visemes, ignore_index=-1, label_smoothing=0.03
    )
    closures = functional.binary_cross_entropy_with_logits(
        heard.closures, batch.closures, reduction="none"
    )
    speaks = (batch.visemes != 0).float()[..., None]
    voice = functional.binary_cross_entropy_with_logits(heard.voice, speaks)
    known = batch.known[..., None].float()
    return {
        "visemes": visemes,
        "closures": (closures * known).sum() / known.sum(),
        "voice": voice,
    }


def train_content(network: ListenNetwork, config: Config, data: Path, run: Path) -> None:
    """Fine-tune encoder and content heads; resumes where `run` holds a checkpoint.

    What is left in `network` is the running average of its weights (Polyak & Juditsky 1992).
    """
    optimiser = make_optimiser(network, config)
    average = averaged(network, config)
    both = nn.ModuleList([network, average])
    state = run / "content.npz"
    first = checkpoint.load(state, both, optimiser) if state.exists() else 0
    speech = training_speech(data, CACHE, config.synthetic_minutes, config.seed)
    network.train()
    for step in range(first, config.content_steps):
        losses = content_step(network, optimiser, config, speech, step)
        average.update_parameters(network)
        _log(run / "content.csv", step, losses)
        if (step + 1) % SAVE_EVERY == 0 or step + 1 == config.content_steps:
            checkpoint.save(state, both, optimiser, step + 1)
    network.load_state_dict(average.module.state_dict())


def averaged(network: ListenNetwork, config: Config) -> AveragedModel:
    """The running average of the weights, which starts where they are."""
    return AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(config.average))


def make_optimiser(network: ListenNetwork, config: Config) -> torch.optim.AdamW:
    """One group of parameters for the encoder, one for the content heads, each with its rate."""
    heads = nn.ModuleList([network.visemes, network.closures, network.voice])
    rates = ((network.encoder, config.encoder_rate), (heads, config.head_rate))
    groups = [
        {"params": [p for p in module.parameters() if p.requires_grad], "rate": rate}
        for module, rate in rates
    ]
    return torch.optim.AdamW(groups, weight_decay=0.01)


def freeze(network: ListenNetwork, blocks: int) -> None:
    """Hold the stem and the first blocks as they are, and the voice, which hears no others."""
    held = [network.encoder.stem, *network.encoder.blocks[:blocks], network.voice]
    for module in held if blocks else ():
        module.requires_grad_(False)


def content_step(
    network: ListenNetwork,
    optimiser: torch.optim.Optimizer,
    config: Config,
    speech: dict[str, list[Utterance]],
    step: int,
) -> dict[str, Tensor]:
    """One step on the batch that seed and step name; returns its losses."""
    seed = config.seed * 1_000_003 + step
    torch.manual_seed(seed)
    batch = make_batch(speech, dict(config.shares), config.batch, config.seconds, seed)
    losses = content_loss(network, batch)
    optimiser.zero_grad()
    torch.stack(list(losses.values())).sum().backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
    for group in optimiser.param_groups:
        group["lr"] = group["rate"] * _warm_and_cool(step, config.content_steps)
    optimiser.step()
    return losses


def _warm_and_cool(step: int, steps: int) -> float:
    warm = min(1.0, (step + 1) / 30)
    return warm * (0.02 + 0.49 * (1 + math.cos(math.pi * step / steps)))


def _log(path: Path, step: int, losses: dict[str, Tensor]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w" if step == 0 else "a", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        if step == 0:
            writer.writerow(["step", *losses])
        writer.writerow([step, *(f"{float(loss.detach()):.4f}" for loss in losses.values())])


def initialise(network: ListenNetwork, config: Config, data: Path) -> None:
    """The weights that a training starts from, as its config's `encoder` says."""
    if config.encoder == "pretrained":
        load_pretrained(network.encoder, data / ENCODER)
    elif config.encoder != "scratch":
        warm_start(network, HERE.parent / config.encoder)


def train_mood(network: ListenNetwork, config: Config, data: Path) -> None:
    """What hears blocks 1 and 2: the hidden features, intensity, emotion."""
    speech = training_speech(data, CACHE, config.synthetic_minutes, config.seed)
    batches = [make_batch(speech, dict(config.shares), 8, config.seconds, k) for k in range(20)]
    whiten(network, [batch.mel for batch in batches])
    fit_mood(network, data, [*speech["flite"], *speech["espeak"]], config.mood, config.seed)
    calibrate_confidence(network, data, config.mood, config.seed)


def train(config: Config, data: Path, run: Path, out: Path) -> None:
    """Content, then mood, then the published file."""
    torch.manual_seed(config.seed)
    network = ListenNetwork(config.blocks, config.dropout)
    initialise(network, config, data)
    freeze(network, config.frozen)
    train_content(network, config, data, run)
    network.eval()
    if config.frozen < MOOD_BLOCKS:
        train_mood(network, config, data)
    checkpoint.save(run / "listen.npz", network, None, config.content_steps)
    speech = training_speech(data, CACHE, config.synthetic_minutes, config.seed)
    publish_listen(network, out, spec({**asdict(config), "data": speech_hash(speech)}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("assets/models/intone_listen.onnx"))
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--run", type=Path, default=HERE / "runs" / "listen")
    parser.add_argument("--encoder", choices=("pretrained", "scratch"))
    given = parser.parse_args()
    torch.set_num_threads(1)
    config = read_config(given.config)
    if given.encoder:
        config = replace(config, encoder=given.encoder)
    train(config, given.data, given.run, given.out)


if __name__ == "__main__":
    main()
