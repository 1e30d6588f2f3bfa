"""Fails where the tests of `make coverage` ran too little: python tools/check_coverage.py."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEAST = {"pure": 97, "panels": 90}
"""Percent of the lines of each part that must run."""


def main() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    parts = {"pure": settings["tool"]["pyright"]["include"], "panels": ["panels"]}
    failed = [part for part, paths in parts.items() if not enough(part, paths)]
    if failed:
        sys.exit(f"Too little of this is run by a test: {', '.join(failed)}.")


def enough(part: str, paths: list[str]) -> bool:
    """Whether the tests ran enough of those files and folders; prints what they did not run."""
    files = ",".join(path if path.endswith(".py") else f"{path}/*" for path in paths)
    print(f"{part}, at least {LEAST[part]} %:", flush=True)
    command = [sys.executable, "-m", "coverage", "report", "--show-missing", f"--include={files}"]
    return subprocess.run([*command, f"--fail-under={LEAST[part]}"], cwd=ROOT).returncode == 0


if __name__ == "__main__":
    main()
