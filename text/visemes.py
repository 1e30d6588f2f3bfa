"""Looks: the visemes of a word, from what its phones look like one by one."""

from __future__ import annotations

from collections.abc import Sequence

from ..audio.speech import VISEMES

REST = "sil"
_BEFORE_NOTHING = "ax"
"""The mouth of a breath that nothing follows."""


def visemes_of(looks: Sequence[str]) -> tuple[int, ...]:
    """Indices into VISEMES: a diphthong is two, "next" the mouth of what follows, a rest none."""
    found: list[int] = []
    following = _BEFORE_NOTHING
    for look in reversed(looks):
        parts = [following] if look == "next" else [p for p in look.split() if p != REST]
        found += [VISEMES.index(part) for part in reversed(parts)]
        following = parts[0] if parts else following
    return tuple(reversed(found))
