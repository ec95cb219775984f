"""Replay through a real broker: what was in the files is on the topics, every day is told to every partition."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from harken.data import sample_path
from harken.events import COMMANDS, INBOUND, PURCHASES, Command, Purchase, seconds
from harken.partition_count import NoSuchTopic
from harken.replay import jsonl, uci
from harken.replay.line import Line
from harken.replay.report import Report
from harken.replay.send import replay
from harken.sender import partition_of
from harken.settings import PREFIX, Settings, load_settings, variable, written
from harken.tail import Heard, Tail
from harken.topics import create_topics

DAY_S = 86_400.0
HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


@pytest.fixture
def settings(kafka: str) -> Settings:
    """Topics of the test's own."""
    settings = load_settings({}, kafka=kafka, topic_prefix=f"replay-{uuid4().hex[:8]}.", partitions=3)
    create_topics(settings)
    return settings


def heard(settings: Settings, topic: str, count: int) -> list[Heard]:
    """All records of a topic; there must be exactly so many."""
    tail = Tail(settings, settings.topic_prefix + topic, from_start=True)
    found: list[Heard] = []
    quiet = 0
    while quiet < (2 if len(found) >= count else 20):
        news = list(tail.hear(0.5))
        quiet = 0 if news else quiet + 1
        found += news
    tail.close()
    assert len(found) == count
    return sorted(found, key=lambda record: (record.partition, record.offset))


def table(folder: Path, *rows: str) -> Path:
    path = folder / "uci.csv"
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return path


def invoice(number: int, customer: str, day: int) -> str:
    return f"{number},85123A,THING,1,2010-12-{day:02d} 08:26:00,2.55,{customer},United Kingdom"


def test_every_purchase_is_on_its_topic_in_its_customers_partition(settings: Settings, tmp_path: Path) -> None:
    customers = ["17850", "13047", "12583", ""]
    rows = [invoice(536365 + n, customers[n % 4], 1 + n // 8) for n in range(32)]
    report = replay(settings, uci.read(table(tmp_path, *rows)), ticks=False)
    assert (report.sent, report.sent_lines, report.refused) == (
        Counter({PURCHASES: 24}),
        24,
        Counter({"no customer": 8}),
    )
    records = heard(settings, PURCHASES, 24)
    for record in records:
        assert record.key is not None
        assert record.partition == partition_of(record.key, settings.partitions)
        assert msgspec.json.decode(record.value or b"", type=Purchase).customer_id == record.key.decode()
    for partition in range(settings.partitions):
        times = [
            seconds(msgspec.json.decode(record.value or b"", type=Purchase).ts)
            for record in records
            if record.partition == partition
        ]
        assert times == sorted(times)


def test_every_midnight_and_the_end_are_told_to_every_partition(settings: Settings, tmp_path: Path) -> None:
    #   day      1      2      3      4   (tail 2 days)   6
    #   event    x             x
    rows = [invoice(1, "17850", 1), invoice(2, "17850", 3)]
    report = replay(settings, uci.read(table(tmp_path, *rows)), tail_s=2 * DAY_S)
    last_s = report.last_s + 2 * DAY_S
    assert report.ticks == 5
    assert report.reached_s == last_s + 2 * settings.lateness_s
    told = heard(settings, COMMANDS, 5 * settings.partitions)
    for partition in range(settings.partitions):
        ticks = [
            msgspec.json.decode(record.value or b"", type=Command) for record in told if record.partition == partition
        ]
        assert [tick.kind for tick in ticks] == ["tick"] * 5
        times = [seconds(tick.ts) for tick in ticks]
        assert [at_s % DAY_S for at_s in times[:-1]] == [0.0] * 4
        assert times[-1] == report.reached_s


def test_a_day_is_told_only_after_the_broker_has_what_was_before(settings: Settings, tmp_path: Path) -> None:
    #  When progress shows the first tick, what the broker has of that day is asked of the broker itself.
    rows = [invoice(n, f"c{n}", 1) for n in range(600)] + [invoice(1000 + n, f"c{n}", 2) for n in range(600)]
    seen: list[int] = []

    def look(report: Report) -> None:
        if report.ticks == 1 and not seen:
            seen.append(sum(1 for record in all_now(settings) if b"2010-12-01" in (record.value or b"")))

    replay(settings, uci.read(table(tmp_path, *rows)), progress=look)
    assert seen == [600]


def all_now(settings: Settings) -> list[Heard]:
    tail = Tail(settings, settings.topic_prefix + PURCHASES, from_start=True)
    found: list[Heard] = []
    quiet = 0
    while quiet < 6:
        news = list(tail.hear(0.5))
        quiet = 0 if news else quiet + 1
        found += news
        quiet += 6 if len(found) >= 600 and not news else 0
    tail.close()
    return found


def test_a_bad_event_is_sent_with_what_it_had(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"type":"purchase","id":"1","customer_id":"ada","ts":"yesterday","total":-1}\n', encoding="utf-8")
    report = replay(settings, jsonl.read(path))
    (record,) = heard(settings, PURCHASES, 1)
    assert (record.key, msgspec.json.decode(record.value or b"")["total"]) == (b"ada", -1)
    assert report.ticks == 0


def test_an_event_from_the_future_makes_no_ticks(settings: Settings) -> None:
    far = Command(id="1", customer_id="ada", ts=253_402_300_799_999, kind="mute")
    report = replay(settings, [Line(COMMANDS, "ada", 253_402_300_799.999, far)])
    assert (report.events, report.ticks) == (1, 0)


def test_a_topic_that_is_not_there_is_said_before_anything_is_sent(kafka: str) -> None:
    settings = load_settings({}, kafka=kafka, topic_prefix=f"missing-{uuid4().hex[:8]}.")
    with pytest.raises(NoSuchTopic, match="harken topics create"):
        replay(settings, [])


def test_the_command_replays_the_sample_and_accounts_for_every_line(settings: Settings) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    own |= {variable(name): written(getattr(settings, name)) for name in Settings.model_fields}
    done = subprocess.run(
        [sys.executable, "-m", "harken.cli", "replay", "--sample"],
        env=own,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    sent = Counter(line.topic for line in jsonl.read(sample_path()) if isinstance(line, Line))
    for topic, count in sent.items():
        assert f"events to {topic}" in done.stdout
        assert f"{count:,}" in done.stdout
        assert len(heard(settings, topic, count)) == count
    assert set(sent) < set(INBOUND)
    assert f"{sent.total():,} events acknowledged" in done.stdout
    assert "\x1b" not in done.stdout
