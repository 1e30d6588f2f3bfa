"""Takes of a character in a scene: actions, curves, sound strips and cues."""
