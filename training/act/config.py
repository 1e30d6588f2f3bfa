"""Configuration of the acting network's training, read from configs/act.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from ..listen.intensity_correction import IntensityConfig

CONFIG = Path(__file__).parents[1] / "configs" / "act.toml"


@dataclass(frozen=True)
class LossConfig:
    """Weights of the losses; the margin of the ranking; the largest cosine between two types."""

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
    """One training run, as in configs/act.toml.

    minutes           of each synthesiser's speech
    latent, width, emotion_width   sizes of the network's layers
    crop              in frames at 50 a second
    noise             sigma of the noise on the content
    recorded          share of recorded performances in a batch, where there are any
    """

    seed: int
    minutes: float
    latent: int
    width: int
    emotion_width: int
    dropout: float
    steps: int
    batch: int
    crop: int
    learning_rate: float
    decay: float
    noise: float
    checkpoint_every: int
    recorded: float
    loss: LossConfig
    predictor: IntensityConfig


def read_config(path: Path) -> Config:
    """The configuration in a TOML file; raises TypeError for a missing or unknown key."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Config(
        loss=LossConfig(**table.pop("loss")),
        predictor=IntensityConfig(**table.pop("predictor")),
        **table,
    )
