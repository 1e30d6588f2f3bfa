"""Heads built as Blender objects: the embedded head, FLAME's and ICT-FaceKit's."""
