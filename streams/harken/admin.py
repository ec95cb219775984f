"""kafka-python's admin client, which leaves nothing behind where no broker answers.

Of its own, one that cannot bootstrap keeps its thread and three open files for ever (an old fault in new clothes:
github.com/kafka-python-ng/kafka-python-ng/pull/186), and each socket that was refused stays open until the garbage
collector comes by. Who asks every five seconds while a broker is away for a day would run out of both.
"""

from contextlib import suppress
from typing import Any, ClassVar, Final

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError
from kafka.net.inet import KafkaNetSocket

from harken.kafka_access import for_kafka_python
from harken.settings import Settings

#: kafka-python chooses how to connect by the scheme of a proxy's address; this one is none, and closes what it opened.
DIRECT: Final = "harken-direct"


class DirectSocket(KafkaNetSocket):  # type: ignore[misc] # kafka-python ships no types
    """Connects as kafka-python does, and closes a socket that could not."""

    SCHEMES: ClassVar = (DIRECT,)

    async def sock_connect(self, net: Any, sock: Any, sockaddr: Any, timeout_at: float | None = None) -> Any:
        """The socket, connected."""
        try:
            return await super().sock_connect(net, sock, sockaddr, timeout_at=timeout_at)
        except BaseException:
            sock.close()
            raise


class Admin(KafkaAdminClient):  # type: ignore[misc] # kafka-python ships no types
    """An admin client.

    Parameters
    ----------
    settings : the broker's addresses, and how to get in.
    timeout_s : of finding the cluster, and of each request, seconds.

    Raises what kafka-python raises: KafkaError, OSError, ValueError (an address that is no host and port).
    """

    def __init__(self, settings: Settings, timeout_s: float) -> None:
        timeout_ms = int(timeout_s * 1000)
        try:
            super().__init__(
                **for_kafka_python(settings),
                bootstrap_timeout_ms=timeout_ms,
                request_timeout_ms=timeout_ms,
                proxy_url=f"{DIRECT}://",
            )
        except BaseException:
            self._let_go()
            raise

    def _let_go(self) -> None:
        """Close what there is of a client whose making failed, which its own `close` refuses."""
        if hasattr(self, "_net"):
            self._closed = False
            with suppress(KafkaError, OSError):
                self.close()
