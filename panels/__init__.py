"""Panels: layout only."""

from . import (
    emotion,
    film,
    intensity,
    life,
    lines,
    output,
    own_emotions,
    performance,
    rig,
    shaping,
    timeline_lane,
    voice_level,
    words,
)

MODULES = (
    *(performance, words, emotion, own_emotions, intensity, voice_level, shaping, life),
    *(rig, film, output, lines, timeline_lane),
)
"""In the order of the panels in the sidebar."""
