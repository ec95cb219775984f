"""The lag of each role: how much, how old, does it move, and is anybody there."""

from collections.abc import Iterator, Sequence
from time import sleep
from typing import Final

from harken.doctor.finding import Finding, Health
from harken.errors import HarkenError
from harken.glance import Glance
from harken.lag.reader import LagReader
from harken.lag.rules import LEAST, Rule
from harken.lag.watch import ROLES, LagWatch, Row, worst
from harken.settings import Settings

#: More than a worker takes in a few seconds.
MUCH: Final = 50_000
#: Seconds between the looks that it takes to see whether a lag moves.
EVERY_S: Final = 0.5
#: What stands still for longer is no long batch any more, seconds.
OLD_S: Final = 30.0

_STILL: Final = {
    Rule.STALL: "commits, but nothing of some topic",
    Rule.STOP: "commits nothing",
    Rule.REWIND: "went back",
}


def look_at_lag(settings: Settings, glance: Glance, reader: LagReader) -> Iterator[Finding]:
    """How far each role is behind, whether it moves, whether it ever ran, how many workers its group has."""
    watch = LagWatch(reader, glance)
    try:
        rows = watch.look()
        for _ in range(LEAST - 1):
            if any(row.position.lag for row in rows):
                sleep(EVERY_S)
                rows = watch.look()
    except HarkenError as fact:
        yield Finding(Health.FAIL, "lag", str(fact), "see broker and store above")
        return
    for role in ROLES:
        yield judge_lag(role, [row for row in rows if row.role == role])
        yield _group(settings, reader, role)


def judge_lag(role: str, rows: Sequence[Row]) -> Finding:
    """What these looks at a role's lanes mean."""
    what = f"{role} lag"
    behind = sum(row.position.lag for row in rows)
    #  A lane that was taken and never had a record has no offset either; nobody needs to do anything about it.
    if behind and all(row.position.offset is None for row in rows):
        found = f"no lane was ever taken, {behind:,} records wait"
        return Finding(Health.WARN, what, found, f"start `harken worker --role {role}`")
    oldest_s = max((row.lag_s or 0.0 for row in rows), default=0.0)
    found = f"{behind:,} records behind, {oldest_s:.1f} s"
    rule = worst(rows)
    if rule in _STILL:
        lanes = sorted({row.position.lane for row in rows if row.rule is rule})
        health = Health.FAIL if oldest_s > OLD_S else Health.WARN
        remedy = "look at `harken lag` for a minute, then at the log and /health/ready of the worker that has the lane"
        return Finding(health, what, f"{found}; {rule}: lane {', '.join(map(str, lanes))} {_STILL[rule]}", remedy)
    if rule is Rule.WARN or behind > MUCH:
        return Finding(Health.WARN, what, found, "if it does not shrink, start more workers")
    applied = sum(row.position.offset or 0 for row in rows)
    return Finding(Health.OK, what, f"{found}, {applied:,} applied")


def _group(settings: Settings, reader: LagReader, role: str) -> Finding:
    """How many workers the role's consumer group has, and whether it has settled."""
    group, what = f"harken-{settings.instance}-{role}", f"{role} workers"
    try:
        found = reader.ask(lambda admin: admin.describe_groups([group]))[group]
    except HarkenError:  # no group was ever made on this broker, or it does not tell
        return Finding(Health.WARN, what, f"no group {group}", f"start `harken worker --role {role}`")
    count, state = len(found["members"]), str(found["group_state"])
    if not count:
        return Finding(Health.WARN, what, f"none in group {group}", f"start `harken worker --role {role}`")
    if state != "Stable":
        remedy = "a group that is still not Stable in a minute has a worker that comes and goes: see the logs"
        return Finding(Health.WARN, what, f"{count} in group {group}, which is {state}", remedy)
    spares = max(0, count - settings.partitions)
    return Finding(Health.OK, what, f"{count} in group {group}{f', {spares} of them spare' if spares else ''}")
