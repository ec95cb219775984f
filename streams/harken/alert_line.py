"""An alert as one line for a person."""

from typing import Final

import msgspec

from harken.alert import Alert
from harken.errors import HarkenError

MOST_REASONS: Final = 2
_decode: Final = msgspec.json.Decoder(Alert).decode


class NoAlert(HarkenError):
    """A record on the alerts' topic that is no alert."""


def read_alert(value: bytes) -> Alert:
    """The alert in a record. Raises NoAlert."""
    try:
        return _decode(value)
    except msgspec.DecodeError as error:
        raise NoAlert(f"a record on the alerts' topic is no alert: {error}") from None


def alert_line(alert: Alert) -> str:
    """When, what, whom, how sure and why."""
    data = alert.data
    whom = f"{alert.time[:16]}  {data.kind} {data.transition}  {alert.subject}"
    return f"{whom}  {data.score:.2f}  {why(alert)}{moved(alert)}"


def moved(alert: Alert) -> str:
    """By how much the score has moved since the alert before, in logits, and what moved it most."""
    moves = alert.data.moved
    if not isinstance(moves, tuple) or not moves:
        return ""
    told = ", ".join(f"{reason.name} {reason.logit:+.2f}" for reason in moves)
    return f" ({sum(reason.logit for reason in moves):+.2f}: {told})"


def why(alert: Alert) -> str:
    """The reasons that weigh most, as sentences."""
    weightiest = sorted(alert.data.reasons, key=lambda reason: -reason.logit)[:MOST_REASONS]
    return "; ".join(reason.text for reason in weightiest)
