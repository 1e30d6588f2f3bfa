"""Training and publishing of the listening network."""
