"""An alert for whoever runs harken, not for whoever looks after customers: CloudEvents 1.0 on a topic of its own."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

#: What lanes say, and what a learner does.
OpsKind = Literal["topic_silent"]
LearnerOpsKind = Literal["model_worse"]


class OpsData(Struct, frozen=True, kw_only=True):
    """What is wrong; times in epoch milliseconds of event time, durations in seconds. Each kind has fields of its own.

    Of `topic_silent`: `topic` is the short name, `lane` the partition that noticed, `newest_ms` the newest event that
    came. Of `model_worse`: `model` is the road, `version` what scores, `labels` how many it had learned, `loss_before`
    and `loss_now` its mean log loss in nats, `shadow` whether an untaught model was opened beside it.
    """

    kind: OpsKind | LearnerOpsKind
    transition: Literal["raised", "resolved"]
    topic: str | UnsetType = UNSET
    lane: int | UnsetType = UNSET
    newest_ms: int | UnsetType = UNSET
    silent_s: float | UnsetType = UNSET
    patience_s: float | UnsetType = UNSET
    model: str | UnsetType = UNSET
    version: str | UnsetType = UNSET
    labels: int | UnsetType = UNSET
    loss_before: float | UnsetType = UNSET
    loss_now: float | UnsetType = UNSET
    shadow: bool | UnsetType = UNSET
    suggested_action: str


class OpsAlert(Struct, frozen=True, kw_only=True):
    """The envelope (cloudevents.io, spec 1.0.2, section 3); `id` is made of kind, subject, episode and transition."""

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    type: str
    subject: str
    time: str
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str
    severitytext: Literal["info", "warning", "critical"]
    data: OpsData
