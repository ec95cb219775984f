"""One installation under fire: 12 lanes, worker processes, a load, and at the end the oracle's word on all of it."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any
from urllib.request import urlopen

from redis import RedisError

from harken.demo.ports import free_ports
from harken.glance import Glance, NoStore
from harken.lag.reader import NoOffsets
from tests.chaos.outbound import Outbound
from tests.chaos.sampler import Sampler
from tests.chaos.shooter import Acknowledged, Place, Shooter
from tests.chaos.shop_load import STEP_MS, Made, ShopLoad
from tests.chaos.table import Row
from tests.chaos.verdict import Verdict
from tests.integration.transport.rig import committed
from tests.road import TheRoad
from tests.services.server import KafkaServer, RedisServer
from tests.worker_process import HARKEN_WORKER, WorkerProcess

PARTITIONS = 12
RATE = 500.0
HEALS_WITHIN_S = 120.0
#: Workers that count twice what they apply twice: `tests/chaos/forgetful.py`.
FORGETFUL = ("-m", "tests.chaos.forgetful")
SESSION_S = 4
NO_MORE: Mapping[str, str] = {}


class Arena:
    """Topics and keys of its own on a given broker and store.

    Parameters
    ----------
    kafka, store : the servers, to be killed and paused.
    prefix : of topics.
    folder : for logs.
    seed : of every choice in this run.
    step_ms : event time between two records of the load.
    variables : settings of the workers, over the ones below.
    """

    def __init__(
        self,
        kafka: KafkaServer,
        store: RedisServer,
        prefix: str,
        folder: Path,
        seed: int,
        step_ms: int = STEP_MS,
        **variables: str,
    ) -> None:
        self.kafka = kafka
        self.store = store
        self.seed = seed
        self.random = Random(seed)
        #  A cap would hold back what the oracle expects, and what it holds back is a matter of which model spoke.
        rules = folder / "rules.toml"
        rules.write_text("[cap]\nmost = 32\n")
        settings = {
            "HARKEN_RULES": str(rules),
            "HARKEN_PARTITIONS": str(PARTITIONS),
            "HARKEN_RATES": '{"USD": 0.8}',
            "HARKEN_CHURN_HORIZON_D": "9",
            "HARKEN_SESSION_TIMEOUT_S": str(SESSION_S),
            "HARKEN_REBALANCE_TIMEOUT_S": "6",
            "HARKEN_BROKER_TIMEOUT_S": "30",
            "HARKEN_MERGE_WAIT_S": "10",
            "HARKEN_LOG_FORMAT": "text",
            **variables,
        }
        self.road = TheRoad(kafka.bootstrap, store.url, prefix, folder, **settings)
        self.settings = self.road.settings
        self.said = Outbound(kafka.bootstrap, prefix, PARTITIONS)
        self.shop = ShopLoad(Random(self.random.random()), round(time.time() * 1000), step_ms)
        self.shooter = Shooter(kafka.bootstrap, prefix, self.shop.records(), RATE)
        self.sampler = Sampler(self.settings)
        self.faults = 0
        self.recovery_s: float | None = None
        #: Keys of which the oracle has no count of its own: each record of theirs is applied or in the dead letters.
        self.strangers: Callable[[str], bool] = lambda _: False
        #: What retention has removed unread: harken says how many, and nobody can apply them.
        self.removed: set[Place] = set()
        #: Who churns is the models' word, and a second that is read again may be judged by another model.
        self.store_went_back = False
        self._folder = folder
        self._ports: dict[int, int] = {}

    # -- workers -------------------------------------------------------------------------------------------

    def start(
        self, role: str = "activity", program: tuple[str, ...] = FORGETFUL, variables: Mapping[str, str] = NO_MORE
    ) -> WorkerProcess:
        """Start a worker."""
        (port,) = free_ports(1)
        environment = {**self.road.environment, "HARKEN_METRICS_PORT": str(port), **variables}
        log = self._folder / f"{role}-{len(self.road.workers)}.log"
        worker = WorkerProcess(role, environment, log, program)
        self._ports[worker.pid] = port
        self.road.workers.append(worker)
        return worker

    def start_all(
        self, workers: int = 2, program: tuple[str, ...] = FORGETFUL, variables: Mapping[str, str] = NO_MORE
    ) -> list[WorkerProcess]:
        """Activity workers and a learner; returns when each has lanes and all lanes are theirs.

        The learner has more to import. One that finds no broker when it starts ends, as it should, and nobody here
        would start it again.
        """
        learner = self.start("learner", HARKEN_WORKER)
        started = [self.start(program=program, variables=variables) for _ in range(workers)]
        self.wait_until_shared_by(started)
        self.wait_until(lambda: self.lanes_of(learner) > 0, "the learner has lanes")
        return started

    def wait_until_shared_by(self, workers: Sequence[WorkerProcess]) -> None:
        """Until each of these has lanes, all together have all, and each lane was taken."""

        def shared() -> bool:
            counts = [self.lanes_of(worker) for worker in workers]
            return all(counts) and sum(counts) == PARTITIONS and all(self.epochs())

        self.wait_until(shared, "the lanes are shared out")

    def lanes_of(self, worker: WorkerProcess) -> int:
        """How many lanes a worker says it has."""
        return int(self.metric(worker, "harken_lanes"))

    def metric(self, worker: WorkerProcess, name: str) -> float:
        """The sum of a metric's samples over its labels, from the worker's own page."""
        with urlopen(f"http://127.0.0.1:{self._ports[worker.pid]}/metrics", timeout=10) as page:
            lines = page.read().decode().splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.partition("{")[0].partition(" ")[0] == name)

    # -- what goes on --------------------------------------------------------------------------------------

    @contextmanager
    def load(self, rate: float = RATE) -> Iterator[Shooter]:
        """Events at a rate, all through the block, and samples of what is committed."""
        self.shooter.rate = rate
        with ExitStack() as ending:
            ending.enter_context(self.sampler)
            ending.enter_context(self.shooter)
            yield self.shooter

    def wait_until(self, reached: Callable[[], object], what: str, within_s: float = HEALS_WITHIN_S) -> None:
        """Ask until it is so, or fail with the logs' ends; a broker or store that is away says no."""

        def asked() -> bool:
            try:
                return bool(reached())
            except (NoStore, NoOffsets, RedisError, OSError):
                return False

        self.road.wait_until(asked, what, within_s)

    def epochs(self) -> list[int]:
        """How often each lane was taken."""
        with Glance(self.settings) as glance:
            keys = [f"{self.settings.key_prefix}ledger:activity:{n}" for n in range(PARTITIONS)]
            return [int(glance.store.hget(key, "epoch") or 0) for key in keys]

    def applied(self) -> dict[tuple[str, int], int]:
        """The ledger's offsets."""
        with Glance(self.settings) as glance:
            return {(topic, lane.lane): at for lane in glance.lanes("activity") for topic, at in lane.offsets.items()}

    def wait_for_work(self, records: int) -> None:
        """Until so many more records are applied."""
        before = sum(self.applied().values())
        self.wait_until(lambda: sum(self.applied().values()) >= before + records, f"{records} more records applied")

    def wait_for_load(self, records: int) -> None:
        """Until so many more records are acknowledged."""
        before = len(self.shooter.acknowledged)
        self.wait_until(lambda: len(self.shooter.acknowledged) >= before + records, f"{records} more acknowledged")

    def wait_until_dead(self, worker: WorkerProcess) -> None:
        """Until it has died of what it was started with (`tests/chaos/crash_points.py`)."""
        self.wait_until(lambda: not worker.running(), "the worker dies")
        self.faults += 1

    def wait_until_still(self) -> None:
        """Until nothing has been applied for a second."""
        seen, since_s = self.applied(), time.monotonic()

        def still() -> bool:
            nonlocal seen, since_s
            if (now := self.applied()) != seen:
                seen, since_s = now, time.monotonic()
            return time.monotonic() - since_s > 1.0

        self.wait_until(still, "nothing is applied any more")

    def healed(self) -> None:
        """The last fault is over: time how long it takes until all is applied that the broker had by now."""
        begun_s = time.monotonic()
        ends: dict[tuple[str, int], int] = {}
        for (topic, lane, offset), _, _ in list(self.shooter.acknowledged):
            ends[topic, lane] = max(ends.get((topic, lane), 0), offset + 1)

        def caught_up() -> bool:
            applied = self.applied()
            return all(applied.get(place, 0) >= end for place, end in ends.items())

        self.wait_until(caught_up, "what waited is applied")
        self.recovery_s = time.monotonic() - begun_s

    # -- the end -------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Send the last tick to every lane and wait until all of it is applied, said, committed and learned."""
        for lane in range(PARTITIONS):
            self.shooter.send(Made("commands", None, self.shop.tick()), partition=lane)
        self.shooter.flush()
        self.wait_until(lambda: self.road.left() == 0, "everything is applied")
        #  Only what was said is committed to Kafka, and the tick was the last of every lane.
        self.wait_until(self._all_committed, "everything is said")
        self.wait_until(self._all_learned, "everything is learned")
        self._look_for_doubtful()

    def documents(self) -> dict[str, Mapping[str, Any]]:
        """Every customer's document by id."""
        return {key.removeprefix("customer:"): value for key, value in self.road.raw_documents().items()}

    def learned(self, model: str, field: str) -> int:
        """A number of a model's card."""
        with Glance(self.settings) as glance:
            return int(glance.model(model).get(field, "0"))

    def last_words(self) -> str:
        """The last status line of every worker that said one: how much it took late, gave up to wait for, held back."""
        logs = {log.name: log.read_text().splitlines() for log in sorted(self._folder.glob("*.log"))}
        last = {name: [line for line in lines if " status " in line][-1:] for name, lines in logs.items()}
        return "\n".join(f"{name}: {line}" for name, lines in last.items() for line in lines)

    def row(self, scenario: str, verdict: Verdict) -> Row:
        """This run for the table."""
        return Row(
            scenario,
            len(self.shooter.acknowledged),
            self.faults,
            verdict.lost,
            verdict.doubled,
            self.recovery_s,
            self.sampler.samples,
            self.seed,
        )

    def close(self) -> None:
        """End every process; a paused one too."""
        self.shooter.stop_quietly()
        for worker in self.road.workers:
            if worker.running():
                worker.kill()
        self.road.close()

    def _all_committed(self) -> bool:
        prefix = self.settings.topic_prefix
        group = f"harken-{self.settings.instance}-activity"
        found = {
            (tp.topic.removeprefix(prefix), tp.partition): at
            for tp, at in committed(self.settings.kafka, group).items()
        }
        return found == {place: at for place, at in self.applied().items() if at}

    def _look_for_doubtful(self) -> None:
        """What the broker said it could not write, and is in its log all the same, is as good as acknowledged."""
        values = {made.value for made in self.shooter.doubtful}
        known = {place for place, _, _ in self.shooter.acknowledged}
        for topic in {made.topic for made in self.shooter.doubtful}:
            self.shooter.acknowledged += [
                Acknowledged(place, said.key, said.value)
                for said in self.said.read(topic)
                if said.value in values and (place := Place(topic, said.partition, said.offset)) not in known
            ]

    def _all_learned(self) -> bool:
        with Glance(self.settings) as glance:
            return not sum(self.road._reader.read(glance, "learner", ("examples",)).behind.values())
