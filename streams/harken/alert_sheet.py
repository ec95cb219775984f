"""An alert in full, for a person; and those of an episode out of the alerts' topic."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec
from msgspec import UNSET, Struct

from harken.alert import Alert
from harken.alert_line import read_alert
from harken.document import Reason


class _Named(Struct):
    """Of an alert as much as tells which one it is: a topic may hold a million."""

    id: str
    episode: str


_named: Final = msgspec.json.Decoder(_Named).decode


def told_of(values: Iterable[bytes], wanted: str) -> Iterator[Alert]:
    """The alerts with this id, or of this episode, each once, in the order of the topic.

    Parameters
    ----------
    values : records of the alerts' topic; what is no alert is passed over.
    wanted : `customer|kind|number`, or that with `|transition` for one alone.
    """
    told = set()
    for value in values:
        try:
            name = _named(value)
        except msgspec.DecodeError:
            continue
        if wanted in (name.id, name.episode) and name.id not in told:
            told.add(name.id)
            yield read_alert(value)


def sheet(alert: Alert) -> list[str]:
    """What was said, as lines."""
    data = alert.data
    model = "" if data.model is None else f", by {data.model}"
    lines = [
        f"{data.kind} {data.transition}: {alert.subject}, {alert.time}, {data.severity}",
        f"  id            {alert.id}",
        f"  score         {data.score:.3f}, threshold {data.threshold:g}{model}",
        *_column("because", data.reasons),
    ]
    if data.moved is not UNSET:
        lines += _column("moved", data.moved)
    if data.recommendations:
        lines.append("  show next     " + ", ".join(item.item_id for item in data.recommendations))
    if data.experiment is not UNSET:
        lines.append(f"  experiment    {data.experiment.name}, {data.experiment.group}")
    return [*lines, f"  to do         {data.suggested_action}"]


def _column(name: str, reasons: Sequence[Reason]) -> list[str]:
    """A reason a line, with what it adds in logits; the first behind the name of all."""
    heads = [name, *[""] * (len(reasons) - 1)]
    return [f"  {head:12}  {one.logit:+.2f}  {one.text}" for head, one in zip(heads, reasons, strict=False)]
