"""The clocks: live lanes go by the store's, events are judged by the broker's, latency is measured by the worker's."""

from collections.abc import Callable, Iterator
from time import time
from typing import Any, Final

import redis

from harken.doctor.finding import Finding, Health
from harken.errors import HarkenError
from harken.lag.reader import LagReader

WARN_S: Final = 1.0
FAIL_S: Final = 30.0

Clock = Callable[[], float]


def look_at_clocks(store: redis.Redis, reader: LagReader | None, clock: Clock = time) -> Iterator[Finding]:
    """This machine's clock (`clock`, epoch seconds) against the store's and, where there is a reader, the broker's."""
    before_s = clock()
    try:
        seconds, micros = store.time()
    except redis.RedisError as error:
        yield Finding(Health.WARN, "clocks", f"the store does not say what time it is: {error}", "allow TIME")
        return
    yield judge_clock("clocks", "store", (before_s + clock()) / 2 - (seconds + micros / 1e6))
    if reader is not None:
        yield _broker(reader, clock)


def judge_clock(what: str, other: str, ahead_s: float) -> Finding:
    """What it means that this machine's clock is so far ahead of another one, seconds."""
    apart_s = abs(ahead_s)
    health = Health.FAIL if apart_s > FAIL_S else Health.WARN if apart_s > WARN_S else Health.OK
    remedy = "" if health is Health.OK else f"run NTP here and at the {other}"
    side = "ahead of" if ahead_s > 0 else "behind"
    return Finding(health, what, f"this machine is {apart_s:.3f} s {side} the {other}", remedy)


def _broker(reader: LagReader, clock: Clock) -> Finding:
    """Kafka has no question for the time; the leader of its metadata quorum says when it was last in step with itself.

    That is now, by its clock (KIP-836; KRaft, Kafka 3.3 or newer, with the right to DESCRIBE the cluster).
    """
    before_s = clock()
    try:
        quorum = reader.ask(lambda admin: admin.describe_metadata_quorum())
        after_s = clock()
        then_ms = _leader_ms(quorum)
    except (HarkenError, LookupError):
        return Finding(Health.OK, "broker clock", "not compared: this broker does not say what time it is")
    return judge_clock("broker clock", "broker", (before_s + after_s) / 2 - then_ms / 1000)


def _leader_ms(quorum: dict[str, Any]) -> int:
    partition = quorum["topics"][0]["partitions"][0]
    voters = (v for v in partition["current_voters"] if v["replica_id"] == partition["leader_id"])
    then_ms = next((int(voter["last_caught_up_timestamp"]) for voter in voters), -1)
    if then_ms < 0:
        raise LookupError("the leader does not say")
    return then_ms
