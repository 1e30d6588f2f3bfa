"""Acting: content and emotion latent become face coefficients, a window at a time."""

from __future__ import annotations

from ..progress import Progress, silent
from ..spool import Spool, forget
from ..track import Array, Track
from .chunks import windows
from .network import Network

_WINDOW_S = 60.0


def enact(
    content: Track, latent: Track, network: Network, progress: Progress = silent
) -> tuple[Array, Array]:
    """The words' neutral performance and the emotion's offset to it, each [frames, channels].

    `content` [frames, content] and `latent` [frames, latent] share their frames. The offset is
    exactly 0 where the latent is.
    """
    rate = network.spec.rate
    speech, emotion = Spool(), Spool()
    for window in windows(len(content), int(_WINDOW_S * rate), int(network.spec.overlap_s * rate)):
        progress(window.start / len(content), "Acting")
        given = slice(window.first, window.last)
        found = network.run(
            {"content": content.values[None, given], "latent": latent.values[None, given]}
        )
        speech.add(found["speech"][0, window.inside])
        emotion.add(found["emotion"][0, window.inside])
        forget(content.values)
    progress(1.0, "Acting")
    return speech.array(), emotion.array()
