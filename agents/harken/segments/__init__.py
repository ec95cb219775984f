"""Whom a customer resembles: groups by how long ago, how often and how much, learned online and named by a rule."""
