"""Which ledger an installation's settings name."""

import time

from harken.errors import HarkenError
from harken.ledger.base import Ledger
from harken.ledger.memory import MemoryLedger
from harken.ledger.memory_store import MemoryStore
from harken.ledger.redis import RedisLedger
from harken.settings import Settings

MEMORY = "memory://"
REDIS = ("redis://", "rediss://", "unix://")


class UnknownStore(HarkenError):
    """The settings name a store that harken has no ledger for."""


def open_ledger(settings: Settings, role: str, memory: MemoryStore | None = None) -> Ledger:
    """The ledger of one role; connects when it is first used.

    Parameters
    ----------
    settings : `redis` is the store's URL, `key_prefix` goes before the ledger's keys.
    role : whose lanes it keeps.
    memory : the store to keep them in instead, in this process, shared by the ledgers that are given it; `memory://`
        without one makes a store that no other ledger shares.

    Raises
    ------
    UnknownStore : for a URL that begins with none of the known schemes.
    """
    if memory is not None or settings.redis.startswith(MEMORY):
        return MemoryLedger(role, memory or MemoryStore(), time.time, settings.key_prefix)
    if settings.redis.startswith(REDIS):
        return RedisLedger(settings.redis, role, settings.key_prefix, timeout_s=settings.store_timeout_s)
    raise UnknownStore(f"HARKEN_REDIS must begin with one of {', '.join((*REDIS, MEMORY))}")
