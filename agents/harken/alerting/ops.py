"""The word to whoever runs harken: a topic fell silent, or is back; the churn model does worse than it did."""

from typing import Final

from harken.alerting.announce import rfc3339
from harken.example import CHURN
from harken.inflow import Inflow
from harken.language import ENGLISH, Language
from harken.ops_alert import OpsAlert, OpsData
from harken.worse import Worse

OPS_TYPE_PREFIX: Final = "com.harken.ops"
OPS_DATA_SCHEMA: Final = "urn:harken:schema:ops-data:1"
#: A dead producer is noticed by every lane and said by one: customers are spread evenly, so each knows as much.
SPEAKER: Final = 0


def topic_silent(
    instance: str,
    lane: int,
    topic: str,
    flow: Inflow,
    clock_s: float,
    least_s: float,
    language: Language = ENGLISH,
) -> OpsAlert:
    """The alert as it is said.

    Parameters
    ----------
    instance : name of the installation.
    flow : of this topic, with `silent` as it is now.
    clock_s : the lane's clock, epoch seconds of event time.
    least_s : no shorter silence is unusual, seconds.
    language : of what to do.
    """
    transition: Final = "raised" if flow.silent else "resolved"
    return OpsAlert(
        id=f"topic_silent|{topic}|{flow.episode}|{transition}",
        source=f"harken/{instance}",
        type=f"{OPS_TYPE_PREFIX}.topic_silent.{transition}",
        subject=topic,
        time=rfc3339(clock_s),
        dataschema=OPS_DATA_SCHEMA,
        severitytext="critical" if flow.silent else "info",
        data=OpsData(
            kind="topic_silent",
            transition=transition,
            topic=topic,
            lane=lane,
            newest_ms=round(flow.newest_s * 1000),
            silent_s=round(max(0.0, clock_s - flow.newest_s), 3),
            patience_s=round(flow.patience_s(least_s), 3),
            suggested_action=language.say(f"ops.topic_silent.{transition}"),
        ),
    )


def model_worse(instance: str, worse: Worse, language: Language = ENGLISH) -> OpsAlert:
    """The alert that the champion does worse; nothing follows it, since nothing is done by itself."""
    before, now = worse.losses
    return OpsAlert(
        id=f"model_worse|{CHURN}|{worse.number}|raised",
        source=f"harken/{instance}",
        type=f"{OPS_TYPE_PREFIX}.model_worse.raised",
        subject=CHURN,
        time=rfc3339(worse.at_s),
        dataschema=OPS_DATA_SCHEMA,
        severitytext="warning",
        data=OpsData(
            kind="model_worse",
            transition="raised",
            model=CHURN,
            version=worse.version,
            labels=worse.labels,
            loss_before=round(before, 4),
            loss_now=round(now, 4),
            shadow=worse.opened,
            suggested_action=language.say("ops.model_worse.raised"),
        ),
    )
