"""Panels: layout only."""

from . import (
    emotion,
    intensity,
    life,
    lines,
    output,
    own_emotions,
    performance,
    rig,
    shaping,
    timeline_lane,
    words,
)

MODULES = (
    *(performance, words, emotion, own_emotions, intensity, shaping, life),
    *(rig, output, lines, timeline_lane),
)
"""In the order of the panels in the sidebar."""
