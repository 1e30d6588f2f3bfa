"""What the pages name is there: files, targets of make, commands with their options, links."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from intone.blender.command_line.main import EXTENSIONS
from intone.cli import build_parser

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
TOP = {path.name for path in ROOT.iterdir()} - {"out", "dist"}
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
OUTSIDE = re.compile(r"[<>$…=]")
"""In what is no path of a checkout but a pattern for one."""
RECOGNISER = "assets/recogniser/"
"""Its files are fetched, not kept."""


def codes(text: str) -> Iterator[str]:
    """Each piece of code of a page: blocks line by line, and what stands in backticks."""
    whole = re.sub(r"\\\n\s*", " ", text)
    for block in re.findall(r"^```\w*\n(.*?)^```", whole, re.MULTILINE | re.DOTALL):
        yield from block.splitlines()
    prose = re.sub(r"^```.*?^```", "", whole, flags=re.MULTILINE | re.DOTALL)
    yield from re.findall(r"^    (\S.*)$", prose, re.MULTILINE)
    yield from (" ".join(code.split()) for code in re.findall(r"`([^`]+)`", prose))


def missing_paths(code: str) -> Iterator[str]:
    for word in code.split():
        path = word.strip(".,;:()\"'").split("#")[0].split("::")[0].rstrip("/")
        outside = OUTSIDE.search(path) or path.startswith(RECOGNISER)
        ours = path.partition("/")[0] in TOP and "/" in path and not outside
        if ours and not next(ROOT.glob(path), None):
            yield path


def missing_targets(code: str) -> Iterator[str]:
    if found := re.match(r"make ((?:[a-z-]+(?: |$))+)", code):
        yield from (f"make {word}" for word in found[1].split() if word not in TARGETS)


def commands() -> dict[str, set[str]]:
    """The options of each command, those of its own commands included."""

    def below(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
        kinds = (a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
        return {name: one for action in kinds for name, one in action.choices.items()}

    found = below(build_parser(EXTENSIONS))
    return {
        name: {o for p in (parser, *below(parser).values()) for o in p._option_string_actions}
        for name, parser in found.items()
    }


def strange_options(code: str) -> Iterator[str]:
    known = commands()
    if found := re.match(r"(?:blender .*--command )?intone ([a-z]+)\b([^#|;]*)", code):
        name, words = found.groups()
        if name not in known:
            yield f"intone {name}"
        else:
            options = re.findall(r"(?<=\s)--[a-z][\w-]*", words)
            yield from (f"intone {name} {word}" for word in options if word not in known[name])


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def broken_links(page: Path) -> Iterator[str]:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if "://" not in link and not link.startswith("mailto:"):
            name, _, anchor = link.partition("#")
            target = page.parent / name if name else page
            if not target.exists() or (anchor and anchor not in anchors(target)):
                yield link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_names_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    if page.name == "CHANGELOG.md":
        text = "".join(text.split("\n## ")[:2])  # earlier versions had other files
    missing = [*broken_links(page)]
    for code in codes(text):
        missing += [*missing_paths(code), *missing_targets(code), *strange_options(code)]
    assert missing == []


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ("`make nonsense`", ["make nonsense"]),
        ("see `audio/no_such.py`.", ["audio/no_such.py"]),
        ("    intone animate voice.wav --nothing 3 --out x.csv", ["intone animate --nothing"]),
        ("```sh\nblender -b x.blend --command intone dance\n```", ["intone dance"]),
        ("`intone farm submit lines.csv --chunks 3` and `tests/rig`, `make test`", []),
    ],
)
def test_what_is_not_there_is_found(said: str, missing: list[str]) -> None:
    found = [
        word
        for code in codes(said)
        for look in (missing_paths, missing_targets, strange_options)
        for word in look(code)
    ]
    assert found == missing
