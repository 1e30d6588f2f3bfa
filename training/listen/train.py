"""Train the listening network on recorded and synthesised speech, and publish it.

python -m intone.training.listen.train --data DATA --out assets/models/intone_listen.onnx
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from ..checkpoint import TrainingState
from ..data.corpora import Utterance
from ..loop import Run, mean_losses, optimise, to_device, warmup_cosine
from .batches import Batch, make_batch, speech_hash, training_speech, validation_speech
from .calibrate_confidence import calibrate_confidence, unseen_clips
from .encoder import load_pretrained
from .mood import MoodConfig, fit_mood, whiten
from .network import ListenNetwork
from .publish import publish_listen, spec
from .warm_start import warm_start

HERE = Path(__file__).parents[1]
CONFIG = HERE / "configs" / "listen.toml"
CACHE = HERE.parent / ".cache" / "listen"
ENCODER = Path("encoder") / "asr_waveform.hama"
WARMUP, FLOOR = 30, 0.02
"""Steps until the learning rate is whole, and the share of it that is left at the end."""
CLIP = 5.0
VALIDATION_BATCHES = 4
Speech = dict[str, list[Utterance]]
MOOD_BLOCKS = 2
"""Blocks that hidden features and mood are computed from: where these are frozen, neither is
trained again."""


@dataclass(frozen=True)
class Config:
    """One training; see configs/listen.toml.

    encoder    "pretrained", "scratch", or a published file to go on from
    frozen     number of blocks that stay as they are
    seconds    of a crop
    average    decay of the running average of the weights
    shares     of the corpora in a batch
    """

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
    """The configuration in a TOML file. Raises TypeError for an unknown key."""
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    return Config(**{**values, "mood": MoodConfig(**values.get("mood", {}))})


def content_loss(network: ListenNetwork, batch: Batch) -> dict[str, Tensor]:
    """Losses of visemes, closures and voice, each a scalar; frames without a label are left out."""
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


def train_content(
    network: ListenNetwork, config: Config, speech: Speech, validation: Speech, run: Run
) -> None:
    """Fine-tune the encoder and the content heads in place.

    speech, validation   utterances with phones, by corpus; without the latter nothing is validated

    `network` is left with the running average of its weights (Polyak & Juditsky 1992).
    """
    network.to(run.device)
    optimiser = make_optimiser(network, config)
    schedule = warmup_cosine(optimiser, config.content_steps, WARMUP, FLOOR)
    average = averaged(network, config)
    state = TrainingState(repr(config), network, optimiser, schedule, average)
    checks = []
    if any(validation.values()):
        shares = dict.fromkeys(validation, 1.0)
        checks = [_batch(validation, shares, config, k) for k in range(VALIDATION_BATCHES)]

    def losses(step: int) -> dict[str, Tensor]:
        """Of the batch that seed and step name, whatever came before."""
        seed = config.seed * 1_000_003 + step
        torch.manual_seed(seed)
        return content_loss(
            network, to_device(_batch(speech, config.shares, config, seed), run.device)
        )

    def validate(kept: ListenNetwork) -> dict[str, Tensor]:
        return mean_losses([content_loss(kept, to_device(batch, run.device)) for batch in checks])

    optimise(run, state, losses, validate if checks else None)
    network.load_state_dict(average.module.state_dict())
    network.to("cpu").eval()


def _batch(speech: Speech, shares: Mapping[str, float], config: Config, seed: int) -> Batch:
    return make_batch(speech, dict(shares), config.batch, config.seconds, seed)


def averaged(network: ListenNetwork, config: Config) -> AveragedModel:
    """A running average of the weights that begins with the present ones."""
    return AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(config.average))


def make_optimiser(network: ListenNetwork, config: Config) -> torch.optim.AdamW:
    """AdamW with one learning rate for the encoder and one for the content heads."""
    heads = nn.ModuleList([network.visemes, network.closures, network.voice])
    rates = ((network.encoder, config.encoder_rate), (heads, config.head_rate))
    groups = [
        {"params": [p for p in module.parameters() if p.requires_grad], "lr": rate}
        for module, rate in rates
    ]
    return torch.optim.AdamW(groups, weight_decay=0.01)


def freeze(network: ListenNetwork, blocks: int) -> None:
    """Freeze the stem, the first blocks, and the voice, which depends on these only."""
    held = [network.encoder.stem, *network.encoder.blocks[:blocks], network.voice]
    for module in held if blocks else ():
        module.requires_grad_(False)


def initialise(network: ListenNetwork, config: Config, data: Path) -> None:
    """Set the weights that the training begins with, as the config's `encoder` says."""
    if config.encoder == "pretrained":
        load_pretrained(network.encoder, data / ENCODER)
    elif config.encoder != "scratch":
        warm_start(network, HERE.parent / config.encoder)


def train_mood(network: ListenNetwork, config: Config, data: Path, speech: Speech) -> None:
    """Fit what is computed from blocks 1 and 2: hidden features, intensity and emotion."""
    batches = [make_batch(speech, dict(config.shares), 8, config.seconds, k) for k in range(20)]
    whiten(network, [batch.mel for batch in batches])
    made = [*speech["flite"], *speech["espeak"]]
    heard = fit_mood(network, data, made, config.mood, config.seed)
    calibrate_confidence(network.mood, heard, unseen_clips(network, data))


def train(config: Config, data: Path, run: Run, out: Path) -> None:
    """Train content, then mood, and publish the network to `out`.

    Raises SoundError where a synthesiser is missing; ModelError where ONNX differs from torch;
    DataError where `run` is to resume another training.
    """
    torch.manual_seed(config.seed)
    network = ListenNetwork(config.blocks, config.dropout)
    initialise(network, config, data)
    freeze(network, config.frozen)
    speech = training_speech(data, CACHE, config.synthetic_minutes, config.seed)
    train_content(network, config, speech, {"emodb": validation_speech(data)}, run)
    if config.frozen < MOOD_BLOCKS:
        train_mood(network, config, data, speech)
    publish_listen(network, out, spec({**asdict(config), "data": speech_hash(speech)}))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("assets/models/intone_listen.onnx"))
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument(
        "--run", type=Path, default=HERE / "runs" / "listen", help="logs, checkpoint"
    )
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --run")
    parser.add_argument("--device", default="cpu", help="torch's device for the content: cpu, cuda")
    parser.add_argument("--encoder", choices=("pretrained", "scratch"))
    given = parser.parse_args()
    torch.set_num_threads(1)
    config = read_config(given.config)
    if given.encoder:
        config = replace(config, encoder=given.encoder)
    run = Run(
        given.run, "content", config.content_steps, CLIP, resume=given.resume, device=given.device
    )
    train(config, given.data, run, given.out)


if __name__ == "__main__":
    main()
