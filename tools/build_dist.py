"""Build the zips that Blender installs, into dist/: python tools/build_dist.py (about a minute).

The wheels are pinned by hash in tools/dist/wheels.toml and kept in .cache/wheels; --renew writes
the newest into it. Two builds of one commit give the same bytes. dist/repository/ is a static
extension repository of them, to be put on any web server.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import tomllib
from pathlib import Path

from dist.licences import bundled
from dist.package import MANIFEST, ROOT, build, publish, stage
from dist.wheels import PLATFORMS, Platform, digest, fetch, read_lock, renew, write_lock

CACHE = ROOT / ".cache" / "wheels"
DIST = ROOT / "dist"
LIMIT_MB = 200
"""Of one zip; the aim is 80."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = [platform.name for platform in PLATFORMS]
    parser.add_argument("--platform", choices=names, action="append", help="only this one")
    parser.add_argument("--out", type=Path, default=DIST, help="where the zips go")
    parser.add_argument("--renew", action="store_true", help="pin the newest wheels instead")
    parser.add_argument(
        "--also",
        type=Path,
        metavar="WHEEL",
        action="append",
        default=[],
        help="another wheel, for a Python that is not Blender's own: a test copy, not a release",
    )
    options = parser.parse_args()
    wanted = [p for p in PLATFORMS if p.name in (options.platform or names)]
    if options.renew:
        write_lock({**read_lock(), **{platform.name: _renewed(platform) for platform in wanted}})
        return
    _warn_of_changes()
    made = [_make(platform, options.out, options.also) for platform in wanted]
    publish(made, options.out / "repository")
    for target in made:
        print(f"{target.name:34} {target.stat().st_size / 1e6:6.1f} MB  {digest(target)}")


def _renewed(platform: Platform) -> tuple:
    with tempfile.TemporaryDirectory() as folder:
        return renew(platform, Path(folder))


def _make(platform: Platform, out: Path, also: list[Path]) -> Path:
    wheels = [*(fetch(pin, platform, CACHE) for pin in read_lock()[platform.name]), *also]
    version = tomllib.loads((ROOT / MANIFEST).read_text())["version"]
    target = out / f"intone-{version}-{platform.name.replace('-', '_')}.zip"
    with tempfile.TemporaryDirectory() as folder:
        stage(Path(folder), platform, wheels, bundled(wheels))
        build(Path(folder), target)
    size = target.stat().st_size / 1e6
    if size > LIMIT_MB:
        raise SystemExit(f"{target.name} has {size:.0f} MB, and no more than {LIMIT_MB} may be.")
    return target


def _warn_of_changes() -> None:
    state = subprocess.run(
        ["git", "-C", str(ROOT), "status", "--porcelain", "--untracked-files=no"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if state:
        print("Not a commit's build: tracked files have changes that are not committed.")


if __name__ == "__main__":
    main()
