"""Network: what a published network is, whatever runs it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, cast

import numpy as np

from ..errors import ModelError
from ..track import Array

_LONGEST_S = 60.0
"""Seconds of context beyond which a spec is taken for broken."""
Kind = Literal["listen", "content", "act"]


@dataclass(frozen=True)
class Spec:
    """What travels inside a network's file, under the metadata key "spec", as JSON."""

    id: str
    version: str
    kind: Kind
    rate: float
    content: tuple[str, ...]
    overlap_s: float
    """Seconds of context that a chunk needs on either side."""
    emotions: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    anchors: Mapping[str, Array] = field(default_factory=dict[str, Array])
    """Unit direction [latent] of each emotion; neutral, the origin, has none."""
    data: str = ""
    """SHA-256 of the speech that it was trained on."""
    beside: str = ""
    """Of a content network: `data` of the listening network whose content it reads."""


class Network(Protocol):
    """A network ready to run."""

    @property
    def spec(self) -> Spec: ...

    @property
    def device(self) -> str:
        """Where it runs, in words for the user."""
        ...

    def run(self, inputs: Mapping[str, Array]) -> Mapping[str, Array]:
        """All outputs by name; inputs and outputs are float32 [1, frames, features]."""
        ...


def _check(spec: Spec) -> None:
    """Raises ValueError for numbers with which no network can be run."""
    numbers = [spec.rate, spec.overlap_s, *(float(v.sum()) for v in spec.anchors.values())]
    if not np.isfinite(numbers).all() or spec.rate <= 0 or not 0 <= spec.overlap_s <= _LONGEST_S:
        raise ValueError("a number of the spec cannot be")


def parse_spec(text: str, kind: Kind, name: str) -> Spec:
    """The Spec in a file's metadata. Raises ModelError where it is not one of that kind."""
    try:
        table = cast(dict[str, Any], json.loads(text))
        spec = Spec(
            id=str(table["id"]),
            version=str(table["version"]),
            kind=table["kind"],
            rate=float(table["rate"]),
            content=tuple(table["content"]),
            overlap_s=float(table["overlap_s"]),
            emotions=tuple(table.get("emotions", ())),
            channels=tuple(table.get("channels", ())),
            anchors={e: np.array(row, np.float32) for e, row in table.get("anchors", {}).items()},
            data=str(table.get("data", "")),
            beside=str(table.get("beside", "")),
        )
        _check(spec)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(
            f"{name} is not a network of Intone's: choose one that it published."
        ) from error
    if spec.kind != kind:
        raise ModelError(f"{name} is made to {spec.kind}, not to {kind}: choose another file.")
    return spec
