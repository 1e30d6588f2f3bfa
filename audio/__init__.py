"""Audio: a recording becomes a Sound, features, and Speech."""
