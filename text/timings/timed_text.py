"""Timed text: what a file says of when words are said; what it does not say is None or empty."""

from __future__ import annotations

from dataclasses import dataclass

from ...audio.speech import SpokenWord, VisemeSpan


@dataclass(frozen=True)
class TimedWord:
    """A word as it is written, and what is known of its seconds, its sureness and its mouth."""

    text: str
    start: float | None = None
    end: float | None = None
    sureness: float = 1.0
    visemes: tuple[VisemeSpan, ...] = ()
    edited: bool = False


@dataclass(frozen=True)
class Cue:
    """A stretch of text, between which seconds it is said, and its words where they are known."""

    text: str
    start: float | None = None
    end: float | None = None
    words: tuple[TimedWord, ...] = ()


@dataclass(frozen=True)
class TimedText:
    """All that a file says: cues in their order, and mouths that belong to no word.

    language: as the file names it, or "".
    """

    cues: tuple[Cue, ...] = ()
    mouth: tuple[VisemeSpan, ...] = ()
    language: str = ""

    @property
    def text(self) -> str:
        """The words of all cues, a line each."""
        return "\n".join(cue.text for cue in self.cues)

    @property
    def words(self) -> tuple[SpokenWord, ...]:
        """The words whose times are known, in their order."""
        return tuple(
            SpokenWord(word.text, word.start, word.end, word.sureness, word.visemes, word.edited)
            for cue in self.cues
            for word in cue.words
            if word.start is not None and word.end is not None
        )


def of_words(words: tuple[TimedWord, ...], text: str = "", language: str = "") -> TimedText:
    """A text that is one cue of these words."""
    if not words:
        return TimedText(language=language)
    said = text or " ".join(word.text for word in words)
    return TimedText((Cue(said, words[0].start, words[-1].end, words),), language=language)
