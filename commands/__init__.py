"""The commands: one file each, which adds the options and sets `run`."""
