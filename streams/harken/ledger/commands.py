"""A commit as Redis commands, packed by hiredis into pieces of bytes that go out one after the other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

import hiredis

from harken.ledger.base import Changes, Lease
from harken.ledger.fence import FENCE_FIELDS
from harken.ledger.fields import fields_of
from harken.ledger.keys import LaneKeys
from harken.ledger.wakeups import member_of

Argument = str | bytes | int | float
Command = tuple[Argument, ...]

#: Keys in one MSET or DEL. One command for a batch of a thousand documents is megabytes, which the allocator asks of
#: the kernel anew each time: packing took 2 us a document so, .3 us in pieces of this size.
KEYS_PER_COMMAND: Final = 100
#: Small commands travel together until a piece has this many bytes.
PIECE_BYTES: Final = 16_384


class Packed(NamedTuple):
    """Commands as bytes in the order they are sent, and how many replies they bring."""

    pieces: Sequence[bytes]
    replies: int


def pack(commands: Iterable[Command]) -> Packed:
    """Commands as bytes; whatever text is in them must be UTF-8."""
    pieces: list[bytes] = []
    small: list[bytes] = []
    waiting_bytes = replies = 0
    for command in commands:
        packed: bytes = hiredis.pack_command(command)  # type: ignore[arg-type] # its stub has a tuple of one
        replies += 1
        small.append(packed)
        waiting_bytes += len(packed)
        if waiting_bytes >= PIECE_BYTES:
            pieces.append(b"".join(small))
            small.clear()
            waiting_bytes = 0
    if small:
        pieces.append(b"".join(small))
    return Packed(pieces, replies)


def read_fence(keys: LaneKeys) -> Command:
    """What answers with the values of `FENCE_FIELDS`."""
    return ("HMGET", keys.ledger, *FENCE_FIELDS)


def commit_commands(keys: LaneKeys, lease: Lease, changes: Changes) -> Iterator[Command]:
    """Everything that the changes write, deletions of other keys first; the lane's hash before, which needs memory."""
    yield ("HSET", keys.ledger, *_flat(fields_of(changes, lease.number + 1)))
    gone = [key for key, value in changes.strings.items() if value is None]
    for some in _some(gone):
        yield ("DEL", *some)
    kept = (part for key, value in changes.strings.items() if value is not None for part in (key, value))
    for some in _some(kept, 2):
        yield ("MSET", *some)
    yield ("SET", keys.outbox, changes.outbox)
    yield from _score_commands(keys.due, {member_of(*pair): due_s for pair, due_s in changes.wakeups.items()})
    for key, members in changes.scores.items():
        yield from _score_commands(key, members)
    for key, fields in changes.hashes.items():
        if fields:
            yield ("HSET", key, *_flat(fields))


def transaction(commands: Iterable[Command]) -> Packed:
    """MULTI, the commands, EXEC."""
    return pack((("MULTI",), *commands, ("EXEC",)))


def _score_commands(key: str, members: Mapping[bytes, float | None] | Mapping[str, float | None]) -> Iterator[Command]:
    gone = [member for member, score in members.items() if score is None]
    # hiredis packs repr(): float() makes numpy's scalars plain
    kept = [part for member, score in members.items() if score is not None for part in (float(score), member)]
    if gone:
        yield ("ZREM", key, *gone)
    if kept:
        yield ("ZADD", key, *kept)


def _flat(fields: Mapping[str, bytes] | Mapping[str, str]) -> Iterator[Argument]:
    for name, value in fields.items():
        yield name
        yield value


def _some(arguments: Iterable[Argument], per_key: int = 1) -> Iterator[tuple[Argument, ...]]:
    rest = iter(arguments)
    while some := tuple(islice(rest, KEYS_PER_COMMAND * per_key)):
        yield some
