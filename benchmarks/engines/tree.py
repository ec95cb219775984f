"""Processor time of a process and all that it has started."""

from pathlib import Path

from tests.worker_process import TICKS_PER_S


def tree_cpu_s(pid: int) -> float:
    """User and system seconds so far: all threads, all children that run, and those that were waited for."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        own_s = sum(map(int, fields[11:15])) / TICKS_PER_S
        return own_s + sum(map(tree_cpu_s, _children(pid)))
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]
