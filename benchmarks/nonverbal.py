"""Non-verbal sounds: laughs that are heard, and what of speech is taken for one.

    python benchmarks/nonverbal.py --laughs FOLDER [--data ../shared/data] [--part 10]

`--laughs` is a folder of recorded laughs: those of Hedgewars (Debian's hedgewars-data: files called
Laugh.ogg, the other files beside them are cries and short lines) are what the page says. `--data`
has read and acted speech; `--part` takes every so manieth recording of it. Transcripts are left
out, so that words do not help.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from intone.audio.nonverbal import VOICED
from intone.audio.speech import Speech
from intone.errors import IntoneError
from intone.model.catalogue import Networks, load_networks
from intone.pipeline import listen

SPEECH = ("librispeech", "ljspeech", "emodb", "kerstin", "clips")
ENDS = frozenset((".wav", ".flac", ".ogg", ".opus"))


def heard(paths: Iterable[Path], networks: Networks) -> Iterable[Speech]:
    for path in paths:
        try:
            yield listen(path, networks)
        except IntoneError:
            continue


def told(name: str, speeches: Iterable[Speech]) -> None:
    """Files with a laugh, and how often each kind is heard a minute."""
    kinds, minutes, files, laughing = Counter[str](), 0.0, 0, 0
    for speech in speeches:
        found = [one.kind for one in speech.sounds]
        kinds.update(found)
        minutes, files = minutes + speech.duration / 60, files + 1
        laughing += any(kind in VOICED for kind in found)
    often = ", ".join(f"{kind} {count / minutes:.2f}" for kind, count in sorted(kinds.items()))
    print(
        f"{name:<12} {files:4} files {minutes:6.1f} min; {laughing} with a laugh; a minute: {often}"
    )


def sounds(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in ENDS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--laughs", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--part", type=int, default=10)
    asked = parser.parse_args()
    networks = replace(load_networks(device="cpu"), content=None)
    if asked.laughs:
        all_of = sounds(asked.laughs)
        named = [path for path in all_of if path.stem == "Laugh"]
        told("laughs", heard(named, networks))
        others = [path for path in all_of if path.stem != "Laugh"][:: asked.part]
        told("short lines", heard(others, networks))
    for name in SPEECH if asked.data else ():
        told(name, heard(sounds(asked.data / name)[:: asked.part], networks))


if __name__ == "__main__":
    main()
