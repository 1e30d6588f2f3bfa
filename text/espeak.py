"""espeak-ng (GPL-3.0-or-later), where it is installed: how a word is said in 100 languages.

It comes with Linux distributions, from its own installer on Windows, from Homebrew, or as the
PyPI package espeakng-loader. Intone ships none of it and works without it (see `script`).
"""

from __future__ import annotations

import ctypes
import ctypes.util
import functools
import importlib.util
from pathlib import Path
from typing import cast

from ..errors import TextError
from .ipa import ipa_looks
from .visemes import visemes_of

_SYNCHRONOUS = 2
_UTF8 = 1
_IPA_BETWEEN = 0x02 | ord("_") << 8
"""espeak_TextToPhonemes: IPA letters, "_" between the phones."""
_WINDOWS = Path("C:/Program Files/eSpeak NG/libespeak-ng.dll")


@functools.cache
def library() -> ctypes.CDLL | None:
    """The library, ready to be asked, or None where there is none."""
    found = next((name for name in _places() if name), None)
    if found is None:
        return None
    try:
        loaded = ctypes.CDLL(found)
    except OSError:
        return None
    data = Path(found).parent / "espeak-ng-data"
    home = str(data).encode() if data.is_dir() else None
    loaded.espeak_TextToPhonemes.restype = ctypes.c_char_p
    return loaded if loaded.espeak_Initialize(_SYNCHRONOUS, 0, home, 0) > 0 else None


def _places() -> list[str | None]:
    spec = importlib.util.find_spec("espeakng_loader")
    loader: list[str | None] = []
    if spec is not None and spec.origin is not None:
        loader = [str(p) for p in sorted(Path(spec.origin).parent.glob("*espeak-ng.[ds]*"))]
    windows = str(_WINDOWS) if _WINDOWS.exists() else None
    return [*loader, ctypes.util.find_library("espeak-ng"), windows]


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
