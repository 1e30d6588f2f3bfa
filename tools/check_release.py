"""Say what is missing for a release: python tools/check_release.py. Status 0 when nothing is.

Run by `make release-check` after the zips are built and installed. It builds them again, to see
that the same commit gives the same bytes.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

from dist.package import MANIFEST, ROOT
from dist.wheels import PLATFORMS, digest, read_lock

_SECTION = re.compile(r"^## (?P<version>\S+)\n(?P<body>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def main() -> None:
    version = tomllib.loads((ROOT / MANIFEST).read_text())["version"]
    missing = [
        *changelog(version, (ROOT / "CHANGELOG.md").read_text()),
        *notice((ROOT / "NOTICE.md").read_text()),
        *committed(),
        *tagged(version),
        *zips(version, ROOT / "dist"),
    ]
    for sentence in missing:
        print(f"- {sentence}")
    if missing:
        sys.exit(f"{version} is not ready: {len(missing)} of its needs are open.")
    print(f"{version} is ready: tag it v{version} and publish dist/.")


def changelog(version: str, text: str) -> list[str]:
    """Whether the first section is that version's and says something."""
    first = _SECTION.search(text)
    if first is None or first["version"] != version:
        return [f"CHANGELOG.md begins with no section ## {version}."]
    return [] if first["body"].strip() else [f"CHANGELOG.md says nothing of {version}."]


def notice(text: str) -> list[str]:
    """Whether NOTICE.md names all that the zips bundle."""
    bundled = {pin.name.replace("-", "_") for pins in read_lock().values() for pin in pins}
    words = set(re.findall(r"[\w-]+", text.replace("-", "_")))
    return [f"NOTICE.md does not name {name}." for name in sorted(bundled - words)]


def committed() -> list[str]:
    """Whether all files are as the last commit has them."""
    changed = _git("status", "--porcelain").splitlines()
    return [f"{len(changed)} files are not as committed."] if changed else []


def tagged(version: str) -> list[str]:
    """Whether the version is new, or this very commit's."""
    if not _git("tag", "--list", f"v{version}"):
        return []
    same = _git("rev-parse", f"v{version}^{{commit}}") == _git("rev-parse", "HEAD")
    return [] if same else [f"v{version} is another commit's tag: raise the version in {MANIFEST}."]


def zips(version: str, folder: Path) -> list[str]:
    """Whether there is a zip of each platform, and building it again gives the same bytes."""
    names = [f"intone-{version}-{p.name.replace('-', '_')}.zip" for p in PLATFORMS]
    absent = [f"dist/{name} is not there: make dist." for name in names if not _is(folder / name)]
    if absent:
        return absent
    with tempfile.TemporaryDirectory() as again:
        tool = [sys.executable, str(ROOT / "tools" / "build_dist.py"), "--out", again]
        subprocess.run(tool, check=True, stdout=subprocess.DEVNULL)
        return [
            f"dist/{name} is not what this commit gives: make dist."
            for name in names
            if digest(folder / name) != digest(Path(again, name))
        ]


def _is(path: Path) -> bool:
    return path.is_file() and zipfile.is_zipfile(path)


def _git(*words: str) -> str:
    command = ["git", "-C", str(ROOT), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    main()
