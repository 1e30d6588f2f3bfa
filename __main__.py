"""The command `intone`, with Blender's own options where those are asked for."""

import sys

from .blender.command import main

if __name__ == "__main__":
    sys.exit(main())
