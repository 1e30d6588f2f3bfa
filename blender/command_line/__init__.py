"""The commands of intone inside Blender."""
