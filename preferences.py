"""Preferences: what holds for every file of an artist."""

from __future__ import annotations

from bpy.props import EnumProperty
from bpy.types import AddonPreferences, Context

from . import __package__ as extension
