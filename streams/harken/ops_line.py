"""An alert for whoever runs harken as one line."""

from typing import Final

import msgspec

from harken.alert_line import NoAlert
from harken.ops_alert import OpsAlert

_HOUR_S: Final = 3600.0
_decode: Final = msgspec.json.Decoder(OpsAlert).decode


def read_ops_alert(value: bytes) -> OpsAlert:
    """The alert in a record. Raises NoAlert."""
    try:
        return _decode(value)
    except msgspec.DecodeError as error:
        raise NoAlert(f"a record on the topic of ops alerts is none: {error}") from None


def ops_line(alert: OpsAlert) -> str:
    """When, what, where, for how long and what to do."""
    data = alert.data
    silence = f"silent for {data.silent_s / _HOUR_S:.1f} h" if data.transition == "raised" else "back"
    return f"{alert.time[:16]}  {data.kind} {data.transition}  {data.topic}  {silence}  {data.suggested_action}"
