"""Languages: the many ways of writing which language a text is in, as one."""

from __future__ import annotations

import re

ENGLISH = "en"

_NAMES: dict[str, str] = {
    **{"english": "en", "eng": "en", "german": "de", "deutsch": "de", "deu": "de", "ger": "de"},
    **{"spanish": "es", "español": "es", "espanol": "es", "spa": "es", "castilian": "es"},
    **{"french": "fr", "français": "fr", "francais": "fr", "fra": "fr", "fre": "fr"},
    **{"italian": "it", "italiano": "it", "ita": "it", "portuguese": "pt", "português": "pt"},
    **{"por": "pt", "dutch": "nl", "nederlands": "nl", "nld": "nl", "polish": "pl", "polski": "pl"},
    **{"russian": "ru", "rus": "ru", "japanese": "ja", "jpn": "ja", "korean": "ko", "kor": "ko"},
    **{"chinese": "cmn", "mandarin": "cmn", "zh": "cmn", "zho": "cmn", "swedish": "sv"},
    **{"turkish": "tr", "arabic": "ar", "hindi": "hi", "ukrainian": "uk", "czech": "cs"},
}


def language_of(given: str) -> str:
    """A language as espeak-ng names it: "en-US", "EN", "en_GB" and "English" are all "en".

    A region is kept in every other language (pt-BR is "pt-br"), since espeak-ng may know it.
    """
    tag = re.sub(r"[\s_]+", "-", given.strip().lower())
    first, *rest = tag.split("-")
    first = _NAMES.get(first, first)
    return first if first in (ENGLISH, "cmn") or not rest else "-".join((first, *rest))
