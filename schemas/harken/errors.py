"""The one error of harken; a subclass is a fact, named for what was found."""


class HarkenError(Exception):
    """Something that harken found and that a caller may want to tell apart."""


class MalformedEvent(HarkenError):
    """Bytes that are no event of ours, with the reason from the closed list `harken.dead_letter.Reason`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
