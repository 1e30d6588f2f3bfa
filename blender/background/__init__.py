"""Beside a living Blender: long work in steps, jobs with progress, and the worker."""
