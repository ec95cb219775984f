"""What every server of tests can do, wherever it runs."""

from typing import Protocol


class Server(Protocol):
    """A Kafka or a Redis of one test session; started again it keeps its address and, if `keeps_data`, what it held."""

    @property
    def keeps_data(self) -> bool:
        """Whether what it held is there again after a restart."""
        ...

    def start(self) -> None:
        """Start it, the first time or again, and wait until it answers; raises ServiceFailed."""
        ...

    def stop(self) -> None:
        """Shut it down in order."""
        ...

    def kill(self) -> None:
        """End it as a crash would (kill -9)."""
        ...

    def pause(self) -> None:
        """Freeze it: connections stay open and nothing answers."""
        ...

    def resume(self) -> None:
        """Let a paused one go on."""
        ...

    def remove(self) -> None:
        """End it for good."""
        ...


class KafkaServer(Server, Protocol):
    """A Kafka broker."""

    @property
    def bootstrap(self) -> str:
        """The address that clients start from, host:port."""
        ...


class RedisServer(Server, Protocol):
    """A Redis or Valkey server."""

    @property
    def url(self) -> str:
        """Its address, of database 0."""
        ...
