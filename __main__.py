"""The command `intone`, with Blender's own options where those are asked for."""

import sys

from .blender.command_line.main import main

if __name__ == "__main__":
    sys.exit(main())
