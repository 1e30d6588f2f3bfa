"""The command `intone`: without Blender, or with it where Blender's own options are asked for."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
