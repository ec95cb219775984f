"""Rules from a file into the stream: one command, written to every lane, each of which switches at its place."""

from typing import Any

import msgspec

from harken.events import COMMANDS, Command
from harken.fold.commands import applied_rules
from harken.orders import NoOrder
from harken.replay.producer import KeyedProducer
from harken.settings import Settings
from harken.topics import topic_name


def written_rules(settings: dict[str, Any], id_: str, ts_ms: int) -> bytes:
    """The command as JSON. Raises NoOrder where a lane would refuse it.

    Parameters
    ----------
    settings : as a rules file has them (`harken.ruling.read`).
    ts_ms : event time from which they hold, epoch milliseconds.
    """
    command = Command(id=id_, ts=ts_ms, kind="rules", rules=settings)
    found = applied_rules(command)
    if isinstance(found, tuple):
        raise NoOrder(f"no such rules: {found[1]}")
    return msgspec.json.encode(command)


def give_rules(settings: Settings, producer: KeyedProducer, command: bytes) -> int:
    """Write the command to every lane and wait for the broker; how many lanes there are.

    Raises NotDelivered, BrokerSilent, NoSuchTopic. After NotDelivered some lanes may have it: to send it again is safe.
    """
    topic = topic_name(settings, COMMANDS)
    lanes = producer.partitions(topic)
    for lane in range(lanes):
        producer.send(topic, None, command, lane)
    producer.flush()
    return lanes
