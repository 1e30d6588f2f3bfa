"""Synthesis: speech with known phones, by flite and espeak-ng."""

from __future__ import annotations

import ctypes
import ctypes.util
import re
import subprocess
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from ...audio.features import SAMPLE_RATE
from ...errors import SoundError
from ...text.ipa import ipa_looks
from .corpora import HELD_VOICE, Utterance, read_sound
from .phones import ARPABET, to_phones

TEXTS = Path(__file__).parents[1] / "configs" / "texts.toml"
FLITE_VOICES = ("slt", "awb", "kal16", HELD_VOICE)
ESPEAK_LANGUAGES = {
    "en": "en",
    "de": "de",
    "fr": "fr",
    "es": "es",
    "it": "it",
    "zh": "cmn-latn-pinyin",
}
HELD_LANGUAGE = "it"

_PHONEME_EVENT, _END_OF_LIST = 7, 0
_SYNCHRONOUS, _PHONEMES_AS_IPA, _UTF8 = 2, 3, 1
_RATE_PARAMETER, _PITCH_PARAMETER = 1, 3


def texts(language: str, count: int, seed: int) -> list[str]:
    """`count` lines in a language: first its sentences, then random words of them."""
    sentences: list[str] = tomllib.loads(TEXTS.read_text(encoding="utf-8"))[language]
    rng = np.random.default_rng(seed)
    words = [word for line in sentences for word in re.findall(r"[\w'-]+", line)]
    salad = (" ".join(rng.choice(words, rng.integers(6, 11))) for _ in range(count))
    return [*sentences, *salad][:count]


def flite(voice: str, text: str, stretch: float = 1.0, pitch: int = 0) -> Utterance:
    """One utterance of a flite voice.

    stretch   factor of the duration
    pitch     mean F0 in Hz; 0 is the voice's own

    Raises SoundError where flite is missing.
    """
    options = ["--setf", f"duration_stretch={stretch:.2f}"]
    options += ["--setf", f"int_f0_target_mean={pitch}"] if pitch else []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.wav"
        command = ["flite", "-voice", voice, "-psdur", *options, "-t", text, "-o", str(path)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=True)
        except FileNotFoundError as error:
            raise SoundError("flite is missing; install it (apt install flite).") from error
        samples = read_sound(path)
    segments: list[tuple[float, float, str]] = []
    start = 0.0
    for symbol, end in re.findall(r"([a-z]+):([0-9.]+)", done.stdout):
        segments.append((start, float(end), symbol.upper()))
        start = float(end)
    return Utterance(samples, to_phones(segments, ARPABET), "flite", voice, text)


class _EventId(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    )


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass
class _EspeakOutput:
    samples: list[NDArray[np.int16]] = field(default_factory=list)
    phones: list[tuple[float, str]] = field(default_factory=list)

    def take(self, sound: object, count: int, event: object) -> int:
        """espeak-ng's synthesis callback (speak_lib.h); 0 means: go on."""
        if sound and count:
            self.samples.append(np.ctypeslib.as_array(sound, (count,)).copy())  # type: ignore[arg-type]
        k = 0
        while event[k].type != _END_OF_LIST:  # type: ignore[index]
            if event[k].type == _PHONEME_EVENT:  # type: ignore[index]
                raw: bytes = event[k].id.string  # type: ignore[index]
                self.phones.append((event[k].sample, raw.decode("utf-8", "ignore")))  # type: ignore[index]
            k += 1
        return 0


def espeak(language: str) -> Callable[[str, int, int], Utterance]:
    """A function (text, words a minute, pitch 0..99) -> Utterance for one language.

    Raises SoundError where espeak-ng or its voice is missing.
    """
    name = ctypes.util.find_library("espeak-ng")
    if name is None:
        raise SoundError("espeak-ng is missing; install it (apt install espeak-ng).")
    library = ctypes.CDLL(name)
    rate: int = library.espeak_Initialize(_SYNCHRONOUS, 0, None, _PHONEMES_AS_IPA)

    def speak(text: str, words_a_minute: int, pitch: int) -> Utterance:
        heard = _EspeakOutput()
        callback = _CALLBACK(heard.take)
        library.espeak_SetSynthCallback(callback)
        if library.espeak_SetVoiceByName(ESPEAK_LANGUAGES[language].encode()):
            raise SoundError(f"espeak-ng has no voice for {language}; install espeak-ng-data.")
        library.espeak_SetParameter(_RATE_PARAMETER, words_a_minute, 0)
        library.espeak_SetParameter(_PITCH_PARAMETER, pitch, 0)
        raw = text.encode()
        library.espeak_Synth(raw, len(raw) + 1, 0, 1, 0, _UTF8, None, None)
        library.espeak_Synchronize()
        return _espeak_utterance(heard, rate, language, text)

    return speak


def _espeak_utterance(heard: _EspeakOutput, rate: int, language: str, text: str) -> Utterance:
    sound = np.concatenate(heard.samples).astype(np.float32) / 32768
    samples = soxr.resample(sound, rate, SAMPLE_RATE).astype(np.float32)
    marks = [*heard.phones, (len(sound), "")]
    segments: list[tuple[float, float, str]] = []
    for (at, symbol), (until, _) in zip(marks, marks[1:], strict=False):
        if until <= at:
            continue
        start = at / rate
        if not symbol and segments and _sounds(sound[at:until]):
            start, _, symbol = segments.pop()  # words meet without a pause: the phone lasts on
        segments.append((start, until / rate, symbol))
    inventory = {symbol: ipa_looks(symbol) for _, _, symbol in segments}
    return Utterance(samples, to_phones(segments, inventory), "espeak", language, text)


def _sounds(part: NDArray[np.float32]) -> bool:
    """Whether a nameless stretch is no pause: short, or above -46 dBFS."""
    return len(part) < 660 or bool(np.sqrt(np.mean(part**2)) > 0.005)


def synthesise(minutes: float, seed: int) -> Iterator[Utterance]:
    """About `minutes` of each synthesiser's speech, with random tempo and pitch.

    Raises SoundError where a synthesiser is missing.
    """
    rng = np.random.default_rng(seed)
    each = max(1, round(minutes * 60 / 3.0 / len(FLITE_VOICES)))
    for k, voice in enumerate(FLITE_VOICES):
        for text in texts("en", each, seed + k):
            yield flite(voice, text, float(rng.uniform(0.8, 1.25)), int(rng.integers(85, 230)))
    each = max(1, round(minutes * 60 / 3.0 / len(ESPEAK_LANGUAGES)))
    for k, language in enumerate(ESPEAK_LANGUAGES):
        speak = espeak(language)
        for text in texts(language, each, seed + 10 + k):
            yield speak(text, int(rng.integers(130, 210)), int(rng.integers(20, 90)))
