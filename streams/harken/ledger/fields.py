"""A lane's hash as text, and as a lease again: one spelling for every store."""

from collections.abc import Mapping
from math import inf

from harken.ledger.base import Changes, Lease, StoreMisused
from harken.ledger.fence import Fence
from harken.ledger.keys import CLOCK_S, HOUR, INFLOW, NUMBER, OFFSET, RULES, STEP_S, TOPIC_ID


def fields_of(changes: Changes, number: int) -> dict[str, str]:
    """What a commit writes into the lane's hash; floats as the shortest text that reads back the same."""
    fields = {NUMBER: str(number), CLOCK_S: repr(float(changes.clock_s)), STEP_S: repr(float(changes.step_s))}
    for topic, offset in changes.offsets.items():
        fields[OFFSET + topic] = str(offset)
    for topic, topic_id in changes.topic_ids.items():
        fields[TOPIC_ID + topic] = topic_id
    if changes.inflow:
        fields[INFLOW] = changes.inflow.decode()
    if changes.rules:
        fields[RULES] = changes.rules.decode()
    if changes.hour:
        fields[HOUR] = changes.hour.decode()
    return fields


def lease_of(role: str, lane: int, fields: Mapping[str, bytes], outbox: bytes | None) -> Lease:
    """The lease that a hash just taken amounts to; raises StoreMisused where a field is not ours."""
    fence = Fence.read(fields)
    if fence is None:
        raise StoreMisused(f"the ledger of {role} lane {lane} has lost its fence")
    return Lease(
        role=role,
        lane=lane,
        incarnation=fence.incarnation,
        epoch=fence.epoch,
        number=fence.number,
        offsets=offsets_of(fields),
        clock_s=time_of(fields.get(CLOCK_S)),
        step_s=time_of(fields.get(STEP_S)),
        outbox=outbox or b"",
        token=fence.token,
        topic_ids=_ids_of(fields),
        inflow=fields.get(INFLOW, b""),
        rules=fields.get(RULES, b""),
        hour=fields.get(HOUR, b""),
    )


def offsets_of(fields: Mapping[str, bytes]) -> dict[str, int]:
    """Topic to next offset; raises StoreMisused on what is no number."""
    try:
        return {name[len(OFFSET) :]: int(value) for name, value in fields.items() if name.startswith(OFFSET)}
    except ValueError as error:
        raise StoreMisused("an offset in the ledger is no number") from error


def time_of(value: bytes | None) -> float:
    """Epoch seconds, -inf where there is none; raises StoreMisused on what is no number."""
    try:
        return -inf if value is None else float(value)
    except ValueError as error:
        raise StoreMisused("a time in the ledger is no number") from error


def next_lease(lease: Lease, changes: Changes) -> Lease:
    """The lease after the changes were committed."""
    return Lease(
        role=lease.role,
        lane=lease.lane,
        incarnation=lease.incarnation,
        epoch=lease.epoch,
        number=lease.number + 1,
        offsets={**lease.offsets, **changes.offsets},
        clock_s=changes.clock_s,
        step_s=changes.step_s,
        outbox=changes.outbox,
        token=lease.token,
        topic_ids={**lease.topic_ids, **changes.topic_ids},
        inflow=changes.inflow or lease.inflow,
        rules=changes.rules or lease.rules,
        hour=changes.hour or lease.hour,
    )


def _ids_of(fields: Mapping[str, bytes]) -> dict[str, str]:
    return {name[len(TOPIC_ID) :]: value.decode() for name, value in fields.items() if name.startswith(TOPIC_ID)}
