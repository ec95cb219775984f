"""The envelope of an alert: CloudEvents 1.0, its id made of its cause."""

from datetime import UTC, datetime
from typing import Final

from harken.alert import Alert, AlertData

TYPE_PREFIX: Final = "com.harken.alert"
DATA_SCHEMA: Final = "urn:harken:schema:alert-data:1"


def rfc3339(at_s: float) -> str:
    """Epoch seconds as RFC 3339 in UTC, to the millisecond."""
    return datetime.fromtimestamp(round(at_s * 1000) / 1000, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def announce(
    instance: str, customer_id: str, episode: int, at_s: float, *, expires_s: float | None, data: AlertData
) -> Alert:
    """The alert as it is said.

    Parameters
    ----------
    instance : name of the installation.
    episode : number of the episode, from 1, for this customer and kind.
    at_s : event time of the cause, epoch seconds.
    expires_s : seconds after which a point kind resolves by itself; None for the others.
    """
    stem = f"{customer_id}|{data.kind}|{episode}"
    return Alert(
        id=f"{stem}|{data.transition}",
        source=f"harken/{instance}",
        type=f"{TYPE_PREFIX}.{data.kind}.{data.transition}",
        subject=customer_id,
        time=rfc3339(at_s),
        dataschema=DATA_SCHEMA,
        severitytext=data.severity,
        episode=stem,
        expirytime=None if expires_s is None else rfc3339(at_s + expires_s),
        data=data,
    )
