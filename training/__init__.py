"""Training: how the networks come to be (not shipped; the only part that imports torch)."""
