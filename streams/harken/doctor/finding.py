"""What an examination finds."""

from enum import IntEnum
from typing import NamedTuple


class Health(IntEnum):
    """How bad it is; also the exit code of `harken doctor`."""

    OK = 0
    WARN = 1
    FAIL = 2


class Finding(NamedTuple):
    """One thing that was looked at, what was found, and what to do about it (empty where nothing)."""

    health: Health
    what: str
    found: str
    remedy: str = ""
