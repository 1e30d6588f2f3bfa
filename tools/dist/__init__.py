"""Makes the zips that Blender installs: pinned wheels, Blender's own builder, fixed bytes."""
