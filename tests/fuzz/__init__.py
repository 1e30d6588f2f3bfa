"""A seeded fuzzer over every reader of files that people bring: `make fuzz` (docs/trust.md)."""
