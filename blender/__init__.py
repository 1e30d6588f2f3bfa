"""The edge: everything that touches Blender's data, and nothing that could be done without it."""
