"""An alert in full, for a person; and those of an episode out of the alerts' topic."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec
from msgspec import UNSET, Struct

from harken.alert import Alert
from harken.alert_line import read_alert
from harken.document import Reason
from harken.language import ENGLISH, Language
from harken.sheet_row import row


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


def sheet(alert: Alert, language: Language = ENGLISH) -> list[str]:
    """What was said, as lines."""
    data, say = alert.data, language.say
    score = say("sheet.score", score=data.score, threshold=data.threshold)
    lines = [
        f"{data.kind} {data.transition}: {alert.subject}, {alert.time}, {data.severity}",
        row(say("label.id"), alert.id),
        row(say("label.score"), score if data.model is None else score + say("sheet.by", model=data.model)),
        *_column(say("label.because"), data.reasons),
    ]
    if data.moved is not UNSET:
        lines += _column(say("label.moved"), data.moved)
    if data.recommendations:
        lines.append(row(say("label.show_next"), ", ".join(item.item_id for item in data.recommendations)))
    if data.experiment is not UNSET:
        lines.append(row(say("label.experiment"), f"{data.experiment.name}, {data.experiment.group}"))
    return [*lines, row(say("label.to_do"), data.suggested_action)]


def _column(name: str, reasons: Sequence[Reason]) -> list[str]:
    """A reason a line, with what it adds in logits; the first behind the name of all."""
    heads = [name, *[""] * (len(reasons) - 1)]
    return [row(head, f"{one.logit:+.2f}  {one.text}") for head, one in zip(heads, reasons, strict=False)]
