"""What Intone keeps for itself: hearings in the cache, and the messages of its own worker."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from numpy.random import Generator

from intone.audio.speech import Speech
from intone.worker.codec import send
from intone.worker.speech_cache import SUFFIX, SpeechCache

from .reader import Reader, Seed, require
from .speech import heard


def _message() -> bytes:
    body = io.BytesIO()
    send(body, {"speech": heard()})
    return body.getvalue()


def make_hearing(random: Generator) -> Seed:
    """A cached hearing, of which the checksum may be right."""
    data = _message()
    return Seed(SUFFIX, hashlib.sha256(data).digest() + data)


def make_message(random: Generator) -> Seed:
    """A cached hearing without its checksum, which is made after the damage."""
    return Seed(".body", _message())


def read_hearing(path: Path) -> None:
    """The hearing, or none: nothing else may come of a cache."""
    found = SpeechCache(path.parent, 1 << 30).read(path.name.removesuffix(SUFFIX))
    require(found is None or isinstance(found, Speech), "no speech")


def read_signed(path: Path) -> None:
    """The same where somebody made the checksum anew."""
    data = path.read_bytes()
    kept = path.with_suffix(SUFFIX)
    kept.write_bytes(hashlib.sha256(data).digest() + data)
    try:
        found = SpeechCache(path.parent, 1 << 30).read(kept.stem)
    finally:
        kept.unlink()
    require(found is None or isinstance(found, Speech), "no speech")


READERS = (
    Reader("hearing", make_hearing, read_hearing),
    Reader("signed-hearing", make_message, read_signed),
)
