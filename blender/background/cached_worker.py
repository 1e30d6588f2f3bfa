"""A worker that hears each sound once: in memory for this session, on disk for the next."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Protocol

from ...audio.speech import Speech
from ...emotion.mood import Mood
from ...face.performance import Style
from ...model.recogniser import recogniser_missing
from ...places import is_file
from ...progress import Progress
from ...text.script import Given
from ...track import Track
from ...worker.codec import send
from ...worker.speech_cache import SpeechCache, key_of
from .sound import readable
from .worker_setup import can_resample

IN_MEMORY = 4
"""Sounds; an hour of speech takes about 45 MB."""

ACTED_FRAMES = 100_000
"""Of faces that are kept: about half an hour, 25 MB."""


class Performer(Protocol):
    """What is asked of a worker."""

    def listen(self, path: Path, progress: Progress, script: Given = None) -> Speech: ...

    def act(self, speech: Speech, mood: Mood, style: Style, progress: Progress) -> Track: ...

    def header(self) -> dict[str, str]: ...

    def close(self) -> None: ...


Version = tuple[Path, int, int, Given]
"""A file as it was at some time, and the script: changes when either does."""


class CachedWorker:
    """A performer that keeps what it heard, so that a change of mood only acts again.

    `on_disk` keeps it between sessions, under a key of the file and of `ingredients`: everything
    else that a hearing depends on.
    """

    def __init__(
        self,
        performer: Performer,
        on_disk: SpeechCache | None = None,
        ingredients: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._performer, self._on_disk, self._ingredients = performer, on_disk, ingredients
        self._in_memory: dict[Version, Speech] = {}
        self._fetched: set[Version] = set()
        self._acted: list[tuple[Speech, bytes, Track]] = []

    def listen(self, path: Path, progress: Progress, script: Given = None) -> Speech:
        """What is heard in any sound or film; from the cache where file and script are known."""
        if not is_file(path):
            return self._performer.listen(path, progress, script)  # says what is wrong
        known = self.cached(path, script)
        return known or self._keep(path, script, self._listen(path, progress, script))

    def listen_again(self, path: Path, progress: Progress, script: Given = None) -> Speech:
        """The same, not from the cache."""
        if not is_file(path):
            return self._performer.listen(path, progress, script)
        return self._keep(path, script, self._listen(path, progress, script))

    def cached(self, path: Path, script: Given = None) -> Speech | None:
        """What was heard in the file as it is now; None where it is missing or was not heard."""
        if not is_file(path):
            return None
        known = self._in_memory.get(_version(path, script))
        if known is None and self._on_disk is not None:
            found = self._on_disk.read(self._key(path, script))
            return self._keep(path, script, found) if found is not None else None
        return known

    def in_memory(self, path: Path, script: Given = None) -> Speech | None:
        """The same without waiting, for drawing code: what is only on disk is there soon."""
        if not is_file(path):
            return None
        version = _version(path, script)
        if version not in self._in_memory and version not in self._fetched:
            self._fetched.add(version)
            fetch = threading.Thread(target=self.cached, args=(path, script), name="Intone")
            fetch.daemon = True
            fetch.start()
        return self._in_memory.get(version)

    def _keep(self, path: Path, script: Given, speech: Speech) -> Speech:
        self._in_memory[_version(path, script)] = speech
        for oldest in list(self._in_memory)[:-IN_MEMORY]:
            del self._in_memory[oldest]
        return speech

    def _listen(self, path: Path, progress: Progress, script: Given) -> Speech:
        with readable(path, resample=not can_resample()) as voice:
            speech = self._performer.listen(voice, progress, script)
        if self._on_disk is not None:
            self._on_disk.write(self._key(path, script), speech)
        return speech

    def _key(self, path: Path, script: Given) -> str:
        """Without the recogniser's files less is heard: with them it is heard anew."""
        return key_of(path, [*self._ingredients(), repr(script), recogniser_missing()])

    def act(self, speech: Speech, mood: Mood, style: Style, progress: Progress) -> Track:
        """The face; of one voice and mood, as the lines cut from one recording are, acted once."""
        key = _print_of(mood, style)
        for known, before, face in self._acted:
            if known is speech and before == key:
                progress(1.0, "Acting")
                return face
        face = self._performer.act(speech, mood, style, progress)
        self._acted = [(speech, key, face), *self._acted]
        while sum(len(known) for _, _, known in self._acted[1:]) > ACTED_FRAMES:
            self._acted = self._acted[:-1]
        return face

    def header(self) -> dict[str, str]:
        return self._performer.header()

    def close(self) -> None:
        self._performer.close()


def _print_of(mood: Mood, style: Style) -> bytes:
    facts = BytesIO()
    send(facts, {"mood": mood, "style": style})
    return blake2b(facts.getvalue(), digest_size=16).digest()


def _version(path: Path, script: Given) -> Version:
    facts = path.stat()
    return path, facts.st_mtime_ns, facts.st_size, script
