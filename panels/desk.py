"""The desk: all panels of the tab, in the order in which they stand."""

from . import emotion, intensity, lines, output, performance, rig, shaping

CLASSES = (
    *performance.CLASSES,
    *emotion.CLASSES,
    *intensity.CLASSES,
    *shaping.CLASSES,
    *rig.CLASSES,
    *output.CLASSES,
    *lines.CLASSES,
)
