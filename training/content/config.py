"""The configuration of a training of the content network: configs/content.toml, and one's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from .mix import Corpus

CONFIG = Path(__file__).parents[1] / "configs" / "content.toml"
OWN_SHARE = 0.15
"""Share in the crops of each folder of --corpora."""


@dataclass(frozen=True)
class CropSet:
    """How many crops, and how they are worn (data/augment.py: Wear)."""

    count: int
    amount: float = 1.0
    telephone: float = 0.0


@dataclass(frozen=True)
class Config:
    """One training; see configs/content.toml.

    members   networks, each trained with the next seed, whose logits' mean is what is heard
    crops     sets of crops, by name
    """

    seed: int = 11
    members: int = 1
    width: int = 256
    dropout: float = 0.1
    gone: Sequence[float] = (0.1, 0.1, 0.1, 0.1)
    shift: float = 0.0
    seconds: float = 8.0
    rounds: int = 2
    steps: int = 750
    batch: int = 16
    frames: int = 300
    rate: float = 1.5e-3
    decay: float = 0.03
    average: float = 0.995
    synthetic_minutes: float = 20.0
    crops: Mapping[str, CropSet] = field(default_factory=dict[str, CropSet])
    shares: Mapping[str, float] = field(default_factory=dict[str, float])
    corpora: Mapping[str, Corpus] = field(default_factory=dict[str, Corpus])


def read_config(path: Path) -> Config:
    """The configuration in a TOML file. Raises TypeError for an unknown key."""
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    corpora = {name: Corpus(**each) for name, each in values.pop("corpora", {}).items()}
    crops = {name: CropSet(**each) for name, each in values.pop("crops").items()}
    return Config(**values, corpora=corpora, crops=crops)


def with_own(config: Config, folders: Sequence[str]) -> Config:
    """The configuration with more corpora, each given as FOLDER or FOLDER:LANGUAGE."""
    corpora, shares = dict(config.corpora), dict(config.shares)
    for given in folders:
        folder, _, language = given.partition(":")
        name = Path(folder).resolve().as_posix()
        corpora[name], shares[name] = Corpus(name, language), OWN_SHARE
    return replace(config, corpora=corpora, shares=shares)
