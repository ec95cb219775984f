"""The topics: what they are called, how they are kept, and whether the broker has them so."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any, Final, NamedTuple

from kafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from harken.admin import Admin
from harken.errors import HarkenError
from harken.events import CLICKS, COMMANDS, FEEDBACK, INBOUND, PURCHASES, RECEIPTS
from harken.item import ITEMS
from harken.model_record import MODELS
from harken.settings import Settings, variable

_MIB: Final = 1_048_576
_HOUR_MS: Final = 3_600_000
_DAY_MS: Final = 24 * _HOUR_MS
#: What brokers say that know no ids.
_NO_IDS: Final = frozenset({"00000000-0000-0000-0000-000000000000", "AAAAAAAAAAAAAAAAAAAAAA"})


class BrokerUnreachable(HarkenError):
    """No broker answered in time."""


class MissingTopic(HarkenError):
    """A topic that harken needs is not there."""


class UnequalPartitions(HarkenError):
    """A topic has another number of partitions than it must have."""


class TopicRefused(HarkenError):
    """The broker would not create a topic."""


class Topic(NamedTuple):
    """One topic as harken makes it.

    Parameters
    ----------
    name : short name.
    max_bytes : largest record (compressed) that the broker takes, bytes.
    retention_ms : how long it is kept; None is `Settings.retention_h`.
    compact : kept by key for ever instead.
    """

    name: str
    max_bytes: int = _MIB + 12  # the broker's own default: a MiB and the overhead of one record
    retention_ms: int | None = 30 * _DAY_MS
    compact: bool = False


#: Inbound topics take more than an event may have, so that a larger one becomes a dead letter; dead letters and
#: examples take more again, for their envelopes.
TOPICS: Final = (
    Topic(COMMANDS, 2 * _MIB, None),
    Topic(RECEIPTS, 2 * _MIB, None),
    Topic(PURCHASES, 2 * _MIB, None),
    Topic(FEEDBACK, 2 * _MIB, None),
    Topic(CLICKS, 2 * _MIB, None),
    Topic(ITEMS, 2 * _MIB, compact=True),
    Topic("alerts"),
    Topic("customers", compact=True),
    Topic("predictions"),
    Topic("examples", 4 * _MIB),
    Topic(MODELS, compact=True),
    Topic("dead-letters", 4 * _MIB),
    Topic("ops"),
)


def topic_name(settings: Settings, short: str) -> str:
    """The full name of a topic."""
    return settings.topic_prefix + short


def kept(settings: Settings, topic: Topic) -> dict[str, str]:
    """How the broker is to keep a topic, in Kafka's own words."""
    retention_ms = int(settings.retention_h * _HOUR_MS) if topic.retention_ms is None else topic.retention_ms
    how = {"cleanup.policy": "delete", "retention.ms": str(retention_ms)}
    if topic.compact:
        how = {"cleanup.policy": "compact"}
    return {**how, "max.message.bytes": str(topic.max_bytes)}


def create_topics(settings: Settings) -> None:
    """Create the topics that are missing, all with the same number of partitions; the others stay as they are.

    Raises BrokerUnreachable, TopicRefused.
    """
    with _admin(settings) as admin:
        there = _described(admin, settings)
        wanted = {topic_name(settings, topic.name): topic for topic in TOPICS}
        missing = {name: _request(settings, topic) for name, topic in wanted.items() if name not in there}
        if not missing:
            return
        answer = admin.create_topics(missing, raise_errors=False)
        for topic in answer["topics"]:
            error = for_code(topic["error_code"])
            if topic["error_code"] and error is not TopicAlreadyExistsError:
                why = topic.get("error_message") or error.__name__
                raise TopicRefused(
                    f"topic {topic['name']}: the broker would not create it ({why}); create it with "
                    f"{settings.partitions} partitions, or see {variable('replication')} and {variable('partitions')}"
                )
        #  The broker has agreed; until every node knows, a check would still miss them.
        admin.wait_for_topics(list(missing), int(_part_s(settings) * 1000))


