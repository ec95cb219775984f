"""Seals on what the learner publishes: an HMAC by the operator's key, looked at before anything is decoded."""

import hmac
from typing import Final

from pydantic import SecretStr

from harken.errors import HarkenError

#: Before a sealed value; the number is of this form of it.
MARK: Final = b"harken-sealed-1:"
_DIGEST: Final = "sha256"
_BYTES: Final = 32


class SealBroken(HarkenError):
    """A value that no learner with this key has written; the message says what it is instead."""


class Seal:
    """Seals values by name, so that none passes for another.

    Parameters
    ----------
    key : the operator's; where it is empty nothing is sealed, and what is sealed is opened without a look.
    """

    def __init__(self, key: SecretStr) -> None:
        self._key = key.get_secret_value().encode()

    def put(self, name: str, value: bytes) -> bytes:
        """The value as it is stored under this name."""
        return MARK + self._digest(name, value) + value if self._key else value

    def open(self, name: str, stored: bytes) -> bytes:
        """The value that was stored under this name. Raises SealBroken."""
        sealed = stored.startswith(MARK)
        digest, value = stored[len(MARK) : len(MARK) + _BYTES], stored[len(MARK) + _BYTES :]
        if not self._key:
            return value if sealed else stored
        if not sealed:
            raise SealBroken(f"{name} is not sealed: its learner has no HARKEN_SNAPSHOT_KEY, or is of an older release")
        if not hmac.compare_digest(digest, self._digest(name, value)):
            raise SealBroken(f"{name} is sealed by another HARKEN_SNAPSHOT_KEY, or was changed")
        return value

    def _digest(self, name: str, value: bytes) -> bytes:
        return hmac.digest(self._key, MARK + name.encode() + b"\0" + value, _DIGEST)


#: Of who was given no key.
OPEN: Final = Seal(SecretStr(""))
