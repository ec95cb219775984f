"""Orders about one customer's alerts, from a person to the customer's lane, and where those alerts stand."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from harken.document import AlertState, CustomerDocument
from harken.errors import HarkenError
from harken.events import COMMANDS, Command
from harken.fold.commands import fault
from harken.replay.producer import KeyedProducer
from harken.rules.rule import Rule
from harken.settings import Settings
from harken.topics import topic_name


class NoOrder(HarkenError):
    """An order that harken would refuse."""


def written_order(rules: Sequence[Rule], **fields: Any) -> bytes:
    """The command as JSON. Raises NoOrder where a lane with these rules would refuse it."""
    try:
        command = msgspec.convert(fields, Command)
    except msgspec.ValidationError as error:
        raise NoOrder(f"no such order: {error}") from None
    wrong = None if command.kind == "erase" else fault(command, [rule.kind for rule in rules])
    if wrong is not None:
        raise NoOrder(f"no such order: {wrong[1]}")
    return msgspec.json.encode(command)


def give(settings: Settings, producer: KeyedProducer, customer_id: str, order: bytes) -> None:
    """Send it into the customer's lane, and wait for the broker. Raises NotDelivered, BrokerSilent, NoSuchTopic."""
    topic = topic_name(settings, COMMANDS)
    producer.partitions(topic)  # a topic that is not there is said at once
    producer.send(topic, customer_id, order)
    producer.flush()


def standing_lines(document: CustomerDocument) -> Iterator[str]:
    """One line for each kind of alert: kind, status, since when, episodes, and what was ordered or withheld."""
    for kind, state in document.alerts.items():
        yield "\t".join((kind, state.status, _day(state.since_ms), f"{state.episode} announced", *_orders(state)))


def _orders(state: AlertState) -> Iterator[str]:
    if state.withheld is not None:
        yield f"not announced: {state.withheld}"
    if state.acknowledged_ms is not None:
        yield f"acknowledged {_day(state.acknowledged_ms)}"
    if state.snoozed_until_ms is not None:
        yield f"snoozed until {_day(state.snoozed_until_ms)}"
    if state.muted:
        yield "muted"


def _day(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="minutes").removesuffix("+00:00") + "Z"
