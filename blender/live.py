"""Live: what changes in a recipe shows on the face at once."""

from __future__ import annotations

from bpy.types import Action


def touch(character: str) -> None:
    """Says that something of the character's recipe has changed."""


def play_take(character: str, action: Action | None) -> None:
    """Plays that take on the character, in place of the one before."""
