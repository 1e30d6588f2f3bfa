"""A plot of what is heard: waveform, closures and words, visemes, intensity, and emotion."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..audio.sound import Sound
from ..audio.speech import VISEMES, Speech
from ..errors import OutputError
from ..spool import forget
from ..track import Array, runs
from .files import replacing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS: dict[str, str] = {
    "neutral": "#b8b8b8",
    "angry": "#c8442e",
    "contemptuous": "#8a6d3b",
    "disgusted": "#6f9a3e",
    "fearful": "#7b5aa6",
    "happy": "#e8a820",
    "sad": "#3f74b5",
    "surprised": "#2fa39a",
}
_INK, _ACCENT = "#30343b", "#c8442e"
_COLUMNS = 1600
"""Points of the drawn waveform: more would not be visible."""


def check_plot_path(path: Path) -> None:
    """Raises OutputError for a suffix in which nothing is drawn, before any work is done."""
    if path.suffix.lower() != ".png":
        raise OutputError(f"{path.name} is no picture: end its name in .png.")


def write_plot(path: Path, sound: Sound, speech: Speech) -> None:
    """Draws what was heard as PNG. Raises OutputError where it cannot be written."""
    check_plot_path(path)
    figure = _figure()
    wave, viseme, intensity, emotion = figure.subplots(
        4, 1, sharex=True, height_ratios=(2, 2, 2, 1.6)
    )
    _waveform(wave, sound, speech)
    _visemes(viseme, speech)
    _intensity(intensity, speech)
    _emotion(emotion, speech)
    emotion.set_xlabel("seconds")
    with replacing(path) as beside:
        figure.savefig(beside, dpi=110)


def _figure() -> Figure:
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise OutputError("Drawing needs matplotlib: pip install 'intone[plot]'.") from error
    return Figure(figsize=(12, 8), layout="constrained", facecolor="white")


def _waveform(axes: Any, sound: Sound, speech: Speech) -> None:
    edges = np.linspace(0, len(sound.samples), min(_COLUMNS, len(sound.samples)) + 1).astype(int)
    peaks = np.array([_peak(sound.samples[a:b]) for a, b in pairwise(edges.tolist())])
    times = edges[:-1] / len(sound.samples) * sound.duration
    axes.fill_between(times, -peaks, peaks, color=_INK, linewidth=0)
    closed = speech.content["lipsClosed"] > 0.5
    for start, stop in runs(closed):
        rate = speech.content.rate
        axes.axvspan(start / rate, stop / rate, color=_ACCENT, alpha=0.3, linewidth=0)
    for said in speech.words:
        middle = (said.start + said.end) / 2
        axes.text(
            middle, -peaks.max(), said.text, fontsize=6, ha="center", va="bottom", clip_on=True
        )
    axes.set_ylabel("waveform\nlips closed (red)")
    axes.set_xlim(0, sound.duration)


def _peak(samples: Array) -> float:
    level = float(np.abs(samples).max())
    forget(samples)
    return level


def _visemes(axes: Any, speech: Speech) -> None:
    rows = speech.content.values[:, : len(VISEMES)].T
    extent = (0, speech.duration, len(VISEMES) - 0.5, -0.5)
    axes.imshow(rows, aspect="auto", extent=extent, cmap="Greys", vmin=0, vmax=1)
    axes.set_yticks(range(len(VISEMES)), VISEMES, fontsize=6)
    axes.set_ylabel("visemes")


def _intensity(axes: Any, speech: Speech) -> None:
    curve = speech.intensity
    axes.fill_between(curve.times, curve.values[:, 0], color=_ACCENT, alpha=0.25, linewidth=0)
    axes.plot(curve.times, curve.values[:, 0], color=_ACCENT)
    axes.set_ylim(0, 1)
    axes.set_ylabel("emotion intensity")


def _emotion(axes: Any, speech: Speech) -> None:
    track = speech.emotion
    colours = [COLOURS[name] for name in track.names]
    axes.stackplot(track.times, track.values.T, labels=track.names, colors=colours, linewidth=0)
    axes.set_ylim(0, 1)
    axes.set_ylabel("emotion heard")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=7, frameon=False)
