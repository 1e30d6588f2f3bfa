"""Training of the content network: visemes and closures from the recogniser's encoder."""
