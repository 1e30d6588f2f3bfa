"""Words: what a text makes the mouth do, so that lips can follow what is written."""
