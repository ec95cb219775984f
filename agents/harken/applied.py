"""Rule settings that a command brought into a lane's stream: they are in force there from its place on."""

from typing import Any

from msgspec import Struct, json


class AppliedRules(Struct, frozen=True, kw_only=True):
    """What one lane keeps of the last command of the kind `rules`.

    Parameters
    ----------
    id : the command's.
    at_ms : its event time, epoch milliseconds; an older one that comes later changes nothing.
    settings : as a rules file has them (`harken.rules.ruling`): all of them, none is left from before.
    """

    id: str
    at_ms: int
    settings: dict[str, Any]


_decoder = json.Decoder(AppliedRules)


def decode_applied(data: bytes) -> AppliedRules | None:
    """As the ledger keeps it; None where it keeps nothing."""
    return _decoder.decode(data) if data else None


def encode_applied(applied: AppliedRules | None) -> bytes:
    """The same as JSON; empty where there is nothing to keep."""
    return b"" if applied is None else json.encode(applied)
