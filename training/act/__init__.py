"""Training and publishing of the acting network."""
