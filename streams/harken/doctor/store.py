"""The store: does it answer, how fast, and will it keep what it is given."""

from collections.abc import Iterator, Mapping
from statistics import median
from time import perf_counter
from typing import Any, Final

import redis

from harken.doctor.finding import Finding, Health
from harken.glance import Glance

OLDEST: Final = (6, 2)
SLOW_S: Final = 0.010
PINGS: Final = 7


def look_at_store(glance: Glance, *, quick: bool) -> Iterator[Finding]:
    """Everything about the store; only whether it answers where `quick`."""
    store = glance.store
    try:
        took_s = median(_ping_s(store) for _ in range(1 if quick else PINGS))
    except redis.RedisError as error:
        yield Finding(Health.FAIL, "store", f"no answer: {error}", "start it, or correct HARKEN_REDIS")
        return
    health, remedy = (Health.WARN, "put it nearer to the workers") if took_s > SLOW_S else (Health.OK, "")
    yield Finding(health, "store", f"answers in {took_s * 1000:.2f} ms", remedy)
    if quick:
        return
    try:
        info = store.info()
        config = store.config_get("maxmemory-policy", "appendonly", "appendfsync")
    except redis.RedisError as error:
        found = f"its configuration cannot be read ({error})"
        yield Finding(Health.WARN, "store", found, "allow INFO and CONFIG GET, or check eviction and AOF by hand")
        return
    yield judge_version(info)
    yield judge_eviction(config)
    yield judge_durability(config)


def judge_version(info: Mapping[str, Any]) -> Finding:
    """Redis 6.2 or newer, or Valkey (which keeps saying a Redis version that it is compatible with)."""
    name = "Valkey" if "valkey_version" in info else "Redis"
    version = str(info.get("valkey_version") or info.get("redis_version"))
    said = tuple(int(part) for part in str(info.get("redis_version", "0")).split(".")[:2] if part.isdigit())
    if said < OLDEST:
        return Finding(Health.FAIL, "store version", f"{name} {version}", "needs Redis 6.2 or newer, or Valkey")
    return Finding(Health.OK, "store version", f"{name} {version}")


def judge_eviction(config: Mapping[str | None, str | None]) -> Finding:
    """A store that evicts loses customers, and says nothing."""
    policy = config.get("maxmemory-policy", "unknown")
    if policy == "noeviction":
        return Finding(Health.OK, "store eviction", policy)
    remedy = "CONFIG SET maxmemory-policy noeviction, and in its configuration file"
    return Finding(Health.FAIL, "store eviction", f"{policy}: customers may vanish when memory is short", remedy)


def judge_durability(config: Mapping[str | None, str | None]) -> Finding:
    """What is lost when the store crashes: re-read from Kafka, as far back as its retention goes."""
    if config.get("appendonly") != "yes":
        remedy = "appendonly yes; without it a crash means reading all topics again"
        return Finding(Health.WARN, "store durability", "no append-only file", remedy)
    return Finding(Health.OK, "store durability", f"append-only file, fsync {config.get('appendfsync')}")


def _ping_s(store: redis.Redis) -> float:
    started_s = perf_counter()
    store.ping()
    return perf_counter() - started_s
