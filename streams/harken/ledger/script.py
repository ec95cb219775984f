"""A small commit as one script: the fence is compared where the data are, so no WATCH and no connection of one's own.

A script costs Redis two to three times as much a document as a transaction (docs/decisions/0005), and one reply instead
of eight: it pays where there are few.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from redis.exceptions import NoPermissionError, ResponseError

from harken.ledger.commands import Argument, Command
from harken.ledger.fence import FENCE_FIELDS, Fence
from harken.ledger.wire import Reply

DONE: Final = b"OK"

_FIELDS: Final = ", ".join(f"'{name}'" for name in FENCE_FIELDS)
#: KEYS: the lane's hash. ARGV: the fence's four, how many types there are, a key and its type each, then commands, each
#: behind how many words it has. Answers what the fence is where that is another. Nothing is written before everything
#: that can be known is: types, permissions, and, by the first command, memory and who is master.
COMMIT: Final = f"""\
if not redis.acl_check_cmd then return redis.error_reply('NOPERM what may be done cannot be asked by a script') end
local found = redis.call('HMGET', KEYS[1], {_FIELDS})
for i = 1, 4 do if found[i] ~= ARGV[i] then return found end end
local first = 6 + 2 * ARGV[5]
for at = 6, first - 1, 2 do
  local kind = redis.call('TYPE', ARGV[at]).ok
  if kind ~= 'none' and kind ~= ARGV[at + 1] then return redis.error_reply('WRONGTYPE of a key') end
end
local function each(act)
  local at = first
  while at <= #ARGV do
    local last = at + ARGV[at]
    if not act(unpack(ARGV, at + 1, last)) then return false end
    at = last + 1
  end
  return true
end
if not each(redis.acl_check_cmd) then return redis.error_reply('NOPERM of a command') end
each(redis.call)
return redis.status_reply('OK')
"""


def commit_script(ledger: str, fence: Fence, types: Mapping[str, bytes], commands: Sequence[Command]) -> Command:
    """The one command that writes all of these if the fence holds.

    Parameters
    ----------
    ledger : key of the lane's hash.
    types : what each of these keys must hold, unless it is absent.
    commands : what is written; the first is one that a store without memory refuses.
    """
    return ("EVAL", COMMIT, 1, ledger, *fence, len(types), *_flat(types), *_counted(commands))


def forbids_scripts(reply: Reply) -> bool:
    """Whether the store, by this answer, runs none for us: not allowed, a command without a name, or too old."""
    unnamed = isinstance(reply, ResponseError) and str(reply).startswith("unknown command")
    return unnamed or isinstance(reply, NoPermissionError)


def _flat(types: Mapping[str, bytes]) -> Iterator[Argument]:
    for key, kind in types.items():
        yield key
        yield kind


def _counted(commands: Sequence[Command]) -> Iterator[Argument]:
    for command in commands:
        yield len(command)
        yield from command
