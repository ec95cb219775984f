"""A real one-node Apache Kafka (KRaft) on this machine, from its jars, that can be stopped, killed and paused."""

import base64
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from harken.demo.ports import free_ports
from tests.services.child import Child, ServiceFailed
from tests.services.kafka_jars import kafka_jars

JAVA_OPTIONS = ("-Xms256m", "-Xmx768m")
START_TIMEOUT_S = 60.0
TRIES = 3


class LocalKafka:
    """A broker and its folder. Started again on the same folder it keeps its address, topics and groups.

    Parameters
    ----------
    folder : where its data, settings and log are; made when missing.
    properties : lines of server.properties over the ones below.
    java_options : heap and the like.
    joins : a broker that runs already and has the controller; this one is a second node of its cluster.
    protocol : of its listener; for others than PLAINTEXT `properties` say the rest.
    """

    keeps_data: ClassVar = True

    def __init__(
        self,
        folder: Path,
        properties: Mapping[str, str] | None = None,
        java_options: Sequence[str] = JAVA_OPTIONS,
        joins: "LocalKafka | None" = None,
        protocol: str = "PLAINTEXT",
    ) -> None:
        self.folder = folder
        self._protocol = protocol
        self._joins = joins
        self.cluster: str = joins.cluster if joins else _new_cluster()
        self._properties = dict(properties or {})
        self._java_options = tuple(java_options)
        self._child: Child | None = None
        self._port, self._controller_port = free_ports(2)
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def bootstrap(self) -> str:
        """The address that clients start from, host:port."""
        return f"127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        """The broker's process id; 0 when it does not run."""
        return self._child.pid if self._child is not None else 0

    def running(self) -> bool:
        """Whether it runs (a paused one does) and has not given up by itself."""
        return self._child is not None and self._child.running

    def start(self) -> None:
        """Start it and wait until it answers (about 3 s; the first time ever also fetches the jars).

        Raises
        ------
        ServiceFailed : when there is no `java` or `mvn`, or it does not come up; the text says which.
        """
        jars = kafka_jars()
        if (self.folder / "data").exists():
            self._run(jars)
            return
        for attempt in range(TRIES):
            try:
                self._format(jars)
                self._run(jars)
                return
            except ServiceFailed as failed:
                # Another process took one of the ports between our look and our use.
                if "BindException" not in str(failed) or attempt == TRIES - 1:
                    raise
                self._port, self._controller_port = free_ports(2)

    def stop(self) -> None:
        """Shut it down in order."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def kill(self) -> None:
        """End it as a crash would (kill -9)."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def remove(self) -> None:
        """End it for good, the quick way."""
        self.kill()

    def pause(self) -> None:
        """Freeze it: connections stay open and nothing answers."""
        if self._child is not None:
            self._child.pause()

    def resume(self) -> None:
        """Let a paused one go on."""
        if self._child is not None:
            self._child.resume()

    def _run(self, jars: Path) -> None:
        command = ["java", *self._java_options, "-cp", f"{jars}/*", "kafka.Kafka", str(self._configured())]
        child = Child(command, self.folder / "broker.log")
        child.wait_until(lambda: "Kafka Server started" in child.output(), START_TIMEOUT_S)
        self._child = child

    def _format(self, jars: Path) -> None:
        if (self.folder / "data" / "meta.properties").exists():
            return
        tool = ["java", "-XX:TieredStopAtLevel=1", "-cp", f"{jars}/*", "kafka.tools.StorageTool"]
        arguments = ["format", "-t", self.cluster, "-c", str(self._configured())]
        done = subprocess.run(tool + arguments, capture_output=True, text=True, timeout=START_TIMEOUT_S, check=False)
        if done.returncode:
            raise ServiceFailed(f"Kafka's storage tool: {done.stdout[-1000:]}{done.stderr[-1000:]}")

    def _configured(self) -> Path:
        settings = {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.voters": f"1@127.0.0.1:{self._controller_port}",
            "listeners": f"{self._protocol}://{self.bootstrap},CONTROLLER://127.0.0.1:{self._controller_port}",
            "advertised.listeners": f"{self._protocol}://{self.bootstrap}",
            "listener.security.protocol.map": f"{self._protocol}:{self._protocol},CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": self._protocol,
            "controller.listener.names": "CONTROLLER",
            "log.dirs": str(self.folder / "data"),
            "auto.create.topics.enable": "false",
            "offsets.topic.replication.factor": "1",
            "offsets.topic.num.partitions": "8",
            "transaction.state.log.replication.factor": "1",
            "transaction.state.log.min.isr": "1",
            "transaction.state.log.num.partitions": "4",
            **self._joined(),
            "group.initial.rebalance.delay.ms": "0",
            "group.min.session.timeout.ms": "1000",
            **self._properties,
        }
        path = self.folder / "server.properties"
        path.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
        return path

    def _joined(self) -> Mapping[str, str]:
        """What is different for a second node."""
        if self._joins is None:
            return {}
        controller = self._joins._controller_port
        return {
            "process.roles": "broker",
            "node.id": "2",
            "controller.quorum.voters": f"1@127.0.0.1:{controller}",
            "listeners": f"PLAINTEXT://{self.bootstrap}",
        }


def _new_cluster() -> str:
    return base64.urlsafe_b64encode(b"\0" + os.urandom(15)).decode().rstrip("=")
