"""Feeling: which emotions, how strongly, and the latent that carries both to the acting network."""
