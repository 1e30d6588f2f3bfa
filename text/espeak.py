"""espeak-ng (GPL-3.0-or-later), where it is installed: how a word is said in 100 languages.

It comes with Linux distributions, from its own installer on Windows, from Homebrew, or as the
PyPI package espeakng-loader. Intone ships none of it and works without it (see `script`).
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import importlib.util
import sys
from pathlib import Path
from typing import cast

from ..errors import TextError
from .ipa import ipa_looks
from .visemes import visemes_of

_SYNCHRONOUS = 2
_UTF8 = 1
_IPA_BETWEEN = 0x02 | ord("_") << 8
"""espeak_TextToPhonemes: IPA letters, "_" between the phones."""
_LINUX = ("libespeak-ng.so.1", "libespeak-ng.so")
_INSTALLED = {
    "win32": ("C:/Program Files/eSpeak NG/libespeak-ng.dll",),
    "darwin": (
        "/opt/homebrew/lib/libespeak-ng.dylib",
        "/usr/local/lib/libespeak-ng.dylib",
        "libespeak-ng.dylib",
    ),
}
"""The library by the name that the system's loader knows, or by its place."""


@functools.cache
def library() -> ctypes.CDLL | None:
    """The library, ready to be asked, or None where there is none."""
    for place in _places():
        with contextlib.suppress(OSError):
            return _ready(ctypes.CDLL(place), Path(place).parent / "espeak-ng-data")
    return None


def _ready(loaded: ctypes.CDLL, data: Path) -> ctypes.CDLL | None:
    """The library once it has found its data: in that folder, or where it was installed."""
    home = str(data).encode() if data.is_absolute() and data.is_dir() else None
    loaded.espeak_TextToPhonemes.restype = ctypes.c_char_p
    return loaded if loaded.espeak_Initialize(_SYNCHRONOUS, 0, home, 0) > 0 else None


def _places() -> list[str]:
    """Where the library may be. Not by ctypes.util.find_library, which runs compilers."""
    spec = importlib.util.find_spec("espeakng_loader")
    loader = list[str]()
    if spec is not None and spec.origin is not None:
        loader = [str(p) for p in sorted(Path(spec.origin).parent.glob("*espeak-ng.[ds]*"))]
    return [*loader, *_INSTALLED.get(sys.platform, _LINUX)]


def visemes(word: str, language: str) -> tuple[int, ...]:
    """The visemes of a word; of what is no word, none.

    Raises TextError where espeak-ng is missing or does not speak that language.
    """
    speaker = library()
    if speaker is None:
        raise TextError(
            f"A text in '{language}' needs espeak-ng: install it, or leave the text out."
        )
    names = (language, language.partition("-")[0])
    if all(speaker.espeak_SetVoiceByName(name.encode()) for name in names):
        raise TextError(f"espeak-ng knows no language '{language}': say en, de, fr or another.")
    return visemes_of([ipa_looks(phone) for phone in _phones(speaker, word)])


def _phones(speaker: ctypes.CDLL, word: str) -> list[str]:
    """IPA symbols of a word; a clause after the other, as espeak-ng cuts them."""
    left, phones = ctypes.c_char_p(word.encode()), list[str]()
    while left.value:
        clause = cast(bytes, speaker.espeak_TextToPhonemes(ctypes.byref(left), _UTF8, _IPA_BETWEEN))
        phones += clause.decode("utf-8", "ignore").replace(" ", "_").split("_")
    return [phone for phone in phones if phone.strip() and "(" not in phone]
