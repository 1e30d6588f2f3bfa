"""Polling: a button that cannot be pressed says why."""

from __future__ import annotations

from bpy.types import Operator


def polled(cls: type[Operator], reason: str) -> bool:
    """Whether there is no reason; the operator shows it where there is one."""
    if reason:
        cls.poll_message_set(reason)
    return not reason
