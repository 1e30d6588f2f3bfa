"""The networks: what they are, how they are run, and listening and acting with them."""
