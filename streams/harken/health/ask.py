"""Asking a worker of this machine how it is, over its port."""

import http.client
from typing import Any, Final, NamedTuple

import msgspec

TIMEOUT_S: Final = 3.0
#: Addresses to listen on that are no addresses to ask.
ANY: Final = frozenset({"0.0.0.0", "::"})  # compared with, not bound to


class Told(NamedTuple):
    """What a worker says of itself: well or not, and what it found."""

    well: bool
    found: dict[str, Any]


def ask(host: str, port: int, kind: str) -> Told | None:
    """The answer of `/health/live` or `/health/ready` (`kind`); None where nobody answers, or something else does."""
    asking = http.client.HTTPConnection("127.0.0.1" if host in ANY else host, port, timeout=TIMEOUT_S)
    try:
        asking.request("GET", f"/health/{kind}")
        found = msgspec.json.decode(asking.getresponse().read(), type=dict[str, Any])
    except (OSError, http.client.HTTPException, msgspec.DecodeError):
        return None
    finally:
        asking.close()
    return Told(bool(found.pop("well", False)), found)
