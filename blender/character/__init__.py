"""A character's objects: what of it can be moved, how it moves, and its rig map."""
