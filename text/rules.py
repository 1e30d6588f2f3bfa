"""A rule of reading: what one way of writing sounds like. Every pattern looks a bounded way ahead.

So a text is read in time that grows with its length, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_AHEAD = 40


@dataclass(frozen=True)
class Around:
    """What stands around a match: the word before it in its sentence, or ""; is all in capitals?"""

    before: str = ""
    shouting: bool = False

    @property
    def after_name(self) -> bool:
        """Whether a name, or another word in capitals, stands before."""
        return self.before[:1].isupper() and self.before.lower() not in OPENERS


Say = Callable[[re.Match[str], Around], str | None]


@dataclass(frozen=True)
class Rule:
    """`say` gives what a match sounds like: "" for nothing, None where the rule does not hold."""

    pattern: re.Pattern[str]
    say: Say


OPENERS = frozenset(
    (
        *("a", "an", "and", "are", "as", "at", "but", "by", "for", "from", "he", "her"),
        *("his", "i", "if", "in", "is", "it", "my", "of", "on", "or", "our", "she"),
        *("so", "that", "the", "their", "then", "there", "they", "this", "to", "was", "we", "what"),
        *("when", "where", "who", "why", "with", "you", "your"),
    )
)
"""Words that are in capitals only because a sentence begins with them."""


def ahead(match: re.Match[str]) -> str:
    """A little of what follows, without the space before it."""
    return match.string[match.end() : match.end() + _AHEAD].lstrip()


def rule(pattern: str, say: Say | str, flags: int = 0) -> Rule:
    """A rule; `say` may be the words themselves, with \\1 … for groups."""
    if isinstance(say, str):
        words = say
        return Rule(re.compile(pattern, flags), lambda match, _: match.expand(words))
    return Rule(re.compile(pattern, flags), say)
