"""The whole line on one page: a voice is listened to, then acted."""

from __future__ import annotations

from pathlib import Path

from .audio.sound import load
from .audio.speech import Speech
from .emotion.intensity import acted_intensity
from .emotion.mood import Mood, compose
from .face.performance import Style, perform
from .model.acting import enact
from .model.catalogue import Networks
from .model.listening import hear
from .progress import Progress, part, silent
from .track import Track


def listen(path: Path, networks: Networks, progress: Progress = silent) -> Speech:
    """What is said in a sound file and how strongly it is felt; slow, once a sound.

    Raises SoundError where there is nothing to hear.
    """
    sound = load(path, part(progress, 0.0, 0.3))
    return hear(sound, networks.listen, part(progress, 0.3, 1.0))


def act(
    speech: Speech, mood: Mood, style: Style, networks: Networks, progress: Progress = silent
) -> Track:
    """The face [frames, CHANNELS] that says it in that mood; fast, again at every change.

    With scale 0 it is, bit for bit, the neutral performance of the same words.
    """
    intensity = acted_intensity(speech, mood.strength)
    latent = compose(mood, intensity, networks.act.spec.anchors)
    said, felt = enact(speech.content, latent, networks.act, part(progress, 0.0, 0.8))
    face = perform(said, felt, speech.content, style)
    progress(1.0, "Acting")
    return face
