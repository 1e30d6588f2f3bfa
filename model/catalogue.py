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
from .recogniser import recogniser_missing

FOLDER = Path(__file__).parent.parent / "assets" / "models"
LISTEN = FOLDER / "intone_listen.onnx"
CONTENT = FOLDER / "intone_content.onnx"
ACT = FOLDER / "intone_act.onnx"


@dataclass(frozen=True)
class Networks:
    """The networks that make a face of a voice.

    content   hears the mouths again, by the recogniser's encoder; None where that is not here
    """

    listen: Network
    act: Network
    content: Network | None = None

    def header(self) -> dict[str, str]:
        """Which networks they are and where they run, as a take's header says it."""
        named = {"listen": self.listen, "content": self.content, "act": self.act}
        found = {kind: f"{net.spec.id} {net.spec.version}" for kind, net in named.items() if net}
        return {**found, "device": self.listen.device.partition(";")[0]}


def load_networks(
    listen: Path = LISTEN, act: Path = ACT, device: str = "auto", threads: int = 1
) -> Networks:
    """All networks on one device. Raises ModelError as load_network does."""
    listening = load_network(listen, "listen", device, threads)
    acting = load_network(act, "act", device, threads)
    return Networks(listening, acting, load_content(listening, device, threads))


def load_content(listening: Network, device: str = "auto", threads: int = 1) -> Network | None:
    """The network that hears mouths again from the recogniser's encoder.

    None where the recogniser's files are missing, and beside any other listening network than the
    one whose content it was trained on. Raises ModelError as load_network does.
    """
    if recogniser_missing():
        return None
    network = load_network(CONTENT, "content", device, threads)
    return network if network.spec.beside == listening.spec.data else None


@cache
def fingerprint(files: Sequence[Path] = (LISTEN, CONTENT, ACT)) -> str:
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
