"""Replay: events from files through the real topics, every line of a file sent or refused with its reason."""
