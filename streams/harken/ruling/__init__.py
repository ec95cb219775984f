"""Levels, times and switches of alerts, from a file."""
