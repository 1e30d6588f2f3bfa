"""Manners: how lively somebody is beside words and emotion, by name."""

from __future__ import annotations

from collections.abc import Mapping

MANNERS: dict[str, Mapping[str, float]] = {
    "still": {
        **{"blinks": 0.8, "gaze": 0.6, "glances": 0.3, "head": 0.3, "sway": 0.7, "nods": 0.6},
        **{"accents": 0.5, "breath": 0.7, "sounds": 0.7, "asymmetry": 0.8},
    },
    "newsreader": {
        **{"blinks": 0.8, "gaze": 0.6, "glances": 0.15, "head": 0.5, "sway": 0.4, "nods": 1.0},
        **{"accents": 0.8, "breath": 0.5, "sounds": 0.6, "asymmetry": 0.7},
    },
    "natural": {
        **{"blinks": 1.0, "gaze": 1.0, "glances": 1.0, "head": 1.0, "sway": 1.0, "nods": 1.0},
        **{"accents": 1.0, "breath": 1.0, "sounds": 1.0, "asymmetry": 1.0},
    },
    "lively": {
        **{"blinks": 1.15, "gaze": 1.1, "glances": 1.2, "head": 1.5, "sway": 1.2, "nods": 1.4},
        **{"accents": 1.4, "breath": 1.2, "sounds": 1.2, "asymmetry": 1.2},
    },
    "stage": {
        **{"blinks": 1.0, "gaze": 1.0, "glances": 0.7, "head": 1.9, "sway": 1.4, "nods": 1.5},
        **{"accents": 1.4, "breath": 1.3, "sounds": 1.3, "asymmetry": 1.2},
    },
}
"""Amounts of a Style; a newsreader's head moves about as GRID's talker s1 does."""

NATURAL = "natural"
