"""Voices of a batch: lines of one voice are heard first, so that they share its level.

The level depends on the sounds of the whole manifest alone. So each part of a batch finds the same,
in any number of processes and after a stop; what was heard is kept beside the record.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ..audio.sound import load
from ..audio.speech import Speech
from ..audio.voice_level import (
    WHOLE,
    LineLevel,
    Stretch,
    level_of_lines,
    level_of_neutral,
    line_level,
    neutral_level,
)
from ..errors import IntoneError, SoundError
from ..model.catalogue import LISTEN, file_hash
from ..model.listening import hear
from .ledger import append, digest, key_of, records
from .manifest import Line, Manifest, Refusal
from .pool import each
from .work import networks_on

PATTERN = "intone-voices*.jsonl"
Hear = Callable[[Path], Speech]
Levels = dict[str, LineLevel]
"""What lines tell, by their keys."""


@dataclass(frozen=True)
class _Source:
    """What tells the level of a voice: a sound, or the stretch of it that is marked as neutral."""

    sound: Path
    neutral: Stretch | None

    @property
    def key(self) -> str:
        """Of the sound as it is now, the stretch, and the network that hears it."""
        stretch = [str(second) for second in self.neutral or WHOLE]
        facts = {"sound": digest(self.sound), "stretch": stretch, "network": file_hash(LISTEN)}
        return key_of(facts)

    def heard_by(self, hear: Hear) -> LineLevel:
        """Raises IntoneError where it cannot be heard, or too little is said where it is marked."""
        speech = hear(self.sound)
        if self.neutral is None:
            return line_level(speech)
        return neutral_level(speech, self.sound.name, self.neutral)


def heard_on(sound: Path, device: str) -> Speech:
    """What the listening network alone hears in a sound: no words are needed for its level."""
    return hear(load(sound), networks_on(device).listen)


def levels_path(record: Path) -> Path:
    """Where a batch keeps what the lines of its voices tell, beside its record."""
    return record.with_name(record.name.replace("intone-batch", "intone-voices", 1))


def at_their_levels(
    manifest: Manifest, whole: Manifest, record: Path, hear: Hear, jobs: int = 1
) -> Manifest:
    """The lines of a manifest, each at the level of its voice; `whole` has all lines of the voices.

    A voice with one line, of which nothing is marked, is at what is common. Lines of a voice whose
    neutral cannot be heard are refused. `hear` must be a function of a module for several jobs.
    Raises OutputError where what was heard cannot be kept.
    """
    voices = sorted({line.voice for line in manifest.lines if line.voice})
    sources = {voice: _sources(voice, whole.lines) for voice in voices}
    needed = [source for found in sources.values() for source in found]
    levels = _levels(needed, levels_path(record), hear, jobs)
    lines, refusals = list[Line](), list(manifest.refusals)
    for line in manifest.lines:
        try:
            calm = _level(sources[line.voice], levels) if line.voice else line.order.calm
        except SoundError as error:
            refusals.append(Refusal(line.number, str(line.order.sound), str(error)))
        else:
            lines.append(replace(line, order=replace(line.order, calm=calm)))
    return Manifest(tuple(lines), tuple(sorted(refusals, key=lambda refusal: refusal.number)))


def _sources(voice: str, lines: Iterable[Line]) -> list[_Source]:
    """What tells the level of a voice: what is marked, else its lines where there are several."""
    own = [line for line in lines if line.voice == voice]
    marked = [_Source(line.order.sound, line.neutral) for line in own if line.neutral]
    found = marked or list(dict.fromkeys(_Source(line.order.sound, None) for line in own))
    return found if marked or len(found) > 1 else []


def _level(sources: list[_Source], levels: dict[_Source, LineLevel | str]) -> float:
    """Raises SoundError where a stretch that is marked as neutral could not be heard."""
    found = [levels[source] for source in sources]
    heard = [level for level in found if isinstance(level, LineLevel)]
    if not (sources and sources[0].neutral):
        return level_of_lines(heard)
    if len(heard) < len(found):
        raise SoundError(next(reason for reason in found if isinstance(reason, str)))
    return level_of_neutral(heard)


def _levels(
    sources: Iterable[_Source], path: Path, hear: Hear, jobs: int
) -> dict[_Source, LineLevel | str]:
    """What each source tells, or why it cannot be heard; what is new is kept in the file."""
    keys = {source: source.key for source in dict.fromkeys(sources)}
    kept, found = _kept(path.parent), dict[_Source, LineLevel | str]()
    found |= {source: kept[key] for source, key in keys.items() if key in kept}
    missing = [source for source in keys if source not in found]
    for source, future in each(functools.partial(_told, hear=hear), missing, jobs):
        failed = future.exception()
        found[source] = level = f"{source.sound.name}: {failed}" if failed else future.result()
        if isinstance(level, LineLevel):
            told = {"seconds": level.seconds, "score": level.score}
            append(path, {"sound": str(source.sound), "key": keys[source], **told})
    return found


def _told(source: _Source, hear: Hear) -> LineLevel | str:
    """What a source tells, or why it cannot be heard."""
    try:
        return source.heard_by(hear)
    except IntoneError as error:
        return str(error)


def _kept(folder: Path) -> Levels:
    """What was heard before, by its key."""
    return {
        str(record.get("key")): level
        for path in sorted(folder.glob(PATTERN))
        for record in records(path)
        for level in _read(record)
    }


def _read(record: dict[str, object]) -> Iterator[LineLevel]:
    """The level of a record, where it is whole."""
    numbers = record.get("seconds"), record.get("score")
    if all(isinstance(n, float) and math.isfinite(n) for n in numbers):
        yield LineLevel(*(float(str(n)) for n in numbers))
