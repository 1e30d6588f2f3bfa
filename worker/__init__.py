"""The worker: a child process that runs the networks, so that Blender's process never does."""
