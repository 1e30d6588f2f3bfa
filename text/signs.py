"""Signs: what of a text is not spoken, and what its &, @, # and addresses sound like."""

from __future__ import annotations

import re

from .abbreviations import letters
from .numbers import SMALL
from .rules import Around, rule

_DIRECTIONS = frozenset(
    (
        *("laughs", "laughing", "laughter", "laugh", "chuckles", "chuckling", "giggles", "sighs"),
        *("sighing", "sigh", "beat", "pause", "pauses", "silence", "whispers", "whispering"),
        *("gasps", "gasp", "cries", "crying", "sobs", "sobbing", "coughs", "cough", "coughing"),
        *("sniffs", "groans", "grunts", "screams", "screaming", "shouts", "shouting", "yells"),
        *("yelling", "music", "applause", "cheering", "breathes", "inhales", "exhales", "clears"),
        *("aside", "offscreen", "off-screen", "o.s.", "v.o.", "cont'd", "continuing", "inaudible"),
        *("crosstalk", "smiles", "smiling", "nods", "shrugs", "snorts", "scoffs", "hums", "sings"),
        *("singing", "mumbles", "muttering", "mutters", "angrily", "sadly", "quietly", "softly"),
        *("loudly", "happily", "nervously", "sarcastically", "slowly", "excitedly", "calmly"),
    )
)
"""Words that make what stands in round brackets, or between asterisks, a stage direction."""
_MOST_WORDS = 5


def _direction(match: re.Match[str], _: Around) -> str | None:
    """Nothing, where it is what the actor does; None where it is what they say."""
    words = match[1].lower().replace("’", "'").split()
    directs = len(words) <= _MOST_WORDS and any(w.strip(",;!") in _DIRECTIONS for w in words)
    return "" if directs else None


def _address(match: re.Match[str], _: Around) -> str:
    """An address of the web or of a letter box, as one reads it out."""
    bare = re.sub(r"^[a-z]{1,5}://", "", match[0], flags=re.IGNORECASE).rstrip("./")
    return " ".join(_address_part(part) for part in _ADDRESS_PART.findall(bare))


def _address_part(part: str) -> str:
    if part.lower() == "www":
        return letters(part)
    return SMALL[int(part)] if part.isdecimal() else _ADDRESS_SIGNS.get(part, part)


_ADDRESS_PART = re.compile(r"[A-Za-z]+|[0-9]|[.@/\-_+]")
_ADDRESS_SIGNS: dict[str, str] = {
    **{".": "dot", "@": "at", "/": "slash", "-": "dash", "_": "underscore", "+": "plus"},
}
_LABEL = r"[A-Za-z0-9-]{1,63}"
_ENDS = r"(?:com|org|net|edu|gov|io|co|uk|de|fr|es|it|eu|us|ai|tv|me|app|dev|info)"
_PATH = r"(?:/[A-Za-z0-9_./%-]{0,150})?"

ADDRESSES = (
    rule(rf"[A-Za-z0-9_.+-]{{1,64}}@{_LABEL}(?:\.{_LABEL}){{1,4}}", _address),
    rule(rf"https?://(?:{_LABEL}\.){{1,4}}{_LABEL}{_PATH}", _address, re.IGNORECASE),
    rule(rf"(?:www\.)(?:{_LABEL}\.){{1,4}}{_LABEL}{_PATH}", _address, re.IGNORECASE),
    rule(rf"(?:{_LABEL}\.){{1,4}}{_ENDS}(?!\w){_PATH}", _address),
)
"""Addresses, which may begin with a letter or a figure."""

UNSPOKEN = (
    rule(r"\]\([^()\s]{1,300}\)", ""),
    rule(r"\[(?![^\[\]\n]{0,80}\]\()[^\[\]\n]{0,200}\]", ""),
    rule(r"\(([^()\n]{1,80})\)", _direction),
    rule(r"\*([^*\n]{1,80})\*(?!\*)", _direction),
    rule(r"</?[A-Za-z][^<>\n]{0,200}>", ""),
    rule(r"(?<![^\n])[#+*-]{1,6}(?=\s)", ""),
)
"""What is written and not said, in any language."""

SIGNS = (
    rule(r"(?<!&)&(?!&)", "and"),
    rule(r"(?<![@\w])@(?=\s?\w)", "at"),
    rule(r"(?<![#\w])#(?=\d)", "number"),
    rule(r"(?<![#\w])#(?=[^\W\d])", "hashtag"),
    rule(r"(?<=[\w)] )\+(?= [\w(])", "plus"),
    rule(r"(?<![+\w])\+(?=\d)", "plus"),
    rule(r"(?<=\w)\+(?!\+)", "plus"),
    rule(r"(?<=\w)\+\+(?!\+)", "plus plus"),
    rule(r"(?<![=<>!])=(?!=)", "equals"),
    rule(r"(?<=[\d\s])[×*](?=\s?\d)", "times"),
    rule(r"÷", "divided by"),
    rule(r"(?<!%)%(?!%)", "percent"),
    rule(r"~(?=\d)", "about"),
    rule(r"±", "plus or minus"),
    rule(r"€", "euros"),
    rule(r"£", "pounds"),
    rule(r"°C", "degrees Celsius"),
    rule(r"°F", "degrees Fahrenheit"),
    rule(r"°", "degrees"),
    rule(r"§", "section"),
)
"""In their order: what a sign sounds like in English."""
