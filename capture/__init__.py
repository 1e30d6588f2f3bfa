"""Captures: performances that a camera or another program recorded, to be played and felt."""
