"""What a commit's script is given, and when a store runs none."""

import pytest
from redis.exceptions import NoPermissionError, NoScriptError, OutOfMemoryError, ResponseError

from harken.ledger.fence import Fence
from harken.ledger.script import COMMIT, DONE, commit_script, forbids_scripts

FENCE = Fence(incarnation="life", token="mine", epoch=5, number=10)


def test_every_command_stands_behind_how_many_words_it_has() -> None:
    commands = [("HSET", "h", "number", "11"), ("SET", "o", b"")]
    assert commit_script("h", FENCE, {"due": b"zset"}, commands) == (
        "EVAL", COMMIT, 1, "h",
        "life", "mine", 5, 10,
        1, "due", b"zset",
        4, "HSET", "h", "number", "11",
        3, "SET", "o", b"",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("reply", "none"),
    [
        (DONE, False),
        ([b"life", b"mine", b"5", b"11"], False),
        (NoPermissionError("User default has no permissions to run the 'eval' command"), True),
        (ResponseError("unknown command 'EVAL', with args beginning with: "), True),
        (OutOfMemoryError("command not allowed when used memory > 'maxmemory'."), False),
        (ResponseError("WRONGTYPE of a key"), False),
        (NoScriptError("No matching script"), False),
    ],
)
def test_a_store_that_runs_no_scripts_is_known_by_its_answer(reply: object, none: bool) -> None:
    assert forbids_scripts(reply) is none
