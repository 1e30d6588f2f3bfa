"""The networks that Intone ships, and how to load them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .network import Network
from .onnx_backend import load_network

FOLDER = Path(__file__).parent.parent / "assets" / "models"
LISTEN = FOLDER / "intone_listen.onnx"
ACT = FOLDER / "intone_act.onnx"


@dataclass(frozen=True)
class Networks:
    """The pair that makes a face of a voice."""

    listen: Network
    act: Network


def load_networks(
    listen: Path = LISTEN, act: Path = ACT, device: str = "auto", threads: int = 0
) -> Networks:
    """Both networks on one device. Raises ModelError as load_network does."""
    return Networks(
        load_network(listen, "listen", device, threads), load_network(act, "act", device, threads)
    )
