"""An alert for whoever runs harken, not for whoever looks after customers: CloudEvents 1.0 on a topic of its own."""

from typing import Literal

from msgspec import Struct

OpsKind = Literal["topic_silent"]


class OpsData(Struct, frozen=True, kw_only=True):
    """What is wrong; times in epoch milliseconds of event time, durations in seconds.

    `topic` is the short name, `lane` the partition that noticed, `newest_ms` the newest event that came.
    """

    kind: OpsKind
    transition: Literal["raised", "resolved"]
    topic: str
    lane: int
    newest_ms: int
    silent_s: float
    patience_s: float
    suggested_action: str


class OpsAlert(Struct, frozen=True, kw_only=True):
    """The envelope (cloudevents.io, spec 1.0.2, section 3); `id` is made of kind, topic, episode and transition."""

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    type: str
    subject: str
    time: str
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str
    severitytext: Literal["info", "critical"]
    data: OpsData
