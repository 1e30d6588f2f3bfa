"""Edits of words: what a user does to one on the timeline. Each gives new words, as `words.ordered`
has them; the word that was changed is then `edited`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..audio.speech import VISEMES, SpokenWord, VisemeSpan
from ..errors import TextError
from .languages import ENGLISH
from .script import Script, pronounced
from .words import SHORTEST_S, Words, clipped, put, room, stretched

_VOWELS = VISEMES[VISEMES.index("aa") :]
_VOWEL, _CONSONANT = 1.5, 1.0
"""How long mouths last among each other where no sound says it."""


def retime(words: Words, at: int, start: float, end: float, duration: float) -> Words:
    """Moves or stretches a word to those seconds, as far as its neighbours and the sound allow."""
    before, after = room(words, at, duration)
    start = min(max(start, before), after - SHORTEST_S)
    end = min(max(end, start + SHORTEST_S), after)
    return put(words, at, stretched(words[at], max(start, before), end))


def move(words: Words, at: int, by: float, duration: float) -> Words:
    """Moves a word by seconds, as far as there is room; it keeps its length."""
    (before, after), word = room(words, at, duration), words[at]
    by = min(max(by, before - word.start), after - word.end)
    return put(words, at, stretched(word, word.start + by, word.end + by))


def move_boundary(words: Words, at: int, time: float) -> Words:
    """Moves the end of the word at `at` and the start of the next one to the same second."""
    word, after = words[at], words[at + 1]
    time = min(max(time, word.start + SHORTEST_S), after.end - SHORTEST_S)
    changed = stretched(word, word.start, time), stretched(after, time, after.end)
    return put(put(words, at, changed[0]), at + 1, changed[1])


def set_text(words: Words, at: int, text: str, language: str = ENGLISH) -> Words:
    """Writes another text into a word; its mouths are those of saying it, between its seconds.

    Raises TextError where the text is nothing that can be said in that language.
    """
    word = words[at]
    spans = spoken_mouths(text, word.start, word.end, language)
    return put(words, at, replace(word, text=" ".join(text.split()), sureness=1.0, visemes=spans))


def spoken_mouths(
    text: str, start: float, end: float, language: str = ENGLISH
) -> tuple[VisemeSpan, ...]:
    """The mouths of saying a text between two seconds, vowels longer than consonants.

    Raises TextError where it cannot be said.
    """
    said = [VISEMES[v] for word in pronounced(Script(text, language)) for v in word.visemes]
    if not said:
        raise TextError(f"“{text[:40]}” cannot be said: write the word, or delete it.")
    return _spread(said, start, end)


def _spread(visemes: Sequence[str], start: float, end: float) -> tuple[VisemeSpan, ...]:
    weights = [_VOWEL if viseme in _VOWELS else _CONSONANT for viseme in visemes]
    whole, edges, passed = sum(weights), [start], 0.0
    for weight in weights:
        passed += weight
        edges.append(start + (end - start) * passed / whole)
    edges[-1] = end
    return tuple(map(VisemeSpan, visemes, edges[:-1], edges[1:]))


def insert(
    words: Words, text: str, start: float, end: float, duration: float, language: str = ENGLISH
) -> Words:
    """Writes a word between two seconds, where none is; it is shortened to the room that is there.

    Raises TextError where there is no room, or the text cannot be said.
    """
    at = sum(word.start < start for word in words)
    before = words[at - 1].end if at else 0.0
    after = words[at].start if at < len(words) else duration
    start, end = max(start, before), min(end, after)
    if end - start < SHORTEST_S:
        raise TextError("There is a word already: split it, or choose a place between two words.")
    spans = spoken_mouths(text, start, end, language)
    new = SpokenWord(" ".join(text.split()), start, end, 1.0, spans, edited=True)
    return (*words[:at], new, *words[at:])


def delete(words: Words, at: int) -> Words:
    """Takes a word away: the mouth rests there, and no new hearing brings the word back.

    Of a word that was deleted before, that is taken back: there it is as it was heard.
    """
    word = words[at]
    if is_deleted(word):
        return (*words[:at], *words[at + 1 :])
    rest = VisemeSpan("sil", word.start, word.end)
    return put(words, at, SpokenWord("", word.start, word.end, 1.0, (rest,)))


def is_deleted(word: SpokenWord) -> bool:
    """Whether it stands for a word that the user took away."""
    return word.edited and not word.text


def split(words: Words, at: int, time: float) -> Words:
    """Makes two words of one at that second; its mouths and its text are shared out.

    Raises TextError where a part would be too short.
    """
    word = words[at]
    if not word.start + SHORTEST_S <= time <= word.end - SHORTEST_S:
        raise TextError("The word is too short there to be split: choose a place inside it.")
    first, second = _divided(word.text, (time - word.start) / (word.end - word.start))
    parts = clipped(word, word.start, time), clipped(word, time, word.end)
    return put(words, at, replace(parts[0], text=first), replace(parts[1], text=second))


def _divided(text: str, share: float) -> tuple[str, str]:
    """A text in two: at the space next to that share of it, else between two letters."""
    if len(text) < 2:
        return text, text
    wanted = share * len(text)
    spaces = [k for k, character in enumerate(text) if character == " "]
    cut = min(spaces or range(1, len(text)), key=lambda k: abs(k - wanted))
    return text[:cut].strip(), text[cut:].strip()
