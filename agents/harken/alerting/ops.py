"""The word to whoever runs harken that a topic fell silent, and that it is back."""

from typing import Final

from harken.alerting.announce import rfc3339
from harken.inflow import Inflow
from harken.ops_alert import OpsAlert, OpsData

OPS_TYPE_PREFIX: Final = "com.harken.ops"
OPS_DATA_SCHEMA: Final = "urn:harken:schema:ops-data:1"
#: A dead producer is noticed by every lane and said by one: customers are spread evenly, so each knows as much.
SPEAKER: Final = 0

_ACTION: Final = {
    "raised": "look after the producer; until events come again no customer ages and no label is given out",
    "resolved": "nothing; what was held back is done now",
}


def topic_silent(instance: str, lane: int, topic: str, flow: Inflow, clock_s: float, least_s: float) -> OpsAlert:
    """The alert as it is said.

    Parameters
    ----------
    instance : name of the installation.
    flow : of this topic, with `silent` as it is now.
    clock_s : the lane's clock, epoch seconds of event time.
    least_s : no shorter silence is unusual, seconds.
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
            suggested_action=_ACTION[transition],
        ),
    )
