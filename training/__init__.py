"""How the published networks are trained and measured; nothing here is shipped."""
