"""A take as every format gets it: the face at the file's rate, and what it was made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..track import Track

Header = Mapping[str, str | float]
"""What a take was made of and by: sound, emotion, networks, device."""


@dataclass(frozen=True)
class Take:
    """A face [frames, CHANNELS] at the file's own rate."""

    face: Track
    header: Header = field(default_factory=dict[str, str | float])
