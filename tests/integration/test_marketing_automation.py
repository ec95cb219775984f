"""The example of a consumer: killed at any moment, it acts once on every alert and tells harken of each."""

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from confluent_kafka import Message as Received

from harken.alert import Alert, AlertData, CustomerSummary
from harken.alerting.announce import announce
from harken.decode import decode
from harken.document import Recommendation
from harken.events import RECEIPTS, Receipt
from harken.sender import partition_of
from harken.settings import load_settings
from harken.topics import create_topics
from tests.integration.brokers import need_apache
from tests.integration.killed_at import lines_of
from tests.integration.marketing_team import EXAMPLE, PARTITIONS, WITHIN_S, Said, Team
from tests.worker_process import WorkerProcess

KILLED_AT = Path(__file__).with_name("killed_at.py")
ROUNDS = 8
ALERTS_A_ROUND = 150
SEED = 20
DAY_S = 86_400.0
CUSTOMERS = [*(f"c-{n}" for n in range(50)), "Zoë Łęcka 客戶", "x" * 256]
#: What the example must make of a kind and a transition, if it comes in time.
OUTCOMES = {
    ("churn_risk", "raised"): "acted",
    ("churn_risk", "resolved"): "acted",
    ("detractor", "raised"): "acted",
    ("detractor", "resolved"): "delivered",
    ("kind_to_come", "raised"): "delivered",
}


@pytest.fixture
def team(kafka: str, topic_prefix: str, tmp_path: Path) -> Iterator[Team]:
    need_apache(kafka, "consumer groups for librdkafka")
    settings = load_settings({}, kafka=kafka, topic_prefix=topic_prefix, partitions=PARTITIONS)
    create_topics(settings)
    team = Team(settings, tmp_path)
    yield team
    team.close()


def alert(customer_id: str, kind: str, transition: str, episode: int, expires_s: float | None) -> Alert:
    """One as the fold makes it."""
    data = AlertData(
        kind=kind,
        transition=transition,  # type: ignore[arg-type]  # the names of OUTCOMES are text
        severity="warning",
        score=0.9,
        threshold=0.8,
        reasons=(),
        customer=CustomerSummary(orders=1, net_minor=1, currency="GBP", last_seen_ms=0),
        recommendations=(Recommendation("sku-1", 0.5, "taken together"),),
        suggested_action="Say that you are there.",
    )
    return announce("test", customer_id, episode, time.time(), expires_s=expires_s, data=data)


def news(random: Random, begin: int, count: int) -> tuple[list[Alert], dict[str, str]]:
    """So many alerts with episodes from `begin`, an earlier one again between some, and what becomes of each id."""
    said: list[Alert] = []
    outcomes: dict[str, str] = {}
    for episode in range(begin, begin + count):
        kind, transition = random.choice(list(OUTCOMES))
        late = random.random() < 0.1
        new = alert(random.choice(CUSTOMERS), kind, transition, episode, -DAY_S if late else DAY_S)
        outcomes[new.id] = "ignored" if late else OUTCOMES[kind, transition]
        said += [new, random.choice([*said, new])] if random.random() < 0.5 else [new]
    return said, outcomes


def wait_until_some_is_done(team: Team, worker: WorkerProcess, random: Random) -> None:
    """Until it has written down some more alerts, or the broker has some more receipts, and a moment longer."""
    in_database, more = random.random() < 0.5, random.randint(1, ALERTS_A_ROUND)

    def done() -> int:
        return len(team.query("SELECT id FROM alerts")) if in_database else sum(team.ends(team.receipts))

    before, deadline_s = done(), time.monotonic() + WITHIN_S
    while done() < before + more:
        worker.check()
        assert time.monotonic() < deadline_s, f"nothing done: {worker.log()[-2000:]}"
    time.sleep(random.random() * 0.03)  # not to wait for anything: any moment must do


def is_finished(team: Team) -> bool:
    """Whether everything said is read, and told."""
    places = dict(team.query("SELECT partition, next FROM places"))
    untold = team.query("SELECT id FROM alerts WHERE NOT told")
    return not untold and [places.get(n, 0) for n in range(PARTITIONS)] == team.ends(team.alerts)


def wait_until_finished(team: Team, worker: WorkerProcess) -> None:
    """Until then, or until it is dead."""
    deadline_s = time.monotonic() + WITHIN_S
    while worker.running() and not is_finished(team):
        assert time.monotonic() < deadline_s, f"not finished: {worker.log()[-2000:]}"


