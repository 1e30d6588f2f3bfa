"""Phones with times become visemes with times: ARPABET, and IPA as aligners write it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...audio.speech import VisemeSpan
from ..ipa import ipa_looks

ARPABET: dict[str, str] = {
    **dict.fromkeys(("P", "B", "M", "EM"), "PP"),
    **dict.fromkeys(("F", "V"), "FF"),
    **dict.fromkeys(("TH", "DH"), "TH"),
    **dict.fromkeys(("T", "D", "DX"), "DD"),
    **dict.fromkeys(("K", "G"), "kk"),
    **dict.fromkeys(("S", "Z"), "SS"),
    **dict.fromkeys(("CH", "JH", "SH", "ZH"), "CH"),
    **dict.fromkeys(("N", "NG", "L", "EN", "EL", "NX"), "nn"),
    **dict.fromkeys(("R", "ER", "AXR"), "RR"),
    **dict.fromkeys(("AA", "AE"), "aa"),
    **dict.fromkeys(("IH", "IY", "Y", "IX"), "ih"),
    **dict.fromkeys(("AH", "AX"), "ax"),
    **dict.fromkeys(("W", "UW", "UH", "WH", "UX"), "ou"),
    **{"EH": "E", "AO": "oh", "HH": "next", "HV": "next"},
    **{"AY": "aa ih", "AW": "aa ou", "EY": "E ih", "OW": "oh ou", "OY": "oh ih"},
}
"""What each phone looks like; a diphthong is two, "next" has the mouth of what follows."""

NO_PHONE = frozenset(
    ("", "sil", "sp", "spn", "pau", "noise", "nsn", "oov", "<eps>", "<unk>", "<p:>")
)
"""Marks of silence, and of sounds of which nobody knows how they look; in lower case."""
_FIRST_HALF = 0.55
"""Of a diphthong."""
Phone = tuple[str, float, float]
"""Its name, and the seconds between which it is heard."""


def looks(name: str, arpabet: bool = False) -> str:
    """The visemes of a phone: capitals are ARPABET (stress may follow), the rest is IPA."""
    if name.lower() in NO_PHONE:
        return ""
    bare = re.sub(r"_[BIES]$|[012]$", "", name)
    if arpabet or bare.isupper():
        return ARPABET.get(re.sub(r"[012]$", "", bare).upper(), "")
    found = ipa_looks(name)
    return "" if found == "sil" else found


def visemes_of_phones(phones: Sequence[Phone], arpabet: bool = False) -> tuple[VisemeSpan, ...]:
    """What the phones of a word look like, one after another; nothing of those that are unknown."""
    spans: list[VisemeSpan] = []
    following = "ax"
    for name, start, end in reversed(phones):
        look = looks(name, arpabet)
        parts = [following] if look == "next" else look.split()
        spans += reversed(_parted(parts, start, end))
        following = parts[0] if parts else following
    return tuple(reversed(spans))


def _parted(parts: Sequence[str], start: float, end: float) -> list[VisemeSpan]:
    if len(parts) < 2:
        return [VisemeSpan(part, start, end) for part in parts]
    middle = start + _FIRST_HALF * (end - start)
    return [VisemeSpan(parts[0], start, middle), VisemeSpan(parts[1], middle, end)]
