"""What texts, times and edits are read for: one short speech, heard once, that they shape."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np

from intone.audio.sound import from_samples
from intone.audio.speech import Speech
from intone.emotion.mood import heard_mood
from intone.face.performance import Style
from intone.model.catalogue import Networks, load_networks
from intone.model.following import follow
from intone.model.listening import hear
from intone.model.timed import follow_timed
from intone.pipeline import act
from intone.text.script import Given, Script, pronounced

from .reader import require
from .sounds import voice

networks = cache(load_networks)
"""Loaded once a process, by device."""


@cache
def heard() -> Speech:
    """The first second of the test voice."""
    return hear(from_samples(voice()), networks().listen)


def shaped(script: Given) -> None:
    """Lets a text or times shape the speech, as listening does."""
    content = heard().content
    if isinstance(script, Script):
        words = pronounced(script)
        found = follow(content, words) if words else None
    else:
        found = follow_timed(content, script) if script is not None else None
    if found is not None:
        require(np.isfinite(found.content.values).all(), "content that is not numbers")


def acted(speech: Speech) -> None:
    """Acts what was heard."""
    face = act(speech, heard_mood(speech.guess()), Style(), loaded())
    require(np.isfinite(face.values).all(), "a face that is not numbers")


def loaded() -> Networks:
    """The networks on the usual device."""
    return networks()


def chance(path: Path, name: str = "") -> float:
    """A number of 0..1 that depends on a file's bytes alone, so that a saved input repeats."""
    return crc32(path.read_bytes()[:65536] + name.encode()) / 2**32
