"""Sentences marked by hand: the held-out test set. See README.md."""
