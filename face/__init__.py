"""The face: its canonical channels, and the performance made of them."""
