"""Intone: a voice in, an emotional facial performance on a 3-D face rig out.

Importing this package imports nothing of it, so that the pure half works without Blender.
"""

import tomllib
from pathlib import Path

_MANIFEST = Path(__file__).with_name("blender_manifest.toml").read_text(encoding="utf-8")
__version__: str = tomllib.loads(_MANIFEST)["version"]
"""Said in the manifest only."""


def register() -> None:
    """Called by Blender when the extension is enabled."""
    from . import registration

    registration.register()


def unregister() -> None:
    """Called by Blender when the extension is disabled."""
    from . import registration

    registration.unregister()
