"""Tables: manifests, ledgers, rig maps and conventions."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator

from intone.batch.ledger import append, read_ledgers
from intone.batch.manifest import FIELDS, Defaults, read_manifest
from intone.emotion.mood import EXPRESSIVE
from intone.emotion.over_time import read_shares
from intone.export import FORMATS
from intone.face.basis import CHANNELS
from intone.rig.channels import Channel, Inventory
from intone.rig.conventions import FOLDER, read_convention
from intone.rig.mapfile import parse_csv, parse_toml, read_map, toml
from intone.rig.mapping import Link, RigMap
from intone.rig.match_by_name import match_names
from intone.rig.proposals import proposals
from intone.rig.recognition import candidate
from intone.rig.retarget import read_back, retarget
from intone.track import Track

from .mutators import NUMBERS, ODD, dumped, odd_value, pick
from .reader import Reader, Seed, require

BESIDE = "../beside"
"""Where sounds and texts lie, from a manifest's own folder (cases.py)."""
_CELLS: dict[str, tuple[str, ...]] = {
    "sound": (f"{BESIDE}/voice.wav", f"{BESIDE}/anna__angry__0.8__line.wav", "nowhere.wav", ".."),
    "emotion": ("", "auto", "happy", "happy=0.5,sad=0.2", "Angry", "none"),
    "scale": ("", "1", "0", "2.5", "0,5", "-1"),
    "character": ("", "Head", "änne"),
    "text": ("-", "Hello", f"{BESIDE}/said.txt", f"{BESIDE}/said.srt", "nowhere.txt"),
    "language": ("", "en", "de"),
    "words": ("", "-", f"{BESIDE}/voice.words.json", "nowhere.words.json"),
    "fps": ("", "24", "29.97", "30", "1001"),
    "out": ("", "a", "deep/a.json", "b.npz", "../c.csv", "/tmp/d.csv", "e.xyz", "A"),
}
RIGHT = {"text": ("-", "Hello"), "words": ("-",), "sound": _CELLS["sound"][:2]}
"""Cells of a batch of which most lines are done."""


def row(random: Generator, cells: dict[str, tuple[str, ...]] = _CELLS) -> dict[str, str]:
    """A line of a manifest."""
    found = {name: pick(random, choices) for name, choices in cells.items()}
    if random.random() < 0.2:
        found[pick(random, list(found))] = pick(random, (*NUMBERS, *ODD))
    return found


def make_manifest(random: Generator, cells: dict[str, tuple[str, ...]] = _CELLS) -> Seed:
    """A CSV of any country, or JSON lines."""
    rows = [row(random, cells) for _ in range(int(random.integers(1, 5)))]
    fields = [name for name in FIELDS if name == "sound" or random.random() < 0.7]
    if random.random() < 0.4:
        lines = [
            dumped({name: _json_cell(random, one.get(name, "")) for name in fields}) for one in rows
        ]
        return Seed(pick(random, (".jsonl", ".ndjson")), b"\n".join(lines))
    parted = pick(random, (",", ";", "\t"))
    lines = [
        parted.join(fields),
        *(parted.join(_quoted(one.get(n, "")) for n in fields) for one in rows),
    ]
    head = pick(random, ("", "", "\ufeff", f"sep={parted}\n"))
    suffix = ".tsv" if parted == "\t" else ".csv"
    return Seed(suffix, (head + "\n".join(lines)).encode("utf-8", "replace"))


def _json_cell(random: Generator, cell: str) -> Any:
    return odd_value(random) if random.random() < 0.08 else cell


def _quoted(cell: str) -> str:
    plain = not set(cell) & set(',;\t"\n')
    return cell if plain else '"' + cell.replace('"', '""') + '"'


def read_lines(path: Path) -> None:
    """The lines, all of them numbered once."""
    manifest = read_manifest(path, Defaults(".csv", FORMATS))
    numbers = [line.number for line in (*manifest.lines, *manifest.refusals)]
    require(len(numbers) == len(set(numbers)), "a line is listed twice")
    require(all(one.reason for one in manifest.refusals), "a refusal without a reason")
    parts = [manifest.chunk(index, 3) for index in (1, 2, 3)]
    require(sum(len(part.lines) for part in parts) == len(manifest.lines), "parts lose lines")
    for line in manifest.lines:
        require(not line.out.is_absolute() and ".." not in line.out.parts, "a way out")


