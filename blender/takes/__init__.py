"""Takes: actions, curves, sound strips and cues of a character in a scene."""
