"""Columns of a batch say how lively a line is; each character has a life of its own."""

from __future__ import annotations

import numpy as np
import pytest

from intone.batch.line_style import line_style
from intone.errors import ManifestError
from intone.face.manners import MANNERS
from intone.face.performance import Style


def test_a_row_says_what_its_line_is_like() -> None:
    row = {"manner": " Stage ", "seed": "7", "look_at": "20,-5,1.5"}
    style = line_style(row, "Anna", Style(mouth=0.5))
    assert {name: getattr(style, name) for name in MANNERS["stage"]} == MANNERS["stage"]
    assert (style.seed, style.mouth) == (7, 0.5)
    look = style.partner.look
    assert look is not None
    np.testing.assert_allclose(look.values[0], [np.radians(20), np.radians(-5), 1.5, 1], rtol=1e-6)


def test_a_row_that_says_nothing_is_as_was_asked() -> None:
    asked = Style(seed=3, head=0.2)
    assert line_style({"manner": "", "seed": ""}, "", asked) == asked


def test_characters_differ_and_stay_themselves() -> None:
    anna, ben = (line_style({}, name, Style()) for name in ("Anna", "Ben"))
    assert anna.chance != ben.chance
    assert anna == line_style({}, "Anna", Style())


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"manner": "shy"}, "no manner 'shy'"),
        ({"seed": "-1"}, "no whole number"),
        ({"seed": "9" * 5000}, "no whole number"),
        ({"look_at": "left"}, "no place to look at"),
        ({"look_at": "1,2,3,4"}, "no place to look at"),
        ({"look_at": "nan,0"}, "no place to look at"),
        ({"look_at": "0,0,0"}, "no place to look at"),
    ],
)
def test_what_cannot_be_is_refused(row: dict[str, str], reason: str) -> None:
    with pytest.raises(ManifestError, match=reason):
        line_style(row, "", Style())
