"""The networks that Intone ships, and how to load them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..errors import ModelError
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

    def header(self) -> dict[str, str]:
        """Which networks they are and where they run, as a take's header says it."""
        named = {"listen": self.listen, "act": self.act}
        found = {kind: f"{net.spec.id} {net.spec.version}" for kind, net in named.items()}
        return {**found, "device": self.listen.device.partition(";")[0]}


def load_networks(
    listen: Path = LISTEN, act: Path = ACT, device: str = "auto", threads: int = 1
) -> Networks:
    """Both networks on one device. Raises ModelError as load_network does."""
    return Networks(
        load_network(listen, "listen", device, threads), load_network(act, "act", device, threads)
    )


@cache
def fingerprint(files: Sequence[Path] = (LISTEN, ACT)) -> str:
    """SHA-256 of the networks' files. Raises ModelError where one is missing."""
    found = hashlib.sha256()
    for path in files:
        found.update(file_hash(path).encode())
    return found.hexdigest()


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes. Raises OSError where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_hash(path: Path) -> str:
    """SHA-256 of one network's file. Raises ModelError where it is missing."""
    try:
        return sha256_of(path)
    except OSError as error:
        raise ModelError(f"The network {path.name} is missing: reinstall Intone.") from error
