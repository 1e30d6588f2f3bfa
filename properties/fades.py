"""Fades: how strongly a take's corrections show, by region; kept on the corrections themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..blender.takes import correction_fade
from .declare import number

if TYPE_CHECKING:
    from .performance import Take


def _fade(region: str, label: str) -> Any:
    def read(take: Take) -> float:
        return correction_fade.influence(take.action, region) if take.action is not None else 1.0

    def write(take: Take, amount: float) -> None:
        if take.action is not None:
            correction_fade.fade(take.action, region, amount)

    description = "How strongly your corrections of this region show; their keys stay"
    limits = (0, 1)
    return number(label, description, limits=limits, subtype="FACTOR", get=read, set=write)


class Fades:
    """Mixin of a take: the influence, 0 to 1, of its corrections of each region."""

    fade_mouth: _fade("mouth", "Mouth")
    fade_eyes: _fade("eyes", "Eyes")
    fade_brows: _fade("brows", "Brows")
    fade_cheeks: _fade("cheeks", "Cheeks")
    fade_head: _fade("head", "Head")
    fade_expressions: _fade("expressions", "Expressions")
