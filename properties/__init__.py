"""What Intone keeps in a .blend, and what it becomes: one file a subject."""
