"""The AsyncAPI document: every topic, what travels on it, and how it is keyed and kept."""

from harken.asyncapi.document import describe, written

__all__ = ("describe", "written")
