"""What a commit sends."""

from math import inf

from harken.ledger.base import Lease
from harken.ledger.commands import KEYS_PER_COMMAND, commit_commands, pack, transaction
from harken.ledger.keys import lane_keys
from tests.contract.ledger_stores import changes

LEASE = Lease(
    role="activity", lane=0, incarnation="i", epoch=1, number=4, offsets={}, clock_s=-inf, step_s=-inf, outbox=b""
)
KEYS = lane_keys("h:", "activity", 0)


def test_the_lanes_hash_comes_first_and_of_other_keys_deletions() -> None:
    change = changes(
        strings={"a": b"1", "b": None}, scores={"s": {"m": 1.0, "n": None}}, hashes={"f": {"x": b"1"}}, clock_s=2.0
    )
    names = [command[0] for command in commit_commands(KEYS, LEASE, change)]
    assert names == ["HSET", "DEL", "MSET", "SET", "ZREM", "ZADD", "HSET"]


def test_a_transaction_is_between_multi_and_exec() -> None:
    assert transaction([("PING",)]) == pack([("MULTI",), ("PING",), ("EXEC",)])


def test_a_commit_that_says_nothing_still_counts() -> None:
    assert list(commit_commands(KEYS, LEASE, changes())) == [
        ("HSET", "h:ledger:activity:0", "number", "5", "clock_s", "0.0", "step_s", "-inf"),
        ("SET", "h:outbox:activity:0", b""),
    ]


def test_no_command_carries_more_than_its_share_of_keys() -> None:
    strings = {str(n): b"x" for n in range(2 * KEYS_PER_COMMAND + 1)}
    sizes = [len(c) - 1 for c in commit_commands(KEYS, LEASE, changes(strings=strings)) if c[0] == "MSET"]
    assert sizes == [2 * KEYS_PER_COMMAND, 2 * KEYS_PER_COMMAND, 2]


def test_packing_counts_the_replies() -> None:
    packed = pack([("PING",), ("SET", "é", b"\r\n")])
    assert packed == ([b"*1\r\n$4\r\nPING\r\n*3\r\n$3\r\nSET\r\n$2\r\n\xc3\xa9\r\n$2\r\n\r\n\r\n"], 2)


def test_pieces_are_the_commands_in_their_order() -> None:
    commands = [("SET", str(n), b"x" * (n % 7) * 4000) for n in range(50)]
    alone = [piece for command in commands for piece in pack([command]).pieces]
    assert b"".join(pack(commands).pieces) == b"".join(alone)
    assert 1 < len(pack(commands).pieces) < len(commands)