def check_topics(settings: Settings) -> dict[str, str]:
    """Check that all topics are there and that the inbound ones have the configured, equal number of partitions.

    Returns the ids of topics (KIP-516) by short name, if the broker gives any. Raises BrokerUnreachable, MissingTopic,
    UnequalPartitions; the message is one line that says what to do.
    """
    with _admin(settings) as admin:
        return _checked(admin, settings)


class TopicCheck:
    """`check_topics` again and again, over one connection; a failure lets go of it. For one caller at a time.

    Parameters
    ----------
    settings : broker and topics.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._admin: Admin | None = None

    def __call__(self) -> dict[str, str]:
        """The ids of topics; see `check_topics`."""
        with _translated(self._settings):
            try:
                if self._admin is None:
                    self._admin = Admin(self._settings, _part_s(self._settings))
                return _checked(self._admin, self._settings)
            except (KafkaError, OSError, ValueError):
                self.close()
                raise

    def close(self) -> None:
        """Let go of the broker."""
        admin, self._admin = self._admin, None
        if admin is not None:
            admin.close()


def _checked(admin: Admin, settings: Settings) -> dict[str, str]:
    described = _described(admin, settings)
    there = {name: len(topic["partitions"]) for name, topic in described.items()}
    for topic in TOPICS:
        name = topic_name(settings, topic.name)
        if name not in there:
            raise MissingTopic(
                f"topic {name} is missing on {settings.kafka}; run `harken topics create`, "
                f"or start workers with {variable('create_topics')}=true"
            )
    for short in (*INBOUND, ITEMS):
        name = topic_name(settings, short)
        if there[name] != settings.partitions:
            raise UnequalPartitions(
                f"topic {name} has {there[name]} partitions and all inbound topics must have {settings.partitions}: "
                f"{_remedy(settings, there, name)}"
            )
    ids = {topic.name: described[topic_name(settings, topic.name)].get("topic_id") for topic in TOPICS}
    return {short: str(topic_id) for short, topic_id in ids.items() if topic_id and str(topic_id) not in _NO_IDS}


def _remedy(settings: Settings, there: Mapping[str, int], name: str) -> str:
    counts = {there[topic_name(settings, short)] for short in (*INBOUND, ITEMS)}
    if len(counts) == 1:
        return f"set {variable('partitions')}={counts.pop()} (the number is fixed for an instance)"
    if there[name] > settings.partitions:
        return f"delete it and make it anew with {settings.partitions} (a broker cannot take partitions away)"
    return f"delete it, or give it {settings.partitions} while it is still empty"


def _request(settings: Settings, topic: Topic) -> dict[str, object]:
    return {
        "num_partitions": settings.partitions,
        "replication_factor": settings.replication,
        "configs": kept(settings, topic),
    }


def _part_s(settings: Settings) -> float:
    """What each wait may last: finding the cluster, asking, creating, seeing it done."""
    return settings.broker_timeout_s * 0.23


@contextmanager
def _admin(settings: Settings) -> Iterator[Admin]:
    """An admin client that gives up in time."""
    with _translated(settings), closing(Admin(settings, _part_s(settings))) as admin:
        yield admin


@contextmanager
def _translated(settings: Settings) -> Iterator[None]:
    """Whatever keeps the broker from answering, as one fact."""
    try:
        yield
    except (KafkaError, OSError, ValueError) as error:
        #  ValueError is an address that is no host and port.
        raise BrokerUnreachable(
            f"no Kafka answers {settings.kafka_protocol} at {settings.kafka} ({type(error).__name__}); start it, or "
            f"set {variable('kafka')} to its bootstrap servers (host:port, comma separated) and "
            f"{variable('kafka_protocol')} to what they speak, with what belongs to it"
        ) from error


def _described(admin: Admin, settings: Settings) -> dict[str, dict[str, Any]]:
    names = [topic_name(settings, topic.name) for topic in TOPICS]
    described = admin.describe_topics(names)
    return {topic["name"]: topic for topic in described if not topic["error_code"]}
