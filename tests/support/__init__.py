"""What several tests share: `from support import flame`. pyproject.toml puts tests/ on the path."""
