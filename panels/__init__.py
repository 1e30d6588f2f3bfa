"""Panels: layout only."""

from . import emotion, intensity, lines, output, performance, rig, shaping, timeline_lane

MODULES = (performance, emotion, intensity, shaping, rig, output, lines, timeline_lane)
"""In the order of the panels in the sidebar."""