def make_ledger(random: Generator) -> Seed:
    """The record of a batch."""
    events = ("done", "failed", "summary", "full")
    lines = [
        {"event": pick(random, events), "out": "a.csv", "key": "k", "digest": "d", "line": 1}
        for _ in range(int(random.integers(1, 5)))
    ]
    return Seed(".jsonl", "".join(json.dumps(line) + "\n" for line in lines).encode())


def read_ledger(path: Path) -> None:
    """The record, and one more line in it."""
    renamed = path.with_name("intone-batch.jsonl")
    path.rename(renamed)
    before = read_ledgers(path.parent)
    append(renamed, {"event": "done", "out": "new.csv", "key": "1", "digest": "2"})
    after = read_ledgers(path.parent)
    require(("1", "2") in after.pop("new.csv", ()), "a new record is lost")
    require(after.keys() >= before.keys() - {"new.csv"}, "an old record is lost")
    renamed.unlink()


_NAMES = ("jawOpen", "mouth Smile_L", "A", "ｳｨﾝｸ", 'odd "name"', "neck:x", "neck:qx", "v_aa")


@cache
def inventory() -> Inventory:
    """A character of shape keys with names of every kind, and of a bone."""
    keys = [Channel("Head", "KEY", name, f"key_blocks[{name!r}].value") for name in _NAMES]
    shapes = [Channel("Teeth", "KEY", name, name) for name in CHANNELS]
    turns = [Channel("Rig", "OBJECT", f"neck:{a}", "pose.bones['neck'].rotation_euler", k)
             for k, a in enumerate("xyz")]  # fmt: skip
    return Inventory((*keys, *shapes, *turns))


def make_map(random: Generator) -> Seed:
    """A rig's map, as we save it or as an artist's table."""
    channels = inventory().channels
    links = [
        Link(pick(random, CHANNELS), pick(random, channels), float(random.normal()), offset=0.1)
        for _ in range(int(random.integers(1, 6)))
    ]
    if random.random() < 0.5:
        return Seed(".toml", toml(RigMap("arkit", tuple(links), {"jaw": 0.7})).encode())
    rows = [f"{link.face},{link.channel.name},{link.weight},0,1,{pick(random, NUMBERS)}"
            for link in links]  # fmt: skip
    return Seed(".csv", "\n".join(["face,target,weight,least,most,gamma", *rows]).encode())


def read_rig(path: Path) -> None:
    """The map, what it moves, and the map written again."""
    found = read_map(path, inventory())
    face = Track(np.tile(np.linspace(-0.2, 1, 5)[:, None], (1, len(CHANNELS))), 30.0, CHANNELS)
    motion = retarget(face, found.rig)
    require(np.isfinite(motion.values).all(), "a motion that is not numbers")
    read_back(motion, found.rig)
    again = parse_toml(toml(found.rig), inventory())
    require(again.rig == found.rig, "a map that does not come back")


def read_any_table(path: Path) -> None:
    """Text as a table, whatever the file is called."""
    parse_csv(path.read_bytes().decode("utf-8", "replace"), inventory())


def make_convention(random: Generator) -> Seed:
    """A convention of ours."""
    path = pick(random, sorted(FOLDER.glob("*.toml")))
    return Seed(".toml", path.read_bytes())


def read_rules(path: Path) -> None:
    """The convention, and a character recognised by it."""
    found = candidate(read_convention(path), inventory())
    match_names(found)
    proposals(found, inventory())


def make_shares(random: Generator) -> Seed:
    """Emotions over time."""
    names = [name for name in EXPRESSIVE if random.random() < 0.5] or ["happy"]
    times = np.cumsum(random.random(int(random.integers(1, 6)))).round(2).tolist()
    rows = [[pick(random, NUMBERS) if random.random() < 0.1 else str(second),
             *random.random(len(names)).round(2).astype(str)] for second in times]  # fmt: skip
    return Seed(".csv", "\n".join(map(",".join, [["seconds", *names], *rows])).encode())


def read_emotions_over_time(path: Path) -> None:
    """The shares, each frame's within 0 and 1."""
    shares = read_shares(path).track().values
    require(((shares >= 0) & (shares <= 1)).all(), "a share that is none")


READERS = (
    Reader("manifest", make_manifest, read_lines, share=5),
    Reader("ledger", make_ledger, read_ledger, share=2),
    Reader("map", make_map, read_rig, share=4),
    Reader("table", make_map, read_any_table),
    Reader("shares", make_shares, read_emotions_over_time),
    Reader("convention", make_convention, read_rules, share=2),
)
