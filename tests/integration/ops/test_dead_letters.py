"""Working on dead letters as an operator does, on a real broker with real workers."""

import json
import os
import subprocess
import sys
from collections import Counter
from time import time

import pytest

from harken.dead_letter import NotADeadLetter, from_record
from harken.topics import topic_name
from tests.integration.ops.asking import metrics, total
from tests.integration.ops.conftest import MakeRoad
from tests.road import TheRoad


def run(road: TheRoad, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "harken.cli", "dead-letters", *arguments],
        env={**os.environ, **road.environment},
        capture_output=True,
        timeout=60,
        check=False,
    )


def say(road: TheRoad, *arguments: str) -> list[str]:
    """What a command that succeeds prints, by line."""
    done = run(road, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.decode().splitlines()


def order(customer: str, number: int, currency: str = "GBP") -> tuple[str, bytes, bytes]:
    body = {"id": f"p-{customer}-{number}", "customer_id": customer, "ts": round(time() * 1000), "total": 10.0}
    return "purchases", customer.encode(), json.dumps({**body, "currency": currency}).encode()


def refuse(road: TheRoad) -> None:
    """A worker without a rate for dollars has applied five orders and refused seven records."""
    dollars = [order(f"customer-{n}", 100 + n, "USD") for n in range(5)]
    fine = [order(f"customer-{n}", n) for n in range(5)]
    broken = [("clicks", b"customer-1", b"\xff\x00not json"), ("feedback", None, b"[]")]
    worker = road.start()
    road.send([*fine, *dollars, *broken])
    road.wait_until_applied()
    road.wait_until(lambda: len(say(road, "list")) == 7, "seven dead letters")
    worker.stop()


def orders(road: TheRoad) -> list[int]:
    documents = (road.document(f"customer-{n}") for n in range(5))
    return [document.activity.orders for document in documents if document is not None]


def test_letters_are_listed_by_reason_topic_and_time(make_road: MakeRoad) -> None:
    road = make_road()
    before_s = time()
    refuse(road)
    rows = [json.loads(line) for line in say(road, "list", "--json")]
    assert Counter(row["reason"] for row in rows) == {"unknown_currency": 5, "not_json": 1, "not_an_object": 1}
    assert len(say(road, "list", "--reason", "unknown_currency")) == 5
    assert len(say(road, "list", "--reason", "not_json", "--reason", "not_an_object")) == 2
    assert len(say(road, "list", "--topic", "feedback")) == 1
    assert len(say(road, "list", "--since", "1h")) == 7
    assert say(road, "list", "--since", "0s") == []
    assert say(road, "list", "--until", f"{time() - before_s + 60:.0f}s") == []
    assert not any("customer-" in line for line in say(road, "list"))  # `show` names the customer, a list does not


def test_a_letter_is_shown_with_its_bytes_as_they_came(make_road: MakeRoad) -> None:
    road = make_road()
    refuse(road)
    (line,) = say(road, "list", "--reason", "not_json")
    place = line.split("\t")[0]
    shown = "\n".join(say(road, "show", place))
    assert "reason   not_json" in shown
    assert "key      customer-1" in shown
    assert "\\xff\\x00not json" in shown
    assert run(road, "show", place, "--raw").stdout == b"\xff\x00not json"
    nowhere = run(road, "show", "0:999999")
    assert (nowhere.returncode, nowhere.stderr.count(b"\n")) == (2, 1)


def test_a_retry_goes_the_normal_road_and_a_second_one_changes_nothing(make_road: MakeRoad, port: int) -> None:
    #   without a rate: 5 orders in dollars refused; with one, retried: applied once, however often they are retried
    road = make_road()
    refuse(road)
    assert orders(road) == [1] * 5
    road.environment["HARKEN_RATES"] = '{"USD": 0.8}'
    road.start()
    assert say(road, "retry", "--reason", "unknown_currency", "--dry-run") == ["5 would be retried"]
    assert say(road, "retry", "--reason", "unknown_currency") == ["5 retried"]
    road.wait_until(lambda: orders(road) == [2] * 5, "the retried orders are applied")
    assert len(say(road, "list")) == 2
    assert say(road, "retry", "--reason", "unknown_currency") == ["0 retried"]
    assert [line.split("\t")[3] for line in say(road, "list", "--marked", "--reason", "unknown_currency")] == [
        "retried"
    ] * 5
    #  As if the command had been stopped before it marked them.
    assert say(road, "retry", "--reason", "unknown_currency", "--again") == ["5 retried"]
    road.wait_until(lambda: total(metrics(port), "harken_duplicates_total") == 5, "all five are known")
    road.wait_until_applied()
    assert orders(road) == [2] * 5
    sent = Counter(record.value for record in road.read("purchases"))
    assert sorted(sent.values()) == [1] * 5 + [3] * 5


def test_what_is_refused_again_is_a_new_letter(make_road: MakeRoad) -> None:
    road = make_road()
    refuse(road)
    road.start()
    (line,) = say(road, "list", "--topic", "feedback")
    place = line.split("\t")[0]
    assert say(road, "retry", place) == ["1 retried"]
    road.wait_until(lambda: len(say(road, "list", "--marked", "--topic", "feedback")) == 2, "a second letter")
    (again,) = say(road, "list", "--topic", "feedback")
    assert again.split("\t")[0] != place
    assert (
        again.split("\t")[4].split("@")[0] == line.split("\t")[4].split("@")[0]
    )  # a record without a key stays in its lane


def test_a_dropped_letter_is_not_listed_or_retried_and_keeps_its_bytes(make_road: MakeRoad) -> None:
    road = make_road()
    refuse(road)
    (line,) = say(road, "list", "--reason", "not_json")
    place = line.split("\t")[0]
    assert say(road, "drop", place) == ["1 dropped"]
    assert len(say(road, "list")) == 6
    refused = run(road, "retry", place)
    assert refused.returncode == 1
    assert refused.stdout.decode().splitlines() == ["0 retried", f"{place} not retried: it was dropped before"]
    assert run(road, "drop", place).returncode == 1
    assert run(road, "show", place, "--raw").stdout == b"\xff\x00not json"
    assert say(road, "drop", "--all") == ["6 dropped"]
    assert say(road, "list") == []


def test_what_cannot_be_retried_is_left_alone_and_said(make_road: MakeRoad) -> None:
    road = make_road()
    worker = road.start("learner")
    road.send([("examples", b"churn", b"no pack")])
    road.wait_until(lambda: len(say(road, "list")) == 1, "the learner's letter")
    worker.stop()
    done = run(road, "retry", "--all")
    assert done.returncode == 1
    name = topic_name(road.settings, "examples")
    assert f"it came from {name}, which is no topic of events" in done.stdout.decode()


@pytest.mark.parametrize(
    "arguments", [("retry",), ("drop",), ("retry", "seven"), ("list", "--reason", "bad"), ("list", "--since", "soon")]
)
def test_what_is_not_said_clearly_is_one_line_and_code_2(make_road: MakeRoad, arguments: tuple[str, ...]) -> None:
    done = run(make_road(), *arguments)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)


def test_marks_are_no_letters(make_road: MakeRoad) -> None:
    road = make_road()
    refuse(road)
    say(road, "drop", "--all")
    marks = [record for record in road.read("dead-letters") if record.value is None and record.headers]
    assert len(marks) == 7
    for record in marks:
        with pytest.raises(NotADeadLetter):
            from_record(record.key, record.value, record.headers)
