"""The edge: the only package, with the interface, that touches Blender."""
