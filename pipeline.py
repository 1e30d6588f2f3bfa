"""The pipeline: a voice is listened to, then acted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from .audio import nonverbal
from .audio.sound import load
from .audio.speech import Speech
from .capture.files import is_capture, read_capture, sound_of
from .capture.playing import felt_speech, lifeless, played
from .emotion.mood import Mood, compose, constant_scale, felt_emotions, felt_intensity
from .emotion.untyped import expressiveness
from .errors import SoundError
from .face.affect import affect
from .face.own_emotion import completed, directions
from .face.performance import Style, Voice, perform
from .model.acting import enact
from .model.catalogue import Networks
from .model.listening import hear
from .model.recogniser import recogniser_missing
from .progress import Progress, part, silent
from .text.script import Automatic, Given
from .track import Track

_BASE_MIB, _MIB_PER_MINUTE = 270, 0.5
"""Memory that listening needs (benchmarks/line.py)."""
_ENCODER_MIB, _RECOGNISER_MIB = 60, 160
"""More without and with a transcript, however long the sound is (benchmarks/transcript.py)."""


def listen(
    path: Path,
    networks: Networks,
    progress: Progress = silent,
    memory: int | None = None,
    script: Given = None,
) -> Speech:
    """What is said in a sound file, and how strongly: slow, needed once a sound.

    script: its text, where that is known, with times or without; or AUTO: Intone writes it. Raises
    SoundError where there is nothing to hear, or more than `memory` MiB would be needed; TextError
    where nothing here knows how the text is said. Without the recogniser's files a remark says what
    is lost. A capture is read instead, and heard where a sound of its name lies beside it:
    CaptureError where it is none.
    """
    if is_capture(path):
        return _captured(path, networks, progress, memory, script)
    sound = load(path, part(progress, 0.0, 0.3))
    if memory is not None:
        base = _BASE_MIB + _more_mib(networks, script)
        _check_memory(path.name, sound.duration / 60, base, memory)
    told = part(progress, 0.3, 1.0)
    speech = hear(sound, networks.listen, told, script, networks.content)
    missing = recogniser_missing()
    if missing and missing not in speech.remarks:
        return replace(speech, remarks=(*speech.remarks, missing))
    return speech


def _more_mib(networks: Networks, script: Given) -> int:
    """What the recogniser needs, as far as it is used."""
    if isinstance(script, Automatic):
        return _RECOGNISER_MIB
    return _ENCODER_MIB if networks.content else 0


def _captured(
    path: Path, networks: Networks, progress: Progress, memory: int | None, script: Given
) -> Speech:
    face, words = read_capture(path)
    sound = sound_of(path)
    heard = None if sound is None else listen(sound, networks, progress, memory, script)
    speech = felt_speech(face, heard)
    return replace(speech, words=speech.words or words)


def _check_memory(name: str, minutes: float, base: int, memory: int) -> None:
    needed = base + _MIB_PER_MINUTE * minutes
    if needed > memory:
        raise SoundError(
            f"{name} lasts {minutes:.0f} minutes, for which listening needs about {needed:.0f} MB, "
            f"and {memory} MB are allowed: allow more in Intone's preferences, or cut the sound."
        )


def act(
    speech: Speech, mood: Mood, style: Style, networks: Networks, progress: Progress = silent
) -> Track:
    """The face [frames, CHANNELS] that says it in that mood: fast, repeated at every change.

    With scale 0 it is, bit for bit, the neutral performance of the same words. Of a capture it is
    the captured face, with the emotion added.
    """
    if speech.captured is not None:
        return _felt(speech, speech.captured, mood, style, networks, progress)
    intensity = felt_intensity(speech, mood)
    anchors = {**networks.act.spec.anchors, **directions(mood.own, networks.act)}
    latent = compose(mood, intensity, anchors)
    content = nonverbal.unspoken(speech.content, speech.sounds, style.sounds)
    said, felt = enact(content, latent, networks.act, part(progress, 0.0, 0.8))
    felt = completed(felt, said, mood, latent, content, networks.act)
    emotions = felt_emotions(mood, intensity)
    sounds = nonverbal.felt(speech.sounds, emotions)
    voice = Voice(speech.pitch, expressiveness(speech, mood), affect(emotions), sounds)
    face = perform(said, felt, content, style, speech.words, voice)
    progress(1.0, "Acting")
    return face


def _felt(
    speech: Speech, face: Track, mood: Mood, style: Style, networks: Networks, progress: Progress
) -> Track:
    heard, still = replace(speech, captured=None), lifeless(style)
    mood = replace(mood, untyped=0.0)  # what has no type is the capture's own
    felt = act(heard, mood, still, networks, part(progress, 0.0, 0.5))
    none = replace(mood, scale=constant_scale(0.0))
    calm = act(heard, none, still, networks, part(progress, 0.5, 1.0))
    return played(face, felt, calm, style)
