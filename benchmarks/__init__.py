"""Measurements: speed, memory and the noise ladder."""
