"""Guards the words: lips meet on p b m, touch the teeth on f v and stay round, whatever is felt.

An emotion's effect on the lips is reduced where the words need them, and at a closure mouthClose
takes the value of jawOpen, which closes the lips exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..audio.speech import sure_voice
from ..track import Array, Track, gaussian, widened
from .basis import BLENDSHAPES, index

DAMPING, CORNER_DAMPING = 2 / 3, 1 / 3
"""How much of an emotion's effect on the lips a closure removes; less at the corners, which part no
lips: a smile that jumps at each b is visible."""

JAW_RELIEF = 0.4
"""How far the jaw itself rises at a closure, so that the lips need not bridge a wide open mouth."""

HEARD_FROM, HEARD_AT = 0.2, 0.25
"""How sure what is heard must be for lips to begin to meet, and to meet wholly: lips that were half
shut would part again under an emotion."""

PARTED = 0.06
"""Lips that the words part less than this count as closed, in coefficients of jaw and lips."""

OPEN_FROM, OPEN_AT = 0.02, 0.06
"""How far the words part the lips where they begin to need them apart, and need it wholly."""

LOST_PRESSING = 0.9
"""What an emotion loses there of its own pressed, rolled and pushed-up lips: vowels stay open."""

KEPT_JAW = 0.3
"""An opening of the jaw under this is what the words need: no emotion makes it smaller."""

ROUNDED_FROM, ROUNDED_AT = 0.1, 0.3
"""Rounding (the larger of pucker and funnel) that the words begin to need, and need wholly."""

LOST_ROUNDING, LOST_SPREAD = 0.2, 0.5
"""What an emotion may take of a rounding that is needed, and what it loses there of its own raised
and spread lips: "you" stays round in a smile."""

_SPREADING = ("mouthLowerDown", "mouthUpperUp", "mouthStretch", "mouthFunnel", "mouthShrugUpper")
_CORNERS = ("mouthSmile", "mouthFrown", "mouthDimple")
LIPS = [k for k, name in enumerate(BLENDSHAPES) if name.startswith(("mouth", "jaw"))]
OPENERS = [k for k, name in enumerate(BLENDSHAPES) if name.startswith(_SPREADING)]
LOWER_LIP = [index("mouthLowerDownLeft"), index("mouthLowerDownRight")]
_PARTING = [k for k, n in enumerate(BLENDSHAPES) if n.startswith(_SPREADING[:2])]
_LIP_DAMPING = np.array(
    [CORNER_DAMPING if BLENDSHAPES[k].startswith(_CORNERS) else DAMPING for k in LIPS], np.float32
)
_ROUNDERS = [index("mouthPucker"), index("mouthFunnel")]
_FLAT = ("mouthUpperUp", "mouthStretch", "mouthDimple")
_PRESSING = ("mouthPress", "mouthRoll", "mouthShrugLower", "mouthClose")
_PRESSERS = [k for k, name in enumerate(BLENDSHAPES) if name.startswith(_PRESSING)]
_FLATTENERS = [k for k, name in enumerate(BLENDSHAPES) if name.startswith(_FLAT)]
JAW, CLOSE, ROLL = index("jawOpen"), index("mouthClose"), index("mouthRollLower")


@dataclass(frozen=True)
class Demand:
    """What the words need of the lips, each [frames, 1], 0..1.

    closed   the lips meet (p b m)
    teeth    the lower lip touches the upper teeth (f v)
    """

    closed: Array
    teeth: Array

    def scaled(self, amount: float) -> Demand:
        return Demand(self.closed * np.float32(amount), self.teeth * np.float32(amount))


def demand(content: Track) -> Demand:
    """What the heard `content` needs of the lips; event and viseme each count half."""
    closed = _plateau(content["lipsClosed"], content["PP"])
    teeth = _plateau(content["lipTeeth"], content["FF"])
    return Demand(closed[:, None], teeth[:, None])


def met(spoken: Array, content: Track, words: Demand) -> Demand:
    """`words`, closed also where the neutral mouth `spoken` [frames, channels] is nearly closed.

    So an emotion does not open a closure that was only half heard.
    """
    closed = np.clip((PARTED - _parted(spoken)) / (PARTED / 2), 0, 1) * sure_voice(content["voice"])
    return Demand(np.maximum(words.closed, closed[:, None]).astype(np.float32), words.teeth)


def _parted(spoken: Array) -> Array:
    """How far the words part the lips, [frames], in coefficients of jaw and lips."""
    return spoken[:, JAW] - spoken[:, CLOSE] + spoken[:, _PARTING].mean(1)


def _plateau(event: Array, viseme: Array) -> Array:
    """Their mean sharpened, with ramps; a short one grows by a frame either side.

    A film frame must land on it: three frames are long enough, and one more would shut the vowel.
    """
    sure = np.clip(((event + viseme) / 2 - HEARD_FROM) / (HEARD_AT - HEARD_FROM), 0, 1)
    sure = sure.astype(np.float32)
    long = widened(-widened(-sure, 1), 1)
    firm = np.maximum(sure, widened(sure - long, 1))
    return np.maximum(firm, gaussian(firm, 1.0))


def damped(emotion: Array, words: Demand) -> Array:
    """The emotion offset [frames, channels], its share of the lips damped where words need them."""
    result = emotion.copy()
    result[:, LIPS] *= 1 - np.maximum(words.closed, words.teeth) * _LIP_DAMPING
    return result


def rounded(emotion: Array, spoken: Array) -> Array:
    """The emotion offset [frames, channels] that leaves the words `spoken` their rounding."""
    asked = spoken[:, _ROUNDERS].max(1, keepdims=True)
    needed = np.clip((asked - ROUNDED_FROM) / (ROUNDED_AT - ROUNDED_FROM), 0, 1)
    result = emotion.copy()
    lowest = -(1 - needed * (1 - LOST_ROUNDING)) * spoken[:, _ROUNDERS]
    result[:, _ROUNDERS] = np.maximum(emotion[:, _ROUNDERS], lowest)
    result[:, _FLATTENERS] *= 1 - LOST_SPREAD * needed
    return result


def parted(emotion: Array, spoken: Array) -> Array:
    """The emotion offset [frames, channels] that shuts no lips that `spoken` parts."""
    needed = np.clip((_parted(spoken) - OPEN_FROM) / (OPEN_AT - OPEN_FROM), 0, 1)
    result = emotion.copy()
    pressed = np.maximum(emotion[:, _PRESSERS], 0)
    result[:, _PRESSERS] -= LOST_PRESSING * needed[:, None] * pressed
    lowest = np.minimum(spoken[:, JAW], KEPT_JAW) - spoken[:, JAW]
    result[:, JAW] = np.maximum(emotion[:, JAW], lowest)
    return result


def rested(emotion: Array, speaking: Array) -> Array:
    """The emotion offset [frames, channels] that draws the lower lip from the teeth only in speech.

    speaking   whether somebody speaks, [frames], 0..1
    """
    result = emotion.copy()
    result[:, LOWER_LIP] *= speaking[:, None]
    return result


def guarded(face: Array, words: Demand, relief: float = JAW_RELIEF) -> Array:
    """`face` [frames, channels], 0..1, with its closures complete and mouthClose <= jawOpen."""
    result = face.copy()
    result[:, OPENERS] *= 1 - words.closed
    result[:, LOWER_LIP] *= 1 - words.teeth
    closed, teeth = words.closed[:, 0], words.teeth[:, 0]
    result[:, ROLL] = np.maximum(result[:, ROLL], 0.35 * teeth)
    jaw = result[:, JAW] * (1 - relief * np.maximum(closed, teeth))
    result[:, JAW] = jaw
    result[:, CLOSE] = np.minimum(np.maximum(result[:, CLOSE], closed * jaw), jaw)
    return result
