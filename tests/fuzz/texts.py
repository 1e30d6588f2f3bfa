"""Texts, files of times and files of edited words."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from numpy.random import Generator

from intone.audio.speech import VISEMES, SpokenWord, VisemeSpan
from intone.emotion.mood import parse_mood
from intone.model.edited_words import with_edits
from intone.text.files import plain_text
from intone.text.script import read_script, what_is_said
from intone.text.timings import FORMATS, read_edits, read_timed, words_text
from support.checkout import ROOT

from .mutators import ODD, pick
from .reader import Reader, Seed
from .speech import acted, chance, heard, shaped

_FILES = ROOT / "tests" / "text" / "files"
_WRITTEN = [suffix for suffix, form in FORMATS.items() if form.write]
_SAID = (
    *(
        "Hello there,",
        "my name is Pam.",
        "It's 10:45 p.m.",
        "on 3/4/2025",
        "£1,000,000.50",
        "½ cup",
    ),
    *(
        "NASA's",
        "50% off!!!",
        "Dr. Smith",
        "Henry VIII",
        "1st",
        "2nd",
        "-273.15 °C",
        "http://a.b/c?d",
    ),
    *(
        "mom@home.org",
        "e.g.",
        "C++",
        "#1",
        "3×4=12",
        "10^6",
        "'tis",
        "don't",
        "naïve",
        "Ωmega",
        "日本語",
    ),
    *(
        "1999-12-31",
        "24/7",
        "+49 89 123456",
        "x²",
        "km/h",
        "€5m",
        "0",
        "000",
        "1e9",
        "…",
        "—",
        "(a)",
    ),
    *(
        "9" * 40,
        "1/0",
        "12:99",
        "99.999.999",
        "MMXXVI",
        "IIII",
        "A.B.C.",
        "\u00ad",
        "a\u0301",
        "ﬃ",
        "ǅ",
    ),
)
_LANGUAGES = ("en", "en", "en", "de", "fr-CA", "cmn", "xx", "English", "\0", "en_US")


def make_text(random: Generator) -> Seed:
    """A text of things that are hard to say."""
    words = [pick(random, _SAID) for _ in range(int(random.integers(0, 30)))]
    if random.random() < 0.1:
        words.append(pick(random, ODD))
    return Seed(pick(random, (".txt", ".md", ".text")), " ".join(words).encode())


def spoken(random: Generator, edited: float = 0.0) -> tuple[SpokenWord, ...]:
    """Words with mouths in a second of sound."""
    found, start = [], 0.0
    for _ in range(int(random.integers(0, 6))):
        start += float(random.uniform(0, 0.1))
        end = start + float(random.uniform(0.02, 0.3))
        spans = (VisemeSpan(pick(random, VISEMES), start, (start + end) / 2),)
        text = pick(random, _SAID) if random.random() < 0.9 else ""
        found.append(SpokenWord(text, start, end, 1.0, spans, random.random() < edited))
        start = end
    return tuple(found)


@cache
def _theirs() -> tuple[Path, ...]:
    return tuple(sorted(_FILES.iterdir()))


def make_timings(random: Generator) -> Seed:
    """A file of times, of another program or of our own."""
    if random.random() < 0.6:
        path = pick(random, _theirs())
        return Seed(path.suffix, path.read_bytes())
    suffix = pick(random, _WRITTEN)
    return Seed(suffix, words_text(spoken(random, 0.3), Path(f"x{suffix}")).encode())


def make_edits(random: Generator) -> Seed:
    """A file of edited words."""
    return Seed(".words.json", words_text(spoken(random, 0.8), Path("x.json")).encode())


def make_words(random: Generator) -> Seed:
    """What is asked for in words: an emotion or a mix."""
    parts = (
        *("happy", "sad=0.3", "ANGRY = 1e3", "auto", "fear=-1", "surprised=,", "neutral=nan"),
        *("happy=0", "happy=1e308,sad=1e308", "=", ",,", "happy;sad", "happy=0,5", *ODD),
    )
    chosen = [pick(random, parts) for _ in range(int(random.integers(1, 4)))]
    return Seed(".mood", ",".join(chosen).encode())


def read_text(path: Path) -> None:
    """What is said, in some language, and its words in the sound."""
    language = _LANGUAGES[int(chance(path) * len(_LANGUAGES))]
    shaped(what_is_said(str(path), language))
    shaped(read_script(plain_text(path)[:4000], language))


def read_timings(path: Path) -> None:
    """The times, written again in every format, and the mouth that they make."""
    timed = read_timed(path)
    for suffix in _WRITTEN:
        words_text(timed.words, Path(f"x{suffix}"))
    shaped(what_is_said(str(path)))


def read_edited(path: Path) -> None:
    """The edits among what was heard; some of them are acted."""
    speech = with_edits(heard(), read_edits(path))
    if chance(path) < 0.2:
        acted(speech)


def read_mood(path: Path) -> None:
    """An emotion."""
    parse_mood(plain_text(path))


READERS = (
    Reader("text", make_text, read_text, share=4),
    Reader("timings", make_timings, read_timings, share=7),
    Reader("edits", make_edits, read_edited, share=4),
    Reader("mood", make_words, read_mood),
)
