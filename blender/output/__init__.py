"""What a scene becomes outside Blender: pictures, films, and scene formats."""
