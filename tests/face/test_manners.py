"""Manners of the command line and of the panel are the presets of the panel Style, too."""

import re
from pathlib import Path

import pytest

from intone.face.manners import MANNERS

PRESETS = Path(__file__).parents[2] / "assets" / "presets" / "intone" / "style"
AMOUNT = re.compile(r"^performance\.(\w+) = ([\d.]+)$", re.MULTILINE)


@pytest.mark.parametrize("name", MANNERS)
def test_the_preset_of_a_manner_has_its_amounts(name: str) -> None:
    text = (PRESETS / f"{name.title()}.py").read_text("utf-8")
    amounts = {amount: float(value) for amount, value in AMOUNT.findall(text)}
    assert {amount: amounts[amount] for amount in MANNERS[name]} == dict(MANNERS[name])
