"""A recording: the file of somebody who speaks, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Recording:
    """One sound file.

    name       of it within its corpus
    text       what is said; "" where only phones are known
    language   as espeak-ng names it
    phones     a table (.tsv: start, end, phone) or a TextGrid with phones; None where there is none
    """

    sound: Path
    name: str
    speaker: str
    text: str = ""
    language: str = "en"
    phones: Path | None = None
