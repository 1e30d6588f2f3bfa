"""Hearing: a recording becomes a Sound, features, and the Speech in it."""
