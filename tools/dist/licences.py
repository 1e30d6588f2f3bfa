"""BUNDLED.md: what a zip carries that others made, read from the wheels' own metadata."""

from __future__ import annotations

import zipfile
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

from dist.wheels import digest

_HEAD = """# Bundled with Intone

These are unmodified wheels from PyPI; each holds its own licence texts in the files named. Origins
and licences of the head, the networks and the test voice are in `NOTICE.md`.

| package | version | licence | licence texts in the wheel | SHA-256 of the wheel |
|---|---|---|---|---|
"""
_KNOWN = {"soxr": "LGPL-2.1-or-later", "pycparser": "BSD-3-Clause", "onnxruntime": "MIT"}
"""Where a wheel's metadata give no licence expression, what its licence texts say."""


def bundled(wheels: list[Path]) -> str:
    """The page about these wheels, in Markdown. Raises SystemExit for one without a licence."""
    return _HEAD + "\n".join(_row(wheel) for wheel in sorted(wheels)) + "\n"


def _row(wheel: Path) -> str:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        place = next(name for name in names if name.endswith(".dist-info/METADATA"))
        metadata = BytesParser().parsebytes(archive.read(place), headersonly=True)
    texts = [name for name in names if _is_text(name)]
    cells = (
        *(metadata["Name"], metadata["Version"], licence(metadata)),
        *("<br>".join(texts) or "none", digest(wheel)),
    )
    return f"| {' | '.join(cells)} |"


def licence(metadata: Message) -> str:
    """The licence that a wheel's metadata state."""
    name = str(metadata["Name"]).removesuffix("-webgpu")
    classified = [
        line.split(" :: ")[-1]
        for line in metadata.get_all("Classifier", ())
        if line.startswith("License :: ")
    ]
    stated = metadata["License-Expression"] or _KNOWN.get(name) or metadata["License"]
    found = stated or ", ".join(classified)
    if not found:
        raise SystemExit(f"{name} states no licence: look into it before it is shipped.")
    return " ".join(found.split())


def _is_text(name: str) -> bool:
    words = ("license", "licence", "copying", "notice", "authors")
    file = name.rsplit("/", 1)[-1].lower()
    return any(word in file for word in words) and not file.endswith((".py", ".pyc"))
