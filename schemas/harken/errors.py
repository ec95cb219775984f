"""The one error of harken; a subclass is a fact, named for what was found."""

from typing import Final

from harken.reason import Reason

MAX_DETAIL_CHARS: Final = 300


class HarkenError(Exception):
    """Something that harken found and that a caller may want to tell apart."""


class MalformedEvent(HarkenError):
    """Bytes that are no event of ours; `detail` names the field or the limit, never the customer's words."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail[:MAX_DETAIL_CHARS]
