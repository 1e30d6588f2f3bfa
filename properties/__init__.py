"""What Blender keeps of Intone in a .blend; one file a subject."""
