"""Declare: one way to declare a property of ours, so that all of them have the same manners."""

from __future__ import annotations

from typing import Any

from bpy.props import FloatProperty

from ..blender.translations import CONTEXT

OVERRIDABLE = {"LIBRARY_OVERRIDABLE"}
"""Free in overrides of linked characters."""
GROWS = {*OVERRIDABLE, "USE_INSERTION"}
"""A list that may also grow there."""
PATH = {"PATH_SUPPORTS_BLEND_RELATIVE"}
"""A path that may begin with //. Without it Blender 5.0 crashes where a script sets such a path."""


def prop(
    kind: Any,
    name: str,
    description: str = "",
    *,
    options: set[str] = frozenset(),
    override: set[str] = OVERRIDABLE,
    context: str = CONTEXT,
    **more: Any,
) -> Any:
    """A property of that kind: overridable, translated by our own words, and not animatable."""
    return kind(
        name=name,
        description=description,
        options=set(options),
        override=set(override),
        translation_context=context,
        **more,
    )


def number(
    name: str,
    description: str,
    default: float = 0.0,
    limits: tuple[float, float] | None = None,
    soft: tuple[float, float] | None = None,
    **more: Any,
) -> Any:
    """A float; `limits` hold always, `soft` ones only for the slider."""
    ends = {} if limits is None else {"min": limits[0], "max": limits[1]}
    if soft is not None:
        ends |= {"soft_min": soft[0], "soft_max": soft[1]}
    return prop(FloatProperty, name, description, default=default, **ends, **more)
