"""JSON of words with times: Intone's own, WhisperX's and Whisper's, Gentle's; and Rhubarb's cues.

Intone's: {"format": "spoken-words", "version": 1, "words": [{"word", "start", "end", "sureness",
"visemes": [{"viseme", "start", "end", "strength"}], "edited"}]}, all times in seconds; what is
usual (strength 1, not edited) is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, cast

from ...audio.speech import STRONGEST, VISEMES, SpokenWord, VisemeSpan
from ...errors import TextError
from .mouths import rhubarb_cues
from .phones import Phone, visemes_of_phones
from .timed_text import Cue, TimedText, TimedWord, of_words
from .values import Record, between, records, seconds, share, times

FORMAT, VERSION = "spoken-words", 1
_TEXTS = ("word", "text", "alignedWord")
_SURENESS = ("sureness", "score", "probability", "confidence")
_NO_WORDS = ("<eps>", "<unk>", "[noise]", "[laughter]")


def read_json(text: str) -> TimedText:
    """What the file says, whichever program wrote it. Raises TextError for any other JSON."""
    data = _loaded(text)
    if "mouthCues" in data:
        return rhubarb_cues(_mouth_cues(data["mouthCues"]))
    if "segments" in data:
        cues = (_segment(each) for each in records(data["segments"], "segments"))
        return TimedText(
            tuple(cue for cue in cues if cue.text), language=_text(data, ("language",))
        )
    key = next((key for key in ("words", "word_segments") if key in data), None)
    if key is None:
        raise TextError("It has neither words nor segments nor mouthCues: choose another file.")
    return of_words(tuple(_words(data[key])), _text(data, ("transcript",)))


def _loaded(text: str) -> Record:
    try:
        data: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TextError("It is no JSON, or not whole: write it again.") from error
    if isinstance(data, list):
        return {"words": cast(list[object], data)}
    if not isinstance(data, dict):
        raise TextError("It holds no object: choose a file of words.")
    return cast(Record, data)


def _text(record: Record, keys: Sequence[str]) -> str:
    found: object = next((record[key] for key in keys if key in record), "")
    return " ".join(found.split()) if isinstance(found, str) else ""


def _segment(record: Record) -> Cue:
    start, end = times(record, "A segment")
    words = tuple(_words(record["words"])) if record.get("words") else ()
    text = _text(record, ("text",)) or " ".join(word.text for word in words)
    return Cue(text, start, end, words)


def _words(value: object) -> Iterator[TimedWord]:
    for record in records(value, "words"):
        text = _text(record, _TEXTS)
        named = text and text not in _NO_WORDS and record.get("case") != "not-found-in-transcript"
        if named or record.get("edited") is True:
            yield _word(text, record)


def _word(text: str, record: Record) -> TimedWord:
    start, end = times(record, f"“{text[:40]}”")
    sureness: object = next((record[key] for key in _SURENESS if key in record), None)
    edited = record.get("edited") is True
    return TimedWord(text, start, end, share(sureness), _mouth(record, start), edited)


def _mouth(record: Record, start: float | None) -> tuple[VisemeSpan, ...]:
    """The visemes of a word, or of its phones, as Gentle lists them with how long each lasts."""
    if record.get("visemes"):
        return tuple(_viseme(each) for each in records(record["visemes"], "visemes"))
    if start is None or not record.get("phones"):
        return ()
    phones: list[Phone] = []
    for each in records(record["phones"], "phones"):
        end = start + seconds(each.get("duration"), "A phone")
        phones.append((_text(each, ("phone",)), start, end))
        start = end
    return visemes_of_phones(phones, arpabet=True)


def _viseme(record: Record) -> VisemeSpan:
    name = _text(record, ("viseme",))
    if name not in VISEMES:
        raise TextError(f"“{name[:40]}” is no viseme: it is one of {', '.join(VISEMES)}.")
    start, end = (seconds(record.get(key), f"The viseme {name}") for key in ("start", "end"))
    strength = share(record.get("strength"), STRONGEST)
    return VisemeSpan(name, *between(start, end, f"The viseme {name}"), strength)


def _mouth_cues(value: object) -> Iterator[tuple[str, float, float]]:
    for each in records(value, "mouthCues"):
        start, end = (seconds(each.get(key), "A mouth cue") for key in ("start", "end"))
        yield _text(each, ("value",)), *between(start, end, "A mouth cue")


def read_edited(text: str) -> tuple[SpokenWord, ...]:
    """The words of Intone's own JSON as they were written: what a user has edited.

    Raises TextError where it is another program's, of a later version, or broken.
    """
    data = _loaded(text)
    if data.get("format") != FORMAT or data.get("version") != VERSION:
        raise TextError(
            f"It is no words file of Intone ({FORMAT}, version {VERSION}): write it with "
            "“intone listen --words”."
        )
    return of_words(tuple(_words(data.get("words")))).words


def write_json(words: Sequence[SpokenWord]) -> str:
    """Intone's own, a word a line; everything that is known of a word is in it."""
    rows = ",\n".join(json.dumps(word_record(word), ensure_ascii=False) for word in words)
    return f'{{"format": "{FORMAT}", "version": {VERSION}, "words": [\n{rows}\n]}}\n'


def word_record(word: SpokenWord) -> dict[str, Any]:
    """All that is known of a word, as plain JSON values."""
    visemes = [_span_record(span) for span in word.visemes]
    span = {"start": round(word.start, 6), "end": round(word.end, 6)}
    record = {"word": word.text, **span, "sureness": round(word.sureness, 4), "visemes": visemes}
    return {**record, "edited": True} if word.edited else record


def _span_record(span: VisemeSpan) -> dict[str, Any]:
    record = {"viseme": span.viseme, "start": round(span.start, 6), "end": round(span.end, 6)}
    return record if span.strength == 1 else {**record, "strength": round(span.strength, 4)}
