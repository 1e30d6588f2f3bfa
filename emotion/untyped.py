"""Expressiveness without a type: what a strong voice shows where it is not sure what it feels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..audio.intensity import CALM
from ..audio.speech import Speech
from ..track import Track
from .intensity import acted_intensity
from .mood import CAP, Mood


def expressiveness(speech: Speech, mood: Mood) -> Track | None:
    """How far articulation, accents and head go beyond a calm speaker's, [frames, 1], 0..CAP.

    The intensity above that of a calm voice, times the mood's share without a type and its scale.
    None where all has a type: nothing is added then.
    """
    if mood.untyped == 0:
        return None
    shape = replace(mood.intensity, swell=0.0)
    values = acted_intensity(speech, shape, floor=0.0).values
    if shape.curve is None:
        values = np.clip((values - CALM) / (1 - CALM), 0, 1)
    scale = np.clip(mood.scale.at(speech.intensity.times), 0, CAP)
    found = (mood.untyped * scale * values).astype(np.float32)
    return Track(found, speech.intensity.rate, ("expressiveness",))
