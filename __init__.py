"""Intone: a voice in, an emotional facial performance on a 3-D face rig out.

Importing this package imports nothing else, so that the pure half works without Blender.
"""

__version__ = "0.1.0"


def register() -> None:
    """Called by Blender when the extension is enabled."""
    from . import registration

    registration.register()


def unregister() -> None:
    """Called by Blender when the extension is disabled."""
    from . import registration

    registration.unregister()
