"""English: 125,000 words of the CMU dictionary, and spelling rules for the rest."""

from __future__ import annotations

import bisect
import functools
import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from ..audio.speech import VISEMES
from .visemes import visemes_of

FILE = Path(__file__).parent.parent / "assets" / "words_en.txt.gz"
LETTERS = "abcdefghijklmnop"
"""How the file writes the 16 visemes."""

_SPELLING = """
tion=CH ax nn, sion=CH ax nn, ture=CH RR, ough=oh, igh=aa ih, tch=CH, sch=SS kk, dge=CH,
eau=oh ou, ph=FF, th=TH, sh=CH, ch=CH, ck=kk, wh=ou, gh=kk, kn=nn, wr=RR, qu=kk ou, ng=nn,
mb$=PP, ^ps=SS, bb=PP, pp=PP, mm=PP, ff=FF, ss=SS, tt=DD, dd=DD, ll=nn, nn=nn, rr=RR, ee=ih,
ea=ih, oo=ou, ou=aa ou, ow=oh ou, ai=E ih, ay=E ih, oi=oh ih, oy=oh ih, au=oh, aw=oh,
ew=ih ou, ey=ih, ie=ih, ei=ih, oa=oh ou, er=RR, ir=RR, ur=RR, ar=aa RR, or=oh RR, e$=, es$=SS,
ed$=DD, 's$=SS, a=aa, b=PP, c=kk, d=DD, e=E, f=FF, g=kk, h=next, i=ih, j=CH, k=kk, l=nn, m=PP,
n=nn, o=aa, p=PP, q=kk, r=RR, s=SS, t=DD, u=ax, v=FF, w=ou, x=kk SS, y=ih, z=SS, ce=SS,
ci=SS ih, ge$=CH
"""
SPELLING: dict[str, str] = {
    spelling: visemes
    for spelling, _, visemes in (rule.strip().partition("=") for rule in _SPELLING.split(","))
}
"""Spellings to visemes; ^ and $ are the ends of a word. The longest that fits counts, from left to
right: enough for names, whose lips matter most."""
_RULE = re.compile(
    "|".join(
        re.escape(rule).replace(r"\$", "$").replace(r"\^", "^")
        for rule in sorted(SPELLING, key=lambda rule: -len(rule.strip("^$")) - 0.5 * ("$" in rule))
    )
)


@functools.cache
def entries() -> list[str]:
    """Each word, a space and its visemes as LETTERS, in the order of the alphabet.

    Searched as they are: to make a table of them takes three times as long as to read them.
    """
    return gzip.decompress(FILE.read_bytes()).decode("ascii").splitlines()


def looked_up(word: str) -> tuple[int, ...]:
    """The visemes of a word in lower case; none where the dictionary has it not."""
    start, found = f"{word} ", entries()
    place = bisect.bisect_left(found, start)
    line = found[place] if place < len(found) else ""
    letters = line[len(start) :] if line.startswith(start) else ""
    return tuple(LETTERS.index(letter) for letter in letters)


def spelled(word: str) -> tuple[int, ...]:
    """The visemes that a word in lower case seems to have; digits have none."""
    return visemes_of(list(_spelled(word)))


def _spelled(word: str) -> Iterator[str]:
    at = 0
    while at < len(word):
        rule = _RULE.match(word, at)
        if rule is None:
            at += 1
            continue
        yield SPELLING[_name(rule, word)]
        at = rule.end()


def _name(rule: re.Match[str], word: str) -> str:
    """The rule that matched: one for an end or a beginning before the common one."""
    text = rule.group()
    names = [f"{text}$"] * (rule.end() == len(word)) + [f"^{text}"] * (rule.start() == 0) + [text]
    return next(name for name in names if name in SPELLING)


assert len(LETTERS) == len(VISEMES)
