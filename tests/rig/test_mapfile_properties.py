"""Any map of a rig comes back from its file, and from an artist's table."""

from __future__ import annotations

import csv
import io

from hypothesis import assume, given
from hypothesis import strategies as st

from intone.errors import RigError
from intone.face.basis import CHANNELS
from intone.rig.channels import Channel, Inventory
from intone.rig.mapfile import parse_csv, parse_toml, toml
from intone.rig.mapping import AMPLITUDES, Link, RigMap
from support.properties import any_value, letters

names = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)
numbers = st.floats(-1e6, 1e6)


@st.composite
def maps(draw: st.DrawFn, targets: st.SearchStrategy[str] = names) -> tuple[Inventory, RigMap]:
    """A character, and a map of some of its channels."""
    spelled = draw(st.lists(targets, min_size=1, max_size=5, unique=True))
    channels = tuple(Channel("Head", "KEY", name, f"path {name}") for name in spelled)
    links = []
    for channel in channels:
        least = draw(st.floats(-2, 1))
        response = {
            "least": least,
            "most": least + draw(st.floats(0.1, 3)),
            "gamma": draw(st.floats(0.1, 10)),
        }
        try:
            links.append(
                Link(
                    draw(st.sampled_from(CHANNELS)),
                    channel,
                    draw(numbers),
                    draw(numbers),
                    mute=draw(st.booleans()),
                    stand_in=draw(st.booleans()),
                    **response,
                )
            )
        except RigError:
            assume(False)
    gains = draw(st.dictionaries(st.sampled_from([*AMPLITUDES]), st.floats(0, 2), max_size=3))
    return Inventory(channels), RigMap(draw(names), tuple(links), gains)


@any_value
@given(maps())
def test_a_map_comes_back_from_toml(made: tuple[Inventory, RigMap]) -> None:
    inventory, rig = made
    found = parse_toml(toml(rig), inventory)
    assert found.rig == rig and found.missing == ()


@any_value
@given(maps(st.text(letters, min_size=1, max_size=20).filter(lambda n: n == n.strip())),
       st.sampled_from(",;\t"))  # fmt: skip
def test_a_map_comes_back_from_a_table(made: tuple[Inventory, RigMap], separator: str) -> None:
    inventory, rig = made
    fields = ("weight", "offset", "least", "most", "gamma", "mute", "stand_in")
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerow(("face", "target", *fields))
    for link in rig.links:
        cells = (getattr(link, name) for name in fields)
        writer.writerow((link.face, link.channel.name, *(str(cell) for cell in cells)))
    found = parse_csv(file.getvalue(), inventory)
    assert found.rig.links == rig.links and found.missing == ()


@any_value
@given(st.text(max_size=200))
def test_any_text_is_a_map_or_refused(text: str) -> None:
    for parse in (parse_toml, parse_csv):
        try:
            parse(text, Inventory(()))
        except RigError as error:
            assert str(error)
