"""Commands for studios: one file a command, each adding its own options and its `run`."""
