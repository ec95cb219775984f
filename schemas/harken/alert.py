"""An alert, as CloudEvents 1.0 in structured JSON (cloudevents.io, spec 1.0.2, section 3)."""

from typing import Final, Literal

from msgspec import UNSET, Struct, UnsetType

from harken.document import Reason, Recommendation, Said, Transition

#: Of every CloudEvent's record, so that a library tells structured mode (Kafka protocol binding 1.0.2, section 3.3).
CLOUD_EVENT: Final = "application/cloudevents+json"
HEADERS: Final = (("content-type", CLOUD_EVENT.encode()),)

Severity = Literal["info", "warning", "critical"]
Group = Literal["treated", "held_out"]


class CustomerSummary(Struct, frozen=True, kw_only=True, gc=False):
    """The customer at the moment of the alert; money in minor units, times in epoch milliseconds."""

    orders: int
    net_minor: int
    currency: str
    last_seen_ms: int
    last_order_ms: int | None = None
    satisfaction: float | None = None
    churn_probability: float | None = None


class Experiment(Struct, frozen=True, gc=False):
    """Which experiment on a family of kinds (named for its widest kind) the customer is in, and in which group."""

    name: str
    family: str
    group: Group


class AlertData(Struct, frozen=True, kw_only=True):
    """What happened, how sure, why, and what could be done about it; `previous` is what was said of the kind before.

    `moved` says why the churn score has moved since `previous` was said: what each group of reasons adds now less what
    it added then; it is left out of `raised` and of kinds that are not about that score. `experiment` is left out where
    nobody is held out of the kind's family.
    """

    kind: str
    transition: Transition
    severity: Severity
    score: float
    threshold: float
    reasons: tuple[Reason, ...]
    moved: tuple[Reason, ...] | UnsetType = UNSET
    customer: CustomerSummary
    recommendations: tuple[Recommendation, ...] = ()
    previous: Said | None = None
    suggested_action: str
    model: str | None = None
    experiment: Experiment | UnsetType = UNSET


class Alert(Struct, frozen=True, kw_only=True):
    """The envelope. `id` is made of its cause: customer, kind, episode, transition. `time` is event time, RFC 3339.

    Defaults are written too: a CloudEvent without `specversion` is none. An unset attribute is null, which the
    JSON format allows (CloudEvents JSON format 1.0.2, section 2.2).
    """

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    type: str
    subject: str
    time: str
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str
    severitytext: Severity
    episode: str
    expirytime: str | None = None
    data: AlertData
