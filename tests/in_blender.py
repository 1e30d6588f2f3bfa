"""Runs the tests of the edge inside a real Blender.

BLENDER_USER_RESOURCES=<empty folder> \\
    blender -b --factory-startup --python tests/in_blender.py -- -v
"""

import os
import sys
from pathlib import Path

import pytest

sys.dont_write_bytecode = True
arguments = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
here = Path(__file__).resolve().parent
status = pytest.main(["-p", "no:cacheprovider", str(here / "blender"), *arguments])
sys.stdout.flush()
sys.stderr.flush()
os._exit(int(status))  # Blender would go on with its own exit status
