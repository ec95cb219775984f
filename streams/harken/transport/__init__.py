"""Faust with one message per topic partition and poll (architecture, section 2)."""

from harken.transport.app import BatchApp, WorkerCrashed, batches, create_app, run_apps

__all__ = ("BatchApp", "WorkerCrashed", "batches", "create_app", "run_apps")