def receipts_by_alert(records: Sequence[Received]) -> dict[str, Receipt]:
    """Receipts by alert, read by harken's decoder; those of one alert are one event, in the customer's lane."""
    found: dict[str, Receipt] = {}
    for record in records:
        key, (_, at_ms) = record.key(), record.timestamp()
        assert isinstance(key, bytes)
        receipt = decode(RECEIPTS, key, record.value(), at_ms, future_s=60.0)
        assert isinstance(receipt, Receipt)
        assert record.partition() == partition_of(key, PARTITIONS)
        assert found.setdefault(receipt.alert_id, receipt) == receipt
    assert len({receipt.id for receipt in found.values()}) == len(found)
    return found


def check(team: Team, expected: dict[str, str], where: Sequence[Said]) -> None:
    """Every alert acted upon once, told of, and a customer's acts in the order in which harken first spoke of them."""
    acts = team.query("SELECT customer_id, alert_id FROM outbox ORDER BY n")
    acted = {alert_id for alert_id, outcome in expected.items() if outcome == "acted"}
    assert Counter(alert_id for _, alert_id in acts) == dict.fromkeys(acted, 1)
    told = receipts_by_alert(team.told())
    assert {alert_id: receipt.outcome for alert_id, receipt in told.items()} == expected
    first: dict[str, int] = {}
    for said in sorted(where):
        first.setdefault(said.alert_id, said.offset)
    offsets: dict[str, list[int]] = {}
    for customer, alert_id in acts:
        offsets.setdefault(customer, []).append(first[alert_id])
    assert offsets == {customer: sorted(each) for customer, each in offsets.items()}


def check_offsets(team: Team, where: Sequence[Said]) -> None:
    """What Kafka's offset is past has its receipt."""
    committed, told = team.committed(), receipts_by_alert(team.told())
    assert {said.alert_id for said in where if said.offset < committed[said.partition]} <= told.keys()


def test_killed_at_any_moment_it_acts_once_on_every_alert_and_tells_of_each(team: Team) -> None:
    random, expected, where = Random(SEED), dict[str, str](), list[Said]()
    for n in range(ROUNDS):
        worker = team.start()
        said, outcomes = news(random, n * ALERTS_A_ROUND, ALERTS_A_ROUND)
        expected |= outcomes
        where += team.say(said)
        wait_until_some_is_done(team, worker, random)
        worker.kill()
        check_offsets(team, where)
    last = team.start()
    wait_until_finished(team, last)
    last.check()
    last.kill()
    check(team, expected, where)


def test_killed_before_each_of_its_lines_it_acts_once_on_every_alert_and_tells_of_each(team: Team) -> None:
    random, expected, where = Random(SEED), dict[str, str](), list[Said]()
    lines = lines_of(str(EXAMPLE), {"run", "note", "tell"})
    died = 0
    for n, line in enumerate(lines):
        worker = team.start(str(KILLED_AT), str(line))
        said, outcomes = news(random, n * 5, 5)
        expected |= outcomes
        where += team.say(said)
        team.say_nonsense()
        wait_until_finished(team, worker)
        died += not worker.running()
        worker.kill()
        assert "Traceback" not in worker.log()
        check_offsets(team, where)
    assert died > len(lines) * 0.9  # the others are for a broker that fails
    last = team.start()
    wait_until_finished(team, last)
    last.check()
    last.kill()
    check(team, expected, where)


def test_an_id_is_known_for_sixty_days_and_then_forgotten(team: Team) -> None:
    said, outcomes = news(Random(SEED), 0, 20)
    team.say(said)
    worker = team.start()
    wait_until_finished(team, worker)
    worker.kill()
    with closing(sqlite3.connect(team.database)) as database, database:
        database.execute("UPDATE alerts SET at_ms = at_ms - 61 * 86400000 WHERE rowid % 2")
        database.execute("UPDATE alerts SET at_ms = at_ms - 59 * 86400000 WHERE NOT rowid % 2")
    old = {alert_id for (alert_id,) in team.query("SELECT id FROM alerts WHERE rowid % 2")}
    team.say(news(Random(SEED), 20, 1)[0])
    worker = team.start()
    wait_until_finished(team, worker)
    worker.kill()
    known = {alert_id for (alert_id,) in team.query("SELECT id FROM alerts")}
    assert old
    assert not known & old
    assert known > outcomes.keys() - old
