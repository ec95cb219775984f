"""An alert for whoever runs harken as one line."""

from typing import Final

import msgspec

from harken.alert_line import NoAlert
from harken.language import ENGLISH, Language
from harken.ops_alert import OpsAlert, OpsData

_HOUR_S: Final = 3600.0
_decode: Final = msgspec.json.Decoder(OpsAlert).decode


def read_ops_alert(value: bytes) -> OpsAlert:
    """The alert in a record. Raises NoAlert."""
    try:
        return _decode(value)
    except msgspec.DecodeError as error:
        raise NoAlert(f"a record on the topic of ops alerts is none: {error}") from None


def ops_line(alert: OpsAlert, language: Language = ENGLISH) -> str:
    """When, what, where, for how long and what to do."""
    data = alert.data
    what = _loss(data, language) if data.kind == "model_worse" else _silence(data, language)
    return f"{alert.time[:16]}  {data.kind} {data.transition}  {alert.subject}  {what}  {data.suggested_action}"


def _silence(data: OpsData, language: Language) -> str:
    if data.transition == "resolved" or not isinstance(data.silent_s, float):
        return language.say("ops.back")
    return language.say("ops.silent", hours=data.silent_s / _HOUR_S)


def _loss(data: OpsData, language: Language) -> str:
    opened = language.say("ops.shadow") if data.shadow is True else ""
    return language.say("ops.loss", version=data.version, before=data.loss_before, now=data.loss_now) + opened
