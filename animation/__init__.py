"""Animation: a motion as keyframes at a scene's frame rate."""
